"""The characters of a page as pdfium places them, and the lines of text that they make."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from mingzhang.extractors.pages.placement import Placement
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import TextLine
from mingzhang.models.text.characters import folded, raised

SHEARED = 0.5
# Full-width marks are as wide as any character, and half of that is blank.
BLANK_AFTER, BLANK_BEFORE = frozenset("：，。；、！？）》」』】〕"), frozenset("（《「『【〔")
HALF_BLANK = 0.5


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


# Stands for a character whose code the file does not explain: there is print, and what it says is not known.
UNKNOWN = "\ufffd"
# Points: an outline so thin shows nothing; fonts give such ones to control codes.
HAIR = 0.1
# Space that a text layer may hold, and marks of direction and joining that print nothing.
NOTHING = frozenset((0xA0, 0xAD, 0x3000, 0xFEFF, 0xFFFE, 0xFFFF, *range(0x2000, 0x2010), *range(0x2028, 0x2030),
                     *range(0x2060, 0x2070)))  # fmt: skip


def read_glyphs(text_page: Any, placement: Placement, hidden: frozenset[int] = frozenset()) -> list[Glyph]:
    """The characters of a pypdfium2 text page, in the order of the file, less generated ones, white space and those of
    text objects in `hidden` (see `text_layer.shown`). A code without a meaning gives `UNKNOWN`."""
    origin = x, y = ctypes.c_double(), ctypes.c_double()
    box = left, right, bottom, top = tuple(ctypes.c_double() for _ in range(4))
    fill = red, green, blue, alpha = tuple(ctypes.c_uint() for _ in range(4))
    # A reference is made once and not at each of a million calls.
    to_origin, to_box, to_fill = (tuple(map(ctypes.byref, some)) for some in (origin, box, fill))
    matrix, loose = raw.FS_MATRIX(), raw.FS_RECTF()
    glyphs: list[Glyph] = []
    handle = text_page.raw if hasattr(text_page, "raw") else text_page
    point = placement.point
    for i in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, i)
        if code in NOTHING or code == 32 or raw.FPDFText_IsGenerated(handle, i) == 1:
            continue
        if hidden and address_of(raw.FPDFText_GetTextObject(handle, i)) in hidden:
            continue
        if 0xDC00 <= code < 0xE000 and _is_half(raw.FPDFText_GetUnicode(handle, i - 1)):
            continue
        if _is_half(code) and 0xDC00 <= (low := raw.FPDFText_GetUnicode(handle, i + 1)) < 0xE000:
            code = 0x10000 + ((code - 0xD800) << 10) + low - 0xDC00  # pdfium gives rare characters in two halves
        degrees = math.degrees(raw.FPDFText_GetCharAngle(handle, i))
        if degrees % 90 > SHEARED and raw.FPDFText_GetMatrix(handle, i, matrix):
            # the way of the line: italics lean, and their line does not
            degrees = -math.degrees(math.atan2(matrix.b, matrix.a)) % 360
        quarter = round(degrees / 90)
        raw.FPDFText_GetCharOrigin(handle, i, *to_origin)
        ox, oy = point(x.value, y.value)
        raw.FPDFText_GetCharBox(handle, i, *to_box)
        if code < 32 and raw.FPDFText_IsHyphen(handle, i) == 1:
            code = ord("-")  # at the end of a line
        elif code < 32 or raw.FPDFText_HasUnicodeMapError(handle, i) == 1:
            if min(right.value - left.value, top.value - bottom.value) < HAIR:
                continue  # a tab or the like: no print
            code = ord(UNKNOWN)
        if left.value == right.value or bottom.value == top.value:
            raw.FPDFText_GetLooseCharBox(handle, i, loose)  # the font has no outline for it: its place by its metrics
            left.value, right.value, bottom.value, top.value = loose.left, loose.right, loose.bottom, loose.top
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
        glyphs.append(Glyph(_character(code), x0, y0, x1, y1, ox, oy, size, turn, degrees - 90 * quarter, shade))
    return glyphs


def _is_half(code: int) -> bool:
    """Whether it is the first half of a character in UTF-16."""
    return 0xD800 <= code < 0xDC00


@lru_cache(maxsize=1 << 15)
def _character(code: int) -> str:
    """A character, radicals as what they show; half of a pair, or what is beyond all characters, is `UNKNOWN`."""
    return UNKNOWN if 0xD800 <= code < 0xE000 or code > 0x10FFFF else folded(chr(code)) or UNKNOWN


def address_of(item: Any) -> int:
    """Where pdfium keeps an object: the same for each handle on it."""
    return ctypes.addressof(item.contents) if item else 0


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
    high = height_of(line)
    end = along(line[0])[1]
    text = line[0].text
    for glyph in line[1:]:
        start, next_end, _ = along(glyph)
        own = HALF_BLANK * high if text[-1] in BLANK_AFTER or glyph.text in BLANK_BEFORE else 0.0
        text += f" {glyph.text}" if start - end > gap * high + own else glyph.text
        end = next_end
    return text


def text_of(glyphs: Iterable[Glyph]) -> str:
    """The text of the characters of one cell, its lines separated by newlines. Raised marks of notes are written as
    such (`1,234.56¹`)."""
    return "\n".join(line_text(line) for line in group_lines(with_raised_marks(list(glyphs))))


# Of the height of the digits beside it: a raised mark is at most so high, and stands at least so much above the line.
MARK_HEIGHT, MARK_RAISED = 0.8, 0.2
MARKS = "0123456789()[]〔〕+-*※注"


def with_raised_marks(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """Characters of a cell in which small ones that stand above the foot of larger ones beside them are raised marks on
    their line."""
    if len({round(g.size, 1) for g in glyphs}) < 2 or any(g.turn for g in glyphs):
        return glyphs
    found = list(glyphs)
    for index, glyph in enumerate(glyphs):
        if glyph.text not in MARKS:
            continue
        host = next((one for one in _before(glyph, glyphs) if one.size * MARK_HEIGHT >= glyph.size), None)
        if host is None:
            continue
        high = host.y1 - host.y0 if host.text.isdigit() else 0.7 * host.size
        rise = host.base_y - glyph.base_y
        if MARK_RAISED * high <= rise <= high and glyph.y1 < host.base_y:
            found[index] = glyph._replace(text=raised(glyph.text), base_y=host.base_y)
    return found


def _before(glyph: Glyph, glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Characters that end shortly before one, and whose heights meet its own, the nearest first."""
    reach = 3.0 * max(glyph.size, glyph.x1 - glyph.x0)
    near = [
        g
        for g in glyphs
        if g is not glyph and glyph.x0 - g.x0 >= 0 and glyph.x0 - g.x1 < reach and g.y0 < glyph.y1 and g.y1 > glyph.y0
    ]
    return sorted(near, key=lambda g: glyph.x0 - g.x1)


def text_lines(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """Lines of running text with their boxes, from top to bottom."""
    lines = []
    for line in group_lines(glyphs):
        box = Box(min(g.x0 for g in line), min(g.y0 for g in line), max(g.x1 for g in line), max(g.y1 for g in line))
        lines.append(TextLine(line_text(line), box))
    return sorted(lines, key=lambda one: (round(one.box.y0), one.box.x0))
