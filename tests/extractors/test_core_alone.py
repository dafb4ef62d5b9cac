"""The core without extras: what it reads is the same, and what it cannot read is told with the line to type."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.accuracy import SAMPLES
from mingzhang.extractors.formats import pdf_pictures
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.errors import ErrorCode
from mingzhang.models.vocabulary.enums import DocumentStatus
from samples.collector import Collector
from samples.make import write_units
from samples.render_html import as_html
from samples.render_ofd import OfdPress
from samples.render_pdf import Style
from samples.render_sheets import as_xls, as_xlsx
from samples.render_word import as_docx
from tests.support.drawing import FONT

ROOT = Path(__file__).resolve().parents[2]
# What extras bring; modules that are None are not found, as in an installation without them.
ALONE = """
import json, sys
from pathlib import Path

for name in ("cv2", "camelot", "pandas", "onnxruntime", "paddleocr", "paddlex", "rapidocr"):
    sys.modules[name] = None
from mingzhang.extractors.pipeline import read_document
for name in sys.argv[1:]:
    document = read_document(Path(name))
    texts = [cell.text for table in document.tables for cell in table.cells]
    print(json.dumps([document.status, document.error_code, document.error_message, texts]))
"""
Read = tuple[str, str | None, str | None, list[str | None]]


def read_alone(*files: Path) -> list[Read]:
    command = [sys.executable, "-c", ALONE, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert "cv2" not in done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def test_files_that_are_no_pictures_are_read_alike(tmp_path: Path) -> None:
    collector, press = Collector(), OfdPress(Style(font=FONT))
    write_units(collector)
    write_units(press)
    made = {suffix: write(collector.pages) for suffix, write in
            {"xlsx": as_xlsx, "xls": as_xls, "docx": as_docx, "html": as_html}.items()}  # fmt: skip
    files = [SAMPLES / "budget_2025.pdf"]
    for suffix, data in {**made, "ofd": press.finish()}.items():
        files.append(tmp_path / f"a.{suffix}")
        files[-1].write_bytes(data)
    for file, (status, code, _, texts) in zip(files, read_alone(*files), strict=True):
        document = read_document(file)
        assert (status, code) == (document.status, document.error_code)
        assert texts == [cell.text for table in document.tables for cell in table.cells] != []


def test_a_scan_is_told_in_one_sentence(tmp_path: Path) -> None:
    picture = tmp_path / "照片.png"
    picture.write_bytes(_png(_table()))
    for status, code, told, texts in read_alone(SAMPLES / "budget_2025_scan.pdf", picture):
        assert (status, code, texts) == ("failed", "no_ocr", [])
        assert told and told.count("pip install 'mingzhang[ocr]'") == 1


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _print(picture: Image.Image, filled: bool = False) -> ImageDraw.ImageDraw:
    pen = ImageDraw.Draw(picture)
    for row in range(8):
        if filled:
            pen.rectangle((250, 40 + 50 * row, 600, 60 + 50 * row), fill=(230, 90, 90))
        for left in (50, 320, 620):
            pen.text((left, 32 + 50 * row), f"{row}{left},31.{row}7", fill="black", font_size=24)
    return pen


def _table(tint: str = "white") -> Image.Image:
    picture = Image.new("RGB", (900, 440), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((20, 20, 880, 120), fill=tint)
    _print(picture)
    for y in range(20, 430, 50):
        pen.line((20, y, 880, y), fill="black", width=3)
    for x in (20, 290, 580, 880):
        pen.line((x, 20, x, 420), fill="black", width=3)
    return picture


def _list() -> Image.Image:
    picture = Image.new("RGB", (900, 440), "white")
    _print(picture)
    return picture


def _chart() -> Image.Image:
    picture = Image.new("RGB", (900, 440), "white")
    pen = _print(picture)
    pen.rectangle((260, 80, 310, 400), fill=(90, 120, 200))
    pen.line((20, 420, 880, 420), fill="black", width=2)
    return picture


def _seal() -> Image.Image:
    picture = Image.new("RGB", (900, 440), "white")
    ImageDraw.Draw(picture).ellipse((200, 20, 600, 420), outline="red", width=12)
    return picture


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (_table(), ErrorCode.NO_OCR),
        (_table("lightsteelblue"), ErrorCode.NO_OCR),  # its header is filled, as the bars of a chart are
        (_list(), ErrorCode.NO_OCR),
        (_chart(), None),
        (_seal(), None),
    ],
)
def test_a_picture_that_may_be_a_table_is_not_passed_over(
    picture: Image.Image, code: ErrorCode | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_pictures, "reads_pictures", lambda: False)
    file = tmp_path / "a.pdf"
    canvas = Canvas(str(file), pagesize=(595, 842))
    canvas.setFont(FONT, 10)
    canvas.drawImage(ImageReader(io.BytesIO(_png(picture))), 80, 420, 432, 211)
    for row in range(4):
        canvas.line(80, 300 - 20 * row, 500, 300 - 20 * row)
        for column, text in enumerate(("项目", "10.50", "20.75")[: 3 if row < 3 else 0]):
            canvas.drawString(90 + 140 * column, 286 - 20 * row, text)
    for x in (80, 220, 360, 500):
        canvas.line(x, 240, x, 300)
    canvas.save()
    document = read_document(file)
    assert document.status is (DocumentStatus.COMPLETE if code is None else DocumentStatus.PARTIAL)
    assert document.pages[0].error_code == code
    assert "20.75" in [cell.text for grid in document.pages[0].grids for cell in grid.cells]
