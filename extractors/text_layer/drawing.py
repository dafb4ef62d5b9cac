"""What the drawing of a page holds: a walk over pdfium's page objects gathers lines, pictures, texts and filled areas.

A page has thousands of paths of a few points each, so pdfium is asked one question about all of them at a time, and
answers into arrays.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, compress, pairwise, repeat
from struct import Struct
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.pages import pdfium
from mingzhang.models.records.geometry import Segment

PaintStyle = tuple[int, int, int, int, int]
"""The colour of a line (red, green, blue, opacity) and a tenth of a point of its width; -1 where it is filled."""
PageMatrix = tuple[float, float, float, float, float, float]
PathPoint = tuple[float, float]

INVISIBLE_MODES = (3, 7)  # PDF 32000-1, table 106: neither fill nor stroke
RECTANGLE, MOST_POINTS = (4, 6), 8  # points of a rectangle, closed or not; a filled shape with more is a drawing
ROUNDING = 0.1  # points: what rounding to tenths may add
TEXT, PATH, IMAGE, FORM = 1, 2, 3, 5  # pdfium's kinds of page objects
MOVE_TO = 2  # a segment of a path that begins a new part of it
WHITE = 250  # of 255
THIN = 2.0
SHORTEST = 1.0
SLANT = 0.6
# A line as wide as this may hide print as an area does.
BAND = 4.0
BAND_TENTHS = round(10 * BAND)
MAX_DEPTH = 6
IDENTITY: PageMatrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
UNIT_SQUARE: Segment = (0.0, 0.0, 1.0, 1.0)


class TextObject(NamedTuple):
    """A text object of pdfium (its address), its place in the order of drawing, and the way from its space to the
    page's."""

    item: int
    order: int
    outer: PageMatrix
    depth: int
    mode: int


class _PathObject(NamedTuple):
    item: int
    order: int
    outer: PageMatrix


# What `_make` does, without a call of Python for each.
_text_object, _path_object = partial(tuple.__new__, TextObject), partial(tuple.__new__, _PathObject)


@dataclass(slots=True)
class Seen:
    """What a walk over the page's objects gathers; places count objects in drawing order."""

    segments: list[Segment]
    pictures: list[Segment]
    opaque: list[tuple[Segment, int]]
    texts: list[tuple[int, bool]]
    order: int = 0
    written: list[TextObject] = field(default_factory=list)
    styles: list[PaintStyle | None] = field(default_factory=list)
    """The style of each of the segments, as far as it is known."""
    fills: list[tuple[Segment, int]] = field(default_factory=list)
    """Opaque filled areas, and their place in the order of drawing."""


def objects_of(page: Any) -> Seen:
    """What the drawing of an open pypdfium2 page holds; its text objects are of use while the page is open."""
    seen = Seen([], [], [], [])
    handle = pdfium.handle(page)
    count = pdfium.FPDFPage_CountObjects(handle)
    paths: list[_PathObject] = []
    strips: list[tuple[int, Segment]] = []  # pictures that are lines
    _walk(list(map(pdfium.FPDFPage_GetObject, repeat(handle), range(count))), IDENTITY, 0, seen, paths, strips)
    _read_paths(paths, strips, seen)
    return seen


def _walk(
    items: Sequence[int],
    outer: PageMatrix,
    depth: int,
    seen: Seen,
    paths: list[_PathObject],
    strips: list[tuple[int, Segment]],
) -> None:
    for item, kind in zip(items, map(pdfium.FPDFPageObj_GetType, items), strict=True):
        seen.order += 1
        if kind == TEXT:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
            seen.texts.append((seen.order, mode not in INVISIBLE_MODES))
            seen.written.append(_text_object((item, seen.order, outer, depth, mode)))
        elif kind == PATH:
            paths.append(_path_object((item, seen.order, outer)))
        elif kind == IMAGE:
            box = box_within(product(matrix_of(item), outer), UNIT_SQUARE)
            width, height = box[2] - box[0], box[3] - box[1]
            if min(width, height) <= THIN < max(width, height):
                strips.append((seen.order, _thinned(box)))
            else:
                seen.pictures.append(box)
                if not pdfium.FPDFPageObj_HasTransparency(item):
                    seen.opaque.append((box, seen.order))
        elif kind == FORM and depth < MAX_DEPTH:
            count = pdfium.FPDFFormObj_CountObjects(item)
            inside = list(map(pdfium.FPDFFormObj_GetObject, repeat(item), range(count)))
            _walk(inside, product(matrix_of(item), outer), depth + 1, seen, paths, strips)


