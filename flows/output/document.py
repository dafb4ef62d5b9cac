"""What one file gives, as JSON, CSV, HTML or XLSX: the warehouse's own rows, without a warehouse."""

from __future__ import annotations

import csv
import html
import io
import json
from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from mingzhang.models.records.documents import Document
from mingzhang.warehouse.loading.rows import RESTRICTED, rows_of
from mingzhang.warehouse.schema import relations as r
from mingzhang.warehouse.schema.declaration import Relation

LONGEST_SHEET_NAME = 31
EXPORTED = (
    r.DOCUMENTS,
    r.PAGES,
    r.TABLES,
    r.CELLS,
    r.BUDGET_LINES_EXTRACTED,
    r.PERFORMANCE_PROJECTS,
    r.PERFORMANCE_INDICATORS,
    r.PERFORMANCE_CONTACTS,
    r.STATEMENTS,
    r.CHECKS,
)
Rows = dict[str, list[dict[str, Any]]]


class ExportFormat(StrEnum):
    """How a document is written."""

    JSON = "json"
    CSV = "csv"
    HTML = "html"
    XLSX = "xlsx"


def served_name(relation: Relation) -> str:
    """The name that an analyst knows a relation by."""
    return "budget_lines" if relation is r.BUDGET_LINES_EXTRACTED else relation.name


def rows_by_relation(document: Document, *, show_contacts: bool = False) -> Rows:
    """A document's rows as objects, by relation. Contacts are masked without `show_contacts`."""
    rows = rows_of(document)
    if show_contacts:
        rows[r.PERFORMANCE_CONTACTS.name] = rows[RESTRICTED]
    return {
        served_name(relation): [
            dict(zip((column.name for column in relation.staged), row, strict=True)) for row in rows[relation.name]
        ]
        for relation in EXPORTED
    }


def to_json(rows: Rows) -> bytes:
    """All relations in one object; amounts are texts, so that no cent is lost."""
    return json.dumps(rows, ensure_ascii=False, indent=1, default=str).encode() + b"\n"


def to_csv(rows: Rows) -> bytes:
    """The budget lines, with a mark that lets spreadsheets see UTF-8."""
    out = io.StringIO()
    columns = [column.name for column in r.BUDGET_LINES_EXTRACTED.staged]
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows["budget_lines"])
    return out.getvalue().encode("utf-8-sig")


def to_html(rows: Rows) -> bytes:
    """The tables as they are ruled, each with its page."""
    document = rows["documents"][0]
    cells = _cells_by_table(rows)
    parts = [
        '<!DOCTYPE html><html lang="zh"><meta charset="utf-8">',
        f"<title>{html.escape(document['file_name'])}</title>",
        "<style>body{font-family:sans-serif}table{border-collapse:collapse;margin:.5em 0 2em}"
        "td,th{border:1px solid #999;padding:.15em .5em;font-size:.85em;white-space:pre-line}"
        "td.figure{text-align:right}</style>",
        f"<h1>{html.escape(document['file_name'])}</h1>",
    ]
    if document["error_message"]:
        parts.append(f"<p>{html.escape(document['error_message'])}</p>")
    for table in rows["tables"]:
        heading = " ".join(str(table[name]) for name in ("table_number", "title") if table[name]) or table["table_kind"]
        unit = f", 单位：{html.escape(table['currency_unit'])}" if table["currency_unit"] else ""
        parts.append(f"<h2>{html.escape(heading)}</h2>")
        parts.append(f"<p>{table['table_kind']}, pages {table['first_page']} to {table['last_page']}{unit}</p>")
        parts.append(_html_table(cells[table["table_id"]]))
    return "\n".join([*parts, "</html>", ""]).encode()


def _html_table(cells: list[dict[str, Any]]) -> str:
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
        lines[cell["row_index"]].append(f"<{tag}{spans}{figure}>{html.escape(text)}</{tag}>")
    return "<table>" + "".join(f"<tr>{''.join(lines[row])}</tr>" for row in sorted(lines)) + "</table>"


def _cells_by_table(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    cells: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for cell in sorted(rows["cells"], key=lambda c: (c["table_id"], c["row_index"], c["column_index"])):
        cells[cell["table_id"]].append(cell)
    return cells


def to_xlsx(rows: Rows) -> bytes:
    """One sheet a table as it is ruled, then one a relation. Texts stay texts: no cell becomes a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook(write_only=False)
    book.remove(book.active)
    cells = _cells_by_table(rows)
    for table in rows["tables"]:
        sheet = book.create_sheet(_sheet_name(book.sheetnames, table))
        for cell in cells[table["table_id"]]:
            row, column = cell["row_index"] + 1, cell["column_index"] + 1
            _put(sheet.cell(row, column), cell["text"])
            if cell["is_header"]:
                sheet.cell(row, column).font = Font(bold=True)
            if cell["row_span"] > 1 or cell["column_span"] > 1:
                sheet.merge_cells(
                    start_row=row,
                    start_column=column,
                    end_row=row + cell["row_span"] - 1,
                    end_column=column + cell["column_span"] - 1,
                )
    for relation in EXPORTED:
        name = served_name(relation)
        if relation is r.CELLS or not rows[name]:
            continue
        sheet = book.create_sheet(name)
        sheet.append([column.name for column in relation.staged])
        for number, row in enumerate(rows[name], start=2):
            for column, value in enumerate(row.values(), start=1):
                _put(sheet.cell(number, column), value)
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(cell: Any, value: Any) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _sheet_name(taken: list[str], table: dict[str, Any]) -> str:
    title = "".join(c for c in str(table["title"] or table["table_kind"]) if c not in "[]:*?/\\'\n")
    return f"{len(taken) + 1} {title}"[:LONGEST_SHEET_NAME]


WRITERS: dict[ExportFormat, Callable[[Rows], bytes]] = {
    ExportFormat.JSON: to_json,
    ExportFormat.CSV: to_csv,
    ExportFormat.HTML: to_html,
    ExportFormat.XLSX: to_xlsx,
}
