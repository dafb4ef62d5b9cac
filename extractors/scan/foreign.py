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
DARK_MARK = 200.0  # level of grey: a mean so dark is left by a piece where all that is finer than its strokes is closed
BROAD = 0.5  # or so much of its own darkness
CROSSED = 2.5  # points: the strokes of print and rulings that cross foreign ink are no broader
KNEE = 22.0  # levels of grey over which tones rise from those of print to those of paper
WATERMARK = 0.8  # share of the foreign ink that is broad where a watermark was printed
NO_DARKER = 0.75  # a watermark's own tone against the mean of it with what is beside and on it
FINE_STROKE = 1.8  # points: the strokes of usual print are finer
PEN_STROKE = 3.0  # points: strokes of a watermark are broader than those of a pen
GRAIN = 6.0  # levels of grey by which a ground of paper or ink is darker than its brightest pixels
PALEST = 235
MOSTLY = 0.5
HINTED = 60
NEAR = 3.0
# Points around print, of 255 the darkest that a watermark is, and the share of a piece that lies so near to print: the
# pale strokes of glyphs do, a watermark lies on paper too.
BESIDE_PRINT, DARK_INK, AMONG_PRINT = 2.0, 100, 0.8
MARKED = 100  # of 255: where a watermark's layer holds a stroke
NO_WEIGHT = 1e-4  # rounding of a mean over no pixels


