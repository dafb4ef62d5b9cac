"""Checks across years: this year's document against last year's of the same unit, where both are in the warehouse.

Tried when asked, on corrected figures: a document may come before or after the one it is compared with.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from mingzhang.models.identities import rules
from mingzhang.models.identities.years import (
    LAST_YEAR_COLUMN,
    LAST_YEAR_ITEM,
    LAST_YEAR_TOTAL,
    Earlier,
    PriorYearClaim,
    is_whole,
    nearest,
    subject_of,
)
from mingzhang.models.text.amounts import YUAN
from mingzhang.models.text.patterns import MONEY, YEAR, decimals_of
from mingzhang.warehouse.reading.findings import IN_SCOPE, Finding, FindingScope, figures_of, scope_parameters
from mingzhang.warehouse.reading.query import Reader
from mingzhang.warehouse.schema.declaration import SURE

_YEAR = re.compile(rf"{YEAR}(?=年)")

_PAIRS = f"""
SELECT d.document_id, d.file_name, d.unit_name, d.fiscal_year, p.document_id, p.file_name
FROM documents d JOIN documents p ON p.unit_name = d.unit_name AND p.fiscal_year = d.fiscal_year - 1
    AND p.document_id <> d.document_id
WHERE d.document_kind <> 'final_accounts' AND p.document_kind <> 'final_accounts'
    AND {IN_SCOPE.format(table="d")} AND (? IS NULL OR contains(d.unit_name, ?))
ORDER BY ALL
"""
_STATEMENTS = """
SELECT subject, amount_yuan, change_yuan, compared_year, sentence, page_number FROM statements
WHERE document_id = ? AND confidence >= ? AND amount_yuan IS NOT NULL AND subject IS NOT NULL
"""
_LAST_YEARS = """
SELECT l.line_id, l.table_kind, coalesce(l.item_code, ''), coalesce(l.item_name, ''), coalesce(l.side, ''),
    coalesce(l.measure, ''), l.amount_yuan, l.page_number, t.currency_unit, l.amount_text
FROM budget_lines l JOIN tables t ON t.table_id = l.table_id
WHERE l.document_id = ? AND l.fiscal_year = ? AND l.amount_yuan IS NOT NULL
"""
_EARLIER = """
SELECT l.line_id, l.table_kind, coalesce(l.item_code, ''), coalesce(l.item_name, ''), coalesce(l.side, ''),
    coalesce(l.measure, ''), l.amount_yuan, l.page_number, t.title, l.is_total
FROM budget_lines l JOIN tables t ON t.table_id = l.table_id
WHERE l.document_id = ? AND coalesce(l.fiscal_year, ?) = ? AND l.amount_yuan IS NOT NULL
"""
_FORMS = """
SELECT project_name, annual_total_yuan, first_page FROM performance_projects
WHERE document_id = ? AND project_name IS NOT NULL AND annual_total_yuan IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Across:
    """The findings across years, and how many comparisons agreed."""

    findings: tuple[Finding, ...]
    passed: int


def across_years(reader: Reader, scope: FindingScope) -> Across:
    """Every claim about last year that a document of last year can answer; a claim without an answer is left out."""
    found: list[Finding] = []
    passed = 0
    pairs = reader.ask(_PAIRS, [*scope_parameters(scope), scope.unit, scope.unit]).rows
    by_document: dict[tuple[Any, ...], list[tuple[str, str]]] = defaultdict(list)
    for row in pairs:
        by_document[tuple(row[:4])].append((row[4], row[5]))
    for document, others in by_document.items():
        year = document[3] - 1
        claims = list(_claims(reader, document[0], year))
        books = [(other, *_books(reader, other[0], year)) for other in others]
        for claim, key in claims:
            answers = [
                (other, figure) for other, totals, named in books for figure in _meant(claim, key, totals, named)
            ]
            if not answers:
                continue
            figure, agrees = nearest(claim, [figure for _, figure in answers])
            passed += agrees
            if not agrees:
                earlier, name = next(other for other, meant in answers if meant is figure)
                places = ((document[0], claim.page_number), (earlier, figure.page_number))
                doubtful = any(_is_doubtful(reader, *place) for place in places)
                found.append(_finding(document, claim, figure, name, "reading" if doubtful else "source"))
    figures = figures_of(reader, [line_id for finding in found for line_id in finding.line_ids[:1]])
    own = [replace(f, figures=tuple(figures[i] for i in f.line_ids[:1] if _is_own(f, i))) for f in found]
    return Across(tuple(own), passed)


def _is_own(finding: Finding, line_id: str) -> bool:
    return line_id.startswith(finding.document_id[:16])


