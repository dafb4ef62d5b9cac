"""Whether the digits that a text layer tells are those that are drawn.

A font's table of characters (ToUnicode), or a text that stands for print (ActualText), may call digits by other signs:
a program copies what no reader's eye sees. Each digit of each font is drawn once, alone, and likened to the digits of
fonts that every reader of PDF has. Right ones look most like themselves, or nearly so, in whatever face.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.pages import pdfium
from mingzhang.extractors.pages.characters import Characters

raw = pdfium.raw
InkMap = NDArray[np.uint8]
Shape = NDArray[np.float64]
DIGITS = "0123456789"
# What a sign is, a bit each: one of ten digits, point or comma, another sign of figures, a letter, anything else.
_ANY_DIGIT, _POINT, _BESIDE, _LETTER, _OTHER = (1 << 10) - 1, 1 << 10, 1 << 11, 1 << 12, 1 << 13
_SIGNS = np.full(129, _OTHER)  # the last place stands for all other codes
_SIGNS[list(map(ord, DIGITS))] = 1 << np.arange(10)
_SIGNS[list(map(ord, ".,"))] = _POINT
_SIGNS[list(map(ord, "-()%"))] = _BESIDE
_SIGNS[[*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)]] = _LETTER
KNOWN = (b"Helvetica", b"Helvetica-Bold", b"Times-Roman", b"Times-Bold", b"Courier")
# A figure whose digits are called letters: `b,agf.ea`.
LETTERED = re.compile(r"[A-Za-z]{1,3}(?:,[A-Za-z]{3})+(?:\.[A-Za-z]{2})?|[A-Za-z]{1,3}\.[A-Za-z]{2}")
LONGEST = 24  # characters of a figure
# Pixels: a text object's height when it is drawn; the least height of a digit in it; the sides of a shape;
# the width of one that is stretched; too wide.
DRAWN, LEAST, SIDE, STRETCHED, WIDEST = 40.0, 12, 24, 16, 3000.0
INK = 64  # of 255
# Correlations of shapes. Of 6,381 digits of 91 disclosures (3,191 pages), none was more like another than like its own
# by over 0.02, in whatever face; of digits called by others, none by less than 0.14 (8 called 3).
UNLIKE, LIKE = 0.06, 0.8
MOST_TRIED = 40  # text objects of one font whose signs could not be told apart
OF_ITS_OWN = re.compile(rb"[A-Z]{6}\+")  # begins the name of a part of a font that is embedded: another has another
LEVEL = 0.05  # radians off a quarter turn: print that leans more is not likened
_ACTUAL = b"ActualText"
_NAME = ctypes.create_string_buffer(128)
_MATRIX, _LENGTH = raw.FS_MATRIX(), ctypes.c_ulong()
_TO_LENGTH = ctypes.addressof(_LENGTH)
_EDGES = tuple(ctypes.c_float() for _ in range(4))
_TO_EDGES = tuple(map(ctypes.byref, _EDGES))


class _Written(NamedTuple):
    """A text object that holds a figure: its address, the indexes of its signs, and which digits are among them (a bit
    each; one more for a letter)."""

    item: int
    indexes: list[int]
    signs: int


class DigitShapes:
    """What is known of the fonts of one document, by their names: which digits were seen (a bit each). A font is looked
    at until all of its digits were; one whose name may be another's too, once more on every page."""

    def __init__(self) -> None:
        self._seen: dict[bytes, int] = {}
        self._tried: Counter[bytes] = Counter()

    def are_wrong(self, page: Any, characters: Characters) -> bool:
        """Whether a figure of an open pypdfium2 page is called by other digits than it shows."""
        faces: dict[int, bytes] = {}
        return any(self._is_wrong(page, characters, one, faces) for one in _figures(characters))

    def _is_wrong(self, page: Any, characters: Characters, one: _Written, faces: dict[int, bytes]) -> bool:
        if _stands_for_others(one.item):
            return _are_unlike(_shapes(page, characters, one, 0))
        font = pdfium.FPDFTextObj_GetFont(one.item) or 0
        is_new = font not in faces
        if is_new:
            faces[font] = _name_of(font)
        name = faces[font]
        seen = 0 if is_new and not OF_ITS_OWN.match(name) else self._seen.get(name, 0)
        if one.signs & ~seen == 0 or self._tried[name] >= MOST_TRIED:
            return False
        shapes = _shapes(page, characters, one, seen)
        if not shapes:
            self._tried[name] += 1
        elif _are_unlike(shapes):
            return True
        else:
            self._seen[name] = self._seen.get(name, 0) | one.signs
        return False


