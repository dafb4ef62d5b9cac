"""A table too wide for its page: the columns that stand on the next page, beside nothing, are its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mingzhang.extractors.understand.joining import LogicalTable
from mingzhang.models.text.amounts import plain, printed_amount

# Rows of the two parts stand as high on their pages (points).
SAME_HEIGHT = 3.0
LEAST_ROWS = 3


def beside(tables: Sequence[LogicalTable]) -> list[LogicalTable]:
    """Tables with the parts joined that were cut from top to bottom: the second has no title and no names of its own,
    begins on the page after, and all its rows stand at the heights of the first one's."""
    joined: list[LogicalTable] = []
    for table in tables:
        if joined and _goes_on(joined[-1], table):
            joined[-1] = _wider(joined[-1], table)
        else:
            joined.append(table)
    return joined


def _goes_on(left: LogicalTable, right: LogicalTable) -> bool:
    if not right.caption.is_blank or right.first_page != left.last_page + 1 or left.form or right.form:
        return False
    if right.row_count != left.row_count or left.row_count < LEAST_ROWS or right.header_rows == 0:
        return False
    body = [cell.text for cell in right.cells if cell.row_index >= right.header_rows and plain(cell.text)]
    if not body or any(printed_amount(text) is None and plain(text) not in ("-", "—") for text in body):
        return False
    tops = zip(_tops(left), _tops(right), strict=True)
    return all(page == other and abs(y - v) <= SAME_HEIGHT for (page, y), (other, v) in tops)


def _tops(table: LogicalTable) -> list[tuple[int, float]]:
    """For each row its page (the table's first is 0) and the height at which it begins."""
    tops: dict[int, tuple[int, float]] = {}
    for cell in table.cells:
        found = cell.page_number - table.first_page, cell.box.y0
        tops[cell.row_index] = min(found, tops.get(cell.row_index, found))
    return [tops.get(row, (-1, 0.0)) for row in range(table.row_count)]


def _wider(left: LogicalTable, right: LogicalTable) -> LogicalTable:
    cells = (*left.cells, *(replace(cell, column_index=cell.column_index + left.column_count) for cell in right.cells))
    return replace(
        left,
        cells=tuple(sorted(cells, key=lambda cell: (cell.row_index, cell.column_index))),
        column_count=left.column_count + right.column_count,
        header_rows=max(left.header_rows, right.header_rows),
        last_page=right.last_page,
    )
