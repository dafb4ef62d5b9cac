"""A scan whose unit of money was not read says so, and no figure of it looks trusted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from mingzhang.extractors.understand.unread import marked_without_unit
from mingzhang.models.errors import ErrorCode
from mingzhang.models.records.documents import BudgetLine, Table, TableCell
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Page, TextSource
from mingzhang.models.vocabulary.enums import TableKind


def scanned(unit: str | None, source: TextSource = TextSource.OCR, page: int = 1) -> Table:
    cell = TableCell(1, 1, 1, 1, "12.50", False, page, Box(0, 0, 9, 9), 0.99, source)
    amount = Decimal("125000.00") if unit else None
    line = BudgetLine(1, 1, None, 2026, None, "201", "合", None, False, None, ("合计",), amount, "12.50", page, 0.99)
    kind = TableKind.EXPENDITURE_SUMMARY
    return Table(1, None, kind, None, None, unit, page, page, 2, 2, False, 1.0, (cell,), (line,))


def pages(count: int) -> list[Page]:
    page = Page(number=1, width=595, height=842, text_source=TextSource.OCR, lines=(), grids=())
    return [replace(page, number=number) for number in range(1, count + 1)]


def test_the_page_where_such_a_table_begins_is_marked() -> None:
    found = marked_without_unit(pages(3), [scanned(None, page=2)])
    assert [page.error_code for page in found] == [None, ErrorCode.UNIT_UNREAD, None]


@pytest.mark.parametrize(
    "table", [scanned("万元"), scanned(None, TextSource.TEXT_LAYER), replace(scanned(None), lines=())]
)
def test_other_tables_are_not(table: Table) -> None:
    assert [page.error_code for page in marked_without_unit(pages(1), [table])] == [None]


def test_a_page_that_has_a_code_keeps_it() -> None:
    poor = replace(pages(1)[0], error_code=ErrorCode.PAGE_ILLEGIBLE)
    assert marked_without_unit([poor], [scanned(None)])[0].error_code is ErrorCode.PAGE_ILLEGIBLE