def _figures(characters: Characters) -> Iterator[_Written]:
    """The text objects of a page that hold a figure and nothing else."""
    if not characters.indexes:
        return
    codes = characters.codes[characters.indexes]
    owners = np.array([owner or 0 for owner in characters.owners], np.int64)
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    signs = np.bitwise_or.reduceat(_SIGNS[np.minimum(codes, len(_SIGNS) - 1)], starts)
    lengths = np.diff(starts, append=len(codes))
    figures = ((signs & _ANY_DIGIT) > 0) & (signs < _LETTER)
    lettered = ((signs & (_LETTER | _POINT)) == (_LETTER | _POINT)) & ((signs & (_ANY_DIGIT | _OTHER)) == 0)
    for at in np.flatnonzero((figures | lettered) & (lengths <= LONGEST) & (owners[starts] != 0)).tolist():
        indexes = characters.indexes[starts[at] : starts[at] + lengths[at]]
        if figures[at] or LETTERED.fullmatch("".join(map(chr, characters.codes[indexes].tolist()))):
            yield _Written(int(owners[starts[at]]), indexes, int(signs[at]) & (_ANY_DIGIT | _LETTER))


def _name_of(font: int) -> bytes:
    pdfium.FPDFFont_GetBaseFontName(font, _NAME, ctypes.sizeof(_NAME))
    return _NAME.value


def _stands_for_others(item: int) -> bool:
    """Whether the file says of a text object what it is to be called (ActualText)."""
    count = pdfium.FPDFPageObj_CountMarks(item)
    return count > 0 and any(
        pdfium.FPDFPageObjMark_GetParamStringValue(mark, _ACTUAL, None, 0, _TO_LENGTH)
        for mark in map(pdfium.FPDFPageObj_GetMark, repeat(item), range(count))
    )


def _are_unlike(shapes: list[tuple[str, Shape]]) -> bool:
    """Whether a digit looks like another one, or all letters of what might be a figure look like digits."""
    likeness = [(sign, _likeness(shape)) for sign, shape in shapes]
    if any(sign in DIGITS for sign, _ in likeness):
        return any(like.max() > max(LIKE, like[int(sign)] + UNLIKE) for sign, like in likeness if sign in DIGITS)
    return bool(likeness) and all(like.max() > LIKE for _, like in likeness)


def _likeness(shape: Shape) -> Shape:
    """How like a shape is to each digit, 0 to 9, in the face and the view that are most like it."""
    likeness: Shape = np.einsum("fdvp,vp->fdv", _known(), shape).max(axis=(0, 2))
    return likeness


def _shapes(page: Any, characters: Characters, one: _Written, seen: int) -> list[tuple[str, Shape]]:
    """Each digit or letter of a text object that is not among those seen, and its shape; none where the signs drawn
    cannot be told apart."""
    quarter = _quarter(characters.handle, one.indexes[0])
    if quarter is None or not pdfium.FPDFPageObj_GetBounds(one.item, *_TO_EDGES):
        return []
    left, bottom, right, top = (edge.value for edge in _EDGES)
    wide, high = (top - bottom, right - left) if quarter % 2 else (right - left, top - bottom)
    if high <= 0 or wide * DRAWN > WIDEST * high:
        return []
    picture = _drawn(pdfium.handle(page.pdf), pdfium.handle(page), one.item, DRAWN / high)
    pieces = _apart(np.rot90(picture, quarter))
    if len(pieces) != len(one.indexes):
        return []
    signs = dict(zip(characters.codes[one.indexes].tolist(), pieces, strict=True))  # each once
    return [
        (chr(code), shape)
        for code, piece in signs.items()
        if _SIGNS[code] & (_ANY_DIGIT | _LETTER) & ~seen and (shape := _shape(piece)) is not None
    ]


