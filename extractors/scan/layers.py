"""What of a clean page is print and what is ruling, told apart by where the recogniser's detector saw text.

Print is taken out before rulings are looked for, so that neither rows of glyphs pass for rulings nor the dots and
dashes of a broken ruling need be told from them. A learnt model of layers would give the same record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.light import Picture

Quad = NDArray[np.float32]

PRINT = 190
TALLEST_GLYPH = 1.5
LEAST_GLYPH = 0.28
INSET = 0.15
BEYOND = 0.25
ENDS = 0.42
SIDES = 0.2
STROKE = (0.9, 0.15)
STEM = (1.05, 0.2)
RULED = 24.0
THIN = 2.6
DOT_GAP = 4.5
LEAST_DOTTED = 26.0


@dataclass(frozen=True, slots=True)
class Layers:
    """Pictures as large as the page: `print` (1 where glyphs lie), and how dark (255 black) the page is without them,
    in which `across` has broken lines across made whole, `upright` those that stand. `texts`: boxes around the lines of
    text, pixels."""

    print: Picture
    across: Picture
    upright: Picture
    texts: tuple[tuple[float, float, float, float], ...]


def layers_of(grey: Picture, quads: Sequence[Quad], pixels_per_point: float) -> Layers:
    """The layers of a level, clean, grey picture. `quads`: lines of text as the detector saw them."""
    ink = np.asarray(cv2.threshold(grey, PRINT, 1, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
    level, standing = _runs(ink, pixels_per_point)
    glyphs = _print(grey.shape, ink, (level, standing), quads)
    dark = cv2.bitwise_not(grey)
    near = cv2.dilate(glyphs, np.ones((3, 3), np.uint8))
    across = _whole(_without(dark, near, level), pixels_per_point)
    upright = _whole(np.ascontiguousarray(_without(dark, near, standing).T), pixels_per_point).T
    texts = tuple(_around(quad) for quad in quads)
    return Layers(glyphs, across, np.ascontiguousarray(upright), texts)


def _around(quad: Quad) -> tuple[float, float, float, float]:
    (x0, y0), (x1, y1) = quad.min(axis=0), quad.max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)


def _runs(ink: Picture, scale: float) -> tuple[Picture, Picture]:
    """1 where ink runs on across, and upright, for longer than any stroke of print."""
    length = round(RULED * scale)
    level, standing = (
        cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(way, np.uint8)) for way in ((1, length), (length, 1))
    )
    return np.asarray(level, dtype=np.uint8), np.asarray(standing, dtype=np.uint8)


def _without(dark: Picture, print_: Picture, run: Picture) -> Picture:
    """The dark picture without print, but for the rulings of one direction that print touches."""
    bare = dark.copy()
    bare[(print_ > 0) & (run == 0)] = 0
    return bare


def _print(shape: tuple[int, ...], ink: Picture, runs: tuple[Picture, Picture], quads: Sequence[Quad]) -> Picture:
    """Pieces of ink in detected lines, no larger than these; dots and level strokes at its sides are none."""
    if not quads:
        return np.zeros(shape, np.uint8)
    for rulings in runs:
        ink[cv2.dilate(rulings, np.ones((3, 3), np.uint8)) > 0] = 0  # glyphs that touch a ruling come apart from it
    _, labels, stats, middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    field, around, inner = (np.zeros(shape, np.uint8) for _ in range(3))
    line = float(np.median([min(np.ptp(quad[:, 0]), np.ptp(quad[:, 1])) for quad in quads]))
    for quad in quads:
        box = _around(quad)
        for picture, across, down in ((field, -INSET, 0.0), (around, BEYOND, BEYOND), (inner, -ENDS, -SIDES)):
            x0, y0, x1, y1 = box[0] - across * line, box[1] - down * line, box[2] + across * line, box[3] + down * line
            if x0 < x1 and y0 < y1:
                cv2.rectangle(picture, (round(x0), round(y0)), (round(x1), round(y1)), (1,), -1)
    x, y = middles[:, 0].astype(int), middles[:, 1].astype(int)
    left, top, width, height = stats[:, 0], stats[:, 1], stats[:, 2], stats[:, 3]
    right, bottom = left + width - 1, top + height - 1
    glyphs = (field[y, x] > 0) & (around[top, left] > 0) & (around[bottom, right] > 0)
    glyphs &= np.minimum(width, height) < TALLEST_GLYPH * line
    tiny = np.maximum(width, height) <= LEAST_GLYPH * line
    flat = (width >= STROKE[0] * line) & (height <= STROKE[1] * line)
    glyphs &= (inner[y, x] > 0) | ~(tiny | flat)
    glyphs &= (height < STEM[0] * line) | (width > STEM[1] * line)
    glyphs[0] = False
    return np.asarray(glyphs[labels], dtype=np.uint8)


def _whole(dark: Picture, scale: float) -> Picture:
    """The picture with rows of dots and dashes that run on for long made into lines."""
    size = max(5, round(THIN * scale)) | 1
    thin = cv2.morphologyEx(dark, cv2.MORPH_TOPHAT, np.ones((size, 1), np.uint8))
    thick = cv2.dilate(thin, np.ones((3, 1), np.uint8))
    gap, least = max(3, round(DOT_GAP * scale)) | 1, max(9, round(LEAST_DOTTED * scale))
    closed = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
    return np.asarray(cv2.max(dark, cv2.erode(runs, np.ones((3, 1), np.uint8))), dtype=np.uint8)
