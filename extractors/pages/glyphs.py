"""The characters of a page as pdfium places them, and the lines of text that they make."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
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
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    glyphs: list[Glyph] = []
    handle = text_page.raw if hasattr(text_page, "raw") else text_page
    point = placement.point
    for i in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, i)
        if code < 33 or code in (0xA0, 0x3000, 0xFFFE, 0xFFFF) or raw.FPDFText_IsGenerated(handle, i) == 1:
            continue
        degrees = math.degrees(raw.FPDFText_GetCharAngle(handle, i))
        quarter = round(degrees / 90)
        raw.FPDFText_GetCharOrigin(handle, i, x, y)
        ox, oy = point(x.value, y.value)
        raw.FPDFText_GetCharBox(handle, i, left, right, bottom, top)
        ax, ay = point(left.value, bottom.value)
        bx, by = point(right.value, top.value)
        if ax == bx and ay == by:
            ax, ay, bx, by = ox, oy, ox, oy
        x0, x1, y0, y1 = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        if not (0 <= (x0 + x1) / 2 <= placement.width and 0 <= (y0 + y1) / 2 <= placement.height):
            continue
        shade = 0
        if raw.FPDFText_GetFillColor(handle, i, red, green, blue, alpha):
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
    ordered = sorted(glyphs, key=lambda g: (g.turn, along(g)[2]))
    if not ordered:
        return []
    reach = 0.4 * height_of(ordered)
    lines: list[list[Glyph]] = []
    previous = 0.0
    for glyph in ordered:
        place = along(glyph)[2]
        if lines and lines[-1][-1].turn == glyph.turn and place - previous <= reach:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
        previous = place
    return [_once(sorted(line, key=lambda g: along(g)[0])) for line in lines]


def _once(line: list[Glyph]) -> list[Glyph]:
    """A line less characters that are printed again almost on themselves (mock bold, shadows)."""
    kept: list[Glyph] = []
    for glyph in line:
        start = along(glyph)[0]
        near = 0.3 * max(glyph.x1 - glyph.x0, glyph.y1 - glyph.y0)
        if not any(start - along(k)[0] < near and k.text == glyph.text for k in kept[-3:]):
            kept.append(glyph)
    return kept


def height_of(glyphs: Sequence[Glyph]) -> float:
    """The usual height of some characters, in points (at least 1)."""
    return max(1.0, median(max(g.x1 - g.x0, g.y1 - g.y0) for g in glyphs))


def line_text(line: Sequence[Glyph], gap: float = 0.8) -> str:
    """The text of one line of characters; a gap wider than `gap` of their height becomes a space."""
    wide = gap * height_of(line)
    text = line[0].text
    for before, glyph in pairwise(line):
        text += (" " if along(glyph)[0] - along(before)[1] > wide else "") + glyph.text
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
