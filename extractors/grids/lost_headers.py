"""Headers of seen grids that lost rulings, between columns and levels at once: read as headers without rulings are.

Broken rulings of a poor scan and white print on a dark band leave one cell where a header has several, some over
several columns. Which stands over which is told by where it stands over the columns of the body, whose walls are seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from mingzhang.extractors.grids.borderless.columns import ColumnExtent
from mingzhang.extractors.grids.borderless.header import HeaderCell, read_header
from mingzhang.extractors.grids.borderless.runs import RunLine, em_of, line_of, read_runs, run_of
from mingzhang.extractors.grids.borderless.split_rows import Filled, owner_of
from mingzhang.extractors.grids.ruled import LatticeCell
from mingzhang.extractors.grids.split_columns import column_parts, split_columns
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box
from mingzhang.models.vocabulary.table_words import header_word, header_words

INSET = 0.3  # em: how far from the walls of its column a text stands
MOST_LEVELS = 5
STROKES, ON_EDGE = "1lI|丨/\\", 0.5  # what a rest of a wall is read as; em

HeaderRows = tuple[int, int]
"""The first row and the row behind the last."""


def with_lost_headers(filled: Filled) -> Filled:
    """A lattice whose rows above its figures are read anew where a cell of them holds texts of several columns.

    All their texts must find a place, over each column one, and more of them be known words of headers than where the
    texts are parted column by column; else all stays as it was seen.
    """
    rows = _damaged(filled)
    if rows is None:
        return filled
    lattice = filled.lattice
    inside = [index for index, cell in enumerate(lattice.cells) if rows[0] <= cell.row < rows[1]]
    glyphs = [glyph for index in inside for glyph in filled.glyphs[index]]
    em, edges = em_of(glyphs), lattice.column_edges
    columns = [ColumnExtent(left + INSET * em, right - INSET * em, figures=True) for left, right in pairwise(edges)]
    lines = [line for one in read_runs(glyphs) if (line := _without_rests(one, edges, em))]
    header = read_header(lines, columns, em, list(edges))
    printed = sum(len(run.glyphs) for line in lines for run in line.runs)
    placed = sum(len(run.glyphs) for cell in header.cells for run in cell.runs)
    covered = {c for cell in header.cells for c in range(cell.column, cell.column + cell.column_span)}
    if placed != printed or header.row_count > MOST_LEVELS or len(covered) < lattice.column_count:
        return filled
    found = _with_header(filled, rows, _whole(header.cells), header.row_count)
    read, parted = _known(found, rows[0], rows[0] + header.row_count), _known(split_columns(filled), *rows)
    return found if read > max(parted, 0) else filled


def _known(filled: Filled, first: int, end: int) -> int:
    """How many more of the texts of some rows are known words of headers than not."""
    inside = [g for cell, g in zip(filled.lattice.cells, filled.glyphs, strict=True) if first <= cell.row < end and g]
    texts = ["".join(run.text for line in read_runs(glyphs) for run in line.runs) for glyphs in inside]
    known = sum(header_word(text) in header_words() for text in texts)
    return 2 * known - len(texts)


def _whole(cells: Sequence[HeaderCell]) -> list[HeaderCell]:
    """Header cells, two of one column below each other as one where the upper alone is no known word, or both are."""
    found: list[HeaderCell] = []
    for cell in sorted(cells, key=lambda cell: (cell.column, cell.column_span, cell.row)):
        above = found[-1] if found else None
        if above and above.column == cell.column and above.column_span == cell.column_span == 1:
            texts = ["".join(run.text for run in one) for one in (above.runs, (*above.runs, *cell.runs))]
            upper, both = (header_word(text) in header_words() for text in texts)
            if both or not upper:
                found[-1] = replace(
                    above, row_span=cell.row + cell.row_span - above.row, runs=(*above.runs, *cell.runs)
                )
                continue
        found.append(cell)
    return found


def _without_rests(line: RunLine, edges: Sequence[float], em: float) -> RunLine | None:
    """A line without the strokes on column edges, which were read as signs: what is left of rulings."""

    def is_rest(glyph: Glyph) -> bool:
        middle = (glyph.x0 + glyph.x1) / 2
        return glyph.text in STROKES and any(abs(middle - edge) <= ON_EDGE * em for edge in edges)

    runs = [run_of(kept) for run in line.runs if (kept := [glyph for glyph in run.glyphs if not is_rest(glyph)])]
    return line_of(runs) if runs else None


def _damaged(filled: Filled) -> HeaderRows | None:
    """The rows of a header that are whole together, of which a cell holds texts of several columns; None where no cell
    above the first figure does."""
    lattice = filled.lattice
    lines = [read_runs(glyphs) for glyphs in filled.glyphs]
    of_figures = [
        cell.row
        for cell, some in zip(lattice.cells, lines, strict=True)
        if any(run.is_figure for line in some for run in line.runs)
    ]
    body = min(of_figures, default=0)
    above = [(cell, glyphs) for cell, glyphs in zip(lattice.cells, filled.glyphs, strict=True) if cell.row < body]
    lost = [
        cell
        for cell, glyphs in above
        if cell.column_span > 1 and glyphs and len(column_parts(cell, glyphs, lattice.column_edges)) > 1
    ]
    if not lost:
        return None
    first, end = min(cell.row for cell in lost), max(cell.row + cell.row_span for cell in lost)
    for _ in above:
        touching = [cell for cell, _ in above if cell.row < end and cell.row + cell.row_span > first]
        first, end = min(cell.row for cell in touching), max(cell.row + cell.row_span for cell in touching)
    return (first, end) if end <= body else None


def _with_header(filled: Filled, rows: HeaderRows, cells: Sequence[HeaderCell], count: int) -> Filled:
    """The lattice with `count` rows of header cells in place of some rows."""
    lattice, (first, end) = filled.lattice, rows
    more, x = count - (end - first), lattice.column_edges
    top, bottom = lattice.row_edges[first], lattice.row_edges[end]
    y = [top + (bottom - top) * level / count for level in range(count + 1)]
    found: list[tuple[LatticeCell, tuple[Glyph, ...], bool]] = []
    free = {(level, column) for level in range(count) for column in range(lattice.column_count)}
    for cell in cells:
        right, below = cell.column + cell.column_span, cell.row + cell.row_span
        box = Box(x[cell.column], y[cell.row], x[right], y[below])
        glyphs = tuple(glyph for run in cell.runs for glyph in run.glyphs)
        found.append((LatticeCell(first + cell.row, cell.column, cell.row_span, cell.column_span, box), glyphs, True))
        free -= {(level, column) for level in range(cell.row, below) for column in range(cell.column, right)}
    for level, column in free:
        box = Box(x[column], y[level], x[column + 1], y[level + 1])
        found.append((LatticeCell(first + level, column, 1, 1, box), (), True))
    for index, (old, glyphs) in enumerate(zip(lattice.cells, filled.glyphs, strict=True)):
        if not first <= old.row < end:
            row = old.row + more if old.row >= end else old.row
            found.append((replace(old, row=row), glyphs, index in filled.split))
    found.sort(key=lambda one: (one[0].row, one[0].column))
    placed = tuple(cell for cell, _, _ in found)
    wider = replace(
        lattice,
        cells=placed,
        row_count=lattice.row_count + more,
        row_edges=(*lattice.row_edges[:first], *y, *lattice.row_edges[end + 1 :]),
        owner=owner_of(placed, lattice.row_count + more, lattice.column_count),
    )
    split = frozenset(number for number, (_, _, is_split) in enumerate(found) if is_split)
    return Filled(wider, tuple(glyphs for _, glyphs, _ in found), split)
