"""Cells as a file lists them -> a `Grid` as it would be ruled."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from mingzhang.extractors.formats.sheet import Area
from mingzhang.extractors.pages.rows_in_cells import rows_apart
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, TextSource
from mingzhang.models.text.characters import folded


class CellContent(NamedTuple):
    """The rows and columns that a cell covers, and its text."""

    area: Area
    text: str


def grid_of(
    cells: Sequence[CellContent], downs: Sequence[float], acrosses: Sequence[float], number: int
) -> Grid | None:
    """The grid of a table; `downs` and `acrosses` are the edges of its rows and columns in points.

    Places that no cell holds become blank cells; where cells overlap, the later one keeps what is free for it. Rows
    and columns that no cell begins have no rule of their own, and are none. None where nothing is written.
    """
    cells = [CellContent(area, folded(text)) for area, text in cells]
    if not any(cell.text for cell in cells) or len(downs) < 2 or len(acrosses) < 2:
        return None
    whole = _without_overlap(cells, len(downs) - 1, len(acrosses) - 1)
    rows = sorted({cell.area.top for cell in whole})
    columns = sorted({cell.area.left for cell in whole})
    row_at = {row: place for place, row in enumerate(rows)}
    column_at = {column: place for place, column in enumerate(columns)}
    placed = tuple(
        GridCell(
            row_at[area.top],
            column_at[area.left],
            bisect_right(rows, area.bottom) - row_at[area.top],
            bisect_right(columns, area.right) - column_at[area.left],
            text,
            Box(acrosses[area.left], downs[area.top], acrosses[area.right + 1], downs[area.bottom + 1]),
        )
        for area, text in whole
    )
    box = Box(acrosses[0], downs[0], acrosses[-1], downs[-1])
    grid = rows_apart(Grid(number, box, len(rows), len(columns), placed, TextSource.TEXT_LAYER))
    return replace(grid, cells=tuple(map(_without_blank_lines, grid.cells)))


def _without_blank_lines(cell: GridCell) -> GridCell:
    if "\n" not in cell.text:
        return cell
    return replace(cell, text="\n".join(line for line in cell.text.split("\n") if line.strip()))


def _without_overlap(cells: Sequence[CellContent], row_count: int, column_count: int) -> list[CellContent]:
    """Cells that cover every place once, in reading order."""
    free = np.ones((row_count, column_count), dtype=bool)
    whole = []
    for (top, left, bottom, right), text in cells:
        area = Area(top, left, min(bottom, row_count - 1), min(right, column_count - 1))
        part = free[area.top : area.bottom + 1, area.left : area.right + 1]
        if not part.all():
            if not text or not free[top, left]:
                continue
            area = Area(top, left, top, left)
        free[area.top : area.bottom + 1, area.left : area.right + 1] = False
        whole.append(CellContent(area, text))
    whole += [CellContent(Area(row, column, row, column), "") for row, column in np.argwhere(free).tolist()]
    return sorted(whole)
