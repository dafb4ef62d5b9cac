"""A sheet -> a page: which of its cells are tables, and what stands around them.

A sheet is read as somebody would see it printed: hidden rows and columns are not there; rows of the print title are
there once; what lies wholly outside the print area is left out, but a table that the area cuts is read whole. Borders
tell where a ruled table begins and ends; cells without borders are a table where figures stand in columns.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from mingzhang.extractors.formats.captions import NOTE, is_caption_row
from mingzhang.extractors.formats.flow import INDENT, LEADING, LEFT, RIGHT, width_of, wrapped
from mingzhang.extractors.formats.grids import CellContent, grid_of
from mingzhang.extractors.formats.sheet import Area, Sheet, SheetCell
from mingzhang.extractors.formats.sheet_blocks import PlacedCell, blocks_of
from mingzhang.extractors.formats.sheet_tables import Flags, View, ruled_tables
from mingzhang.extractors.formats.shown_codes import with_codes
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, Page, TextLine, TextSource
from mingzhang.models.text.amounts import printed_amount

# Ruled rows and columns without any text beyond these are formatting, not a table.
MOST_EMPTY_ROWS, MOST_EMPTY_COLUMNS = 60, 12
MOST_PLACES = 4_000_000
LEAST_FIGURE_ROWS = 2
# Share of the page that is left free above and below, so that no line of a sheet is taken for a running head.
MARGIN = 0.2


def sheet_page(sheet: Sheet, number: int) -> Page | None:
    """The page of a sheet; None where nothing would be printed. Raises `page_too_large`."""
    view = _view(sheet)
    if view is None:
        return None
    areas = _tables(view)
    loose = _outside(view, areas)
    if view.printed:
        areas = [area for area in areas if any(area.meets(one) for one in view.printed)]
        loose = [cell for cell in loose if any(cell.area.meets(one) for one in view.printed)]
    height = view.downs[-1]
    margin = MARGIN * height
    grids = [grid for area in areas if (grid := _grid(view, area, number, margin)) is not None]
    lines = list(_lines(view, loose, margin, _gaps([*areas, *_extents(blocks_of(view.cells))])))
    if not grids and not lines:
        return None
    return Page(
        number=number,
        width=round(view.acrosses[-1], 2),
        height=round(height + 2 * margin, 2),
        text_source=TextSource.TEXT_LAYER,
        lines=tuple(sorted(lines, key=lambda line: (round(line.box.y0), line.box.x0))),
        grids=tuple(sorted(grids, key=lambda grid: (grid.box.y0, grid.box.x0))),
        mean_confidence=1.0,
    )


def _view(sheet: Sheet) -> View | None:
    texts = [cell for cell in sheet.cells if cell.text.strip()]
    if not texts:
        return None
    merged = {(area.top, area.left): area for area in sheet.merges}
    last_row = max(cell.row for cell in texts) + MOST_EMPTY_ROWS
    last_column = max(cell.column for cell in texts) + MOST_EMPTY_COLUMNS
    cells = [cell for cell in sheet.cells if cell.row <= last_row and cell.column <= last_column]
    last_row = max(cell.row for cell in cells)
    last_column = max(cell.column for cell in cells)
    rows = _Shown(_used((c.row, _clipped(merged, c, last_row, last_column).bottom) for c in cells), sheet.heights.of)
    columns = _Shown(range(last_column + 1), sheet.widths.of)
    if not rows.shown or not columns.shown:
        return None
    if len(rows.shown) * len(columns.shown) > MOST_PLACES:
        raise MingzhangError(ErrorCode.PAGE_TOO_LARGE, f"{len(rows.shown)} rows")
    above = np.zeros((len(rows.shown) + 1, len(columns.shown)), dtype=bool)
    before = np.zeros((len(rows.shown), len(columns.shown) + 1), dtype=bool)
    for cell in cells:
        if any(cell.borders) and cell.row in rows.places and cell.column in columns.places:
            r, c = rows.places[cell.row], columns.places[cell.column]
            before[r, c] |= cell.borders.left
            before[r, c + 1] |= cell.borders.right
            above[r, c] |= cell.borders.top
            above[r + 1, c] |= cell.borders.bottom
    shown = []
    for cell in cells:
        area = merged.get((cell.row, cell.column))
        if not cell.text.strip() and area is None:
            continue
        top, left, bottom, right = _clipped(merged, cell, last_row, last_column)
        down, across = rows.within(top, bottom), columns.within(left, right)
        if down is not None and across is not None:
            place = Area(down[0], across[0], down[1], across[1])
            above[place.top + 1 : place.bottom + 1, place.left : place.right + 1] = False
            before[place.top : place.bottom + 1, place.left + 1 : place.right + 1] = False
            shown.append(PlacedCell(place, cell.text.strip("\r\n\t 　"), cell.centred))
    shown = _centred_across(shown, [c for c in cells if c.across], rows, columns, before)
    printed = []
    for top, left, bottom, right in sheet.print_areas:
        down, across = rows.within(top, bottom), columns.within(left, right)
        if down is not None and across is not None:
            printed.append(Area(down[0], across[0], down[1], across[1]))
    return View(shown, above, before, rows.edges, columns.edges, printed)


def _clipped(merged: dict[tuple[int, int], Area], cell: SheetCell, last_row: int, last_column: int) -> Area:
    area = merged.get((cell.row, cell.column)) or Area(cell.row, cell.column, cell.row, cell.column)
    return Area(area.top, area.left, max(area.top, min(area.bottom, last_row)),
                max(area.left, min(area.right, last_column)))  # fmt: skip


def _used(spans: Iterator[tuple[int, int]]) -> list[int]:
    """Rows that hold something, and one blank row for each gap between them."""
    used: set[int] = set()
    for first, last in spans:
        used.update(range(first, last + 1))
    ordered = sorted(used)
    gaps = [row + 1 for row, following in pairwise(ordered) if following > row + 1]
    return sorted([*ordered, *gaps])


class _Shown:
    """The rows (or columns) that are not hidden: their places, and their edges in points."""

    def __init__(self, indices: Sequence[int], size_of: Any) -> None:
        self.shown = [index for index in indices if size_of(index) > 0]
        self.places = {index: place for place, index in enumerate(self.shown)}
        self.edges = [round(edge, 2) for edge in accumulate((size_of(i) for i in self.shown), initial=0.0)]

    def within(self, first: int, last: int) -> tuple[int, int] | None:
        """First and last place of what shows of a range; None where all of it is hidden, or beyond the sheet's use."""
        low, high = bisect_left(self.shown, first), bisect_right(self.shown, last)
        return (low, high - 1) if high > low else None


