"""Lines of text that stand in no ruled cell: as the detector parts them, and as upright rulings do.

White space parts lines of running text. Cells without rulings stand closer than that, and a header that wraps stands
amid the lines of its neighbours: there the detector, which sees text as text, is the better witness.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mingzhang.extractors.scan.ink import Boxes, line_boxes
from mingzhang.extractors.scan.layers import Quad
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.strokes import PixelLine

# Glyphs: how far beyond the detector's box a glyph that it cut off may stand.
CUT_OFF = 0.7
SAME_LINE = 0.5
HALF = 0.5
# Glyphs: a ruling between cells is taller than any stroke of print.
TALL = 2.0

Span = tuple[int, int, int, int]


def lines_outside(
    pieces: Boxes, ink: Picture, glyph: float, quads: Sequence[Quad], upright: Sequence[PixelLine] = ()
) -> list[Span]:
    """Boxes (pixels) of the lines that pieces of ink outside of grids make. `quads`: lines of text as the detector saw
    them on the level page; `upright`: rulings, which no line crosses. What the detector overlooked is parted by white
    space."""
    owners = _owners(pieces, quads, glyph)
    found: list[Span] = []
    for owner in sorted(set(owners.tolist())):
        for part in _between(pieces[owners == owner], upright, glyph):
            if owner < 0:
                found += line_boxes(part, ink, glyph)
            else:
                found += _one_line(part, ink, glyph)
    return sorted(found, key=lambda box: (box[1], box[0]))


def are_side_by_side(box: Span, quads: Sequence[Quad]) -> bool:
    """Whether the detector saw lines of text beside each other in a cell: two cells whose ruling was lost."""
    if not len(quads):
        return False
    corners = np.asarray(quads, np.float32)
    low, high = corners.min(axis=1), corners.max(axis=1)
    x, y = ((low + high) / 2).T
    held = (box[0] <= x) & (x <= box[2]) & (box[1] <= y) & (y <= box[3])
    inside = np.hstack([low, high])[held].tolist()
    return any(
        min(one[3], other[3]) - max(one[1], other[1]) > HALF * min(one[3] - one[1], other[3] - other[1])
        and min(one[2], other[2]) <= max(one[0], other[0])
        for at, one in enumerate(inside)
        for other in inside[:at]
    )


def _one_line(part: Boxes, ink: Picture, glyph: float) -> list[Span]:
    """What the detector saw as one line, parted at wide gaps."""
    low, high = int(part[:, 1].min()), int(part[:, 3].max())
    if high - low > (1 + SAME_LINE) * glyph:
        return line_boxes(part, ink, glyph)
    return line_boxes(part, ink, max(glyph, float(high - low)))


def _owners(pieces: Boxes, quads: Sequence[Quad], glyph: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """For each piece the number of the detected line that holds its middle, or beside whose end it stands; -1 for
    none. A line inside another one comes first."""
    owners = np.full(len(pieces), -1, np.int64)
    boxes = [(*quad.min(axis=0), *quad.max(axis=0)) for quad in quads]
    order = sorted(range(len(boxes)), key=lambda i: -(boxes[i][2] - boxes[i][0]) * (boxes[i][3] - boxes[i][1]))
    x, y = (pieces[:, 0] + pieces[:, 2]) / 2, (pieces[:, 1] + pieces[:, 3]) / 2
    for index in order:
        x0, y0, x1, y1 = boxes[index]
        owners[(x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)] = index
    for number in np.flatnonzero(owners < 0):
        left, top, right, bottom = (float(value) for value in pieces[number])
        near = [
            (max(x0 - right, left - x1, 0.0), index)
            for index, (x0, y0, x1, y1) in enumerate(boxes)
            if min(bottom, y1) - max(top, y0) >= HALF * (bottom - top)
        ]
        apart, index = min(near, default=(np.inf, -1))
        if apart <= CUT_OFF * glyph:
            owners[number] = index
    return owners


def _between(pieces: Boxes, upright: Sequence[PixelLine], glyph: float) -> list[Boxes]:
    """Pieces of one line by the rulings between them."""
    low, high = int(pieces[:, 1].min()), int(pieces[:, 3].max())
    middle = (low + high) / 2
    left, right = int(pieces[:, 0].min()), int(pieces[:, 2].max())
    cuts = sorted(
        x0 + (x1 - x0) * (middle - y0) / max(1.0, y1 - y0)
        for x0, y0, x1, y1 in upright
        if y0 <= middle <= y1 and y1 - y0 >= TALL * glyph and left < (x0 + x1) / 2 < right
    )
    places = np.searchsorted(cuts, (pieces[:, 0] + pieces[:, 2]) / 2)
    return [pieces[places == place] for place in np.unique(places)]
