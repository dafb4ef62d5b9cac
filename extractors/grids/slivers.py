"""Columns and rows of a seen grid that no character would fit into: one ruling that was seen as two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from mingzhang.extractors.grids.borderless.runs import em_of
from mingzhang.extractors.grids.borderless.split_rows import Filled
from mingzhang.extractors.grids.ruled import LatticeCell
from mingzhang.models.records.geometry import Box

TOO_NARROW = 0.5  # em: no character of Chinese print and no line of it is so narrow


def without_slivers(filled: Filled) -> Filled:
    """A lattice less its blank columns and rows that are narrower than half a character of its print.

    A ruling on a page that bends, a double one and the two rims of a white one between dark cells are each seen as two
    that stand so close.
    """
    printed = [glyph for glyphs in filled.glyphs for glyph in glyphs]
    if not printed:
        return filled
    lattice, least = filled.lattice, TOO_NARROW * em_of(printed)
    held = [cell for cell, glyphs in zip(lattice.cells, filled.glyphs, strict=True) if glyphs]
    columns = _kept(lattice.column_edges, {cell.column for cell in held if cell.column_span == 1}, least)
    rows = _kept(lattice.row_edges, {cell.row for cell in held if cell.row_span == 1}, least)
    if len(columns[0]) == len(lattice.column_edges) and len(rows[0]) == len(lattice.row_edges):
        return filled
    return _collapsed(filled, columns, rows)


def _kept(edges: Sequence[float], written: set[int], least: float) -> tuple[list[float], list[int]]:
    """The edges less one of each blank narrow place, and for each old edge the number of that which stands for it."""
    blank = [
        place
        for place, (low, high) in enumerate(pairwise(edges))
        if high - low < least and place not in written and len(edges) > 2
    ]
    # An edge and the one that takes its place: the page's outermost stay.
    gone = {max(place, 1): place + (place > 0) for place in blank}
    kept = [index for index in range(len(edges)) if index not in gone]
    numbers = []
    for index in range(len(edges)):
        while index in gone:
            index = gone[index]
        numbers.append(kept.index(index))
    return [edges[index] for index in kept], numbers


def _collapsed(filled: Filled, columns: tuple[list[float], list[int]], rows: tuple[list[float], list[int]]) -> Filled:
    (x, to_column), (y, to_row) = columns, rows
    cells: list[LatticeCell] = []
    of: list[int] = []
    for index, cell in enumerate(filled.lattice.cells):
        left, right = to_column[cell.column], to_column[cell.column + cell.column_span]
        top, bottom = to_row[cell.row], to_row[cell.row + cell.row_span]
        if left < right and top < bottom:
            cells.append(LatticeCell(top, left, bottom - top, right - left, Box(x[left], y[top], x[right], y[bottom])))
            of.append(index)
    owner = [[0] * (len(x) - 1) for _ in range(len(y) - 1)]
    for number, cell in enumerate(cells):
        for row in range(cell.row, cell.row + cell.row_span):
            owner[row][cell.column : cell.column + cell.column_span] = [number] * cell.column_span
    lattice = replace(
        filled.lattice,
        cells=tuple(cells),
        row_count=len(y) - 1,
        column_count=len(x) - 1,
        row_edges=tuple(y),
        column_edges=tuple(x),
        owner=tuple(tuple(row) for row in owner),
    )
    split = frozenset(number for number, index in enumerate(of) if index in filled.split)
    return Filled(lattice, tuple(filled.glyphs[index] for index in of), split)
