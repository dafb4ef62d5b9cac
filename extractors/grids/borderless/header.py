"""The header of a table without rules: which text stands over which columns, and in how many levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mingzhang.extractors.grids.borderless.columns import ColumnExtent
from mingzhang.extractors.grids.borderless.header_texts import HeaderText, header_blocks
from mingzhang.extractors.grids.borderless.runs import RunLine, TextRun

TOUCH = 0.3  # em: places and texts that differ by less stand alike
OVERLAP, LEVEL_APART = 0.2, 0.5  # em: texts one over the other share more; a level apart, more than that
NEW_COLUMN = 3.0
NO_HEADER = 3.0
OVERLAPS_ANOTHER = 2.0
APART = 0.15
RAISED = 0.4
BELOW_MIDDLE = 0.3
PADDING = 0.35
UNCOVERED = 2.0


@dataclass(frozen=True, slots=True)
class HeaderCell:
    row: int
    column: int
    row_span: int
    column_span: int
    runs: tuple[TextRun, ...]


@dataclass(frozen=True, slots=True)
class InferredHeader:
    """The cells of a header with text, its levels, and the columns as wide as header and body need."""

    cells: tuple[HeaderCell, ...]
    row_count: int
    columns: tuple[ColumnExtent, ...]
    edges: tuple[float, ...]


def read_header(
    lines: Sequence[RunLine], columns: Sequence[ColumnExtent], em: float, known: list[float] | None = None
) -> InferredHeader:
    """The header in some lines over the columns of a body. `known`: the edges of columns that
    are known, so that none is added."""
    fixed = known is not None
    if not lines:
        return InferredHeader((), 0, tuple(columns), tuple(known or cell_edges(columns, {}, em)))
    blocks = header_blocks(lines, columns, em)
    leaves = [block for block in blocks if not _has_below(block, blocks, em)]
    uppers = [block for block in blocks if block not in leaves]
    places, more, columns = _matched(sorted(leaves, key=lambda b: b.middle), list(columns), em, fixed)
    uppers += more
    edges = known or cell_edges(columns, {place: leaf for leaf, place in places}, em)
    return _levels(places, uppers, tuple(columns), edges, em)


def match_line(
    line: RunLine, columns: Sequence[ColumnExtent], em: float, fixed: bool
) -> tuple[list[tuple[int, TextRun]], list[ColumnExtent]]:
    """The texts of one line, such as the numbers of the columns, matched with columns in order; and all columns."""
    blocks = [HeaderText((run,)) for run in line.runs]
    places, _, everything = _matched(blocks, list(columns), em, fixed)
    return [(place, block.runs[0]) for block, place in places], everything


def cell_edges(columns: Sequence[ColumnExtent], leaf_of: dict[int, HeaderText], em: float) -> list[float]:
    """Where the cells of columns must end: figures stand at the right of theirs, words at the left, headers amid."""
    wide = [c.joined(leaf_of[i].x0, leaf_of[i].x1) if i in leaf_of else c for i, c in enumerate(columns)]
    pad = PADDING * em
    edges = [wide[0].x0 - pad]
    for i in range(len(columns) - 1):
        low, high = sorted((wide[i].x1, wide[i + 1].x0))
        left, right = columns[i], columns[i + 1]
        if left.figures and not _is_centred(left, leaf_of.get(i), em):
            place = left.x1 + pad
        elif not right.figures and not _is_centred(right, leaf_of.get(i + 1), em):
            place = right.x0 - pad
        elif right.figures and i + 1 in leaf_of and not _is_centred(right, leaf_of[i + 1], em):
            place = 2 * leaf_of[i + 1].middle - right.x1 - pad
        else:
            place = (low + high) / 2
        edges.append(max(min(place, high), low, edges[-1] + 0.5))
    edges.append(max(wide[-1].x1 + pad, edges[-1] + 0.5))
    return edges


def _is_centred(column: ColumnExtent, leaf: HeaderText | None, em: float) -> bool:
    return leaf is not None and abs(leaf.middle - column.middle) < TOUCH * em


def _has_below(block: HeaderText, blocks: Sequence[HeaderText], em: float) -> bool:
    """Whether another text stands under a block."""
    return any(
        other.first > block.last + TOUCH * em and min(block.x1, other.x1) - max(block.x0, other.x0) > OVERLAP * em
        for other in blocks
    )


def _matched(
    leaves: Sequence[HeaderText], columns: list[ColumnExtent], em: float, fixed: bool
) -> tuple[list[tuple[HeaderText, int]], list[HeaderText], list[ColumnExtent]]:
    """Leaves matched with columns in order: (leaf, column), leaves that must be spanning texts, all columns.

    A leaf that stands over no column is a spanning text where it is higher than its neighbours, else a column of its
    own without figures.
    """
    n, m = len(leaves), len(columns)
    inf = float("inf")
    cost = [[inf] * (m + 1) for _ in range(n + 1)]
    step = [["" for _ in range(m + 1)] for _ in range(n + 1)]
    cost[0][0] = 0.0
    raised = [_is_raised(i, leaves, em) for i in range(n)]
    for i in range(n + 1):
        for j in range(m + 1):
            if i and j:
                apart = _misfit(leaves[i - 1], j - 1, columns, em)
                if cost[i - 1][j - 1] + apart < cost[i][j]:
                    cost[i][j], step[i][j] = cost[i - 1][j - 1] + apart, "both"
            if i:
                alone = RAISED if raised[i - 1] else (8.0 if fixed else NEW_COLUMN)
                if cost[i - 1][j] + alone < cost[i][j]:
                    cost[i][j], step[i][j] = cost[i - 1][j] + alone, "leaf"
            if j and cost[i][j - 1] + NO_HEADER < cost[i][j]:
                cost[i][j], step[i][j] = cost[i][j - 1] + NO_HEADER, "column"
    places: list[tuple[HeaderText, int | None]] = []
    i, j = n, m
    while i or j:
        how = step[i][j]
        if how == "both":
            places.append((leaves[i - 1], j - 1))
        elif how == "leaf":
            places.append((leaves[i - 1], None))
        i, j = i - (how != "column"), j - (how != "leaf")
    return _with_own_columns(places[::-1], columns, raised, leaves, fixed)


def _misfit(leaf: HeaderText, place: int, columns: Sequence[ColumnExtent], em: float) -> float:
    """What it costs that a leaf is the header of a column: how far it stands off, and whether it is over another."""
    column = columns[place]
    apart = max(0.0, leaf.x0 - column.x1, column.x0 - leaf.x1) / em
    others = (c for i, c in enumerate(columns) if abs(i - place) == 1)
    over = any(min(leaf.x1, c.x1) - max(leaf.x0, c.x0) > TOUCH * em for c in others)
    return (
        APART * apart + (OVERLAPS_ANOTHER if over and apart > 0 else 0.0) + 0.01 * abs(leaf.middle - column.middle) / em
    )


def _with_own_columns(
    places: Sequence[tuple[HeaderText, int | None]],
    columns: list[ColumnExtent],
    raised: Sequence[bool],
    leaves: Sequence[HeaderText],
    fixed: bool,
) -> tuple[list[tuple[HeaderText, int]], list[HeaderText], list[ColumnExtent]]:
    spanning = [leaf for leaf, place in places if place is None and (fixed or raised[leaves.index(leaf)])]
    new = [leaf for leaf, place in places if place is None and leaf not in spanning]
    everything = sorted([*columns, *(ColumnExtent(leaf.x0, leaf.x1) for leaf in new)], key=lambda c: c.middle)
    found: list[tuple[HeaderText, int]] = []
    for leaf, place in places:
        if place is not None:
            found.append((leaf, everything.index(columns[place])))
        elif leaf in new:
            found.append((leaf, everything.index(ColumnExtent(leaf.x0, leaf.x1))))
    return found, spanning, everything


def _is_raised(i: int, leaves: Sequence[HeaderText], em: float) -> bool:
    """Whether both neighbours of a leaf begin under it, or it is the first line's and one neighbour does."""
    near = [leaves[k] for k in (i - 1, i + 1) if 0 <= k < len(leaves)]
    return len(near) == 2 and all(other.first > leaves[i].last + LEVEL_APART * em for other in near)


