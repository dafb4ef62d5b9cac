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
    horizontal: list[Segment] = []
    vertical: list[Segment] = []
    width, height = placement.width, placement.height
    lines = placement.boxes(seen.segments)
    behind = background(lines, seen.styles, boxes)
    if seen.fills:
        behind |= stripe_styles(list(zip_longest(lines, seen.styles)), boxes)
    for (x0, y0, x1, y1), style in zip_longest(lines, seen.styles):
        if style in behind or x1 < 0 or y1 < 0 or x0 > width or y0 > height:
            continue
        if y1 - y0 <= SLANT and x1 - x0 >= SHORTEST:
            middle = (y0 + y1) / 2
            horizontal.append((max(x0, 0.0), middle, min(x1, width), middle))
        elif x1 - x0 <= SLANT and y1 - y0 >= SHORTEST:
            middle = (x0 + x1) / 2
            vertical.append((middle, max(y0, 0.0), middle, min(y1, height)))
    hidden = [box for box, order in seen.opaque if _hides(order, seen)]
    return Rulings(
        tuple(horizontal),
        tuple(vertical),
        _cover(seen.pictures, placement),
        _cover(hidden, placement),
        len(seen.segments),
        tuple(placement.box(*picture) for picture in seen.pictures),
    )


def background(
    lines: Sequence[Segment], styles: Sequence[PaintStyle | None], boxes: Sequence[Segment]
) -> frozenset[PaintStyle]:
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
        own = [line for line, one in zip(lines, styles, strict=False) if one == style]
        across = {round((y0 + y1) / 2, 1) for _, y0, _, y1 in own if y1 - y0 <= SLANT}
        down = {round((x0 + x1) / 2, 1) for x0, _, x1, _ in own if x1 - x0 <= SLANT}
        crossed = _between(across, top, bottom) | _between(down, left, right)
        if np.count_nonzero(crossed) > CROSSED * len(boxes) and _lines_cross(own, boxes):
            found.add(style)
    return frozenset(found)


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
