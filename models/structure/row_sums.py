"""Rows nested by their sums, in lists that print neither codes nor levels."""

from __future__ import annotations

from collections.abc import Sequence

MOST_TRIES = 400
MOST_ENDS = 4
Kids = tuple[tuple[int, int], ...]


def nest_by_sums(values: Sequence[int], totals: Sequence[bool], step: int = 0) -> list[int | None]:
    """The row over each row, None for rows at the top. `totals` marks rows that are sums of all (never inside a tree).

    A row is over the rows that follow, with all that is under them, where they make it up exactly. Since small sums
    meet by chance, every row keeps several ways to end, and the way is chosen that makes up the total of the list.
    `step`: the last printed decimal where figures are rounded, in cents; each may be off by half of it.
    """
    count = len(values)
    ways: list[dict[int, Kids]] = [{place + 1: ()} for place in range(count)]
    for place in range(count - 1, -1, -1):
        if values[place] > 0 and not totals[place]:
            for end, kids in _fits(place + 1, values[place], values, totals, ways, step).items():
                ways[place].setdefault(end, kids)
    above: list[int | None] = [None] * count
    start = 0
    while start < count:
        if totals[start]:
            whole = _fits(start + 1, values[start], values, totals, ways, step)
            if whole:
                end = max(whole)
                _hang(start, whole[end], ways, above, is_total=True)
                start = end
                continue
            start += 1
            continue
        end = max(ways[start])
        _hang(start, ways[start][end], ways, above)
        start = end
    return above


def within(values: Sequence[int], step: int = 0) -> list[int | None] | None:
    """The row over each row of a subtree, whose first row is over all others; None where they do not make it up."""
    above = nest_by_sums(values, [True, *([False] * (len(values) - 1))], step)
    tops = [value for value, over in zip(values[1:], above[1:], strict=True) if over is None]
    if 2 * abs(sum(tops) - values[0]) > (step * (len(tops) + 1) if step > 1 else 0):
        return None
    return [None, *(0 if over is None else over for over in above[1:])]


def _hang(
    place: int, kids: Kids, ways: Sequence[dict[int, Kids]], above: list[int | None], is_total: bool = False
) -> None:
    stack = [(place, kids, is_total)]
    while stack:
        parent, its, at_top = stack.pop()
        for kid, end in its:
            above[kid] = None if at_top else parent
            stack.append((kid, ways[kid][end], False))


def _fits(
    start: int, value: int, values: Sequence[int], totals: Sequence[bool], ways: Sequence[dict[int, Kids]], step: int
) -> dict[int, Kids]:
    """The ways in which the rows from `start` on make up `value`, by the row after the last."""
    found: dict[int, Kids] = {}
    count = len(values)
    stack: list[tuple[int, int, Kids]] = [(start, value, ())]
    tries = 0
    while stack and tries < MOST_TRIES and len(found) < MOST_ENDS:
        tries += 1
        place, rest, kids = stack.pop()
        if kids and 2 * abs(rest) <= (step * (len(kids) + 1) if step > 1 else 0):
            found.setdefault(place, kids)
            continue
        if place >= count or totals[place] or not 0 <= values[place] <= rest + max(step, 0):
            continue
        for end in sorted(ways[place]):
            stack.append((end, rest - values[place], (*kids, (place, end))))
    return found
