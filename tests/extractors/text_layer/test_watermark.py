from __future__ import annotations

import io
from pathlib import Path

import pytest
from reportlab.pdfgen import canvas

from mingzhang.extractors.pipeline import read_document
from tests.support.drawing import FONT, Sheet, pdf

PAGES = 3


def marked(text: str, *, angle: float, gray: float, size: float, over: bool, pages: int = PAGES) -> bytes:
    """Pages with a small table and a watermark in their middle."""
    stream = io.BytesIO()
    drawn = canvas.Canvas(stream, invariant=1)
    for _ in range(pages):

        def mark() -> None:
            drawn.saveState()
            drawn.setFillGray(gray)
            drawn.setFont(FONT, size)
            drawn.translate(120, 640)
            drawn.rotate(angle)
            drawn.drawString(0, 0, text)
            drawn.restoreState()

        def page() -> None:
            drawn.setFont(FONT, 10)
            for y in (600, 640, 680):
                drawn.line(60, y, 400, y)
            for x in (60, 230, 400):
                drawn.line(x, 600, x, 680)
            for x, y, cell in ((64, 650, "项目"), (234, 650, "金额"), (64, 610, "办公费"), (234, 610, "1,234.50")):
                drawn.drawString(x, y, cell)

        for draw in (page, mark) if over else (mark, page):
            draw()
        drawn.showPage()
    drawn.save()
    return stream.getvalue()


@pytest.mark.parametrize("text", ["仅供内部审核", "草稿 DRAFT", "某某市财政局"])
@pytest.mark.parametrize(
    ("angle", "gray", "size", "over"),
    [(35, 0.6, 30, True), (-45, 0.0, 24, False), (0, 0.8, 40, False), (0, 0.8, 12, True), (0, 0.3, 48, False)],
)
def test_a_watermark_is_known_whatever_it_says(
    tmp_path: Path, text: str, angle: float, gray: float, size: float, over: bool
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(marked(text, angle=angle, gray=gray, size=size, over=over))
    for page in read_document(path).pages:
        (grid,) = page.grids
        assert [cell.text for cell in grid.cells] == ["项目", "金额", "办公费", "1,234.50"]
        assert page.watermark_text and page.watermark_text.replace(" ", "") == text.replace(" ", "")


def test_repeated_heads_and_pale_notes_are_no_watermark(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    sheets = [Sheet().text(60, 60, "2026年部门预算公开").text(60, 200, f"第{n}节", 14) for n in range(4)]
    path.write_bytes(pdf(*sheets))
    for page in read_document(path).pages:
        assert page.watermark_text is None
        assert len(page.lines) == 2
