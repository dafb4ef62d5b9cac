"""pdfium's functions without the lock give what those of pypdfium2 give, and so do the characters of a page."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
import pytest

from mingzhang.extractors.pages import pdfium
from mingzhang.extractors.pages.characters import read_characters, read_glyphs
from mingzhang.extractors.pages.placement import placement_of

SAMPLES = sorted((Path(__file__).parents[3] / "samples").glob("budget_2025*.pdf"))


def test_an_unknown_function_is_no_function() -> None:
    with pytest.raises(AttributeError):
        _ = pdfium.FPDFText_NoSuchThing


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_places_sizes_and_shades_are_those_that_each_character_is_asked_for(path: Path) -> None:
    document = pypdfium2.PdfDocument(path)
    page = document[0]
    text_page, placement = page.get_textpage(), placement_of(page)
    try:
        assert [
            (g.text, g.x0, g.y1, g.base_x, g.size, g.shade) for g in read_glyphs(read_characters(text_page), placement)
        ] == [one for i in range(text_page.count_chars()) if (one := _asked(text_page.raw, i, placement))]
    finally:
        text_page.close()
        page.close()
        document.close()


def _asked(handle: object, index: int, placement: object) -> tuple[object, ...] | None:
    """A character by pypdfium2's own calls, one at a time; None for white space and what pdfium puts between."""
    text = chr(raw.FPDFText_GetUnicode(handle, index))
    if text.isspace() or raw.FPDFText_IsGenerated(handle, index) == 1:
        return None
    numbers = [ctypes.c_double() for _ in range(6)]
    colour = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFText_GetCharBox(handle, index, *numbers[:4])
    raw.FPDFText_GetCharOrigin(handle, index, *numbers[4:])
    raw.FPDFText_GetFillColor(handle, index, *colour)
    left, _, bottom, _, x, y = (one.value for one in numbers)
    x0, y1 = placement.point(left, bottom)  # type: ignore[attr-defined]
    red, green, blue, alpha = (one.value for one in colour)
    shade = 255 - (255 - (red + green + blue) // 3) * alpha // 255
    base_x = placement.point(x, y)[0]  # type: ignore[attr-defined]
    return text, x0, y1, base_x, raw.FPDFText_GetFontSize(handle, index), shade
