"""Headers and rows of tables that nobody has seen: units of money, titles over all columns, funds over parts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from mingzhang.models.facts.deriving import derive_facts
from mingzhang.models.facts.headers import MoneyPart, read_header, three_public_item
from mingzhang.models.facts.records import FactScope, FactStage, Fund
from mingzhang.models.vocabulary.enums import Measure, TableKind
from tests.support.facts import disclosure, table, value

ROWS = [("201", "一般公共服务支出", ["15", "10", "5"]), (None, "合计", ["15", "10", "5"])]


@pytest.mark.parametrize("unit", ["（万元）", "(单位：万元)", "/万元"])
def test_a_unit_of_money_behind_a_header_is_no_part_of_it(unit: str) -> None:
    columns = [f"合计{unit}", f"基本支出{unit}", f"项目支出{unit}"]
    facts = derive_facts(disclosure(table(TableKind.EXPENDITURE_SUMMARY, columns, ROWS)))
    assert [value(facts, name) for name in ("expenditure_total", "basic", "project")] == [15, 10, 5]


@pytest.mark.parametrize("over", ["2026年部门预算支出安排情况", "2026年支出", "支出预算情况"])
def test_what_stands_over_all_columns_names_none(over: str) -> None:
    columns = [f"{over}/支出合计", f"{over}/其中/基本支出", f"{over}/其中/项目支出"]
    facts = derive_facts(disclosure(table(TableKind.EXPENDITURE_SUMMARY, columns, ROWS)))
    assert [value(facts, name) for name in ("expenditure_total", "basic", "project")] == [15, 10, 5]


def test_parts_under_a_fund_are_of_that_fund() -> None:
    columns = [
        "合计",
        *(f"{fund}/{part}" for fund in ("一般公共预算", "政府性基金") for part in ("基本支出", "项目支出")),
    ]
    rows = [(None, "合计", ["30", "10", "5", "3", "12"])]
    facts = derive_facts(disclosure(table(TableKind.EXPENDITURE_SUMMARY, columns, rows)))
    assert value(facts, "expenditure_total") == 30
    assert value(facts, "basic") is None
    assert [value(facts, "basic", fund) for fund in (Fund.GENERAL_PUBLIC, Fund.GOVERNMENT_FUND)] == [10, 3]
    assert [value(facts, "project", fund) for fund in (Fund.GENERAL_PUBLIC, Fund.GOVERNMENT_FUND)] == [5, 12]


@pytest.mark.parametrize(
    ("kind", "header", "concept", "fund"),
    [
        (TableKind.FISCAL_APPROPRIATION_EXPENDITURE, "财政拨款合计", "fiscal_expenditure", Fund.FISCAL),
        (
            TableKind.GENERAL_PUBLIC_EXPENDITURE,
            "一般公共预算支出",
            "general_public_expenditure",
            Fund.GENERAL_PUBLIC,
        ),
        (TableKind.GOVERNMENT_FUND_EXPENDITURE, "政府性基金预算", "government_fund_expenditure", Fund.GOVERNMENT_FUND),
    ],
)
def test_the_fund_of_a_table_heads_its_total(kind: TableKind, header: str, concept: str, fund: Fund) -> None:
    facts = derive_facts(disclosure(table(kind, [header, "基本支出", "项目支出"], ROWS)))
    assert value(facts, concept, fund) == 15
    assert value(facts, "function", fund, function_code="201") == 15


def test_revenue_of_one_fund_is_not_all_revenue() -> None:
    rows = [(None, "税收收入", ["9"]), (None, "收入合计", ["15"])]
    made = table(TableKind.REVENUE_SUMMARY, ["预算数"], rows, title="2026年市级一般公共预算收入预算表")
    rows = [replace(line, is_total=line.item_name == "收入合计") for line in made.lines]
    facts = derive_facts(disclosure(replace(made, lines=tuple(rows))))
    assert value(facts, "revenue_total") is None
    assert value(facts, "revenue_total", Fund.GENERAL_PUBLIC) == 15


def test_projects_beside_the_codes_of_their_functions() -> None:
    rows = [
        ("2010302", "信息化运维项目", ["20", "15"]),
        ("2010302", "办公楼维修", ["30", "10"]),
        (None, "合计", ["50", "25"]),
    ]
    made = table(TableKind.PROJECT_EXPENDITURE, ["项目支出合计", "商品和服务支出"], rows)
    facts = derive_facts(disclosure(made))
    assert value(facts, "project") == 50
    assert value(facts, "project", project="办公楼维修") == 30


@pytest.mark.parametrize("header", ["公务用车费", "公务用车经费", "公务用车购置及运行费"])
def test_all_that_vehicles_cost(header: str) -> None:
    assert three_public_item(header) == "vehicle_total"


@pytest.mark.parametrize("header", ["公务用车", "公务用车保有量", "公务用车购置费"])
def test_what_is_not_all_that_vehicles_cost(header: str) -> None:
    assert three_public_item(header) != "vehicle_total"


def test_rows_that_only_their_years_tell_apart() -> None:
    """Each figure of a row without a label bears its column's name; the year stands beside it alone (2025)."""
    columns = ["合计", "因公出国（境）费用", "公务接待费"]
    rows = [(None, name, [""] * place + [text]) for place, (name, text) in enumerate(zip(columns, "963", strict=True))]
    made = table(TableKind.THREE_PUBLIC_EXPENSES, columns, rows)
    now = [replace(line, row_index=3, figure_year=2026, is_total=line.column_index == 1) for line in made.lines]
    before = [
        replace(line, row_index=2, figure_year=2025, amount_yuan=(line.amount_yuan or Decimal(0)) * 2) for line in now
    ]
    facts = derive_facts(disclosure(replace(made, lines=(*before, *now))))
    assert value(facts, "three_public_total", Fund.FISCAL) == 9
    assert value(facts, "reception", Fund.FISCAL, FactStage.PRIOR_YEAR) == 6