def _levels(
    places: Sequence[tuple[HeaderText, int]],
    uppers: Sequence[HeaderText],
    columns: tuple[ColumnExtent, ...],
    edges: Sequence[float],
    em: float,
) -> InferredHeader:
    """Header rows: one for each line of spanning texts, and one for the leaves."""
    levels: list[list[HeaderText]] = []
    for block in sorted(uppers, key=lambda b: b.first):
        if levels and block.first - levels[-1][0].first <= LEVEL_APART * em:
            levels[-1].append(block)
        else:
            levels.append([block])
    leaf_of = {place: block for block, place in places}
    bottom = max(block.last for block in [*leaf_of.values(), *uppers])
    chains: list[list[tuple[int, int]]] = [[] for _ in columns]
    groups: list[tuple[int, int, int, HeaderText]] = []
    for level, blocks in enumerate(levels):
        for first, last, block in _spans(sorted(blocks, key=lambda b: b.middle), leaf_of, columns, edges, bottom, em):
            for column in range(first, last + 1):
                chains[column].append((level, len(groups)))
            groups.append((level, first, last, block))
    depth = len(levels)
    tops = {}
    for level, first, last, _ in groups:
        above = [max((a for a, _ in chains[c] if a < level), default=-1) + 1 for c in range(first, last + 1)]
        tops[level, first] = max(above)
    cells = []
    for level, first, last, block in groups:
        top = tops[level, first]
        cells.append(HeaderCell(top, first, level - top + 1, last - first + 1, block.runs))
    for block, column in places:
        top = max((a for a, _ in chains[column]), default=-1) + 1
        cells.append(HeaderCell(top, column, depth - top + 1, 1, block.runs))
    return InferredHeader(tuple(cells), depth + 1, columns, tuple(edges))


