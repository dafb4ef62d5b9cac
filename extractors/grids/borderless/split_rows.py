"""Ruled cells that hold several rows of figures, because no line stands between the rows: split by their baselines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from mingzhang.extractors.grids.borderless.rows import TextRow, find_rows
from mingzhang.extractors.grids.borderless.runs import RunLine, TextRun, line_of, read_runs, type_of
from mingzhang.extractors.grids.ruled import Lattice, LatticeCell
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box
from mingzhang.models.text.codes import FUNCTION_LEVELS

SAME_LINE = 0.35
MANY = 4
FEW = 3  # whole numbers below each other: no code and no figure wraps into so many lines
BLANK_BETWEEN = 2.2  # em: lines of one text never stand so far apart
NEAREST_ROWS = 0.9
LEAST = 2


@dataclass(frozen=True, slots=True)
class Filled:
    """The cells of a lattice with the characters of each, and which of them were split out of larger ones."""

    lattice: Lattice
    glyphs: tuple[tuple[Glyph, ...], ...]
    split: frozenset[int] = frozenset()


def split_rows(lattice: Lattice, held: Sequence[Sequence[Glyph]]) -> Filled:
    """A lattice whose rows that hold several lines of figures are as many rows.

    A row is split where two cells or more hold figures or codes on at least two lines, all of them on the same lines.
    A name that wraps beside a single line of figures splits nothing.
    """
    filled = Filled(lattice, tuple(tuple(glyphs) for glyphs in held))
    if lattice.column_count < LEAST:
        return filled
    by_row = _by_row(lattice)
    for row in range(lattice.row_count - 1, -1, -1):
        inside = by_row.get(row, [])
        rows = _rows_within(filled, inside)
        if len(rows) > 1:
            filled = _with_rows(filled, row, inside, rows)
            by_row = _by_row(filled.lattice)
    return filled


def _by_row(lattice: Lattice) -> dict[int, list[int]]:
    """The cells of one row alone, by their row."""
    rows: dict[int, list[int]] = {}
    for index, cell in enumerate(lattice.cells):
        if cell.row_span == 1:
            rows.setdefault(cell.row, []).append(index)
    return rows


def _rows_within(filled: Filled, inside: Sequence[int]) -> list[TextRow]:
    """The rows that the cells of one ruled row hold; none or one where it is to stay whole."""
    glyphs = [g for i in inside for g in filled.glyphs[i] if g.turn == 0]
    if not any(_has_far_lines(filled.glyphs[i]) for i in inside) or not glyphs:
        return []
    em = type_of(glyphs)
    lines = {i: read_runs(filled.glyphs[i]) for i in inside}
    if apart := _rows_apart([lines[i] for i in inside], em):
        return apart
    if not any(_has_lines_of_digits(filled.glyphs[i]) for i in inside) or not _tells_rows(list(lines.values()), em):
        return []
    cells = [filled.lattice.cells[i] for i in inside]
    edges = [cells[0].box.x0, *(cell.box.x1 for cell in cells)]
    rows = find_rows(_across([line for some in lines.values() for line in some], em), edges, em)
    first = next((k for k, row in enumerate(rows) if any(run.is_amount for _, run in row.runs)), 0)
    head = [pair for row in rows[:first] for pair in row.runs]
    return [TextRow(rows[0].base, tuple(head)), *rows[first:]] if head else rows


def _has_far_lines(glyphs: Sequence[Glyph]) -> bool:
    """A cheap first test: whether a cell has several lines."""
    bases = [g.base_y for g in glyphs]
    return len(bases) >= LEAST and max(bases) - min(bases) > glyphs[0].y1 - glyphs[0].y0


def _rows_apart(cells: Sequence[Sequence[RunLine]], em: float) -> list[TextRow]:
    """The rows of cells of which all that hold text hold as many lines, on the same places and farther apart than lines
    of one text are; none where they do not. Labels that are set letter by letter below each other are one text."""
    held = [(place, lines) for place, lines in enumerate(cells) if lines]
    levels = list(zip(*(lines for _, lines in held), strict=False))
    if len(held) < LEAST or len(levels) < LEAST or any(len(lines) != len(levels) for _, lines in held):
        return []
    if any(all(len(line.text) == 1 for line in lines) for _, lines in held):
        return []
    bases = [[line.base for line in level] for level in levels]
    if any(max(level) - min(level) > SAME_LINE * em for level in bases):
        return []
    if min(min(lower) - max(upper) for upper, lower in pairwise(bases)) < BLANK_BETWEEN * em:
        return []
    return [
        TextRow(
            level[0].base,
            tuple((place, run) for (place, _), line in zip(held, level, strict=True) for run in line.runs),
        )
        for level in levels
    ]


def _has_lines_of_digits(glyphs: Sequence[Glyph]) -> bool:
    """A cheap first test: whether digits stand on lines as far apart as they are high."""
    digits = [g.base_y for g in glyphs if g.text.isdecimal()]
    return len(digits) >= LEAST and max(digits) - min(digits) > glyphs[0].y1 - glyphs[0].y0


def _tells_rows(cells: Sequence[Sequence[RunLine]], em: float) -> bool:
    """Whether the lines of figures in some cells are rows.

    Either two cells share two lines, or one has so many that it cannot be a wrapped figure; and no two lines are nearer
    than rows can be.
    """
    telling = [places for lines in cells if (places := _figure_lines(lines))]
    rows: list[float] = []
    for place in sorted(place for places in telling for place in places):
        if not rows or place - rows[-1] > SAME_LINE * em:
            rows.append(place)
    if len(rows) < LEAST or any(b - a < NEAREST_ROWS * em for a, b in pairwise(rows)):
        return False
    if any(len(places) >= MANY for places in telling):
        return True
    on = [{i for i, row in enumerate(rows) for p in places if abs(p - row) <= SAME_LINE * em} for places in telling]
    return any(len(a & b) >= LEAST for a, b in combinations(on, 2))


def _figure_lines(lines: Sequence[RunLine]) -> list[float]:
    """The places of a cell's lines where they are figures or codes, one a line; words may only stand above them."""
    numbers = [line for line in lines if len(line.runs) == 1 and (line.runs[0].is_amount or line.runs[0].is_share)]
    if len(numbers) < LEAST or list(lines[-len(numbers) :]) != numbers:
        return []
    runs = [line.runs[0] for line in numbers]
    figures = all(run.is_figure or run.is_share for run in runs)
    if not (all(_is_code(run) for run in runs) or figures) and len(runs) < FEW:
        return []
    if all("." not in run.text for run in runs[:-1]) and "." in runs[-1].text:
        return []
    return [line.base for line in numbers]


