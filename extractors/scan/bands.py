"""Pale print on dark bands (headers in blue or black) turned into dark print on paper, region by region."""

from __future__ import annotations

import cv2
import numpy as np

from mingzhang.extractors.scan.light import Picture, paper_tone

SHRINK = 0.5
DARK = 0.62
BRIGHT = 0.45
SOLID = 3.5
SQUARE = 7.0
JOINED = 11.0
LEAST_HEIGHT = 8.0
LEAST_WIDTH = 20.0
REACH = 130.0
FILLED = 0.35
PRINTED = (0.004, 0.4)
DARKER = 0.05
LEAST_PART = 0.5  # share of the smallest band that is dark at all, strokes of its print left out
PRINT_TONE, TONE_NOISE = 0.5, 8  # of a band's tone, and levels of grey below that: print that is darker than the band
EDGE = 0.7
EDGE_TONE = 40
# Of a band's tone: what is no darker is its ground still, what is so dark is a ruling; of the way to paper: ground too.
GROUND, BLACK, PALER_GROUND = 0.85, 0.3, 0.12


def without_dark_bands(grey: Picture, pixels_per_point: float) -> Picture:
    """The grey picture with its dark bands inverted where pale strokes stand in them, their outlines drawn as rulings.

    A band is solid: darker than the paper around it over areas larger than strokes of print are, with a free place. One
    that holds no pale strokes, or darker ones, is left as it is.
    """
    scale = pixels_per_point * SHRINK
    small = cv2.resize(grey, None, fx=SHRINK, fy=SHRINK, interpolation=cv2.INTER_AREA)
    paper = paper_tone(small, REACH * scale)
    dark = (small < DARK * paper).astype(np.uint8)
    if np.count_nonzero(dark) < LEAST_PART * LEAST_HEIGHT * LEAST_WIDTH * scale**2:
        return grey
    size = max(3, round(SOLID * scale)) | 1
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    square = max(3, round(SQUARE * scale)) | 1
    grounds = cv2.erode(dark, np.ones((square, square), np.uint8))
    reach = max(3, round(JOINED * scale)) | 1
    bands = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bands, connectivity=8)
    result = grey
    for label in range(1, count):
        x, y, width, height, area = (int(v) for v in stats[label])
        if height < LEAST_HEIGHT * scale or width < LEAST_WIDTH * scale:
            continue
        own = labels[y : y + height, x : x + width] == label
        inside = slice(y, y + height), slice(x, x + width)
        if np.count_nonzero(solid[inside][own]) < FILLED * area or not grounds[inside][own].any():
            continue
        part = small[y : y + height, x : x + width]
        tone = float(np.median(part[own]))
        bright = float(np.median(paper[y : y + height, x : x + width][own]))
        strokes = float(np.mean(part[own] > tone + BRIGHT * (bright - tone)))
        if not PRINTED[0] < strokes < PRINTED[1] or float(np.mean(part[own] < PRINT_TONE * tone - TONE_NOISE)) > DARKER:
            continue
        if result is grey:
            result = grey.copy()
        _invert(result, own, (x, y, width, height), tone, bright, pixels_per_point)
    return result


def _invert(
    grey: Picture, own: np.ndarray, box: tuple[int, int, int, int], tone: float, paper: float, scale: float
) -> None:
    """Turn one band of a picture around, in place: its ground becomes paper, paper and darker rulings black."""
    x, y, width, height = (round(value / SHRINK) for value in box)
    part = grey[y : y + height, x : x + width]
    mask = cv2.resize(own.astype(np.uint8), part.shape[::-1], interpolation=cv2.INTER_NEAREST)
    ground = [GROUND * tone, tone + PALER_GROUND * (paper - tone)]
    table = np.interp(np.arange(256), [BLACK * tone, *ground, paper], [0, paper, paper, 0])
    turned = cv2.LUT(part, np.round(table).astype(np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    rim = cv2.dilate(mask, np.ones((5, 5), np.uint8))
    part[rim > 0] = np.where(mask > 0, turned, np.uint8(paper))[rim > 0]
    cv2.drawContours(part, contours, -1, (EDGE_TONE,), max(1, round(EDGE * scale)))
