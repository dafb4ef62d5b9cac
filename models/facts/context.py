"""What the tables of one document are read against: whose document it is, of which year and stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from mingzhang.models.facts.concepts import word
from mingzhang.models.facts.headers import ColumnMeaning, MoneyPart, MoneyYear
from mingzhang.models.facts.records import FactClaim, FactScope, FactStage, Fund, Meaning
from mingzhang.models.facts.rows import ItemRow
from mingzhang.models.facts.units import unit_of
from mingzhang.models.records.documents import BudgetLine, Document, LineReference, Table
from mingzhang.models.text.amounts import YUAN, plain
from mingzhang.models.vocabulary.enums import DocumentKind, TableKind, Verification
from mingzhang.models.vocabulary.offices import Office, OfficeCoverage, office

_DOUBT = {Verification.SUSPECT: 0, Verification.UNVERIFIED: 1, Verification.VERIFIED: 2, Verification.CORRECTED: 3}


Owned = tuple[Office, FactScope]


@dataclass(frozen=True, slots=True)
class Context:
    """`whole`: the office whose totals the document's tables print; `stage`: of a figure whose header says none;
    `is_own`: the document is of the office itself (本级). `prints_sets`: a table is printed for it and for the whole.
    """

    whole: Office
    region: str | None
    year: int | None
    stage: FactStage
    is_own: bool = False
    prints_sets: bool = False

    @property
    def is_this_year(self) -> bool:
        """Whether a table is read that prints the document's own year, not the one before."""
        return self.stage is not FactStage.PRIOR_YEAR

    def owner(self, name: str | None) -> Owned:
        """Whose figures stand under a name, and as what: the document's own, or below it."""
        if not name:
            return self.whole, FactScope.WHOLE
        found = office(name, self.region)
        if found.unit_id != self.whole.unit_id:
            return found, FactScope.SUBORDINATE
        return found, FactScope.OWN if found.level is OfficeCoverage.OWN and not self.is_own else FactScope.WHOLE

    def year_of(self, stage: FactStage) -> int | None:
        return self.year - 1 if self.year is not None and stage is FactStage.PRIOR_YEAR else self.year


def context_of(document: Document) -> Context | None:
    """None where the document names no unit: its figures are nobody's."""
    unit = unit_of(document)
    if unit is None:
        return None
    is_final = document.facts.document_kind is DocumentKind.FINAL_ACCOUNTS
    stage = FactStage.FINAL if is_final else FactStage.BUDGET
    is_own = document.facts.level == OfficeCoverage.OWN
    context = Context(unit, document.facts.region, document.facts.fiscal_year, stage, is_own)
    return replace(context, prints_sets=_prints_sets(document.tables, context))