def _centred_across(
    cells: list[PlacedCell], across: Sequence[SheetCell], rows: _Shown, columns: _Shown, before: Flags
) -> list[PlacedCell]:
    """Cells whose text is centred over blank neighbours, widened over them as far as no rule stands between."""
    if not across:
        return cells
    wide = {
        (rows.places[c.row], columns.places[c.column])
        for c in across
        if c.row in rows.places and c.column in columns.places
    }
    filled = {(cell.area.top, cell.area.left) for cell in cells}
    found = []
    for cell in cells:
        row, column = cell.area.top, cell.area.left
        right = cell.area.right
        while (row, column) in wide and (row, right + 1) in wide - filled and not before[row, right + 1]:
            right += 1
        found.append(PlacedCell(cell.area._replace(right=right), cell.text, cell.centred))
    return found


def _tables(view: View) -> list[Area]:
    """The tables of a sheet: ruled ones, and blocks of figures without rules."""
    ruled = ruled_tables(view)
    bare = [area for block in blocks_of(_outside(view, ruled)) if (area := _bare_table(block)) is not None]
    return ruled + bare


def _outside(view: View, areas: Sequence[Area]) -> list[PlacedCell]:
    """Cells with text that no area touches."""
    taken = np.zeros((len(view.downs) - 1, len(view.acrosses) - 1), dtype=bool)
    for top, left, bottom, right in areas:
        taken[top : bottom + 1, left : right + 1] = True
    return [
        cell
        for cell in view.cells
        if cell.text and not taken[cell.area.top : cell.area.bottom + 1, cell.area.left : cell.area.right + 1].any()
    ]


