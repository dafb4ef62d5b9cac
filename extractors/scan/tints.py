"""Tinted bands behind print (headers, every other row) made paper, and the pale rulings between their cells dark ones.

A band is a rectangle that ends at once; a shadow fades, a watermark is no rectangle. White rulings are seen on bands
only: between two bands they go on as they stand in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.bands import EDGE_TONE, GROUND, REACH, SHRINK, Band, darker_tones, full_size, part_of
from mingzhang.extractors.scan.light import Picture, paper_tone

# Of the paper's tone: bands side by side are told by their tones, darkest first.
LEVELS = (0.72, 0.78, 0.84, 0.88, 0.92, 0.97)
NO_RULING = 0.3  # of the way from a band to paper: half tones of print are darker, a pale ruling is paler
SIDE, SHARPLY = 1.5, 0.5  # points at both sides of a band's side, and how much of the way to paper lies between them
SQUARELY, LEAN = 0.9, 6.5  # share of its rectangle that a band fills; degrees by which it may lean
THICKEST, LONGEST_GLYPH = 3.2, 8.0  # points: how thick a pale ruling is, and how long at least
BROAD, LEAST = 6.0, (20.0, 8.0)  # points: no stroke of print is as broad; no band is narrower and lower
RULED = 110  # levels of grey: a ruling along a band is darker
RIM = 1.2  # points: half tones at a band's rim are no ruling
SOFT, SOFT_GAIN = 0.7, 1.3  # pixels that the sides of a drawn line are softened by, and how much darker it is made then
LINE = 0.7  # points that a ruling is drawn with
STEPS = 1.6  # pixels at half size by which a straight side may be off what was found
APART, IN_LINE = 2.5, 2.5  # heights of a band from one to the next; points between the ends of one ruling
ABOVE, FREE = 0.5, 0.98  # of their widths: what bands one above the other share; of its way that a ruling has no print
PRINTED, PAPER = 0.75, 255  # of paper, of white: half tones of print are darker
UPRIGHT = 90  # degrees
INSIDE, SAME_TONE = 0.85, 8  # of a band's ground: how much of it has its tone; levels of grey that are one tone

RulingEnd = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Tinted:
    """A band that was made paper: its box in pixels (left, top, right, bottom), and where upright rulings of it end,
    each at its upper and its lower side."""

    box: tuple[int, int, int, int]
    tops: Sequence[RulingEnd]
    bottoms: Sequence[RulingEnd]


def without_tints(grey: Picture, pixels_per_point: float) -> Picture:
    """The grey picture with its tinted bands made paper, ruled where their cells ended."""
    scale = pixels_per_point * SHRINK
    small = cv2.resize(grey, None, fx=SHRINK, fy=SHRINK, interpolation=cv2.INTER_AREA)
    paper = paper_tone(small, REACH * scale)
    result = grey
    found: list[_Tinted] = []
    for level in LEVELS if next(_bands(small, paper, LEVELS[-1], scale), None) else ():
        for band, bright in list(_bands(small, paper, level, scale)):
            tone = _tone(small, band, bright)
            if tone is None or tone > level * bright - SAME_TONE * (level != LEVELS[-1]):
                continue
            if not _is_sharp(small, band, (tone, bright), scale):
                continue
            result = result.copy() if result is grey else result
            found.append(_made_paper(result, band, (tone, bright), pixels_per_point))
            part, _ = full_size(result, band)
            part_of(small, band)[:] = cv2.resize(part, band.box[2:], interpolation=cv2.INTER_AREA)
    _carried_on(result, found, pixels_per_point)
    return result


def _bands(small: Picture, paper: Picture, level: float, scale: float) -> Iterator[tuple[Band, float]]:
    """The rectangles that are darker than a share of the paper's tone and broader than print, those of a row of cells
    as one, with the tone of the paper around each."""
    dark = (small < level * paper).astype(np.uint8)
    broad, apart = (max(3, round(value * scale)) | 1 for value in (BROAD, THICKEST))
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((broad, broad), np.uint8))
    bands = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((apart, apart), np.uint8), borderValue=0)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bands, connectivity=4)
    for label in range(1, count):
        x, y, width, height, _ = (int(v) for v in stats[label])
        if height < LEAST[1] * scale or width < LEAST[0] * scale:
            continue
        inside = np.s_[y : y + height, x : x + width]
        own = labels[inside] == label
        if _is_rectangle(own):
            yield Band((x, y, width, height), own), float(np.median(paper[inside][own]))


def _is_rectangle(own: NDArray[np.bool_]) -> bool:
    _, (width, height), angle = cv2.minAreaRect(cv2.findNonZero(own.astype(np.uint8)))
    level = min(angle % UPRIGHT, UPRIGHT - angle % UPRIGHT) <= LEAN
    return bool(level and np.count_nonzero(own) >= SQUARELY * (width + 1) * (height + 1))


def _tone(small: Picture, band: Band, bright: float) -> float | None:
    """The one tone that a band has; None where it has more."""
    tones = part_of(small, band)[band.own]
    usual = float(np.median(tones))
    tones = tones[(tones > GROUND * usual) & (tones < usual + SHARPLY * (bright - usual))]
    counts = np.bincount(tones, minlength=256).astype(np.float64)
    peak = int(np.argmax(np.convolve(counts, np.ones(3), "same")))
    held = counts[max(0, peak - SAME_TONE) : peak + SAME_TONE + 1].sum()
    return float(peak) if held >= INSIDE * counts.sum() else None


def _is_sharp(small: Picture, band: Band, tones: tuple[float, float], scale: float) -> bool:
    """Whether a band becomes paper within a few points of its sides."""
    tone, bright = tones
    x, y, width, height = band.box
    reach = max(2, round(SIDE * scale))
    pad = 2 * reach
    grown = np.pad(band.own.astype(np.uint8), pad)
    left, top = max(0, pad - x), max(0, pad - y)
    around = small[max(0, y - pad) : y + height + pad, max(0, x - pad) : x + width + pad]
    grown = grown[top : top + around.shape[0], left : left + around.shape[1]]
    kernel = np.ones((3, 3), np.uint8)
    outer = cv2.dilate(grown, kernel, iterations=reach)
    outer = cv2.dilate(outer, kernel) & (1 - outer)
    inner = cv2.erode(grown, kernel, iterations=reach)
    inner &= 1 - cv2.erode(inner, kernel)
    if not outer.any() or not inner.any():
        return False
    return float(np.median(around[outer > 0])) - float(np.median(around[inner > 0])) > SHARPLY * (bright - tone)


def _made_paper(grey: Picture, band: Band, tones: tuple[float, float], scale: float) -> _Tinted:
    """Make one band paper, in place, its pale rulings and its outline dark lines."""
    tone, bright = tones
    part, _ = full_size(grey, band)
    shape, own = _straight(band.own, part.shape)
    level, upright = _pale_rulings(part, own, tone + NO_RULING * (bright - tone), scale)
    rulings = level | upright
    count, labels = cv2.connectedComponents(own & (1 - rulings), connectivity=4)
    before = part.copy()
    flat = np.argsort(labels, axis=None, kind="stable")
    bounds = np.searchsorted(labels.ravel()[flat], np.arange(count + 1))
    for label in range(1, count):
        places = flat[bounds[label] : bounds[label + 1]]
        rows, columns = np.unravel_index(places, part.shape)
        values = before[rows, columns]
        usual = float(np.median(values[values > GROUND * np.median(values)])) if len(values) else tone
        part[rows, columns] = _table(usual, bright)[values]
    rim = cv2.dilate(own, np.ones((5, 5), np.uint8)) & (1 - own)
    part[(rim > 0) & (before > RULED)] = np.uint8(bright)
    part[rulings > 0] = np.uint8(bright)
    _ink(part, 255 * _thinned(level, scale))
    x, y, width, height = (round(value / SHRINK) for value in band.box)
    _outline(grey, shape + np.array([x, y], np.int32), scale)
    sides = _uprights(upright, own, scale)
    for start, end in sides:
        _draw(part, start, end, scale)
    corners = sorted(cv2.boxPoints(cv2.minAreaRect(cv2.findNonZero(own))).tolist(), key=lambda point: point[1])
    tops, bottoms = (
        [(x + a, y + b) for a, b in (*ends, *(side[at] for side in sides))]
        for at, ends in enumerate((corners[:2], corners[2:]))
    )
    return _Tinted((x, y, x + width, y + height), tops, bottoms)


def _table(tone: float, paper: float) -> Picture:
    """New tones: a band's ground and what is paler becomes paper, print on it stays as dark against it as it was."""
    return np.asarray(np.round(np.interp(np.arange(256), darker_tones(tone, paper), [0, paper])), np.uint8)


