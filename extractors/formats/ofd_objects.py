"""What is drawn on an OFD page: characters, paths and pictures, in drawing order, in points with y upwards.

OFD says where each character's origin stands, and not how large it is drawn (that is the font's). Boxes are those of
usual Chinese fonts: a wide character fills its square, others are as tall as figures are.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mingzhang.extractors.formats.docx_numbering import child, local
from mingzhang.extractors.formats.ofd_package import MOST_CHAINED, PageParts, Resources
from mingzhang.extractors.formats.ofd_syntax import (
    Point,
    Transform,
    box,
    matrix,
    moved,
    numbers,
    product,
    spacings,
    subpaths,
)
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.extractors.pages.placement import Placement
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.text.characters import folded

POINTS_A_MM = 72 / 25.4
MOST_OBJECTS = 400_000
MOST_DEPTH = 12
LONGEST_CODE = 20_000
USUAL_SIZE = 4.23
INVISIBLE = ("false", "0")
PALE = 235
WHITE = 250
LEAST_STEP = 0.2  # of a character's width: nearer ones are drawn over one another, and are as wide as they are
CMYK = 4  # components of a colour in print
# What an XML printer put around a text; blanks without a new line are the text's own, and have their spacings.
# Line breaks and indents before and behind a text, as a program lays out its XML.
INDENTED = re.compile(r"^[ \t]*[\r\n]\s*|(?<!\s)(?=\s*[\r\n])\s+$")


@dataclass(frozen=True, slots=True)
class Character:
    """A character: its origin, its direction of writing and of height (unit: its size), all in points, y upwards."""

    text: str
    x: float
    y: float
    along: Point
    up: Point
    width: float
    size: float
    shade: int


@dataclass(frozen=True, slots=True)
class Path:
    """The parts of a path in points, y upwards."""

    parts: tuple[tuple[tuple[Point, ...], bool], ...]
    fills: bool
    strokes: bool
    shade: int
    width: float


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture resource under its matrix: the unit square (y downwards in it) to points, y upwards."""

    resource: str
    at: Transform


@dataclass(slots=True)
class PageDrawing:
    """All that a page draws."""

    items: list[Character | Path | PlacedPicture] = field(default_factory=list)
    count: int = 0

    def counted(self) -> None:
        self.count += 1
        if self.count > MOST_OBJECTS:
            raise MingzhangError(ErrorCode.PAGE_FAILED, "more objects than a page has")


def drawing_of(parts: PageParts) -> PageDrawing:
    """What a page and its templates draw, templates under it first. Raises `page_failed` for too many objects."""
    x, y, _, height = parts.area
    scale = POINTS_A_MM
    to_points: Transform = (scale, 0.0, 0.0, -scale, -x * scale, (y + height) * scale)
    walk = _Walk(parts.resources)
    for part, over in parts.templates:
        if not over:
            walk.objects(child(part.root, "Content"), to_points)
    if parts.content is not None:
        walk.objects(child(parts.content.root, "Content"), to_points)
    for part, over in parts.templates:
        if over:
            walk.objects(child(part.root, "Content"), to_points)
    for appearance in parts.annotations:
        walk.objects(appearance, product(_placed(appearance), to_points))
    return walk.drawing


