"""Rulings that the page-layer network sees, beside those that are traced: dotted, dashed, broken, faded, white ones.

One ruling is one line: where a traced line lies within half a line of print, that is the ruling, and its place holds.
An edge is looked at from wall to wall: a stroke of a glyph meets one wall at most, and between two tables that stand
one below the other nothing is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.page_edges import EdgeLine, edge_lines
from mingzhang.extractors.scan.page_network import PageLayers, page_layers
from mingzhang.extractors.scan.rulings import Traced
from mingzhang.extractors.scan.strokes import PixelLine, TextBox, is_parted, runs_through, transposed, without_strokes

MOSTLY = 0.5
BEGUN = 7.0
WHOLLY = 0.9
RULED = 0.25
LEAST_FREE = 0.1
LETTERS = (0.15, 0.85)  # of the height of a box around a line of text: where its letters stand
UNDER = 0.25
SURE = 128
NO_PRINT = 100
NEAR = 0.5
NEAR_WITHOUT_TEXT = 3.0
REACH = 3.5
LONG = 100.0
BESIDE = 1.0
TALLER = 1.5
ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Direction:
    """One direction of a page, so turned that its edges lie level. `chance`, `drawn`, `foreign`: the network's layers
    in the page's pixels; `written`: 1 within boxes around text; `lettered`: where along an upright edge lines of text
    run on either side; `traced`: the rulings that are known; `near`: pixels within which two lines are one ruling."""

    edges: Sequence[EdgeLine]
    traced: Sequence[PixelLine]
    texts: Sequence[TextBox]
    chance: Picture
    drawn: Picture
    foreign: Picture
    written: Picture
    lettered: NDArray[np.bool_]
    near: float
    scale: float


def with_seen_edges(
    traced: Traced,
    grey: Picture,
    pixels_per_point: float,
    texts: Sequence[TextBox] = (),
    layers: PageLayers | None = None,
) -> Traced:
    """Traced rulings and, of the edges that the network sees on a level page, those that are ruled in part.

    `texts`: boxes around lines of text, pixels. Edges that nothing rules are left to the text. `layers`: what the
    network sees, where it has looked at the picture before.
    """
    layers = page_layers(grey, pixels_per_point) if layers is None else layers
    across, upright = edge_lines(layers, pixels_per_point)
    if not across and not upright:
        return traced
    height, width = grey.shape
    drawn, foreign = (layers.sized(name, height, width) for name in ("drawn", "foreign"))
    heights = [min(x1 - x0, y1 - y0) for x0, y0, x1, y1 in texts]
    near = NEAR * float(np.median(heights)) if heights else NEAR_WITHOUT_TEXT * pixels_per_point
    written = _written(grey.shape, texts)
    seen = layers.sized("across", height, width)
    none = np.zeros(width, bool)
    level = Direction(across, traced.horizontal, texts, seen, drawn, foreign, written, none, near, pixels_per_point)
    standing = Direction(
        [replace(one, x0=one.y0, y0=one.x0, x1=one.y1, y1=one.x1) for one in upright],
        [transposed(line) for line in traced.vertical],
        (),
        layers.sized("upright", height, width).T,
        drawn.T,
        foreign.T,
        written.T,
        _lettered(height, texts),
        near,
        pixels_per_point,
    )
    rows, columns = _between_walls(level, standing)
    columns += _carried_on(columns, [*traced.horizontal, *rows], standing, texts)
    horizontal, vertical = _beside_traced(rows, level), [transposed(line) for line in _beside_traced(columns, standing)]
    kept_across, kept_down = without_strokes(
        [*traced.horizontal, *horizontal], [*traced.vertical, *vertical], texts, pixels_per_point
    )
    horizontal = [line for line in horizontal if line in kept_across]
    vertical = [line for line in vertical if line in kept_down]
    free = layers.sized("print", height, width) < NO_PRINT
    ruled = _corridor(grey.shape, [*horizontal, *vertical], pixels_per_point) & (drawn >= SURE) & free
    return Traced(
        traced.horizontal + tuple(horizontal),
        traced.vertical + tuple(vertical),
        traced.mask | ruled.astype(traced.mask.dtype),
    )


def _between_walls(level: Direction, standing: Direction) -> tuple[list[PixelLine], list[PixelLine]]:
    """The parts of both directions' edges that hold against one another: what leans on a wall that falls, falls too."""
    rows: Sequence[PixelLine] = [edge.line for edge in level.edges]
    columns: Sequence[PixelLine] = [edge.line for edge in standing.edges]
    for _ in range(ROUNDS):
        before = rows, columns
        rows = _held(level, [*standing.traced, *columns])
        columns = _held(standing, [*level.traced, *rows])
        if (rows, columns) == before:
            break
    return list(rows), list(columns)


