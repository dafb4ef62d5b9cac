"""Tables that upright rulings alone divide: no line across says where they begin, end or part their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.extractors.grids.borderless.runs import RunLine, TextRun, em_of, line_of, run_of
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box, Segment

LEAST_WALLS = 3  # upright rulings: fewer are the sides of a frame or the edge of a sheet
LEAST_LINES = 3  # lines of text between them
SAME_EXTENT = 0.7  # of the tallest: how much of its way another wall of the same table takes
ONE_WALL = 3.0  # points: walls that are nearer are one, drawn double
AT_END = 0.6  # em: how far text may stand beyond the ends of its walls
PADDING = 0.35  # em between an open side and its text


@dataclass(frozen=True, slots=True)
class WalledField:
    """A stretch of a page that upright rulings divide: the rulings, and the edges of its columns from left to right."""

    box: Box
    walls: tuple[Segment, ...]
    edges: tuple[float, ...]

    def holds(self, glyph: Glyph) -> bool:
        return self.box.holds((glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2)


def walled_fields(upright: Sequence[Segment], glyphs: Sequence[Glyph]) -> list[WalledField]:
    """The tables that upright rulings (points, y downwards) divide, given the characters that stand in no other grid.

    Walls of one table run side by side for most of its height; those of columns under one header begin lower. Where
    text goes on beyond the first or last of them, the table is open at that side and ends where its text does.
    """
    if not glyphs:
        return []
    em = em_of(glyphs)
    left = sorted(upright, key=lambda wall: wall[1] - wall[3])
    fields = []
    while left:
        tallest = left[0]
        mine = [wall for wall in left if _shared(wall, tallest) >= SAME_EXTENT * (tallest[3] - tallest[1])]
        left = [wall for wall in left if wall not in mine]
        field = _field(mine, glyphs, em)
        if field is not None:
            fields.append(field)
    return fields


def cut_at_walls(lines: Sequence[RunLine], field: WalledField) -> list[RunLine]:
    """Lines whose runs end at each wall that stands beside them; a text above the walls of its columns stays whole."""
    return [line_of([part for run in line.runs for part in _cut(run, field.walls)]) for line in lines]


def _shared(wall: Segment, other: Segment) -> float:
    return min(wall[3], other[3]) - max(wall[1], other[1])


def _field(walls: Sequence[Segment], glyphs: Sequence[Glyph], em: float) -> WalledField | None:
    places: list[float] = []
    for place in sorted((wall[0] + wall[2]) / 2 for wall in walls):
        if not places or place - places[-1] > ONE_WALL:
            places.append(place)
    if len(places) < LEAST_WALLS:
        return None
    top = min(wall[1] for wall in walls) - AT_END * em
    bottom = max(wall[3] for wall in walls) + AT_END * em
    beside = [glyph for glyph in glyphs if top < (glyph.y0 + glyph.y1) / 2 < bottom]
    if not beside:
        return None
    edges = [*places]
    outer = (_open_side([g for g in beside if g.x1 < places[0]]), _open_side([g for g in beside if g.x0 > places[-1]]))
    if outer[0]:
        edges.insert(0, min(g.x0 for g in outer[0]) - PADDING * em)
    if outer[1]:
        edges.append(max(g.x1 for g in outer[1]) + PADDING * em)
    return WalledField(Box(edges[0], top, edges[-1], bottom), tuple(walls), tuple(edges))


def _open_side(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """Characters beyond the outermost wall, where they are lines of a column and no lone note."""
    levels = sorted(glyph.base_y for glyph in glyphs)
    steps = sum(b - a > glyphs[0].y1 - glyphs[0].y0 for a, b in pairwise(levels))
    return glyphs if steps + 1 >= LEAST_LINES else ()


def _cut(run: TextRun, walls: Sequence[Segment]) -> list[TextRun]:
    middle = (run.y0 + run.y1) / 2
    places = sorted((x0 + x1) / 2 for x0, y0, x1, y1 in walls if y0 <= middle <= y1)
    if not any(run.x0 < place < run.x1 for place in places):
        return [run]
    parts: dict[int, list[Glyph]] = {}
    for glyph in run.glyphs:
        x = (glyph.x0 + glyph.x1) / 2
        parts.setdefault(sum(place < x for place in places), []).append(glyph)
    return [run_of(some) for some in parts.values()]
