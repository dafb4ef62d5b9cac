"""Coloured stamps (red seals) taken out of a picture; the dark print under them stays."""

from __future__ import annotations

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
    return result


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


def _erase(part: Picture, grey: Picture) -> None:
    """Set a stamp in a part of a BGR picture to paper in the grey one, in place."""
    low, high = part.min(axis=2), part.max(axis=2)
    coloured = high.astype(np.int16) - low > EDGE_COLOURED
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
