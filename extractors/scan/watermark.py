"""Watermarks taken out of a picture, known by what they are: pale, even in tone, large or slanted, over other print.

Nothing here asks what a watermark says. Its layer is kept, so that it can be turned level and read on its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.ink import line_boxes
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.percentiles import spread_of
from mingzhang.extractors.scan.recogniser import Recogniser

HALF = 0.5
DARKEST = 105
LARGE = 22.0
FLAT = 0.12
EVEN = 0.3
BOLD = 0.14
LONG = 70.0
MOST = 0.25
THICK = 0.45
AWAY = 0.5
REACH = 8.0
SHORT_RULE = 10.0
LONG_RULE = 24.0
LEAST_AREA = 0.0006
SLANT = 7.0
READABLE = 0.6
SURE = 0.9
MOST_LINES = 4
DARKER = 45
LIFTED = 200
MOST_LOST = 0.01
LEAST_CORE = 0.2 * LEAST_AREA  # share of the page that is a mark's core: its strokes without their rims
# Levels of grey: from here on paper; tones that are one; a step from pixel to pixel that only print has.
PAPER, SAME_TONE, STEEP = 225, 16, 26
LEAST_STROKE = 8  # pixels of the halved picture
EDGE_SHADOW = 0.3  # of the page's longer side: so long a piece at the page's edge is a shadow
FILL, FILL_SIDE = 0.8, 6.0  # share of its box, and points of its shorter side, that make a piece a fill
GLYPH_SIDE, THICKEST = 14.0, 0.45  # points from where a piece may be a whole glyph, and how thick its strokes are then
# Points; times the marks' thickness; share of its box that an open piece fills.
STROKE_LENGTH, NO_THICKER, OPEN = 5.0, 1.4, 0.7
AREA = cv2.CC_STAT_AREA
OVER_PRINT = 0.004  # share of a mark that lies on print
SAME_SLANT = SLANT / 1.5  # degrees between lines of one watermark
BLACKEST, SOFT_EDGE = 40.0, 22  # of 255: print under a mark stays what it was; levels between a mark and what is print
PALEST, LEAST_OFF = 243.0, 6.0  # of 255: what is paler is paper; levels of grey off it at least
# Breadths that a mark's line goes on, and is broader; points of that.
LONGER, BROADER, BROADER_POINTS = 2.6, 0.35, 6
FREE = 4.0  # points from the next print
MARKED = 100  # of 255: where the layer holds a stroke
ALIKE = 0.3  # share of the shorter reading's characters that the other has too
LEAST_LINE, LEAST_PIECE = 0.5, 6  # heights of a glyph; pixels
SLANT_BREADTH, SLANT_LENGTH = 5.0, 30.0  # points of a slanted line of glyphs


@dataclass(frozen=True, slots=True)
class WatermarkLayer:
    """A watermark found in a picture: its layer (255 where it lies, half size) and its usual tone."""

    layer: Picture
    tone: float


def lift_watermark(grey: Picture, pixels_per_point: float) -> tuple[Picture, WatermarkLayer | None]:
    """A picture of even light without its watermark, and the watermark, None if there is none.

    Where the watermark lies, its tone is taken for the paper's: print on it stays as dark against it as it was.
    """
    scale = pixels_per_point * HALF
    small = cv2.GaussianBlur(cv2.resize(grey, None, fx=HALF, fy=HALF, interpolation=cv2.INTER_AREA), (3, 3), 0)
    darkest = cv2.resize(cv2.erode(grey, np.ones((2, 2), np.uint8)), small.shape[::-1], interpolation=cv2.INTER_AREA)
    ink = (darkest < DARKEST).astype(np.uint8)
    near_ink = cv2.dilate(ink, np.ones((5, 5), np.uint8))
    pale = ((small > DARKEST) & (small < _palest(small))).astype(np.uint8) & (1 - near_ink)
    if np.count_nonzero(pale) < LEAST_AREA * pale.size:
        return grey, None
    bridge = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (11, 11))
    whole = pale | (cv2.morphologyEx(pale, cv2.MORPH_CLOSE, bridge) & near_ink)
    ruled = _ruled(whole, SHORT_RULE * scale, scale)
    seeds = _strokes(pale & (1 - ruled), small, scale)
    lines = _marks(_lines(seeds, scale), seeds, ink, scale)
    if not lines:
        return grey, None
    ways = _ways(lines, seeds.shape, scale)
    core = small[(seeds & ways & cv2.erode(pale, np.ones((2, 2), np.uint8))) > 0]
    if len(core) < LEAST_CORE * pale.size:
        return grey, None
    tone = float(np.median(core))
    spread = float(np.percentile(np.abs(core - tone), 90)) + 12
    ways |= _more(pale & (1 - (ruled & (1 - _flat(small)))), seeds & ways, small, tone, scale)
    even = _flat(small) & (np.abs(small.astype(np.int16) - tone) < SAME_TONE).astype(np.uint8) & pale
    rules = _ruled(whole, LONG_RULE * scale, scale) & (1 - cv2.dilate(even, np.ones((3, 3), np.uint8)))
    strokes = pale & ways & (small > tone - spread).astype(np.uint8) & (1 - rules)
    strokes |= cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, bridge) & near_ink
    around = cv2.dilate(strokes, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)))
    around = cv2.resize(around, grey.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    level = max(DARKEST - 5.0, min(float(np.percentile(core, 3)), tone - 8) - 4)
    clean = np.where(around, cv2.LUT(grey, _lifting(tone, level)), grey)
    darker = grey < tone - DARKER
    if np.count_nonzero(darker & (clean > LIFTED)) > MOST_LOST * np.count_nonzero(darker):
        return grey, None  # what is lifted holds darker strokes: it is small print
    own = cv2.dilate(strokes & (1 - (ruled & (1 - seeds))), np.ones((3, 3), np.uint8))
    soft = np.clip((_palest(small) - small.astype(np.float32)) * (255 / max(10.0, _palest(small) - tone)), 0, 255)
    layer = np.where(own & (1 - near_ink), soft, np.where(strokes & near_ink, 255, 0))
    return np.asarray(clean, dtype=np.uint8), WatermarkLayer(np.asarray(layer, dtype=np.uint8), tone)


def _lifting(tone: float, level: float) -> Picture:
    """New tones where a watermark lies: its own and paler ones become paper, darker ones what they were without it."""
    knee = max(BLACKEST, level - SOFT_EDGE)
    table = np.interp(np.arange(256), [0, knee, level, 255], [0, knee * 255 / max(tone, level), 255, 255])
    return np.asarray(np.round(table), dtype=np.uint8)


def _palest(small: Picture) -> float:
    """The palest tone that is no paper."""
    paper = small[::3, ::3]
    paper = paper[paper > PAPER].astype(np.float32)
    if not len(paper):
        return float(PAPER)
    middle = float(np.median(paper))
    noise = spread_of(paper, middle)
    return min(PALEST, middle - max(LEAST_OFF, 4 * noise))


def _ruled(pale: Picture, least: float, scale: float) -> Picture:
    """Pale rulings and the pale edges of dark ones: thin, at least so long (pixels), along the page."""
    found = np.zeros_like(pale)
    length, thick = max(9, round(least)), max(5, round(3.4 * scale)) | 1
    for along, across in (((1, length), (thick, 1)), ((length, 1), (1, thick))):
        runs = cv2.morphologyEx(pale, cv2.MORPH_OPEN, np.ones(along, np.uint8))
        bulk = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones(across, np.uint8))
        found |= runs & (1 - bulk)
    return np.asarray(found, dtype=np.uint8)


def _strokes(pale: Picture, small: Picture, scale: float) -> Picture:
    """The pale pieces that are strokes of even tone: no fills, no shadows at the edge, no frayed strokes of print."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(pale, connectivity=8)
    inside = cv2.distanceTransform(pale, cv2.DIST_L2, 3)
    flat = np.bincount(labels[(_flat(small) & pale) > 0], minlength=count)
    kept = np.zeros(count, np.uint8)
    height, width = pale.shape
    for label in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[label])
        if area < LEAST_STROKE or flat[label] < FLAT * area:
            continue
        at_edge = x <= 1 or y <= 1 or x + w >= width - 1 or y + h >= height - 1
        if at_edge and max(w, h) > EDGE_SHADOW * max(width, height):
            continue
        if area > FILL * w * h and min(w, h) > FILL_SIDE * scale:
            continue
        if min(w, h) > GLYPH_SIDE * scale:
            own = labels[y : y + h, x : x + w] == label
            if 2 * float(inside[y : y + h, x : x + w][own].max()) > THICKEST * min(w, h):
                continue
        kept[label] = 1
    return np.asarray(kept[labels], dtype=np.uint8)


