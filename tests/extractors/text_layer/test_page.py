"""Pages with a text layer, drawn and read back with the real engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang.extractors.pipeline import read_document
from mingzhang.models.errors import ErrorCode
from mingzhang.models.records.documents import Document
from mingzhang.models.records.pages import Page, TextSource
from mingzhang.models.vocabulary.enums import DocumentStatus
from tests.support.drawing import Sheet, pdf

ROWS = [["科目编码", "科目名称", "合计"], ["201", "一般公共服务支出", "1,234.50"], ["20101", "人大事务", "1,234.50"]]


def read(tmp_path: Path, data: bytes, name: str = "a.pdf") -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    return read_document(path)


def texts(page: Page) -> list[list[str]]:
    (grid,) = page.grids
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.row_count)]


def test_a_ruled_table_is_read_cell_by_cell(tmp_path: Path) -> None:
    page = read(tmp_path, pdf(Sheet().text(60, 60, "支出总表").table(60, 80, [80, 160, 90], ROWS))).pages[0]
    assert texts(page) == ROWS
    assert [line.text for line in page.lines] == ["支出总表"]
    box = page.grids[0].box
    assert [round(v) for v in box] == [60, 80, 390, 134]


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_rotated_page_is_read_as_a_reader_sees_it(tmp_path: Path, rotate: int) -> None:
    sheet = Sheet().table(60, 80, [80, 160, 90], ROWS)
    page = read(tmp_path, pdf(sheet, rotate=rotate)).pages[0]
    assert texts(page) == ROWS, "text that runs sideways after /Rotate is turned upright"


def test_neighbouring_figures_that_touch_stay_in_their_cells(tmp_path: Path) -> None:
    sheet = Sheet().table(60, 80, [60, 60], [["合计", "基本"], ["", ""]])
    sheet.text(60 + 60 - 35.2, 111, "174,900").text(60 + 60 + 0.3, 111, "64,101,833")
    assert texts(read(tmp_path, pdf(sheet)).pages[0])[1] == ["174,900", "64,101,833"]


def test_wrapped_text_keeps_its_lines(tmp_path: Path) -> None:
    sheet = Sheet().table(60, 80, [100, 60], [["项目", "金额"], ["", "3.00"]], row=36)
    sheet.text(62, 130, "重大传染病").text(62, 144, "防控经费")
    assert texts(read(tmp_path, pdf(sheet)).pages[0])[1] == ["重大传染病\n防控经费", "3.00"]


def test_bold_that_is_printed_twice_is_read_once(tmp_path: Path) -> None:
    sheet = Sheet().text(60, 60, "支出总表", 16).text(60.4, 60.2, "支出总表", 16).text(60, 90, "二〇一一一")
    assert [line.text for line in read(tmp_path, pdf(sheet)).pages[0].lines] == ["支出总表", "二〇一一一"]


def test_white_boxes_behind_words_rule_nothing(tmp_path: Path) -> None:
    import io

    from reportlab.pdfgen import canvas

    stream = io.BytesIO()
    drawn = canvas.Canvas(stream)
    drawn.setFillColorRGB(1, 1, 1)
    for row in range(4):
        drawn.rect(60, 600 + 20 * row, 200, 18, stroke=0, fill=1)
    drawn.setFillColorRGB(0, 0, 0)
    drawn.drawString(62, 604, "no table")
    drawn.save()
    assert read(tmp_path, stream.getvalue()).pages[0].grids == ()


def test_a_page_without_anything_is_blank(tmp_path: Path) -> None:
    document = read(tmp_path, pdf(Sheet(), Sheet()))
    assert document.status is DocumentStatus.SKIPPED
    assert document.error_code == ErrorCode.BLANK
    assert {page.text_source for page in document.pages} == {TextSource.BLANK}


def test_a_document_without_tables_says_so(tmp_path: Path) -> None:
    document = read(tmp_path, pdf(Sheet().text(60, 60, "情况说明")))
    assert document.status is DocumentStatus.COMPLETE
    assert document.error_code == ErrorCode.NO_TABLES


@pytest.mark.parametrize(
    ("data", "name", "status", "code"),
    [
        (b"", "a.pdf", DocumentStatus.FAILED, ErrorCode.EMPTY_FILE),
        (b"<!DOCTYPE html><html><body>404</body></html>", "a.pdf", DocumentStatus.FAILED, ErrorCode.NOT_A_PDF),
        (b"\x89PNG\r\n\x1a\n0000", "a.pdf", DocumentStatus.FAILED, ErrorCode.DAMAGED),
        (b"%PDF-1.7\nnothing more", "a.pdf", DocumentStatus.FAILED, ErrorCode.DAMAGED),
        (b"\x00" * 64, "a.bin", DocumentStatus.SKIPPED, ErrorCode.UNSUPPORTED),
    ],
)
def test_bad_input_ends_in_a_typed_status_with_a_sentence(
    tmp_path: Path, data: bytes, name: str, status: DocumentStatus, code: ErrorCode
) -> None:
    document = read(tmp_path, data, name)
    assert (document.status, document.error_code) == (status, code)
    assert document.error_message and document.error_message.endswith(".")


def test_a_missing_file_is_said_and_not_raised(tmp_path: Path) -> None:
    assert read_document(tmp_path / "none.pdf").error_code == ErrorCode.NOT_FOUND


def test_an_encrypted_pdf_asks_for_a_copy_without_password(tmp_path: Path) -> None:
    import io

    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen import canvas

    stream = io.BytesIO()
    drawn = canvas.Canvas(stream, encrypt=StandardEncryption("secret", ownerPassword="owner", strength=128))
    drawn.drawString(60, 600, "hidden")
    drawn.save()
    assert read(tmp_path, stream.getvalue()).error_code == ErrorCode.ENCRYPTED


def test_a_pdf_whose_end_is_cut_off_is_partial_at_best(tmp_path: Path) -> None:
    whole = pdf(*(Sheet().table(60, 80, [80, 160, 90], ROWS) for _ in range(3)))
    document = read(tmp_path, whole[: whole.rindex(b"startxref")])
    assert document.status in (DocumentStatus.PARTIAL, DocumentStatus.FAILED)
    assert document.error_code in (ErrorCode.CUT_SHORT, ErrorCode.DAMAGED)


def test_skipped_pages_are_recorded_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(*(Sheet().table(60, 80, [80, 160, 90], ROWS) for _ in range(2))))
    seen: list[tuple[int, int]] = []
    document = read_document(
        path, skip_pages={1: ErrorCode.PAGE_TIMEOUT}, on_page=lambda number, count: seen.append((number, count))
    )
    assert seen == [(1, 2), (2, 2), (2, 2)], "page 2 is told once as a sample for the watermark, once to be read"
    assert document.status is DocumentStatus.PARTIAL
    assert [page.error_code for page in document.pages] == [ErrorCode.PAGE_TIMEOUT, None]
    assert len(document.tables) == 1