def test_the_fund_that_stands_over_a_part() -> None:
    column = read_header(("财政拨款", "一般公共预算", "基本支出"), 2026)
    assert column is not None
    assert (column.role, column.within) == (MoneyPart.BASIC, Fund.GENERAL_PUBLIC)


@pytest.mark.parametrize("current", ["本年拨款", "当年财政拨款", "本年预算安排"])
def test_this_years_money_and_what_is_carried_over_are_added(current: str) -> None:
    columns = ["合计", f"{current}/小计", f"{current}/基本支出", "上年结转/小计", "上年结转/基本支出"]
    rows = [(None, "合计", ["16", "15", "10", "1", "0.2"])]
    facts = derive_facts(disclosure(table(TableKind.FISCAL_APPROPRIATION_EXPENDITURE, columns, rows)))
    assert value(facts, "basic", Fund.FISCAL) == Decimal("10.2")
    assert value(facts, "fiscal_expenditure", Fund.FISCAL) == 16


def test_a_table_of_the_year_before_says_nothing_of_this_year() -> None:
    made = table(TableKind.GENERAL_PUBLIC_EXPENDITURE, ["预算数"], [(None, "合计", ["80"])])
    before = replace(made, lines=tuple(replace(line, figure_year=2025) for line in made.lines))
    now = table(TableKind.GENERAL_PUBLIC_EXPENDITURE, ["预算数"], [(None, "合计", ["83"])], ordinal=2)
    now = replace(now, lines=tuple(replace(line, figure_year=2026) for line in now.lines))
    facts = derive_facts(disclosure(before, now))
    assert value(facts, "general_public_expenditure", Fund.GENERAL_PUBLIC) == 83
    assert value(facts, "general_public_expenditure", Fund.GENERAL_PUBLIC, FactStage.PRIOR_YEAR) == 80
    alone = derive_facts(disclosure(before))  # the year may be misprinted
    assert value(alone, "general_public_expenditure", Fund.GENERAL_PUBLIC) == 80


def test_a_project_is_what_its_funds_add_up_to() -> None:
    rows = [
        (None, "信息化运维项目", ["15"]),
        (None, "其他资金", ["5"]),
        (None, "小计", ["20"]),
        (None, "办公楼维修", ["30"]),
        (None, "小计", ["30"]),
        (None, "合计", ["50"]),
    ]
    facts = derive_facts(disclosure(table(TableKind.PROJECT_EXPENDITURE, ["金额"], rows)))
    named = {fact.meaning.project: fact.amount_yuan for fact in facts if fact.meaning.project}
    assert named == {"信息化运维项目": 200000, "办公楼维修": 300000}


@pytest.mark.parametrize(
    ("header", "role", "stage"),
    [
        ("基本支出预算数", MoneyPart.BASIC, FactStage.BUDGET),
        ("项目支出金额", MoneyPart.PROJECT, None),
        ("特定目标类", MoneyPart.PROJECT, None),
        ("年初预算批复数", MoneyPart.TOTAL, FactStage.BUDGET),
        ("本年预算安排数", MoneyPart.TOTAL, None),
        ("财政补助收入", MoneyPart.FUND, None),
        ("上年度预算数", MoneyPart.TOTAL, FactStage.PRIOR_YEAR),
    ],
)
def test_headers_in_other_words(header: str, role: MoneyPart, stage: FactStage | None) -> None:
    column = read_header((header,), 2026)
    assert column is not None
    assert column.role is role
    if stage is not None:
        assert column.stage is stage


def test_a_column_of_the_year_before_is_one_whatever_its_words() -> None:
    made = table(TableKind.EXPENDITURE_SUMMARY, ["前一年度合计", "本年合计"], [(None, "合计", ["8", "9"])])
    lines = [
        replace(line, measure=Measure.PRIOR_YEAR if line.column_index == 1 else Measure.TOTAL) for line in made.lines
    ]
    facts = derive_facts(disclosure(replace(made, lines=tuple(lines))))
    assert value(facts, "expenditure_total") == 9


def test_a_set_of_the_office_itself_beside_that_of_the_whole() -> None:
    own = table(TableKind.EXPENDITURE_SUMMARY, ["合计"], [(None, "合计", ["15"])], unit="甲州市水务局（本级）")
    whole = table(TableKind.EXPENDITURE_SUMMARY, ["合计"], [(None, "合计", ["18"])], unit="甲州市水务局", ordinal=2)
    facts = derive_facts(disclosure(own, whole))
    assert value(facts, "expenditure_total", scope=FactScope.OWN) == 15
    assert value(facts, "expenditure_total") == 18
    assert value(derive_facts(disclosure(own)), "expenditure_total") == 15


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("公用经费项目", MoneyPart.OPERATING),
        ("运转类项目", MoneyPart.OPERATING),
        ("其他运转类项目", MoneyPart.UNKNOWN),
        ("人员类项目", MoneyPart.PERSONNEL),
    ],
)
def test_classes_of_projects_as_headers(header: str, role: MoneyPart) -> None:
    column = read_header((header,), 2026)
    assert column is not None
    assert column.role is role


@pytest.mark.parametrize("whole", ["项目总额", "合计", "总预算"])
def test_a_sum_over_years_to_come_is_not_this_years(whole: str) -> None:
    columns = [whole, "2025年", "2026年", "2027年"]
    made = table(TableKind.PROJECT_EXPENDITURE, columns, [(None, "信息化", ["9", "3", "2", "4"])])
    assert value(derive_facts(disclosure(made)), "project", project="信息化") == 2
