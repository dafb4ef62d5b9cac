"""The narrative against the tables: amounts of codes, totals, 三公."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from mingzhang.models.identities.arithmetic.explaining import yuan
from mingzhang.models.identities.arithmetic.figures import Ledger, Sheet
from mingzhang.models.identities.arithmetic.named import three_public_role
from mingzhang.models.identities.arithmetic.nesting import Node
from mingzhang.models.identities.declarations import declared
from mingzhang.models.identities.formal.names import bare_name, codes_by_name, is_sum_word
from mingzhang.models.identities.narrative.claims import claim_checks, project_checks
from mingzhang.models.identities.narrative.parts import sum_checks
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
from mingzhang.models.records.documents import Check, Document, LineReference, Statement
from mingzhang.models.vocabulary.enums import CheckStatus, DocumentKind, Measure, TableKind

LEAST_CONFIDENCE = 0.8
_CODE = re.compile(r"[(（]([235]\d{2}(?:\d{2}){0,2})[)）]")
_LEVELS = re.compile(r"[(（][类款项][)）]")
_YEAR = re.compile(r"20\d\d年")


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
            found += measure_checks(statement, wholes)
        found += procurement_checks(document.statements)
        found += sum_checks(document.statements)
        found += claim_checks(document)
        found += project_checks(document)
        return found

    def _amount(self, statement: Statement, subject: str, others: Sequence[Statement]) -> Iterator[Check]:
        code = _code_of(subject)
        if code is not None:
            cells = self.rows.get(code, [])
            if cells and statement.amount_yuan:
                check = self._compare("text_code", statement, cells)
                nearest = min(cells, key=lambda n: abs(self.ledger.values[n] - cents_of(statement.amount_yuan)))
                if check.status is CheckStatus.FAIL and not self._same_scope(nearest, statement, others):
                    told = check.explanation.removesuffix("不符。") + "文字与表的口径不同，未作判断。"
                    check = replace(check, status=CheckStatus.NOT_APPLICABLE, explanation=told)
                yield check
            return
        bare = bare_name(subject)
        role = three_public_role(bare)
        if role in ("abroad", "reception", "vehicles", "purchase", "running") or (role == "total" and "三公" in bare):
            cells = _three_public_cells(self.ledger, role)
            if cells:
                yield self._compare("text_three_public", statement, cells, blank_is_zero=True)
            return
        if bare in _texts("whole") and self.totals:
            yield self._compare("text_total", statement, self.totals)

    def _same_scope(self, nearest: int, statement: Statement, others: Sequence[Statement]) -> bool:
        """Whether the section of a statement names the total of the column that it is compared with."""
        amounts = [cents_of(o.amount_yuan) for o in others if o.section == statement.section and o.amount_yuan]
        for number in self.totals:
            if self.ledger.places[number][::2] != self.ledger.places[nearest][::2] or not self.ledger.values[number]:
                continue
            slack = max(self.ledger.sheet_of(number).quantum, 10_000)
            if any(abs(self.ledger.values[number] - amount) <= slack for amount in amounts):
                return True
        return False

    def _compare(self, rule: str, statement: Statement, cells: Sequence[int], blank_is_zero: bool = False) -> Check:
        ledger = self.ledger
        cents = cents_of(statement.amount_yuan)
        quantum = quantum_of(statement)
        hits = []
        for number in cells:
            slack = max(quantum, ledger.sheet_of(number).quantum)
            slack = 0 if quantum == ledger.sheet_of(number).quantum else slack // 2
            if abs(ledger.values[number] - cents) <= slack and (blank_is_zero or ledger.printed(number)):
                hits.append(number)
                if slack == 0 and (_is_total_figure(ledger, number) or blank_is_zero) and ledger.printed(number):
                    self.confirmed.add(number)
        nearest = hits[0] if hits else min(cells, key=lambda n: abs(ledger.values[n] - cents))
        sheet = ledger.sheet_of(nearest)
        line = ledger.lines[nearest]
        printed = line.amount_text if line is not None else "空"
        page = line.page_number if line is not None else sheet.table.first_page
        told = f"第{statement.page_number}页文字“{statement.subject}”为{shown(statement.amount_yuan)}，"
        told += f"第{page}页《{sheet.title}》为{printed}"
        if not hits:
            self.doubted.update(n for n in cells if _is_total_figure(ledger, n))
        return Check(
            rule_id=rule,
            status=CheckStatus.PASS if hits else CheckStatus.FAIL,
            table_ordinal=sheet.table.ordinal,
            expected_yuan=yuan(ledger.values[nearest]),
            actual_yuan=yuan(cents),
            difference_yuan=yuan(cents - ledger.values[nearest]),
            tolerance_yuan=yuan(quantum // 2),
            explanation=told + ("，相符。" if hits else "，不符。"),
            lines=_references(ledger, hits),
            page_number=statement.page_number,
        )


def _totals_by_measure(document: Document) -> dict[Measure | None, frozenset[Decimal]]:
    """The totals that the tables print, in yuan, by measure."""
    found: dict[Measure | None, set[Decimal]] = {}
    for table in document.tables:
        for line in table.lines:
            if line.is_total and line.amount_yuan:
                found.setdefault(line.measure, set()).add(line.amount_yuan)
    return {measure: frozenset(amounts) for measure, amounts in found.items()}


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


def _cells_of_role(ledger: Ledger, sheet: Sheet, role: str | None) -> Iterator[int]:
    for (row, column), number in sheet.ids.items():
        line = ledger.lines[number]
        if line is None:
            continue
        parts = [bare_name(part) for part in (*sheet.columns[column].parts, line.item_name or "")]
        names = [part for part in parts if part and not is_sum_word(part)]
        if any(three_public_role(name) == role for name in names[-2:]) or (role == "total" and row == sheet.rows[0]):
            yield number


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
