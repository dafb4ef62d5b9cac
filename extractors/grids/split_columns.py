"""Cells that lost an upright ruling: two texts that each fit a column of their own are two cells."""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.extractors.grids.borderless.runs import TextRun, em_of, read_runs
from mingzhang.extractors.grids.borderless.split_rows import Filled
from mingzhang.extractors.grids.parted_cells import FilledCell, with_cells_parted
from mingzhang.extractors.grids.ruled import LatticeCell
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box

OVERRUN = 0.45

CellPart = tuple[int, int, tuple[Glyph, ...]]
"""First and last column (places of the lattice) and the characters of one part of a cell."""


def split_columns(filled: Filled) -> Filled:
    """A lattice whose cells that hold texts of several columns side by side are as many cells.

    For rulings that were seen and not drawn: an edge that the picture lost is there all the same where other rows have
    it and every text of the cell keeps to its own side. A text that is centred over several columns, or runs over from
    one into the next, parts nothing.
    """
    edges = filled.lattice.column_edges

    def parts_of(cell: LatticeCell, glyphs: tuple[Glyph, ...]) -> list[FilledCell]:
        parts = _parts(cell, glyphs, edges) if cell.column_span > 1 and glyphs else []
        if len(parts) < 2:
            return []
        boxes = [Box(edges[first], cell.box.y0, edges[last + 1], cell.box.y1) for first, last, _ in parts]
        return [
            (LatticeCell(cell.row, first, cell.row_span, last - first + 1, box), some)
            for (first, last, some), box in zip(parts, boxes, strict=True)
        ]

    return with_cells_parted(filled, parts_of)


def _parts(cell: LatticeCell, glyphs: Sequence[Glyph], edges: Sequence[float]) -> list[CellPart]:
    """The parts of a cell, blank ones too; fewer than two where it is to stay whole."""
    runs = [run for line in read_runs(glyphs) for run in line.runs]
    if len(runs) < 2 or sum(len(run.glyphs) for run in runs) != len(glyphs):
        return []
    reach = OVERRUN * em_of(glyphs)
    last = cell.column + cell.column_span - 1
    ranges: list[tuple[int, int, list[TextRun]]] = []
    for run in sorted(runs, key=lambda run: run.x0):
        if len(run.text) < 2:
            return []
        inside = [
            i for i in range(cell.column, last + 1) if run.x0 + reach < edges[i + 1] and run.x1 - reach > edges[i]
        ]
        if not inside:
            return []
        low, high = inside[0], inside[-1]
        if ranges and low <= ranges[-1][1]:
            low, high, held = min(low, ranges[-1][0]), max(high, ranges[-1][1]), [*ranges.pop()[2], run]
        else:
            held = [run]
        ranges.append((low, high, held))
    if len(ranges) < 2:
        return []
    parts: list[CellPart] = []
    place = cell.column
    for low, high, held in ranges:
        parts += [(column, column, ()) for column in range(place, low)]
        parts.append((low, high, tuple(glyph for run in held for glyph in run.glyphs)))
        place = high + 1
    return [*parts, *((column, column, ()) for column in range(place, last + 1))]
