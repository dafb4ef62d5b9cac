"""A document and its pages as they stand in the warehouse: every cell with its box, and the figure that it prints."""

from __future__ import annotations

from dataclasses import dataclass

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.reading.findings import FindingFigure, figures_of
from mingzhang.warehouse.reading.query import Reader, Row


@dataclass(frozen=True, slots=True)
class PageView:
    """A page: its size in points, its tables in order, and of each its cells on this page, row by row.

    A cell has `line_id`, `amount_yuan` and `verification` where it prints a figure.
    """

    page: Row
    tables: list[Row]
    cells: dict[str, list[Row]]
    statements: list[Row]


def asked(reader: Reader, sql: str, parameters: list[object]) -> list[Row]:
    """Rows as objects by column."""
    answer = reader.ask(sql, parameters)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def document_of(reader: Reader, document_id: str) -> Row:
    """A document by its id, or the start of it. Raises `MingzhangError` (`no_match`)."""
    rows = asked(reader, "SELECT * FROM documents WHERE document_id LIKE ? || '%' LIMIT 2", [document_id])
    if len(rows) != 1 or len(document_id) < 6:
        raise MingzhangError(ErrorCode.NO_MATCH, document_id)
    return rows[0]


def document_of_line(reader: Reader, line_id: str) -> Row:
    """The document of a figure, told by the start of the figure's key. Raises `MingzhangError` (`no_such_line`)."""
    start = line_id.partition(".")[0]
    rows = asked(reader, "SELECT * FROM documents WHERE starts_with(document_id, ?) LIMIT 2", [start])
    if len(rows) != 1 or len(start) < 16:
        raise MingzhangError(ErrorCode.NO_SUCH_LINE, line_id)
    return rows[0]


def figure_of(reader: Reader, line_id: str) -> FindingFigure:
    """A figure by its key. Raises `MingzhangError` (`no_such_line`)."""
    figure = figures_of(reader, [line_id]).get(line_id)
    if figure is None:
        raise MingzhangError(ErrorCode.NO_SUCH_LINE, line_id)
    return figure


def tables_of(reader: Reader, document_id: str) -> list[Row]:
    """The tables of a document in order, with how many figures each has, and how many of them are in doubt."""
    return asked(
        reader,
        "SELECT t.*, coalesce(n.figures, 0) AS figures, coalesce(n.suspect, 0) AS suspect, "
        "coalesce(n.verified, 0) AS verified FROM tables t LEFT JOIN ("
        "SELECT table_id, count(*) AS figures, count(*) FILTER (verification = 'suspect') AS suspect, "
        "count(*) FILTER (verification = 'verified') AS verified FROM budget_lines WHERE document_id = ? GROUP BY 1"
        ") n ON n.table_id = t.table_id WHERE t.document_id = ? ORDER BY t.ordinal",
        [document_id, document_id],
    )


def page_view(reader: Reader, document_id: str, page_number: int) -> PageView:
    """What stands on a page. Raises `MingzhangError` (`not_found`)."""
    pages = asked(reader, "SELECT * FROM pages WHERE document_id = ? AND page_number = ?", [document_id, page_number])
    if not pages:
        raise MingzhangError(ErrorCode.NOT_FOUND, f"page: {page_number}")
    rows = asked(
        reader,
        "SELECT c.table_id, c.row_index, c.column_index, c.row_span, c.column_span, c.text, c.is_header, c.x0, c.y0, "
        "c.x1, c.y1, c.confidence, l.line_id, l.amount_yuan, l.verification, l.item_name, l.column_path "
        "FROM cells c LEFT JOIN budget_lines l ON l.document_id = c.document_id AND l.table_id = c.table_id "
        "AND l.row_index = c.row_index AND l.column_index = c.column_index AND l.document_id = ? "
        "WHERE c.document_id = ? AND c.page_number = ? ORDER BY c.table_id, c.row_index, c.column_index",
        [document_id, document_id, page_number],
    )
    cells: dict[str, list[Row]] = {}
    for row in rows:
        cells.setdefault(row["table_id"], []).append(row)
    tables = asked(
        reader,
        "SELECT * FROM tables WHERE document_id = ? AND ? BETWEEN first_page AND last_page ORDER BY ordinal",
        [document_id, page_number],
    )
    statements = asked(
        reader,
        "SELECT * FROM statements WHERE document_id = ? AND page_number = ? ORDER BY statement_id",
        [document_id, page_number],
    )
    return PageView(pages[0], tables, cells, statements)
