"""What the second reading hands from one step to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.models.records.documents import LineReference
from mingzhang.models.records.geometry import Box


@dataclass(frozen=True, slots=True)
class CellReading:
    """What the recogniser made of one picture of a cell, and how sure it was (0 to 1).

    `is_guess`: not its best reading of the picture but a next best one; `confidence` is that of the differing sign.
    """

    text: str
    confidence: float
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class DoubtfulFigure:
    """A figure of a scanned page that is in doubt. `amount` is the first reading, in the printed unit."""

    reference: LineReference
    page_number: int
    box: Box
    text: str
    amount: Decimal | None
    confidence: float
    failing: int
    passing: int


Look = Callable[[int, Sequence[DoubtfulFigure]], list[tuple[CellReading, ...]]]
"""(page number, figures on it) -> the readings of each; () where none came."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another amount that a figure may be. `votes` readings of `of` gave it, `confidence` is the best of theirs."""

    figure: DoubtfulFigure
    text: str
    amount: Decimal
    votes: int
    of: int
    confidence: float

    @property
    def is_unanimous(self) -> bool:
        return self.votes == self.of > 1