def _read_paths(paths: Sequence[_PathObject], strips: Iterable[tuple[int, Segment]], seen: Seen) -> None:
    """Lines and filled areas of the paths of a page, in the order of drawing, and the line-like pictures among them.

    Strokes give each straight side; filled shapes give the middle of a thin one, or its sides.
    """
    waiting = deque(strips)
    fills, strokes = _draw_modes([path.item for path in paths])
    drawn = [n for n, (fill, stroke) in enumerate(zip(fills, strokes, strict=True)) if fill or stroke]
    paths = [paths[n] for n in drawn]
    is_filled = [bool(fills[n]) for n in drawn]
    is_lone_fill = [bool(fills[n]) and not strokes[n] for n in drawn]
    styles = _styles([path.item for path in paths], is_lone_fill)
    for path, filled, lone, style, shapes in zip(
        paths, is_filled, is_lone_fill, styles, _shapes_of(paths), strict=True
    ):
        item, order = path.item, path.order
        if filled:
            for shape in shapes:
                if (area := _area(shape)) and not pdfium.FPDFPageObj_HasTransparency(item):
                    seen.fills.append((area, order))
        if lone and style and (style[3] == 0 or min(style[:3]) >= WHITE):
            continue  # text editors put such boxes behind words; they rule nothing
        while waiting and waiting[0][0] < order:
            _add_strip(waiting.popleft()[1], seen)
        found = list(_lines(shapes, lone))
        seen.segments += found
        seen.styles += [style] * len(found)
        if found and style and style[-1] >= BAND_TENTHS and not pdfium.FPDFPageObj_HasTransparency(item):
            half = style[4] / 20
            seen.fills += [((x0 - half, y0 - half, x1 + half, y1 + half), order) for x0, y0, x1, y1 in found]
    for _, strip in waiting:
        _add_strip(strip, seen)


def _add_strip(strip: Segment, seen: Seen) -> None:
    seen.segments.append(strip)
    seen.styles.append(None)


def _draw_modes(items: Sequence[int]) -> tuple[list[int], list[int]]:
    """Whether each path is filled, and whether it is stroked; 0, 0 where pdfium does not tell."""
    modes = np.zeros((2, len(items)), np.int32)
    fills, strokes = (modes * pdfium.ask(pdfium.FPDFPath_GetDrawMode, items, *pdfium.addresses(modes))).tolist()
    return fills, strokes


def _styles(items: Sequence[int], is_lone_fill: Sequence[bool]) -> list[PaintStyle | None]:
    """The colours of paths, and the widths of those that are stroked."""
    colours = np.zeros((4, len(items)), np.uint32)
    widths = np.zeros((1, len(items)), np.float32)
    asks = [pdfium.FPDFPageObj_GetFillColor if lone else pdfium.FPDFPageObj_GetStrokeColor for lone in is_lone_fill]
    told = [ask(item, *to) for ask, item, *to in zip(asks, items, *pdfium.addresses(colours), strict=True)]
    has_width = [not lone for lone in is_lone_fill]
    pdfium.ask(
        pdfium.FPDFPageObj_GetStrokeWidth, compress(items, has_width), compress(pdfium.addresses(widths)[0], has_width)
    )
    return [
        (*colour, -1 if lone else round(10 * width)) if is_told else None
        for is_told, colour, lone, width in zip(
            told, zip(*colours.tolist(), strict=True), is_lone_fill, widths[0].tolist(), strict=True
        )
    ]


class _Shape(NamedTuple):
    """One part of a path: the box of its points, and the points (x and y) where they may matter."""

    box: Segment
    across: Sequence[float]
    down: Sequence[float]


_shape = partial(tuple.__new__, _Shape)


def _shapes_of(paths: Sequence[_PathObject]) -> list[list[_Shape]]:
    """The parts of each path, in the page's own space. Parts of one point are nothing."""
    shapes: list[list[_Shape]] = [[] for _ in paths]
    items = [path.item for path in paths]
    counts = list(map(pdfium.FPDFPath_CountSegments, items))
    total = sum(counts)
    if not total:
        return shapes
    segments = list(
        map(
            pdfium.FPDFPath_GetPathSegment,
            chain.from_iterable(map(repeat, items, counts)),
            chain.from_iterable(map(range, counts)),
        )
    )
    kinds = np.fromiter(map(pdfium.FPDFPathSegment_GetType, segments), np.int32, total)
    closes = np.fromiter(map(pdfium.FPDFPathSegment_GetClose, segments), np.int32, total) != 0
    places = np.zeros((2, total), np.float32)
    pdfium.ask(pdfium.FPDFPathSegment_GetPoint, segments, *pdfium.addresses(places))
    owner = np.repeat(np.arange(len(items)), counts)
    x, y = _transformed(places.astype(np.float64), _matrices(paths)[owner])
    begins = (kinds == MOVE_TO) | np.concatenate(([True], owner[1:] != owner[:-1]))
    first = np.maximum.accumulate(np.where(begins, np.arange(total), 0))
    again = np.flatnonzero(closes & ((x != x[first]) | (y != y[first])))
    if len(again):  # a closed part goes back to its first point
        x, y = np.insert(x, again + 1, x[first[again]]), np.insert(y, again + 1, y[first[again]])
        begins, owner = np.insert(begins, again + 1, False), np.insert(owner, again + 1, owner[again])
    starts = np.flatnonzero(begins)
    lows = [np.minimum.reduceat(values, starts).tolist() for values in (x, y)]
    highs = [np.maximum.reduceat(values, starts).tolist() for values in (x, y)]
    across, down = x.tolist(), y.tolist()
    bounds = [*starts.tolist(), len(across)]
    for own, x0, y0, x1, y1, (start, end) in zip(owner[starts].tolist(), *lows, *highs, pairwise(bounds), strict=True):
        if end - start > 1:
            shapes[own].append(_shape(((x0, y0, x1, y1), across[start:end], down[start:end])))
    return shapes


