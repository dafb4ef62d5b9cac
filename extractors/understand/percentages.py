"""Columns that are worked out of others: rates of change and shares, whatever their headers say (同比, 占总收入)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import permutations

from mingzhang.extractors.understand.column_roles import ColumnRole
from mingzhang.models.text.amounts import plain

# Headers over changes or shares, which may be amounts as well as percentages.
_OF_OTHERS = re.compile(r"同比|增长|增减|增幅|上升|下降|较上年|变动|变化|占|比|率")
FEWEST_RATES = 2  # rows in which a rate comes out of other columns; one may do so by chance
HUNDRED = Decimal(100)
# A rate is printed with two decimals at most, or cut; one with one or none is looked at by its own last digit.
LAST_DIGIT = Decimal(1)

AmountsByColumn = Mapping[int, Mapping[int, Decimal]]


def with_rates(
    roles: Sequence[ColumnRole], paths: Sequence[tuple[str, ...]], figures: AmountsByColumn
) -> list[ColumnRole]:
    """Roles, with columns of figures that are rates of change of two columns beside as PERCENT, and shares of another
    column's figures or of a column's total as COUNT; what is headed as a rate and is the difference of two columns is
    money. `figures`: by column and row."""
    found = list(roles)
    for place in (place for place, role in enumerate(roles) if role is ColumnRole.PERCENT and place in figures):
        others = [other for other in figures if other != place and roles[other] is ColumnRole.FIGURE]
        differences = (_differences(figures[a], figures[b]) for a, b in permutations(others, 2))
        if any(_all_come_out(figures[place], those) for those in differences):
            found[place] = ColumnRole.FIGURE
    money = [place for place, role in enumerate(roles) if role is ColumnRole.FIGURE and place in figures]
    for place in money:
        if not paths[place] or not _OF_OTHERS.search(plain(paths[place][-1])):
            continue
        others = [other for other in money if other != place]
        if any(_all_come_out(figures[place], _changes(figures[a], figures[b])) for a, b in permutations(others, 2)):
            found[place] = ColumnRole.PERCENT
        elif any(_all_come_out(figures[place], shares) for shares in _shares(figures, others)):
            found[place] = ColumnRole.COUNT
    return found


def _changes(now: Mapping[int, Decimal], before: Mapping[int, Decimal]) -> dict[int, Decimal]:
    return {row: (now[row] - old) / old * HUNDRED for row, old in before.items() if old and row in now}


def _differences(now: Mapping[int, Decimal], before: Mapping[int, Decimal]) -> dict[int, Decimal]:
    return {row: now[row] - old for row, old in before.items() if row in now}


def _shares(figures: AmountsByColumn, others: Sequence[int]) -> Iterator[dict[int, Decimal]]:
    """Each column in percent of another one, and of its own largest figure."""
    for part, whole in permutations(others, 2):
        wholes = {
            row: all_ for row, all_ in figures[whole].items() if all_ not in (0, HUNDRED) and row in figures[part]
        }
        yield {row: figures[part][row] / all_ * HUNDRED for row, all_ in wholes.items()}
    for part in others:
        total = max(figures[part].values())
        if total not in (0, HUNDRED):  # in percent of a hundred all is what it is
            yield {row: amount / total * HUNDRED for row, amount in figures[part].items()}


def _all_come_out(printed: Mapping[int, Decimal], worked_out: Mapping[int, Decimal]) -> bool:
    """Whether a column prints what was worked out in every row that allows it, and not nothing but zeros and wholes."""
    rows = [row for row in printed if row in worked_out]
    telling = [row for row in rows if printed[row] not in (0, HUNDRED)]
    if len(telling) < FEWEST_RATES or 2 * len(rows) <= len(printed):
        return False
    return all(abs(printed[row] - worked_out[row]) <= _last_digit(printed[row]) for row in rows)


def _last_digit(rate: Decimal) -> Decimal:
    exponent = rate.as_tuple().exponent
    return LAST_DIGIT.scaleb(exponent) if isinstance(exponent, int) else LAST_DIGIT
