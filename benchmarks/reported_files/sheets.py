"""Workbooks as single programs and careless hands leave them."""

# ruff: noqa: E501
from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from benchmarks.odd_files.office_kinds import repacked
from benchmarks.printed_files.content import Printed
from benchmarks.printed_files.office import saved, sheet
from benchmarks.reported_files.content import Case, negative
from benchmarks.reported_files.drawn_kinds import _picture

Make = Callable[[Printed], bytes]
Change = Callable[[Worksheet, int], None]


def numbers(page: Worksheet, first: int) -> list[Any]:
    """The cells that hold amounts."""
    return [
        cell for row in page.iter_rows(min_row=first, min_col=3) for cell in row if isinstance(cell.value, (Decimal, float, int))
    ]  # fmt: skip


def changed(change: Change, **more: Any) -> Make:
    """A workbook, changed."""
    return lambda printed: sheet(printed, change, **more)


def formatted(code: str, factor: str = "1") -> Make:
    """Every amount times `factor`, in a number format."""

    def change(page: Worksheet, first: int) -> None:
        for cell in numbers(page, first):
            cell.value, cell.number_format = cell.value * Decimal(factor), code

    return changed(change)


def in_yuan(code: str, unit: str) -> Make:
    """Cells hold yuan; the format shows them in the caption's unit."""

    def make(printed: Printed) -> bytes:
        def change(page: Worksheet, first: int) -> None:
            for row in page.iter_rows(max_row=2):
                for cell in row:
                    if cell.value == printed.unit:
                        cell.value = unit
            for cell in numbers(page, first):
                cell.value, cell.number_format = cell.value * printed.scale, code

        return sheet(printed, change)

    return make


def below_zero(code: str) -> Make:
    """One row's amounts below zero, in a number format."""

    def change(page: Worksheet, first: int) -> None:
        for cell in numbers(page, first):
            cell.number_format = code
            if cell.row == first + 3:
                cell.value = -cell.value

    return changed(change)


def texts(write: Callable[[str], Any], rows: Callable[[int], bool] = lambda row: True) -> Make:
    """Amounts as texts."""

    def change(page: Worksheet, first: int) -> None:
        for cell in numbers(page, first):
            if rows(cell.row - first):
                cell.value = write(f"{cell.value:,.2f}")

    return changed(change)


def _hidden(page: Worksheet, first: int) -> None:
    last = page.max_row
    for column, value in enumerate(("299", "其他（草稿）", 7777.77, 7777.77), 1):
        page.cell(last + 1, column, value)
    page.row_dimensions[last + 1].height = 0
    page.row_dimensions[last + 1].hidden = True
    page.insert_cols(4)
    for row in range(first, last + 1):
        page.cell(row, 4, 33333.33)
    page.cell(first - 1, 4, "上年数")
    page.column_dimensions["D"].hidden = True


def _nothing_shown(page: Worksheet, first: int) -> None:
    for row in (first + 1, first + 4):
        cell = page.cell(row, 9, 8888.88)
        cell.number_format = ";;;"
        page.cell(row, 10, 4444.44).font = Font(color="00FFFFFF")


def _codes_as_numbers(page: Worksheet, first: int) -> None:
    for row in page.iter_rows(min_row=first, max_col=1):
        if row[0].value:
            row[0].value = float(row[0].value)
            row[0].number_format = "#,##0.00" if row[0].row % 2 else "General"


def _apostrophes(page: Worksheet, first: int) -> None:
    for row in page.iter_rows(min_row=first):
        for cell in row:
            if isinstance(cell.value, Decimal):
                cell.value = f"{cell.value:,.2f}"
                cell.quotePrefix = True


def _filter_and_frozen(page: Worksheet, first: int) -> None:
    page.auto_filter.ref = f"A{first - 1}:E{page.max_row}"
    page.freeze_panes = f"C{first}"
    page.print_area = f"A1:E{page.max_row}"


def _notes(page: Worksheet, first: int) -> None:
    for cell in numbers(page, first)[::4]:
        cell.value = CellRichText(f"{cell.value:,.2f}", TextBlock(InlineFont(vertAlign="superscript"), "1"))


def _comments(page: Worksheet, first: int) -> None:
    from openpyxl.comments import Comment

    for cell in numbers(page, first)[::3]:
        cell.comment = Comment("核对：9,999.99", "x")


def _errors_beside(page: Worksheet, first: int) -> None:
    for row in (first, first + 2):
        cell = page.cell(row, 9, "#REF!")
        cell.data_type = "e"
    page.cell(first + 1, 9, "#DIV/0!")


