"""Photographed pages: the sheet found on what it lies on, and its lines made parallel again."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.light import Picture, grey_of

PictureMatrix = NDArray[np.float64]
WHITE = (255, 255, 255)
Segments = NDArray[np.float64]
Lean = tuple[float, float, float]
"""Slopes of lines at the near and the far side of a picture, and their difference that chance explains (one sigma)."""

THUMB = 600
LEAST_SHEET = 0.25
MOST_SHEET = 0.985
CONTRAST = 45
LEAST_LENGTH = 28.0
# Sides of single cells, where rulings cross so often that no longer piece is found.
CELL_LENGTH = 14.0
LEAST_SEGMENTS = 5
SPREAD = 0.0035
# On a page of even light, which no camera need have taken, waves and what shines through lean by less than this.
MARKED_SPREAD = 0.02
MOST_LEAN = 0.3
NEAR_STEP = 5.0
WIDE_STEP = 14.0
SHARP = 0.72
STEPS = (-WIDE_STEP, -NEAR_STEP, NEAR_STEP, WIDE_STEP)  # from within the sheet to without
LEAST_PLACES = 12  # along one side, of 25, that lie in the picture
CORNERS, FILLED = 4, 0.93  # of a sheet's outline: its corners, and the share of its area that they enclose
# Of a picture's width: so near to its sides a sheet ends there. Of a dark band: the share that print covers, and that a
# glyph takes of its height; fewer pale strokes are no word.
AT_SIDE, PRINTED, GLYPH, FEW_STROKES = 0.02, (0.004, 0.4), 0.1, 4
SOFT_EDGE = 2.0  # pixels of the thumb: where a sheet ends it is neither paper nor ground
# Slopes that differ from the usual one by more are no ruling's; by less they are alike whatever their spread is;
# between these, times the usual difference. Lines must lie over this share of the page.
STRAY_SLOPE, FINEST_SLOPE, STRAY, LEAST_EXTENT = 0.05, 0.002, 2.5, 0.2
AGREEING = 0.6  # of the length of all segments of a direction: what lies on the fit
SURE = 4.0  # sigmas: a perspective, and not the scatter of short strokes


def sheet_of(image: Picture) -> Picture | None:
    """The sheet of paper cut out of a photograph and made rectangular; None where the picture is all paper.

    The sheet is the one large bright quadrangle on a darker ground. Its size in pixels is kept.
    """
    grey = grey_of(image)
    height, width = grey.shape
    factor = THUMB / max(height, width)
    thumb = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    thumb = cv2.morphologyEx(cv2.medianBlur(thumb, 5), cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))
    _, bright = cv2.threshold(thumb, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    outline = cv2.convexHull(max(contours, key=cv2.contourArea))
    share = cv2.contourArea(outline) / thumb.size
    if not LEAST_SHEET < share < MOST_SHEET:
        return None
    inside = cv2.fillConvexPoly(np.zeros_like(thumb), outline, 1) > 0
    if inside.all():  # a narrow strip: its outline runs along its own border
        return None
    if float(np.median(thumb[inside])) - float(np.median(thumb[~inside])) < CONTRAST:
        return None
    corners = _corners(outline)
    if corners is None or not _is_sharp(thumb, corners):
        return None
    corners /= factor
    if _is_printed_beyond(grey, corners, round(SOFT_EDGE / factor)):
        return None
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    size = round(float(sides[0] + sides[2]) / 2), round(float(sides[1] + sides[3]) / 2)
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    flat = cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, dtype=np.uint8)


def _is_sharp(thumb: Picture, corners: PictureMatrix) -> bool:
    """Whether the sheet ends in an edge wherever it ends within the picture: the shadow of a gutter fades instead."""
    height, width = thumb.shape
    middle = corners.mean(axis=0)
    for one, other in pairwise([*corners, corners[0]]):
        places = one + np.linspace(0.15, 0.85, 25)[:, None] * (other - one)
        outward = places.mean(axis=0) - middle
        outward /= max(1.0, float(np.linalg.norm(outward)))
        profile = []
        for step in STEPS:
            x, y = np.round(places + step * outward).astype(int).T
            inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
            if inside.sum() < LEAST_PLACES:
                break
            profile.append(float(np.median(thumb[y[inside], x[inside]])))
        if len(profile) == len(STEPS) and profile[1] - profile[2] < SHARP * (profile[0] - profile[3]):
            return False
    return True


def _is_printed_beyond(grey: Picture, corners: PictureMatrix, soft: int) -> bool:
    """Whether what lies above or below a sheet as wide as the picture bears pale print: a dark band of the page (title,
    header, footer) and not what the page lies on. `soft`: pixels left out at its rim."""
    width = grey.shape[1]
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    if left > AT_SIDE * width or right < (1 - AT_SIDE) * width:
        return False
    paper = float(np.median(grey[round(max(top, 0)) : round(bottom), :]))
    beyond = grey[soft : max(soft, round(top) - soft), soft:-soft], grey[round(bottom) + soft : -soft, soft:-soft]
    return any(_bears_pale_print(strip, paper) for strip in beyond if strip.size)


def _bears_pale_print(strip: Picture, paper: float) -> bool:
    """Whether strokes nearly as pale as paper stand on a darker strip, each within it."""
    pale = np.asarray(strip > (float(np.median(strip)) + paper) / 2, np.uint8)
    if not PRINTED[0] < float(pale.mean()) < PRINTED[1]:
        return False
    stats = cv2.connectedComponentsWithStats(pale, connectivity=8)[2][1:]
    left, top, wide, high = stats[:, :4].T
    within = (left > 0) & (top > 0) & (left + wide < pale.shape[1]) & (top + high < pale.shape[0])
    return int(np.count_nonzero(within & (high > GLYPH * pale.shape[0]))) >= FEW_STROKES


def _corners(outline: NDArray[np.int32]) -> NDArray[np.float64] | None:
    """The four corners (from the top left, clockwise) of an outline that is nearly a quadrangle."""
    length = cv2.arcLength(outline, True)
    for tolerance in (0.01, 0.015, 0.02, 0.03, 0.045):
        polygon = cv2.approxPolyDP(outline, tolerance * length, True).reshape(-1, 2).astype(np.float64)
        if len(polygon) == CORNERS:
            break
    else:
        return None
    if cv2.contourArea(polygon.astype(np.float32)) < FILLED * cv2.contourArea(outline):
        return None
    total, difference = polygon.sum(axis=1), polygon[:, 0] - polygon[:, 1]
    picked = [int(np.argmin(total)), int(np.argmax(difference)), int(np.argmax(total)), int(np.argmin(difference))]
    return polygon[picked] if len(set(picked)) == CORNERS else None


def keystone_of(grey: Picture, pixels_per_point: float, *, of_photograph: bool) -> PictureMatrix | None:
    """The perspective that makes the long lines of a picture of even light level and upright.

    None where they are parallel already, or where there is too little of them to tell. `of_photograph`: whether sheet
    or light told of a camera; else only a marked perspective is one.
    """
    height, width = grey.shape
    level, upright = _sorted_by_lean(_segments(grey, pixels_per_point, LEAST_LENGTH))
    least = SPREAD if of_photograph else MARKED_SPREAD
    if min(len(level), len(upright)) < LEAST_SEGMENTS:
        level, upright = _sorted_by_lean(_segments(grey, pixels_per_point, CELL_LENGTH))
        least = MARKED_SPREAD
        if min(_length(level), _length(upright)) < LEAST_SEGMENTS * LEAST_LENGTH * pixels_per_point:
            return None
    if len(level) < LEAST_SEGMENTS or len(upright) < LEAST_SEGMENTS:
        return None
    lean_level = _lean(level, height)
    lean_upright = _lean(upright, width)
    if lean_level is None or lean_upright is None:
        return None
    lean_level, lean_upright = _told(lean_level, lean_upright), _told(lean_upright, lean_level)
    spread = max(abs(lean_level[1] - lean_level[0]), abs(lean_upright[1] - lean_upright[0]))
    if spread < least:
        return None
    top, bottom = ((width / 2, y, 1.0, slope) for y, slope in zip((0.0, height), lean_level[:2], strict=True))
    left, right = ((x, height / 2, slope, 1.0) for x, slope in zip((0.0, width), lean_upright[:2], strict=True))
    corners = [_crossing(top, left), _crossing(top, right), _crossing(bottom, right), _crossing(bottom, left)]
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(np.array(corners, np.float32), target), dtype=np.float64)


def warped(picture: Picture, matrix: PictureMatrix) -> Picture:
    """A picture, grey or BGR, seen through a perspective; same size, white where there was nothing."""
    height, width = picture.shape[:2]
    flat = cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=WHITE)
    return np.asarray(flat, dtype=np.uint8)


def _sorted_by_lean(segments: Segments) -> tuple[Segments, Segments]:
    """The nearly level ones of some segments, and the nearly upright ones with x and y exchanged."""
    dx, dy = segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1]
    return segments[np.abs(dy) < MOST_LEAN * np.abs(dx)], segments[np.abs(dx) < MOST_LEAN * np.abs(dy)][:, [1, 0, 3, 2]]


def _length(segments: Segments) -> float:
    return float(np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1]).sum())


def _segments(grey: Picture, scale: float, least: float) -> Segments:
    """Straight segments (x0, y0, x1, y1) of a picture, pixels, that are longer than `least` points."""
    small = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(small)[0]
    if found is None:
        return np.zeros((0, 4))
    segments = found.reshape(-1, 4).astype(np.float64) * 2
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    return np.asarray(segments[lengths > least * scale], dtype=np.float64)


def _told(lean: Lean, other: Lean) -> Lean:
    """The lean of one direction's lines, which is the other direction's turn where its own differ by chance only (the
    strokes of print, where no ruling runs that way)."""
    if abs(lean[1] - lean[0]) >= SURE * lean[2]:
        return lean
    turn = -(other[0] + other[1]) / 2
    return turn, turn, lean[2]


def _lean(segments: Segments, extent: float) -> Lean | None:
    """Slopes of (nearly level) lines at the near and the far side of a picture, from those of segments between; and by
    how much chance alone may part the two.

    A straight fit of slope over place, twice, without what lies far off the first; weighted by length.
    """
    dx, dy = segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1]
    slopes, places = dy / dx, (segments[:, 1] + segments[:, 3]) / 2
    weights = np.abs(dx)
    kept = np.abs(slopes - _median(slopes, weights)) < STRAY_SLOPE
    for _ in range(4):
        if kept.sum() < LEAST_SEGMENTS or float(np.ptp(places[kept])) < LEAST_EXTENT * extent:
            return None
        rise, base = np.polyfit(places[kept], slopes[kept], 1, w=weights[kept])
        off = np.abs(slopes - (base + rise * places))
        kept = off < max(FINEST_SLOPE, STRAY * float(np.median(off[kept])))
    apart = places[kept] - np.average(places[kept], weights=weights[kept])
    scatter = float(np.sqrt(np.average((slopes[kept] - base - rise * places[kept]) ** 2, weights=weights[kept])))
    if weights[kept].sum() < AGREEING * weights.sum():
        return float(base), float(base + rise * extent), np.inf
    chance = scatter * extent / max(1.0, float(np.sqrt(np.sum(apart**2))))
    return float(base), float(base + rise * extent), chance


def _median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    return float(values[order[int(np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2))]])


def _crossing(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> tuple[float, float]:
    """Where two lines (x, y, direction x, direction y) meet."""
    x0, y0, dx0, dy0 = one
    x1, y1, dx1, dy1 = other
    along = ((x1 - x0) * dy1 - (y1 - y0) * dx1) / (dx0 * dy1 - dy0 * dx1)
    return x0 + along * dx0, y0 + along * dy0
