"""What the zones of a form are made of: cells, and the rulings that are there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box, Segment

SAME_EDGE = 2.0  # points: ends of rulings that are one edge
SHORTEST = 8.0  # points: an upright ruling, not a stroke
MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class FormPlace:
    """A cell before its text is written."""

    box: Box
    glyphs: tuple[Glyph, ...] = ()


@dataclass(frozen=True, slots=True)
class FormRulings:
    """The rulings across of a form, its left and right edge, and the places across its width where rulings end or
    stand upright."""

    rules: tuple[Segment, ...]
    left: float
    right: float
    hints: tuple[float, ...]

    def over(self, left: float, right: float, top: float, bottom: float) -> list[float]:
        """Where rulings run over most of a stretch of the width, between two heights."""
        levels: list[tuple[float, list[Segment]]] = []
        for rule in sorted(self.rules, key=lambda rule: rule[1]):
            if top < rule[1] < bottom and min(rule[2], right) > max(rule[0], left):
                if not levels or rule[1] - levels[-1][0] > SAME_EDGE:
                    levels.append((rule[1], []))
                levels[-1][1].append(rule)
        return [y for y, some in levels if _covered(some, left, right) > MOSTLY * (right - left)]

    def across(self, top: float, bottom: float) -> list[float]:
        """Where rulings take most of the whole width."""
        return self.over(self.left, self.right, top, bottom)


def edges_of(places: Iterable[float], same: float) -> list[float]:
    """Places in order, those not farther from the last one than `same` left out."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > same:
            kept.append(place)
    return kept


def nearest_edge(place: float, edges: Sequence[float]) -> int:
    """The number of the edge (in order) that a place is nearest to."""
    at = bisect_left(edges, place)
    return min((i for i in (at - 1, at) if 0 <= i < len(edges)), key=lambda i: abs(edges[i] - place))


def _covered(rules: Sequence[Segment], left: float, right: float) -> float:
    """How much of a stretch some rulings on one level cover together."""
    covered, end = 0.0, left
    for x0, _, x1, _ in sorted(rules):
        covered += max(0.0, min(x1, right) - max(x0, end))
        end = max(end, x1)
    return covered


def sides_of(
    rules: Sequence[Segment], walls: Sequence[Segment], text: tuple[float, float], top: float, bottom: float
) -> FormRulings:
    """The rulings between two heights; `text`: from where to where the texts of the form reach. Where one ruling ends
    it may be broken; where several do, an edge stands."""
    near = [rule for rule in rules if top < rule[1] < bottom and min(rule[2], text[1]) > max(rule[0], text[0])]
    left = min([text[0], *(rule[0] for rule in near)])
    right = max([text[1], *(rule[2] for rule in near)])
    ends = sorted((x, rule[1]) for rule in near for x in (rule[0], rule[2]))
    alike = [x for x, y in ends if any(abs(x - other) <= SAME_EDGE < abs(y - level) for other, level in ends)]
    upright = [wall[0] for wall in walls if top < (wall[1] + wall[3]) / 2 < bottom and wall[3] - wall[1] >= SHORTEST]
    hints: list[float] = []
    for x in sorted([*alike, *upright]):
        if left + SAME_EDGE < x < right - SAME_EDGE and (not hints or x - hints[-1] > SAME_EDGE):
            hints.append(x)
    return FormRulings(tuple(near), left, right, tuple(hints))
