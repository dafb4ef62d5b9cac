"""Cells that lost an upright ruling: two texts that each fit a column of their own are two cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from mingzhang.extractors.grids.borderless.runs import TextRun, em_of, read_runs, run_of
from mingzhang.extractors.grids.borderless.split_rows import Filled
from mingzhang.extractors.grids.parted_cells import FilledCell, with_cells_parted
from mingzhang.extractors.grids.ruled import LatticeCell
from mingzhang.extractors.heads.captions import is_caption
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box
from mingzhang.models.text.amounts import plain
from mingzhang.models.vocabulary.table_words import header_word, header_words

OVERRUN = 0.45
AT_END = 0.5  # of a figure's height: how far apart the ends of figures of one column lie
ON_EDGE, NARROW = 0.2, 0.15  # em: how near to an edge a rest of it stands; gaps of columns that almost touch
BETWEEN_WORDS = 0.3  # em: a gap that no two characters of one word have
LEAST_ENDS, MOSTLY = 3, 0.8  # figures that end at one place, and their share
_COLON = re.compile(r"[:：|丨]")
_REST = re.compile(r"[1lI|丨/\\]")

CellPart = tuple[int, int, tuple[Glyph, ...]]
"""First and last column (places of the lattice) and the characters of one part of a cell."""


def split_columns(filled: Filled) -> Filled:
    """A lattice whose cells that hold texts of several columns side by side are as many cells.

    For rulings that were seen and not drawn: an edge that the picture lost is there all the same where other rows have
    it and every text of the cell keeps to its own side; so it is beside a lone figure that ends where those of one
    column end. A text that is centred over several columns, or runs over from one into the next, parts nothing; nor do
    captions that a frame holds above the table.
    """
    edges = filled.lattice.column_edges
    ends = _figure_ends(filled)
    first_row = [
        cell for cell, glyphs in zip(filled.lattice.cells, filled.glyphs, strict=True) if not cell.row and glyphs
    ]

    def parts_of(cell: LatticeCell, glyphs: tuple[Glyph, ...]) -> list[FilledCell]:
        if cell.column_span < 2 or not glyphs or (first_row == [cell] and _are_captions(glyphs)):
            return []
        parts = _lone(cell, glyphs, ends) or column_parts(cell, glyphs, edges)
        if len(parts) < 2:
            return []
        boxes = [Box(edges[first], cell.box.y0, edges[last + 1], cell.box.y1) for first, last, _ in parts]
        return [
            (LatticeCell(cell.row, first, cell.row_span, last - first + 1, box), some)
            for (first, last, some), box in zip(parts, boxes, strict=True)
        ]

    return with_cells_parted(filled, parts_of)


def _are_captions(glyphs: Sequence[Glyph]) -> bool:
    """Whether a text says whose a table is, or in which unit of money."""
    return any(is_caption(plain(run.text)) for line in read_runs(glyphs) for run in line.runs)


def _figure_ends(filled: Filled) -> dict[int, float]:
    """Where the figures of each column end at the right, of columns in which nearly all end at one place."""
    found: dict[int, list[float]] = {}
    heights: list[float] = []
    for cell, glyphs in zip(filled.lattice.cells, filled.glyphs, strict=True):
        if cell.column_span == 1 and glyphs:
            runs = [run for line in read_runs(glyphs) for run in line.runs]
            if len(runs) == 1 and runs[0].is_figure:
                found.setdefault(cell.column, []).append(runs[0].x1)
                heights.append(runs[0].y1 - runs[0].y0)
    reach = AT_END * median(heights) if heights else 0.0
    return {
        column: median(ends)
        for column, ends in found.items()
        if sum(abs(end - median(ends)) <= reach for end in ends) >= max(LEAST_ENDS, MOSTLY * len(ends))
    }


def _lone(cell: LatticeCell, glyphs: Sequence[Glyph], ends: dict[int, float]) -> list[CellPart]:
    """The parts of a cell that holds one figure, which ends as those of one of its columns do."""
    runs = [run for line in read_runs(glyphs) for run in line.runs]
    if len(runs) != 1 or not runs[0].is_figure or len(runs[0].glyphs) != len(glyphs):
        return []
    reach = AT_END * (runs[0].y1 - runs[0].y0)
    columns = range(cell.column, cell.column + cell.column_span)
    home = [column for column in columns if column in ends and abs(ends[column] - runs[0].x1) <= reach]
    if len(home) != 1:
        return []
    return [(column, column, tuple(glyphs) if column == home[0] else ()) for column in columns]


def column_parts(cell: LatticeCell, glyphs: Sequence[Glyph], edges: Sequence[float]) -> list[CellPart]:
    """The parts of a cell, blank ones too; fewer than two where it is to stay whole."""
    runs = [run for line in read_runs(glyphs) for run in line.runs]
    if sum(len(run.glyphs) for run in runs) != len(glyphs):
        return []
    em = em_of(glyphs)
    last = cell.column + cell.column_span - 1
    inner = edges[cell.column + 1 : last + 1]
    runs = [part for run in runs if not _is_rest(run, inner, em) for part in _cut(run, inner, em)]
    if len(runs) < 2:
        return []
    reach = OVERRUN * em
    ranges: list[tuple[int, int, list[TextRun]]] = []
    for run in sorted(runs, key=lambda run: run.x0):
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
    if len(ranges) < 2 or any(all(_is_letter(run) for run in held) for _, _, held in ranges):
        return []
    parts: list[CellPart] = []
    place = cell.column
    for low, high, held in ranges:
        parts += [(column, column, ()) for column in range(place, low)]
        parts.append((low, high, tuple(glyph for run in held for glyph in run.glyphs)))
        place = high + 1
    return [*parts, *((column, column, ()) for column in range(place, last + 1))]


def _is_letter(run: TextRun) -> bool:
    """Whether a run may be one character of a word that is printed letter by letter."""
    return len(run.text) < 2 and not run.text.isdigit() and not _is_header(run)


def _is_header(run: TextRun) -> bool:
    return header_word(run.text) in header_words()


def _is_rest(run: TextRun, edges: Sequence[float], em: float) -> bool:
    """Whether a stroke that was read as a sign stands on an edge that other rows have: what is left of it here."""
    return bool(_REST.fullmatch(run.text)) and any(abs(run.middle - edge) <= ON_EDGE * em for edge in edges)


def _cut(run: TextRun, edges: Sequence[float], em: float) -> list[TextRun]:
    """A run cut at the edges beside which it has a small gap: columns of codes, and headers, stand as near as that.
    Dots of an edge between two headers are no colon."""
    for index, glyph in enumerate(run.glyphs[1:-1], start=1):
        if _COLON.fullmatch(glyph.text) and any(glyph.x0 <= edge <= glyph.x1 for edge in edges):
            left, right = run_of(run.glyphs[:index]), run_of(run.glyphs[index + 1 :])
            if _is_header(left) and _is_header(right):
                return [left, right]
    for index, (before, glyph) in enumerate(pairwise(run.glyphs), start=1):
        wide = glyph.x0 - before.x1 >= NARROW * em
        if wide and any(before.x1 - ON_EDGE * em < edge < glyph.x0 + ON_EDGE * em for edge in edges):
            left, right = run_of(run.glyphs[:index]), run_of(run.glyphs[index:])
            if left.is_amount or right.is_amount or glyph.x0 - before.x1 >= BETWEEN_WORDS * em:
                return [left, *_cut(right, edges, em)]
    return [run]
