"""Pages whose tables print money in a unit that was not read, or that nothing names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mingzhang.models.errors import ErrorCode
from mingzhang.models.records.documents import Table
from mingzhang.models.records.pages import Page, TextSource
from mingzhang.models.text.amounts import printed_amount


def marked_without_unit(pages: Sequence[Page], tables: Sequence[Table]) -> tuple[Page, ...]:
    """The pages, with `unit_unread` where a table begins that prints amounts and has no unit of money: one that was
    recognised, or one of a document whose other tables name units, so that it might be any of theirs."""
    is_told = any(table.currency_unit for table in tables)
    unread = {table.first_page for table in tables if _lacks_unit(table) and (is_told or _is_scanned(table))}
    return tuple(
        replace(page, error_code=ErrorCode.UNIT_UNREAD) if page.number in unread and page.error_code is None else page
        for page in pages
    )


def _is_scanned(table: Table) -> bool:
    return any(cell.text_source is TextSource.OCR for cell in table.cells)


def _lacks_unit(table: Table) -> bool:
    if table.currency_unit is not None:
        return False
    return any(line.amount_yuan is None and printed_amount(line.amount_text) is not None for line in table.lines)
