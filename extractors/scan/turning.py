"""Which way up a picture of a page stands, told by all its lines of text: how they lie, and how well they read."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import cv2
import numpy as np

from mingzhang.extractors.scan.layers import Quad
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.recogniser import Recogniser, narrowed
from mingzhang.extractors.scan.upright import turned

SAMPLE_LINES = 10
# Where so many lines read surely as far as these glyphs, no more need be read.
FEW_LINES = 4
FEW_GLYPHS = 10
CLEARLY_LEGIBLE = 0.9
SURELY_LEGIBLE = 0.96
SURE_WORDS = 0.5
# So many lines of so many signs, each surely read as words, are upright, whatever the others (figures, the back's
# print) are read as: of 97 scans whose lines were read upside down none had one.
SURE_LINES, LEAST_SIGNS = 2, 4
LEAST_LEAD = 0.1
LONG = 2.2
LEAST_LINE = 4.0
ONE_WAY = 4.0
MARGIN = 2


def rotation_of(grey: Picture, quads: Sequence[Quad], pixels_per_point: float, recogniser: Recogniser) -> int:
    """Degrees clockwise (0, 90, 180, 270) that make a level picture upright. `quads`: its lines of text.

    Lines lie along the axis in which most of them are long. A sample of the longest is read as they lie; where that
    gives no clear words, upside down too (figures read well either way up); and along the other axis where that gives
    no clear text, or where lines lie both ways.
    """
    level = [box for quad in quads if (box := _box(quad, grey))[2] - box[0] > LONG * (box[3] - box[1])]
    upright = [box for quad in quads if (box := _box(quad, grey))[3] - box[1] > LONG * (box[2] - box[0])]
    least = LEAST_LINE * pixels_per_point
    level = [box for box in level if box[3] - box[1] >= least]
    upright = [box for box in upright if box[2] - box[0] >= least]
    axes = [(level, (0, 180)), (upright, (90, 270))]
    if len(upright) > len(level):
        axes.reverse()
    if not axes[0][0]:
        return 0
    one_way = len(axes[0][0]) >= ONE_WAY * len(axes[1][0])
    scores: dict[int, float] = {}
    for lines, senses in axes:
        for degrees in senses:
            scores[degrees], are_words = _legibility(grey, lines, degrees, recogniser)
            if one_way and are_words:
                return degrees
        ordered = sorted((scores[degrees] for degrees in senses), reverse=True)
        if one_way and ordered[0] > CLEARLY_LEGIBLE and ordered[0] - ordered[1] > LEAST_LEAD:
            break
    return max(scores, key=lambda degrees: (scores[degrees], -degrees))


def _box(quad: Quad, grey: Picture) -> tuple[int, int, int, int]:
    height, width = grey.shape[:2]
    x0, y0 = quad.min(axis=0)
    x1, y1 = quad.max(axis=0)
    return (
        max(0, int(x0) - MARGIN),
        max(0, int(y0) - MARGIN),
        min(width, int(x1) + 1 + MARGIN),
        min(height, int(y1) + 1 + MARGIN),
    )


def _legibility(
    grey: Picture, lines: Sequence[tuple[int, int, int, int]], degrees: int, recogniser: Recogniser
) -> tuple[float, bool]:
    """Mean confidence of some of the longest lines, the longest counting most, read after a turn, and whether they are
    surely read as words; 0 without lines."""
    if not lines:
        return 0.0, False
    longest = sorted(lines, key=lambda box: -max(box[2] - box[0], box[3] - box[1]))
    chosen = longest[: 3 * SAMPLE_LINES : 3] if len(longest) >= 3 * SAMPLE_LINES else longest[:SAMPLE_LINES]
    crops = [
        np.asarray(
            cv2.cvtColor(turned(np.ascontiguousarray(grey[y0:y1, x0:x1]), degrees), cv2.COLOR_GRAY2BGR), np.uint8
        )
        for x0, y0, x1, y1 in chosen
    ]
    few = [crop[:, : FEW_GLYPHS * crop.shape[0]] for crop in crops[:FEW_LINES]]
    readings = recogniser.read([narrowed(crop) for crop in few])
    score, are_words = _judged(readings)
    if are_words or sum(len(one[0]) >= LEAST_SIGNS and _judged([one])[1] for one in readings) >= SURE_LINES:
        return score, True
    return _judged(recogniser.read(crops))


def _judged(readings: Sequence[tuple[str, float]]) -> tuple[float, bool]:
    weights = np.array([np.sqrt(max(1, len(text))) for text, _ in readings])
    scores = np.array([score for _, score in readings])
    text = "".join(text for text, _ in readings)
    words = sum(unicodedata.category(sign) == "Lo" for sign in text) / max(1, len(text))
    score = float(np.average(scores, weights=weights))
    return score, words > SURE_WORDS and score > SURELY_LEGIBLE