def _placed(element: Any) -> Transform:
    """The matrix of an object into its parent's space: its CTM, then the corner of its boundary."""
    corner = box(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    return product(matrix(element.get("CTM")), (1.0, 0.0, 0.0, 1.0, corner[0], corner[1]))


class _Walk:
    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        self.drawing = PageDrawing()
        self.within: list[str] = []

    def objects(self, parent: Any | None, at: Transform, depth: int = 0, param: str | None = None) -> None:
        """Walk over the objects of a content, layer or block."""
        if parent is None or depth > MOST_DEPTH:
            return
        for element in parent:
            name = local(element)
            if not name or element.get("Visible") in INVISIBLE:
                continue
            self.drawing.counted()
            mine = element.get("DrawParam") or param
            if name == "TextObject":
                self._text(element, product(_placed(element), at), mine)
            elif name == "PathObject":
                self._path(element, product(_placed(element), at), mine)
            elif name == "ImageObject":
                key = element.get("ResourceID") or ""
                self.drawing.items.append(PlacedPicture(key, product(_image_matrix(element), at)))
            elif name == "CompositeObject":
                self._unit(element, product(_placed(element), at), depth, mine)
            elif name in ("Layer", "PageBlock", "Content"):
                self.objects(element, at, depth + 1, mine)

    def _unit(self, element: Any, at: Transform, depth: int, param: str | None) -> None:
        """A drawing that is used again; one that holds itself is drawn once."""
        key = element.get("ResourceID") or ""
        unit = self.resources.units.get(key)
        if unit is None or key in self.within:
            return
        self.within.append(key)
        self.objects(child(unit, "Content"), at, depth + 1, param)
        self.within.pop()

    def _text(self, element: Any, at: Transform, param: str | None) -> None:
        if element.get("Fill") in INVISIBLE and element.get("Stroke") not in ("true", "1"):
            return
        size = next(iter(numbers(element.get("Size"))), USUAL_SIZE)
        scale = next(iter(numbers(element.get("HScale"))), 1.0) or 1.0
        shade = self._shade(element, param, "FillColor", 0)
        reads = _quarter(element.get("ReadDirection"))
        stands = _quarter(element.get("CharDirection"))
        x = y = 0.0
        for code in element:
            if local(code) != "TextCode":
                continue
            x = next(iter(numbers(code.get("X"))), x)
            y = next(iter(numbers(code.get("Y"))), y)
            text = INDENTED.sub("", "".join(code.itertext()))[:LONGEST_CODE]
            across = spacings(code.get("DeltaX"), len(text))
            down = spacings(code.get("DeltaY"), len(text))
            here_x, here_y = x, y
            for index, letter in enumerate(text):
                advance = width_of(letter) * size * scale
                step = across[index] if index < len(across) else None
                if letter not in " \u3000\xa0\t\r\n":
                    self.drawing.counted()
                    drawn = min(advance, step) if step is not None and step > LEAST_STEP * advance else advance
                    self.drawing.items.append(_character(letter, (here_x, here_y), size, drawn, stands, at, shade))
                fall = down[index] if index < len(down) else None
                if step is None and fall is None:
                    ahead = ((1, 0), (0, 1), (-1, 0), (0, -1))[reads]
                    step, fall = advance * ahead[0], (advance if reads % 2 == 0 else size) * ahead[1]
                here_x += step or 0.0
                here_y += fall or 0.0

    def _path(self, element: Any, at: Transform, param: str | None) -> None:
        data = child(element, "AbbreviatedData")
        if data is None:
            return
        fills = element.get("Fill") in ("true", "1")
        strokes = element.get("Stroke") not in INVISIBLE
        if not (fills or strokes):
            return
        parts = tuple(
            (tuple(moved(at, *point) for point in points), curves) for points, curves in subpaths(data.text)
        )  # fmt: skip
        shade = self._shade(element, param, "FillColor" if fills else "StrokeColor", 0)
        width = next(iter(numbers(element.get("LineWidth"))), 0.353) * POINTS_A_MM
        if parts:
            self.drawing.items.append(Path(parts, fills, strokes, shade, width))

    def _shade(self, element: Any, param: str | None, kind: str, usual: int) -> int:
        """Grey of a colour on white paper, 0 black to 255 white; alpha lightens."""
        found = child(element, kind)
        for _ in range(MOST_CHAINED):
            if found is not None or param is None or param not in self.resources.draw_params:
                break
            source = self.resources.draw_params[param]
            found, param = child(source, kind), source.get("Relative")
        grey = usual
        alpha = _alpha(element)
        if found is not None:
            values = numbers(found.get("Value"))
            if len(values) == CMYK:
                grey = round(255 - min(255.0, sum(values[:3]) / 3 + values[3]))
            elif values:
                grey = round(sum(values) / len(values))
            alpha = alpha * _alpha(found) // 255
        return 255 - (255 - min(max(grey, 0), 255)) * alpha // 255


def _image_matrix(element: Any) -> Transform:
    """A picture fills its boundary where it has no matrix of its own."""
    if element.get("CTM"):
        return _placed(element)
    _, _, width, height = box(element.get("Boundary")) or (0.0, 0.0, 1.0, 1.0)
    return product((width, 0.0, 0.0, height, 0.0, 0.0), _placed(element))


def _alpha(element: Any) -> int:
    found = numbers(element.get("Alpha"))
    return int(min(max(found[0], 0.0), 255.0)) if found else 255


def _quarter(text: str | None) -> int:
    return round(next(iter(numbers(text)), 0.0) / 90) % 4


def width_of(letter: str) -> float:
    """The usual width of a character, in parts of its size."""
    return 1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.5


def _character(
    letter: str, origin: Point, size: float, width: float, stands: int, at: Transform, shade: int
) -> Character:
    x, y = moved(at, *origin)
    a, b, c, d, _, _ = at
    along, up = (a * size, b * size), (-c * size, -d * size)
    for _ in range(stands):  # quarter turns clockwise
        along, up = (-up[0], -up[1]), along
    return Character(letter, x, y, along, up, width / size if size else 1.0, math.hypot(*up), shade)


def shown(items: Sequence[Character | Path | PlacedPicture]) -> list[Character | Path | PlacedPicture]:
    """What a reader sees: white characters are seen on a dark area only."""
    dark: list[tuple[float, float, float, float]] = []
    found: list[Character | Path | PlacedPicture] = []
    for item in items:
        if isinstance(item, Path) and item.fills and item.shade < PALE:
            points = [point for part, _ in item.parts for point in part]
            if points:
                xs, ys = [x for x, _ in points], [y for _, y in points]
                dark.append((min(xs), min(ys), max(xs), max(ys)))
        if isinstance(item, Character) and item.shade >= PALE:
            x = item.x + 0.5 * item.width * item.along[0] + 0.35 * item.up[0]
            y = item.y + 0.5 * item.width * item.along[1] + 0.35 * item.up[1]
            if not any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in dark):
                continue
        found.append(item)
    return found


