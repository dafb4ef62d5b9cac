"""Ruled lines -> grids of cells with spans. The one way for text layers and scans alike.

Lines that cross one another are one table. Which places of its grid a line divides is decided by how much of the
place's side it covers, so that an end that overshoots, or falls short, does no harm.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mingzhang.extractors.grids.lines import LINE_TOLERANCE, CrossedLines, RuledLine, crossed_lines, joined_lines
from mingzhang.models.records.geometry import Box, Segment

COVERED = 0.5
SLIVER = 2.6


@dataclass(frozen=True, slots=True)
class LatticeCell:
    """One anchor cell: its place, its spans and its box in points."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Lattice:
    """The cells of one ruled table. Every grid place is covered by exactly one cell."""

    box: Box
    row_count: int
    column_count: int
    cells: tuple[LatticeCell, ...]
    row_edges: tuple[float, ...]
    column_edges: tuple[float, ...]
    owner: tuple[tuple[int, ...], ...]

    def cell_at(self, x: float, y: float) -> int | None:
        """Index of the cell that holds a point, None outside the table."""
        if not self.box.holds(x, y):
            return None
        row = min(bisect_right(self.row_edges, y) - 1, self.row_count - 1)
        column = min(bisect_right(self.column_edges, x) - 1, self.column_count - 1)
        return self.owner[max(row, 0)][max(column, 0)]

    def cells_at(self, points: Iterable[tuple[float, float]]) -> list[int | None]:
        """`cell_at` of many points."""
        x0, y0, x1, y1 = self.box
        rows, columns, owner = self.row_edges, self.column_edges, self.owner
        last_row, last_column = self.row_count, self.column_count
        return [
            owner[bisect_right(rows, y, 1, last_row) - 1][bisect_right(columns, x, 1, last_column) - 1]
            if x0 <= x < x1 and y0 <= y < y1
            else None
            for x, y in points
        ]


def lattice_grids(horizontal: Sequence[Segment], vertical: Sequence[Segment]) -> list[Lattice]:
    """The ruled tables that some lines make, from top to bottom.

    Segments are (x0, y0, x1, y1) in points, origin top left; a horizontal one has y0 = y1, a vertical one x0 = x1.
    """
    if len(horizontal) < 2 or len(vertical) < 2:
        return []
    across = joined_lines(RuledLine(y, x0, x1) for x0, y, x1, _ in horizontal)
    down = joined_lines(RuledLine(x, y0, y1) for x, y0, _, y1 in vertical)
    tables = crossed_lines(across, down)
    if ends := _ends_of_cut_columns(tables, down):
        across = [*across, *ends]
        tables = crossed_lines(across, down)
    found = (_lattice(table, across, down) for table in tables)
    return sorted(filter(None, found), key=lambda lattice: (lattice.box.y0, lattice.box.x0))


def _ends_of_cut_columns(tables: Sequence[CrossedLines], down: Sequence[RuledLine]) -> list[RuledLine]:
    """Lines that close the cells which a page break cuts above and below: their sides meet no line across, and begin
    and end with the table beside them."""
    ends: list[RuledLine] = []
    boxes = [table.box for table in tables]
    for table, box in zip(tables, boxes, strict=True):
        sides = [
            x
            for x, top, bottom in down
            if abs(top - box.y0) <= 2 * LINE_TOLERANCE and abs(bottom - box.y1) <= 2 * LINE_TOLERANCE
            and not any(one.x0 - LINE_TOLERANCE <= x <= one.x1 + LINE_TOLERANCE for one in boxes)
        ]  # fmt: skip
        for far, near in ((min(sides, default=box.x0), box.x0), (box.x1, max(sides, default=box.x1))):
            level = [one for one in boxes if one is not box and one.y0 < box.y1 and one.y1 > box.y0]
            if near - far > SLIVER and not any(one.x0 < near and one.x1 > far for one in level):
                ends += [RuledLine(_at_line(y, table.across), far, near) for y in (box.y0, box.y1)]
    return ends


def _at_line(y: float, across: Sequence[RuledLine]) -> float:
    """The place of the line that stands at y; y where none does."""
    nearest = min((line.place for line in across), key=lambda place: abs(place - y))
    return nearest if abs(nearest - y) <= LINE_TOLERANCE else y


