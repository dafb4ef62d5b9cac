"""The characters of a page as pdfium places them."""

from __future__ import annotations

import ctypes
import math
from collections import deque
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.pages import pdfium
from mingzhang.extractors.pages.glyphs import UNKNOWN, Glyph
from mingzhang.extractors.pages.placement import Placement
from mingzhang.models.text.characters import folded

SHEARED = 0.5  # degrees off the axes: from here on the matrix tells the way of a line, not the lean of its letters
HAIR = 0.1  # points: an outline so thin shows nothing; fonts give such ones to control codes
RIGHT_ANGLE = 90  # degrees
SPECK = 0.15  # of the usual extent of a page's characters; raised marks and small print take a third at least
# Space that a text layer may hold, and marks of direction and joining that print nothing.
NOTHING = frozenset((0x20, 0xA0, 0xAD, 0x3000, 0xFEFF, 0xFFFE, 0xFFFF, *range(0x2000, 0x2010),
                     *range(0x2028, 0x2030), *range(0x2060, 0x2070)))  # fmt: skip
SPACE, LAST = 32, 0xFFFF  # what comes before is control codes; the last code of the plane that all common ones are of
_IS_NOTHING = np.zeros(LAST + 2, bool)  # the last place stands for all other planes
_IS_NOTHING[list(NOTHING)] = True
Places = NDArray[np.float64]
_Style = tuple[float, int, float, int]
"""Size, turn, angle and shade: what all characters of one text object have in common."""
PLACES, DOUBLE = 6, ctypes.sizeof(ctypes.c_double)  # origin x and y, left, right, bottom, top
_glyph = partial(tuple.__new__, Glyph)  # what `Glyph._make` does, without a call of Python for each


class Characters(NamedTuple):
    """The characters of a text page: the code of each; the indexes of those that are print, and the addresses of their
    text objects (None for what pdfium puts in)."""

    handle: int
    codes: NDArray[np.int64]
    indexes: list[int]
    owners: list[int | None]


def read_characters(text_page: Any) -> Characters:
    """The characters of a pypdfium2 text page, less white space."""
    handle = pdfium.handle(text_page)
    codes = _codes(handle)
    indexes = np.flatnonzero(~_IS_NOTHING[np.minimum(codes, LAST + 1)]).tolist()
    return Characters(handle, codes, indexes, list(map(pdfium.FPDFText_GetTextObject, repeat(handle), indexes)))


def read_glyphs(characters: Characters, placement: Placement, hidden: frozenset[int] = frozenset()) -> list[Glyph]:
    """The characters of a page in the order of the file, less generated ones, white space and those of text objects in
    `hidden` (see `text_layer.shown`). A code without a meaning gives `UNKNOWN`."""
    handle, codes, indexes, owners = characters
    if hidden or None in owners:
        seen = [(i, own) for i, own in zip(indexes, owners, strict=True) if _is_print(handle, i, own, hidden)]
        indexes, owners = [i for i, _ in seen], [own for _, own in seen]
    if not indexes:
        return []
    found = codes[indexes]
    x, y, left, right, bottom, top = _places(handle, indexes)
    failed = np.fromiter(map(pdfium.FPDFText_HasUnicodeMapError, repeat(handle), indexes), np.int64, len(indexes))
    blank = []
    for at in np.flatnonzero((found < SPACE) | (failed == 1)):
        if found[at] < SPACE and pdfium.FPDFText_IsHyphen(handle, indexes[at]) == 1:
            found[at] = ord("-")  # at the end of a line
            continue
        if min(right[at] - left[at], top[at] - bottom[at]) < HAIR:
            blank.append(at)  # a tab or the like: no print
        found[at] = ord(UNKNOWN)
    _with_metrics(handle, indexes, left, right, bottom, top)
    ox, oy = placement.point(x, y)
    ax, ay = placement.point(left, bottom)
    bx, by = placement.point(right, top)
    x0, x1, y0, y1 = np.minimum(ax, bx), np.maximum(ax, bx), np.minimum(ay, by), np.maximum(ay, by)
    if (lost := (ax == bx) & (ay == by)).any():
        x0, x1, y0, y1 = (np.where(lost, o, e) for o, e in ((ox, x0), (ox, x1), (oy, y0), (oy, y1)))
    across, down = (x0 + x1) / 2, (y0 + y1) / 2
    inside = (across >= 0) & (across <= placement.width) & (down >= 0) & (down <= placement.height)
    inside[blank] = False
    inside[_specks(found, np.maximum(x1 - x0, y1 - y0))] = False
    boxes = np.stack((x0, y0, x1, y1, ox, oy))
    if not inside.all():
        kept = np.flatnonzero(inside)
        if not len(kept):
            return []
        found, boxes = found[kept], boxes[:, kept]
        indexes, owners = [indexes[at] for at in kept], [owners[at] for at in kept]
    styles = zip(*_styles(handle, indexes, owners, placement.turn), strict=True)
    return list(map(_glyph, zip(map(_character, found.tolist()), *boxes.tolist(), *styles, strict=True)))


