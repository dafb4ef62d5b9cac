"""Ruled columns that lost the wall between them: white that runs through all their rows parts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from mingzhang.extractors.grids.borderless.columns import ColumnExtent, find_columns
from mingzhang.extractors.grids.borderless.runs import RunLine, TextRun, em_of, read_runs
from mingzhang.extractors.grids.borderless.split_rows import Filled
from mingzhang.extractors.grids.parted_cells import FilledCell, with_cells_parted
from mingzhang.extractors.grids.ruled import LatticeCell
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box

LEAST_ROWS = 3  # rows with text at both sides of a lost wall
MOSTLY = 0.5  # of the rows of the narrower side: how many have text at both
BESIDE_FIGURES, BESIDE_WORDS = 0.5, 1.0  # em: how wide the white is
OVERRUN = 0.3  # em


def with_lost_walls(filled: Filled) -> Filled:
    """A lattice with a column edge wherever the texts of one of its columns are texts of several.

    They are where white runs through all rows, at both sides of which many rows have text: beside figures any white
    that is wider than a blank; between words, and between codes and names, only where the header has a text of its own
    over each, or no header is there.
    """
    for column in range(filled.lattice.column_count - 1, -1, -1):
        edges = _lost(filled, column)
        if edges:
            filled = _with_edges(filled, column, edges)
    return filled


def _lost(filled: Filled, column: int) -> list[float]:
    """Where walls of a column were lost, from left to right."""
    inside = [
        read_runs(glyphs)
        for cell, glyphs in zip(filled.lattice.cells, filled.glyphs, strict=True)
        if cell.column == column and cell.column_span == 1 and glyphs
    ]
    several = sum(any(len(line.runs) > 1 for line in lines) for lines in inside)
    if several < LEAST_ROWS:
        return []
    lines = [line for some in inside for line in some]
    em = em_of([glyph for line in lines for run in line.runs for glyph in run.glyphs])
    columns = find_columns([line for line in lines if any(run.is_amount for run in line.runs)] or lines, em)
    found = []
    for left, right in pairwise(columns):
        edge = (left.x1 + right.x0) / 2
        if _is_wall(left, right, lines, em) and not _is_crossed(edge, lines, em):
            found.append(edge)
    return found


def _is_wall(left: ColumnExtent, right: ColumnExtent, lines: Sequence[RunLine], em: float) -> bool:
    ours, theirs = ({line.base for line in lines if _held(line, one)} for one in (left, right))
    both = len(ours & theirs)
    if both < LEAST_ROWS or both < MOSTLY * min(len(ours), len(theirs)):
        return False
    white = right.x0 - left.x1
    if left.figures or right.figures:
        return white >= BESIDE_FIGURES * em
    return white >= BESIDE_WORDS * em and _has_own_headers(left, right, lines)


def _held(line: RunLine, column: ColumnExtent) -> list[TextRun]:
    return [run for run in line.runs if column.distance(run) < 0]


def _has_own_headers(left: ColumnExtent, right: ColumnExtent, lines: Sequence[RunLine]) -> bool:
    """Whether words stand over both, or numbers begin both at once, as on a page amid a table."""
    kinds = Counter(run.is_amount for line in lines for run in _held(line, left))
    first = min((line for line in lines if _held(line, left) or _held(line, right)), key=lambda line: line.base)
    coded = kinds[True] > kinds[False]
    if coded and any(run.is_amount for run in _held(first, left)):
        return True
    return coded and bool(_held(first, left)) and bool(_held(first, right))


def _is_crossed(edge: float, lines: Sequence[RunLine], em: float) -> bool:
    """Whether more texts than one (a total, a heading) stand across an edge."""
    reach = OVERRUN * em
    return sum(run.x0 + reach < edge < run.x1 - reach for line in lines for run in line.runs) > 1


def _with_edges(filled: Filled, column: int, places: Sequence[float]) -> Filled:
    """The lattice with a column divided at some places."""
    lattice, more = filled.lattice, len(places)
    edges = (*lattice.column_edges[: column + 1], *places, *lattice.column_edges[column + 1 :])
    cells = tuple(
        replace(
            cell,
            column=cell.column + more if cell.column > column else cell.column,
            column_span=cell.column_span + (more if cell.column <= column < cell.column + cell.column_span else 0),
        )
        for cell in lattice.cells
    )
    owner = tuple((*row[: column + 1], *(row[column] for _ in places), *row[column + 1 :]) for row in lattice.owner)
    wider = replace(lattice, cells=cells, column_edges=edges, column_count=lattice.column_count + more, owner=owner)
    parted = {id(cell) for cell in cells if cell.column == column and cell.column_span == more + 1}

    def parts_of(cell: LatticeCell, glyphs: tuple[Glyph, ...]) -> list[FilledCell]:
        return _parts(cell, glyphs, edges) if id(cell) in parted else []

    return with_cells_parted(replace(filled, lattice=wider), parts_of)


def _parts(cell: LatticeCell, glyphs: tuple[Glyph, ...], edges: Sequence[float]) -> list[FilledCell]:
    """A cell that spans columns as one cell a column; a text across some of them keeps those together."""
    end = cell.column + cell.column_span
    runs = [run for line in read_runs(glyphs) for run in line.runs]
    if sum(len(run.glyphs) for run in runs) != len(glyphs):
        return []
    reach = OVERRUN * em_of(glyphs) if glyphs else 0.0
    joined = {
        place for place in range(cell.column + 1, end) for run in runs if run.x0 + reach < edges[place] < run.x1 - reach
    }
    starts = [place for place in range(cell.column, end) if place not in joined]
    parts = []
    for first, last in zip(starts, [*starts[1:], end], strict=True):
        mine = [run for run in runs if edges[first] <= run.middle < edges[last]]
        if first == cell.column:
            mine = [run for run in runs if run.middle < edges[last]]
        if last == end:
            mine += [run for run in runs if run.middle >= edges[last]]
        box = Box(edges[first], cell.box.y0, edges[last], cell.box.y1)
        held = tuple(glyph for run in mine for glyph in run.glyphs)
        parts.append((LatticeCell(cell.row, first, cell.row_span, last - first, box), held))
    return parts if len(parts) > 1 else []
