"""What one file gives, as JSON, CSV, HTML, Markdown, XLSX or Parquet: the warehouse's rows, without a warehouse."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from mingzhang.flows.output.json_text import json_text
from mingzhang.flows.output.markdown import to_markdown
from mingzhang.flows.output.row_files import CSV_MARK, csv_part
from mingzhang.flows.output.rows import OutputRow, RowsByRelation, cells_by_table, heading, rows_by_relation
from mingzhang.flows.output.spreadsheet_text import visible
from mingzhang.flows.output.workbook import to_xlsx
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.schema import relations as r

__all__ = [
    "WRITERS",
    "ExportFormat",
    "RowsByRelation",
    "format_of",
    "rows_by_relation",
    "to_html",
    "to_json",
    "to_xlsx",
]


class ExportFormat(StrEnum):
    """How a document is written."""

    JSON = "json"
    CSV = "csv"
    HTML = "html"
    MARKDOWN = "md"
    XLSX = "xlsx"
    PARQUET = "parquet"


SUFFIXES = {f".{form}": form for form in ExportFormat} | {".htm": ExportFormat.HTML, ".markdown": ExportFormat.MARKDOWN}
# What no screen shows: without --output it goes into a file named after the document.
FILES_ONLY = (ExportFormat.XLSX, ExportFormat.PARQUET)


def format_of(named: str | None, output: Path | None) -> ExportFormat:
    """The format that is asked for: the one named, else by the suffix of the file to write, else JSON.

    Raises `MingzhangError` (`bad_format`) for what is none of the formats.
    """
    if named is not None:
        try:
            return ExportFormat(named.lower())
        except ValueError:
            raise MingzhangError(ErrorCode.BAD_FORMAT, f"{named} is none of {', '.join(ExportFormat)}") from None
    if output is None:
        return ExportFormat.JSON
    if output.suffix.lower() not in SUFFIXES:
        known = ", ".join(f".{form}" for form in ExportFormat)
        raise MingzhangError(ErrorCode.BAD_FORMAT, f"{output.name} ends in none of {known}; name one with --format")
    return SUFFIXES[output.suffix.lower()]


def to_json(rows: RowsByRelation) -> bytes:
    """All relations in one object; amounts are numbers with their decimals."""
    return json_text(rows).encode(errors="backslashreplace") + b"\n"


def to_csv(rows: RowsByRelation) -> bytes:
    """The budget lines, with a mark that lets spreadsheets see UTF-8. No text turns into a formula."""
    columns = [column.name for column in r.BUDGET_LINES_EXTRACTED.staged]
    return CSV_MARK + csv_part(columns, (tuple(row.values()) for row in rows["budget_lines"]))


def to_parquet(rows: RowsByRelation) -> bytes:
    """The budget lines with their types."""
    from mingzhang.warehouse.exporting.parquet import parquet_of

    return parquet_of(r.BUDGET_LINES_EXTRACTED.staged, [tuple(row.values()) for row in rows["budget_lines"]])


def to_html(rows: RowsByRelation) -> bytes:
    """The tables as they are ruled, each with its page."""
    document = rows["documents"][0]
    cells = cells_by_table(rows)
    name = html.escape(visible(document["file_name"]))
    parts = [
        '<!DOCTYPE html><html lang="zh"><meta charset="utf-8">',
        f"<title>{name}</title>",
        "<style>body{font-family:sans-serif}table{border-collapse:collapse;margin:.5em 0 2em}"
        "td,th{border:1px solid #999;padding:.15em .5em;font-size:.85em;white-space:pre-line}"
        "td.figure{text-align:right}</style>",
        f"<h1>{name}</h1>",
    ]
    if document["error_message"]:
        parts.append(f"<p>{html.escape(document['error_message'])}</p>")
    for table in rows["tables"]:
        unit = f", 单位：{html.escape(table['currency_unit'])}" if table["currency_unit"] else ""
        parts.append(f"<h2>{html.escape(visible(heading(table)))}</h2>")
        parts.append(f"<p>{table['table_kind']}, pages {table['first_page']} to {table['last_page']}{unit}</p>")
        parts.append(_html_table(cells[table["table_id"]]))
    return "\n".join([*parts, "</html>", ""]).encode()


def _html_table(cells: list[OutputRow]) -> str:
    lines: dict[int, list[str]] = defaultdict(list)
    for cell in cells:
        tag = "th" if cell["is_header"] else "td"
        text = cell["text"] or ""
        figure = ' class="figure"' if text and all(c in "0123456789,.-() \n" for c in text) else ""
        spans = "".join(
            f' {name}="{cell[column]}"'
            for name, column in (("rowspan", "row_span"), ("colspan", "column_span"))
            if cell[column] > 1
        )
        lines[cell["row_index"]].append(f"<{tag}{spans}{figure}>{html.escape(visible(text))}</{tag}>")
    return "<table>" + "".join(f"<tr>{''.join(lines[row])}</tr>" for row in sorted(lines)) + "</table>"


WRITERS: dict[ExportFormat, Callable[[RowsByRelation], bytes]] = {
    ExportFormat.JSON: to_json,
    ExportFormat.CSV: to_csv,
    ExportFormat.HTML: to_html,
    ExportFormat.MARKDOWN: to_markdown,
    ExportFormat.XLSX: to_xlsx,
    ExportFormat.PARQUET: to_parquet,
}
