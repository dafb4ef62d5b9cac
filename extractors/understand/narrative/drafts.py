"""Statements in the making, and whether an amount, a change and a percentage fit one another."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from mingzhang.extractors.understand.narrative.events import Event
from mingzhang.extractors.understand.narrative.figures import StatedFigure
from mingzhang.extractors.understand.narrative.subjects import Subject

# How sure a subject is that does not stand beside its figure.
CARRIED = 0.9
HEADING = 0.85
PARTS = 0.8
GUESSED = 0.6
LOST = 0.3
PERCENT = 100
LAST_DIGIT = Decimal("1.1")  # of a percentage: one up or down, as some round and some cut


@dataclass(slots=True)
class Draft:
    """A statement until its paragraph has been read. `spans` are the pieces of the paragraph it was read from."""

    subject: Subject
    spans: list[tuple[int, int]]
    confidence: float = 1.0
    amount: StatedFigure | None = None
    change: Decimal | None = None
    percent: Decimal | None = None
    share: Decimal | None = None
    year: int | None = None
    is_part: bool = False
    in_reason: bool = False

    @property
    def has_change(self) -> bool:
        return self.change is not None or self.percent is not None

    def doubt(self, confidence: float) -> None:
        self.confidence = min(self.confidence, confidence)

    def add_span(self, span: tuple[int, int]) -> None:
        if span not in self.spans:
            self.spans.append(span)


def fits(
    amount: StatedFigure | None, change: StatedFigure | None, sign: int | None, percent: StatedFigure | None
) -> bool | None:
    """Whether the change is that percentage of the amount before it; None where that cannot be told."""
    if amount is None or change is None or percent is None or sign is None or not percent.value:
        return None
    moved = abs(change.value) * sign
    base = amount.value - moved
    if base <= 0 or moved == 0:
        return None
    slack = (_half(amount) + 2 * _half(change)) / base * PERCENT * 2
    off = abs(abs(moved) / base * PERCENT - abs(percent.value))
    return off <= LAST_DIGIT.scaleb(-percent.decimals) + slack


def _half(figure: StatedFigure) -> Decimal:
    return Decimal("0.5") * Decimal(10) ** -figure.decimals * figure.unit


def parts_make(whole: Draft, parts: list[Draft]) -> bool:
    """Whether the amounts of some parts add up to that of the whole (to the rounding of their last digits)."""
    if whole.amount is None or len(parts) < 2:
        return False
    figures = [part.amount for part in parts if part.amount]
    slack = sum((_half(figure) for figure in figures), _half(whole.amount))
    return abs(sum((figure.value for figure in figures), Decimal(0)) - whole.amount.value) <= slack


def choose(event: Event, drafts: list[Draft], last: Draft | None, parts: list[Draft]) -> tuple[Draft, float]:
    """Which of several amounts a change belongs to: the nearest, unless arithmetic speaks for another.

    `last` is the amount just before the change, `parts` the parts named so far; the result says how sure it is.
    """
    nearest = drafts[0]
    beside = nearest is last
    told = [fits(draft.amount, event.money, event.sign, event.percent) for draft in drafts]
    if told[0] and beside and len(drafts) > 1 and len(parts) == 1 and _equal(nearest, drafts[1]):
        return drafts[1], PARTS
    if told[0]:
        return nearest, 1.0 if beside else CARRIED
    if True in told:
        return drafts[told.index(True)], CARRIED
    others = [draft for draft in drafts[1:] if draft is not nearest]
    unchanged = all(not part.has_change for part in parts)
    if beside and others and nearest.is_part and unchanged and parts_make(others[0], parts):
        return others[0], PARTS
    if told[0] is False:
        return nearest, CARRIED if beside and not others else GUESSED
    return nearest, 1.0 if beside else CARRIED


def _equal(part: Draft, whole: Draft) -> bool:
    """Whether a single part is all of the whole: what follows is said of the whole."""
    if part is whole or part.amount is None or whole.amount is None:
        return False
    return part.amount.value == whole.amount.value