def _core(grey: Picture, layers: PageLayers, seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where nothing but foreign ink is seen, of the places where it is `seen`."""
    height, width = grey.shape
    ruled, printed = (layers.sized(name, height, width) >= PRINTED for name in ("drawn", "print"))
    return np.asarray(seen & ~ruled & ~printed, np.bool_)


def without_foreign_ink(grey: Picture, layers: PageLayers, pixels_per_point: float) -> tuple[Picture, Picture] | None:
    """A grey picture of even light without its foreign ink, and where that lay (255, else 0); None where there is none.

    `layers`: what the network sees in the picture, in its place.
    """
    height, width = grey.shape
    seen = layers.sized("foreign", height, width) >= SEEN
    if np.count_nonzero(seen) < LARGE_PIECE * pixels_per_point**2:
        return None
    core = _core(grey, layers, seen)
    pieces = _pieces(core, grey, pixels_per_point)
    if pieces is None:
        return None
    of_print, of_watermark = pieces
    seen, core = seen & ~of_print, core & ~of_print
    tone = _tone_near(grey, core, AROUND * pixels_per_point)
    where = _wider(_with_whole_strokes(grey, seen, tone) > 0, pixels_per_point).astype(np.uint8)
    where[tone < DARKEST] = 0
    if np.count_nonzero(where) < LEAST_PIECE * pixels_per_point**2:
        return None
    held = where > 0
    paper = behind = tone[held] - MARGIN
    if of_watermark:
        ground = _ground(grey, FINE_STROKE, pixels_per_point)
        own = _own_tone(grey, core, tone, ground, AROUND * pixels_per_point)[held]
        beside = _beside(core, seen, pixels_per_point)[held]
        paper = np.where(core[held], own, np.maximum(own + (PAPER - own) * beside, ground[held]))
        behind = paper - MARGIN + (MARGIN - GRAIN) * beside
    clean = grey.copy()
    clean[held] = _lifted(grey[held], paper, behind)
    return clean, np.asarray(where * np.uint8(255), np.uint8)


def _own_tone(
    grey: Picture,
    core: NDArray[np.bool_],
    tone: NDArray[np.float32],
    ground: NDArray[np.float32],
    reach: float,
) -> NDArray[np.float32]:
    """The tone of foreign ink along the middle of its strokes, near each pixel; `tone` is the mean of it, its rims and
    print on it."""
    its, mean, behind = grey[core], tone[core], ground[core]
    middle = core.copy()
    middle[core] = (its > behind - MARGIN) & (behind < (mean + PAPER) / 2)
    plain = _tone_near(grey, middle, reach)
    plain = np.maximum(np.where(plain > 0, plain, tone), NO_DARKER * tone)
    near = plain[core]
    middle[core] = (its <= near + GRAIN) & (its > NO_DARKER * near)
    own = _tone_near(grey, middle, reach)
    return np.asarray(np.where(own > 0, own, plain), np.float32)


def _lifted(grey: Picture, paper: NDArray[np.float32], behind: NDArray[np.float32]) -> Picture:
    """Tones of the pixels on which foreign ink lies: those from `behind` on become paper, those of print what they are
    on white paper, where they are on `paper` now; between the two they rise evenly, so that the rims of strokes stay.
    """
    paper, behind = np.maximum(paper, 1.0), np.maximum(behind, 1.0)
    darker = grey.astype(np.float32)
    knee = behind - KNEE
    at_knee = knee * (PAPER / paper)
    rising = at_knee + (darker - knee) * ((PAPER - at_knee) / KNEE)
    return np.clip(np.where(darker < knee, darker * (PAPER / paper), rising), 0, PAPER).astype(np.uint8)


def _beside(core: NDArray[np.bool_], seen: NDArray[np.bool_], pixels_per_point: float) -> NDArray[np.float32]:
    """How far beside foreign ink a pixel lies: 0 on it and on print that crosses it, 1 from the end of its rim."""
    size = 2 * round(CROSSED * pixels_per_point / 2) + 1
    closed = cv2.morphologyEx(core.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    away = cv2.distanceTransform(1 - (closed & seen.astype(np.uint8) | core.astype(np.uint8)), cv2.DIST_L2, 3)
    return np.asarray(np.minimum(1.0, away / (RIM * pixels_per_point)), np.float32)


def _wider(mask: NDArray[np.bool_], pixels_per_point: float) -> NDArray[np.bool_]:
    """A mask and the rim of half tones around it."""
    size = 2 * round(RIM * pixels_per_point) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(cv2.dilate(mask.astype(np.uint8), kernel) > 0, np.bool_)


def _pieces(core: NDArray[np.bool_], grey: Picture, pixels_per_point: float) -> tuple[NDArray[np.bool_], bool] | None:
    """Where the pieces lie that are strokes of print, and whether the others are a watermark, whose strokes are broader
    than any of print (those of a pen and of the back's print are not); None where no piece is large enough to be
    foreign ink."""
    point = pixels_per_point**2
    if np.count_nonzero(core) < LARGE_PIECE * point:
        return None
    size = 2 * round(ONE_PIECE * pixels_per_point) + 1
    near = cv2.dilate(core.astype(np.uint8), np.ones((size, size), np.uint8))
    count, labels = cv2.connectedComponents(near, connectivity=8)
    areas = np.bincount(labels[core], minlength=count) / point
    if areas.max() < LARGE_PIECE:
        return None
    ground = _ground(grey, PEN_STROKE, pixels_per_point)
    dark, left = (
        np.bincount(labels[core], weights=PAPER - its[core].astype(np.float32), minlength=count)
        for its in (grey, ground)
    )
    broad = (areas > 0) & ((left > BROAD * dark) | (left > (PAPER - DARK_MARK) * areas * point))
    of_print = areas < LEAST_PIECE
    of_watermark = bool(areas[broad].sum() >= WATERMARK * areas.sum())
    if of_watermark:
        of_print |= ~broad
    of_print[0] = False
    return np.asarray(of_print[labels], np.bool_), of_watermark


def _ground(grey: Picture, stroke: float, pixels_per_point: float) -> NDArray[np.float32]:
    """The tone behind all that is finer than a stroke (points) at each pixel: paper's, or that of broader ink."""
    size = 2 * round(stroke * pixels_per_point / 2) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, kernel), np.float32)