def _dates_in_row(page: Worksheet, first: int) -> None:
    import datetime

    page.cell(page.max_row + 1, 1, "制表日期")
    page.cell(page.max_row, 2, datetime.date(2026, 1, 28)).number_format = "yyyy年m月d日"


def _blank_rows(page: Worksheet, first: int) -> None:
    page.insert_rows(first + 2)
    page.insert_rows(first + 5)


def _merged_wildly(page: Worksheet, first: int) -> None:
    last = page.max_row
    page.merge_cells(start_row=last, end_row=last, start_column=1, end_column=2)
    page.cell(last, 1).value = "合计"
    page.merge_cells(start_row=last + 1, end_row=last + 3, start_column=1, end_column=5)
    page.cell(last + 1, 1, "注：本表按支出功能分类科目填列，合计数与明细数因四舍五入可能略有差异。")


def parts(change: Callable[[str, bytes], bytes], base: Make = sheet, more: dict[str, bytes] | None = None) -> Make:
    """A package whose parts are changed."""
    return lambda printed: repacked(base(printed), lambda name, part: (name, change(name, part)), more)


def _in_sheet(pattern: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, part: re.sub(pattern, new, part) if name.startswith("xl/worksheets/sheet") else part


def _inline(name: str, part: bytes) -> bytes:
    if not name.startswith("xl/worksheets/sheet"):
        return part
    return re.sub(
        rb'<c r="([A-Z]+\d+)"( s="\d+")? t="n"><v>([\d.]+)</v></c>',
        rb'<c r="\1"\2 t="str"><f>ROUND(1,2)</f><v>\3</v></c>', part)  # fmt: skip


def _unplaced(name: str, part: bytes) -> bytes:
    """Rows and cells without their places, as some writers of reports leave them: each is the next."""
    if not name.startswith("xl/worksheets/sheet"):
        return part
    return re.sub(rb'<(row|c) r="[A-Z]*\d+"', rb"<\1", part)


def _old_sheet(printed: Printed) -> bytes:
    """Excel 97, its third column hidden, a code as a number, a title merged."""
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    page.write_merge(0, 0, 0, printed.columns, printed.title)
    page.write(1, 0, printed.owner)
    page.write(1, printed.columns, printed.unit)
    style = xlwt.easyxf(num_format_str="#,##0.00_);[Red]\\(#,##0.00\\)")
    for row, column, wide, high, text in printed.cells():
        column += column > 1
        value: Any = (
            float(text.replace(",", ""))
            if text and row >= len(printed.header) and (column > 1 or column == 0)
            else text
        )
        if text:
            page.write_merge(row + 2, row + 1 + high, column, column + wide - 1 + (column < 2 < column + wide), value,
                             style if column > 1 else xlwt.Style.default_style)  # fmt: skip
    for row in range(2 + len(printed.header), 2 + len(printed.header) + len(printed.rows)):
        page.write(row, 2, 12345.67)
    page.col(2).hidden = True
    return saved(book)


def xml_2003(printed: Printed) -> bytes:
    """SpreadsheetML with merges both ways, skipped cells by ss:Index, a hidden row and a style for figures."""
    rows: list[str] = [
        f'<Row><Cell ss:MergeAcross="{printed.columns - 1}"><Data ss:Type="String">{printed.title}</Data></Cell></Row>',
        f'<Row><Cell><Data ss:Type="String">{printed.owner}</Data></Cell>'
        f'<Cell ss:Index="{printed.columns}"><Data ss:Type="String">{printed.unit}</Data></Cell></Row>',
    ]
    cells = list(printed.cells())
    for at in range(len(printed.header) + len(printed.rows)):
        made = []
        for row, column, wide, high, text in cells:
            if row == at and text:
                amount = row >= len(printed.header) and column in printed.sides
                value = text.replace(",", "") if amount else text
                spans = (f' ss:MergeAcross="{wide - 1}"' if wide > 1 else "") + (
                    f' ss:MergeDown="{high - 1}"' if high > 1 else ""
                )
                made.append(
                    f'<Cell ss:Index="{column + 1}"{spans}{" ss:StyleID=" + chr(34) + "m" + chr(34) if amount else ""}>'
                    f'<Data ss:Type="{"Number" if amount else "String"}">{value}</Data></Cell>'
                )
        rows.append(f"<Row>{''.join(made)}</Row>")
        if at == len(printed.header) + 1:
            rows.append('<Row ss:Hidden="1"><Cell ss:Index="3"><Data ss:Type="Number">5555.55</Data></Cell></Row>')
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="m"><NumberFormat ss:Format="Standard"/>'
        f'</Style></Styles><Worksheet ss:Name="Sheet1"><Table>{"".join(rows)}</Table></Worksheet>'
        '<Worksheet ss:Name="Sheet2"><Table/></Worksheet></Workbook>'
    ).encode()