def _is_code(run: TextRun) -> bool:
    return run.is_code and len(run.text) in FUNCTION_LEVELS


def _across(lines: Sequence[RunLine], em: float) -> list[RunLine]:
    """Lines of several cells, those on one baseline together."""
    joined: list[list[TextRun]] = []
    previous = 0.0
    for line in sorted(lines, key=lambda line: line.base):
        if joined and line.base - previous <= SAME_LINE * em:
            joined[-1] += line.runs
        else:
            joined.append(list(line.runs))
        previous = line.base
    return [line_of(runs) for runs in joined]


def _with_rows(filled: Filled, row: int, inside: Sequence[int], rows: Sequence[TextRow]) -> Filled:
    """The lattice with one ruled row divided."""
    lattice, more = filled.lattice, len(rows) - 1
    top, bottom = lattice.row_edges[row], lattice.row_edges[row + 1]
    edges = [top, *((a.y1 + b.y0) / 2 for a, b in pairwise(rows)), bottom]
    cells: list[LatticeCell] = []
    glyphs: list[tuple[Glyph, ...]] = []
    split = set()
    for index, cell in enumerate(lattice.cells):
        if index in inside:
            place = inside.index(index)
            for k, one in enumerate(rows):
                split.add(len(cells))
                box = Box(cell.box.x0, edges[k], cell.box.x1, edges[k + 1])
                cells.append(LatticeCell(row + k, cell.column, 1, cell.column_span, box))
                glyphs.append(tuple(g for column, run in one.runs if column == place for g in run.glyphs))
            continue
        moved = cell.row + more if cell.row > row else cell.row
        deeper = more if cell.row <= row < cell.row + cell.row_span else 0
        if index in filled.split:
            split.add(len(cells))
        cells.append(replace(cell, row=moved, row_span=cell.row_span + deeper))
        glyphs.append(filled.glyphs[index])
    order = sorted(range(len(cells)), key=lambda i: (cells[i].row, cells[i].column))
    all_edges = (*lattice.row_edges[: row + 1], *edges[1:-1], *lattice.row_edges[row + 1 :])
    owner = owner_of([cells[i] for i in order], lattice.row_count + more, lattice.column_count)
    return Filled(
        replace(
            lattice,
            cells=tuple(cells[i] for i in order),
            row_count=lattice.row_count + more,
            row_edges=all_edges,
            owner=owner,
        ),
        tuple(glyphs[i] for i in order),
        frozenset(k for k, i in enumerate(order) if i in split),
    )


def owner_of(cells: Sequence[LatticeCell], row_count: int, column_count: int) -> tuple[tuple[int, ...], ...]:
    """For each place of a grid the number of the cell that covers it."""
    owner = [[0] * column_count for _ in range(row_count)]
    for index, cell in enumerate(cells):
        for r in range(cell.row, cell.row + cell.row_span):
            for c in range(cell.column, cell.column + cell.column_span):
                owner[r][c] = index
    return tuple(tuple(row) for row in owner)
