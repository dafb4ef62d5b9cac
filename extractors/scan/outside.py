"""Lines of text that stand in no ruled cell: as the detector parts them, and as upright rulings do.

White space parts lines of running text. Cells without rulings stand closer than that, and a header that wraps stands
amid the lines of its neighbours: there the detector, which sees text as text, is the better witness.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from mingzhang.extractors.scan.ink import Boxes, line_boxes, runs
from mingzhang.extractors.scan.layers import Quad
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.strokes import PixelLine

# Glyphs: how far beyond the detector's box a glyph that it cut off may stand.
CUT_OFF = 0.7
SAME_LINE = 0.5
HALF = 0.5
# Times the height of a detected line: what its pieces may reach, which stand out of it a little.
TALLER = 1.3
FEW_LINES = 3
# Glyphs: lines below each other are farther apart from middle to middle.
APART = 0.7
# Of the height of a detected line: what its print takes.
PRINTED = 0.75
# Of the distance of two lines: how far from the middle between them the least ink is looked for.
NEAR_CUT = 0.25
# Glyphs: a ruling between cells is taller than any stroke of print.
TALL = 2.0

Span = tuple[int, int, int, int]
Sides = tuple[float, float, float, float]
Owners = np.ndarray[tuple[int], np.dtype[np.int64]]


def by_detected_line(pieces: Boxes, quads: Sequence[Quad], glyph: float) -> list[Boxes]:
    """The pieces of each line that the detector saw, and all that it overlooked: lines of several columns that stand
    half a line apart make no row of white over the page, so that only single lines tell how tall print is."""
    owners = _owners(pieces, quads, glyph)
    groups = [pieces[owners == owner] for owner in sorted(set(owners.tolist()))]
    return groups[1:] if len(groups) > FEW_LINES and (owners < 0).any() else groups


def lines_outside(
    pieces: Boxes, ink: Picture, glyph: float, quads: Sequence[Quad], upright: Sequence[PixelLine] = ()
) -> list[Span]:
    """Boxes (pixels) of the lines that pieces of ink outside of grids make. `quads`: lines of text as the detector saw
    them on the level page; `upright`: rulings, which no line crosses. What the detector overlooked is parted by white
    space; so is what it saw in part only, where lines are set so close that those of several cells touch."""
    owners = _owners(pieces, quads, glyph)
    found: list[Span] = []
    heights = [float(np.ptp(quad[:, 1])) for quad in quads]
    mixed = _mixed(pieces, owners, heights, glyph)
    for owner in sorted(set(owners.tolist()) - mixed):
        for part in _between(pieces[owners == owner], upright, glyph):
            found += line_boxes(part, ink, glyph) if owner < 0 else _one_line(part, ink, glyph)
    if mixed:
        usual = max(glyph, PRINTED * float(np.median([heights[owner] for owner in mixed])))
        for part in _between(pieces[np.isin(owners, list(mixed))], upright, glyph):
            found += _close_lines(part, ink, glyph, usual)
    found = [box for box in found if not any(other != box and _holds(other, box) for other in found)]
    return sorted(found, key=lambda box: (box[1], box[0]))


def _holds(one: Span, other: Span) -> bool:
    """Whether a line lies within another about as tall: a glyph of it that grew together with the line below and was
    parted from that again."""
    is_as_tall = one[3] - one[1] <= (1 + SAME_LINE) * (other[3] - other[1])
    return is_as_tall and one[0] <= other[0] and one[1] <= other[1] and other[2] <= one[2] and other[3] <= one[3]


def _mixed(pieces: Boxes, owners: Owners, heights: Sequence[float], glyph: float) -> set[int]:
    """The detected lines whose pieces are much taller than they are: they hold parts of the lines above or below. With
    them those that they touch."""
    around = {owner: _around(pieces[owners == owner]) for owner in set(owners.tolist()) if owner >= 0}
    tall = {
        owner
        for owner, box in around.items()
        if box[3] - box[1] > max(TALLER * heights[owner], (1 + SAME_LINE) * glyph)
    }
    return tall | {
        owner
        for owner, box in around.items()
        if any(_touch(box, around[other]) for other in tall) and box[3] - box[1] <= TALLER * heights[owner]
    }


def _touch(one: Sides, other: Sides) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 0 and down > 0


def _around(pieces: Boxes) -> Span:
    x0, y0 = pieces[:, :2].min(axis=0).tolist()
    x1, y1 = pieces[:, 2:].max(axis=0).tolist()
    return x0, y0, x1, y1


def _close_lines(pieces: Boxes, ink: Picture, glyph: float, line: float) -> list[Span]:
    """Boxes of the lines of cells that stand close: cut at white rows, then at white columns wider than half a glyph,
    until nothing parts; what is still as tall as several lines (of `line` pixels) is cut where least ink is."""
    for near, far, gap in ((1, 3, 0.0), (0, 2, HALF * glyph)):
        parts = runs(pieces[:, near], pieces[:, far], gap)
        if len(parts) > 1:
            return [
                box
                for low, high in parts
                for box in _close_lines(pieces[(pieces[:, near] >= low) & (pieces[:, far] <= high)], ink, glyph, line)
            ]
    return cut_lines(_around(pieces), ink, line)


def cut_lines(box: Span, ink: Picture, line: float) -> list[Span]:
    """A box of ink as lines of about so many pixels each, cut where least ink is."""
    x0, y0, x1, y1 = box
    count = round((y1 - y0) / line)
    if count < 2:
        return [box]
    filled = ink[y0:y1, x0:x1] > 0
    profile = filled.sum(axis=1)
    pitch = (y1 - y0) / count
    cuts = [0]
    for number in range(1, count):
        low, high = round((number - NEAR_CUT) * pitch), round((number + NEAR_CUT) * pitch)
        cuts.append(low + int(np.argmin(profile[low:high])))
    boxes = []
    for low, high in pairwise([*cuts, y1 - y0]):
        columns = np.flatnonzero(filled[low:high].any(axis=0))
        if len(columns):
            boxes.append((x0 + int(columns[0]), y0 + low, x0 + int(columns[-1]) + 1, y0 + high))
    return boxes


def lines_seen(box: Span, quads: Sequence[Quad], glyph: float) -> int:
    """How many lines below each other the detector saw in a box: those that lie in it from side to side."""
    levels = sorted(
        float(quad[:, 1].mean())
        for quad in quads
        if box[0] <= quad[:, 0].mean() <= box[2] and box[1] <= quad[:, 1].mean() <= box[3]
    )
    return sum((not at) or level - levels[at - 1] > APART * glyph for at, level in enumerate(levels))


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


def are_set_solid(pieces: Boxes, quads: Sequence[Quad], glyph: float) -> bool:
    """Whether pieces of a cell reach from one line that the detector saw into the next, or two such lines touch: no
    white row parts them."""
    tall = any(high - low > (1 + SAME_LINE) * glyph for low, high in runs(pieces[:, 1], pieces[:, 3], 0.0))
    if not tall:
        return False
    box = _around(pieces)
    near = [q for q in quads if _touch(box, (q[:, 0].min(), q[:, 1].min(), q[:, 0].max(), q[:, 1].max()))]
    owners = _owners(pieces, near, glyph)
    if _mixed(pieces, owners, [float(np.ptp(q[:, 1])) for q in near], glyph):
        return True
    held = [_around(pieces[owners == owner]) for owner in set(owners.tolist()) if owner >= 0]
    return any(_are_stacked(one, other) for at, one in enumerate(held) for other in held[:at])


def _are_stacked(one: Span, other: Span) -> bool:
    """Whether two lines stand one below the other."""
    down = min(one[3], other[3]) - max(one[1], other[1])
    across = min(one[2], other[2]) - max(one[0], other[0])
    return across > 0 and down < SAME_LINE * min(one[3] - one[1], other[3] - other[1])


def _one_line(part: Boxes, ink: Picture, glyph: float) -> list[Span]:
    """What the detector saw as one line, parted at wide gaps."""
    low, high = int(part[:, 1].min()), int(part[:, 3].max())
    if high - low > (1 + SAME_LINE) * glyph:
        return line_boxes(part, ink, glyph)
    return line_boxes(part, ink, max(glyph, float(high - low)))


def _owners(pieces: Boxes, quads: Sequence[Quad], glyph: float) -> Owners:
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