def of_watermark(layer: Picture, printed: Picture, layers: PageLayers, pixels_per_point: float) -> Picture:
    """The layer of a watermark (half size) without the pale strokes of print that were taken for it: the pieces that
    lie among print, where the network sees no foreign ink."""
    height, width = layer.shape
    scale = pixels_per_point * height / printed.shape[0]
    marked = layer > MARKED
    unseen = marked & (_near_foreign(layers, height, width, scale) == 0)
    dark = np.asarray(cv2.threshold(printed, DARK_INK, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)
    inked = cv2.resize(dark, (width, height), interpolation=cv2.INTER_AREA)
    size, reach = (2 * round(points * scale) + 1 for points in (ONE_PIECE, BESIDE_PRINT))
    beside = cv2.dilate(inked, np.ones((reach, reach), np.uint8)) > 0
    joined = cv2.dilate(unseen.astype(np.uint8), np.ones((size, size), np.uint8))
    count, labels = cv2.connectedComponents(joined, connectivity=8)
    area = np.bincount(labels[unseen], minlength=count)
    among = np.bincount(labels[unseen & beside], minlength=count)
    of_print = (area > 0) & (among >= AMONG_PRINT * area)
    return np.asarray(np.where(of_print[labels] & ~(marked & ~unseen), np.uint8(0), layer), np.uint8)


def _near_foreign(layers: PageLayers, height: int, width: int, pixels_per_point: float) -> NDArray[np.bool_]:
    """Where the network sees, or nearly sees, foreign ink not far off."""
    size = 2 * round(NEAR * pixels_per_point) + 1
    return np.asarray(
        cv2.dilate(layers.sized("foreign", height, width), np.ones((size, size), np.uint8)) >= HINTED, np.bool_
    )


def without_layer(lifted: Picture, printed: Picture, layer: Picture, own: Picture, pixels_per_point: float) -> Picture:
    """A picture whose watermark was lifted, print put back where it was taken for it: where `layer` (half size) holds
    what `own`, the part of it that is the watermark's, does not."""
    height, width = printed.shape
    size = 2 * round(RIM * pixels_per_point) + 1
    wrong, right = (
        cv2.dilate(part.astype(np.uint8), np.ones((size, size), np.uint8))
        for part in ((layer > MARKED) & (own <= MARKED), own > MARKED)
    )
    back = cv2.resize(wrong & ~right & 1, (width, height), interpolation=cv2.INTER_NEAREST) > 0
    return np.asarray(np.where(back, printed, lifted), np.uint8)


def lifted_as_seen(
    lifted: Picture, printed: Picture, layer: Picture, layers: PageLayers, pixels_per_point: float
) -> Picture:
    """A picture whose watermark (`layer`, half size) was lifted, lifted only where the network sees foreign ink.

    Where the network sees most of the watermark, it is lifted as all foreign ink; else near what is seen of it, since
    what was lifted elsewhere was pale strokes of print; where it hardly sees any, all stays lifted.
    """
    height, width = printed.shape
    marked = cv2.resize(layer, (width, height), interpolation=cv2.INTER_NEAREST) > MARKED
    found = without_foreign_ink(printed, layers, pixels_per_point)
    if found is not None and np.mean(found[1][marked] > 0) >= MOSTLY:
        return found[0]
    near = _near_foreign(layers, height, width, pixels_per_point)
    if not marked.any() or np.mean(near[marked]) < MOSTLY:
        return lifted
    return np.asarray(np.where(near, lifted, printed), np.uint8)


def _tone_near(grey: Picture, core: NDArray[np.bool_], reach: float) -> NDArray[np.float32]:
    """The mean tone of some pixels around each pixel; 0 where there are none."""
    size = (2 * round(reach) + 1,) * 2
    weight = cv2.boxFilter(core.view(np.uint8), cv2.CV_32F, size)
    total = cv2.boxFilter(grey * core, cv2.CV_32F, size)
    none = np.zeros(grey.shape, np.float32)
    return np.asarray(np.divide(total, weight, out=none, where=weight > NO_WEIGHT), np.float32)


def _with_whole_strokes(grey: Picture, seen: NDArray[np.bool_], tone: NDArray[np.float32]) -> Picture:
    """1 where foreign ink was seen, and in the rest of strokes of its tone of which most was."""
    alike = (grey < PALEST) & (tone > 0) & (grey > tone - MARGIN)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(alike.view(np.uint8), connectivity=8)
    marked = np.bincount(labels[seen], minlength=count)
    whole = marked >= MOSTLY * stats[:, cv2.CC_STAT_AREA]
    whole[0] = False
    return np.asarray(seen | whole[labels], np.uint8)
