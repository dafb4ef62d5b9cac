"""Pages of a scan whose tables print money in a unit that was not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mingzhang.models.errors import ErrorCode
from mingzhang.models.records.documents import Table
from mingzhang.models.records.pages import Page, TextSource
from mingzhang.models.text.amounts import printed_amount


def marked_without_unit(pages: Sequence[Page], tables: Sequence[Table]) -> tuple[Page, ...]:
    """The pages, with `unit_unread` where a recognised table begins that prints amounts and names no unit of money."""
    unread = {table.first_page for table in tables if _lacks_unit(table)}
    return tuple(
        replace(page, error_code=ErrorCode.UNIT_UNREAD) if page.number in unread and page.error_code is None else page
        for page in pages
    )


def _lacks_unit(table: Table) -> bool:
    if table.currency_unit is not None or not any(cell.text_source is TextSource.OCR for cell in table.cells):
        return False
    return any(line.amount_yuan is None and printed_amount(line.amount_text) is not None for line in table.lines)
