"""From the ink in a cell to crops for the recogniser, and from its readings back to the text of the cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from mingzhang.extractors.scan.figures import with_commas
from mingzhang.extractors.scan.ink import Boxes, pieces_of_rows, text_rows
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.marks import without_flat_lines
from mingzhang.extractors.scan.percentiles import spread_of
from mingzhang.extractors.scan.signs import doubtful, sign_of

MARGIN = 0.16
ONE_GLYPH = 1.45
SIGN_CONFIDENCE = 0.9
LEAST_LINE, LEAST_HAIRLINE = 0.6, 0.45  # of a glyph: the height of a line of text, the length of a 一 beside it
# Glyphs that a line may grow by, and off a wall; the part of its rows at a rim; of its height, how far a minus reaches.
BESIDE, INSET, RIM, CLOSE = 1.15, 0.12, 5, 0.75
FAINTEST, NOISE = 9, 4  # levels of grey, and times the paper's noise, that a hairline is darker than the paper


@dataclass(frozen=True, slots=True)
class Snippet:
    """One crop to read. `glyphs` > 0: that many glyphs that stand below each other, laid side by side in the crop.
    `close`: where the line is a single glyph, the grey picture cut close around it. `box` (pixels) is the line's ink,
    `left` where the crop begins on the page; `stacked` are the boxes of glyphs that stand below each other."""

    owner: int
    crop: Picture
    glyphs: int
    box: tuple[int, int, int, int]
    left: int
    close: Picture | None = None
    stacked: tuple[tuple[int, int, int, int], ...] = ()


def snippet_of(owner: int, grey: Picture, line: tuple[int, int, int, int], glyph: float) -> Snippet:
    """The crop of one level line of text."""
    crop = cropped(grey, line, glyph)
    margin = (crop.shape[1] - (line[2] - line[0])) // 2
    return Snippet(owner, crop, 0, line, line[0] - margin, _close(grey, line, glyph))


def snippets(
    owner: int, boxes: Boxes, grey: Picture, ink: Picture, glyph: float, limits: tuple[int, int]
) -> list[Snippet]:
    """Crops of the lines of text that some pieces of ink in one cell make, from top to bottom.

    `limits` are the left and right sides of the cell, within which a line may reach farther than its pieces.
    """
    rows = text_rows(boxes, ink, glyph)
    lines: list[tuple[int, int, int, int]] = []
    for (low, high), row in zip(rows, pieces_of_rows(boxes, rows, ink, glyph), strict=True):
        if len(row):
            line = (int(row[:, 0].min()), low, int(row[:, 2].max()), high)
            lines.append(with_hairlines(grey, line, glyph, limits))
    lines = without_flat_lines(lines, glyph)
    if len(lines) >= 2 and all(right - left <= ONE_GLYPH * glyph for left, _, right, _ in lines):
        return [_side_by_side(owner, lines, grey, glyph)]
    return [snippet_of(owner, grey, line, glyph) for line in lines]


def _close(grey: Picture, line: tuple[int, int, int, int], glyph: float) -> Picture | None:
    left, top, right, bottom = line
    return grey[top:bottom, left:right] if right - left <= ONE_GLYPH * glyph else None


def with_hairlines(
    grey: Picture, line: tuple[int, int, int, int], glyph: float, limits: tuple[int, int]
) -> tuple[int, int, int, int]:
    """A line made longer where a level hairline too pale to count as ink stands beside it: a 一 in a thin face."""
    left, top, right, bottom = line
    if bottom - top < LEAST_LINE * glyph:
        return line
    reach, inset = round(BESIDE * glyph), round(INSET * glyph)
    start, end = max(limits[0] + inset, left - reach), min(limits[1] - inset, right + reach)
    near = round(CLOSE * (bottom - top))
    if any(_has_hairline(grey[top:bottom, max(start, left - far) : left], glyph) for far in (reach, near)):
        left = start
    if any(_has_hairline(grey[top:bottom, right : min(end, right + far)], glyph) for far in (reach, near)):
        right = end
    return left, top, right, bottom


def _has_hairline(part: Picture, glyph: float) -> bool:
    if part.shape[1] < LEAST_HAIRLINE * glyph:
        return False
    rows = part.mean(axis=1)
    middle = rows[len(rows) // RIM : -(len(rows) // RIM) or None]
    paper = float(np.median(rows))
    noise = spread_of(rows, paper)
    darkest = int(np.argmin(middle))
    return paper - float(middle[darkest]) > FAINTEST + NOISE * noise


def cropped(grey: Picture, line: tuple[int, int, int, int], glyph: float) -> Picture:
    """The BGR crop of one line: as tall as a usual line at least (a lone dash keeps its size), in a white margin."""
    left, top, right, bottom = line
    short = glyph - (bottom - top)
    above = below = 0
    if short > 0:
        above = int(short / 2)
        below = int(short) - above
    part = grey[top:bottom, left:right]
    margin = max(2, round(MARGIN * max(glyph, bottom - top)))
    return np.asarray(
        cv2.cvtColor(
            cv2.copyMakeBorder(part, margin + above, margin + below, margin, margin, cv2.BORDER_CONSTANT, value=(255,)),
            cv2.COLOR_GRAY2BGR,
        ),
        dtype=np.uint8,
    )


def _side_by_side(owner: int, lines: list[tuple[int, int, int, int]], grey: Picture, glyph: float) -> Snippet:
    size = max(int(glyph), *(max(right - left, bottom - top) for left, top, right, bottom in lines))
    margin = max(2, round(MARGIN * size))
    strip = np.full((size + 2 * margin, len(lines) * (size + margin) + margin, 3), 255, np.uint8)
    for index, (left, top, right, bottom) in enumerate(lines):
        part = grey[top:bottom, left:right]
        x = margin + index * (size + margin) + (size - part.shape[1]) // 2
        y = margin + (size - part.shape[0]) // 2
        strip[y : y + part.shape[0], x : x + part.shape[1]] = part[:, :, None]
    box = (min(one[0] for one in lines), lines[0][1], max(one[2] for one in lines), lines[-1][3])
    return Snippet(owner, strip, len(lines), box, box[0], None, tuple(lines))


def reading_of(snippet: Snippet, text: str, confidence: float) -> tuple[str, float]:
    """The text of one line with commas of figures set right, lone signs of comparison told by their shape, stacked
    glyphs one a line."""
    text = with_commas(text.strip())
    if snippet.close is not None and doubtful(text, confidence):
        sign = sign_of(snippet.close)
        if sign is not None:
            text, confidence = sign, max(confidence, SIGN_CONFIDENCE)
    if text and snippet.glyphs and len(text) == snippet.glyphs:
        text = "\n".join(text)
    return text, confidence


def joined(parts: Sequence[tuple[Snippet, str, float]]) -> tuple[str, float]:
    """The text of a cell (lines separated by newlines) and its mean confidence, weighted by length."""
    texts: list[str] = []
    weight = total = 0.0
    for snippet, text, confidence in parts:
        text, confidence = reading_of(snippet, text, confidence)
        if not text:
            continue
        texts.append(text)
        weight += len(text)
        total += confidence * len(text)
    return "\n".join(texts), total / weight if weight else 1.0