def _is_doubtful(reader: Reader, document_id: str, page_number: int) -> bool:
    sources = reader.ask(
        "SELECT 1 FROM pages WHERE document_id = ? AND page_number = ? AND text_source = 'ocr'",
        [document_id, page_number],
    )
    return bool(sources.rows)


def _claims(reader: Reader, document_id: str, year: int) -> Iterator[tuple[PriorYearClaim, tuple[str, ...]]]:
    """What a document says of a year, with the key under which the year's own figures are looked up."""
    for subject, amount, change, compared, sentence, page in reader.ask(_STATEMENTS, [document_id, SURE]).rows:
        name = subject_of(subject)
        if f"{year}年" in subject:
            earlier, addends = amount, 1
        elif change is not None and compared == year and set(_YEAR.findall(subject)) <= {str(year + 1)}:
            earlier, addends = amount - change, 2
        else:
            continue
        rule = LAST_YEAR_TOTAL if is_whole(name) else LAST_YEAR_ITEM
        yield PriorYearClaim(rule, subject, earlier, addends * _half_unit(sentence), page), ("", name)
    for line_id, kind, code, item, side, measure, amount, page, unit, text in reader.ask(
        _LAST_YEARS, [document_id, year]
    ).rows:
        decimals = len((text or "").partition(".")[2].strip())
        slack = YUAN.get(unit or "", Decimal(1)) / 10**decimals / 2
        key = (kind, code or subject_of(item), side, measure)
        yield PriorYearClaim(LAST_YEAR_COLUMN, item or code, amount, slack, page, line_id), key


def _half_unit(sentence: str) -> Decimal:
    """Half of the last printed decimal of the coarsest figure of a sentence, yuan."""
    found = [YUAN[f"{unit}元"] / 10 ** decimals_of(number) for number, unit in MONEY.findall(sentence)]
    return max(found, default=Decimal(10_000)) / 2


def _books(reader: Reader, document_id: str, year: int) -> tuple[list[Earlier], dict[tuple[str, ...], list[Earlier]]]:
    """A document's totals, and its figures by name and by table, item, side and measure."""
    totals: list[Earlier] = []
    named: dict[tuple[str, ...], list[Earlier]] = defaultdict(list)
    for line_id, kind, code, item, side, measure, amount, page, title, is_total in reader.ask(
        _EARLIER, [document_id, year, year]
    ).rows:
        figure = Earlier(amount, page, title, line_id)
        if is_total and kind in ("revenue_expenditure_summary", "revenue_summary", "expenditure_summary"):
            totals.append(figure)
        named[kind, code or subject_of(item), side, measure].append(figure)
        if kind.startswith("project_expenditure") and not is_total:
            named["", subject_of(item)].append(figure)
    for name, amount, page in reader.ask(_FORMS, [document_id]).rows:
        named["", subject_of(name)].append(Earlier(amount, page, None, None))
    return totals, named


def _meant(
    claim: PriorYearClaim, key: tuple[str, ...], totals: list[Earlier], named: dict[tuple[str, ...], list[Earlier]]
) -> list[Earlier]:
    return totals if claim.rule_id == LAST_YEAR_TOTAL else named.get(key, [])


def _finding(document: tuple[Any, ...], claim: PriorYearClaim, figure: Earlier, name: str, origin: str) -> Finding:
    document_id, file_name, unit_name, fiscal_year = document
    year = fiscal_year - 1
    rule = next(rule for rule in rules() if rule.id == claim.rule_id)
    where = f"《{figure.title}》" if figure.title else "绩效目标表"
    difference = claim.amount - figure.amount
    told = f"第{claim.page_number}页“{claim.name}”的{year}年数为{claim.amount:,.2f}元，"
    told += f"{year}年文件（{name}）第{figure.page_number}页{where}为{figure.amount:,.2f}元，相差{difference:,.2f}元。"
    digest = hashlib.sha256(f"{claim} {figure}".encode()).hexdigest()[:10]
    return Finding(
        check_id=f"{document_id[:16]}.{claim.rule_id}.{digest}",
        rule_id=claim.rule_id,
        severity=rule.severity,
        origin=origin,
        document_id=document_id,
        file_name=file_name,
        unit_name=unit_name,
        fiscal_year=fiscal_year,
        table_id=None,
        table_title=None,
        page_number=claim.page_number,
        expected_yuan=figure.amount,
        actual_yuan=claim.amount,
        difference_yuan=difference,
        tolerance_yuan=claim.slack,
        explanation=told,
        line_ids=tuple(line_id for line_id in (claim.line_id, figure.line_id) if line_id),
    )
