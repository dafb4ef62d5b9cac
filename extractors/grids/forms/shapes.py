"""What the zones of a form are made of: cells, and the rulings that are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box, Segment

SAME_EDGE = 2.0  # points: ends of rulings that are one edge
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

    def over(self, x: float, top: float, bottom: float) -> list[float]:
        """Where rulings run over a place of the width, between two heights."""
        return sorted(y0 for x0, y0, x1, _ in self.rules if x0 <= x <= x1 and top < y0 < bottom)

    def across(self, top: float, bottom: float) -> list[float]:
        """Where rulings take most of the width."""
        covered: dict[int, float] = {}
        for x0, y0, x1, _ in self.rules:
            if top < y0 < bottom:
                covered[round(y0)] = covered.get(round(y0), 0.0) + min(x1, self.right) - max(x0, self.left)
        return sorted(float(y) for y, width in covered.items() if width > MOSTLY * (self.right - self.left))


def sides_of(
    rules: Sequence[Segment], walls: Sequence[Segment], text: tuple[float, float], top: float, bottom: float
) -> FormRulings:
    """The rulings between two heights; `text`: from where to where the texts of the form reach."""
    near = [rule for rule in rules if top < rule[1] < bottom and min(rule[2], text[1]) > max(rule[0], text[0])]
    left = min([text[0], *(rule[0] for rule in near)])
    right = max([text[1], *(rule[2] for rule in near)])
    ends = [x for rule in near for x in (rule[0], rule[2])]
    ends += [wall[0] for wall in walls if top < (wall[1] + wall[3]) / 2 < bottom]
    hints: list[float] = []
    for x in sorted(ends):
        if left + SAME_EDGE < x < right - SAME_EDGE and (not hints or x - hints[-1] > SAME_EDGE):
            hints.append(x)
    return FormRulings(tuple(near), left, right, tuple(hints))
