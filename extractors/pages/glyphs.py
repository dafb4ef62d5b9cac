"""The characters of a page, and the lines of text that they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf
from operator import itemgetter, sub
from typing import NamedTuple

from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import TextLine
from mingzhang.models.text.characters import raised

# Full-width marks are as wide as any character, and half of that is blank.
BLANK_AFTER, BLANK_BEFORE = frozenset("：，。；、！？）》」』】〕"), frozenset("（《「『【〔")
HALF_BLANK = 0.5
# Of the height of a character: how far apart the feet of one line's are; within which the same is the same again.
SAME_LINE, DOUBLED = 0.4, 0.3
LOOKED_BACK = 3


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
    found = list(glyphs)
    if not found:
        return []
    if not any(map(_turn, found)):
        return _level_lines(found)
    placed: list[_Placed] = []
    for glyph in found:
        start, _, line = along(glyph)
        placed.append((glyph.turn, line, start, glyph))
    placed.sort(key=_turn_and_line)
    reach = SAME_LINE * height_of(found)
    lines: list[list[_Placed]] = []
    turn, previous = -1, 0.0
    for one in placed:
        if one[0] != turn or one[1] - previous > reach:
            lines.append([])
        lines[-1].append(one)
        turn, previous = one[0], one[1]
    return [_once(sorted(line, key=_start)) for line in lines]


def _level_lines(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """`group_lines` of characters that all run from left to right, as next to all do (at least one)."""
    glyphs.sort(key=_base)
    reach = SAME_LINE * height_of(glyphs)
    if glyphs[-1].base_y - glyphs[0].base_y <= reach:
        return [_once_level(sorted(glyphs, key=_left))]  # one line, as in most cells
    lines = [[glyphs[0]]]
    for before, glyph in pairwise(glyphs):
        if glyph.base_y - before.base_y > reach:
            lines.append([])
        lines[-1].append(glyph)
    return [_once_level(sorted(line, key=_left)) for line in lines]


def _once_level(line: Sequence[Glyph]) -> list[Glyph]:
    """`_once` of characters that run from left to right."""
    kept: list[Glyph] = []
    before = -inf
    for glyph in line:
        start = glyph.x0
        wide, high = glyph.x1 - start, glyph.y1 - glyph.y0
        near = DOUBLED * (wide if wide > high else high)
        if start - before < near and any(
            other.text == glyph.text and start - other.x0 < near for other in kept[-LOOKED_BACK:]
        ):
            continue
        kept.append(glyph)
        before = start
    return kept


_Placed = tuple[int, float, float, Glyph]  # turn, line, start, glyph
_turn_and_line = itemgetter(0, 1)
_start = itemgetter(2)
# The fields of a glyph, asked of all characters of a page by functions that are no Python.
_text, _left, _right, _base, _size, _turn = map(itemgetter, (0, 1, 3, 6, 7, 8))


def _once(line: Sequence[_Placed]) -> list[Glyph]:
    """A line less characters that are printed again almost on themselves (mock bold, shadows)."""
    kept: list[_Placed] = []
    for one in line:
        start, glyph = one[2], one[3]
        near = DOUBLED * max(glyph.x1 - glyph.x0, glyph.y1 - glyph.y0)
        if not kept or start - kept[-1][2] >= near:
            kept.append(one)  # as most do: those before the last one are further off still
        elif not any(other[3].text == glyph.text and start - other[2] < near for other in kept[-LOOKED_BACK:]):
            kept.append(one)
    return [glyph for _, _, _, glyph in kept]


def height_of(glyphs: Sequence[Glyph]) -> float:
    """The usual height of some characters, in points (at least 1)."""
    extents = sorted([wide if (wide := g.x1 - g.x0) > (high := g.y1 - g.y0) else high for g in glyphs])
    half = len(extents) // 2
    return max(1.0, extents[half] if len(extents) % 2 else (extents[half - 1] + extents[half]) / 2)


def line_text(line: Sequence[Glyph], gap: float = 0.8) -> str:
    """The text of one line of characters; a gap wider than `gap` of their height becomes a space."""
    if not any(map(_turn, line)):
        starts, ends = list(map(_left, line)), list(map(_right, line))
    else:
        starts, ends = [along(glyph)[0] for glyph in line], [along(glyph)[1] for glyph in line]
    if max(map(sub, starts[1:], ends), default=0.0) <= gap:
        return "".join(map(_text, line))  # no height is under a point
    high = height_of(line)
    end = ends[0]
    text = line[0].text
    for glyph, start, next_end in zip(line[1:], starts[1:], ends[1:], strict=True):
        own = HALF_BLANK * high if text[-1] in BLANK_AFTER or glyph.text in BLANK_BEFORE else 0.0
        text += f" {glyph.text}" if start - end > gap * high + own else glyph.text
        end = next_end
    return text


def text_of(glyphs: Iterable[Glyph]) -> str:
    """The text of the characters of one cell, its lines separated by newlines. Raised marks of notes are written as
    such (`1,234.56¹`)."""
    found = list(glyphs)
    return "\n".join(map(line_text, group_lines(with_raised_marks(found)))) if found else ""


# Of the height of the digits beside it: a raised mark is at most so high, and stands at least so much above the line.
# Web browsers print it at five sixths, Word at two thirds.
MARK_HEIGHT, MARK_RAISED = 0.9, 0.2
MARKS = frozenset("0123456789()[]〔〕+-*※注abcde①②③④⑤⑥⑦⑧⑨⑩")


def with_raised_marks(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """Characters of a cell in which small ones that stand above the foot of larger ones beside them are raised marks on
    their line."""
    sizes = set(map(_size, glyphs))
    if len(sizes) < 2 or len({round(size, 1) for size in sizes}) < 2 or any(map(_turn, glyphs)):
        return glyphs
    found = list(glyphs)
    for index, glyph in enumerate(glyphs):
        if glyph.text not in MARKS:
            continue
        host = next((one for one in _beside(glyph, glyphs) if one.size * MARK_HEIGHT >= glyph.size), None)
        if host is None:
            continue
        high = host.y1 - host.y0 if host.text.isdecimal() else 0.7 * host.size
        rise = host.base_y - glyph.base_y
        if MARK_RAISED * high <= rise <= high and glyph.y1 < host.base_y:
            found[index] = glyph._replace(text=raised(glyph.text), base_y=host.base_y)
    return found


def _beside(glyph: Glyph, glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Characters that end shortly before one, else those that begin shortly behind it, and whose heights meet its own;
    the nearest first."""
    reach = 3.0 * max(glyph.size, glyph.x1 - glyph.x0)
    near = [g for g in glyphs if g is not glyph and g.y0 < glyph.y1 and g.y1 > glyph.y0]
    before = [g for g in near if glyph.x0 >= g.x0 and glyph.x0 - g.x1 < reach]
    behind = [g for g in near if g.x0 > glyph.x0 and g.x0 - glyph.x1 < reach]
    return [*sorted(before, key=lambda g: glyph.x0 - g.x1), *sorted(behind, key=lambda g: g.x0 - glyph.x1)]


def text_lines(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """Lines of running text with their boxes, from top to bottom."""
    lines = []
    for line in group_lines(glyphs):
        box = Box(min(g.x0 for g in line), min(g.y0 for g in line), max(g.x1 for g in line), max(g.y1 for g in line))
        lines.append(TextLine(line_text(line), box))
    return sorted(lines, key=lambda one: (round(one.box.y0), one.box.x0))