def _more(pale: Picture, marks: Picture, small: Picture, tone: float, scale: float) -> Picture:
    """Where else strokes lie that are as even, as dark and no thicker than those of the marks found."""
    near = pale & (np.abs(small.astype(np.int16) - tone) < SAME_TONE).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    thick = 2 * float(cv2.distanceTransform(marks, cv2.DIST_L2, 3).max())
    flat = np.bincount(labels[(_flat(small) & near) > 0], minlength=count)
    longer, shorter = np.maximum(stats[:, 2], stats[:, 3]), np.minimum(stats[:, 2], stats[:, 3])
    kept = (flat >= EVEN * stats[:, AREA]) & (longer >= STROKE_LENGTH * scale)
    kept &= (shorter <= NO_THICKER * thick + 2) | (stats[:, AREA] < OPEN * longer * shorter)
    kept[0] = False
    size = round(5 * scale) | 1
    return np.asarray(cv2.dilate(kept[labels].astype(np.uint8), np.ones((size, size), np.uint8)), dtype=np.uint8)


def _flat(small: Picture) -> Picture:
    """Where tones hardly change from pixel to pixel: within a stroke of a watermark, not in one of small print."""
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    return np.asarray((cv2.dilate(small, cross) - cv2.erode(small, cross) < STEEP).astype(np.uint8), dtype=np.uint8)


