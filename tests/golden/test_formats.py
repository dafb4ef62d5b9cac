"""The reference tables made in each format give the figures of the PDF, every column of every budget line the same."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from benchmarks.accuracy import SAMPLES
from benchmarks.agreement import load_golden, same
from mingzhang.extractors.formats.office import convert, office_program
from mingzhang.extractors.formats.unpacking import open_zip
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import Document
from mingzhang.models.vocabulary.enums import DocumentStatus
from samples.collector import CollectedPage, Collector
from samples.make import write_budget, write_units
from samples.render_html import as_html
from samples.render_ofd import OfdPress
from samples.render_pdf import Style
from samples.render_sheets import as_xls, as_xlsx
from samples.render_word import as_docx
from tests.support.drawing import FONT

MARK = "仅供内部审核"
SOURCES: dict[str, Callable[[Any], None]] = {"budget_2025": write_budget, "three_units_2026": write_units}
WRITERS: dict[str, Callable[[Sequence[CollectedPage]], bytes]] = {
    "xlsx": as_xlsx,
    "xls": as_xls,
    "docx": as_docx,
    "html": as_html,
}
LINE_FIELDS = ("unit_name", "fiscal_year", "side", "item_code", "item_name", "is_total", "measure", "column_path",
               "amount_text")  # fmt: skip


def lines_of(document: Document) -> list[tuple[Any, ...]]:
    """Every column of the budget lines but ids, places and confidences."""
    return [
        (
            *(table.table_kind, line.unit_name, line.fiscal_year, line.side, line.item_code, line.item_name),
            *(line.parent_code, line.is_total, line.measure, line.column_path, line.amount_yuan),
            *(line.amount_text.strip(), line.verification, line.first_reading),
        )
        for table in document.tables
        for line in table.lines
    ]


def tables_of(document: Document) -> list[tuple[Any, ...]]:
    return [(t.table_number, t.table_kind, t.title, t.unit_name, t.currency_unit, t.is_empty) for t in document.tables]


@cache
def of_pdf(name: str) -> Document:
    return read_document(SAMPLES / f"{name}.pdf")


def collected(name: str) -> list[CollectedPage]:
    collector = Collector()
    SOURCES[name](collector)
    return collector.pages


def agree(file: Path, data: bytes, name: str) -> Document:
    file.write_bytes(data)
    document = read_document(file)
    assert document.status is DocumentStatus.COMPLETE, document.error_message
    assert lines_of(document) == lines_of(of_pdf(name))
    assert tables_of(document) == tables_of(of_pdf(name))
    assert document.facts == of_pdf(name).facts
    return document


@pytest.mark.parametrize("suffix", list(WRITERS))
@pytest.mark.parametrize("name", list(SOURCES))
def test_the_figures_are_those_of_the_pdf(name: str, suffix: str, tmp_path: Path) -> None:
    document = agree(tmp_path / f"a.{suffix}", WRITERS[suffix](collected(name)), name)
    forms = [project.indicators for project in document.projects]
    assert [len(some) for some in forms] == [len(project.indicators) for project in of_pdf(name).projects]
    assert all("999999" not in cell.text for table in document.tables for cell in table.cells)


def slanted(canvas: Any, width: float, height: float) -> None:
    canvas.setFillGray(0.4)
    canvas.setFillAlpha(0.28)
    canvas.setFont(FONT, 34)
    for x, y in ((0.28, 0.78), (0.72, 0.62), (0.28, 0.36), (0.72, 0.2)):
        canvas.saveState()
        canvas.translate(width * x, height * y)
        canvas.rotate(40)
        canvas.drawCentredString(0, 0, MARK)
        canvas.restoreState()


STYLES = {
    "budget_2025": Style(font=FONT),
    "three_units_2026": Style(
        font=FONT,
        size=9,
        row_height=20,
        filled_rules=True,
        number_at_right=True,
        rotate=True,
        margin=52,
        header_grey=0.85,
    ),
}


@pytest.mark.parametrize("name", list(SOURCES))
def test_ofd_pages_with_filled_rules_and_sideways_text_too(name: str, tmp_path: Path) -> None:
    press = OfdPress(STYLES[name])
    SOURCES[name](press)
    document = agree(tmp_path / "a.ofd", press.finish(), name)
    assert document.page_count == press.page
    assert {page.rotation for page in document.pages} == ({0, 90} if name == "three_units_2026" else {0})


def test_ofd_under_a_slanted_watermark(tmp_path: Path) -> None:
    press = OfdPress(STYLES["budget_2025"], slanted)
    write_budget(press)
    document = agree(tmp_path / "a.ofd", press.finish(), "budget_2025")
    assert {page.watermark_text for page in document.pages} == {MARK}


@pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
def test_doc_by_way_of_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(convert.__globals__["FILTERS"], "doc", "doc:MS Word 97")
    data = convert(as_docx(collected("budget_2025")), "docx", "doc", "docx")
    assert agree(tmp_path / "a.doc", data, "budget_2025").media_type == "application/msword"


def scanned_pages(count: int) -> list[Image.Image]:
    pdf = pypdfium2.PdfDocument(SAMPLES / "performance_2024_scan.pdf")
    try:
        return [pdf[n].render(scale=200 / 72).to_pil().convert("RGB") for n in range(count)]
    finally:
        pdf.close()


def test_a_tif_of_two_pages_gives_the_figures_of_their_scan(tmp_path: Path) -> None:
    first, second = scanned_pages(2)
    stream = io.BytesIO()
    first.save(stream, "TIFF", save_all=True, append_images=[second], compression="tiff_lzw", dpi=(200, 200))
    (tmp_path / "a.tif").write_bytes(stream.getvalue())
    document = read_document(tmp_path / "a.tif")
    golden = load_golden(SAMPLES / "performance_2024_scan.golden.json")["tables"][:2]
    expected = [line for table in golden for line in table["lines"]]
    found = [line for table in document.tables for line in table.lines]
    assert len(found) == len(expected) > 10
    for line, wanted in zip(found, expected, strict=True):
        assert line.amount_yuan == Decimal(wanted["amount_yuan"])
        assert all(same(wanted[name], getattr(line, name)) for name in LINE_FIELDS)


def test_an_ofd_of_pictures_gives_the_figures_of_their_scan(tmp_path: Path) -> None:
    press = OfdPress(STYLES["budget_2025"])
    press.new_page("form")
    stream = io.BytesIO()
    scanned_pages(1)[0].save(stream, "JPEG", quality=90)
    canvas: Any = press.canvas
    canvas.picture(stream.getvalue(), "jpg", 0, 0, press.width, press.height)
    data = press.finish()
    with open_zip(data) as archive:
        assert any(name.endswith(".jpg") for name in archive.namelist())
    (tmp_path / "a.ofd").write_bytes(data)
    document = read_document(tmp_path / "a.ofd")
    expected = load_golden(SAMPLES / "performance_2024_scan.golden.json")["tables"][0]["lines"]
    found = [line for table in document.tables for line in table.lines]
    assert [line.amount_yuan for line in found] == [Decimal(line["amount_yuan"]) for line in expected]
