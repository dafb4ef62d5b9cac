"""The narrative against the tables: amounts of codes, totals, 三公."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from mingzhang.models.identities.arithmetic.explaining import yuan
from mingzhang.models.identities.arithmetic.figures import FigureTable, Ledger
from mingzhang.models.identities.arithmetic.named import three_public_place, three_public_role
from mingzhang.models.identities.arithmetic.nesting import Node
from mingzhang.models.identities.declarations import declared, rule
from mingzhang.models.identities.formal.names import bare_name, codes_by_name
from mingzhang.models.identities.narrative.claims import claim_checks, project_checks
from mingzhang.models.identities.narrative.statements import (
    cents_of,
    change_checks,
    last_year_checks,
    measure_checks,
    procurement_checks,
    quantum_of,
    share_checks,
    shown,
)
from mingzhang.models.identities.narrative.sums import sum_checks
from mingzhang.models.records.documents import Check, Document, LineReference, Statement
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.enums import CheckStatus, DocumentKind, Measure, TableKind

LEAST_CONFIDENCE = 0.8
# So many other figures of a section must stand in a column before one that does not is held to contradict it.
WITNESSES = 3
WHOLE = (TableKind.REVENUE_EXPENDITURE_SUMMARY, TableKind.REVENUE_SUMMARY, TableKind.EXPENDITURE_SUMMARY)
_CODE = re.compile(r"[(（]([235]\d{2}(?:\d{2}){0,2})[)）]")
_LEVELS = re.compile(r"[(（][类款项][)）]")
_YEAR = re.compile(rf"{YEAR}年")


class Narrative:
    """Checks of statements, and the figures that the narrative confirms or doubts (numbers of the ledger)."""

    def __init__(self, ledger: Ledger, trees: dict[int, list[Node]]) -> None:
        self.ledger = ledger
        self.confirmed: set[int] = set()
        self.doubted: set[int] = set()
        self.rows = _rows_by_code(ledger, trees)
        self.totals = _totals(ledger, trees)

    def checks(self, document: Document) -> list[Check]:
        found: list[Check] = []
        wholes = _totals_by_measure(document)
        rows = _total_rows(document)
        final = document.facts.document_kind is DocumentKind.FINAL_ACCOUNTS
        for statement in document.statements:
            if statement.confidence < LEAST_CONFIDENCE:
                continue
            found += change_checks(statement)
            found += last_year_checks(statement, document.statements)
            found += share_checks(statement, document.statements, wholes)
            if statement.amount_yuan is None or not statement.subject or final or _is_elsewhere(statement.subject):
                continue
            found += self._amount(statement, statement.subject, document.statements)
            found += measure_checks(statement, document.statements, wholes, rows)
        found += procurement_checks(document.statements)
        found += sum_checks(document.statements)
        found += claim_checks(document)
        found += project_checks(document)
        return found

    @rule("text_code", "text_three_public", "text_total")
    def _amount(self, statement: Statement, subject: str, others: Sequence[Statement]) -> Iterator[Check]:
        code = _code_of(subject)
        if code is not None:
            cells = self.rows.get(code, [])
            if cells and statement.amount_yuan:
                check = self._compare("text_code", statement, cells)
                if check.status is CheckStatus.FAIL and not self._contradicts(code, statement, others):
                    check = _undecided(check, "同节其他科目的数不在一栏之中")
                yield check
            return
        bare = bare_name(subject)
        role = three_public_role(bare)
        if role in ("abroad", "reception", "vehicles", "purchase", "running") or (role == "total" and "三公" in bare):
            cells = _three_public_cells(self.ledger, role)
            if cells:
                check = self._compare("text_three_public", statement, cells, blank_is_zero=True)
                if check.status is CheckStatus.FAIL and not self._of_same_table(role, statement, others):
                    check = _undecided(check, "同节其他各项不在此表之中")
                yield check
            return
        if bare in _texts("whole") and self.totals:
            check = self._compare("text_total", statement, self.totals, offered=self._agreed_totals())
            if check.status is CheckStatus.FAIL and not self._agreed():
                check = _undecided(check, "各表总计不止一个")
            yield check

    def _contradicts(self, code: str, statement: Statement, others: Sequence[Statement]) -> bool:
        """Whether one column prints what the section says of other codes, most of them, and one figure of this code."""
        columns: Counter[tuple[int, int]] = Counter()
        said = 0
        for other in others:
            if other is statement or other.section != statement.section or not other.amount_yuan or not other.subject:
                continue
            its_code = _code_of(other.subject)
            if its_code is None or its_code == code:
                continue
            said += 1
            hits = [n for n in self.rows.get(its_code, ()) if self._agrees(n, other)]
            columns.update({self.ledger.places[n][::2] for n in hits})
        if not columns:
            return False
        column, held = columns.most_common(1)[0]
        own = [n for n in self.rows.get(code, ()) if self.ledger.places[n][::2] == column]
        return held >= WITNESSES and 2 * held > said and len(own) == 1

    def _of_same_table(self, role: str | None, statement: Statement, others: Sequence[Statement]) -> bool:
        """Whether what the section says of other parts of 三公 stands in the table: then this one should too."""
        held = set()
        for other in others:
            if other is statement or other.section != statement.section or not other.amount_yuan or not other.subject:
                continue
            its_role = three_public_role(bare_name(other.subject))
            if its_role is None or _is_elsewhere(other.subject):
                continue
            if any(self._agrees(n, other) for n in _three_public_cells(self.ledger, its_role)):
                held.add(its_role)
        return role not in held and len(held) >= WITNESSES - 1

    def _agrees(self, number: int, statement: Statement) -> bool:
        slack = max(quantum_of(statement), self.ledger.sheet_of(number).quantum)
        return abs(self.ledger.values[number] - cents_of(statement.amount_yuan)) <= slack

    def _agreed(self) -> bool:
        """Whether tables of all revenue and expenditure print one total twice or more, and are no set for each unit."""
        cells: dict[int, set[tuple[int, int]]] = {}
        tables: set[int] = set()
        for number in self.totals:
            sheet, value = self.ledger.sheet_of(number), self.ledger.values[number]
            if sheet.kind in WHOLE and value:
                position, _, column = self.ledger.places[number]
                cells.setdefault(value, set()).add((position, column))
                tables.add(position)
        kinds = Counter(self.ledger.sheets[position].kind for position in tables)
        return any(len(its) > 1 for its in cells.values()) and all(count == 1 for count in kinds.values())

    def _agreed_totals(self) -> list[int]:
        """The totals that tables of all revenue and expenditure print more than once: not those of one column."""
        whole = [n for n in self.totals if self.ledger.sheet_of(n).kind in WHOLE and self.ledger.values[n]]
        times = Counter(self.ledger.values[n] for n in whole)
        return [n for n in whole if times[self.ledger.values[n]] > 1]

    def _compare(
        self,
        rule: str,
        statement: Statement,
        cells: Sequence[int],
        blank_is_zero: bool = False,
        offered: Sequence[int] = (),
    ) -> Check:
        """One figure of the text against cells; where none is it, the nearest of `offered` (else of all) is shown."""
        ledger = self.ledger
        cents = cents_of(statement.amount_yuan)
        quantum = quantum_of(statement)
        hits = []
        near: list[bool] = []
        for number in cells:
            quanta = max(quantum, ledger.sheet_of(number).quantum)
            slack = 0 if quantum == ledger.sheet_of(number).quantum else quanta // 2
            near.append(abs(ledger.values[number] - cents) <= quanta)
            if abs(ledger.values[number] - cents) <= slack and (blank_is_zero or ledger.printed(number)):
                hits.append(number)
                if slack == 0 and (_is_total_figure(ledger, number) or blank_is_zero) and ledger.printed(number):
                    self.confirmed.add(number)
        nearest = hits[0] if hits else min(offered or cells, key=lambda n: abs(ledger.values[n] - cents))
        sheet = ledger.sheet_of(nearest)
        line = ledger.lines[nearest]
        printed = line.amount_text if line is not None else "空"
        page = line.page_number if line is not None else sheet.table.first_page
        told = f"第{statement.page_number}页文字“{statement.subject}”为{shown(statement.amount_yuan)}，"
        told += f"第{page}页《{sheet.title}》为{printed}"
        rounded = not hits and any(near)
        if not hits and not rounded:
            self.doubted.update(n for n in cells if _is_total_figure(ledger, n))
        return Check(
            rule_id=rule,
            status=CheckStatus.PASS if hits or rounded else CheckStatus.FAIL,
            table_ordinal=sheet.table.ordinal,
            expected_yuan=yuan(ledger.values[nearest]),
            actual_yuan=yuan(cents),
            difference_yuan=yuan(cents - ledger.values[nearest]),
            tolerance_yuan=yuan(max(quantum, sheet.quantum) if rounded else quantum // 2),
            explanation=told + ("，相符。" if hits else "，末位之差。" if rounded else "，不符。"),
            lines=_references(ledger, hits),
            page_number=statement.page_number,
        )


def _undecided(check: Check, why: str) -> Check:
    told = check.explanation.removesuffix("不符。") + f"未作判断：{why}。"
    return replace(check, status=CheckStatus.NOT_APPLICABLE, explanation=told)


def _totals_by_measure(document: Document) -> dict[Measure | None, frozenset[Decimal]]:
    """The totals that the tables print, in yuan, by measure."""
    found: dict[Measure | None, set[Decimal]] = {}
    for table in document.tables:
        for line in table.lines:
            if line.is_total and line.amount_yuan:
                found.setdefault(line.measure, set()).add(line.amount_yuan)
    return {measure: frozenset(amounts) for measure, amounts in found.items()}


def _total_rows(document: Document) -> list[dict[Measure, Decimal]]:
    """The rows of totals of the tables that give the whole of a budget: amounts in yuan by measure."""
    found: dict[tuple[int, int], dict[Measure, Decimal]] = {}
    twice: set[tuple[int, int]] = set()
    for table in document.tables:
        if table.table_kind not in WHOLE:
            continue
        for line in table.lines:
            if not line.is_total or line.measure is None or line.amount_yuan is None:
                continue
            figures = found.setdefault((table.ordinal, line.row_index), {})
            if line.measure in figures:
                twice.add((table.ordinal, line.row_index))
            figures[line.measure] = line.amount_yuan
    return [figures for row, figures in found.items() if row not in twice and Measure.TOTAL in figures]


def _references(ledger: Ledger, numbers: Sequence[int]) -> tuple[LineReference, ...]:
    found = []
    for number in numbers:
        position, row, column = ledger.places[number]
        if ledger.printed(number):
            found.append(LineReference(ledger.sheets[position].table.ordinal, row, column))
    return tuple(found)


def _is_total_figure(ledger: Ledger, number: int) -> bool:
    line = ledger.lines[number]
    return line is not None and line.measure is Measure.TOTAL


def _rows_by_code(ledger: Ledger, trees: dict[int, list[Node]]) -> dict[str, list[int]]:
    """The figures of each code, all columns of all tables."""
    found: dict[str, list[int]] = {}
    for position, nodes in trees.items():
        sheet = ledger.sheets[position]
        for node in nodes:
            whole = next((c for c in codes_by_name().get(node.row.bare, ()) if len(c) == 3), None)
            code = node.code or whole
            if code is None or "~" in code:
                continue
            for column in sheet.order:
                number = sheet.ids.get((node.row.index, column))
                if number is not None:
                    found.setdefault(code, []).append(number)
    return found


def _totals(ledger: Ledger, trees: dict[int, list[Node]]) -> list[int]:
    found = []
    for position, nodes in trees.items():
        sheet = ledger.sheets[position]
        if sheet.kind in (TableKind.THREE_PUBLIC_EXPENSES, TableKind.GOVERNMENT_PROCUREMENT, TableKind.OTHER):
            continue
        for node in nodes:
            if node.style == "total":
                found += [sheet.ids[node.row.index, c] for c in sheet.order if (node.row.index, c) in sheet.ids]
    return found


def _three_public_cells(ledger: Ledger, role: str | None) -> list[int]:
    found: list[int] = []
    for sheet in ledger.of_kinds(TableKind.THREE_PUBLIC_EXPENSES):
        found += _cells_of_role(ledger, sheet, role)
    return found


def _cells_of_role(ledger: Ledger, sheet: FigureTable, role: str | None) -> Iterator[int]:
    """The figures of a role, of the document's own year; a table's own 合计 is the total."""
    year = ledger.document.facts.fiscal_year
    for (_, column), number in sheet.ids.items():
        line = ledger.lines[number]
        if line is None:
            continue
        parts = sheet.columns[column].parts
        if _is_other_year((*parts, line.item_name or ""), year):
            continue
        its_role, _ = three_public_place(parts)
        of_row = three_public_role(bare_name(line.item_name or ""))
        is_whole = its_role == "whole" or (of_row == "total" and its_role is None)
        if role in (its_role, of_row) or (role == "total" and is_whole):
            yield number


def _is_other_year(texts: Sequence[str], year: int | None) -> bool:
    """Whether texts over or beside a figure say that it is of another year, or the change between two."""
    whole = "".join(texts)
    years = {int(found) for found in re.findall(YEAR, whole)}
    return "增减" in whole or "上年" in whole or (year is not None and bool(years) and year not in years)


def _code_of(subject: str) -> str | None:
    """The code that a subject names: in brackets, or by the names of 类, 款 and 项."""
    printed = _CODE.search(subject)
    if printed:
        return printed.group(1)
    if not _LEVELS.search(subject):
        return None
    names = [bare_name(part) for part in _LEVELS.split(subject) if bare_name(part)]
    if names and names[-1] == "支出":
        names = [*names[:-2], names[-2] + "支出"] if len(names) > 1 else names
    above = ""
    for depth, name in enumerate(names[:3]):
        size = 3 + 2 * depth
        options = [c for c in _named(name) if len(c) == size and c.startswith(above)]
        if len(options) != 1:
            return None
        above = options[0]
    return above or None


@cache
def _named(name: str) -> tuple[str, ...]:
    return (*codes_by_name().get(name, ()), *codes_by_name().get(f"{name}支出", ()))


@cache
def _texts(name: str) -> frozenset[str]:
    return frozenset(declared()["text"][name])


def _is_elsewhere(subject: str) -> bool:
    """Whether a subject is of another year or of a part of the money only."""
    return bool(_YEAR.search(subject)) or any(word in subject for word in _texts("other"))