def _lattice(table: CrossedLines, across: Sequence[RuledLine], down: Sequence[RuledLine]) -> Lattice | None:
    box = table.box
    columns = _edges([line.place for line in table.down], box.x0, box.x1)
    rows = _edges([line.place for line in table.across], box.y0, box.y1)
    if len(columns) < 2 or len(rows) < 2 or (len(columns) == 2 and len(rows) == 2):
        return None
    wall_right = _walls([line for line in down if _inside(line, box.x0, box.x1, box.y0, box.y1)], columns, rows)
    turned = _walls([line for line in across if _inside(line, box.y0, box.y1, box.x0, box.x1)], rows, columns)
    wall_below = [list(row) for row in zip(*turned, strict=True)]
    return _merged(rows, columns, wall_right, wall_below)


def _inside(line: RuledLine, low: float, high: float, first: float, last: float) -> bool:
    """Whether a line stands between two places across its direction, and runs between two along it."""
    reach = LINE_TOLERANCE
    return low - reach <= line.place <= high + reach and first - reach <= line.start and line.end <= last + reach


def _walls(lines: Sequence[RuledLine], places: list[float], steps: list[float]) -> list[list[bool]]:
    """For each step (row) and place (column edge): does a line stand at the far edge of the place along that step?

    Result[step][i] tells of the edge between place i and i + 1 (`places[i + 1]`).
    """
    count = len(places) - 1
    covered = [[0.0] * count for _ in range(len(steps) - 1)]
    for place, start, end in lines:
        nearest = min(range(len(places)), key=lambda i: abs(places[i] - place))
        if nearest == 0 or abs(places[nearest] - place) > 2 * LINE_TOLERANCE:
            continue
        first = max(0, bisect_right(steps, start) - 1)
        for step in range(first, len(steps) - 1):
            if steps[step] >= end:
                break
            covered[step][nearest - 1] += min(end, steps[step + 1]) - max(start, steps[step])
    return [[share >= COVERED * (steps[i + 1] - steps[i]) for share in covered[i]] for i in range(len(steps) - 1)]


def _edges(places: Sequence[float], low: float, high: float) -> list[float]:
    """Edges of rows or columns: the places of lines, and the ends of the lines where a table is open at a side."""
    edges = sorted(places)
    if edges[0] - low > SLIVER:
        edges.insert(0, low)
    if high - edges[-1] > SLIVER:
        edges.append(high)
    kept = [edges[0]]
    for edge in edges[1:]:
        if edge - kept[-1] > SLIVER:
            kept.append(edge)
    return kept


def _merged(
    rows: list[float], columns: list[float], wall_right: list[list[bool]], wall_below: list[list[bool]]
) -> Lattice:
    """Join the places that no line divides into rectangular cells."""
    height, width = len(rows) - 1, len(columns) - 1
    owner = [[-1] * width for _ in range(height)]
    cells: list[LatticeCell] = []
    for r in range(height):
        for c in range(width):
            if owner[r][c] >= 0:
                continue
            span = 1
            while c + span < width and owner[r][c + span] < 0 and not wall_right[r][c + span - 1]:
                span += 1
            deep = 1
            while r + deep < height and _continues(r + deep, c, span, owner, wall_right, wall_below):
                deep += 1
            for i in range(r, r + deep):
                for j in range(c, c + span):
                    owner[i][j] = len(cells)
            cells.append(LatticeCell(r, c, deep, span, Box(columns[c], rows[r], columns[c + span], rows[r + deep])))
    return Lattice(
        Box(columns[0], rows[0], columns[-1], rows[-1]),
        height,
        width,
        tuple(cells),
        tuple(rows),
        tuple(columns),
        tuple(tuple(row) for row in owner),
    )


def _continues(
    row: int, column: int, span: int, owner: list[list[int]], wall_right: list[list[bool]], wall_below: list[list[bool]]
) -> bool:
    """Whether the whole row of places under a cell belongs to it: free, no line above it, none within it."""
    for c in range(column, column + span):
        if owner[row][c] >= 0 or wall_below[row - 1][c]:
            return False
        if c > column and wall_right[row][c - 1]:
            return False
    return True
