"""Grey pictures of even light: paper 255, ink near 0, whatever lamp or camera took them."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.percentiles import spread_of

Picture = NDArray[np.uint8]

SHRINK = 8
FAINT_INK = 90
UNEVEN = 0.82
SHADOW = 45  # points: a shadow is broader, a stroke and a seal's ring are thinner
INKED, DARKENED = 0.004, 30  # share of a page that is its ink at least; levels of grey that the darkest ink gets
BLACK_DOT = 140  # of 255: dots of a dithered fax are darker
THUMB = 24  # pixels a side of the picture in which light is compared
DOT = 1.1
DOTS = 0.04
SCREEN = 0.45
SPREAD = 4.0
LEAST_CONTRAST = 60
NO_INK = 200  # of 255: a page whose darkest tone is paler is blank
DARK_END, LIGHT_END = 5, 95  # per cent of the places of a page that are darker


def grey_of(image: Picture) -> Picture:
    """One channel of a BGR or grey picture."""
    if image.ndim == 2:
        return image
    return _bytes(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))


def paper_tone(grey: Picture, reach: float) -> Picture:
    """The tone of the paper behind every pixel: the brightest near it, smoothed. `reach` in pixels, larger than
    the strokes and smaller than the shadows."""
    small = cv2.resize(grey, None, fx=1 / SHRINK, fy=1 / SHRINK, interpolation=cv2.INTER_AREA)
    size = max(3, int(reach / SHRINK) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    small = cv2.morphologyEx(cv2.medianBlur(small, 3), cv2.MORPH_CLOSE, kernel, borderType=cv2.BORDER_REPLICATE)
    small = cv2.GaussianBlur(small, (0, 0), size / 3)
    return _bytes(cv2.resize(small, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR))


def even_light(grey: Picture, pixels_per_point: float) -> Picture:
    """The picture with its paper at 255; where all ink is faint, the ink is darkened too."""
    paper = paper_tone(grey, reach=SHADOW * pixels_per_point)
    even = cv2.divide(grey, np.maximum(paper, 1), scale=255)
    counts = np.cumsum(np.bincount(even[::2, ::2].ravel(), minlength=256))
    ink = int(np.searchsorted(counts, counts[-1] * INKED))
    if FAINT_INK < ink < NO_INK:
        table = np.clip((np.arange(256) - ink + DARKENED) * 255.0 / (255 - ink + DARKENED), 0, 255).astype(np.uint8)
        even = cv2.LUT(even, table)
    return _bytes(even)


def without_screen(grey: Picture, pixels_per_point: float) -> Picture:
    """The picture without the dots that stand for grey on a dithered fax; others are left as they are.

    Dithered paper is strewn with dots smaller than any of print (`DOTS` a square point); smoothed by more than their
    distance, they are an even tone, which becomes the paper's.
    """
    black = np.asarray(cv2.threshold(grey, BLACK_DOT, 1, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
    least = DOTS * grey.size / pixels_per_point**2
    if _most_pieces(black) < least:
        return grey
    _, _, stats, _ = cv2.connectedComponentsWithStats(black, connectivity=8)
    dots = int(np.count_nonzero(np.maximum(stats[1:, 2], stats[1:, 3]) <= max(2.0, DOT * pixels_per_point)))
    if dots < least:
        return grey
    soft = cv2.GaussianBlur(grey, (0, 0), SCREEN * pixels_per_point)
    sample = soft[::3, ::3].astype(np.float32)
    paper = float(np.median(sample))
    spread = spread_of(sample, paper)
    low, high = float(np.percentile(sample, 0.5)), paper - SPREAD * spread
    if high - low < LEAST_CONTRAST:
        return grey
    return _bytes(np.clip((soft.astype(np.float32) - low) * 255 / (high - low), 0, 255))


def _most_pieces(black: Picture) -> int:
    """More connected pieces than this a picture of 0 and 1 doesn't have: each has a pixel with none above or before
    it. Told in a fraction of the time that counting them takes."""
    begun = black.copy()
    begun[:, 1:] &= 1 - black[:, :-1]
    begun[1:] &= 1 - np.asarray(cv2.dilate(black, np.ones((1, 3), np.uint8)), np.uint8)[:-1]
    return int(np.count_nonzero(begun))


def is_uneven(image: Picture) -> bool:
    """Whether the paper of a picture is so much darker in places that a camera will have taken it."""
    thumb = cv2.resize(grey_of(image), (THUMB, THUMB), interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(thumb, np.ones((5, 5), np.uint8))
    return float(np.percentile(paper, DARK_END)) < UNEVEN * float(np.percentile(paper, LIGHT_END))


def _bytes(image: Any) -> Picture:
    return np.asarray(image, dtype=np.uint8)
