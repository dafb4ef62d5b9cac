"""xls (and et): workbooks of the old kind, read as xlsx is: cells, merges and borders as they are.

Old BIFF keeps texts in the writer's code page, and programs of the time named it wrong: Chinese texts under a western
code page are read as GBK where they are GBK throughout.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from mingzhang.extractors.formats.number_formats import CHINESE_CODES, shown
from mingzhang.extractors.formats.reading import FileReading, Options
from mingzhang.extractors.formats.sheet import NO_BORDERS, Area, Borders, Sheet, SheetCell, Sizes
from mingzhang.extractors.formats.xlsx import DIGIT_POINTS, USUAL_HEIGHT, USUAL_WIDTH, sheet_pages
from mingzhang.models.errors import ErrorCode, MingzhangError

UNICODE_BIFF = 80
WESTERN = (None, 367, 1252, 437, 850, 32769)
CENTRED, CENTRED_ACROSS = 2, 6
TWIPS = 20
# Widths count 256ths of a digit.
WIDTH_UNITS = 256
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def read_xls(data: bytes, options: Options) -> FileReading:
    """All sheets of a workbook that would be printed. Raises `encrypted`, `damaged`, `too_many_pages`."""
    book = open_book(data)
    sheets = [sheet for sheet in book.sheets() if sheet.visibility == 0]
    options.require_few(len(sheets))
    return FileReading(tuple(sheet_pages((_sheet(sheet, book) for sheet in sheets), len(sheets), options)))


def open_book(data: bytes) -> Any:
    """The workbook as xlrd has it. Raises `encrypted`, `damaged`."""
    try:
        book = _opened(data, None)
    except UnicodeDecodeError:
        try:
            return _opened(data, "gbk")
        except UnicodeDecodeError as error:
            raise MingzhangError(ErrorCode.DAMAGED) from error
    if book.biff_version < UNICODE_BIFF and book.codepage in WESTERN:
        try:
            return _opened(data, "gbk")
        except (MingzhangError, UnicodeDecodeError):
            return book
    return book


def _opened(data: bytes, encoding: str | None) -> Any:
    import xlrd

    try:
        return xlrd.open_workbook(
            file_contents=data, formatting_info=True, logfile=io.StringIO(), encoding_override=encoding
        )
    except xlrd.XLRDError as error:
        code = ErrorCode.ENCRYPTED if "encrypted" in str(error).lower() else ErrorCode.DAMAGED
        raise MingzhangError(code) from error
    except (MemoryError, UnicodeDecodeError):
        raise
    except Exception as error:  # what xlrd stumbles over in a malformed file is of every kind
        raise MingzhangError(ErrorCode.DAMAGED) from error


def _sheet(sheet: Any, book: Any) -> Sheet:
    cells = [
        SheetCell(row, column, _text(sheet, book, row, column), *_style(sheet, book, row, column))
        for row in range(sheet.nrows)
        for column in range(sheet.row_len(row))
        if sheet.cell_type(row, column) != 0
    ]
    merges = [Area(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    heights = {
        row: 0.0 if info.hidden else max(1.0, info.height / TWIPS)
        for row, info in sheet.rowinfo_map.items()
        if info.hidden or info.height
    }
    usual_height = 0.0 if sheet.default_row_hidden else (sheet.default_row_height or USUAL_HEIGHT * TWIPS) / TWIPS
    widths = {
        column: 0.0 if info.hidden or not info.width else info.width / WIDTH_UNITS * DIGIT_POINTS
        for column, info in sheet.colinfo_map.items()
    }
    usual_width = float(sheet.standardwidth or 0) / WIDTH_UNITS or float(sheet.defcolwidth or USUAL_WIDTH)
    return Sheet(sheet.name, cells, merges, Sizes(heights, usual_height),
                 Sizes(widths, usual_width * DIGIT_POINTS), _print_areas(sheet, book))  # fmt: skip


def _text(sheet: Any, book: Any, row: int, column: int) -> str:
    import xlrd

    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if kind == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(value))
    if kind == xlrd.XL_CELL_ERROR:
        return ERRORS.get(value, "#N/A")
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    found = book.format_map.get(style.format_key)
    code = (found.format_str if found else None) or CHINESE_CODES.get(style.format_key)
    return shown(value, code, from_1904=book.datemode == 1).replace("\r\n", "\n")


def _style(sheet: Any, book: Any, row: int, column: int) -> tuple[Borders, bool, bool]:
    index = sheet.cell_xf_index(row, column)
    if not 0 <= index < len(book.xf_list):
        return NO_BORDERS, False, False
    style = book.xf_list[index]
    rules = style.border
    borders = Borders(
        bool(rules.left_line_style),
        bool(rules.top_line_style),
        bool(rules.right_line_style),
        bool(rules.bottom_line_style),
    )
    align = style.alignment.hor_align
    return borders, align in (CENTRED, CENTRED_ACROSS), align == CENTRED_ACROSS


def _print_areas(sheet: Any, book: Any) -> Sequence[Area]:
    found = []
    for name in book.name_map.get("print_area", ()):
        value = getattr(name.result, "value", None)
        if name.scope != sheet.number or not isinstance(value, list):
            continue
        for reference in value:
            top, bottom, left, right = reference.coords[2:]
            found.append(Area(top, left, bottom - 1, right - 1))
    return found