def glyphs_of(items: Sequence[object], placement: Placement) -> Iterator[Glyph]:
    """The characters as `mingzhang.extractors.pages.characters.read_glyphs` gives those of a PDF."""
    for item in items:
        if not isinstance(item, Character) or not item.text.isprintable() or not folded(item.text):
            continue
        wide = width_of(item.text) == 1.0
        low, high = (-0.1, 0.82) if wide else (-0.02, 0.72)
        side = 0.04 * item.width
        corners = [
            (
                item.x + part * item.along[0] + rise * item.up[0],
                item.y + part * item.along[1] + rise * item.up[1],
            )
            for part in (side, item.width - side)
            for rise in (low, high)
        ]
        points = [placement.point(*corner) for corner in corners]
        x0, x1 = min(p[0] for p in points), max(p[0] for p in points)
        y0, y1 = min(p[1] for p in points), max(p[1] for p in points)
        if not (0 <= (x0 + x1) / 2 <= placement.width and 0 <= (y0 + y1) / 2 <= placement.height):
            continue
        degrees = -math.degrees(math.atan2(item.along[1], item.along[0]))
        quarter = round(degrees / 90)
        base_x, base_y = placement.point(item.x, item.y)
        turn = (placement.turn + quarter) % 4
        angle = degrees - 90 * quarter
        yield Glyph(folded(item.text), x0, y0, x1, y1, base_x, base_y, item.size, turn, angle, item.shade)
