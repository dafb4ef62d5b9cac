"""Rows that somebody wrote as lines of one row of cells: a row each again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, Page

_FIGURE = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?")
# Columns that hold nothing but figures, one a line: one alone may be a figure that its cell wraps.
LEAST_COLUMNS = 2


def rows_in(cells: Sequence[str]) -> int:
    """How many rows the cells of one row hold as lines of their text: as many as each cell that says anything has lines
    (blank ones count), figures with as many decimals each in two columns or more. 1 where it is one row."""
    lines = [text.split("\n") for text in cells if text.strip()]
    count = len(lines[0]) if lines else 1
    if count == 1 or any(len(one) != count for one in lines):
        return 1
    return count if sum(map(_are_figures, lines)) >= LEAST_COLUMNS else 1


def _are_figures(lines: Sequence[str]) -> bool:
    """Whether all lines that say anything, two at least, are figures with as many decimals each: none is wrapped."""
    found = [_FIGURE.fullmatch(line.strip()) for line in lines if line.strip()]
    return len(found) > 1 and all(found) and len({len(one[1] or "") for one in found if one}) == 1


def with_rows_apart(page: Page) -> Page:
    """A page whose grids have each row that stands in a line of cells as a row of its own."""
    grids = tuple(map(rows_apart, page.grids))
    return page if all(a is b for a, b in zip(grids, page.grids, strict=True)) else replace(page, grids=grids)


def rows_apart(grid: Grid) -> Grid:
    """The grid with a row for each that its rows of cells hold."""
    counts = {row: rows_in([cell.text for cell in cells]) for row, cells in groupby(grid.cells, lambda cell: cell.row)}
    for cell in grid.cells:  # a cell over several rows says nothing of their lines
        if cell.row_span > 1:
            counts.update(dict.fromkeys(range(cell.row, cell.row + cell.row_span), 1))
    if all(count == 1 for count in counts.values()):
        return grid
    begins, at = {}, 0
    for row in range(grid.row_count):
        begins[row], at = at, at + counts.get(row, 1)
    cells = [part for cell in grid.cells for part in _parts(cell, counts[cell.row], begins[cell.row])]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return replace(grid, row_count=at, cells=tuple(cells))


def _parts(cell: GridCell, count: int, row: int) -> list[GridCell]:
    if count == 1:
        return [replace(cell, row=row)]
    lines = cell.text.split("\n") if cell.text.strip() else [""] * count
    height = cell.box.height / count
    return [
        replace(
            cell,
            row=row + number,
            text=line.strip(),
            box=Box(cell.box.x0, cell.box.y0 + number * height, cell.box.x1, cell.box.y0 + (number + 1) * height),
        )
        for number, line in enumerate(lines)
    ]
