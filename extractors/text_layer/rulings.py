"""Ruled lines of a page, read from pdfium's page objects: strokes, thin filled shapes, borders, line-like pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.pages.placement import Placement
from mingzhang.extractors.text_layer.drawing import SHORTEST, SLANT, PaintStyle, Seen
from mingzhang.extractors.text_layer.stripes import stripe_styles
from mingzhang.models.records.geometry import Segment

HIDDEN = 0.7  # share of the text objects that make a text layer hidden
LARGE_COVER, MOST_PICTURES = 0.5, 50  # share of a page that one picture covers alone; pieces added up otherwise
# Lines of one style that may be a pattern; the share of characters that they run through; the part of a character at
# each side that a rule may touch.
LEAST_LINES, CROSSED, WITHIN = 20, 0.25, 0.2

Lines = NDArray[np.float64]  # left, top, right and bottom of lines: 4 rows


@dataclass(frozen=True, slots=True)
class Rulings:
    """Lines along the page's axes, in points, origin top left."""

    horizontal: tuple[Segment, ...]
    vertical: tuple[Segment, ...]
    picture_cover: float
    """Share of the page that its pictures cover, 0 to 1."""
    opaque_over_text: float
    """Share of the page that an opaque picture covers whose text layer is hidden: invisible, or under the picture."""
    path_count: int
    pictures: tuple[Segment, ...] = ()
    """The boxes of its pictures that are not line-like."""


def rulings_of(seen: Seen, placement: Placement, boxes: Sequence[Segment] = ()) -> Rulings:
    """Rulings out of what a walk gathered (in the page's own space, y upwards). `boxes` of the characters tell the
    rules of a table from a pattern behind everything (graph paper), whose lines run through characters."""
    x0, y0, x1, y1 = lines = _placed(seen.segments, placement)
    width, height = placement.width, placement.height
    shown = ~((x1 < 0) | (y1 < 0) | (x0 > width) | (y0 > height))
    behind = background(lines, seen.styles, boxes)
    if seen.fills:
        behind |= stripe_styles(list(zip_longest(_segments(*lines), seen.styles)), boxes)
    if behind:
        shown[: len(seen.styles)] &= [style not in behind for style in seen.styles]
    level = shown & (y1 - y0 <= SLANT) & (x1 - x0 >= SHORTEST)
    upright = shown & (x1 - x0 <= SLANT) & (y1 - y0 >= SHORTEST) & ~level
    across, down = ((y0 + y1) / 2)[level], ((x0 + x1) / 2)[upright]
    horizontal = _segments(np.maximum(x0[level], 0.0), across, np.minimum(x1[level], width), across)
    vertical = _segments(down, np.maximum(y0[upright], 0.0), down, np.minimum(y1[upright], height))
    hidden = [box for box, order in seen.opaque if _hides(order, seen)]
    return Rulings(
        horizontal,
        vertical,
        _cover(seen.pictures, placement),
        _cover(hidden, placement),
        len(seen.segments),
        tuple(placement.box(*picture) for picture in seen.pictures),
    )


def _placed(segments: Sequence[Segment], placement: Placement) -> Lines:
    """Segments as a reader sees them."""
    x0, y0, x1, y1 = np.array(segments, np.float64).reshape(-1, 4).T
    ax, ay = placement.point(x0, y0)
    bx, by = placement.point(x1, y1)
    return np.stack((np.minimum(ax, bx), np.minimum(ay, by), np.maximum(ax, bx), np.maximum(ay, by)))


def _segments(*ends: NDArray[np.float64]) -> tuple[Segment, ...]:
    return tuple(zip(*(end.tolist() for end in ends), strict=True))


def background(lines: Lines, styles: Sequence[PaintStyle | None], boxes: Sequence[Segment]) -> frozenset[PaintStyle]:
    """Styles of lines that run through many of the characters: those of a pattern and of no table.

    `lines` as a reader sees them, with the style of each as far as it is known; `boxes` of the characters.
    """
    frequent = {style for style, count in Counter(styles).items() if style and count >= LEAST_LINES}
    if len(boxes) < LEAST_LINES or not frequent:
        return frozenset()
    found = set()
    x0, y0, x1, y1 = np.array(boxes).T
    left, right = x0 + WITHIN * (x1 - x0), x1 - WITHIN * (x1 - x0)
    top, bottom = y0 + WITHIN * (y1 - y0), y1 - WITHIN * (y1 - y0)
    for style in frequent:
        own = lines[:, np.flatnonzero([one == style for one in styles])]
        crossed = _between(_tenths(own[1], own[3]), top, bottom) | _between(_tenths(own[0], own[2]), left, right)
        if np.count_nonzero(crossed) > CROSSED * len(boxes) and _lines_cross(_segments(*own), boxes):
            found.add(style)
    return frozenset(found)


def _tenths(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> set[float]:
    """The places across of the lines that lie along an axis, to a tenth of a point."""
    return {round(place, 1) for place in ((starts + ends) / 2)[ends - starts <= SLANT].tolist()}


def _between(places: Collection[float], low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether one of some places lies between each pair of bounds."""
    ordered = np.array([*sorted(places), np.inf])
    found: NDArray[np.bool_] = ordered[np.searchsorted(ordered[:-1], low, side="right")] < high
    return found


def _lines_cross(lines: Sequence[Segment], boxes: Sequence[Segment]) -> bool:
    """Whether lines, where they begin and end, do run through the share of characters."""
    crossed = 0
    for x0, y0, x1, y1 in boxes:
        left, right = x0 + WITHIN * (x1 - x0), x1 - WITHIN * (x1 - x0)
        top, bottom = y0 + WITHIN * (y1 - y0), y1 - WITHIN * (y1 - y0)
        crossed += any(a < right and c > left and b < bottom and d > top for a, b, c, d in lines)
    return crossed > CROSSED * len(boxes)


def _hides(order: int, seen: Seen) -> bool:
    """Whether most text objects are invisible or were drawn before an opaque picture."""
    hidden = sum(1 for place, visible in seen.texts if not visible or place < order)
    return hidden > HIDDEN * len(seen.texts)


def _cover(pictures: list[Segment], placement: Placement) -> float:
    whole = placement.width * placement.height
    if not pictures or whole <= 0:
        return 0.0
    covers = []
    for picture in pictures:
        x0, y0, x1, y1 = placement.box(*picture)
        width = max(0.0, min(x1, placement.width) - max(x0, 0.0))
        height = max(0.0, min(y1, placement.height) - max(y0, 0.0))
        covers.append(width * height / whole)
    return min(1.0, sum(sorted(covers)[-MOST_PICTURES:]) if max(covers) < LARGE_COVER else max(covers))