def _pale_rulings(part: Picture, own: Picture, tone: float, scale: float) -> tuple[Picture, Picture]:
    """1 where thin lines paler than a tone run through a band: the level ones, and the upright ones."""
    size = 2 * max(1, round(RIM * scale)) + 1
    inner = cv2.erode(own, np.ones((size, size), np.uint8), borderValue=0)
    pale = np.asarray((part > tone) & (inner > 0), np.uint8)
    thick, long = round(THICKEST * scale), round(LONGEST_GLYPH * scale)
    found = []
    for along, across in (((1, long), (thick, 1)), ((long, 1), (1, thick))):
        runs = cv2.morphologyEx(pale, cv2.MORPH_OPEN, np.ones(along, np.uint8))
        broad = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones(across, np.uint8))
        found.append(np.asarray(runs & (1 - broad), np.uint8))
    return found[0], found[1]


def _thinned(rulings: Picture, scale: float) -> Picture:
    """The middles of thick rulings."""
    inside = cv2.distanceTransform(rulings, cv2.DIST_C, 3)
    ridge = (inside >= cv2.dilate(inside, np.ones((3, 3), np.uint8))) & (rulings > 0)
    size = max(1, round(LINE * scale))
    return np.asarray(cv2.dilate(ridge.astype(np.uint8), np.ones((size, size), np.uint8)), np.uint8)


