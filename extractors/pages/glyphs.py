"""The characters of a page as pdfium places them, and the lines of text that they make."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from mingzhang.extractors.pages.placement import Placement
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import TextLine


class Glyph(NamedTuple):
    """A character where a reader sees it. `turn`: quarter turns of its own writing direction (0 = left to right);
    `angle`: degrees off that; `size`: points; `shade`: 0 black to 255 white, of the fill."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base_x: float
    base_y: float
    size: float
    turn: int
    angle: float
    shade: int


def read_glyphs(text_page: Any, placement: Placement) -> list[Glyph]:
    """The visible characters of a pypdfium2 text page, in the order of the file; generated ones left out."""
    origin = x, y = ctypes.c_double(), ctypes.c_double()
    box = left, right, bottom, top = tuple(ctypes.c_double() for _ in range(4))
    fill = red, green, blue, alpha = tuple(ctypes.c_uint() for _ in range(4))
    # A reference is made once and not at each of a million calls.
    to_origin, to_box, to_fill = (tuple(map(ctypes.byref, some)) for some in (origin, box, fill))
    glyphs: list[Glyph] = []
    handle = text_page.raw if hasattr(text_page, "raw") else text_page
    point = placement.point
    for i in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, i)
        if code < 33 or code in (0xA0, 0x3000, 0xFFFE, 0xFFFF) or raw.FPDFText_IsGenerated(handle, i) == 1:
            continue
        degrees = math.degrees(raw.FPDFText_GetCharAngle(handle, i))
        quarter = round(degrees / 90)
        raw.FPDFText_GetCharOrigin(handle, i, *to_origin)
        ox, oy = point(x.value, y.value)
        raw.FPDFText_GetCharBox(handle, i, *to_box)
        ax, ay = point(left.value, bottom.value)
        bx, by = point(right.value, top.value)
        if ax == bx and ay == by:
            ax, ay, bx, by = ox, oy, ox, oy
        x0, x1, y0, y1 = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        if not (0 <= (x0 + x1) / 2 <= placement.width and 0 <= (y0 + y1) / 2 <= placement.height):
            continue
        shade = 0
        if raw.FPDFText_GetFillColor(handle, i, *to_fill):
            shade = 255 - (255 - (red.value + green.value + blue.value) // 3) * alpha.value // 255
        turn = (placement.turn + quarter) % 4
        size = raw.FPDFText_GetFontSize(handle, i)
        glyphs.append(Glyph(chr(code), x0, y0, x1, y1, ox, oy, size, turn, degrees - 90 * quarter, shade))
    return glyphs


def main_turn(glyphs: Sequence[Glyph]) -> int:
    """The writing direction of most characters of a page, in quarter turns clockwise."""
    return Counter(g.turn for g in glyphs).most_common(1)[0][0] if glyphs else 0


def along(glyph: Glyph) -> tuple[float, float, float]:
    """(start, end, line) of a glyph in its own writing direction: along the line, and the line's place across."""
    if glyph.turn == 0:
        return glyph.x0, glyph.x1, glyph.base_y
    if glyph.turn == 1:
        return glyph.y0, glyph.y1, -glyph.base_x
    if glyph.turn == 2:
        return -glyph.x1, -glyph.x0, -glyph.base_y
    return -glyph.y1, -glyph.y0, glyph.base_x


def group_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters grouped into lines in reading order, each from start to end; doubled characters (mock bold) once."""
    placed: list[_Placed] = []
    for glyph in glyphs:
        start, _, line = along(glyph)
        placed.append((glyph.turn, line, start, glyph))
    if not placed:
        return []
    placed.sort(key=_turn_and_line)
    reach = 0.4 * height_of([glyph for _, _, _, glyph in placed])
    lines: list[list[_Placed]] = []
    turn, previous = -1, 0.0
    for one in placed:
        if one[0] != turn or one[1] - previous > reach:
            lines.append([])
        lines[-1].append(one)
        turn, previous = one[0], one[1]
    return [_once(sorted(line, key=_start)) for line in lines]


_Placed = tuple[int, float, float, Glyph]  # turn, line, start, glyph
_turn_and_line = itemgetter(0, 1)
_start = itemgetter(2)


def _once(line: Sequence[_Placed]) -> list[Glyph]:
    """A line less characters that are printed again almost on themselves (mock bold, shadows)."""
    kept: list[_Placed] = []
    for one in line:
        start, glyph = one[2], one[3]
        for other in kept[-3:]:
            if other[3].text == glyph.text and start - other[2] < 0.3 * _extent(glyph):
                break
        else:
            kept.append(one)
    return [glyph for _, _, _, glyph in kept]


def _extent(glyph: Glyph) -> float:
    return max(glyph.x1 - glyph.x0, glyph.y1 - glyph.y0)


def height_of(glyphs: Sequence[Glyph]) -> float:
    """The usual height of some characters, in points (at least 1)."""
    return max(1.0, median(map(_extent, glyphs)))


def line_text(line: Sequence[Glyph], gap: float = 0.8) -> str:
    """The text of one line of characters; a gap wider than `gap` of their height becomes a space."""
    wide = gap * height_of(line)
    end = along(line[0])[1]
    text = line[0].text
    for glyph in line[1:]:
        start, next_end, _ = along(glyph)
        text += f" {glyph.text}" if start - end > wide else glyph.text
        end = next_end
    return text


def text_of(glyphs: Iterable[Glyph]) -> str:
    """The text of the characters of one cell, its lines separated by newlines."""
    return "\n".join(line_text(line) for line in group_lines(glyphs))


def text_lines(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """Lines of running text with their boxes, from top to bottom."""
    lines = []
    for line in group_lines(glyphs):
        box = Box(min(g.x0 for g in line), min(g.y0 for g in line), max(g.x1 for g in line), max(g.y1 for g in line))
        lines.append(TextLine(line_text(line), box))
    return sorted(lines, key=lambda one: (round(one.box.y0), one.box.x0))
