"""Rows nested by their sums where one of them is misprinted, so that its group comes out no more.

Where every row is hung by sums and one figure is wrong, its group falls apart: its rows stand beside the row that is
over them, and all are counted twice. The total of the list then exceeds by just what the group prints; that tells
which rows the group has, though they don't make it up.
"""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.models.structure.misprints import FEWEST_DIGITS, is_misprint

# More rows at the top than this are not searched for the group that fell apart.
MOST_ROWS = 250
# A group inside a group inside a group; deeper ones are not sought.
DEEPEST = 3
Group = tuple[int, tuple[int, ...]]


def fallen_groups(whole: int, values: Sequence[int], above: Sequence[int | None], step: int = 0) -> list[Group] | None:
    """The groups (row over rows) that must be hung besides for the rows to make up the row `whole`.

    `values`: all rows in printed order, in cents; `above`: the row over each as their sums tell. Every group comes out
    or contains the next one; the last would come out if one of its figures were another digit. None where no such
    reading is found, or more than one. `step`: the last printed decimal where figures are rounded, in cents.
    """
    tops = [row for row, over in enumerate(above) if over is None and row != whole]
    if not 2 <= len(tops) <= MOST_ROWS or values[whole] <= 0:
        return None
    found = _search(values[whole], tops, values, step, DEEPEST)
    if not found and step <= 1:  # exact sums of long amounts tell the group, be the misprinted figure ever so short
        found = _search(values[whole], tops, values, step, DEEPEST, fewest=1)
    return found[0] if len(found) == 1 else None


def _search(
    total: int, rows: Sequence[int], values: Sequence[int], step: int, depth: int, fewest: int = FEWEST_DIGITS
) -> list[list[Group]]:
    """Every way to mend `rows`, whose sum should be `total`, by hanging a run of them under the row printed before."""
    excess = sum(values[row] for row in rows) - total
    slack = step * (len(rows) + 1) // 2 if step > 1 else 0
    if excess <= slack:
        return []
    found: list[list[Group]] = []
    for place, first in enumerate(rows):
        head = first - 1
        if head < 0 or values[head] <= 0:
            continue
        is_wrong = head in rows and abs(values[head] - excess) <= slack  # misprinted itself, and counted in vain
        run = 0
        for end in range(place, len(rows)):
            run += values[rows[end]]
            if run > excess + slack and not is_wrong:
                break
            if not values[rows[end]]:  # with it or without, the group is the same
                continue
            its = tuple(rows[place : end + 1])
            if is_wrong and _is_near(values[head], run, slack, fewest):
                found.append([(head, its)])
            elif abs(run - excess) <= slack:
                lack = values[head] - run
                if any(_is_near(values[row], values[row] + lack, slack, fewest) for row in its) or _is_near(
                    values[head], run, slack, fewest
                ):
                    found.append([(head, its)])
                elif depth > 1:
                    found += [
                        [(head, its), *inner] for inner in _search(values[head], its, values, step, depth - 1, fewest)
                    ]
            if len(found) > 1:
                return found
    return found


def _is_near(one: int, other: int, slack: int, fewest: int) -> bool:
    """Whether an amount is a misprint of another one, which rounding may have moved."""
    if one == other:
        return False
    if is_misprint(one, other, fewest):
        return True
    if not slack:
        return False
    apart = abs(one - other)
    unit = 10 ** (len(str(apart)) - 1)
    for digit in (apart // unit * unit, (apart // unit + 1) * unit):
        moved = one + digit if other > one else one - digit
        if abs(moved - other) <= slack and is_misprint(one, moved, fewest):
            return True
    return False
