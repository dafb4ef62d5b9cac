"""Ink on a clean picture: its connected pieces, and the lines of text that they make."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.percentiles import spread_of

Boxes = NDArray[np.int32]
"""Pieces or lines as rows of (x0, y0, x1, y1), the far sides exclusive, pixels."""

INK = 165
PALE_INK = 212
LEAST_GLYPH = 4.5
# Ink is looked for in squares of so many points, of which so much (of 255) is ink, and kept with so much around it.
COARSE = 3.0
INKED = 8
AROUND_INK = 14.0
MOST_GLYPH = 26.0
# Levels of grey: the paper, what smoothing takes from ink, the noise (times its spread) that pale ink stands out of,
# where a watermark's layer holds a stroke.
PAPER, SOFTENED, NOISE, MARKED = 255, 10, 8, 100
# Points: the side of a dot; how far about a lifted mark, and about print over specks.
LEAST_DOT, BESIDE_LIFTED, BESIDE_PRINT = 0.55, 12, 5
# Glyphs: from line to line of a block, of its thinnest line, and that a cut may lie off an even division.
PITCH, LEAST_ROW, OFF_PITCH = 1.3, 0.6, 0.45
FILLED = 0.22  # of its box that a glyph covers, or two below each other; a stroke of a pen covers less
SPECK = 3.2  # points: so small a piece is print only beside other print
# In heights of a glyph: rows that hang together, a part of a glyph, a dot of one, the gap before it, a glyph put
# together again, and one with its dot. `GAP` is the share of usual ink that is left between two rows.
TWO_ROWS, THIN, DOT, TOUCHING, WHOLE, WITH_DOT, GAP = 1.65, 0.6, 0.35, 0.2, 1.2, 1.6, 0.22


def ink_of(grey: Picture) -> Picture:
    """255 where a picture of even light is clearly inked, else 0."""
    return np.asarray(cv2.threshold(grey, INK, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)


def inked(grey: Picture, pixels_per_point: float) -> tuple[slice, slice]:
    """The rows and columns of a picture of even light that hold all of its ink, with a margin; whole where it is blank.

    The margins of a page are a third of it, and there is nothing to see there.
    """
    step = max(1, round(COARSE * pixels_per_point))
    pale = np.asarray(cv2.threshold(grey, PALE_INK, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)
    small = cv2.resize(pale, (-(-grey.shape[1] // step), -(-grey.shape[0] // step)), interpolation=cv2.INTER_AREA)
    spans = []
    for axis, length in ((1, grey.shape[0]), (0, grey.shape[1])):
        held = np.flatnonzero(small.max(axis=axis) >= INKED)
        if not len(held):
            return slice(0, grey.shape[0]), slice(0, grey.shape[1])
        unit, margin = length / small.shape[1 - axis], AROUND_INK * pixels_per_point
        spans.append(slice(max(0, int(held[0] * unit - margin)), min(length, int((held[-1] + 1) * unit + margin) + 1)))
    return spans[0], spans[1]


def pieces_of(grey: Picture, pixels_per_point: float, lifted: Picture | None = None) -> tuple[Picture, Boxes]:
    """The ink of a clean picture of even light (255, else 0) and the boxes of its connected pieces, specks left out.

    Pale pixels are ink where they hang together with darker ones (thin strokes are pale all along but for a few
    places; noise nowhere turns dark). A speck is smaller than half a point each way, or a lone dot far from any larger
    piece (a decimal point is not). `lifted`: the layer of a watermark that was taken
    out (half size); wholly pale pieces near it are remnants of it.
    """
    soft = _soft(grey)
    pale = cv2.threshold(soft, PALE_INK, 255, cv2.THRESH_BINARY_INV)[1]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(pale, connectivity=8)
    if count <= 1:
        return np.zeros(grey.shape, np.uint8), np.zeros((0, 4), np.int32)
    dark = np.bincount(labels[grey < INK + SOFTENED], minlength=count)[1:]
    x, y, width, height, area = stats[1:].T
    boxes = np.stack([x, y, x + width, y + height], axis=1).astype(np.int32)
    least = max(3.0, (LEAST_DOT * pixels_per_point) ** 2)
    quiet = NOISE * _noise(soft) < PAPER - PALE_INK
    pale_ones = np.full(len(boxes), quiet) & (area >= 3 * least)
    if lifted is not None:
        size = round(BESIDE_LIFTED * pixels_per_point) | 1
        near = cv2.dilate(lifted, np.ones((size, size), np.uint8))
        rows = np.minimum((y + height // 2) // 2, near.shape[0] - 1)
        pale_ones &= near[rows, np.minimum((x + width // 2) // 2, near.shape[1] - 1)] < MARKED
    good = (area >= least) & ((dark >= 2) | pale_ones)
    kept = boxes[good]
    ink = np.where(np.concatenate([[False], good])[labels], np.uint8(255), np.uint8(0))
    size = np.maximum(kept[:, 2] - kept[:, 0], kept[:, 3] - kept[:, 1])
    small = size < SPECK * pixels_per_point
    if not small.any():
        return ink, kept
    field = np.zeros(ink.shape, np.uint8)
    reach = round(BESIDE_PRINT * pixels_per_point)
    for x0, y0, x1, y1 in kept[~small]:
        field[max(0, y0 - reach // 2) : y1 + reach // 2, max(0, x0 - reach) : x1 + reach] = 1
    middles_x = (kept[:, 0] + kept[:, 2]) // 2
    middles_y = (kept[:, 1] + kept[:, 3]) // 2
    return ink, np.asarray(kept[~small | (field[middles_y, middles_x] > 0)], dtype=np.int32)


def _soft(grey: Picture) -> Picture:
    """The picture smoothed along the darkest of three ways, so that thin level and upright strokes stay dark."""
    level, upright, all_round = cv2.blur(grey, (5, 1)), cv2.blur(grey, (1, 5)), cv2.blur(grey, (3, 3))
    return np.asarray(cv2.min(cv2.min(level, upright), all_round), dtype=np.uint8)


def _noise(soft: Picture) -> float:
    """Spread of the tones of the paper (as a standard deviation; the half above the paper's own tone is cut off)."""
    paper = soft[::5, ::5]
    paper = paper[paper > PALE_INK].astype(np.float32)
    return spread_of(paper, float(np.median(paper))) + 0.5 if len(paper) else 255.0


def runs(low: NDArray[np.int32], high: NDArray[np.int32], gap: float) -> list[tuple[int, int]]:
    """Unions of intervals [low, high) that lie closer than or at `gap` to each other, in order."""
    order = np.argsort(low, kind="stable")
    found: list[tuple[int, int]] = []
    start = end = None
    for index in order:
        a, b = int(low[index]), int(high[index])
        if start is None or end is None:
            start, end = a, b
        elif a - end > gap:
            found.append((start, end))
            start, end = a, b
        else:
            end = max(end, b)
    if start is not None and end is not None:
        found.append((start, end))
    return found


def glyph_height(groups: Iterable[Boxes], pixels_per_point: float) -> float:
    """The usual height of a line of text in pixels: the median over the rows of some groups of pieces (cells)."""
    heights: list[int] = []
    for boxes in groups:
        for low, high in runs(boxes[:, 1], boxes[:, 3], 0):
            if LEAST_GLYPH * pixels_per_point <= high - low <= MOST_GLYPH * pixels_per_point:
                heights.append(high - low)
    return float(np.median(heights)) if heights else 10.0 * pixels_per_point


def text_rows(boxes: Boxes, ink: Picture, glyph: float) -> list[tuple[int, int]]:
    """Rows (y0, y1) of text among pieces that stand in one cell or column."""
    rows = runs(boxes[:, 1], boxes[:, 3], 0)
    split: list[tuple[int, int]] = []
    x0, x1 = int(boxes[:, 0].min()), int(boxes[:, 2].max())
    for low, high in rows:
        split += _parted(ink[low:high, x0:x1], low, glyph) if high - low > TWO_ROWS * glyph else [(low, high)]
    return _whole(split, glyph)


def pieces_of_rows(boxes: Boxes, rows: list[tuple[int, int]], ink: Picture, glyph: float) -> list[Boxes]:
    """The pieces of each row: those whose middle it holds. Of glyphs of two rows that grew together, where a block of
    touching lines was cut, each row has what lies in it: its line would lose a glyph else. Strokes of a pen that cross
    rows fill little of their box, and are no glyphs."""
    held = [np.minimum(boxes[:, 3], high) - np.maximum(boxes[:, 1], low) >= THIN * glyph for low, high in rows]
    grown = np.sum(held, axis=0) > 1
    for index in np.flatnonzero(grown):
        x0, y0, x1, y1 = boxes[index]
        grown[index] = np.count_nonzero(ink[y0:y1, x0:x1]) >= FILLED * (x1 - x0) * (y1 - y0)
    middles = (boxes[:, 1] + boxes[:, 3]) / 2
    found = []
    for (low, high), here in zip(rows, held, strict=True):
        own = boxes[(middles >= low) & (middles < high) & ~grown]
        parts = [_inside(piece, low, high, ink) for piece in boxes[grown & here].tolist()]
        found.append(np.array([*own.tolist(), *filter(None, parts)], np.int32).reshape(-1, 4))
    return found


def _inside(piece: list[int], low: int, high: int, ink: Picture) -> list[int] | None:
    """The box of what a row holds of a piece's ink."""
    x0, y0, x1, y1 = piece
    top, end = max(y0, low), min(y1, high)
    columns = np.flatnonzero(ink[top:end, x0:x1].any(axis=0))
    return [x0 + int(columns[0]), top, x0 + int(columns[-1]) + 1, end] if len(columns) else None


def _parted(ink: Picture, offset: int, glyph: float) -> list[tuple[int, int]]:
    """A block of touching lines cut where its rows hold least ink, if they hold very little there."""
    profile = ink.sum(axis=1, dtype=np.float64) / 255
    profile = np.convolve(profile, np.ones(3) / 3, mode="same")
    count = max(2, round(len(profile) / (PITCH * glyph)))
    typical = float(np.mean(profile))
    cuts = [0]
    for k in range(1, count):
        near = len(profile) * k / count
        low, high = int(max(cuts[-1] + LEAST_ROW * glyph, near - OFF_PITCH * glyph)), int(near + OFF_PITCH * glyph)
        if high > low and high < len(profile):
            place = low + int(np.argmin(profile[low:high]))
            if profile[place] < GAP * typical:
                cuts.append(place)
    cuts.append(len(profile))
    return [(offset + a, offset + b) for a, b in pairwise(cuts) if b > a]


def _whole(rows: list[tuple[int, int]], glyph: float) -> list[tuple[int, int]]:
    """Rows with the parts of one glyph (二, =, the dot of a semicolon) put together again."""
    whole: list[tuple[int, int]] = []
    for low, high in rows:
        if whole:
            before = whole[-1]
            thin = min(high - low, before[1] - before[0]) < THIN * glyph
            near = low - before[1] <= TOUCHING * glyph and min(high - low, before[1] - before[0]) < DOT * glyph
            if (thin and high - before[0] <= WHOLE * glyph) or (near and high - before[0] <= WITH_DOT * glyph):
                whole[-1] = (before[0], high)
                continue
        whole.append((low, high))
    return whole


def line_boxes(boxes: Boxes, ink: Picture, glyph: float, column_gap: float = 2.2) -> list[tuple[int, int, int, int]]:
    """Lines of text among pieces that stand in no grid, in reading order.

    Cut across at every white row, then down at white columns wider than `column_gap` glyphs, until nothing parts.
    """
    if not len(boxes):
        return []
    rows = text_rows(boxes, ink, glyph)
    found: list[tuple[int, int, int, int]] = []
    for (low, high), row in zip(rows, pieces_of_rows(boxes, rows, ink, glyph), strict=True):
        if not len(row):
            continue
        columns = runs(row[:, 0], row[:, 2], column_gap * max(glyph, 0.7 * (high - low)))
        if len(columns) == 1:
            found.append(_around(row))
            continue
        for left, right in columns:
            part = row[(row[:, 0] >= left) & (row[:, 2] <= right)]
            parted = len(rows) > 1 or len(columns) > 1
            found += line_boxes(part, ink, glyph, column_gap) if parted and len(part) < len(boxes) else [_around(part)]
    return found


def _around(boxes: Boxes) -> tuple[int, int, int, int]:
    return int(boxes[:, 0].min()), int(boxes[:, 1].min()), int(boxes[:, 2].max()), int(boxes[:, 3].max())
