"""Where pdfium's points lie for a reader: points, origin top left, after the page's /Rotate and a further turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Coordinate = TypeVar("Coordinate", float, "NDArray[np.float64]")


@dataclass(frozen=True, slots=True)
class Placement:
    """The way from a page's own space (origin bottom left, y up) to what a reader sees.

    `turn` counts quarter turns clockwise that make the page upright: /Rotate, plus a turn of the text itself.
    """

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def width(self) -> float:
        return self.right - self.left if self.turn % 2 == 0 else self.top - self.bottom

    @property
    def height(self) -> float:
        return self.top - self.bottom if self.turn % 2 == 0 else self.right - self.left

    def point(self, x: Coordinate, y: Coordinate) -> tuple[Coordinate, Coordinate]:
        """One point, or the columns of many."""
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 1:
            return y - self.bottom, x - self.left
        if self.turn == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def turned(self, quarters: int) -> Placement:
        return Placement(self.left, self.bottom, self.right, self.top, (self.turn + quarters) % 4)


def placement_of(page: Any) -> Placement:
    """The placement of an open pypdfium2 page by its visible box and /Rotate."""
    left, bottom, right, top = page.get_bbox()
    return Placement(left, bottom, right, top, (page.get_rotation() // 90) % 4)
