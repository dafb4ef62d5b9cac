"""Rows nested by their sums, in lists that print neither codes nor levels."""

from __future__ import annotations

from collections.abc import Sequence

MOST_TRIES = 400
MOST_ENDS = 4
Kids = tuple[tuple[int, int], ...]


def nest_by_sums(values: Sequence[int], totals: Sequence[bool]) -> list[int | None]:
    """The row over each row, None for rows at the top. `totals` marks rows that are sums of all (never inside a tree).

    A row is over the rows that follow, with all that is under them, where they make it up exactly. Since small sums
    meet by chance, every row keeps several ways to end, and the way is chosen that makes up the total of the list.
    """
    count = len(values)
    ways: list[dict[int, Kids]] = [{place + 1: ()} for place in range(count)]
    for place in range(count - 1, -1, -1):
        if values[place] > 0 and not totals[place]:
            for end, kids in _fits(place + 1, values[place], values, totals, ways).items():
                ways[place].setdefault(end, kids)
    above: list[int | None] = [None] * count
    start = 0
    while start < count:
        if totals[start]:
            whole = _fits(start + 1, values[start], values, totals, ways)
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
    start: int, value: int, values: Sequence[int], totals: Sequence[bool], ways: Sequence[dict[int, Kids]]
) -> dict[int, Kids]:
    """The ways in which the rows from `start` on make up `value`, by the row after the last."""
    found: dict[int, Kids] = {}
    count = len(values)
    stack: list[tuple[int, int, Kids]] = [(start, value, ())]
    tries = 0
    while stack and tries < MOST_TRIES and len(found) < MOST_ENDS:
        tries += 1
        place, rest, kids = stack.pop()
        if rest == 0 and kids:
            found.setdefault(place, kids)
            continue
        if place >= count or totals[place] or not 0 <= values[place] <= rest:
            continue
        for end in sorted(ways[place]):
            stack.append((end, rest - values[place], (*kids, (place, end))))
    return found
