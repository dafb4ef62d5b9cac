"""The characters of a page as pdfium places them."""

from __future__ import annotations

import ctypes
import math
from collections import deque
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.pages import pdfium
from mingzhang.extractors.pages.glyphs import UNKNOWN, Glyph
from mingzhang.extractors.pages.placement import Placement
from mingzhang.models.text.characters import folded

SHEARED = 0.5  # degrees off the axes: from here on the matrix tells the way of a line, not the lean of its letters
HAIR = 0.1  # points: an outline so thin shows nothing; fonts give such ones to control codes
# Space that a text layer may hold, and marks of direction and joining that print nothing.
NOTHING = frozenset((0x20, 0xA0, 0xAD, 0x3000, 0xFEFF, 0xFFFE, 0xFFFF, *range(0x2000, 0x2010),
                     *range(0x2028, 0x2030), *range(0x2060, 0x2070)))  # fmt: skip
Places = NDArray[np.float64]
PLACES, DOUBLE = 6, ctypes.sizeof(ctypes.c_double)  # origin x and y, left, right, bottom, top
# References are made once and not at each call.
_COLOUR = tuple(ctypes.c_uint() for _ in range(4))
_TO_COLOUR = tuple(map(ctypes.byref, _COLOUR))


class _Style(NamedTuple):
    """What all characters of one text object have in common; see `Glyph`. `turn` is that in the page's own space."""

    turn: int
    angle: float
    size: float
    shade: int


def read_glyphs(text_page: Any, placement: Placement, hidden: frozenset[int] = frozenset()) -> list[Glyph]:
    """The characters of a pypdfium2 text page, in the order of the file, less generated ones, white space and those of
    text objects in `hidden` (see `text_layer.shown`). A code without a meaning gives `UNKNOWN`."""
    handle = pdfium.handle(text_page)
    codes = _codes(handle)
    indexes = [i for i, code in enumerate(codes) if code not in NOTHING]
    owners = list(map(pdfium.FPDFText_GetTextObject, repeat(handle), indexes))
    if hidden or None in owners:
        seen = [(i, own) for i, own in zip(indexes, owners, strict=True) if _is_print(handle, i, own, hidden)]
        indexes, owners = [i for i, _ in seen], [own for _, own in seen]
    if not indexes:
        return []
    x, y, left, right, bottom, top = _places(handle, indexes)
    without_meaning = list(map(pdfium.FPDFText_HasUnicodeMapError, repeat(handle), indexes))
    blank = set()
    for at, (i, failed) in enumerate(zip(indexes, without_meaning, strict=True)):
        if codes[i] < 32 and pdfium.FPDFText_IsHyphen(handle, i) == 1:
            codes[i] = ord("-")  # at the end of a line
        elif codes[i] < 32 or failed == 1:
            if min(right[at] - left[at], top[at] - bottom[at]) < HAIR:
                blank.add(at)  # a tab or the like: no print
            codes[i] = ord(UNKNOWN)
    _with_metrics(handle, indexes, left, right, bottom, top)
    ox, oy = placement.point(x, y)
    ax, ay = placement.point(left, bottom)
    bx, by = placement.point(right, top)
    x0, x1, y0, y1 = np.minimum(ax, bx), np.maximum(ax, bx), np.minimum(ay, by), np.maximum(ay, by)
    if (lost := (ax == bx) & (ay == by)).any():
        x0, x1, y0, y1 = (np.where(lost, o, e) for o, e in ((ox, x0), (ox, x1), (oy, y0), (oy, y1)))
    across, down = (x0 + x1) / 2, (y0 + y1) / 2
    inside = (across >= 0) & (across <= placement.width) & (down >= 0) & (down <= placement.height)
    inside[list(blank)] = False
    kept = np.flatnonzero(inside)
    texts = [_character(codes[indexes[at]]) for at in kept]
    styles = _styles(handle, [indexes[at] for at in kept], [owners[at] for at in kept])
    boxes = [column[kept].tolist() for column in (x0, y0, x1, y1, ox, oy)]
    turns = [(placement.turn + style.turn) % 4 for style in styles]
    return list(
        map(
            Glyph._make,
            zip(texts, *boxes, [s.size for s in styles], turns, [s.angle for s in styles], [s.shade for s in styles],
                strict=True),
        )
    )  # fmt: skip


