"""Lone signs of comparison (≥ ≤ = > <), which stand in cells of their own in performance forms.

The recogniser was trained on lines and takes a single ≥ for V, W or 2; their shapes are simple enough to compare.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.light import Picture

SIDE = 28
ALIKE = 0.62
LEAD = 0.06
SURE = 0.96
LEAST_SIDE = 4  # pixels
# Width over height: of any sign, of a wedge, of an equals sign.
NARROWEST, WIDEST, NARROWEST_WEDGE, EQUALS_WIDTH = 0.4, 3.5, 0.65, 1.1
# Bars of an equals sign: ink (of 255) of a row, at least and against the gap; where a bar ends, of its darkest; the
# shorter against the longer, the longer against the sign.
LEAST_INK, OVER_GAP, HALF, ONE_LENGTH, ACROSS = 60.0, 1.5, 0.5, 0.85, 0.7
Stroke = tuple[tuple[float, float], ...]

RIGHTWARDS: tuple[tuple[str, tuple[Stroke, ...]], ...] = (
    ("≥", (((0, 0), (1, 0.36), (0, 0.72)), ((0, 1), (1, 1)))),
    ("≥", (((0, 0), (1, 0.34), (0, 0.68)), ((0, 1), (1, 0.66)))),
    (">", (((0, 0), (1, 0.5), (0, 1)),)),
)
MIRRORED = {"≥": "≤", ">": "<"}


def sign_of(crop: Picture) -> str | None:
    """The sign of comparison in a grey picture cut close around one glyph, None if it is none of them."""
    height, width = crop.shape
    if min(height, width) < LEAST_SIDE or not NARROWEST < width / height < WIDEST:
        return None
    if _is_equals(crop):
        return "="
    seen = _normal(255 - crop)
    scores = sorted(((float(np.mean(seen * shape)), sign) for sign, shape in TEMPLATES), reverse=True)
    best, sign = scores[0]
    rival = next(score for score, other in scores if other != sign)
    if best < ALIKE or best - rival < LEAD or width / height < NARROWEST_WEDGE:
        return None
    return sign


def _is_equals(crop: Picture) -> bool:
    """Two level bars of one length (those of 二 differ) with nothing between."""
    height, width = crop.shape
    if width < EQUALS_WIDTH * height:
        return False
    dark = 255.0 - crop
    rows = dark.mean(axis=1)
    middle = slice(int(0.35 * height), max(int(0.35 * height) + 1, int(0.65 * height)))
    gap = middle.start + int(np.argmin(rows[middle]))
    lengths = []
    for part in (dark[:gap], dark[gap + 1 :]):
        if not len(part) or part.mean(axis=1).max() < max(LEAST_INK, OVER_GAP * rows[gap]):
            return False
        bar = part[int(np.argmax(part.mean(axis=1)))]
        columns = np.flatnonzero(bar > HALF * bar.max())
        lengths.append(int(columns[-1] - columns[0] + 1))
    return min(lengths) >= ONE_LENGTH * max(lengths) and max(lengths) >= ACROSS * width


def doubtful(text: str, confidence: float) -> bool:
    """Whether a reading of a lone glyph may be a sign misread: a letter, the wedge of another sign, or an unsure one
    that is no word (站）)."""
    plain = text.strip()
    if any("一" <= c <= "鿿" for c in plain):
        return confidence < SURE and len(plain) == 1
    return confidence < SURE or plain in MIRRORED.values() or plain in MIRRORED or (len(plain) <= 2 and plain.isalpha())


def _normal(dark: Picture) -> NDArray[np.float32]:
    """A picture at one size, softened, of mean 0 and deviation 1."""
    small = cv2.resize(dark, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    soft = cv2.GaussianBlur(small, (0, 0), 1.3)
    return np.asarray((soft - soft.mean()) / (soft.std() + 1e-6), dtype=np.float32)


def _drawn(strokes: tuple[Stroke, ...], mirrored: bool) -> NDArray[np.float32]:
    scale, edge = 8, 1.5
    size = SIDE * scale
    canvas = np.zeros((size, size), np.uint8)
    for stroke in strokes:
        points = [
            (
                round(scale * (edge + ((1 - x) if mirrored else x) * (SIDE - 1 - 2 * edge))),
                round(scale * (edge + y * (SIDE - 1 - 2 * edge))),
            )
            for x, y in stroke
        ]
        cv2.polylines(canvas, [np.array(points, np.int32)], False, 255, round(3 * scale))
    return _normal(canvas)


TEMPLATES: tuple[tuple[str, NDArray[np.float32]], ...] = (
    *((sign, _drawn(strokes, False)) for sign, strokes in RIGHTWARDS),
    *((MIRRORED[sign], _drawn(strokes, True)) for sign, strokes in RIGHTWARDS),
)
