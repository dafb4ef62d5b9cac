"""Where the places of a fact differ, the one that adds up with what stands beside it counts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mingzhang.models.facts.deriving import derive_facts
from mingzhang.models.facts.records import Agreement, Fund
from mingzhang.models.records.documents import Table
from mingzhang.models.vocabulary.enums import TableKind
from tests.support.facts import disclosure, said, table, value

ALL = TableKind.REVENUE_EXPENDITURE_SUMMARY
BASIC = TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC


def summary(basic: str, project: str, total: str = "100") -> Table:
    rows = [
        (None, "一、人员经费和公用经费支出", [basic]),
        (None, "二、专项业务经费支出", [project]),
        (None, "支出总计", [total]),
    ]
    return table(ALL, ["支出/预算数"], rows)


def projects(total: str) -> Table:
    rows = [(None, "合计", [total]), (None, "甲项目", [total])]
    return table(TableKind.PROJECT_EXPENDITURE, ["项目金额"], rows, ordinal=2)


@pytest.mark.parametrize(
    ("basic", "project", "listed", "counts"),
    [
        ("60", "40", "35", 40),  # the list leaves out what is carried over
        ("55", "40", "35", 35),  # neither adds up: the table of projects is there for it
        ("60", "35", "40", 40),  # the list adds up
    ],
)
def test_projects_are_those_that_make_the_total(basic: str, project: str, listed: str, counts: int) -> None:
    facts = derive_facts(disclosure(summary(basic, project), projects(listed)))
    assert value(facts, "project") == counts
    (fact,) = [f for f in facts if f.meaning.concept == "project" and not f.meaning.project]
    assert fact.agreement is Agreement.DIFFER


def test_the_table_that_is_there_for_a_figure_may_print_more_parts() -> None:
    rows = [(None, "合计", ["100", "60", "38", "2"])]
    columns = ["合计", "基本支出", "项目支出", "事业单位经营支出"]
    spent = table(TableKind.EXPENDITURE_SUMMARY, columns, rows, ordinal=3)
    facts = derive_facts(disclosure(spent, projects("40")))
    assert value(facts, "project") == 38


def test_what_only_the_text_says_otherwise_stays_behind_though_it_adds_up() -> None:
    rows = [(None, "合计", ["100", "60", "38"])]
    spent = table(TableKind.EXPENDITURE_SUMMARY, ["合计", "基本支出", "项目支出"], rows)
    told = [said("项目支出", "40", section="三、支出预算情况说明")]
    assert value(derive_facts(disclosure(spent, statements=told)), "project") == 38


def test_nothing_is_settled_where_the_figures_beside_it_differ_too() -> None:
    other = table(BASIC, ["合计", "人员经费", "公用经费"], [(None, "合计", ["50", "30", "20"])], ordinal=3)
    spent = table(
        TableKind.GENERAL_PUBLIC_EXPENDITURE,
        ["合计", "基本支出/小计", "基本支出/人员经费", "基本支出/公用经费", "项目支出"],
        [(None, "合计", ["100", "60", "40", "20", "40"])],
    )
    facts = derive_facts(disclosure(spent, other))
    assert value(facts, "basic", Fund.GENERAL_PUBLIC) == 60
    assert value(facts, "personnel", Fund.GENERAL_PUBLIC) == Decimal(40)
