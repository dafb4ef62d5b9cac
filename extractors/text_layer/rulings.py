"""Ruled lines of a page, read from pdfium's page objects: strokes, thin filled shapes, borders, line-like pictures."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, repeat, zip_longest
from typing import Any, NamedTuple

from mingzhang.extractors.pages import pdfium
from mingzhang.extractors.pages.placement import Placement
from mingzhang.extractors.text_layer.stripes import stripe_styles
from mingzhang.models.records.geometry import Segment

PaintStyle = tuple[int, int, int, int, int]
"""The colour of a line (red, green, blue, opacity) and a tenth of a point of its width; -1 where it is filled."""
PageMatrix = tuple[float, float, float, float, float, float]

HIDDEN = 0.7  # share of the text objects that make a text layer hidden
LARGE_COVER, MOST_PICTURES = 0.5, 50  # share of a page that one picture covers alone; pieces added up otherwise
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
MAX_DEPTH = 6
# Lines of one style that may be a pattern; the share of characters that they run through; the part of a character at
# each side that a rule may touch.
LEAST_LINES, CROSSED, WITHIN = 20, 0.25, 0.2
IDENTITY: PageMatrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Rulings:
    """Lines along the page's axes, in points, origin top left."""

    horizontal: tuple[Segment, ...]
    vertical: tuple[Segment, ...]
    picture_cover: float
    """Share of the page that its pictures cover, 0 to 1."""
    opaque_over_text: float
    """Share of the page that an opaque picture covers whose text layer is hidden: invisible, or under the picture."""
    path_count: int
    pictures: tuple[Segment, ...] = ()
    """The boxes of its pictures that are not line-like."""


def objects_of(page: Any) -> Seen:
    """What the drawing of an open pypdfium2 page holds; its text objects are of use while the page is open."""
    seen = Seen([], [], [], [])
    handle = pdfium.handle(page)
    count = pdfium.FPDFPage_CountObjects(handle)
    _walk(map(pdfium.FPDFPage_GetObject, repeat(handle), range(count)), IDENTITY, 0, seen)
    return seen


def rulings_of(seen: Seen, placement: Placement, boxes: Sequence[Segment] = ()) -> Rulings:
    """Rulings out of what a walk gathered (in the page's own space, y upwards). `boxes` of the characters tell the
    rules of a table from a pattern behind everything (graph paper), whose lines run through characters."""
    horizontal: list[Segment] = []
    vertical: list[Segment] = []
    behind = background(seen, placement, boxes)
    lines = [(placement.box(*one), style) for one, style in zip_longest(seen.segments, seen.styles)]
    behind |= stripe_styles(lines, boxes) if seen.fills else frozenset()
    for (x0, y0, x1, y1), style in lines:
        if style in behind:
            continue
        if x1 < 0 or y1 < 0 or x0 > placement.width or y0 > placement.height:
            continue
        if y1 - y0 <= SLANT and x1 - x0 >= SHORTEST:
            middle = (y0 + y1) / 2
            horizontal.append((max(x0, 0.0), middle, min(x1, placement.width), middle))
        elif x1 - x0 <= SLANT and y1 - y0 >= SHORTEST:
            middle = (x0 + x1) / 2
            vertical.append((middle, max(y0, 0.0), middle, min(y1, placement.height)))
    hidden = [box for box, order in seen.opaque if _hides(order, seen)]
    return Rulings(
        tuple(horizontal),
        tuple(vertical),
        _cover(seen.pictures, placement),
        _cover(hidden, placement),
        len(seen.segments),
        tuple(placement.box(*picture) for picture in seen.pictures),
    )


def background(seen: Seen, placement: Placement, boxes: Sequence[Segment]) -> frozenset[PaintStyle]:
    """Styles of lines that run through many of the characters: those of a pattern and of no table."""
    styles = {style for style, count in Counter(seen.styles).items() if style and count >= LEAST_LINES}
    if len(boxes) < LEAST_LINES or not styles:
        return frozenset()
    found = set()
    for style in styles:
        lines = [placement.box(*one) for one, own in zip(seen.segments, seen.styles, strict=False) if own == style]
        across = sorted(round((y0 + y1) / 2, 1) for _, y0, _, y1 in lines if y1 - y0 <= SLANT)
        down = sorted(round((x0 + x1) / 2, 1) for x0, _, x1, _ in lines if x1 - x0 <= SLANT)
        crossed = sum(
            1
            for x0, y0, x1, y1 in boxes
            if _between(across, y0 + WITHIN * (y1 - y0), y1 - WITHIN * (y1 - y0))
            or _between(down, x0 + WITHIN * (x1 - x0), x1 - WITHIN * (x1 - x0))
        )
        if crossed > CROSSED * len(boxes) and _lines_cross(lines, boxes):
            found.add(style)
    return frozenset(found)


