"""Coloured stripes behind every second row: they tell rows apart and rule nothing, as the rows between have none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mingzhang.extractors.text_layer.drawing import PaintStyle
from mingzhang.models.records.geometry import Segment

# Points: edges of stripes that are the same. How much higher or lower than a stripe a row between two may be.
SAME, LEAST_GAP, LARGEST_GAP = 1.0, 0.5, 3.0
LEAST_STRIPES = 2
FILLED = -1  # the width of a line that is the side of a filled area


def stripe_styles(
    lines: Sequence[tuple[Segment, PaintStyle | None]], boxes: Sequence[Segment]
) -> frozenset[PaintStyle]:
    """The colours of areas that are stripes of a table without rules; none where lines of another kind run down it.

    `lines`: (box, style) of each line, `boxes` those of the characters; both in points, origin top left.
    """
    by_style: dict[PaintStyle, list[Segment]] = {}
    others: list[Segment] = []
    for box, style in lines:
        if style is not None and style[-1] == FILLED:
            by_style.setdefault(style, []).append(box)
        else:
            others.append(box)
    for style, mine in by_style.items():
        bands = _bands(mine)
        if len(bands) < LEAST_STRIPES or not _has_rows_between(bands, boxes):
            continue
        left, right = min(band[0] for band in bands), max(band[2] for band in bands)
        top, foot = bands[0][1], bands[-1][3]
        apart = [one for other, some in by_style.items() if other != style for one in some] + others
        if any(
            x1 - x0 < y1 - y0 and left - SAME <= x0 <= right + SAME and y0 < foot - SAME and y1 > top + SAME
            for x0, y0, x1, y1 in apart
        ):
            continue
        reach = LARGEST_GAP * max(y1 - y0 for _, y0, _, y1 in bands)
        return frozenset(
            {style} | {other for other, some in by_style.items() if _is_above(some, bands[0], right, reach)}
        )
    return frozenset()


def _bands(lines: Sequence[Segment]) -> list[Segment]:
    """The stripes that the sides of areas of one colour make, from top to bottom; none where one is not closed at its
    ends, or something of the colour stands between two."""
    places = sorted({round(y0 + (y1 - y0) / 2, 1) for x0, y0, x1, y1 in lines if x1 - x0 > y1 - y0})
    places = [place for n, place in enumerate(places) if n == 0 or place - places[n - 1] > SAME]
    downs = [(x0, y0, y1) for x0, y0, x1, y1 in lines if y1 - y0 >= x1 - x0]
    if len(places) % 2 or not downs:
        return []
    found = []
    for top, foot in zip(places[::2], places[1::2], strict=True):
        own = [x for x, y0, y1 in downs if abs(y0 - top) <= SAME and abs(y1 - foot) <= SAME]
        if not own:
            return []
        found.append((min(own), top, max(own), foot))
    counted = sum(any(abs(y0 - b[1]) <= SAME and abs(y1 - b[3]) <= SAME for b in found) for _, y0, y1 in downs)
    return found if counted == len(downs) else []


def _has_rows_between(bands: Sequence[Segment], boxes: Sequence[Segment]) -> bool:
    for upper, lower in pairwise(bands):
        gap, high = lower[1] - upper[3], upper[3] - upper[1]
        is_same = abs(upper[0] - lower[0]) <= SAME and abs(upper[2] - lower[2]) <= SAME
        if not is_same or not LEAST_GAP * high <= gap <= LARGEST_GAP * high:
            return False
        if not any(upper[3] <= (y0 + y1) / 2 <= lower[1] and upper[0] <= x0 <= upper[2] for x0, y0, _, y1 in boxes):
            return False
    return True


def _is_above(lines: Sequence[Segment], first: Segment, right: float, reach: float) -> bool:
    """Whether areas of one colour are a band over the first stripe: that of the headings."""
    return all(
        first[0] - SAME <= x0 and x1 <= right + SAME and first[1] - reach <= y0 and y1 <= first[1] + SAME
        for x0, y0, x1, y1 in lines
    )
