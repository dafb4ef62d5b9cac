"""Figures whose digits a text layer calls by other signs than are drawn."""

from __future__ import annotations

import pytest

from mingzhang.extractors.formats.pdf import open_pdf
from mingzhang.extractors.text_layer.digit_shapes import DigitShapes
from mingzhang.extractors.text_layer.page import needs_recognition, open_page

DIGITS = "0123456789"
FIGURES = ("1,345.60", "782.09", "64.73", "950,218.00")


def page_of(content: str, says: str = DIGITS, face: str = "Helvetica", entries: str = "") -> bytes:
    """A page with one font whose ToUnicode table says `says` of the digits."""
    rows = "".join(f"<{ord(a):02x}> <{ord(b):04x}>\n" for a, b in zip(DIGITS + ",.-", says + ",.-", strict=True))
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n13 beginbfchar\n{rows}endbfchar\nendcmap end end"
    )
    streams = [f"<</Length {len(text)}>>stream\n{text}\nendstream" for text in (content, table)]
    parts = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]{entries}/Contents 4 0 R/Resources<</Font<</F1 6 0 R>>>>>>",
        *streams,
        f"<</Type/Font/Subtype/Type1/BaseFont/{face}/Encoding/WinAnsiEncoding/ToUnicode 5 0 R>>",
    )
    body = "".join(f"{number} 0 obj\n{part}\nendobj\n" for number, part in enumerate(parts, 1))
    return f"%PDF-1.7\n{body}trailer\n<</Root 1 0 R/Size 7>>\n%%EOF\n".encode("latin-1")


def written(matrix: str = "1 0 0 1", more: str = "", size: float = 9.0) -> str:
    lines = (f"{more} /F1 {size} Tf {matrix} 200 {60 + 40 * n} Tm ({text}) Tj" for n, text in enumerate(FIGURES))
    return "\n".join(f"BT {line} ET" for line in lines)


def is_wrong(data: bytes) -> bool:
    pdf = open_pdf(data)
    try:
        opened = open_page(pdf[0], shapes=DigitShapes())
    finally:
        pdf.close()
    assert opened.glyphs and needs_recognition(opened) == opened.is_misnamed
    return opened.is_misnamed


@pytest.mark.parametrize("face", ["Helvetica", "Times-BoldItalic", "Courier", "SimSun", "KaiTi_GB2312"])
@pytest.mark.parametrize("more", ["", "50 Tz", "2 Tr", "1.5 Tc"])
def test_digits_that_are_called_what_they_show(face: str, more: str) -> None:
    assert not is_wrong(page_of(written(more=more), face=face))


@pytest.mark.parametrize("matrix", ["0 1 -1 0", "-1 0 0 -1", "0 -1 1 0", "0.9 0.3 -0.3 0.9", "1 0 0 -1", "4 0 0 4"])
@pytest.mark.parametrize("entries", ["", "/Rotate 90"])
@pytest.mark.parametrize("size", [6.0, -6.0])
def test_print_that_is_turned_leans_or_is_mirrored_is_not_accused(matrix: str, entries: str, size: float) -> None:
    assert not is_wrong(page_of(written(matrix, size=size), entries=entries))


@pytest.mark.parametrize("says", ["3456789012", "0123459786", "0173456289", "0128456739", "0143256789", "abcdefghij"])
@pytest.mark.parametrize("face", ["Helvetica", "Times-Roman", "SimSun"])
@pytest.mark.parametrize("matrix", ["1 0 0 1", "0 1 -1 0"])
def test_digits_that_are_called_others(says: str, face: str, matrix: str) -> None:
    assert is_wrong(page_of(written(matrix), says, face))


@pytest.mark.parametrize(("told", "wrong"), [("1,345.60", False), ("1,845.60", True), ("7,345.60", True)])
def test_a_text_that_stands_for_print(told: str, wrong: bool) -> None:
    content = written() + f"\n/Span<</ActualText({told})>>BDC BT /F1 9 Tf 60 60 Td (1,345.60) Tj ET EMC"
    assert is_wrong(page_of(content)) == wrong


def test_a_font_that_is_opened_again_is_looked_at_once_more() -> None:
    """Two files stand for two pages, each with a font of one name: what is known of one does not clear the other."""
    shapes = DigitShapes()
    found = []
    for says in (DIGITS, "3456789012"):
        pdf = open_pdf(page_of(written(), says))
        found.append(open_page(pdf[0], shapes=shapes).is_misnamed)
        pdf.close()
    assert found == [False, True]


@pytest.mark.parametrize(("matrix", "size", "turn"), [("1 0 0 1", 9, 0), ("-1 0 0 -1", -9, 0), ("1 0 0 1", -9, 2),
                                                      ("0 -1 1 0", -9, 3), ("0 1 -1 0", 9, 3)])  # fmt: skip
def test_a_size_below_zero_turns_print_by_half_a_turn(matrix: str, size: float, turn: int) -> None:
    pdf = open_pdf(page_of(written(matrix, size=size)))
    opened = open_page(pdf[0])
    pdf.close()
    assert (opened.turn, {(g.turn, g.size) for g in opened.glyphs}) == (turn, {(0, 9.0)})