def _held(direction: Direction, walls: Sequence[PixelLine]) -> list[PixelLine]:
    """Parts of edges, each from wall to wall or joined of such, along which an edge is seen and no text is crossed."""
    reach = REACH * direction.scale
    found = []
    for edge in direction.edges:
        places = _crossings(edge.line, walls, reach)
        if len(places) < 2 and edge.x1 - edge.x0 < LONG * direction.scale:
            continue
        inner = [place for place in places if edge.x0 + reach < place < edge.x1 - reach]
        spans = [_part(edge.line, start, stop) for start, stop in pairwise([edge.x0, *inner, edge.x1])]
        for is_seen, some in groupby(spans, lambda span: _is_seen(span, direction)):
            if is_seen:
                parts = list(some)
                whole = _within_drawn((*parts[0][:2], *parts[-1][2:]), places, direction)
                if whole[2] - whole[0] >= BEGUN * direction.scale and _ruled_share(whole, direction) >= RULED:
                    found.append(whole)
    return found


def _within_drawn(line: PixelLine, places: Sequence[float], direction: Direction) -> PixelLine:
    """An edge without what goes on in the paper beside a table: beyond its walls and all that is drawn of it."""
    drawn = np.flatnonzero(_along(direction.drawn, line) >= SURE)
    if not len(drawn):
        return line
    reach = REACH * direction.scale
    first, last = (max(0.0, line[0]) + float(drawn[end]) for end in (0, -1))
    start = min([first, *(place for place in places if line[0] - reach <= place <= first)])
    stop = max([last, *(place for place in places if last <= place <= line[2] + reach)])
    return _part(line, max(line[0], start), min(line[2], stop))


def _crossings(line: PixelLine, walls: Sequence[PixelLine], reach: float) -> list[float]:
    """Where walls (turned: start, place, end, place) meet a level line, from left to right; walls side by side count
    once."""
    places: list[float] = []
    middle = (line[1] + line[3]) / 2
    met = [_at(w, middle) for w in walls if w[0] - reach <= middle <= w[2] + reach]
    for place in sorted(place for place in met if line[0] - reach <= place <= line[2] + reach):
        if not places or place - places[-1] > 2 * reach:
            places.append(place)
    return places


def _at(line: PixelLine, x: float) -> float:
    x0, y0, x1, y1 = line
    return y0 + (y1 - y0) * (x - x0) / max(1.0, x1 - x0)


def _part(line: PixelLine, start: float, stop: float) -> PixelLine:
    return start, _at(line, start), stop, _at(line, stop)


