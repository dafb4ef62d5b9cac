"""Boxes on a page: PDF points, origin top left, on the page as a reader sees it (after rotation)."""

from __future__ import annotations

from typing import NamedTuple

Segment = tuple[float, float, float, float]  # a ruling from (x0, y0) to (x1, y1)


class Box(NamedTuple):
    """A rectangle. `x0 <= x1`, `y0 <= y1`; y grows downwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside (left and top edges count, right and bottom do not)."""
        return self.x0 <= x < self.x1 and self.y0 <= y < self.y1


def union(boxes: list[Box]) -> Box:
    """The smallest box around some boxes (at least one)."""
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))
