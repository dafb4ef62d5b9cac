"""Ink that doesn't belong to a page taken out where the page-layer network sees it: watermark, seal, pen, the back.

What the ink is, nobody asks: where it lies, its own tone and all paler ones become paper; print, which is darker, is
as dark against the paper as it was against the ink. Ink as dark as print can't be told from it, so it stays; so do
pieces smaller than a glyph, which are strokes of print (一, ≥, %) that the network takes for foreign ones.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.page_network import PageLayers

SEEN = 110
PRINTED = 110
RIM = 1.1
AROUND = 14.0
MARGIN = 14.0
# Foreign ink on a page has one piece so large at least, more than any glyph of a table; what lies within `ONE_PIECE`
# points is one. Where there is such a piece, smaller ones (a tick of a pen) are foreign too. Square points.
LARGE_PIECE = 100.0
LEAST_PIECE = 20.0
ONE_PIECE = 3.0
DARKEST = 60.0
PAPER = 255.0
PALEST = 235
MOSTLY = 0.5
HINTED = 60
NEAR = 3.0
MARKED = 100  # of 255: where a watermark's layer holds a stroke
NO_WEIGHT = 1e-4  # rounding of a mean over no pixels


def without_foreign_ink(grey: Picture, layers: PageLayers, pixels_per_point: float) -> tuple[Picture, Picture] | None:
    """A grey picture of even light without its foreign ink, and where that lay (255, else 0); None where there is none.

    `layers`: what the network sees in the picture, in its place.
    """
    height, width = grey.shape
    foreign, print_ = (layers.sized(name, height, width) for name in ("foreign", "print"))
    ruled = layers.sized("drawn", height, width) >= PRINTED
    seen = foreign >= SEEN
    core = seen & (print_ < PRINTED) & ~ruled
    small = _strokes_of_print(core, pixels_per_point)
    if small is None:
        return None
    seen, core = seen & ~small, core & ~small
    tone = _tone_near(grey, core, AROUND * pixels_per_point)
    where = _with_whole_strokes(grey, seen, tone)
    size = 2 * round(RIM * pixels_per_point) + 1
    where = cv2.dilate(where, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    where[tone < DARKEST] = 0
    if np.count_nonzero(where) < LEAST_PIECE * pixels_per_point**2:
        return None
    lifted = np.minimum(PAPER, grey.astype(np.float32) * (PAPER / np.maximum(tone - MARGIN, 1.0)))
    clean = np.where(where > 0, lifted, grey)
    return np.asarray(clean, np.uint8), np.asarray(where * np.uint8(255), np.uint8)


def _strokes_of_print(core: NDArray[np.bool_], pixels_per_point: float) -> NDArray[np.bool_] | None:
    """Where the pieces lie that are too small for foreign ink; None where no piece is large enough to be any."""
    point = pixels_per_point**2
    if np.count_nonzero(core) < LARGE_PIECE * point:
        return None
    size = 2 * round(ONE_PIECE * pixels_per_point) + 1
    near = cv2.dilate(core.astype(np.uint8), np.ones((size, size), np.uint8))
    count, labels = cv2.connectedComponents(near, connectivity=8)
    areas = np.bincount(labels[core], minlength=count) / point
    if areas.max() < LARGE_PIECE:
        return None
    small = areas < LEAST_PIECE
    small[0] = False
    return np.asarray(small[labels], np.bool_)


def only_where_seen(
    lifted: Picture, printed: Picture, layer: Picture, layers: PageLayers, pixels_per_point: float
) -> Picture:
    """A picture whose watermark (`layer`, half size) was lifted, lifted only near foreign ink that the network sees.

    What was lifted elsewhere was pale strokes of print. Where the network hardly sees the watermark, all stays lifted.
    """
    height, width = printed.shape
    size = 2 * round(NEAR * pixels_per_point) + 1
    near = cv2.dilate(layers.sized("foreign", height, width), np.ones((size, size), np.uint8)) >= HINTED
    marked = cv2.resize(layer, (width, height), interpolation=cv2.INTER_NEAREST) > MARKED
    if not marked.any() or np.mean(near[marked]) < MOSTLY:
        return lifted
    return np.asarray(np.where(near, lifted, printed), np.uint8)


def _tone_near(grey: Picture, core: NDArray[np.bool_], reach: float) -> NDArray[np.float32]:
    """The mean tone of some pixels around each pixel; 0 where there are none."""
    size = (2 * round(reach) + 1,) * 2
    weight = cv2.blur(core.astype(np.float32), size)
    total = cv2.blur(np.where(core, grey, np.uint8(0)).astype(np.float32), size)
    return np.asarray(np.where(weight > NO_WEIGHT, total / np.maximum(weight, NO_WEIGHT), 0.0), np.float32)


def _with_whole_strokes(grey: Picture, seen: NDArray[np.bool_], tone: NDArray[np.float32]) -> Picture:
    """1 where foreign ink was seen, and in the rest of strokes of its tone of which most was."""
    alike = (grey > tone - MARGIN) & (grey < PALEST) & (tone > 0)
    count, labels = cv2.connectedComponents(alike.astype(np.uint8), connectivity=8)
    sizes = np.bincount(labels.ravel(), minlength=count)
    marked = np.bincount(labels[seen], minlength=count)
    whole = marked >= MOSTLY * sizes
    whole[0] = False
    return np.asarray(seen | whole[labels], np.uint8)
