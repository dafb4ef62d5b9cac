"""What will be bought: the items of a procurement table, where they add up to its total."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from mingzhang.models.facts.concepts import concepts, word
from mingzhang.models.facts.context import TableView
from mingzhang.models.facts.headers import MoneyPart
from mingzhang.models.facts.records import FactClaim, Fund, Meaning
from mingzhang.models.facts.rows import ItemRow
from mingzhang.models.facts.summaries import whole_rows
from mingzhang.models.records.documents import BudgetLine
from mingzhang.models.text.amounts import plain

RANK = 2
# Headers of the column that names what is bought, the more exact first: a project buys many things.
_NAMED_BY = (
    re.compile(r"品目名称|物品名称|采购目录|货物名称"),
    re.compile(r"品目(?!.*大类)|采购内容|标的"),
    re.compile(r"采购项目|项目名称"),
)
_SUMS = {"合计", "小计", "总计"}
_ROUNDING = Decimal(100)


def items_bought(view: TableView) -> Iterator[FactClaim]:
    """A claim for each lowest row, `project` its name; none where they do not add up to the total, or lack names."""
    wholes = whole_rows(view)[:1]
    column = _column_of_names(view)
    total = _total_of(view, wholes)
    if column is None or total is None:
        return
    found = list(_lowest(view, wholes, total.column_index))
    amounts = [line.amount_yuan or Decimal(0) for _, line in found]
    if not found or abs(sum(amounts) - (total.amount_yuan or Decimal(0))) > _ROUNDING * (len(found) + 1):
        return
    names = {cell.row_index: plain(cell.text) for cell in view.table.cells if cell.column_index == column}
    unit, scope = view.owner
    for row, line in found:
        name = names.get(row.index) or row.name
        if name and word(name) not in _SUMS | _kinds():
            stage = view.context.stage
            yield view.claim(
                Meaning(
                    unit.unit_id, unit.name, view.context.year, "procurement_item", Fund.ALL, stage, scope, project=name
                ),
                [line],
                RANK,
            )


@cache
def _kinds() -> frozenset[str]:
    """What names all goods, works or services, and none that is bought."""
    kinds = ("procurement_goods", "procurement_works", "procurement_services")
    return frozenset(name for kind in kinds for name in concepts()[kind].rows)


def _column_of_names(view: TableView) -> int | None:
    headers = [cell for cell in view.table.cells if cell.is_header]
    for pattern in _NAMED_BY:
        found = [cell.column_index for cell in headers if pattern.search(plain(cell.text)) and cell.column_span == 1]
        if found:
            return found[0]
    return None


def _total_of(view: TableView, wholes: Sequence[ItemRow]) -> BudgetLine | None:
    """The figure of the grand total: that of the first column of sums."""
    for row in wholes:
        for line in row.lines:
            column = view.columns.get(line.column_index)
            if column and column.role is MoneyPart.TOTAL and line.amount_yuan:
                return line
    return None


def _lowest(view: TableView, wholes: Sequence[ItemRow], column: int) -> Iterator[tuple[ItemRow, BudgetLine]]:
    for row in view.rows:
        for line in row.lines if row not in wholes else ():
            if line.column_index == column and line.is_leaf is not False and line.amount_yuan is not None:
                yield row, line
