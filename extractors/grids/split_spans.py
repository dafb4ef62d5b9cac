"""Cells that lost a ruling across: texts that each stand in a row of their own are several cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mingzhang.extractors.grids.borderless.runs import RunLine, em_of, read_runs
from mingzhang.extractors.grids.borderless.split_rows import Filled
from mingzhang.extractors.grids.parted_cells import FilledCell, with_cells_parted
from mingzhang.extractors.grids.ruled import LatticeCell
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box

LEVEL = 0.45  # em: texts of one row stand on one level
AT_EDGE = 0.5  # em: how near to an edge a rest of it stands
_REST = re.compile(r"[一—_\-–]{1,2}")


def split_spans(filled: Filled) -> Filled:
    """A lattice whose cells over several rows that hold a text in each of them are as many cells.

    For rulings that were seen and not drawn: an edge that the picture lost is there all the same where other columns
    have it and each text of the cell stands on the level of the figures of one row. A text that stands amid its rows
    or wraps within them parts nothing.
    """
    levels = _levels(filled)
    edges = filled.lattice.row_edges

    def parts_of(cell: LatticeCell, glyphs: tuple[Glyph, ...]) -> list[FilledCell]:
        if cell.row_span > 1 and glyphs and (below := _figure_below(cell, glyphs, edges, levels)):
            return below
        parts = _parts(cell, glyphs, edges, levels) if cell.row_span > 1 and glyphs else {}
        if not parts:
            return []
        rows = range(cell.row, cell.row + cell.row_span)
        boxes = [Box(cell.box.x0, edges[row], cell.box.x1, edges[row + 1]) for row in rows]
        return [
            (LatticeCell(row, cell.column, 1, cell.column_span, box), parts.get(row, ()))
            for row, box in zip(rows, boxes, strict=True)
        ]

    return with_cells_parted(filled, parts_of)


def _levels(filled: Filled) -> dict[int, float]:
    """The level of the figures of each row in which one stands in a cell of that row alone."""
    found: dict[int, float] = {}
    for cell, glyphs in zip(filled.lattice.cells, filled.glyphs, strict=True):
        if cell.row_span == 1 and glyphs and cell.row not in found:
            lines = read_runs(glyphs)
            if len(lines) == 1 and len(lines[0].runs) == 1 and lines[0].runs[0].is_amount:
                found[cell.row] = lines[0].base
    return found


def _figure_below(
    cell: LatticeCell, glyphs: Sequence[Glyph], edges: Sequence[float], levels: dict[int, float]
) -> list[FilledCell]:
    """A header and the first figure below it that stand in one cell, as two: all other lines are words above the edge
    of the figure's row, which is the first row of figures."""
    last = cell.row + cell.row_span - 1
    *head, lowest = read_runs(glyphs)
    is_figure = len(lowest.runs) == 1 and lowest.runs[0].is_figure
    if not head or not is_figure or last not in levels or min(levels) < last:
        return []
    em = em_of(glyphs)
    if abs(lowest.base - levels[last]) > LEVEL * em or any((line.y0 + line.y1) / 2 >= edges[last] for line in head):
        return []
    if any(run.is_amount for line in head for run in line.runs):
        return []
    words = tuple(glyph for line in head for run in line.runs for glyph in run.glyphs)
    upper, lower = (Box(cell.box.x0, edges[a], cell.box.x1, edges[b]) for a, b in ((cell.row, last), (last, last + 1)))
    return [
        (LatticeCell(cell.row, cell.column, cell.row_span - 1, cell.column_span, upper), words),
        (LatticeCell(last, cell.column, 1, cell.column_span, lower), lowest.runs[0].glyphs),
    ]


def _parts(
    cell: LatticeCell, glyphs: Sequence[Glyph], edges: Sequence[float], levels: dict[int, float]
) -> dict[int, tuple[Glyph, ...]]:
    """The characters of a cell by row, none where it is to stay whole. A lone text must be a number that does not stand
    in the middle of the cell."""
    em = em_of(glyphs)
    if listed := _listed(cell, glyphs, edges, em):
        return listed
    numbers = 0
    parts: dict[int, tuple[Glyph, ...]] = {}
    for line in read_runs(glyphs):
        if _is_rest(line, edges[cell.row + 1 : cell.row + cell.row_span], em):
            continue
        rows = [
            row
            for row in range(cell.row, cell.row + cell.row_span)
            if row in levels and abs(line.base - levels[row]) <= LEVEL * em
        ]
        if len(rows) != 1 or rows[0] in parts:
            return {}
        parts[rows[0]] = tuple(glyph for run in line.runs for glyph in run.glyphs)
        aside = abs((line.y0 + line.y1) / 2 - (cell.box.y0 + cell.box.y1) / 2) > LEVEL * em
        numbers += aside and len(line.runs) == 1 and line.runs[0].is_amount
    return parts if len(parts) > 1 or numbers else {}


def _listed(
    cell: LatticeCell, glyphs: Sequence[Glyph], edges: Sequence[float], em: float
) -> dict[int, tuple[Glyph, ...]]:
    """The characters of a cell by row where each line is a number of its own (codes, or figures with decimals) between
    the edges of a row of its own: a list of numbers is no text that wraps."""
    lines = [
        line for line in read_runs(glyphs) if not _is_rest(line, edges[cell.row + 1 : cell.row + cell.row_span], em)
    ]
    runs = [run for line in lines for run in line.runs]
    if len(runs) < 2 or len(runs) > len(lines) or not (all(r.is_code for r in runs) or all(r.is_figure for r in runs)):
        return {}
    parts: dict[int, tuple[Glyph, ...]] = {}
    for run in runs:
        middle = (run.y0 + run.y1) / 2
        row = next((r for r in range(cell.row, cell.row + cell.row_span) if edges[r] <= middle < edges[r + 1]), -1)
        if row < 0 or row in parts:
            return {}
        parts[row] = run.glyphs
    return parts


def _is_rest(line: RunLine, edges: Sequence[float], em: float) -> bool:
    """Whether a line is a dash on an edge that other columns have: what is left of it here."""
    middle = (line.y0 + line.y1) / 2
    return bool(_REST.fullmatch(line.text)) and any(abs(middle - edge) <= AT_EDGE * em for edge in edges)
