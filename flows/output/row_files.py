"""Rows of a relation or of a query as CSV, JSON and XLSX, some at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mingzhang.flows.output.json_text import json_text
from mingzhang.flows.output.spreadsheet_text import cell_text, csv_value, is_formula_like

if TYPE_CHECKING:  # it brings DuckDB, and commands that answer nothing start without
    from mingzhang.warehouse.reading.query import QueryAnswer

ROW_FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
# Tells spreadsheets that a file is UTF-8.
CSV_MARK = b"\xef\xbb\xbf"
MOST_ROWS_OF_A_SHEET = 1_048_575


def csv_part(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as CSV, under the names of the columns where any are given. No text turns into a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if columns:
        writer.writerow(columns)
    writer.writerows([csv_value(value) for value in row] for row in rows)
    return out.getvalue().encode(errors="backslashreplace")


def json_part(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, is_first: bool) -> bytes:
    """Rows as objects of a JSON list that the first part opens, without its closing bracket."""
    objects = [json_text(dict(zip(columns, row, strict=True)), indent=None) for row in rows]
    start = "[" if is_first else ("," if objects else "")
    return (start + "\n" + ",\n".join(objects) + "\n").encode(errors="backslashreplace")


def write_workbook(path: Path, name: str, answers: Iterable[QueryAnswer]) -> None:
    """Rows as a workbook; where one sheet does not hold them they go on in the next."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet: Any = None
    written = 0
    for answer in answers:
        for row in answer.rows:
            if sheet is None or written == MOST_ROWS_OF_A_SHEET:
                sheet, written = _sheet(book, name, answer.columns), 0
            sheet.append([_cell(sheet, value) for value in row])
            written += 1
        if sheet is None:
            sheet = _sheet(book, name, answer.columns)
    book.save(path)


def _sheet(book: Any, name: str, columns: Sequence[str]) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    sheet = book.create_sheet(f"{name[:26]} {len(book.worksheets) + 1}" if book.worksheets else name[:31])
    sheet.freeze_panes = "A2"
    head = []
    for column in columns:
        cell = WriteOnlyCell(sheet, cell_text(column))
        cell.font = Font(bold=True)
        head.append(cell)
    sheet.append(head)
    return sheet


def _cell(sheet: Any, value: Any) -> Any:
    """A value as a cell; a text that looks like a formula is written as a text and marked so."""
    if isinstance(value, list | tuple | dict):
        value = " ".join(map(str, value))
    if isinstance(value, bytes):
        value = value.hex()
    if not isinstance(value, str):
        return value
    text = cell_text(value)
    if not is_formula_like(text):
        return text
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
