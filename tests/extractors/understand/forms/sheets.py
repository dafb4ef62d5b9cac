"""Tables drawn in a test: rows of texts, `<` for a cell merged to its left neighbour, `^` to the one above."""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.models.records.documents import Table, TableCell
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import TextSource
from mingzhang.models.vocabulary.enums import TableKind

PROJECT = TableKind.PERFORMANCE_TARGET_FORM
OVERALL = TableKind.OVERALL_PERFORMANCE_TARGET_FORM
NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


def rows_of(drawing: str) -> list[list[str]]:
    """One row a line, cells between bars."""
    lines = [line.strip() for line in drawing.strip().splitlines()]
    return [[text.strip().replace("\\n", "\n") for text in line.split("|")] for line in lines]


def table(
    drawing: str,
    kind: TableKind = PROJECT,
    *,
    title: str | None = None,
    unit_name: str | None = None,
    currency_unit: str | None = None,
    page_breaks: Sequence[int] = (),
) -> Table:
    """The table of a drawing. A page begins with each row in `page_breaks`."""
    rows = rows_of(drawing)
    cells = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text in ("<", "^"):
                continue
            page = 1 + sum(1 for first in page_breaks if row >= first)
            across, down = _spans(rows, row, column)
            cells.append(TableCell(row, column, down, across, text, False, page, NOWHERE, 1.0, TextSource.TEXT_LAYER))
    last = 1 + len(page_breaks)
    return Table(
        7, None, kind, title, unit_name, currency_unit, 1, last, len(rows), len(rows[0]), False, 1.0, tuple(cells)
    )


def _spans(rows: list[list[str]], row: int, column: int) -> tuple[int, int]:
    across = 1
    while column + across < len(rows[row]) and rows[row][column + across] == "<":
        across += 1
    down = 1
    while row + down < len(rows) and rows[row + down][column] == "^":
        down += 1
    return across, down