def _codes(handle: int) -> list[int]:
    """The code of each character of a text page. pdfium gives rare characters in two halves: the first becomes the
    whole, the second nothing."""
    codes = list(map(pdfium.FPDFText_GetUnicode, repeat(handle), range(pdfium.FPDFText_CountChars(handle))))
    for i, (code, low) in enumerate(pairwise(codes)):
        if 0xD800 <= code < 0xDC00 and 0xDC00 <= low < 0xE000:
            codes[i], codes[i + 1] = 0x10000 + ((code - 0xD800) << 10) + low - 0xDC00, 0xFFFF
    return codes


def _is_print(handle: int, index: int, owner: int | None, hidden: frozenset[int]) -> bool:
    """Whether a character stands in the file and is seen. What pdfium puts between words belongs to no text object."""
    return owner not in hidden if owner else pdfium.FPDFText_IsGenerated(handle, index) != 1


def _places(handle: int, indexes: Sequence[int]) -> Places:
    """Origins and boxes of characters in the page's own space: (x, y, left, right, bottom, top), an array each."""
    places = np.zeros((PLACES, len(indexes)))
    x, y, *box = (range(one.ctypes.data, one.ctypes.data + one.nbytes, DOUBLE) for one in places)
    _for_each(pdfium.FPDFText_GetCharOrigin, handle, indexes, x, y)
    _for_each(pdfium.FPDFText_GetCharBox, handle, indexes, *box)
    return places


def _for_each(function: Any, handle: int, *arguments: Iterable[int]) -> None:
    deque(map(function, repeat(handle), *arguments), maxlen=0)


def _with_metrics(
    handle: int, indexes: Sequence[int], left: Places, right: Places, bottom: Places, top: Places
) -> None:
    """Put in place of boxes without extent (the font has no outline) those by the metrics of the font."""
    loose = pdfium.raw.FS_RECTF()
    for at in np.flatnonzero((left == right) | (bottom == top)):
        pdfium.FPDFText_GetLooseCharBox(handle, indexes[at], ctypes.byref(loose))
        left[at], right[at], bottom[at], top[at] = loose.left, loose.right, loose.bottom, loose.top


def _styles(handle: int, indexes: Sequence[int], owners: Sequence[int | None]) -> list[_Style]:
    """The style of each character; one look at each text object (address)."""
    known: dict[int, _Style] = {}
    styles = []
    for index, owner in zip(indexes, owners, strict=True):
        style = known.get(owner) if owner else None
        if style is None:
            style = _style(handle, index)
            if owner:
                known[owner] = style
        styles.append(style)
    return styles


def _style(handle: int, index: int) -> _Style:
    degrees = math.degrees(pdfium.FPDFText_GetCharAngle(handle, index))
    if degrees % 90 > SHEARED:
        matrix = pdfium.raw.FS_MATRIX()
        if pdfium.FPDFText_GetMatrix(handle, index, ctypes.byref(matrix)):
            # the way of the line: italics lean, and their line does not
            degrees = -math.degrees(math.atan2(matrix.b, matrix.a)) % 360
    quarter = round(degrees / 90)
    shade = 0
    if pdfium.FPDFText_GetFillColor(handle, index, *_TO_COLOUR):
        red, green, blue, alpha = (one.value for one in _COLOUR)
        shade = 255 - (255 - (red + green + blue) // 3) * alpha // 255
    return _Style(quarter, degrees - 90 * quarter, pdfium.FPDFText_GetFontSize(handle, index), shade)


@lru_cache(maxsize=1 << 15)
def _character(code: int) -> str:
    """A character, radicals as what they show; half of a pair, or what is beyond all characters, is `UNKNOWN`."""
    return UNKNOWN if 0xD800 <= code < 0xE000 or code > 0x10FFFF else folded(chr(code)) or UNKNOWN
