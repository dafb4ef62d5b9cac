"""A sheet of a workbook as its file keeps it: texts as printed, merges, borders, sizes. The same for xlsx and xls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Area(NamedTuple):
    """Rows and columns from 0; the last ones are part of it."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: Area) -> bool:
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )


class Borders(NamedTuple):
    """Which sides of a cell are ruled."""

    left: bool
    top: bool
    right: bool
    bottom: bool


NO_BORDERS = Borders(False, False, False, False)


class SheetCell(NamedTuple):
    """A cell that holds text or has borders. `centred`: its text stands in its middle; `across`: in the middle of
    itself and the blank cells at its right."""

    row: int
    column: int
    text: str
    borders: Borders = NO_BORDERS
    centred: bool = False
    across: bool = False


@dataclass(frozen=True, slots=True)
class Sizes:
    """Heights of rows or widths of columns in points; hidden ones have 0. What is not among `known` has `usual`."""

    known: dict[int, float]
    usual: float

    def of(self, index: int) -> float:
        return self.known.get(index, self.usual)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that would be printed. `print_areas`: none means all of it."""

    name: str
    cells: Sequence[SheetCell]
    merges: Sequence[Area]
    heights: Sizes
    widths: Sizes
    print_areas: Sequence[Area] = ()
