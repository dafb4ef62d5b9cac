"""Totals: what the summaries of a set say of a whole unit, and of the units that they list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from mingzhang.models.facts.concepts import concepts, word
from mingzhang.models.facts.context import Owned, TableView
from mingzhang.models.facts.headers import MoneyPart, MoneyYear, fund_named
from mingzhang.models.facts.records import FactClaim, FactScope, Fund
from mingzhang.models.facts.rows import ItemRow, function_codes, is_function, is_office
from mingzhang.models.facts.subjects import is_carryover
from mingzhang.models.identities.formal.names import bare_name, codes_by_name
from mingzhang.models.records.documents import BudgetLine
from mingzhang.models.text.amounts import plain
from mingzhang.models.vocabulary.enums import Side, TableKind
from mingzhang.models.vocabulary.regions import starts_with_place

PARTS = (
    (MoneyPart.BASIC, "basic"),
    (MoneyPart.PROJECT, "project"),
    (MoneyPart.PERSONNEL, "personnel"),
    (MoneyPart.OPERATING, "operating"),
)
_NAMED = ("basic", "project", "personnel", "operating")
ROUNDED_SUM = 1000  # yuan: what the rounding of ten parts, each printed in 万元 with two decimals, may add up to
_BOTH = {"revenue": ("revenue_total", "revenue_current"), "expenditure": ("expenditure_total", "expenditure_current")}


def whole_rows(view: TableView) -> list[ItemRow]:
    """The rows of the whole: 合计; else the one that carries the unit's own name, or none (烟台), and comes first.

    A unit's own row above other units is the whole where it is their sum; else it is 本级, and nothing is the whole.
    """
    totals = [row for row in view.rows if row.is_total]
    if totals:
        return [row for row in totals if word(row.name or "") != "小计"] or totals
    own = view.owner[0].unit_id
    offices = [row for row in view.rows if row.name and not is_function(row.code) and is_office(row.name)]
    named = [row for row in view.rows if row.name and view.context.owner(row.name)[0].unit_id == own]
    if named:
        others = [row for row in offices if row is not named[0]]
        return named[:1] if not others or _is_sum(named[0], others) else []
    if offices:
        return []
    return [row for row in view.rows if row.name is None and row.code is None][:1]


def _is_sum(whole: ItemRow, parts: list[ItemRow]) -> bool:
    """Whether some column of a row is the sum of those of others, or the same as one of them (a code's two levels)."""
    for line in whole.lines:
        found = [part.amount_yuan for row in parts for part in row.lines if part.column_index == line.column_index]
        known = [amount for amount in found if amount is not None]
        if (
            line.amount_yuan
            and known
            and (line.amount_yuan in known or abs(sum(known) - line.amount_yuan) <= ROUNDED_SUM)
        ):
            return True
    return False


def unit_rows(view: TableView) -> Iterator[tuple[ItemRow, Owned]]:
    """Rows that list units under the whole, with their owner. The office itself among them is 本级 (own)."""
    whole = whole_rows(view)
    first = {id(row) for row in whole}
    own = view.owner[0].unit_id
    listed = [
        row for row in view.rows if row.name and id(row) not in first and not row.is_total and is_office(row.name)
    ]
    mine = [row for row in listed if view.context.owner(row.name)[0].unit_id == own]
    times = Counter(view.context.owner(row.name)[0].unit_id for row in listed)
    for row in listed:
        unit, scope = view.context.owner(row.name)
        if scope is FactScope.SUBORDINATE and times[unit.unit_id] > 1:
            continue  # names cut short in print: which unit a row is of can't be told
        if scope is FactScope.SUBORDINATE:
            yield row, (unit, scope)
        elif row is mine[-1] and (len(listed) > len(mine) or not whole):
            yield row, (unit, FactScope.OWN)


def revenue_expenditure(view: TableView) -> Iterator[FactClaim]:
    """收支总表: the totals of both sides; 基本, 项目, 人员, 公用 by column or row; 上年结转; functions (类) by name.

    Its title may name the one fund that it is of (一般公共预算收支平衡表).
    """
    fund = fund_named(plain(view.table.title)) or Fund.ALL
    for side in (Side.REVENUE, Side.EXPENDITURE):
        rows = [row for row in view.rows if any(line.side is side for line in row.lines)]
        total, current = _BOTH[side.value]
        chosen = _total_rows(rows, total, current)
        times = Counter(bare_name(row.name or "") for row in rows)
        for row in rows:
            name = word(row.name or "")
            if row in chosen:
                yield from view.claims(row, total, fund, MoneyPart.TOTAL, rank=1)
                if side is Side.EXPENDITURE:
                    for role, concept in PARTS:
                        yield from view.claims(row, concept, fund, role, rank=2)
            elif name in concepts()[current].rows or (row.is_total and name in concepts()[total].rows):
                yield from view.claims(row, current, fund, MoneyPart.TOTAL, rank=1)
            elif side is Side.REVENUE and is_carryover(row.name or ""):
                yield from view.claims(row, "carryover_in", fund, MoneyPart.TOTAL, rank=1)
            elif side is Side.EXPENDITURE and times[bare_name(row.name or "")] == 1:
                yield from _named_parts(view, row, name, fund)


def _named_parts(view: TableView, row: ItemRow, name: str, fund: Fund) -> Iterator[FactClaim]:
    concept = next((concept for concept in _NAMED if name in concepts()[concept].rows), None)
    if concept:
        yield from view.claims(row, concept, fund, MoneyPart.TOTAL, rank=3)
        return
    classes = [code for code in codes_by_name().get(bare_name(row.name or ""), ()) if code[0] == "2" and len(code) == 3]
    if len(classes) == 1:
        yield from view.claims(row, "function", fund, MoneyPart.TOTAL, rank=3, function_code=classes[0])


def _total_rows(rows: list[ItemRow], total: str, current: str) -> list[ItemRow]:
    """The rows of the grand total: 收入总计; else 合计 (the last of several), where no row beside it says 总计."""
    named = [row for row in rows if word(row.name or "") in concepts()[total].rows]
    grand = [row for row in named if "总计" in (row.name or "")]
    return grand or [row for row in named if word(row.name or "") not in concepts()[current].rows][-1:]


def revenue(view: TableView) -> Iterator[FactClaim]:
    """收入总表: the total, its funds, 上年结转; the units that it lists. Its title may name the one fund."""
    fund = fund_named(plain(view.table.title)) or Fund.ALL
    for row in whole_rows(view)[:1]:
        for claim in view.claims(row, "revenue_total", fund, MoneyPart.TOTAL, rank=2, funds=True):
            yield _less_what_is_carried(view, row, claim)
        yield from view.claims(row, "carryover_in", fund, MoneyPart.CARRYOVER, rank=2)
    for row, owner in unit_rows(view):
        yield from view.claims(row, "revenue_total", fund, MoneyPart.TOTAL, rank=2, owner=owner)


def _less_what_is_carried(view: TableView, row: ItemRow, claim: FactClaim) -> FactClaim:
    """A fund's money of this year, where what is carried over stands in a column for all funds, is not its total."""
    carried = [line for line in row.lines if _role(view, line) is MoneyPart.CARRYOVER and line.amount_yuan]
    if not carried or claim.meaning.fund is Fund.ALL:
        return claim
    periods = {view.columns[line.column_index].period for line in claim.lines}
    if periods != {MoneyYear.CURRENT} and not (periods == {None} and _is_added_to_the_funds(view, row, carried)):
        return claim
    return replace(claim, meaning=replace(claim.meaning, concept="revenue_current"))


def _role(view: TableView, line: BudgetLine) -> MoneyPart | None:
    column = view.columns.get(line.column_index)
    return column.role if column else None


def _is_added_to_the_funds(view: TableView, row: ItemRow, carried: Sequence[BudgetLine]) -> bool:
    """Whether the total is what the other columns and one of what is carried over add up to, none of them a part."""
    totals = [line for line in row.lines if _role(view, line) is MoneyPart.TOTAL]
    funds = [
        line
        for line in row.lines
        if line not in totals and line not in carried and not any("其中" in part for part in line.column_path)
    ]
    if len(totals) != 1 or len(carried) != 1:
        return False
    found = sum((line.amount_yuan or Decimal(0) for line in (*funds, *carried)), Decimal(0))
    return abs(found - (totals[0].amount_yuan or Decimal(0))) <= ROUNDED_SUM


def expenditure(view: TableView) -> Iterator[FactClaim]:
    """支出总表 and the like: the total with its parts, functions, listed units."""
    fund, total = _EXPENDITURE[view.table.table_kind]
    for row in whole_rows(view)[:1]:
        yield from view.claims(row, total, fund, MoneyPart.TOTAL, rank=2 if total == "expenditure_total" else 1)
        for role, concept in PARTS:
            yield from view.claims(row, concept, fund, role, rank=1)
        yield from _basic_of_its_parts(view, row, fund)
    yield from _functions(view, fund)
    for row, owner in unit_rows(view):
        yield from view.claims(row, total, fund, MoneyPart.TOTAL, rank=2, owner=owner)
        for role, concept in PARTS:
            yield from view.claims(row, concept, fund, role, rank=2, owner=owner)


def _functions(view: TableView, fund: Fund) -> Iterator[FactClaim]:
    """Functions of the whole, and of each unit that has a block of its own.

    Where the whole has no block (深圳: its row, then a block for each unit), its functions are the sums of theirs.
    """
    codes = function_codes(view.rows)
    owners = _owners_of_blocks(view)
    has_block = any(owners[position] is None for position in codes)
    for position, code in codes.items():
        row, owner = view.rows[position], owners[position]
        if owner is None or not has_block:
            yield from view.claims(row, "function", fund, MoneyPart.TOTAL, rank=1, function_code=code)
        if owner is not None:
            yield from view.claims(row, "function", fund, MoneyPart.TOTAL, rank=1, function_code=code, owner=owner)


def _owners_of_blocks(view: TableView) -> list[Owned | None]:
    """For each row the unit whose block it stands in; None in that of the whole."""
    whole = whole_rows(view)[:1]
    own = view.context.whole.unit_id
    if all(view.context.owner(row.name)[0].unit_id == own for row in view.rows if _is_head_of_block(view, row)):
        return [None] * len(view.rows)  # the unit has none below it
    owners: list[Owned | None] = []
    current: Owned | None = None
    for row in view.rows:
        if row in whole:
            current = None
        elif _is_head_of_block(view, row):
            unit, scope = view.context.owner(row.name)
            current = (unit, FactScope.OWN if scope is FactScope.WHOLE else scope)
        owners.append(current)
    return owners


def _is_head_of_block(view: TableView, row: ItemRow) -> bool:
    """Whether a row names a unit beyond doubt: its name owns it, begins with a place, or is the document's own unit."""
    name = row.name
    if not name or is_function(row.code) or not is_office(name):
        return False
    if any(line.unit_name and plain(line.unit_name) == plain(name) for line in row.lines):
        return True
    return starts_with_place(name) or view.context.owner(name)[0].unit_id == view.context.whole.unit_id


def _basic_of_its_parts(view: TableView, row: ItemRow, fund: Fund) -> Iterator[FactClaim]:
    """基本支出 over the columns 人员 and 公用 without a sum (湖州, 杭州): their sum."""
    if any(column.role is MoneyPart.BASIC for column in view.columns.values()):
        return
    parts = [
        claim
        for role in (MoneyPart.PERSONNEL, MoneyPart.OPERATING)
        for claim in view.claims(row, "basic", fund, role, rank=2)
    ]
    under = [line for line in row.lines if any("基本支出" in part for part in line.column_path[:-1])]
    if len(parts) == 2 and len(under) >= 2 and parts[0].meaning == parts[1].meaning:
        yield parts[0].with_part(parts[1])


_EXPENDITURE = {
    TableKind.EXPENDITURE_SUMMARY: (Fund.ALL, "expenditure_total"),
    TableKind.FISCAL_APPROPRIATION_EXPENDITURE: (Fund.FISCAL, "fiscal_expenditure"),
    TableKind.GENERAL_PUBLIC_EXPENDITURE: (Fund.GENERAL_PUBLIC, "general_public_expenditure"),
    TableKind.GOVERNMENT_FUND_EXPENDITURE: (Fund.GOVERNMENT_FUND, "government_fund_expenditure"),
    TableKind.STATE_CAPITAL_EXPENDITURE: (Fund.STATE_CAPITAL, "state_capital_expenditure"),
}


def appropriation(view: TableView) -> Iterator[FactClaim]:
    """财政拨款收支总表: 收入总计 = 支出总计, and what is carried over."""
    for side in (Side.REVENUE, Side.EXPENDITURE):
        rows = [row for row in view.rows if any(line.side is side for line in row.lines)]
        total, current = _BOTH[side.value]
        for row in _total_rows(rows, total, current):
            yield from view.claims(row, "appropriation_total", Fund.FISCAL, MoneyPart.TOTAL, rank=1)
        if side is Side.REVENUE:
            for row in rows:
                if is_carryover(row.name or ""):
                    yield from view.claims(row, "carryover_in", Fund.FISCAL, MoneyPart.TOTAL, rank=1)
