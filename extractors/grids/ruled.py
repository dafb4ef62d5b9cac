"""Ruled lines -> grids of cells with spans. The one way for text layers and scans alike.

Lines are joined and grouped into tables by camelot's vector engine, given the lines that pdfium or OpenCV saw instead
of those that pdfminer sees. Which places of a grid a line divides is decided here by how much of the place's side it
covers: camelot drops a line whole when one of its ends overshoots the table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from camelot.image_processing import coalesce_collinear_lines, find_joints_from_lines
from camelot.utils import merge_close_lines

from mingzhang.models.records.geometry import Box, Segment

LINE_TOLERANCE = 2.0
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
    across = coalesce_collinear_lines([_flipped(s) for s in horizontal], "horizontal")
    down = coalesce_collinear_lines([_flipped(s) for s in vertical], "vertical")
    tables = find_joints_from_lines(across, down)
    if ends := _ends_of_cut_columns(list(tables), down):
        across = [*across, *ends]
        tables = find_joints_from_lines(across, down)
    found = []
    for box, joints in tables.items():
        lattice = _lattice(box, joints, across, down)
        if lattice is not None:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (lattice.box.y0, lattice.box.x0))


def _ends_of_cut_columns(boxes: Sequence[Segment], down: Sequence[Segment]) -> list[Segment]:
    """Lines that close the cells which a page break cuts above and below: their sides meet no line across, and begin
    and end with the table beside them. In camelot's sense."""
    ends: list[Segment] = []
    for box in boxes:
        left, bottom, right, top = box
        sides = [
            x
            for x, y0, _, y1 in down
            if abs(y0 - bottom) <= 2 * LINE_TOLERANCE and abs(y1 - top) <= 2 * LINE_TOLERANCE
            and not any(one[0] - LINE_TOLERANCE <= x <= one[2] + LINE_TOLERANCE for one in boxes)
        ]  # fmt: skip
        for far, near in ((min(sides, default=left), left), (right, max(sides, default=right))):
            level = [one for one in boxes if one is not box and one[1] < top and one[3] > bottom]
            if near - far > SLIVER and not any(one[0] < near and one[2] > far for one in level):
                ends += [(far, y, near, y) for y in (bottom, top)]
    return ends


def _flipped(segment: Segment) -> Segment:
    """A segment in camelot's sense: y grows upwards."""
    x0, y0, x1, y1 = segment
    return x0, -y1, x1, -y0


def _lattice(
    box: Segment, joints: Sequence[tuple[float, float]], across: list[Segment], down: list[Segment]
) -> Lattice | None:
    left, bottom, right, top = box
    columns = _anchors([j[0] for j in joints], left, right)
    rows = _anchors([-j[1] for j in joints], -top, -bottom)
    if len(columns) < 2 or len(rows) < 2 or (len(columns) == 2 and len(rows) == 2):
        return None
    wall_right = _walls([_upright(s) for s in down if _inside(s, box)], columns, rows)
    turned = _walls([(-s[1], s[0], s[2]) for s in across if _inside(s, box)], rows, columns)
    wall_below = [list(row) for row in zip(*turned, strict=True)]
    return _merged(rows, columns, wall_right, wall_below)


def _upright(segment: Segment) -> tuple[float, float, float]:
    """(x, top, bottom) of a vertical segment in camelot's sense."""
    return segment[0], -segment[3], -segment[1]


def _inside(segment: Segment, box: Segment) -> bool:
    x0, y0, x1, y1 = segment
    reach = LINE_TOLERANCE
    return x0 >= box[0] - reach and x1 <= box[2] + reach and y0 >= box[1] - reach and y1 <= box[3] + reach


def _walls(lines: list[tuple[float, float, float]], places: list[float], steps: list[float]) -> list[list[bool]]:
    """For each step (row) and place (column edge): does a line stand at the far edge of the place along that step?

    Lines are (place, from, to). Result[step][i] tells of the edge between place i and i + 1 (`places[i + 1]`).
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


def _anchors(joints: list[float], low: float, high: float) -> list[float]:
    """Edges of rows or columns: the joints, and the ends of the lines where a table is open at a side."""
    places = merge_close_lines(sorted(joints), line_tol=LINE_TOLERANCE)
    if not places:
        return []
    if places[0] - low > SLIVER:
        places.insert(0, low)
    if high - places[-1] > SLIVER:
        places.append(high)
    kept = [places[0]]
    for place in places[1:]:
        if place - kept[-1] > SLIVER:
            kept.append(place)
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
