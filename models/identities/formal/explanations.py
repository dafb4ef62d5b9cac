"""A check that is no sum of figures: what is told, where, and which figures it is about."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from mingzhang.models.records.documents import Check, LineReference, Table
from mingzhang.models.vocabulary.enums import CheckStatus

SHOWN = 6


def formal_check(
    rule: str,
    held: bool | CheckStatus,
    told: str,
    *,
    table: Table | None = None,
    page: int | None = None,
    lines: tuple[LineReference, ...] = (),
    expected: Decimal | None = None,
    actual: Decimal | None = None,
) -> Check:
    """A check with the sentence that explains it. `expected` and `actual` are yuan, where amounts are compared."""
    status = held if isinstance(held, CheckStatus) else CheckStatus.PASS if held else CheckStatus.FAIL
    return Check(
        rule_id=rule,
        status=status,
        table_ordinal=table.ordinal if table else None,
        expected_yuan=expected,
        actual_yuan=actual,
        difference_yuan=actual - expected if actual is not None and expected is not None else None,
        tolerance_yuan=None,
        explanation=told,
        lines=lines,
        page_number=page or (table.first_page if table else None),
    )


def titled(table: Table) -> str:
    """Page and title of a table: `第12页《支出总表》`."""
    return f"第{table.first_page}页《{table.title or '无标题表'}》"


def some(texts: Iterable[str]) -> str:
    """The first few of several texts, and how many there are."""
    every = list(texts)
    told = "、".join(every[:SHOWN])
    return f"{told}等{len(every)}项" if len(every) > SHOWN else told


def wan(amount: Decimal) -> str:
    """An amount in yuan as 万元, with two decimals at least: `712.75万元`."""
    value = amount / 10_000
    shown = f"{value:,.2f}" if value == round(value, 2) else f"{value.normalize():,f}"
    return f"{shown}万元"
