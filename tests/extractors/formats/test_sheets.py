"""Workbooks as offices make them: what a reader of the print would see, and nothing else."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Alignment, Border, Side

from mingzhang.extractors.formats.reading import Options
from mingzhang.extractors.formats.xls import read_xls
from mingzhang.extractors.formats.xlsx import read_xlsx
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.documents import Document
from mingzhang.models.records.pages import Grid, Page
from mingzhang.models.vocabulary.enums import DocumentStatus

THIN = Side(style="thin")
RULED = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
ROWS = [
    ["科目编码", "科目名称", "合计", "基本支出"],
    ["210", "卫生健康支出", 715.75, 600.5],
    ["合计", None, 715.75, 600.5],
]
Sheet = Any


def fill(sheet: Sheet, rows: list[list[Any]], top: int = 1, left: int = 1, ruled: bool = True) -> None:
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            cell = sheet.cell(top + r, left + c)
            cell.value = value
            if ruled:
                cell.border = RULED
            if isinstance(value, float):
                cell.number_format = "#,##0.00"


def book(change: Callable[[Sheet], None]) -> bytes:
    made = openpyxl.Workbook()
    change(made.active)
    return saved(made)


def saved(made: Any) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def page_of(change: Callable[[Sheet], None]) -> Page:
    (page,) = read_xlsx(book(change), Options()).pages
    return page


def texts(grid: Grid) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(grid.row_count)]
    for cell in grid.cells:
        rows[cell.row].append(cell.text)
    return rows


def read(tmp_path: Path, data: bytes, name: str = "a.xlsx") -> Document:
    (tmp_path / name).write_bytes(data)
    return read_document(tmp_path / name)


PLAIN = [
    ["科目编码", "科目名称", "合计", "基本支出"],
    ["210", "卫生健康支出", "715.75", "600.50"],
    ["合计", "", "715.75", "600.50"],
]


def test_captions_stand_outside_the_grid_in_their_order() -> None:
    def change(sheet: Sheet) -> None:
        sheet["A1"] = "2025年部门支出总表"
        sheet.merge_cells("A1:D1")
        sheet["A2"], sheet["D2"] = "编制单位：某局", "单位：万元"
        fill(sheet, ROWS, 3)
        sheet["A6"] = "注：本表不含上年结转"

    page = page_of(change)
    assert [line.text for line in page.lines] == [
        "2025年部门支出总表",
        "编制单位：某局 单位：万元",
        "注：本表不含上年结转",
    ]
    (grid,) = page.grids
    assert texts(grid) == PLAIN
    assert page.lines[1].box.y1 <= grid.box.y0 < page.lines[2].box.y0


def test_hidden_rows_columns_and_sheets_are_not_printed() -> None:
    def change(sheet: Sheet) -> None:
        fill(sheet, [[*row, "内部"] for row in ROWS])
        sheet.insert_rows(2)
        fill(sheet, [["999", "测试", 9.0, 9.0, "x"]], 2)
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["E"].hidden = True
        other = sheet.parent.create_sheet("底稿")
        fill(other, [["秘密", 1.0], ["秘密", 2.0]])
        other.sheet_state = "veryHidden"

    assert texts(page_of(change).grids[0]) == PLAIN


def test_a_row_and_a_column_of_hardly_any_size_are_hidden() -> None:
    def change(sheet: Sheet) -> None:
        fill(sheet, [[*ROWS[0], "x"], ["9", "9", 9.0, 9.0, "x"], *([*row, "x"] for row in ROWS[1:])])
        sheet.row_dimensions[2].height = 0.5
        sheet.column_dimensions["E"].width = 0.1

    assert texts(page_of(change).grids[0]) == PLAIN


def test_a_merged_text_whose_own_column_is_hidden_still_shows() -> None:
    def change(sheet: Sheet) -> None:
        fill(sheet, [["项目", None, None], ["x", "科目名称", "合计"], ["x", "教育", 5.25]])
        sheet.merge_cells("A1:C1")
        sheet.column_dimensions["A"].hidden = True

    (grid,) = page_of(change).grids
    assert texts(grid) == [["项目"], ["科目名称", "合计"], ["教育", "5.25"]]
    assert grid.cells[0].column_span == 2


def test_several_tables_on_a_sheet_and_side_by_side() -> None:
    def change(sheet: Sheet) -> None:
        fill(sheet, ROWS)
        sheet["A5"] = "2025年项目支出表"
        fill(sheet, ROWS, 6)
        fill(sheet, ROWS, 6, 6)

    page = page_of(change)
    assert [texts(grid) for grid in page.grids] == [PLAIN] * 3
    assert [line.text for line in page.lines] == ["2025年项目支出表"]


@pytest.mark.parametrize("lefts", [(1, 2, 4, 5), (1, 2, 3, 5), (1, 3, 5, 7), (1, 2, 5, 8)])
def test_columns_without_names_are_part_of_the_table_beside_them(lefts: tuple[int, ...]) -> None:
    """Narrow blank columns without rules stand between those of a table."""

    def change(sheet: Sheet) -> None:
        for column, left in enumerate(lefts):
            fill(sheet, [[row[column]] for row in ROWS], 1, left)

    (grid,) = page_of(change).grids
    assert [[text for text in row if text] for row in texts(grid)] == [[t for t in row if t] for row in PLAIN]


def test_rules_tell_the_extent_and_empty_edges_are_cut() -> None:
    def change(sheet: Sheet) -> None:
        fill(sheet, ROWS, 3, 2)
        sheet["Z400"].number_format = "0.00"
        fill(sheet, [[None] * 4], 6, 2)

    (grid,) = page_of(change).grids
    assert texts(grid) == [*PLAIN, [""] * 4]


def test_a_million_formatted_rows_are_no_table() -> None:
    def change(sheet: Sheet) -> None:
        fill(sheet, ROWS)
        for row in (5_000, 900_000, 1_048_576):
            sheet.cell(row, 2).border = RULED

    assert texts(page_of(change).grids[0]) == PLAIN


def test_a_total_row_without_rules_is_not_lost() -> None:
    def change(sheet: Sheet) -> None:
        fill(sheet, ROWS[:2])
        fill(sheet, ROWS[2:], 3, ruled=False)

    assert texts(page_of(change).grids[0]) == PLAIN


def test_a_table_without_any_rules() -> None:
    def change(sheet: Sheet) -> None:
        sheet["A1"] = "2025年部门支出总表"
        sheet["A2"], sheet["D2"] = "编制单位：某局", "单位：万元"
        fill(sheet, ROWS, 3, ruled=False)
        sheet["A6"] = "备注：略"

    page = page_of(change)
    assert texts(page.grids[0]) == PLAIN
    assert len(page.lines) == 3


def test_a_text_centred_across_blank_cells_covers_them() -> None:
    def change(sheet: Sheet) -> None:
        fill(sheet, [["科目", "2025年预算数", None, None], ["名称", "合计", "基本", "项目"], ["教育", 3.0, 1.0, 2.0]])
        for column in (2, 3, 4):
            sheet.cell(1, column).alignment = Alignment(horizontal="centerContinuous")
            sheet.cell(1, column).border = Border(left=THIN if column == 2 else None, top=THIN, bottom=THIN,
                                                  right=THIN if column == 4 else None)  # fmt: skip

    (grid,) = page_of(change).grids
    assert (grid.cells[1].text, grid.cells[1].column_span) == ("2025年预算数", 3)


def test_what_lies_outside_the_print_area_is_left_out_and_no_table_is_cut() -> None:
    def change(sheet: Sheet) -> None:
        fill(sheet, ROWS)
        fill(sheet, [["核对", 1.0], ["差额", 0.5]], 10, 8)
        sheet.print_area = "A1:D2"

    page = page_of(change)
    assert [texts(grid) for grid in page.grids] == [PLAIN]
    assert not page.lines


def test_rows_of_the_print_title_stand_there_once() -> None:
    def change(sheet: Sheet) -> None:
        fill(sheet, [ROWS[0], *[["210", "卫生", 1.0, 1.0]] * 200])
        sheet.print_title_rows = "1:1"

    (grid,) = page_of(change).grids
    assert grid.row_count == 201


def test_sheets_are_pages_and_blank_ones_are_none() -> None:
    made = openpyxl.Workbook()
    fill(made.active, ROWS)
    made.create_sheet("空")
    fill(made.create_sheet("二"), ROWS)
    pages = read_xlsx(saved(made), Options()).pages
    assert [page.number for page in pages] == [1, 2]


def test_a_workbook_of_blank_sheets_is_blank(tmp_path: Path) -> None:
    document = read(tmp_path, saved(openpyxl.Workbook()))
    assert (document.status, document.error_code) == (DocumentStatus.SKIPPED, ErrorCode.BLANK)


def test_formulas_without_results_are_said_and_the_rest_is_read(tmp_path: Path) -> None:
    def change(sheet: Sheet) -> None:
        sheet["A1"] = "2025年部门支出总表"
        sheet["A2"] = "单位：万元"
        fill(sheet, ROWS, 3)
        sheet["C5"] = "=SUM(C4:C4)"

    document = read(tmp_path, book(change))
    assert (document.status, document.error_code) == (DocumentStatus.PARTIAL, ErrorCode.NOT_CALCULATED)
    assert "Sheet!C5" in (document.error_message or "")
    assert [line.amount_text for line in document.tables[0].lines] == ["715.75", "600.50", "600.50"]


def test_results_of_formulas_are_read_as_they_were_kept() -> None:
    def change(sheet: Sheet) -> None:
        fill(sheet, ROWS)
        sheet["C3"] = "=SUM(C2:C2)"

    data = book(change)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"<v></v>", b"<v>715.75</v>").replace(b"<v />", b"<v>715.75</v>")
                part = part.replace(b"</f><v/>", b"</f><v>715.75</v>")
                assert b"<v>715.75</v></c>" in part
            new.writestr(name, part)
    reading = read_xlsx(stream.getvalue(), Options())
    assert reading.warning is None
    assert texts(reading.pages[0].grids[0]) == PLAIN


def test_overlapping_merges_cover_every_place_once() -> None:
    def change(sheet: Sheet) -> None:
        fill(sheet, [["a", "b", "c"], ["d", "e", "f"], ["g", "h", 1.0]])
        sheet.merge_cells("A1:B2")
        sheet.merged_cells.ranges = [*sheet.merged_cells.ranges, openpyxl.worksheet.cell_range.CellRange("B2:C3")]

    (grid,) = page_of(change).grids
    places = [(r, c) for cell in grid.cells for r in range(cell.row, cell.row + cell.row_span)
              for c in range(cell.column, cell.column + cell.column_span)]  # fmt: skip
    assert sorted(places) == [(r, c) for r in range(grid.row_count) for c in range(grid.column_count)]


def old_book(change: Callable[[Any, Any], None]) -> bytes:
    made = xlwt.Workbook()
    change(made, made.add_sheet("表1"))
    return saved(made)


def test_xls_has_formats_merges_and_hidden_things_too() -> None:
    ruled = "borders: left thin, right thin, top thin, bottom thin"

    def change(made: Any, sheet: Any) -> None:
        text, money = xlwt.easyxf(ruled), xlwt.easyxf(ruled, num_format_str="#,##0.00")
        sheet.write_merge(0, 0, 0, 1, "项目", text)
        sheet.write(0, 2, "合计", text)
        for row, (name, figure) in enumerate([("教育", 1234.5), ("藏", 9.0), ("卫生", 0.0)], start=1):
            sheet.write(row, 0, row, text)
            sheet.write(row, 1, name, text)
            sheet.write(row, 2, figure, money)
        sheet.row(2).hidden = True
        hidden = made.add_sheet("底稿")
        hidden.write(0, 0, 1.0)
        hidden.visibility = 2

    (page,) = read_xls(old_book(change), Options()).pages
    assert texts(page.grids[0]) == [["项目", "合计"], ["1", "教育", "1,234.50"], ["3", "卫生", "0.00"]]


def record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def biff5(codepage: int, text: bytes) -> bytes:
    """A workbook of Excel 95 with one text, bare of its container."""
    start = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 0)) + record(0x0042, struct.pack("<H", codepage))
    name = b"Sheet1"
    style = record(0x00E0, b"\x00" * 16)
    bound = record(0x0085, struct.pack("<IHB", 0, 0, len(name)) + name)
    end = record(0x000A, b"")
    whole = start + style + bound + end
    bound = record(0x0085, struct.pack("<IHB", len(whole), 0, len(name)) + name)
    sheet = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0))
    sheet += record(0x0204, struct.pack("<HHHH", 0, 0, 0, len(text)) + text) + end
    return start + style + bound + end + sheet


@pytest.mark.parametrize("codepage", [936, 1252])
def test_old_xls_in_gbk_whatever_code_page_it_names(codepage: int) -> None:
    (page,) = read_xls(biff5(codepage, "单位预算".encode("gbk")), Options()).pages
    assert [line.text for line in page.lines] == ["单位预算"]


def test_encrypted_workbooks_say_so(tmp_path: Path) -> None:
    plain = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6))
    data = plain + record(0x002F, b"\x01\x00\x01\x00\x01\x00" + b"\x00" * 48) + record(0x000A, b"")
    with pytest.raises(MingzhangError) as caught:
        read_xls(data, Options())
    assert caught.value.code is ErrorCode.ENCRYPTED


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_workbook_cut_short_is_damaged(share: float, tmp_path: Path) -> None:
    data = book(lambda sheet: fill(sheet, ROWS))
    document = read(tmp_path, data[: int(len(data) * share)])
    assert (document.status, document.error_code) == (DocumentStatus.FAILED, ErrorCode.DAMAGED)


def test_a_protected_sheet_is_read(tmp_path: Path) -> None:
    def change(sheet: Sheet) -> None:
        fill(sheet, ROWS)
        sheet.protection.sheet = True
        sheet.protection.password = "x"

    assert texts(page_of(change).grids[0]) == PLAIN


def with_format(number: int) -> bytes:
    """A workbook with a date under a format that has a number and no code."""
    data = book(lambda sheet: fill(sheet, [["填报日期", 45000.0], ["金额", 5.25], ["合计", 5.25]]))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/styles.xml":
                assert b'numFmtId="4"' in part
                part = part.replace(b'numFmtId="4"', f'numFmtId="{number}"'.encode())
            new.writestr(name, part)
    return stream.getvalue()


@pytest.mark.parametrize(("number", "text"), [(31, "2023年3月15日"), (57, "2023年3月"), (14, "03-15-23")])
def test_dates_under_formats_that_only_chinese_editions_have(number: int, text: str) -> None:
    (page,) = read_xlsx(with_format(number), Options()).pages
    assert texts(page.grids[0])[0] == ["填报日期", text]


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([[201, "一般公共服务支出", 5], [2012601, "行政运行", 5]], ["201", "2012601"]),
        ([[208, "社会保障和就业支出", 5], [20805, "行政事业单位养老支出", 5]], ["208", "20805"]),
        ([[201, "甲项目", 5], [205, "乙项目", 5]], ["201.00", "205.00"]),  # amounts that are codes by chance
        ([[201, "一般公共服务支出", 5], [1234.56, "合计", 5]], ["201.00", "1,234.56"]),
    ],
)
def test_codes_that_a_number_format_shows_as_amounts(rows: list[list[Any]], shown: list[str]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    fill(sheet, [["科目编码", "科目名称", "合计"], *rows])
    for row in sheet.iter_rows(min_row=2, max_col=1):
        row[0].number_format = "#,##0.00"
    out = io.BytesIO()
    book.save(out)
    (page,) = read_xlsx(out.getvalue(), Options()).pages
    (found,) = page.grids
    assert [cell.text for cell in found.cells if cell.column == 0][1:] == shown