def _specks(codes: NDArray[np.int64], extents: Places) -> list[int]:
    """Letters and digits (their numbers) that are far smaller than the print around them: nobody reads them."""
    small = np.flatnonzero(extents < SPECK * np.median(extents))
    return [at for at in small.tolist() if codes[at] <= LAST and chr(codes[at]).isalnum()]


def _codes(handle: int) -> NDArray[np.int64]:
    """The code of each character of a text page. pdfium gives rare characters in two halves: the first becomes the
    whole, the second nothing."""
    count = pdfium.FPDFText_CountChars(handle)
    codes = np.fromiter(map(pdfium.FPDFText_GetUnicode, repeat(handle), range(count)), np.int64, count)
    low = (codes[1:] >= 0xDC00) & (codes[1:] < 0xE000)
    for i in np.flatnonzero((codes[:-1] >= 0xD800) & (codes[:-1] < 0xDC00) & low):
        codes[i], codes[i + 1] = 0x10000 + ((codes[i] - 0xD800) << 10) + codes[i + 1] - 0xDC00, LAST
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


def _styles(handle: int, indexes: Sequence[int], owners: Sequence[int | None], turn: int) -> list[_Style]:
    """The style of each character on a page turned so (0 to 3); one look at each text object (address)."""
    objects = [owner or -1 - index for index, owner in zip(indexes, owners, strict=True)]
    firsts = dict(zip(reversed(objects), reversed(indexes), strict=True))
    of_objects = list(firsts.values())
    colours = np.zeros((4, len(of_objects)), np.uint32)
    told = pdfium.ask(pdfium.FPDFText_GetFillColor, repeat(handle), of_objects, *pdfium.addresses(colours))
    red, green, blue, alpha = colours.astype(np.int64)
    shades = np.where(told, 255 - (255 - (red + green + blue) // 3) * alpha // 255, 0)
    sizes = list(map(pdfium.FPDFText_GetFontSize, repeat(handle), of_objects))
    # a size below zero turns print by half a turn, which the matrix does not tell
    ways = [_way(handle, index, turn + 2 * (size < 0)) for index, size in zip(of_objects, sizes, strict=True)]
    styles = dict(
        zip(firsts, zip(map(abs, sizes), *zip(*ways, strict=True), shades.tolist(), strict=True), strict=True)
    )
    return list(map(styles.__getitem__, objects))


def _way(handle: int, index: int, turn: int) -> tuple[int, float]:
    """The writing direction of a character, in quarter turns, and the degrees off that."""
    angle = pdfium.FPDFText_GetCharAngle(handle, index)
    if angle == 0:
        return turn % 4, 0.0
    degrees = math.degrees(angle)
    if degrees % RIGHT_ANGLE > SHEARED:
        matrix = pdfium.raw.FS_MATRIX()
        if pdfium.FPDFText_GetMatrix(handle, index, ctypes.byref(matrix)):
            # the way of the line: italics lean, and their line does not
            degrees = -math.degrees(math.atan2(matrix.b, matrix.a)) % 360
    quarter = round(degrees / RIGHT_ANGLE)
    return (turn + quarter) % 4, degrees - RIGHT_ANGLE * quarter


@lru_cache(maxsize=1 << 15)
def _character(code: int) -> str:
    """A character, radicals as what they show; half of a pair, or what is beyond all characters, is `UNKNOWN`."""
    return UNKNOWN if 0xD800 <= code < 0xE000 or code > 0x10FFFF else folded(chr(code)) or UNKNOWN
