"""A logical table as a sheet one can ask: what covers a row, what stands under a header, what lies to the right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mingzhang.models.records.documents import TableCell

SAME_COLUMN = 0.5
SAME_EDGE = 0.01
_SPACE = re.compile(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])|\n+")


class WidthSpan(NamedTuple):
    """A stretch of the table's width, 0 at its left edge and 1 at its right."""

    x0: float
    x1: float

    def overlap(self, other: WidthSpan) -> float:
        return max(0.0, min(self.x1, other.x1) - max(self.x0, other.x0))

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    def shares(self, other: WidthSpan) -> bool:
        """Whether the narrower of two spans lies mostly inside the other."""
        return self.overlap(other) > SAME_COLUMN * min(self.width, other.width)


def flat(text: str) -> str | None:
    """Text as printed with its lines joined; white space stays only between Latin words. None where nothing is left."""
    return _SPACE.sub("", text.strip()) or None


class FormCells:
    """The cells of a table by row, with their places across the width.

    Places are taken from the boxes, so that a page with other column edges still falls under the header of the first;
    where the boxes tell nothing, from the column numbers.
    """

    def __init__(self, cells: Sequence[TableCell]) -> None:
        self.cells = tuple(sorted(cells, key=lambda c: (c.row_index, c.column_index)))
        self.row_count = max((c.row_index + c.row_span for c in self.cells), default=0)
        self._spans = _spans(self.cells)
        self._rows: list[list[TableCell]] = [[] for _ in range(self.row_count)]
        self._places: dict[int, list[tuple[TableCell, float, float]]] = {}
        for cell in self.cells:
            for row in range(cell.row_index, cell.row_index + cell.row_span):
                self._rows[row].append(cell)
        for cells_of_row in self._rows:
            cells_of_row.sort(key=lambda c: c.column_index)

    def covering(self, row: int) -> list[TableCell]:
        """The cells that cover a row, from left to right, those that began in a row above among them."""
        return self._rows[row] if 0 <= row < self.row_count else []

    def starting(self, row: int) -> list[TableCell]:
        return [cell for cell in self.covering(row) if cell.row_index == row]

    def span(self, cell: TableCell) -> WidthSpan:
        return self._spans[cell.row_index, cell.column_index]

    def at(self, row: int, span: WidthSpan) -> TableCell | None:
        """The cell of a row that lies under (or over) a stretch of the width."""
        if row not in self._places:
            self._places[row] = [(cell, *self.span(cell)) for cell in self.covering(row)]
        x0, x1 = span
        best, most = None, 0.0
        for cell, left, right in self._places[row]:  # what `WidthSpan.shares` says, a hundred thousand times
            common = (x1 if x1 < right else right) - (x0 if x0 > left else left)
            if common > most and common > SAME_COLUMN * min(x1 - x0, right - left):
                best, most = cell, common
        return best

    def page_of(self, row: int) -> int | None:
        cells = self.starting(row) or self.covering(row)
        return cells[0].page_number if cells else None

    def begins_page(self, row: int) -> bool:
        """Whether a row is the first on its page and not the first of the table."""
        return row > 0 and self.page_of(row) != self.page_of(row - 1)


def _spans(cells: Iterable[TableCell]) -> dict[tuple[int, int], WidthSpan]:
    cells = list(cells)
    if not cells:
        return {}
    if any(cell.box.width <= 0 for cell in cells):
        count = max(c.column_index + c.column_span for c in cells)
        return {
            (c.row_index, c.column_index): WidthSpan(c.column_index / count, (c.column_index + c.column_span) / count)
            for c in cells
        }
    edges: dict[int, tuple[float, float]] = {}
    for cell in cells:
        left, right = edges.get(cell.page_number, (cell.box.x0, cell.box.x1))
        edges[cell.page_number] = (min(left, cell.box.x0), max(right, cell.box.x1))
    whole = min(left for left, _ in edges.values()), max(right for _, right in edges.values())
    spans = {}
    for cell in cells:
        left, right = _scale(edges[cell.page_number], whole)
        width = max(right - left, 1e-6)
        spans[cell.row_index, cell.column_index] = WidthSpan((cell.box.x0 - left) / width, (cell.box.x1 - left) / width)
    return spans


def _scale(page: tuple[float, float], whole: tuple[float, float]) -> tuple[float, float]:
    """What 0 and 1 are on a page: the table's edges, or the page's own where the page lies elsewhere on the paper."""
    reach = SAME_EDGE * (whole[1] - whole[0])
    shares_edge = page[0] - whole[0] <= reach or whole[1] - page[1] <= reach
    return whole if shares_edge else page
