"""Final accounts: panels of 人员 and 公用, what one budget gets and spends, two halves side by side."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from mingzhang.models.facts.deriving import derive_facts
from mingzhang.models.facts.records import FactScope, FactStage, Fund
from mingzhang.models.vocabulary.enums import DocumentKind, TableKind
from tests.support.facts import disclosure, table, value

FINAL = DocumentKind.FINAL_ACCOUNTS
SPENT = ["年初结转和结余", "本年收入", "支出/小计", "支出/基本支出", "支出/项目支出", "年末结转和结余"]


@pytest.mark.parametrize(
    ("kind", "fund", "concept"),
    [
        (TableKind.GOVERNMENT_FUND_OPERATIONS, Fund.GOVERNMENT_FUND, "government_fund_expenditure"),
        (TableKind.STATE_CAPITAL_OPERATIONS, Fund.STATE_CAPITAL, "state_capital_expenditure"),
    ],
)
def test_what_is_spent_of_one_budget_beside_its_revenue(kind: TableKind, fund: Fund, concept: str) -> None:
    rows = [(None, "合计", ["5", "20", "23", "3", "20", "2"]), ("229", "其他支出", ["5", "20", "23", "3", "20", "2"])]
    facts = derive_facts(disclosure(table(kind, SPENT, rows), kind=FINAL))
    found = [value(facts, name, fund, FactStage.FINAL) for name in (concept, "basic", "project")]
    assert found == [23, 3, 20]
    assert value(facts, "function", fund, FactStage.FINAL, function_code="229") == 23


def test_two_sides_of_one_budget_under_named_sums() -> None:
    rows = [
        (None, "政府性基金拨款", ["30", ""]),
        (None, "十、其他支出", ["", "30"]),
        (None, "本年支出合计", ["", "30"]),
    ]
    made = table(TableKind.GOVERNMENT_FUND_OPERATIONS, ["收入/预算数", "支出/预算数"], rows)
    facts = derive_facts(disclosure(made))
    assert value(facts, "government_fund_expenditure", Fund.GOVERNMENT_FUND) == 30
    assert not [fact for fact in facts if fact.meaning.concept == "function"]


def test_the_panels_of_basic_expenditure_have_sums_of_their_own() -> None:
    rows = [
        ("301", "工资福利支出", ["80", "", ""]),
        ("302", "商品和服务支出", ["", "15", ""]),
        ("310", "资本性支出", ["", "", "5"]),
        (None, "人员经费合计", ["80", "", ""]),
        (None, "公用经费合计", ["", "", "20"]),
    ]
    columns = ["人员经费/决算数", "公用经费/决算数", "公用经费/决算数"]
    made = table(TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC, columns, rows)
    facts = derive_facts(disclosure(made, kind=FINAL))
    stage = FactStage.FINAL
    found = [value(facts, name, Fund.GENERAL_PUBLIC, stage) for name in ("personnel", "operating")]
    assert found == [80, 20]
    assert value(facts, "economic", Fund.GENERAL_PUBLIC, stage, economic_code="310") == 5


def test_an_item_in_both_columns_without_a_sum_is_their_sum() -> None:
    rows = [("301", "工资福利支出", ["80", ""]), ("302", "商品和服务支出", ["3", "15"])]
    made = table(TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC, ["人员经费", "公用经费"], rows)
    assert value(derive_facts(disclosure(made)), "economic", Fund.GENERAL_PUBLIC, economic_code="302") == 18


@pytest.mark.parametrize("beside", ["（二）参照公务员法管理事业单位", "5．执法执勤用车", "三、结余"])
def test_the_other_half_of_a_row_is_no_part_of_its_item(beside: str) -> None:
    left = [
        (None, "1．因公出国（境）费", ["0", "3"]),
        (None, "2．公务用车购置及运行维护费", ["46", "40"]),
        (None, "3．公务接待费", ["4", "2.5"]),
    ]
    made = table(TableKind.THREE_PUBLIC_EXPENSES, ["预算数", "决算数"], left)
    other = table(TableKind.THREE_PUBLIC_EXPENSES, ["", "", "统计数"], [(None, beside, ["", "", "56.7"])])
    both = replace(made, lines=(*made.lines, *other.lines))
    facts = derive_facts(disclosure(both, kind=FINAL))
    assert value(facts, "overseas", Fund.FISCAL, FactStage.FINAL) == 3
    assert value(facts, "reception", Fund.FISCAL, FactStage.FINAL) == Decimal("2.5")


def test_a_unit_with_none_below_it_has_no_part_of_its_own() -> None:
    rows = [
        (None, "合计", ["100"]),
        (None, "甲州市水务局", ["100"]),
        ("208", "社会保障和就业支出", ["40"]),
        ("213", "农林水支出", ["60"]),
    ]
    facts = derive_facts(disclosure(table(TableKind.EXPENDITURE_SUMMARY, ["合计"], rows)))
    assert {fact.meaning.scope for fact in facts} == {FactScope.WHOLE}
    assert value(facts, "function", function_code="208") == 40


def test_a_column_under_no_header_is_no_sum_where_another_says_it_is() -> None:
    rows = [(None, "合计", ["100", "60", "40", "7"])]
    made = table(TableKind.EXPENDITURE_SUMMARY, ["合计", "基本支出", "项目支出", "合计"], rows)
    bare = [replace(line, column_path=()) if line.column_index == 4 else line for line in made.lines]
    for lines in (bare, bare[::-1]):
        facts = derive_facts(disclosure(replace(made, lines=tuple(lines))))
        assert value(facts, "expenditure_total") == 100
