"""The pieces that a picture of yes and no falls into: their boxes and sizes, without a library for pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]


def pieces_of(mask: Mask, *, corners: bool) -> Ints:
    """The connected pieces of a mask (height, width), one row each: left, top, width, height, and how many places.

    `corners`: whether places that touch at a corner alone hang together too.
    """
    row, start, end = _runs(mask)
    first = _joined(len(row), *_touching(row, start, end, mask.shape[1], int(corners)))
    roots, piece = np.unique(first, return_inverse=True)
    count = len(roots)
    left, top = np.full(count, mask.shape[1]), np.full(count, mask.shape[0])
    right, bottom, filled = (np.zeros(count, np.int64) for _ in range(3))
    np.minimum.at(left, piece, start)
    np.minimum.at(top, piece, row)
    np.maximum.at(right, piece, end)
    np.maximum.at(bottom, piece, row + 1)
    np.add.at(filled, piece, end - start)
    return np.stack((left, top, right - left, bottom - top, filled), axis=1)


def _runs(mask: Mask) -> tuple[Ints, Ints, Ints]:
    """Row, first place and the place behind the last of each run of a row, in reading order."""
    framed = np.zeros((mask.shape[0], mask.shape[1] + 2), np.int8)
    framed[:, 1:-1] = mask
    changes = np.diff(framed, axis=1)
    row, start = np.nonzero(changes == 1)
    return row, start, np.nonzero(changes == -1)[1]


def _touching(row: Ints, start: Ints, end: Ints, width: int, reach: int) -> tuple[Ints, Ints]:
    """Pairs of runs of neighbouring rows that touch: the upper and the lower one of each."""
    stride = width + 2
    starts, ends = row * stride + start, row * stride + end
    # Of the row below: from the first run that ends behind this one's start to the last that starts before its end.
    low = np.searchsorted(ends, starts + stride - reach, side="right")
    high = np.searchsorted(starts, ends + stride + reach, side="left")
    counts = np.maximum(high - low, 0)
    upper = np.repeat(np.arange(len(row)), counts)
    within = np.arange(len(upper)) - np.repeat(np.cumsum(counts) - counts, counts)
    return upper, np.repeat(low, counts) + within


def _joined(count: int, one: Ints, other: Ints) -> Ints:
    """For each of so many things the first of those that pairs join it with, over however many steps."""
    first = np.arange(count)
    while len(one):
        a, b = first[one], first[other]
        apart = a != b
        if not apart.any():
            break
        one, other, a, b = one[apart], other[apart], a[apart], b[apart]
        np.minimum.at(first, np.maximum(a, b), np.minimum(a, b))
        while not np.array_equal(onward := first[first], first):
            first = onward
    return first
