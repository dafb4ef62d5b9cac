"""Coloured stamps (red seals) and strokes of coloured pens taken out of a picture; the dark print under them stays."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.light import Picture, grey_of

COLOURED = 45
LEAST_SIDE = 40.0
MOST_SIDE = 240.0
MOST_LENGTH_RATIO = 1.9
SPREAD = 4.0
EDGE_COLOURED = 0.6 * COLOURED  # levels of grey between channels at the rim of a stamp's stroke
LEAST_PIXELS = 60  # coloured ones of the picture at a quarter; fewer are specks
THINNEST, FULLEST = 0.04, 0.75  # share of a stamp's box that is ink: a ring has little, a filled area is no stamp
# Per cent of a stamp's places: above the first is paper, at the second a full stroke.
BRIGHT, DEEP = 90, 20
LEAST_TONE = 100.0  # of 255
DARKEST = 110  # of 255: darker is print under the stamp
AROUND = np.ones((5, 5), np.uint8)
# Points: what a stroke of print that crosses a pen's is broad at most; half of what a pen's is; rulings are longer.
CROSSED, PEN_RADIUS, RULED = 2.5, 2.5, 24.0
LEAST_CROSSED = 0.3  # square points of dark print amid a coloured stroke
OF_PEN = 0.3  # share of the ink of a colour whose strokes cross print: the rest of it is the pen's too
ONE_HUE = 0.7  # length of the mean of a stamp's hues as directions on the colour circle: 1 where all are one
WHITE_ROWS = 0.1  # of a stamp's height: its ring stands in every row, coloured lines of print leave white between them


def grey_without_seals(image: Picture, pixels_per_point: float) -> Picture:
    """The grey picture of a BGR page; where a stamp lies, the channel in which the stamp is palest, set to paper."""
    grey = grey_of(image)
    if image.ndim == 2:
        return grey
    small = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    coloured = (small.max(axis=2).astype(np.int16) - small.min(axis=2) > COLOURED).astype(np.uint8)
    if np.count_nonzero(coloured) < LEAST_PIXELS:
        return grey
    scale = pixels_per_point / 4
    reach = max(3, round(SPREAD * scale) * 2 + 1)
    joined = cv2.dilate(coloured, np.ones((reach, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    result = grey.copy()
    for label in range(1, count):
        x, y, width, height, _ = (int(v) for v in stats[label])
        sides = sorted((width / scale - SPREAD, height / scale - SPREAD))
        if sides[0] < LEAST_SIDE or sides[1] > MOST_SIDE or sides[1] > MOST_LENGTH_RATIO * sides[0]:
            continue
        own = coloured[y : y + height, x : x + width] & (labels[y : y + height, x : x + width] == label)
        if not THINNEST < float(own.mean()) < FULLEST or _are_lines(own):
            continue
        part = image[4 * y : 4 * (y + height), 4 * x : 4 * (x + width)]
        _erase(part, result[4 * y : 4 * (y + height), 4 * x : 4 * (x + width)])
    for x, y, mask in _pen_strokes(image, pixels_per_point):
        place = np.s_[y : y + mask.shape[0], x : x + mask.shape[1]]
        _erase(image[place], result[place], mask)
    return result


def _pen_strokes(image: Picture, pixels_per_point: float) -> Iterator[tuple[int, int, NDArray[np.bool_]]]:
    """The strokes of a coloured pen on a BGR picture: left, top, and where in the picture from there they lie.

    Thin coloured ink is a pen's where it crosses dark print, as no coloured print does; then so is what else is thin
    and of its colour, where not too much of that stands apart.
    """
    high, low = image.max(axis=2), image.min(axis=2)
    coloured = (cv2.subtract(high, low) > COLOURED).astype(np.uint8)
    dark = (high < DARKEST).astype(np.uint8)
    length = round(RULED * pixels_per_point)
    for way in ((1, length), (length, 1)):
        dark &= 1 - cv2.dilate(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(way, np.uint8)), AROUND)
    size = 2 * round(CROSSED * pixels_per_point / 2) + 1
    closed = cv2.morphologyEx(coloured, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    if count == 1:
        return
    radius = np.zeros(count)
    np.maximum.at(radius, labels.ravel(), cv2.distanceTransform(coloured, cv2.DIST_L2, 3).ravel())
    inked = np.bincount(labels[coloured > 0], minlength=count)
    crossed = np.bincount(labels[dark > 0], minlength=count)
    palest = np.argmax(
        [np.bincount(labels[coloured > 0], image[..., c][coloured > 0], minlength=count) for c in range(3)], axis=0
    )
    thin = (radius <= PEN_RADIUS * pixels_per_point) & (inked > 0)
    thin[0] = False
    pens = thin & (crossed >= LEAST_CROSSED * pixels_per_point**2)
    for channel in range(3):
        its = thin & (palest == channel)
        if inked[its & pens].sum() >= OF_PEN * inked[its].sum():
            pens |= its
    for label in np.flatnonzero(pens):
        x, y, width, height, _ = (int(v) for v in stats[label])
        yield x, y, labels[y : y + height, x : x + width] == label


def _are_lines(coloured: Picture) -> bool:
    """Whether rows of white lie between rows of colour."""
    filled = np.flatnonzero(coloured.any(axis=1))
    return bool(len(filled) < (1 - WHITE_ROWS) * (filled[-1] + 1 - filled[0]))


def _is_of_one_hue(part: Picture, coloured: NDArray[np.bool_]) -> bool:
    """Whether coloured pixels of a BGR picture have about one hue. The rims of letters on a screen have two that lie
    opposite to each other, one at each side of a stroke."""
    blue, green, red = part[coloured].astype(np.float32).T
    hues = np.stack([red - (green + blue) / 2, (green - blue) * 3**0.5 / 2])
    lengths = np.maximum(np.hypot(*hues), 1.0)
    return float(np.hypot(*(hues / lengths).mean(axis=1))) > ONE_HUE


def _erase(part: Picture, grey: Picture, within: NDArray[np.bool_] | None = None) -> None:
    """Set a stamp in a part of a BGR picture, or what of it lies `within` some places, to paper in the grey one, in
    place."""
    low, high = part.min(axis=2), part.max(axis=2)
    coloured = high.astype(np.int16) - low > EDGE_COLOURED
    if within is not None:
        coloured &= within
    if not coloured.any() or not _is_of_one_hue(part, coloured):
        return
    channel = int(np.argmax(np.median(part[coloured], axis=0)))
    palest = part[:, :, channel]
    core = palest[cv2.erode(coloured.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0]
    core = core[core > DARKEST]
    if not len(core):
        return
    paper = float(np.percentile(palest, BRIGHT))
    tone = max(LEAST_TONE, float(np.percentile(core, DEEP)))
    near = cv2.dilate(coloured.astype(np.uint8), AROUND) > 0
    lifted = np.minimum(paper, palest.astype(np.float32) * (paper / tone))
    grey[near] = lifted[near].astype(np.uint8)
