"""A form's two zones, what stands above its indicators and the indicators: each may be told better by another grid."""

from __future__ import annotations

from dataclasses import replace

from mingzhang.extractors.grids.forms.shapes import edges_of, nearest_edge
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell
from mingzhang.models.vocabulary.form_words import column_of, heads_indicators

SAME_EDGE = 4.0  # points: how far apart the edge of one column lies in two grids
SAME_ROW = 0.5  # of the height of the header: how far apart its upper edge lies in two grids


def header_row(grid: Grid) -> int | None:
    """The first row that holds the header of indicators; None where none does."""
    roles: dict[int, set[str]] = {}
    for cell in grid.cells:
        if (role := column_of(cell.text)) is not None:
            roles.setdefault(cell.row, set()).add(role)
    return min((row for row, its in roles.items() if heads_indicators(its)), default=None)


def row_beside(grid: Grid, other: Grid, row: int) -> int | None:
    """The row of a grid that begins where a row of another one does; None where none begins there, or a text goes over
    its edge."""
    tops = {cell.row: cell.box.y0 for cell in grid.cells}
    head = next(cell.box for cell in other.cells if cell.row == row)
    near = [one for one, y in tops.items() if one and abs(y - head.y0) <= SAME_ROW * head.height]
    found = min(near, key=lambda one: abs(tops[one] - head.y0), default=None)
    if found is None or any(cell.text and cell.row < found < cell.row + cell.row_span for cell in grid.cells):
        return None
    return found


def mixed(grid: Grid, form: Grid) -> list[Grid]:
    """Both ways to take what stands above the indicators from one of two grids and the indicators from the other."""
    row = header_row(form)
    beside = row_beside(grid, form, row) if row else None
    if not row or beside is None:
        return []
    return [stacked(grid, beside, form, row), stacked(form, row, grid, beside)]


def upper(grid: Grid, row: int) -> list[GridCell]:
    """The cells above a row, those that reach over its edge cut."""
    return [replace(cell, row_span=min(cell.row_span, row - cell.row)) for cell in grid.cells if cell.row < row]


def lower(grid: Grid, row: int) -> list[GridCell]:
    """The cells from a row on, rows counted from 0."""
    return [replace(cell, row=cell.row - row) for cell in grid.cells if cell.row >= row]


def stacked(above: Grid, above_row: int, below: Grid, below_row: int) -> Grid:
    """The rows of one grid before one of its rows, and those of another one from one of its rows on, as one grid."""
    cells = [*upper(above, above_row), *(replace(c, row=c.row + above_row) for c in lower(below, below_row))]
    edges = edges_of((x for cell in cells for x in (cell.box.x0, cell.box.x1)), SAME_EDGE)
    taken: set[tuple[int, int]] = set()
    placed: list[GridCell] = []
    for cell in sorted(cells, key=lambda one: (one.row, one.box.x0)):
        first, end = nearest_edge(cell.box.x0, edges), nearest_edge(cell.box.x1, edges)
        spots = {(r, c) for r in range(cell.row, cell.row + cell.row_span) for c in range(first, max(end, first + 1))}
        if not spots & taken and first < len(edges) - 1:
            taken |= spots
            placed.append(replace(cell, column=first, column_span=max(end - first, 1)))
    rows = above_row + below.row_count - below_row
    box = Box(edges[0], above.box.y0, edges[-1], below.box.y1)
    return replace(below, box=box, row_count=rows, column_count=len(edges) - 1, cells=tuple(placed))
