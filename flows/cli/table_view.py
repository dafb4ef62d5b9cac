"""A document's tables as rows to print: their list, or one of them laid out."""

from __future__ import annotations

from typing import Any

from mingzhang.flows.output.document import RowsByRelation
from mingzhang.models.errors import ErrorCode, MingzhangError

TABLE_COLUMNS = (
    "table",
    "number",
    "kind",
    "title",
    "unit",
    "pages",
    "rows",
    "columns",
    "lines",
    "suspect",
    "confidence",
)


def list_tables(rows: RowsByRelation) -> list[tuple[Any, ...]]:
    """One row a table (`TABLE_COLUMNS`)."""
    found = []
    for table in rows["tables"]:
        lines = [line for line in rows["budget_lines"] if line["table_id"] == table["table_id"]]
        first, last = table["first_page"], table["last_page"]
        found.append(
            (
                table["ordinal"],
                table["table_number"],
                str(table["table_kind"]),
                table["title"],
                table["currency_unit"],
                str(first) if first == last else f"{first}-{last}",
                table["row_count"],
                table["column_count"],
                len(lines),
                sum(line["verification"] == "suspect" for line in lines),
                table["confidence"],
            )
        )
    return found


def lay_out(rows: RowsByRelation, ordinal: int) -> tuple[str, list[str], list[list[str | None]]]:
    """Title, column names and rows of a table; a cell that spans several places stands in its first.

    Raises `MingzhangError` (`not_found`) where the document has no such table.
    """
    table = next((table for table in rows["tables"] if table["ordinal"] == ordinal), None)
    if table is None:
        raise MingzhangError(ErrorCode.NOT_FOUND, f"table: {ordinal}; the file has {len(rows['tables'])}")
    grid: list[list[str | None]] = [[None] * table["column_count"] for _ in range(table["row_count"])]
    for cell in rows["cells"]:
        if cell["table_id"] == table["table_id"]:
            grid[cell["row_index"]][cell["column_index"]] = cell["text"]
    return table["title"] or "", [str(column) for column in range(table["column_count"])], grid