def _matrices(paths: Sequence[_PathObject]) -> NDArray[np.float64]:
    """The way of each path's points to the page's own space, a row each."""
    own = np.zeros((len(paths), 6), np.float32)
    told = pdfium.ask(pdfium.FPDFPageObj_GetMatrix, [path.item for path in paths], pdfium.addresses(own.T)[0])
    matrices = own.astype(np.float64)
    matrices[~told] = IDENTITY
    for n, path in enumerate(paths):
        if path.outer is not IDENTITY:
            matrices[n] = product(tuple(matrices[n].tolist()), path.outer)
    return matrices


def _transformed(
    places: NDArray[np.float64], matrices: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, y = places
    a, b, c, d, e, f = matrices.T
    return a * x + c * y + e, b * x + d * y + f


def _area(shape: _Shape) -> Segment | None:
    """The box of a rectangle that is more than a line; None for other shapes."""
    if not RECTANGLE[0] <= len(shape.across) <= RECTANGLE[1]:
        return None
    x0, y0, x1, y1 = shape.box
    if x1 - x0 < THIN - ROUNDING or y1 - y0 < THIN - ROUNDING:
        return None  # most are lines; a tenth is what rounding may add
    xs, ys = {round(x, 1) for x in shape.across}, {round(y, 1) for y in shape.down}
    if len(xs) != 2 or len(ys) != 2 or max(xs) - min(xs) <= THIN or max(ys) - min(ys) <= THIN:
        return None
    return min(xs), min(ys), max(xs), max(ys)


def lines_of(parts: Iterable[Sequence[PathPoint]], filled: bool) -> Iterator[Segment]:
    """The lines that the parts of one path rule. `filled`: filled and not stroked."""
    shapes = []
    for points in parts:
        xs, ys = zip(*points, strict=True)
        shapes.append(_Shape((min(xs), min(ys), max(xs), max(ys)), xs, ys))
    return _lines(shapes, filled)


def _lines(shapes: Iterable[_Shape], filled: bool) -> Iterator[Segment]:
    for box, across, down in shapes:
        width, height = box[2] - box[0], box[3] - box[1]
        if width <= THIN or height <= THIN:
            if width >= SHORTEST or height >= SHORTEST:
                yield _thinned(box)
            continue
        if filled and len(across) > MOST_POINTS:
            continue
        for (ax, ay), (bx, by) in pairwise(zip(across, down, strict=True)):
            if abs(ax - bx) <= SLANT or abs(ay - by) <= SLANT:
                yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


_MATRIX = pdfium.raw.FS_MATRIX()
_TO_MATRIX = ctypes.byref(_MATRIX)
_matrix_values = Struct("6f").unpack


def matrix_of(item: int) -> PageMatrix:
    if not pdfium.FPDFPageObj_GetMatrix(item, _TO_MATRIX):
        return IDENTITY
    values: PageMatrix = _matrix_values(_MATRIX)
    return values


def product(inner: PageMatrix, outer: PageMatrix) -> PageMatrix:
    if outer is IDENTITY:
        return inner
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def box_within(matrix: PageMatrix, unit: Segment) -> Segment:
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (unit[0], unit[2]) for y in (unit[1], unit[3])]
    ys = [b * x + d * y + f for x in (unit[0], unit[2]) for y in (unit[1], unit[3])]
    return min(xs), min(ys), max(xs), max(ys)


def _thinned(box: Segment) -> Segment:
    """The middle line of a thin box."""
    x0, y0, x1, y1 = box
    if x1 - x0 >= y1 - y0:
        middle = (y0 + y1) / 2
        return x0, middle, x1, middle
    middle = (x0 + x1) / 2
    return middle, y0, middle, y1
