"""Where a page with a text layer prints names and phones outside of what was read of it: lines of prose, its foot."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as raw

from mingzhang.extractors.pages.placement import Placement
from mingzhang.models.contacts.lines import contact_spans
from mingzhang.models.records.geometry import Box, union

LINE_ENDS = "\r\n"
# Beyond so many characters a page is no page of prose.
MOST_CHARACTERS = 200_000


def contact_boxes(page: Any, placement: Placement) -> Iterator[Box]:
    """The boxes of names and phones on an open pypdfium2 page, as `placement` has it."""
    text = page.get_textpage()
    try:
        count = min(raw.FPDFText_CountChars(text), MOST_CHARACTERS)
        codes = [raw.FPDFText_GetUnicode(text, number) for number in range(count)]
        print_of = "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " " for code in codes)
        lines = print_of.splitlines(keepends=True)
        begins = [0]
        for line in lines:
            begins.append(begins[-1] + len(line))
        for number, (start, end) in contact_spans([line.rstrip(LINE_ENDS) for line in lines]):
            places = range(begins[number] + start, begins[number] + end)
            if boxes := [box for at in places if (box := _box(text, at, placement))]:
                yield union(boxes)
    finally:
        text.close()


def _box(text: Any, number: int, placement: Placement) -> Box | None:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not raw.FPDFText_GetCharBox(text, number, left, right, bottom, top) or right.value <= left.value:
        return None
    box = Box(*placement.box(left.value, bottom.value, right.value, top.value))
    # A glyph's ink may reach over its box, and flat characters have flat ones.
    return Box(box.x0 - 1.5, box.y0 - 3.0, box.x1 + 1.5, box.y1 + 3.0)
