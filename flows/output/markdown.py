"""What one file gives, as Markdown: its tables, then what does not add up."""

from __future__ import annotations

import re

from mingzhang.flows.output.rows import OutputRow, RowsByRelation, cells_by_table, heading, pages_of
from mingzhang.flows.output.spreadsheet_text import visible

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|!~])")


def to_markdown(rows: RowsByRelation) -> bytes:
    """The tables, each under its title with unit and pages; a cell that spans several places stands in its first."""
    document = rows["documents"][0]
    cells = cells_by_table(rows)
    parts = [f"# {_text(document['file_name'])}", ""]
    if document["error_message"]:
        parts += [_text(document["error_message"]), ""]
    for table in rows["tables"]:
        about = [pages_of(table)]
        if table["unit_name"]:
            about.append(_text(table["unit_name"]))
        if table["currency_unit"]:
            about.append(f"单位：{table['currency_unit']}")
        parts += [
            f"## {_text(heading(table))}",
            "",
            " · ".join(about),
            "",
            *_table(table, cells[table["table_id"]]),
            "",
        ]
    failed = [check for check in rows["checks"] if check["status"] == "fail"]
    if failed:
        parts += ["## 核对不符", "", *(f"- {_text(check['explanation'])}" for check in failed), ""]
    return "\n".join(parts).encode(errors="backslashreplace")


def _table(table: OutputRow, cells: list[OutputRow]) -> list[str]:
    grid = [[""] * table["column_count"] for _ in range(table["row_count"])]
    header_rows = 0
    for cell in cells:
        grid[cell["row_index"]][cell["column_index"]] = _text(cell["text"] or "")
        if cell["is_header"]:
            header_rows = max(header_rows, cell["row_index"] + 1)
    header_rows = max(1, header_rows)
    # Markdown has one header row: those of several are joined from top to bottom.
    head = [
        "<br>".join(text for text in dict.fromkeys(column) if text) for column in zip(*grid[:header_rows], strict=True)
    ]
    rule = ["---"] * table["column_count"]
    return [f"| {' | '.join(row)} |" for row in (head, rule, *grid[header_rows:])]


def _text(text: object) -> str:
    return _ACTIVE.sub(r"\\\1", visible(str(text))).replace("\n", "<br>")
