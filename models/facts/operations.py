"""What is spent of one budget where its revenue is printed beside it (政府性基金预算财政拨款收入支出决算表)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mingzhang.models.facts.context import TableView
from mingzhang.models.facts.headers import MoneyPart
from mingzhang.models.facts.records import FactClaim, Fund
from mingzhang.models.facts.rows import is_function
from mingzhang.models.facts.summaries import PARTS, whole_rows
from mingzhang.models.vocabulary.enums import Side, TableKind

_SPENT = {
    TableKind.GOVERNMENT_FUND_OPERATIONS: (Fund.GOVERNMENT_FUND, "government_fund_expenditure"),
    TableKind.STATE_CAPITAL_OPERATIONS: (Fund.STATE_CAPITAL, "state_capital_expenditure"),
}


def operations(view: TableView) -> Iterator[FactClaim]:
    """The total of the year's expenditure, 基本 and 项目 of it, and functions by their codes."""
    fund, total = _SPENT[view.table.table_kind]
    spent = replace(view, rows=[row for row in view.rows if row.lines[0].side is Side.EXPENDITURE])
    for row in whole_rows(spent)[:1] if any(row.is_total for row in spent.rows) else []:
        yield from spent.claims(row, total, fund, MoneyPart.TOTAL, rank=1)
        for role, concept in PARTS:
            yield from spent.claims(row, concept, fund, role, rank=1)
    for row in spent.rows:
        if is_function(row.code):
            yield from spent.claims(row, "function", fund, MoneyPart.TOTAL, rank=1, function_code=row.code)