def _spans(
    blocks: Sequence[HeaderText],
    leaf_of: dict[int, HeaderText],
    columns: Sequence[ColumnExtent],
    edges: Sequence[float],
    bottom: float,
    em: float,
) -> list[tuple[int, int, HeaderText]]:
    """(first column, last column, text) of the spanning texts of one line: each over the columns it is centred on.

    Only columns whose own header stands lower than the middle of what is under the line lie under one of them; those
    amid are as high as the line's part of the header. `bottom`: the last line of the header.
    """
    base = sum(block.first for block in blocks) / len(blocks)
    amid = (base + bottom) / 2 + BELOW_MIDDLE * em
    free = [c not in leaf_of or (leaf_of[c].first + leaf_of[c].last) / 2 > amid for c in range(len(columns))]
    if not any(free):
        return []
    found = []
    for stretch in _stretches_of(free):
        mine = [b for b in blocks if _holds(stretch, b, columns, free)]
        if mine:
            found += _divided(mine, stretch, edges, em)
    return found


def _holds(stretch: tuple[int, int], block: HeaderText, columns: Sequence[ColumnExtent], free: Sequence[bool]) -> bool:
    nearest = min((c for c in range(len(columns)) if free[c]), key=lambda c: _off(columns[c], block.middle))
    return stretch[0] <= nearest <= stretch[1]


def _off(column: ColumnExtent, place: float) -> float:
    return max(column.x0 - place, place - column.x1, 0.0)


def _stretches_of(free: Sequence[bool]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for column, is_free in enumerate(free):
        if is_free and column and free[column - 1]:
            found[-1] = (found[-1][0], column)
        elif is_free:
            found.append((column, column))
    return found


def _divided(
    blocks: Sequence[HeaderText], stretch: tuple[int, int], edges: Sequence[float], em: float
) -> list[tuple[int, int, HeaderText]]:
    """A stretch of columns divided among texts so that each stands nearest the middle of its part."""
    first, last = stretch
    count = last - first + 1
    inf = float("inf")
    cost = [[inf] * (count + 1) for _ in range(len(blocks) + 1)]
    step: list[list[tuple[int, int]]] = [[(0, 0)] * (count + 1) for _ in range(len(blocks) + 1)]
    cost[0][0] = 0.0
    for b in range(len(blocks) + 1):
        for end in range(count + 1):
            if end and cost[b][end - 1] + UNCOVERED < cost[b][end]:
                cost[b][end], step[b][end] = cost[b][end - 1] + UNCOVERED, (b, end - 1)
            for start in range(end) if b else ():
                middle = (edges[first + start] + edges[first + end]) / 2
                total = cost[b - 1][start] + abs(blocks[b - 1].middle - middle) / em
                if total < cost[b][end]:
                    cost[b][end], step[b][end] = total, (b - 1, start)
    found = []
    b, end = len(blocks), count
    while b or end:
        before, start = step[b][end]
        if before != b:
            found.append((first + start, first + end - 1, blocks[b - 1]))
        b, end = before, start
    return found[::-1] if cost[len(blocks)][count] < inf else []