def _marks(lines: list[_Line], seeds: Picture, ink: Picture, scale: float) -> list[_Line]:
    """Those lines that are slanted as most of the slanted are, or are large and lie under other print.

    One short line alone is not enough (crumbs of small print may lie so by chance), nor are lines that are a small part
    of what is pale on the page (then the print itself is pale).
    """
    sizes = {id(line): _piece_size(line, seeds) for line in lines}
    lines = [line for line in lines if sizes[id(line)] >= BOLD * line.breadth]
    slanted = [line for line in lines if _is_slanted(line, scale)]
    angle = 0.0
    if slanted:
        weights = np.array([line.length for line in slanted])
        order = np.argsort([line.angle for line in slanted])
        angle = slanted[int(order[int(np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2))])].angle
    marks = []
    for line in lines:
        x, y, w, h = line.box
        large = min(line.breadth, 2 * sizes[id(line)]) > LARGE * scale
        large = large and float(np.mean(ink[y : y + h, x : x + w][line.mask > 0])) > OVER_PRINT
        if large or (_is_slanted(line, scale) and abs(line.angle - angle) < SAME_SLANT):
            marks.append(line)
    long_enough = len(marks) >= 3 or any(line.length >= LONG * scale for line in marks)
    return marks if long_enough and _is_apart(marks, seeds, ink, scale) else []


def _is_apart(marks: list[_Line], seeds: Picture, ink: Picture, scale: float) -> bool:
    """Whether some marks are a layer of their own: thick strokes, or most of what is pale, and away from the ink.

    Thresholds as measured on drawn scans: of what is pale a watermark is 0.36 and more (a chart may be pale too), 0.56
    of it away from ink; of pages of pale small print at most 0.45 is. What is taken for one all the same shows when
    the page is read (`mingzhang.extractors.scan.page`).
    """
    own = np.zeros_like(seeds)
    for line in marks:
        x, y, w, h = line.box
        own[y : y + h, x : x + w] |= seeds[y : y + h, x : x + w] & line.mask
    area = np.count_nonzero(own)
    if not area:
        return False
    if np.count_nonzero(cv2.erode(seeds, np.ones((3, 3), np.uint8)) & own) >= THICK * area:
        return True
    away = cv2.distanceTransform(1 - ink, cv2.DIST_L2, 3)[own > 0] > FREE * scale
    return bool(area >= MOST * np.count_nonzero(seeds) and float(away.mean()) >= AWAY)


def _piece_size(line: _Line, strokes: Picture) -> float:
    """The usual longer side of the pieces of a line, large pieces counting more; crumbs of small print stay small."""
    x, y, w, h = line.box
    _, _, stats, _ = cv2.connectedComponentsWithStats(strokes[y : y + h, x : x + w] & line.mask, connectivity=8)
    return float(np.average(np.maximum(stats[1:, 2], stats[1:, 3]), weights=stats[1:, 4].astype(np.float64)))


def _is_slanted(line: _Line, scale: float) -> bool:
    lean = min(abs(line.angle), 90 - abs(line.angle))
    is_large = line.breadth > SLANT_BREADTH * scale and line.length > SLANT_LENGTH * scale
    return lean > SLANT and line.length > 2 * line.breadth and is_large


def _ways(lines: list[_Line], shape: tuple[int, ...], scale: float) -> Picture:
    """Where some lines run, and run on: a little broader than they are, and longer at both ends."""
    ways = np.zeros(shape, np.uint8)
    for line in lines:
        (x, y), (w, h), angle = line.rectangle
        longer, broader = LONGER * line.breadth, max(BROADER_POINTS * scale, BROADER * line.breadth)
        grown = (w + longer, h + broader) if w >= h else (w + broader, h + longer)
        cv2.fillConvexPoly(ways, np.round(cv2.boxPoints(((x, y), grown, angle))).astype(np.int32), 1)
    return ways


@dataclass(frozen=True, slots=True)
class _Line:
    """Strokes that stand together: box (x, y, width, height) and mask in it; OpenCV's slanted rectangle around them;
    degrees by which the line falls to the right, its length and breadth."""

    box: tuple[int, int, int, int]
    mask: Picture
    rectangle: tuple[tuple[float, float], tuple[float, float], float]
    angle: float
    length: float
    breadth: float