def _prints_sets(tables: Sequence[Table], context: Context) -> bool:
    """Whether a table of some kind is printed for the office itself (本级) and for the whole."""
    scopes: dict[TableKind, set[FactScope]] = {}
    for table in tables:
        if table.unit_name and table.lines and table.table_kind is not TableKind.OTHER:
            scopes.setdefault(table.table_kind, set()).add(context.owner(table.unit_name)[1])
    return any({FactScope.OWN, FactScope.WHOLE} <= its for its in scopes.values())


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as its readers see it."""

    context: Context
    table: Table
    columns: dict[int, ColumnMeaning]
    rows: list[ItemRow]

    @property
    def owner(self) -> Owned:
        """The unit printed over the table; the document's own unit is the whole, marked 本级 or not, unless the whole
        has tables of its own."""
        found, scope = self.context.owner(self.table.unit_name)
        return found, FactScope.WHOLE if scope is FactScope.OWN and not self.context.prints_sets else scope

    def claims(
        self,
        row: ItemRow,
        concept: str,
        fund: Fund,
        role: MoneyPart,
        *,
        rank: int,
        item: str | None = None,
        funds: bool = False,
        owner: Owned | None = None,
        function_code: str | None = None,
        economic_code: str | None = None,
        project: str | None = None,
        stage: FactStage | None = None,
    ) -> Iterator[FactClaim]:
        """What the columns of a role say in a row, a claim for each stage (and, with `funds`, for each fund).

        Where a table prints this year's money and what is carried over apart, and no column for both, they are added.
        """
        unit, scope = owner or self.owner
        found: dict[tuple[FactStage, Fund], list[tuple[ColumnMeaning, BudgetLine]]] = {}
        for column, line in self._of_role(row, role, fund, item, funds):
            its_stage = column.stage or stage or self.context.stage
            if its_stage is FactStage.BUDGET:
                its_stage = stage or (FactStage.BUDGET if self.context.is_this_year else self.context.stage)
            money = column.fund if (funds and column.role is MoneyPart.FUND) or (item and column.fund) else fund
            money = column.within if column.within and column.role is role else money
            if money is not None:
                found.setdefault((its_stage, money), []).append((column, line))
        for (its_stage, money), some in found.items():
            if all(column.period is MoneyYear.CARRYOVER for column, _ in some):
                continue  # what is carried over alone is not the whole
            lines = _one_of_each_period(some)
            meaning = Meaning(
                unit.unit_id,
                unit.name,
                self.context.year_of(its_stage),
                concept,
                money,
                its_stage,
                scope,
                function_code,
                economic_code,
                project,
            )
            yield self.claim(meaning, lines, rank)

    def _of_role(
        self, row: ItemRow, role: MoneyPart, fund: Fund, item: str | None, funds: bool
    ) -> list[tuple[ColumnMeaning, BudgetLine]]:
        """The figures of a row in columns of a role; the whole of a fund's table that prints no total stands in the
        column that the fund heads (财政拨款合计, 一般公共预算支出)."""
        printed = [
            (column, line)
            for line in row.lines
            if (column := self.columns.get(line.column_index)) is not None
            and line.amount_yuan is not None
            and column.item == item
        ]
        own = [one for one in printed if one[0].role is role]
        if role is MoneyPart.TOTAL and not own and not funds:
            return [one for one in printed if one[0].role is MoneyPart.FUND and one[0].fund is fund]
        return own + [one for one in printed if funds and one[0].role is MoneyPart.FUND and one not in own]

    def claims_of_columns(self, row: ItemRow, concept: str, names: frozenset[str], *, rank: int) -> Iterator[FactClaim]:
        """What a row says under the one column that a concept's own name heads (货物, 工程, 服务 beside 合计)."""
        lines = [line for line in row.lines if line.column_path and word(line.column_path[-1]) in names]
        if len({line.column_index for line in lines}) == 1 and lines[0].amount_yuan is not None:
            unit, scope = self.owner
            stage = self.context.stage
            meaning = Meaning(unit.unit_id, unit.name, self.context.year, concept, Fund.ALL, stage, scope)
            yield self.claim(meaning, lines[:1], rank)

    def claim(self, meaning: Meaning, lines: list[BudgetLine], rank: int) -> FactClaim:
        """What some figures together say."""
        return FactClaim(
            meaning=meaning,
            amount=sum((line.amount_yuan or Decimal(0) for line in lines), Decimal(0)),
            page_number=lines[0].page_number,
            rank=rank,
            slack=sum((slack_of(line, self.table) for line in lines), Decimal(0)),
            lines=tuple(LineReference(self.table.ordinal, line.row_index, line.column_index) for line in lines),
            verification=min((line.verification for line in lines), key=_DOUBT.__getitem__),
        )


def _one_of_each_period(some: list[tuple[ColumnMeaning, BudgetLine]]) -> list[BudgetLine]:
    whole = [line for column, line in some if column.period is None]
    if whole:
        return whole[:1]
    parts: dict[MoneyYear | None, BudgetLine] = {}
    for column, line in some:
        parts.setdefault(column.period, line)
    return list(parts.values())


def slack_of(line: BudgetLine, table: Table) -> Decimal:
    """Half of the last digit that a figure prints, in yuan."""
    decimals = len(plain(line.amount_text).partition(".")[2].rstrip(")"))
    return YUAN.get(table.currency_unit or "", Decimal(1)) / Decimal(10) ** decimals / 2


def verification_of(claims: Iterable[FactClaim]) -> Verification:
    """The best that a place of a fact is: one proven reading proves the fact."""
    return max((claim.verification for claim in claims), key=_DOUBT.__getitem__)
