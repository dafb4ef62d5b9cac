"""How likely a recognised figure is right in all its parts: its digits, and what its row, its column and its unit say.

The recogniser's own confidence is about characters. What a user asks is whether the budget line is right. That is
learnt from scans whose truth is known: a logistic regression over a few marks of doubt, each of which can only lower it
(and proof, which can only raise it). Weights, and what they were learnt and tested on: `confidence.toml`.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from mingzhang.models.identities.formal.names import bare_name, codes
from mingzhang.models.identities.inferred import mark_of
from mingzhang.models.identities.trust import (
    CellOfGrid,
    by_place,
    contradicts,
    headers_over,
    is_of_codes,
    without_code,
    without_own_header,
)
from mingzhang.models.records.documents import BudgetLine, Document, Table, TableCell
from mingzhang.models.records.pages import TextSource
from mingzhang.models.text.codes import ALL_LEVELS, ECONOMIC_LEVELS
from mingzhang.models.vocabulary.enums import Verification

MARKS = (
    "figure_unsure",
    "figure_hardly_read",
    "header_unsure",
    "header_unknown",
    "label_unsure",
    "label_missing",
    "code_odd",
    "code_missing",
    "unit_unknown",
    "inferred",
    "page_unsure",
    "not_proved",
)
DOUBTFUL = 0.8
TRUSTED = 0.95
HARDLY = 0.9
WEIGHTS = Path(__file__).with_name("confidence.toml")
_HAN = re.compile(r"[一-鿿]{2}")


def with_confidence(document: Document) -> Document:
    """The document with how likely each recognised figure is right as its line's confidence (0 to 1).

    One that is neither proved nor put right and less sure than `DOUBTFUL` is suspect. Sums prove digits and not whose
    they are: one that they prove is verified only where it is as sure as `TRUSTED`.
    """
    pages = {page.number: page.mean_confidence for page in document.pages}
    return replace(document, tables=tuple(_told(table, pages) for table in document.tables))


def _told(table: Table, pages: Mapping[int, float | None]) -> Table:
    marks = marks_of(table, pages)
    if not marks:
        return table
    lines = []
    for line in table.lines:
        its = marks.get((line.row_index, line.column_index))
        if its is None:
            lines.append(line)
            continue
        chance = min(likelihood(its), 1.0 if line.verification is not Verification.SUSPECT else line.confidence)
        state = line.verification
        if state is Verification.VERIFIED and chance < TRUSTED:
            state = Verification.UNVERIFIED
        if state is Verification.UNVERIFIED and chance < DOUBTFUL:
            state = Verification.SUSPECT
        lines.append(replace(line, confidence=round(chance, 4), verification=state))
    return replace(table, lines=tuple(lines))


def likelihood(marks: Mapping[str, float]) -> float:
    """The chance (0 to 1) that a figure with these marks (each 0 to 1) is right in all its parts."""
    intercept, weights = _weights()
    return 1 / (1 + math.exp(-intercept - sum(weights.get(name, 0.0) * value for name, value in marks.items())))


@cache
def _weights() -> tuple[float, dict[str, float]]:
    learnt = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    return float(learnt["intercept"]), {name: float(weight) for name, weight in learnt["weights"].items()}


def marks_of(table: Table, pages: Mapping[int, float | None]) -> dict[CellOfGrid, dict[str, float]]:
    """The marks of doubt (`MARKS`, each 0 to 1) of a table's recognised figures, by place. `pages`: the mean confidence
    of each page, by its number."""
    if not any(cell.text_source is TextSource.OCR for cell in table.cells):
        return {}
    at = by_place(table.cells)
    scanned = [
        line
        for line in table.lines
        if (cell := at.get((line.row_index, line.column_index))) and cell.text_source is TextSource.OCR
    ]
    if not scanned:
        return {}
    figures = {(line.row_index, line.column_index) for line in table.lines}
    columns = {column for _, column in figures}
    by_code = [column for column in range(table.column_count) if is_of_codes(table, column, columns)]
    factor = mark_of(table)
    bare = without_code(scanned)
    lacking = without_own_header(table.cells, figures)
    headers = {column: [] if column in lacking else headers_over(table.cells, column) for column in columns}
    found = {}
    for line in scanned:
        place = line.row_index, line.column_index
        sure = min(1.0, at[place].confidence / factor)
        over = headers[line.column_index]
        labels = _labels(at, line, figures)
        page = pages.get(line.page_number)
        coded = [at[line.row_index, column] for column in by_code if (line.row_index, column) in at]
        found[place] = {
            "figure_unsure": 1 - sure,
            "figure_hardly_read": float(sure < HARDLY),
            "header_unsure": 1 - min((cell.confidence / factor for cell in over), default=0.0),
            "header_unknown": float(line.measure is None),
            "label_unsure": 1 - min((cell.confidence / factor for cell in [*labels, *coded] if cell.text), default=1.0),
            "label_missing": float(not _HAN.search(bare_name(line.item_name or ""))),
            "code_odd": float(contradicts(line) or _is_malformed(line)),
            "code_missing": float(place in bare or (line.item_code is None and any(cell.text for cell in coded))),
            "unit_unknown": float(line.amount_yuan is None),
            "inferred": float(factor < 1.0),
            "page_unsure": 1 - (page if page is not None else 1.0),
            "not_proved": float(line.verification not in (Verification.VERIFIED, Verification.CORRECTED)),
        }
    return found


def _labels(at: Mapping[CellOfGrid, TableCell], line: BudgetLine, figures: set[CellOfGrid]) -> list[TableCell]:
    """The cells left of a figure in its row that name it."""
    places = ((line.row_index, column) for column in range(line.column_index))
    return [at[place] for place in places if place in at and place not in figures]


def _is_malformed(line: BudgetLine) -> bool:
    """Whether a code begins as those of the classification do, and has no such code's length or head (类)."""
    code = line.item_code
    if code is None or code[:1] not in ("2", "3", "5") or not code.isdecimal() or len(code) < 3:
        return False
    return len(code) not in (ALL_LEVELS if code[0] == "2" else ECONOMIC_LEVELS) or code[:3] not in codes()
