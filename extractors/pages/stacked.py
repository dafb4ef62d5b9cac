"""A header and its body, or the parts of a body, that are drawn (or written) as two tables: one grid again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, Page
from mingzhang.models.text.amounts import printed_amount

# A header has few rows; edges of columns that are the same lie so near (points). Between the two stands a line or two
# that print nothing: so many times the height of a row.
MOST_HEADER_ROWS, SAME_EDGE, LARGEST_GAP = 4, 3.0, 2.5
LEAST_COLUMNS = 3


def with_headers_joined(page: Page) -> Page:
    """A page on which each grid is one with the grid right below it that begins with figures and has no heading of its
    own, if they have the same columns and nothing is printed between."""
    if len(page.grids) < 2:
        return page
    grids: list[Grid] = []
    for grid in page.grids:
        if grids and _goes_on_in(grids[-1], grid, page):
            grids[-1] = _joined(grids[-1], grid)
        else:
            grids.append(grid)
    return page if len(grids) == len(page.grids) else replace(page, grids=tuple(grids))


def _goes_on_in(head: Grid, body: Grid, page: Page) -> bool:
    if not LEAST_COLUMNS <= head.column_count == body.column_count:
        return False
    has_figures = any(printed_amount(cell.text) is not None for cell in head.cells)
    if head.row_count > MOST_HEADER_ROWS and not has_figures:
        return False
    if not _begins_with_figures(body):
        return False
    if not -SAME_EDGE <= body.box.y0 - head.box.y1 <= LARGEST_GAP * _row_height(body):
        return False
    pairs = zip(_edges(head), _edges(body), strict=True)
    if any(abs(a - b) > SAME_EDGE for a, b in pairs):
        return False
    between = Box(0.0, head.box.y1 - 1, page.width, body.box.y0 + 1)
    return not any(between.holds(*line.box.middle) for line in page.lines)


def _begins_with_figures(body: Grid) -> bool:
    """Whether the first row holds a figure, and no heading that the figures below stand under."""
    first = [cell for cell in body.cells if cell.row == 0]
    return sum(1 for cell in first if printed_amount(cell.text) is not None) >= 2


def _row_height(grid: Grid) -> float:
    return max((cell.box.y1 - cell.box.y0) / cell.row_span for cell in grid.cells)


def _edges(grid: Grid) -> Sequence[float]:
    """The left edge of each column and the right edge of the last one."""
    lefts: dict[int, float] = {}
    for cell in grid.cells:
        lefts[cell.column] = min(cell.box.x0, lefts.get(cell.column, cell.box.x0))
    return [*(lefts.get(column, grid.box.x0) for column in range(grid.column_count)), grid.box.x1]


def _joined(head: Grid, body: Grid) -> Grid:
    box = Box(min(head.box.x0, body.box.x0), head.box.y0, max(head.box.x1, body.box.x1), body.box.y1)
    cells = (*head.cells, *(replace(cell, row=cell.row + head.row_count) for cell in body.cells))
    return replace(body, box=box, row_count=head.row_count + body.row_count, cells=cells)
