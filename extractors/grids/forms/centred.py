"""Texts that stand in the middle of what they are the label of: which of the things beside them are whose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf

# em: what a group without a text costs, at the start and at the end of a page; less than half a row, which is how far a
# text stands off the middle of a group that has one row too many.
NOBODYS = 0.5
NEVER = 50.0  # em
CUT = 0.5  # of the distance of a text from the middle of a group that a page break may have cut


def centred_groups(
    units: Sequence[tuple[float, float]],
    texts: Sequence[float],
    em: float,
    cost: Callable[[int, int, int], float] = lambda first, end, text: 0.0,
    is_open: tuple[bool, bool] = (False, False),
) -> list[tuple[int, int, int | None]]:
    """Units (top, bottom; in order) as consecutive groups, each in the middle of which one of some texts stands
    (places of their middles, in order): (first unit, end, number of the text or None). `cost` of a group with a text is
    added to the distance between their middles.

    `is_open`: whether a page break may have cut the first group, and the last one. The text of such a one stands where
    the whole of it has its middle, or on the other page.
    """
    return _best(units, texts, em, cost, is_open)[1]


def distance(units: Sequence[tuple[float, float]], texts: Sequence[float], em: float) -> float:
    """How far (em, all together) texts stand off the middles of the groups of units that are theirs at best."""
    return _best(units, texts, em, lambda first, end, text: 0.0, (False, False))[0]


def _best(
    units: Sequence[tuple[float, float]],
    texts: Sequence[float],
    em: float,
    cost: Callable[[int, int, int], float],
    is_open: tuple[bool, bool],
) -> tuple[float, list[tuple[int, int, int | None]]]:
    n, m = len(units), len(texts)
    if not n or not m:
        return (NEVER * m, [(0, n, None)] if n else [])

    def far(first: int, end: int, text: int) -> float:
        below = (texts[text] - (units[first][0] + units[end - 1][1]) / 2) / em
        is_cut = (is_open[0] and first == 0 and below < 0) or (is_open[1] and end == n and below > 0)
        return abs(below) * (CUT if is_cut else 1.0) + cost(first, end, text)

    nobodys = [NOBODYS if one else inf for one in is_open]
    best: list[list[tuple[float, int]]] = [[(inf, 0)] * (m + 1) for _ in range(n + 1)]
    for end in range(n + 1):
        best[end][0] = (nobodys[0] if end else 0.0, 0)
    for text in range(1, m + 1):
        for end in range(text, n + 1):
            best[end][text] = min((best[first][text - 1][0] + far(first, end, text - 1), first) for first in range(end))
    # More texts than units: the last ones stand beside nothing.
    held = min(m, n)
    total, end = min((best[end][held][0] + (nobodys[1] if end < n else 0.0), end) for end in range(1, n + 1))
    groups: list[tuple[int, int, int | None]] = [(end, n, None)] if end < n else []
    for text in range(held, 0, -1):
        first = best[end][text][1]
        groups.append((first, end, text - 1))
        end = first
    if end:
        groups.append((0, end, None))
    return total + NEVER * (m - held), groups[::-1]