def _anchored_picture(printed: Printed) -> bytes:
    """A drawing at an absolute place, over cells with a line of text."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    from openpyxl.drawing.image import Image as SheetPicture
    from openpyxl.drawing.spreadsheet_drawing import AbsoluteAnchor
    from openpyxl.drawing.xdr import XDRPoint2D, XDRPositiveSize2D

    stream = io.BytesIO()
    _picture(printed).save(stream, "PNG")
    made = SheetPicture(stream)
    made.anchor = AbsoluteAnchor(pos=XDRPoint2D(900000, 900000), ext=XDRPositiveSize2D(9000000, 4000000))
    page["A1"] = "附：预算表（图片）"
    page.add_image(made)
    return saved(book)


CASES: tuple[Case, ...] = (
    Case("hidden_row_and_column.xlsx", changed(_hidden)),
    Case("nothing_shown_beside.xlsx", changed(_nothing_shown)),
    Case("codes_as_numbers.xlsx", changed(_codes_as_numbers)),
    Case("apostrophes.xlsx", changed(_apostrophes)),
    Case("filter_and_frozen.xlsx", changed(_filter_and_frozen)),
    Case("rich_text_marks.xlsx", changed(_notes)),
    Case("comments.xlsx", changed(_comments)),
    Case("errors_beside.xlsx", changed(_errors_beside)),
    Case("date_below.xlsx", changed(_dates_in_row)),
    Case("blank_rows.xlsx", changed(_blank_rows)),
    Case("total_merged_note_below.xlsx", changed(_merged_wildly)),
    Case("format_capitals.xlsx", formatted('[DBNum2][$-804]General"元"')),
    Case("format_small_han.xlsx", formatted("[DBNum1][$-804]General")),
    Case("format_full_width.xlsx", formatted("[DBNum3][$-804]General")),
    Case("format_yuan_behind.xlsx", formatted('#,##0.00"元";-#,##0.00"元"')),
    Case("format_rmb.xlsx", formatted('"人民币"#,##0.00')),
    Case("format_question_marks.xlsx", formatted("#,##0.??")),
    Case("format_fraction.xlsx", formatted("# ?/?")),
    Case("format_percent_colour.xlsx", formatted("[Color10][>=0]#,##0.00;[Color3]-#,##0.00")),
    Case("format_ten_thousands.xlsx", in_yuan('0!.0000"万"', "单位：万元")),
    Case("format_thousands.xlsx", in_yuan("#,##0.00000,", "单位：千元")),
    Case("below_accounting.xlsx", below_zero("#,##0.00_);(#,##0.00)"), negative),
    Case("below_triangle_format.xlsx", below_zero("#,##0.00;△#,##0.00"), negative),
    Case("below_word_format.xlsx", below_zero('#,##0.00;"负"#,##0.00'), negative),
    Case("below_red_only.xlsx", below_zero("0.00_ ;[Red]0.00 "), negative),
    Case("text_yuan_sign.xlsx", texts(lambda t: f"￥ {t}")),
    Case("text_full_width.xlsx", texts(lambda t: t.translate(str.maketrans("0123456789.,", "０１２３４５６７８９．，")))),
    Case("text_blank_groups.xlsx", texts(lambda t: " ".join(t.split(",")))),
    Case("text_below_zero.xlsx", texts(lambda t: f"△ {t}", lambda row: row == 3), negative),
    Case("text_two_lines.xlsx", texts(lambda t: f"{t}\n(其中：1.00)", lambda row: row == 99)),
    Case("string_results.xlsx", parts(_inline)),
    Case("cells_without_places.xlsx", parts(_unplaced)),
    Case("dimension_lies.xlsx", parts(_in_sheet(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"'))),
    Case("merges_overlap.xlsx", parts(_in_sheet(rb"<mergeCells[^>]*>", rb'<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="XFD1:A2"/><mergeCell ref="x"/>'))),
    Case("no_styles.xlsx", parts(lambda name, part: b"" if name == "xl/styles.xml" else part)),
    Case("old_hidden_column.xls", _old_sheet),
    Case("xml_2003_spans.xml", xml_2003),
    Case("picture_at_a_place.xlsx", _anchored_picture),
)  # fmt: skip