def _quarter(handle: int, index: int) -> int | None:
    """Quarter turns of a character's writing direction; None where it leans, or is a mirror's picture."""
    if not pdfium.FPDFText_GetMatrix(handle, index, ctypes.addressof(_MATRIX)):
        return None
    if _MATRIX.a * _MATRIX.d - _MATRIX.b * _MATRIX.c <= 0:
        return None
    quarters = math.atan2(_MATRIX.b, _MATRIX.a) / (math.pi / 2) + 2 * (pdfium.FPDFText_GetFontSize(handle, index) < 0)
    return -round(quarters) % 4 if abs(quarters - round(quarters)) < LEVEL else None


def _drawn(document: int, page: int, item: int, scale: float) -> InkMap:
    """How much ink a text object puts where, drawn alone; without extent where it cannot be drawn."""
    bitmap = pdfium.FPDFTextObj_GetRenderedBitmap(document, page, item, scale)
    if not bitmap:
        return np.zeros((0, 0), np.uint8)
    try:
        wide, high = pdfium.FPDFBitmap_GetWidth(bitmap), pdfium.FPDFBitmap_GetHeight(bitmap)
        stride, first = pdfium.FPDFBitmap_GetStride(bitmap), pdfium.FPDFBitmap_GetBuffer(bitmap)
        if pdfium.FPDFBitmap_GetFormat(bitmap) != raw.FPDFBitmap_BGRA or not first:
            return np.zeros((0, 0), np.uint8)
        rows = np.frombuffer(ctypes.string_at(first, stride * high), np.uint8).reshape(high, stride)
        return rows[:, 3 : wide * 4 : 4].copy()
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _apart(picture: InkMap) -> list[InkMap]:
    """The signs of a picture, from left to right, where blank columns part them."""
    if not picture.size:
        return []
    edges = np.flatnonzero(np.diff((picture > INK).any(axis=0).astype(np.int8), prepend=0, append=0))
    return [picture[:, start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _shape(piece: InkMap) -> Shape | None:
    """A sign in two views, a row each: as wide as it is to its height, and as wide as digits are at most (print may be
    narrowed); each softened, of mean 0 and norm 1. None where it is too small to tell."""
    rows = np.flatnonzero((piece > INK).any(axis=1))
    if not len(rows) or rows[-1] + 1 - rows[0] < LEAST:
        return None
    ink = piece[rows[0] : rows[-1] + 1].astype(np.float64)
    high, wide = ink.shape
    own = min(SIDE, max(1, round(wide * SIDE / high)))
    return np.stack([_softened(_shares(SIDE, high) @ ink @ _shares(across, wide).T) for across in (own, STRETCHED)])


def _softened(ink: Shape) -> Shape:
    square = np.zeros((SIDE + 2, SIDE + 2))
    left = 1 + (SIDE - ink.shape[1]) // 2
    square[1:-1, left : left + ink.shape[1]] = ink
    soft = square[:-2] + 2 * square[1:-1] + square[2:]
    soft = (soft[:, :-2] + 2 * soft[:, 1:-1] + soft[:, 2:]).ravel()
    soft -= soft.mean()
    return soft / max(float(np.linalg.norm(soft)), 1.0)


@lru_cache(maxsize=256)
def _shares(new: int, old: int) -> Shape:
    """How much of each of `old` steps lies in each of `new` ones over the same length; each row adds up to 1."""
    edges = np.arange(new + 1)[:, None] * (old / new)
    covered = np.clip(edges - np.arange(old), 0, 1)
    shares: Shape = np.diff(covered, axis=0) * (new / old)
    return shares


@cache
def _known() -> Shape:
    """The shapes of the digits 0 to 9 in each known face: (faces, 10, views, points)."""
    document = pdfium.FPDF_CreateNewDocument()
    page = pdfium.FPDFPage_New(document, 0, 100.0, 100.0)
    text = ctypes.create_string_buffer(DIGITS.encode("utf-16-le") + b"\0\0")
    faces = []
    try:
        for face in KNOWN:
            item = pdfium.FPDFPageObj_NewTextObj(document, face, 20.0)
            pdfium.FPDFText_SetText(item, ctypes.addressof(text))
            pdfium.FPDFPage_InsertObject(page, item)
            shapes = [_shape(piece) for piece in _apart(_drawn(document, page, item, DRAWN / 20))]
            if len(shapes) == len(DIGITS):
                faces.append(shapes)
    finally:
        pdfium.FPDF_ClosePage(page)
        pdfium.FPDF_CloseDocument(document)
    return np.array(faces, np.float64)
