"""Funds of a 收入总表 beside money that is carried over: what a column holds is the year's, or all of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mingzhang.models.facts.deriving import derive_facts
from mingzhang.models.facts.records import Fund
from mingzhang.models.vocabulary.enums import TableKind
from tests.support.facts import disclosure, table, value


@pytest.mark.parametrize(
    ("columns", "amounts", "current", "total"),
    [
        # Total = what is carried over + the year's money of each fund.
        (["合计", "上年结转", "一般公共预算拨款收入", "事业收入"], ["100", "7", "90", "3"], 90, None),
        # What is carried over is told apart and is part of its fund.
        (["合计", "一般公共预算拨款", "单位资金", "其中：上年结转"], ["100", "97", "3", "7"], None, 97),
        # Nothing is carried over: the year's money is all of it.
        (["合计", "上年结转", "一般公共预算拨款收入", "事业收入"], ["93", "0", "90", "3"], None, 90),
        # The columns do not add up: nothing is concluded.
        (["合计", "上年结转", "一般公共预算拨款收入", "事业收入"], ["120", "7", "90", "3"], None, 90),
        # A part of a fund is not added.
        (["合计", "上年结转", "一般公共预算", "其中：经费拨款", "事业收入"], ["100", "7", "90", "80", "3"], 90, None),
    ],
)
def test_a_funds_money_beside_what_is_carried_over(
    columns: list[str], amounts: list[str], current: int | None, total: int | None
) -> None:
    facts = derive_facts(disclosure(table(TableKind.REVENUE_SUMMARY, columns, [(None, "合计", amounts)])))
    assert value(facts, "revenue_current", Fund.GENERAL_PUBLIC) == current
    assert value(facts, "revenue_total", Fund.GENERAL_PUBLIC) == total
    assert value(facts, "revenue_total") == Decimal(amounts[0])
