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
LONGEST_GLYPH = 2.2
TALLEST_GLYPH = 1.5
LEAST_GLYPH = 0.28
INSET = 0.15
STROKE = (0.9, 0.15)
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
    glyphs = _print(grey, quads)
    dark = cv2.bitwise_not(grey)
    dark[cv2.dilate(glyphs, np.ones((3, 3), np.uint8)) > 0] = 0
    across = _whole(dark, pixels_per_point)
    upright = _whole(np.ascontiguousarray(dark.T), pixels_per_point).T
    texts = tuple(_around(quad) for quad in quads)
    return Layers(glyphs, across, np.ascontiguousarray(upright), texts)


def _around(quad: Quad) -> tuple[float, float, float, float]:
    (x0, y0), (x1, y1) = quad.min(axis=0), quad.max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)


def _print(grey: Picture, quads: Sequence[Quad]) -> Picture:
    """Pieces of ink in detected lines that are as large as glyphs are; dots and level strokes are none."""
    if not quads:
        return np.zeros(grey.shape, np.uint8)
    ink = np.asarray(cv2.threshold(grey, PRINT, 1, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
    _, labels, stats, middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    field = np.zeros(grey.shape, np.uint8)
    line = float(np.median([min(np.ptp(quad[:, 0]), np.ptp(quad[:, 1])) for quad in quads]))
    inset = INSET * line
    for quad in quads:
        x0, y0, x1, y1 = _around(quad)
        cv2.rectangle(field, (round(x0 + inset), round(y0)), (round(x1 - inset), round(y1)), (1,), -1)
    x, y = middles[:, 0].astype(int), middles[:, 1].astype(int)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    glyphs = (field[y, x] > 0) & (np.maximum(width, height) < LONGEST_GLYPH * line)
    glyphs &= np.minimum(width, height) < TALLEST_GLYPH * line
    glyphs &= np.maximum(width, height) > LEAST_GLYPH * line
    glyphs &= (width < STROKE[0] * line) | (height > STROKE[1] * line)
    glyphs[0] = False
    return np.asarray(glyphs[labels], dtype=np.uint8)


def _whole(dark: Picture, scale: float) -> Picture:
    """The picture with rows of dots and dashes that run on for long made into lines."""
    thick = cv2.dilate(dark, np.ones((3, 1), np.uint8))
    gap, least = max(3, round(DOT_GAP * scale)) | 1, max(9, round(LEAST_DOTTED * scale))
    closed = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
    return np.asarray(cv2.max(dark, cv2.erode(runs, np.ones((3, 1), np.uint8))), dtype=np.uint8)
