"""The grid of a table in a worksheet: numbers as numbers with their printed decimals, spans merged, widths as ruled."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from mingzhang.flows.output.rows import OutputRow
from mingzhang.flows.output.spreadsheet_text import cell_text, is_formula_like
from mingzhang.flows.output.workbook_style import GRID, HEADER, apply
from mingzhang.models.text.amounts import plain, printed_amount

# Doubles, which a workbook's numbers are, hold fifteen digits; a longer number stays the text that is printed.
MOST_DIGITS = 15
POINTS_PER_CHARACTER = 5.6
LEAST_WIDTH, MOST_WIDTH = 5.0, 60.0
_PERCENT = re.compile(r"([-+]?\d[\d,]*(?:\.\d+)?)%")
_CODE_HEADER = re.compile(r"编码|代码|编号|电话|类款项|^[类款项]$|邮编|证号")


def put(cell: Any, value: Any) -> None:
    """Write a value; a text stays a text, whatever it begins with."""
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, Decimal):
            cell.number_format = _format(value, grouped=True)
        return
    cell.value = cell_text(value)
    cell.data_type = "s"
    if is_formula_like(value):
        cell.quotePrefix = True


def fill(sheet: Any, cells: list[OutputRow], figures: set[tuple[int, int]], *, first_row: int) -> int:
    """Write a table's cells and give the number of its header rows. `figures`: places of budget lines."""
    codes = _code_columns(cells)
    header_rows = 0
    for cell in cells:
        row, column = cell["row_index"], cell["column_index"]
        target = sheet.cell(row + first_row, column + 1)
        is_header = bool(cell["is_header"])
        if is_header:
            header_rows = max(header_rows, row + cell["row_span"])
        number = None
        if (row, column) in figures or (not is_header and column not in codes):
            number = printed_number(cell["text"])
        if number is None:
            put(target, cell["text"])
            apply(target, HEADER if is_header else GRID)
        else:
            target.value, target.number_format = number
            apply(target, GRID, horizontal="right")
        if cell["row_span"] > 1 or cell["column_span"] > 1:
            _merge(sheet, target, cell, HEADER if is_header else GRID)
    return header_rows


def _merge(sheet: Any, target: Any, cell: OutputRow, look: Any) -> None:
    last_row, last_column = target.row + cell["row_span"] - 1, target.column + cell["column_span"] - 1
    for row in range(target.row, last_row + 1):
        for column in range(target.column, last_column + 1):
            if (row, column) != (target.row, target.column):
                apply(sheet.cell(row, column), look)  # the border of a merged range is that of all its cells
    sheet.merge_cells(start_row=target.row, start_column=target.column, end_row=last_row, end_column=last_column)


def printed_number(text: str | None) -> tuple[Decimal | int, str] | None:
    """(value, number format) of a cell that prints one number or percentage; None where it is none or a code.

    A number with a zero before its digits (`063`) is a code, and one of more than fifteen digits stays a text: a
    workbook would round it.
    """
    squeezed = plain(text)
    digits = sum(sign.isdecimal() for sign in squeezed)
    if not digits or digits > MOST_DIGITS or re.match(r"[-+(]?0\d", squeezed):
        return None
    percent = _PERCENT.fullmatch(squeezed)
    if percent:
        value = Decimal(percent.group(1).replace(",", ""))
        decimals = _decimals(value)
        return value / 100, "0" + ("." + "0" * decimals if decimals else "") + "%"
    amount = printed_amount(text)
    if amount is None:
        return None
    return amount if _decimals(amount) else int(amount), _format(amount, grouped="," in squeezed)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _format(value: Decimal, *, grouped: bool) -> str:
    decimals = _decimals(value)
    return ("#,##0" if grouped else "0") + ("." + "0" * decimals if decimals else "")


def _code_columns(cells: list[OutputRow]) -> set[int]:
    """The columns that a header names as codes, years or counts of rows: their digits are names and no amounts."""
    found: set[int] = set()
    for cell in cells:
        if cell["is_header"] and _CODE_HEADER.search(plain(cell["text"])):
            found.update(range(cell["column_index"], cell["column_index"] + cell["column_span"]))
    return found


def widths(cells: list[OutputRow], column_count: int) -> dict[str, float]:
    """The width of each column by its letter, as wide as it is ruled; wider where a number would not be seen."""
    from openpyxl.utils import get_column_letter

    ruled: dict[int, float] = {}
    needed: dict[int, float] = {}
    for cell in cells:
        if cell["column_span"] == 1:
            column = cell["column_index"]
            ruled[column] = max(ruled.get(column, 0.0), (cell["x1"] - cell["x0"]) / POINTS_PER_CHARACTER)
            if printed_amount(cell["text"]) is not None:
                needed[column] = max(needed.get(column, 0.0), len(cell["text"]) + 2.0)
    return {
        get_column_letter(column + 1): min(
            MOST_WIDTH, max(LEAST_WIDTH, ruled.get(column, 10.0), needed.get(column, 0.0))
        )
        for column in range(column_count)
    }