def _between(places: Sequence[float], low: float, high: float) -> bool:
    at = bisect_right(places, low)
    return at < len(places) and places[at] < high


def _lines_cross(lines: Sequence[Segment], boxes: Sequence[Segment]) -> bool:
    """Whether lines, where they begin and end, do run through the share of characters."""
    crossed = 0
    for x0, y0, x1, y1 in boxes:
        left, right = x0 + WITHIN * (x1 - x0), x1 - WITHIN * (x1 - x0)
        top, bottom = y0 + WITHIN * (y1 - y0), y1 - WITHIN * (y1 - y0)
        crossed += any(a < right and c > left and b < bottom and d > top for a, b, c, d in lines)
    return crossed > CROSSED * len(boxes)


def _hides(order: int, seen: Seen) -> bool:
    """Whether most text objects are invisible or were drawn before an opaque picture."""
    hidden = sum(1 for place, visible in seen.texts if not visible or place < order)
    return hidden > HIDDEN * len(seen.texts)


def _cover(pictures: list[Segment], placement: Placement) -> float:
    whole = placement.width * placement.height
    if not pictures or whole <= 0:
        return 0.0
    covers = []
    for picture in pictures:
        x0, y0, x1, y1 = placement.box(*picture)
        width = max(0.0, min(x1, placement.width) - max(x0, 0.0))
        height = max(0.0, min(y1, placement.height) - max(y0, 0.0))
        covers.append(width * height / whole)
    return min(1.0, sum(sorted(covers)[-MOST_PICTURES:]) if max(covers) < LARGE_COVER else max(covers))


class TextObject(NamedTuple):
    """A text object of pdfium (its address), its place in the order of drawing, and the way from its space to the
    page's."""

    item: int
    order: int
    outer: PageMatrix
    depth: int
    mode: int


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


def _walk(objects: Iterable[int], outer: PageMatrix, depth: int, seen: Seen) -> None:
    for item in objects:
        kind = pdfium.FPDFPageObj_GetType(item)
        seen.order += 1
        if kind == TEXT:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
            seen.texts.append((seen.order, mode not in INVISIBLE_MODES))
            seen.written.append(TextObject(item, seen.order, outer, depth, mode))
        elif kind == PATH:
            _path(item, outer, seen)
        elif kind == IMAGE:
            box = box_within(product(matrix_of(item), outer), (0.0, 0.0, 1.0, 1.0))
            width, height = box[2] - box[0], box[3] - box[1]
            if min(width, height) <= THIN < max(width, height):
                seen.segments.append(_thinned(box))
                seen.styles.append(None)
            else:
                seen.pictures.append(box)
                if not pdfium.FPDFPageObj_HasTransparency(item):
                    seen.opaque.append((box, seen.order))
        elif kind == FORM and depth < MAX_DEPTH:
            inner = product(matrix_of(item), outer)
            count = pdfium.FPDFFormObj_CountObjects(item)
            _walk(map(pdfium.FPDFFormObj_GetObject, repeat(item), range(count)), inner, depth + 1, seen)


_FILL, _STROKE = ctypes.c_int(), ctypes.c_int()
_X, _Y = ctypes.c_float(), ctypes.c_float()
_COLOUR = _RED, _GREEN, _BLUE, _ALPHA = tuple(ctypes.c_uint() for _ in range(4))
# References are made once and not at each of a million calls.
_TO_FILL, _TO_STROKE, _TO_X, _TO_Y = (ctypes.byref(one) for one in (_FILL, _STROKE, _X, _Y))
_TO_COLOUR = tuple(map(ctypes.byref, _COLOUR))
_MATRIX = pdfium.raw.FS_MATRIX()
_TO_MATRIX = ctypes.byref(_MATRIX)