def _is_seen(span: PixelLine, direction: Direction) -> bool:
    """Whether an edge is seen from one wall to the next. One that goes beyond a wall goes on to the next one: what is
    not seen of it was lost. One that ends at a wall shows a little beyond it at most.
    What lies under a seal is not sure."""
    if runs_through(span, direction.texts) or np.mean(_along(direction.foreign, span) >= SURE) >= UNDER:
        return False
    seen = _along(direction.chance, span) >= SURE
    inset = min(len(seen) // 3, round(REACH * direction.scale))
    return bool(seen[inset : len(seen) - inset].sum() >= min(MOSTLY * len(seen), BEGUN * direction.scale))


def _ruled_share(line: PixelLine, direction: Direction) -> float:
    """How much of an edge is drawn, between lines of text where it runs past them: stems of one character that begins
    line after line (十一、 十二、) stand in one line and end with the text. So do figures that are one stem each (a
    column of 1), of which no box may tell: a ruling goes on between the rows of the page, too."""
    drawn = _along(direction.drawn, line) >= SURE
    free = _along(direction.written, line) == 0
    if direction.texts or np.mean(free) < LEAST_FREE:
        return float(np.mean(drawn))
    share = float(np.mean(drawn[free]))
    beside = direction.lettered[max(0, round(line[0])) :][: len(free)]
    between, within = drawn[free & ~beside], drawn[free & beside]
    if len(between) < LEAST_FREE * len(free) or not len(within):
        return share
    return 0.0 if np.mean(between) < MOSTLY * np.mean(within) else share


def _lettered(height: int, texts: Sequence[TextBox]) -> NDArray[np.bool_]:
    """Which rows of pixels run through the letters of a line of text, anywhere on the page."""
    rows = np.zeros(height, bool)
    for _, y0, _, y1 in texts:
        rows[max(0, round(y0 + LETTERS[0] * (y1 - y0))) : max(0, round(y0 + LETTERS[1] * (y1 - y0)))] = True
    return rows


def _written(shape: tuple[int, ...], texts: Sequence[TextBox]) -> Picture:
    """1 within boxes around lines of text."""
    mask = np.zeros(shape[:2], np.uint8)
    for x0, y0, x1, y1 in texts:
        mask[max(0, round(y0)) : max(0, round(y1)), max(0, round(x0)) : max(0, round(x1))] = 1
    return mask


def _along(layer: Picture, line: PixelLine) -> NDArray[np.uint8]:
    """What a layer shows along a level line: the most within a point of it, at each pixel."""
    xs = np.arange(max(0, round(line[0])), min(round(line[2]) + 1, layer.shape[1]))
    if not len(xs):
        return np.zeros(1, np.uint8)
    x0, y0, x1, y1 = line
    ys = np.round(y0 + (y1 - y0) * (xs - x0) / max(1.0, x1 - x0)).astype(int)
    rows = [layer[np.clip(ys + step, 0, layer.shape[0] - 1), xs] for step in (-2, 0, 2)]
    return np.asarray(np.max(rows, axis=0), np.uint8)


def _carried_on(
    columns: Sequence[PixelLine], rows: Sequence[PixelLine], standing: Direction, texts: Sequence[TextBox]
) -> list[PixelLine]:
    """What lacks of upright rulings in rows between those in which they are seen: white ones end where the bands end.

    `columns` are turned. Only rulings that nothing but the network sees are carried on, past rows of the usual height,
    where no text stands in the way: two tables one below the other are farther apart.
    """
    scale = standing.scale
    carried = []
    order = sorted(columns)
    for before in order:
        after = next(
            (one for one in order if one[0] > before[2] and abs(one[1] - before[3]) <= BESIDE * scale),
            None,
        )
        if after is None or all(_is_traced(one, standing) for one in (before, after)):
            continue
        gap = (before[2], before[3], after[0], after[1])
        places = _crossings((before[0], before[1], after[2], after[3]), rows, REACH * scale)
        heights = np.diff(places)
        inside = [place for place in places if gap[0] - REACH * scale <= place <= gap[2] + REACH * scale]
        if len(inside) < 2 or np.diff(inside).max() > TALLER * float(np.median(heights)):
            continue
        if _shared_by(gap, standing) < MOSTLY * (gap[2] - gap[0]) and not is_parted(gap, texts):
            carried.append(gap)
    return carried


def _is_traced(line: PixelLine, direction: Direction) -> bool:
    return _shared_by(line, direction) >= MOSTLY * (line[2] - line[0])


def _shared_by(line: PixelLine, direction: Direction) -> float:
    return sum(_shared(line, other, direction.near) for other in direction.traced)


def _beside_traced(lines: Sequence[PixelLine], direction: Direction) -> list[PixelLine]:
    """The lines that add to what is known, the longest first, each moved to the known line that it goes on from."""
    known = list(direction.traced)
    added = []
    for line in sorted(lines, key=lambda one: one[0] - one[2]):
        beside = [(other, shared) for other in known if (shared := _shared(line, other, direction.near))]
        if sum(shared for _, shared in beside) >= WHOLLY * (line[2] - line[0]):
            continue
        apart = min((_apart(line, other) for other, _ in beside), key=abs, default=0.0)
        moved = (line[0], line[1] + apart, line[2], line[3] + apart)
        known.append(moved)
        added.append(moved)
    return added


def _shared(line: PixelLine, other: PixelLine, near: float) -> float:
    """How much of a line's way another one takes that is no farther than `near` from it."""
    length = min(line[2], other[2]) - max(line[0], other[0])
    return length if length > 0 and abs(_apart(line, other)) <= near else 0.0


def _apart(line: PixelLine, other: PixelLine) -> float:
    middle = (max(line[0], other[0]) + min(line[2], other[2])) / 2
    return _at(other, middle) - _at(line, middle)


def _corridor(shape: tuple[int, ...], lines: Sequence[PixelLine], scale: float) -> NDArray[np.bool_]:
    """What lies within a point of some lines."""
    mask = np.zeros(shape, np.uint8)
    for x0, y0, x1, y1 in lines:
        cv2.line(mask, (round(x0), round(y0)), (round(x1), round(y1)), (1,), 1 + 2 * round(BESIDE * scale))
    return mask > 0
