"""Letters that are far too small to be read are no print; points, marks and small print are."""

from __future__ import annotations

import pytest

from mingzhang.extractors.formats.pdf import open_pdf
from mingzhang.extractors.text_layer.page import open_page
from tests.extractors.text_layer.test_digit_shapes import page_of


@pytest.mark.parametrize(("size", "scale", "seen"), [(0.5, 1, False), (1.0, 1, False), (3.0, 1, True), (5.0, 1, True),
                                                     (0.5, 0.2, False), (3.0, 0.2, True), (9.0, 6, True)])  # fmt: skip
def test_specks_among_figures(size: float, scale: float, seen: bool) -> None:
    lines = [f"BT /F1 9 Tf 1 0 0 1 20 {20 + 12 * n} Tm (1,345.60) Tj ET" for n in range(4)]
    speck = f"BT /F1 {size} Tf 1 0 0 1 12 22 Tm (7) Tj ET"
    box = f"/MediaBox[0 0 {400 * scale} {300 * scale}]"
    pdf = open_pdf(
        page_of(f"q {scale} 0 0 {scale} 0 0 cm {' '.join(lines)} {speck} Q").replace(
            b"/MediaBox[0 0 400 300]", box.encode()
        )
    )
    text = "".join(glyph.text for glyph in open_page(pdf[0]).glyphs)
    pdf.close()
    assert text.count("1,345.60") == 4 and ("7" in text) == seen