def _path(item: int, outer: PageMatrix, seen: Seen) -> None:
    """Lines of one path. Strokes give each straight side; filled shapes give the middle of a thin one, or its sides."""
    if not pdfium.FPDFPath_GetDrawMode(item, _TO_FILL, _TO_STROKE) or not (_FILL.value or _STROKE.value):
        return
    matrix = product(matrix_of(item), outer)
    filled = bool(_FILL.value) and not _STROKE.value
    subpaths = _subpaths(item, matrix)
    if _FILL.value:
        for points in subpaths:
            if (
                RECTANGLE[0] <= len(points) <= RECTANGLE[1]
                and (area := _area(points))
                and not pdfium.FPDFPageObj_HasTransparency(item)
            ):
                seen.fills.append((area, seen.order))
    style = _style(item, filled)
    if filled and style and (style[3] == 0 or min(style[:3]) >= WHITE):
        return  # text editors put such boxes behind words; they rule nothing
    seen.segments += lines_of(subpaths, filled)
    missing = len(seen.segments) - len(seen.styles)
    seen.styles += [style] * missing
    if missing and style and style[4] >= 10 * BAND and not pdfium.FPDFPageObj_HasTransparency(item):
        half = style[4] / 20
        seen.fills += [
            ((x0 - half, y0 - half, x1 + half, y1 + half), seen.order) for x0, y0, x1, y1 in seen.segments[-missing:]
        ]


def _style(item: int, filled: bool) -> PaintStyle | None:
    ask = pdfium.FPDFPageObj_GetFillColor if filled else pdfium.FPDFPageObj_GetStrokeColor
    if not ask(item, *_TO_COLOUR):
        return None
    width = -1
    if not filled:
        pdfium.FPDFPageObj_GetStrokeWidth(item, _TO_X)
        width = round(10 * _X.value)
    return _RED.value, _GREEN.value, _BLUE.value, _ALPHA.value, width


def _area(points: Sequence[tuple[float, float]]) -> Segment | None:
    """The box of a rectangle that is more than a line; None for other shapes."""
    across, down = zip(*points, strict=True)
    if max(across) - min(across) < THIN - ROUNDING or max(down) - min(down) < THIN - ROUNDING:
        return None  # most are lines; a tenth is what rounding may add
    xs, ys = {round(x, 1) for x in across}, {round(y, 1) for y in down}
    if len(xs) != 2 or len(ys) != 2 or max(xs) - min(xs) <= THIN or max(ys) - min(ys) <= THIN:
        return None
    return min(xs), min(ys), max(xs), max(ys)


def lines_of(subpaths: Iterable[Sequence[tuple[float, float]]], filled: bool) -> Iterator[Segment]:
    """The lines that the parts of one path rule. `filled`: filled and not stroked."""
    for points in subpaths:
        xs, ys = zip(*points, strict=True)
        box = (min(xs), min(ys), max(xs), max(ys))
        width, height = box[2] - box[0], box[3] - box[1]
        if min(width, height) <= THIN:
            if max(width, height) >= SHORTEST:
                yield _thinned(box)
            continue
        if filled and len(points) > MOST_POINTS:
            continue
        for (ax, ay), (bx, by) in pairwise(points):
            if abs(ax - bx) <= SLANT or abs(ay - by) <= SLANT:
                yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _subpaths(item: int, matrix: PageMatrix) -> list[list[tuple[float, float]]]:
    paths: list[list[tuple[float, float]]] = []
    a, b, c, d, e, f = matrix
    segments = list(map(pdfium.FPDFPath_GetPathSegment, repeat(item), range(pdfium.FPDFPath_CountSegments(item))))
    kinds = map(pdfium.FPDFPathSegment_GetType, segments)
    closes = map(pdfium.FPDFPathSegment_GetClose, segments)
    ask = pdfium.FPDFPathSegment_GetPoint
    for segment, kind, is_closing in zip(segments, kinds, closes, strict=True):
        ask(segment, _TO_X, _TO_Y)
        x, y = _X.value, _Y.value
        point = (a * x + c * y + e, b * x + d * y + f)
        if kind == MOVE_TO or not paths:
            paths.append([point])
        else:
            paths[-1].append(point)
        if is_closing and paths[-1][0] != point:
            paths[-1].append(paths[-1][0])
    return [p for p in paths if len(p) > 1]


def matrix_of(item: int) -> PageMatrix:
    if not pdfium.FPDFPageObj_GetMatrix(item, _TO_MATRIX):
        return IDENTITY
    return _MATRIX.a, _MATRIX.b, _MATRIX.c, _MATRIX.d, _MATRIX.e, _MATRIX.f


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
