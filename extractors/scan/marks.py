"""What stands beside print and is none: rests of rulings, specks and strokes of a pen."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.ink import Boxes
from mingzhang.extractors.scan.layers import Quad
from mingzhang.extractors.scan.light import Picture

BESIDE = 1.7
ABOVE = 0.1
FLAT = 0.4
SLIM = 0.22
TALLEST = 1.4  # of any stroke of print in a line of text
# A dash of two characters, and some of the next one.
LONGEST_DASH = 2.6
# A dash stands in the middle of its line, so that more than this lies between it and the cell's upper and lower side.
BELOW_SIDE = 0.3
# Three strokes that are wider than so many glyphs and stand on one level are a dashed ruling.
LEAST_DASHES, DASH = 3, 0.3
# An equals sign: how long its bars are, how far from the one to the other, how thick both are together, glyphs.
SHORTEST_BAR, LONGEST_BAR, LEVEL, BOTH_BARS = 0.3, 1.2, 0.6, 0.24
# Print as tall as so many usual lines is a heading, which the detector sees as a line as tall.
TALL = 2.5
COVERED = 0.6
# Glyphs between the middles of two boxes: on one level; of two lines of one text.
OFF_LEVEL, LEADING = 0.5, 0.95

Line = tuple[int, int, int, int]
"""Left, top, right and bottom of a line of text in pixels."""


def text_field(quads: Sequence[Quad], shape: tuple[int, ...], glyph: float) -> Picture:
    """1 where the detector saw text, and beside it as far as a first or last glyph that it cut off may stand."""
    field = np.zeros(shape[:2], np.uint8)
    for quad in quads:
        x0, y0 = quad.min(axis=0)
        x1, y1 = quad.max(axis=0)
        corners = (round(x0 - BESIDE * glyph), round(y0 - ABOVE * glyph)), (round(x1 + BESIDE * glyph), round(y1))
        cv2.rectangle(field, *corners, (1,), -1)
    return field


def without_rests(pieces: Boxes, field: Picture, glyph: float) -> Boxes:
    """The pieces of a cell or of what is outside, less those that are rests of rulings where text stands as well.

    A slim piece taller than a line of text is one wherever it stands: it would make one line of several. Where the
    detector saw text among them, a flat or slim piece that lies elsewhere is no print. Where it saw none,
    all are kept that are no longer than a dash: a lone dash or 1 is easily overlooked.
    """
    height, width = field.shape
    stands = pieces[:, 3] - pieces[:, 1] > TALLEST * glyph
    pieces = pieces[~(stands & (pieces[:, 2] - pieces[:, 0] < SLIM * glyph))]
    x = np.clip((pieces[:, 0] + pieces[:, 2]) // 2, 0, width - 1)
    y = np.clip((pieces[:, 1] + pieces[:, 3]) // 2, 0, height - 1)
    seen = field[y, x] > 0
    flat = pieces[:, 3] - pieces[:, 1] < FLAT * glyph
    slim = pieces[:, 2] - pieces[:, 0] < SLIM * glyph
    if not seen.any():
        tall, wide = (pieces[:, far] - pieces[:, near] > LONGEST_DASH * glyph for near, far in ((1, 3), (0, 2)))
        return without_dashes(pieces[~(flat & wide | slim & tall)], glyph)
    return without_dashes(pieces[seen | ~(flat | slim) | _are_equals(pieces, flat, glyph)], glyph)


def _are_equals(pieces: Boxes, flat: NDArray[np.bool_], glyph: float) -> NDArray[np.bool_]:
    """Which flat pieces are an equals sign: two bars of one length right below each other, or both as one piece,
    thicker than a ruling; and no other on their level. The detector overlooks a lone one."""
    found = np.zeros(len(pieces), np.bool_)
    width = pieces[:, 2] - pieces[:, 0]
    bars = np.flatnonzero(flat & (width >= SHORTEST_BAR * glyph) & (width <= LONGEST_BAR * glyph))
    for one in bars:
        left, top, right, bottom = pieces[one]
        reach = LONGEST_DASH * glyph
        level = bars[
            (pieces[bars, 1] < bottom + LEVEL * glyph)
            & (pieces[bars, 3] > top - LEVEL * glyph)
            & (pieces[bars, 0] < right + reach)
            & (pieces[bars, 2] > left - reach)
        ]
        twins = level[level != one]
        if not len(twins):
            found[one] = bottom - top >= BOTH_BARS * glyph
        elif len(twins) == 1 and np.abs(pieces[twins[0], [0, 2]] - (left, right)).max() <= SLIM * glyph:
            found[one] = True
    return found


def without_dashes(pieces: Boxes, glyph: float) -> Boxes:
    """The pieces less those of a dashed ruling: three flat ones or more on one level, beside which nothing taller
    stands."""
    height, width = pieces[:, 3] - pieces[:, 1], pieces[:, 2] - pieces[:, 0]
    flat = (height < FLAT * glyph) & (width > DASH * glyph)
    if flat.sum() < LEAST_DASHES:
        return pieces
    tall = pieces[height >= FLAT * glyph]
    middle = (pieces[:, 1] + pieces[:, 3]) / 2
    alone = [
        index
        for index in np.flatnonzero(flat).tolist()
        if not (
            (tall[:, 1] <= middle[index])
            & (middle[index] <= tall[:, 3])
            & (tall[:, 0] <= pieces[index, 2] + glyph)
            & (tall[:, 2] >= pieces[index, 0] - glyph)
        ).any()
    ]
    levels = middle[alone]
    rests = [
        i for i, level in zip(alone, levels, strict=True) if (abs(levels - level) < SLIM * glyph).sum() >= LEAST_DASHES
    ]
    return np.asarray(np.delete(pieces, rests, axis=0), dtype=np.int32)


def without_rests_of_sides(pieces: Boxes, top: float, bottom: float, glyph: float) -> Boxes:
    """The pieces of a cell from `top` to `bottom` less level strokes so near to its upper or lower side that they are
    no dash, on whose level no print stands."""
    height = pieces[:, 3] - pieces[:, 1]
    middle = (pieces[:, 1] + pieces[:, 3]) / 2
    rests = (height < FLAT * glyph) & (np.minimum(middle - top, bottom - middle) < BELOW_SIDE * glyph)
    if not rests.any():
        return pieces
    printed = pieces[height >= FLAT * glyph]
    level = (printed[:, 1][None] <= middle[:, None]) & (middle[:, None] <= printed[:, 3][None])
    flat = pieces[~rests & (height < FLAT * glyph)]
    beside = np.abs((flat[:, 1] + flat[:, 3])[None] / 2 - middle[:, None]) < OFF_LEVEL * glyph
    return np.asarray(pieces[~rests | level.any(axis=1) | beside.any(axis=1)], dtype=np.int32)


def without_flat_lines(lines: Sequence[Line], glyph: float) -> list[Line]:
    """Boxes of lines of text less those that are rests of rulings: flat, on the level of no print, and nearer to a line
    of print than two lines are to each other."""

    def middle(line: Line) -> float:
        return (line[1] + line[3]) / 2

    printed = [middle(line) for line in lines if line[3] - line[1] >= FLAT * glyph]
    kept = []
    for line in lines:
        apart = min((abs(middle(line) - level) for level in printed), default=0.0)
        if line[3] - line[1] >= FLAT * glyph or not OFF_LEVEL * glyph < apart < LEADING * glyph:
            kept.append(line)
    return kept


def without_shadows(pieces: Boxes, quads: Sequence[Quad], glyph: float) -> Boxes:
    """The pieces less those that are too tall for print: the shadow of a spine, the edge of a sheet or of the desk.

    A line of text that stands beside one would else be as tall as it is. A heading is as tall as a line that the
    detector saw there; strokes of lines set solid touch, and lines that it saw hold their middle nearly throughout.
    """
    tall = pieces[:, 3] - pieces[:, 1] > TALL * glyph
    for index in np.flatnonzero(tall):
        x0, y0, x1, y1 = (int(value) for value in pieces[index])
        for quad in quads:
            (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
            if left < x1 and right > x0 and min(bottom, y1) - max(top, y0) >= COVERED * (y1 - y0):
                tall[index] = False
                break
        tall[index] &= _held_by(quads, (x0 + x1) / 2, y0, y1) < COVERED * (y1 - y0)
    return np.asarray(pieces[~tall], dtype=np.int32)


def _held_by(quads: Sequence[Quad], x: float, top: int, bottom: int) -> float:
    """How much of an upright stroke at `x` from `top` to `bottom` lies in lines that the detector saw, pixels."""
    spans = sorted(
        (max(top, float(quad[:, 1].min())), min(bottom, float(quad[:, 1].max())))
        for quad in quads
        if quad[:, 0].min() <= x <= quad[:, 0].max()
    )
    held, end = 0.0, float(top)
    for low, high in spans:
        held += max(0.0, high - max(low, end))
        end = max(end, high)
    return held