def _bare_table(block: Sequence[PlacedCell]) -> Area | None:
    """The extent of a table without rules in a block: captions above and notes below left out."""
    rows: dict[int, list[PlacedCell]] = {}
    for cell in block:
        rows.setdefault(cell.area.top, []).append(cell)
    first = min(cell.area.left for cell in block)
    figures = [
        row
        for row, cells in rows.items()
        if any(cell.area.left > first and printed_amount(cell.text) is not None for cell in cells)
    ]
    if len(figures) < LEAST_FIGURE_ROWS:
        return None
    ordered = sorted(rows)
    while ordered and is_caption_row([cell.text for cell in rows[ordered[0]]]):
        ordered.pop(0)
    while ordered and len(rows[ordered[-1]]) == 1 and NOTE.match(rows[ordered[-1]][0].text):
        ordered.pop()
    kept = [cell.area for row in ordered for cell in rows[row]]
    if not kept:
        return None
    return Area(min(a.top for a in kept), min(a.left for a in kept), max(a.bottom for a in kept),
                max(a.right for a in kept))  # fmt: skip


def _grid(view: View, area: Area, number: int, margin: float) -> Grid | None:
    """The cells of a table, those that reach out of it cut at its edge."""
    top, left, bottom, right = area
    cells = [
        CellContent(
            Area(
                max(cell.area.top, top) - top,
                max(cell.area.left, left) - left,
                min(cell.area.bottom, bottom) - top,
                min(cell.area.right, right) - left,
            ),
            cell.text,
        )
        for cell in view.cells
        if area.meets(cell.area)
    ]
    downs = [round(edge + margin, 2) for edge in view.downs[top : bottom + 2]]
    grid = grid_of(cells, downs, view.acrosses[left : right + 2], number)
    return None if grid is None else with_codes(grid)


def _box(view: View, area: Area, margin: float) -> Box:
    return Box(
        view.acrosses[area.left],
        round(view.downs[area.top] + margin, 2),
        view.acrosses[area.right + 1],
        round(view.downs[area.bottom + 1] + margin, 2),
    )


def _gaps(areas: Sequence[Area]) -> list[int]:
    """The columns at which a table begins that has another one at its left, in the same rows."""
    return sorted(
        {
            one.left
            for one in areas
            for other in areas
            if other.right < one.left and other.top <= one.bottom and one.top <= other.bottom
        }
    )


def _extents(blocks: Sequence[Sequence[PlacedCell]]) -> list[Area]:
    """The rows and columns that each block takes."""
    return [
        Area(min(c.area.top for c in block), min(c.area.left for c in block), max(c.area.bottom for c in block),
             max(c.area.right for c in block))
        for block in blocks
    ]  # fmt: skip


def _lines(view: View, cells: Sequence[PlacedCell], margin: float, gaps: Sequence[int]) -> Iterator[TextLine]:
    """Texts outside the tables: those of one row are one line (tables side by side have lines of their own), a cell of
    several lines gives as many."""
    rows: dict[tuple[int, int], list[PlacedCell]] = {}
    for cell in cells:
        rows.setdefault((cell.area.top, bisect_right(gaps, cell.area.left)), []).append(cell)
    for mine in rows.values():
        mine.sort(key=lambda cell: cell.area.left)
        box = _box(view, mine[0].area._replace(right=mine[-1].area.right), margin)
        if len(mine) > 1:
            yield TextLine(" ".join(cell.text.replace("\n", "") for cell in mine), box)
        else:
            yield from _laid_out(mine[0], box)


def _laid_out(cell: PlacedCell, box: Box) -> Iterator[TextLine]:
    """A text by itself as it would be printed: wrapped in its cell, or in the middle of it."""
    pieces: list[tuple[str, float, float]] = []
    for text in cell.text.splitlines():
        size = width_of(text)
        if cell.centred and size <= max(box.width, RIGHT - LEFT):
            x0 = max(0.0, box.x0 + (box.width - size) / 2)
            pieces.append((text, x0, x0 + size))
        elif text.strip():
            indent = INDENT if box.width > RIGHT - LEFT - INDENT else 0.0
            pieces += wrapped(text.strip(), indent, box.x0, max(box.x1, box.x0 + RIGHT - LEFT))
    step = box.height / max(1, len(pieces))
    for number, (text, x0, x1) in enumerate(pieces):
        y0 = box.y0 + number * step
        yield TextLine(text, Box(round(x0, 2), round(y0, 2), round(x1, 2), round(y0 + min(step, LEADING), 2)))
