"""In which unit of money a table prints: by the line over it, the line under it, or the figures of other tables.

One line between two tables may belong to either. Where both lack one, the document's own habit tells: what stands over
the first table and under the last, whose neighbour has a line of its own, and how near a table the line stands. Where
the tables of a document print in several units, the unit that most of them have says nothing of one that names none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from mingzhang.models.records.documents import BudgetLine
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import TextLine
from mingzhang.models.text.amounts import YUAN, currency_in, plain, printed_amount

# A line under a table that names its unit of money is a note; what is longer is a sentence about something else.
LONGEST_NOTE = 30
# Of the room between a table and the end of its page, the part that is the table's own and where the foot begins. Room
# for fewer lines than these tells nothing.
NEAR, FAR, LEAST_ROOM = 1 / 3, 2 / 3, 4
# A figure is known again where at least this share of it is sure. So many figures that are known again, so much more
# often than in any other unit, tell the unit.
SURE_SHARE, FEWEST, CLEARLY = Decimal("0.0001"), 2, 3


@dataclass(frozen=True, slots=True)
class Noted:
    """A unit of money on a line between tables. `place`: how far down from the table (0) to the page's end (1)."""

    unit: str
    line: TextLine
    place: float = 0.5


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed of a table's unit: over it, under it, and at the foot of the page before."""

    over: str | None
    under: Noted | None
    before: Noted | None


def noted_under(lines: Iterable[TextLine], box: Box, end: float) -> Noted | None:
    """The unit of money noted on one of the lines under a table, none of which is a title."""
    for line in lines:
        if (unit := currency_in(line.text)) is not None and len(plain(line.text)) <= LONGEST_NOTE:
            room = end - box.y1
            is_roomy = room >= LEAST_ROOM * line.box.height > 0
            return Noted(unit, line, (line.box.middle[1] - box.y1) / room if is_roomy else 0.5)
    return None


def printed_units(tables: Sequence[Printed]) -> list[str | None]:
    """The unit of each table by the lines around it; None where no line is surely its own."""
    shared = [_is_shared(one, after) for one, after in pairwise(tables)] + [False]
    is_under = _habit(tables, shared)
    found: list[str | None] = []
    for place, one in enumerate(tables):
        is_free = not (place and shared[place - 1]) or tables[place - 1].over is not None or is_under is False
        under = one.under.unit if one.under is not None and (not shared[place] or is_under) else None
        before = one.before.unit if one.before is not None and is_free else None
        unit = one.over or ((before or under) if is_under is False else (under or before))
        found.append(unit)
    return found


def _is_shared(one: Printed, after: Printed) -> bool:
    """Whether one line could be the unit of both."""
    if one.under is None or after.before is None or after.over is not None:
        return False
    return one.under.line is after.before.line


def _habit(tables: Sequence[Printed], shared: Sequence[bool]) -> bool | None:
    """Whether units of money stand under the tables of a document (True) or at the foot of the page before (False)."""
    votes: Counter[bool] = Counter()
    for place, one in enumerate(tables):
        if one.over is None and one.under is not None and not shared[place]:
            votes[True] += 1
        if one.over is None and one.before is not None and not (place and shared[place - 1]):
            votes[False] += 1
        if shared[place] and one.over is not None:
            votes[False] += 1
        elif shared[place] and one.under is not None and not NEAR <= one.under.place <= FAR:
            votes[one.under.place < NEAR] += 1
    return votes[True] > votes[False] if votes[True] != votes[False] else None


@dataclass(frozen=True, slots=True)
class KnownAmount:
    """An amount in yuan that a table of a known unit prints, sure to half of `last`, the worth of its last digit."""

    amount: Decimal
    last: Decimal


def known_amounts(lines: Iterable[BudgetLine], unit: str) -> list[KnownAmount]:
    """The amounts that the lines of a table print, the unit being this."""
    found = []
    for line in lines:
        figure = printed_amount(line.amount_text)
        if figure:
            found.append(KnownAmount(abs(figure) * YUAN[unit], Decimal(1).scaleb(_exponent(figure)) * YUAN[unit]))
    return found


def _exponent(figure: Decimal) -> int:
    exponent = figure.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def unit_by_figures(lines: Iterable[BudgetLine], units: Iterable[str], known: Sequence[KnownAmount]) -> str | None:
    """The unit in which a table's figures are those of tables whose unit is known; None where that is not clear."""
    its = list(lines)
    known = sorted(known, key=lambda one: one.amount)
    amounts = [one.amount for one in known]
    counts = Counter({unit: 0 for unit in units})
    for unit in counts:
        counts[unit] = len({one.amount for one in known_amounts(its, unit) if _comes_again(one, known, amounts)})
    if not counts:
        return None
    (unit, most), *others = counts.most_common()
    return unit if most >= FEWEST and all(most >= CLEARLY * count for _, count in others) else None


def _comes_again(one: KnownAmount, known: Sequence[KnownAmount], amounts: Sequence[Decimal]) -> bool:
    reach = SURE_SHARE * one.amount
    if one.last > 2 * reach:
        return False
    for other in known[bisect_left(amounts, one.amount - reach) :]:
        if other.amount > one.amount + reach:
            return False
        if other.last <= 2 * reach and abs(other.amount - one.amount) * 2 <= max(one.last, other.last):
            return True
    return False