def _lines(strokes: Picture, scale: float, reach: float = REACH) -> list[_Line]:
    """Strokes grouped into lines of text: pieces that stand closer to each other than `reach` points."""
    size = round(reach * scale) | 1
    joined = cv2.dilate(strokes, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for label in range(1, count):
        x, y, w, h = (int(v) for v in stats[label][:4])
        if max(w, h) < 3 * size:
            continue
        mask = (labels[y : y + h, x : x + w] == label).astype(np.uint8)
        points = cv2.findNonZero(strokes[y : y + h, x : x + w] & mask)
        if points is None:
            continue
        (cx, cy), (length, breadth), angle = cv2.minAreaRect(points)
        rectangle = ((cx + x, cy + y), (length, breadth), angle)
        if length < breadth:
            length, breadth, angle = breadth, length, angle - 90
        angle = (angle + 90) % 180 - 90
        found.append(_Line((x, y, w, h), mask, rectangle, float(angle), float(length), float(breadth)))
    return found


def read_watermark(layer: Picture, pixels_per_point: float, recogniser: Recogniser) -> str | None:
    """What the layer of a watermark on an upright page says, each different line once; None if it cannot be read."""
    scale = pixels_per_point * HALF
    strokes = (layer > MARKED).astype(np.uint8)
    lines = _lines(strokes, scale)
    if not lines:
        return None
    breadth = max(line.breadth for line in sorted(lines, key=lambda line: -line.length)[:MOST_LINES])
    lines = _lines(strokes, scale, max(REACH, BROADER * breadth / scale))
    lines.sort(key=lambda line: -line.length)
    crops = [crop for line in lines[:MOST_LINES] for crop in _level_crops(layer, line)]
    if not crops:
        return None
    readings = [(text.strip(), score) for text, score in recogniser.read(crops[: 2 * MOST_LINES])]
    readings = [(text, score) for text, score in readings if len(text) >= 2 and score >= READABLE]
    if not readings:
        return None
    texts = [text for text, _ in readings]
    readings.sort(key=lambda one: (-texts.count(one[0]), -one[1] * len(one[0]) ** 0.5))
    first = _voted([one for one in readings if len(one[0]) == len(readings[0][0])])
    others = [text for text, score in readings if score >= SURE and len(text) > 2 and not _alike(text, first)]
    return " ".join([first, *others[:1]])


def _voted(readings: list[tuple[str, float]]) -> str:
    """One text out of readings of the same length: at each place the character with most confidence behind it."""
    voted = []
    for place in range(len(readings[0][0])):
        weights: dict[str, float] = {}
        for text, score in readings:
            weights[text[place]] = weights.get(text[place], 0.0) + score
        voted.append(max(weights, key=weights.__getitem__))
    return "".join(voted)


def _alike(one: str, other: str) -> bool:
    """Whether two readings are the same line, once cut or misread."""
    common = sum(min(one.count(c), other.count(c)) for c in set(one))
    return common >= ALIKE * min(len(one), len(other))


def _level_crops(layer: Picture, line: _Line) -> list[Picture]:
    """The lines of one group of strokes, turned level, black on white, of the height that the recogniser likes."""
    x, y, w, h = line.box
    own = layer[y : y + h, x : x + w] * line.mask
    height, width = own.shape
    size = int(np.hypot(height, width)) + 4
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), line.angle, 1.0)
    matrix[:, 2] += (size / 2 - width / 2, size / 2 - height / 2)
    level = cv2.warpAffine(own, matrix, (size, size), flags=cv2.INTER_LINEAR)
    boxes = _piece_boxes(level, 0.1 * line.breadth)
    if not len(boxes):
        return []
    glyph = float(np.percentile(np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]), 75))
    crops = []
    for left, top, right, bottom in line_boxes(boxes, level, glyph, column_gap=3.0):
        if bottom - top < LEAST_LINE * glyph or right - left < glyph:
            continue
        factor = 40 / (bottom - top)
        part = cv2.resize(255 - level[top:bottom, left:right], None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        part = cv2.copyMakeBorder(part, 8, 8, 8, 8, cv2.BORDER_CONSTANT, value=(255,))
        crops.append(np.asarray(cv2.cvtColor(part, cv2.COLOR_GRAY2BGR), dtype=np.uint8))
    return crops


def _piece_boxes(level: Picture, least: float) -> NDArray[np.int32]:
    _, _, stats, _ = cv2.connectedComponentsWithStats((level > MARKED).astype(np.uint8), connectivity=8)
    x, y, width, height, area = stats[1:].T
    boxes = np.stack([x, y, x + width, y + height], axis=1).astype(np.int32)
    return np.asarray(boxes[(area >= LEAST_PIECE) & (np.maximum(width, height) >= least)], dtype=np.int32)
