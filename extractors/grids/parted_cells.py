"""A lattice with some cells in place of larger ones: what is the same for lost rulings across and upright."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mingzhang.extractors.grids.borderless.split_rows import Filled
from mingzhang.extractors.grids.ruled import LatticeCell
from mingzhang.extractors.pages.glyphs import Glyph

FilledCell = tuple[LatticeCell, tuple[Glyph, ...]]
"""A cell and its characters."""


def with_cells_parted(
    filled: Filled, parts_of: Callable[[LatticeCell, tuple[Glyph, ...]], Sequence[FilledCell]]
) -> Filled:
    """The lattice with what `parts_of` gives in place of each cell; none: the cell stays. Edges stay as they are."""
    cells: list[LatticeCell] = []
    glyphs: list[tuple[Glyph, ...]] = []
    split = set()
    for index, (cell, its) in enumerate(zip(filled.lattice.cells, filled.glyphs, strict=True)):
        parts = parts_of(cell, its)
        if parts or index in filled.split:
            split |= set(range(len(cells), len(cells) + max(1, len(parts))))
        for part, some in parts or [(cell, its)]:
            cells.append(part)
            glyphs.append(some)
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