def _straight(own: NDArray[np.bool_], shape: tuple[int, ...]) -> tuple[NDArray[np.int32], Picture]:
    """The outline of a band at full size with straight sides, and 1 where it is the band."""
    contours, _ = cv2.findContours(own.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(contours, key=cv2.contourArea)
    line = np.asarray((cv2.approxPolyDP(contour, STEPS, True) + 0.5) / SHRINK - 0.5, np.int32)
    return line, np.asarray(cv2.fillPoly(np.zeros(shape, np.uint8), [line], (1,)), np.uint8)


def _outline(grey: Picture, shape: NDArray[np.int32], scale: float) -> None:
    """Draw the outline of a band where no ruling runs along it, its own or that of the band beside it."""
    near, long = round(THICKEST * scale), round(2 * LONGEST_GLYPH * scale)
    (left, top), (right, bottom) = shape.reshape(-1, 2).min(axis=0) - near, shape.reshape(-1, 2).max(axis=0) + near + 1
    left, top = max(0, int(left)), max(0, int(top))
    part = grey[top : int(bottom), left : int(right)]
    ruled = np.asarray(part < RULED, np.uint8)
    beside = []
    for way, reach in (((1, long), (2 * near + 1, 1)), ((long, 1), (1, 2 * near + 1))):
        runs = cv2.morphologyEx(ruled, cv2.MORPH_OPEN, np.ones(way, np.uint8))
        beside.append(cv2.dilate(runs, np.ones(reach, np.uint8)) > 0)
    corners = (shape.reshape(-1, 2) - (left, top)).tolist()
    for start, end in pairwise([*corners, corners[0]]):
        side = cv2.line(np.zeros_like(part), start, end, (255,), max(1, round(LINE * scale)), cv2.LINE_AA)
        upright = abs(end[1] - start[1]) > abs(end[0] - start[0])
        if np.mean(beside[upright][side > 0]) < SHARPLY:
            _ink(part, side)


def _uprights(upright: Picture, own: Picture, scale: float) -> list[tuple[RulingEnd, RulingEnd]]:
    """The ends of the upright rulings through a band, the upper one first."""
    least = SHARPLY * min(cv2.minAreaRect(cv2.findNonZero(own))[1]) / 2
    count, labels, stats, _ = cv2.connectedComponentsWithStats(upright, connectivity=8)
    reach = max(1, round(scale))
    sides: list[tuple[RulingEnd, RulingEnd]] = []
    for label in range(1, count):
        left, top, width, tall = (int(v) for v in stats[label][:4])
        if tall >= least and width < tall:
            piece = labels[top : top + tall, left : left + width] == label
            ends = (piece[:reach], piece[-reach:])
            upper, lower = (left + float(np.flatnonzero(rows.any(axis=0)).mean()) for rows in ends)
            sides.append(((upper, float(top)), (lower, float(top + tall - 1))))
    return sides


def _carried_on(grey: Picture, bands: Sequence[_Tinted], scale: float) -> None:
    """Draw the upright rulings of bands on to the next band below, where these stand in both and no print between."""
    order = sorted(bands, key=lambda band: band.box[1])
    reach = IN_LINE * scale
    steps: dict[int, float] = {}
    for at, upper in enumerate(order):
        below = [one for one in order[at + 1 :] if _is_below(upper.box, one.box)]
        if not below:
            if (step := steps.get(id(upper))) is not None:
                _last_row(grey, upper, step, scale)
            continue
        lower = min(below, key=lambda one: one.box[1])
        for start, end in product(upper.bottoms, lower.tops):
            if abs(start[0] - end[0]) <= reach and end[1] - start[1] > 0:
                steps[id(lower)] = end[1] - start[1]
                if _is_free(grey, start, end, reach):
                    _draw(grey, start, end, scale)


def _is_free(grey: Picture, start: RulingEnd, end: RulingEnd, reach: float) -> bool:
    """Whether no print stands between two points, one above the other."""
    ys = np.arange(round(start[1] + reach), round(end[1] - reach))
    xs = np.round(np.interp(ys, [start[1], end[1]], [start[0], end[0]])).astype(int)
    inside = (ys >= 0) & (ys < grey.shape[0]) & (xs >= 0) & (xs < grey.shape[1])
    return not inside.any() or bool(np.mean(grey[ys[inside], xs[inside]] > PRINTED * PAPER) >= FREE)


def _draw(grey: Picture, start: RulingEnd, end: RulingEnd, scale: float) -> None:
    """Draw a ruling between two points."""
    (x0, y0), (x1, y1) = start, end
    pad = round(THICKEST * scale)
    left, top = max(0, round(min(x0, x1)) - pad), max(0, round(min(y0, y1)) - pad)
    part = grey[top : round(max(y0, y1)) + pad, left : round(max(x0, x1)) + pad]
    first, last = ((round(x) - left, round(y) - top) for x, y in (start, end))
    _ink(part, cv2.line(np.zeros_like(part), first, last, (255,), max(1, round(LINE * scale)), cv2.LINE_AA))


def _ink(part: Picture, line: Any) -> None:
    """Darken a part of a picture, in place, where a line (255) is drawn: its sides are half tones, as a scanner's."""
    soft = cv2.GaussianBlur(line, (0, 0), SOFT).astype(np.float32) / 255
    np.minimum(part, (255 - (255 - EDGE_TONE) * np.minimum(1, SOFT_GAIN * soft)).astype(np.uint8), out=part)


def _last_row(grey: Picture, band: _Tinted, step: float, scale: float) -> None:
    """Rule the row without a tint below the last band of several, as high as those between them, where print stands in
    two of its cells and none between them."""
    reach = IN_LINE * scale
    tops = sorted(band.bottoms)
    ends = [(x, y + step) for x, y in tops]
    if any(y >= grey.shape[0] for _, y in ends):
        return
    if not all(_is_free(grey, top, end, reach) for top, end in zip(tops, ends, strict=True)):
        return
    printed = 0
    for (x0, y0), (x1, y1) in pairwise(tops):
        cell = grey[round(max(y0, y1) + reach) : round(min(y0, y1) + step), round(x0 + reach) : round(x1 - reach)]
        printed += bool(cell.size and (cell < PRINTED * PAPER).any())
    if printed > 1:
        for start, end in zip(tops, ends, strict=True):
            _draw(grey, start, end, scale)
        _draw(grey, ends[0], ends[-1], scale)


def _is_below(upper: tuple[int, int, int, int], lower: tuple[int, int, int, int]) -> bool:
    shared = min(upper[2], lower[2]) - max(upper[0], lower[0])
    gap, height = lower[1] - upper[3], max(upper[3] - upper[1], lower[3] - lower[1])
    return shared > ABOVE * min(upper[2] - upper[0], lower[2] - lower[0]) and -height / 2 < gap < APART * height
