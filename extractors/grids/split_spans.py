"""Cells that lost a ruling across: texts that each stand in a row of their own are several cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mingzhang.extractors.grids.borderless.runs import RunLine, em_of, read_runs
from mingzhang.extractors.grids.borderless.split_rows import Filled
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
    cells: list[LatticeCell] = []
    glyphs: list[tuple[Glyph, ...]] = []
    split = set()
    for index, (cell, its) in enumerate(zip(filled.lattice.cells, filled.glyphs, strict=True)):
        parts = _parts(cell, its, filled.lattice.row_edges, levels) if cell.row_span > 1 and its else {}
        if not parts:
            if index in filled.split:
                split.add(len(cells))
            cells.append(cell)
            glyphs.append(its)
            continue
        edges = filled.lattice.row_edges
        for row in range(cell.row, cell.row + cell.row_span):
            split.add(len(cells))
            box = Box(cell.box.x0, edges[row], cell.box.x1, edges[row + 1])
            cells.append(LatticeCell(row, cell.column, 1, cell.column_span, box))
            glyphs.append(parts.get(row, ()))
    if len(cells) == len(filled.lattice.cells):
        return filled
    order = sorted(range(len(cells)), key=lambda i: (cells[i].row, cells[i].column))
    placed = tuple(cells[i] for i in order)
    owner = [[0] * filled.lattice.column_count for _ in range(filled.lattice.row_count)]
    for index, cell in enumerate(placed):
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                owner[row][column] = index
    lattice = replace(filled.lattice, cells=placed, owner=tuple(tuple(row) for row in owner))
    return Filled(lattice, tuple(glyphs[i] for i in order), frozenset(k for k, i in enumerate(order) if i in split))


def _levels(filled: Filled) -> dict[int, float]:
    """The level of the figures of each row in which one stands in a cell of that row alone."""
    found: dict[int, float] = {}
    for cell, glyphs in zip(filled.lattice.cells, filled.glyphs, strict=True):
        if cell.row_span == 1 and glyphs and cell.row not in found:
            lines = read_runs(glyphs)
            if len(lines) == 1 and len(lines[0].runs) == 1 and lines[0].runs[0].is_amount:
                found[cell.row] = lines[0].base
    return found


def _parts(
    cell: LatticeCell, glyphs: Sequence[Glyph], edges: Sequence[float], levels: dict[int, float]
) -> dict[int, tuple[Glyph, ...]]:
    """The characters of a cell by row, none where it is to stay whole. A lone text must be a number that does not stand
    in the middle of the cell."""
    em = em_of(glyphs)
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


def _is_rest(line: RunLine, edges: Sequence[float], em: float) -> bool:
    """Whether a line is a dash on an edge that other columns have: what is left of it here."""
    middle = (line.y0 + line.y1) / 2
    return bool(_REST.fullmatch(line.text)) and any(abs(middle - edge) <= AT_EDGE * em for edge in edges)
