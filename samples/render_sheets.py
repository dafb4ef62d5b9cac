"""Draws source tables and text as workbooks, xlsx and xls, the way an office's budget program fills them.

Figures are numbers under number formats, headers are merged, titles stand over the grids without borders, and there
is what such workbooks have besides: a hidden sheet, a hidden row and column, a blank sheet at the end.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from samples.collector import CollectedPage, Words
from samples.render_pdf import alignment, is_amount
from samples.sheet import SourceTable, anchors, parse_amount

CHARACTERS_A_POINT = 1 / 5.25


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell of a sheet, from 0. `number` is its figure and `code` its number format, where it holds one."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    number: Decimal | None = None
    code: str = "General"
    ruled: bool = False
    align: str = "left"


def sheet_cells(page: CollectedPage, columns: int) -> Iterator[Placed]:
    """The cells of one sheet: captions merged over the table's width, then its grid."""
    row = 0
    for block in page.blocks:
        if isinstance(block, Words):
            yield Placed(row, 0, 1, columns, block.text, align="center" if block.centred else "left")
            row += 1
            continue
        wide = len(block.widths)
        if block.number:
            yield Placed(row, 0, 1, 1, block.number)
            row += 1
        yield Placed(row, 0, 1, wide, block.title, align="center")
        row += 1
        if block.subtitle:
            yield Placed(row, 0, 1, wide, block.subtitle, align="center")
            row += 1
        if block.unit_line:
            yield Placed(row, 0, 1, wide - 1, block.unit_line)
            yield Placed(row, wide - 1, 1, 1, f"单位：{block.currency}", align="right")
            row += 1
        for cell in anchors(block):
            number, code = figure(block, cell.row, cell.column, cell.text)
            yield Placed(row + cell.row, cell.column, cell.row_span, cell.column_span, cell.text, number, code,
                         True, alignment(block, cell))  # fmt: skip
        row += len(block.rows)
        if block.note:
            yield Placed(row, 0, 1, wide, block.note)
            row += 1
        row += 1


def figure(table: SourceTable, row: int, column: int, text: str) -> tuple[Decimal | None, str]:
    """The number in a cell and the format that prints it so; None where the cell is text, as codes are."""
    in_form = table.form is not None
    is_figure = (row, column) in table.fund_cells if in_form else table.columns[column].role == "amount"
    if not text or not is_figure or row < len(table.header) or not is_amount(text):
        return None, "General"
    decimals = len(text.partition(".")[2])
    places = "." + "0" * decimals if decimals else ""
    return parse_amount(text), f"#,##0{places}" if "," in text else f"0{places}_ " if column % 2 else f"0{places}"


def names_of(pages: Sequence[CollectedPage]) -> list[str]:
    return [f"{n}{page.kind}" for n, page in enumerate(pages, start=1)]


def widths_of(page: CollectedPage) -> tuple[float, ...]:
    return max((block.widths for block in page.blocks if isinstance(block, SourceTable)), key=len, default=(90.0,) * 6)


def as_xlsx(pages: Sequence[CollectedPage]) -> bytes:
    """A workbook of a sheet a page."""
    import openpyxl
    from openpyxl.styles import Alignment, Border, Side

    thin = Side(style="thin")
    ruled = Border(left=thin, right=thin, top=thin, bottom=thin)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for page, name in zip(pages, names_of(pages), strict=True):
        sheet = book.create_sheet(name)
        widths = widths_of(page)
        for column, width in enumerate(widths, start=1):
            sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width * CHARACTERS_A_POINT
        for cell in sheet_cells(page, len(widths)):
            drawn = sheet.cell(cell.row + 1, cell.column + 1)
            drawn.value = cell.text or None if cell.number is None else float(cell.number)
            drawn.number_format = cell.code
            drawn.alignment = Alignment(horizontal=cell.align, vertical="center", wrap_text=True)
            if cell.ruled:
                for r in range(cell.row, cell.row + cell.row_span):
                    for c in range(cell.column, cell.column + cell.column_span):
                        sheet.cell(r + 1, c + 1).border = ruled
            if cell.row_span > 1 or cell.column_span > 1:
                last = cell.row + cell.row_span, cell.column + cell.column_span
                sheet.merge_cells(None, cell.row + 1, cell.column + 1, *last)
        aside = len(widths) + 2
        sheet.cell(2, aside).value = "核对"
        sheet.column_dimensions[sheet.cell(2, aside).column_letter].hidden = True
        last = sheet.max_row + 2
        sheet.cell(last, 1).value = "校验用"
        sheet.row_dimensions[last].hidden = True
    secret = book.create_sheet("参数")
    secret.sheet_state = "hidden"
    secret["A1"], secret["B1"] = "单位：万元", 999999.99
    book.create_sheet("Sheet3")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_xls(pages: Sequence[CollectedPage]) -> bytes:
    """The same as a workbook of the old kind."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    styles: dict[tuple[str, bool, str], Any] = {}

    def style(cell: Placed) -> Any:
        key = cell.code, cell.ruled, cell.align
        if key not in styles:
            rules = "borders: left thin, right thin, top thin, bottom thin; " if cell.ruled else ""
            where = {"center": "centre"}.get(cell.align, cell.align)
            styles[key] = xlwt.easyxf(f"{rules}align: horiz {where}, vert centre, wrap on", num_format_str=cell.code)
        return styles[key]

    for page, name in zip(pages, names_of(pages), strict=True):
        sheet = book.add_sheet(name, cell_overwrite_ok=True)
        widths = widths_of(page)
        for column, width in enumerate(widths):
            sheet.col(column).width = int(width * CHARACTERS_A_POINT * 256)
        for cell in sheet_cells(page, len(widths)):
            value = cell.text if cell.number is None else float(cell.number)
            if cell.row_span > 1 or cell.column_span > 1:
                sheet.write_merge(cell.row, cell.row + cell.row_span - 1, cell.column,
                                  cell.column + cell.column_span - 1, value, style(cell))  # fmt: skip
            else:
                sheet.write(cell.row, cell.column, value, style(cell))
        sheet.write(1, len(widths) + 1, "核对")
        sheet.col(len(widths) + 1).hidden = True
    secret = book.add_sheet("参数")
    secret.visibility = 1
    secret.write(0, 1, 999999.99)
    book.add_sheet("Sheet3")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
