"""Tables as other places print them: “三公” under one column, kinds of procurement as columns, quantities in rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from mingzhang.models.facts.asset_tables import concept_of_asset
from mingzhang.models.facts.deriving import derive_facts
from mingzhang.models.facts.records import FactScope, FactStage, Fund
from mingzhang.models.facts.subjects import is_carryover
from mingzhang.models.records.documents import Table
from mingzhang.models.vocabulary.enums import DocumentKind, TableKind
from tests.support.documents import cell
from tests.support.facts import disclosure, table, value


def with_cells(made: Table) -> Table:
    """A table with the cells that print its figures, their rows' names and their columns' headers."""
    cells = {
        (line.row_index, line.column_index): cell(line.row_index, line.column_index, line.amount_text)
        for line in made.lines
    }
    cells |= {(line.row_index, 0): cell(line.row_index, 0, line.item_name or "") for line in made.lines}
    cells |= {
        (0, line.column_index): cell(0, line.column_index, line.column_path[-1], is_header=True) for line in made.lines
    }
    return replace(made, cells=tuple(cells.values()))


THREE = TableKind.THREE_PUBLIC_EXPENSES


def test_a_column_that_is_named_by_the_subject_of_its_table_holds_the_rows() -> None:
    rows = [
        (None, "共计", ["28.8"]),
        (None, "1、因公出国(境)费用", ["3"]),
        (None, "2、公务接待费", ["5"]),
        (None, "3、公务用车费", ["20.8"]),
        (None, "其中：（1）公务用车运维费", ["20.8"]),
    ]
    facts = derive_facts(disclosure(table(THREE, ["2026年“三公”经费预算数"], rows)))
    found = [value(facts, item, Fund.FISCAL) for item in ("three_public_total", "vehicle_total", "vehicle_operation")]
    assert found == [Decimal("28.8"), Decimal("20.8"), Decimal("20.8")]


@pytest.mark.parametrize(("total", "counts"), [("8", True), ("14", False)])
def test_a_sum_that_holds_meetings_and_training_is_not_that_of_the_three(total: str, counts: bool) -> None:
    rows = [
        (None, "支出合计", [total]),
        (None, "因公出国(境)费", ["3"]),
        (None, "公务接待费", ["5"]),
        (None, "会议费", ["4"]),
        (None, "培训费", ["2"]),
    ]
    facts = derive_facts(disclosure(table(THREE, ["预算数"], rows)))
    assert (value(facts, "three_public_total", Fund.FISCAL) == 8) is counts


def test_kinds_of_procurement_side_by_side() -> None:
    rows = [(None, "合计", ["9", "2", "3", "4"]), (None, "电脑", ["2", "2", "", ""])]
    columns = ["合计", "货物", "工程", "服务"]
    facts = derive_facts(disclosure(table(TableKind.GOVERNMENT_PROCUREMENT, columns, rows)))
    kinds = ("total", "goods", "works", "services")
    assert [value(facts, f"procurement_{kind}") for kind in kinds] == [9, 2, 3, 4]


def test_the_table_of_an_offices_running_tells_money_and_quantities() -> None:
    rows = [
        (None, "（一）支出合计", ["30", "20", ""]),
        (None, "1.因公出国（境）费", ["3", "2", ""]),
        (None, "2.公务用车购置及运行维护费", ["22", "15", ""]),
        (None, "3.公务接待费", ["5", "3", ""]),
        (None, "二、机关运行经费", ["", "287.6", ""]),
        (None, "（一）车辆数合计（辆）", ["", "", "18"]),
        (None, "7.离退休干部服务用车", ["", "", "1"]),
        (None, "（二）单价100万元（含）以上设备（不含车辆）", ["", "", "7"]),
        (None, "（一）政府采购支出合计", ["", "", "1500"]),
        (None, "1.政府采购货物支出", ["", "", "300"]),
    ]
    made = with_cells(table(THREE, ["预算数", "决算数", "统计数"], rows))
    document = disclosure(made, kind=DocumentKind.FINAL_ACCOUNTS)
    facts = derive_facts(document)
    assert value(facts, "three_public_total", Fund.FISCAL, FactStage.FINAL) == 20
    assert value(facts, "agency_operating", Fund.FISCAL, FactStage.FINAL) == Decimal("287.6")
    assert value(facts, "procurement_total", stage=FactStage.FINAL) == 1500
    assert value(facts, "procurement_goods", stage=FactStage.FINAL) == 300
    quantities = {fact.meaning.concept: fact.quantity for fact in facts if fact.quantity is not None}
    assert quantities == {"vehicles": 18, "vehicles_retired": 1, "equipment_100": 7}
    assert all(fact.lines for fact in facts if fact.quantity is not None)


def test_a_table_of_fixed_assets_counts_and_does_not_value() -> None:
    rows = [
        (None, "资产总额", ["", "2345.6"]),
        (None, "1、房屋（平方米）", ["3456.7", "1000"]),
        (None, "其中：办公用房（平方米）", ["2000", "600"]),
        (None, "2、车辆（台、辆）", ["12", "300"]),
        (None, "3、单价在20万元以上的设备", ["4", "200"]),
    ]
    assets = with_cells(replace(table(TableKind.OTHER, ["数量", "价值"], rows), title="部门固定资产占用情况表"))
    facts = derive_facts(disclosure(replace(assets, lines=())))
    quantities = {fact.meaning.concept: fact.quantity for fact in facts}
    assert quantities == {"floor_area": Decimal("3456.7"), "vehicles": 12, "equipment_20": 4}


@pytest.mark.parametrize(
    "name", ["公务用车购置数（辆）", "其中：办公用房（平方米）", "公务用车运行维护费", "其他交通费用"]
)
def test_rows_that_name_no_thing_that_a_unit_has(name: str) -> None:
    assert concept_of_asset(name) is None


@pytest.mark.parametrize(
    ("name", "is_left"),
    [
        ("加：部门结转资金", True),
        ("上年结转", True),
        ("年初结转和结余", True),
        ("使用非财政拨款结余", False),
        ("结转下年", False),
    ],
)
def test_what_is_left_from_years_before(name: str, is_left: bool) -> None:
    assert is_carryover(name) is is_left


def test_what_is_carried_over_alone_is_not_the_whole() -> None:
    columns = [
        "合计",
        "编制预算/小计",
        "编制预算/一般公共预算",
        "上年结转/小计",
        "上年结转/一般公共预算",
        "上年结转/单位资金",
    ]
    rows = [(None, "合计", ["90", "80", "80", "10", "7", "3"])]
    facts = derive_facts(disclosure(table(TableKind.REVENUE_SUMMARY, columns, rows)))
    assert value(facts, "revenue_total") == 90
    assert value(facts, "revenue_total", Fund.GENERAL_PUBLIC) == 87
    assert value(facts, "revenue_total", Fund.UNIT_FUNDS) is None


@pytest.mark.parametrize(("carried", "concept"), [("10", "revenue_current"), ("0", "revenue_total")])
def test_a_funds_money_of_this_year_is_its_total_only_where_nothing_is_carried_over(carried: str, concept: str) -> None:
    columns = [
        "收入总计",
        "本年收入/财政拨款/一般公共预算拨款",
        "本年收入/财政拨款/政府性基金预算拨款",
        "上年结余、结转",
    ]
    rows = [(None, "合计", [str(80 + int(carried)), "60", "20", carried])]
    facts = derive_facts(disclosure(table(TableKind.REVENUE_SUMMARY, columns, rows)))
    other = "revenue_total" if concept == "revenue_current" else "revenue_current"
    funds = (Fund.GENERAL_PUBLIC, Fund.GOVERNMENT_FUND)
    assert [value(facts, concept, fund) for fund in funds] == [60, 20]
    assert [value(facts, other, fund) for fund in funds] == [None, None]
    assert value(facts, "revenue_total") == 80 + int(carried)


@pytest.mark.parametrize("part", ["其中:经费拨款", "其中：经费拨款", "经费拨款"])
def test_what_is_granted_for_running_is_a_part_of_the_general_public_budget(part: str) -> None:
    columns = ["合计", "本级财政拨款/金额", f"本级财政拨款/{part}"]
    facts = derive_facts(disclosure(table(TableKind.REVENUE_SUMMARY, columns, [(None, "合计", ["90", "90", "70"])])))
    assert value(facts, "revenue_total", Fund.FISCAL) == 90
    assert value(facts, "revenue_total", Fund.GENERAL_PUBLIC) is None


@pytest.mark.parametrize(
    "columns",
    [
        ["财政拨款收入/预算数", "财政拨款支出/合计", "财政拨款支出/一般公共预算", "财政拨款支出/政府性基金预算"],
        ["财政拨款收入/金额", "财政拨款支出/小计", "财政拨款支出/一般公共预算", "财政拨款支出/政府性基金预算"],
        ["收入/2026年预算", "支出/2026年预算/合计", "支出/2026年预算/一般公共预算", "支出/2026年预算/政府性基金"],
    ],
)
def test_what_all_columns_of_a_side_share_names_the_side_and_no_fund(columns: list[str]) -> None:
    rows = [
        (None, "一、一般公共预算", ["70", "", "", ""]),
        (None, "二、政府性基金预算", ["20", "", "", ""]),
        (None, "一、教育支出", ["", "90", "70", "20"]),
        (None, "收入总计", ["90", "", "", ""]),
        (None, "支出总计", ["", "90", "70", "20"]),
    ]
    facts = derive_facts(disclosure(table(TableKind.FISCAL_APPROPRIATION_SUMMARY, columns, rows)))
    assert value(facts, "appropriation_total", Fund.FISCAL) == 90


@pytest.mark.parametrize("names", [("一、货物A", "三、服务C"), ("A货物", "C服务"), ("A货物类", "服务类C")])
def test_the_letters_of_the_catalogue_of_procurement_are_no_part_of_its_kinds(names: tuple[str, str]) -> None:
    rows = [(None, "合计", ["9"]), (None, names[0], ["2"]), (None, "打印机", ["2"]), (None, names[1], ["7"])]
    facts = derive_facts(disclosure(table(TableKind.GOVERNMENT_PROCUREMENT, ["总计"], rows)))
    assert [value(facts, f"procurement_{kind}") for kind in ("total", "goods", "services")] == [9, 2, 7]


@pytest.mark.parametrize("rows", [("预算数", "决算数"), ("2026年年初预算数", "2026年决算数"), ("年初预算", "决算")])
def test_rows_of_budget_and_final_account_are_told_apart(rows: tuple[str, str]) -> None:
    columns = ["“三公”经费/小计", "“三公”经费/因公出国（境）费用", "“三公”经费/公务接待费", "会议费"]
    made = table(THREE, columns, [(None, rows[0], ["9", "4", "5", "3"]), (None, rows[1], ["8", "4", "4", "2"])])
    facts = derive_facts(disclosure(with_cells(made), kind=DocumentKind.FINAL_ACCOUNTS))
    for stage, total, meeting in ((FactStage.BUDGET, 9, 3), (FactStage.FINAL, 8, 2)):
        assert value(facts, "three_public_total", Fund.FISCAL, stage) == total
        assert value(facts, "meeting", Fund.FISCAL, stage) == meeting


def test_a_row_without_a_name_is_not_of_the_year_that_its_first_column_says() -> None:
    columns = [
        "“三公”经费合计",
        "当年预算/小计",
        "当年预算/因公出国（境）费",
        "当年预算/公务接待费",
        "上年结转结余/小计",
    ]
    rows = [
        (None, name, ["" if at != place else amount for at in range(5)])
        for place, (name, amount) in enumerate(
            [
                ("“三公”经费合计", "9"),
                ("当年预算", "9"),
                ("因公出国（境）费", "4"),
                ("公务接待费", "5"),
                ("上年结转结余", "0"),
            ]
        )
    ]
    made = table(THREE, columns, rows)
    made = replace(made, lines=tuple(replace(line, row_index=4) for line in made.lines))
    facts = derive_facts(disclosure(made))
    found = [value(facts, item, Fund.FISCAL) for item in ("three_public_total", "overseas", "reception")]
    assert found == [9, 4, 5]


def test_functions_below_a_unit_whose_name_begins_with_no_place_are_that_unit_s() -> None:
    """A row that owns itself opens a block, whatever its name begins with."""
    rows = [
        (None, "合计", ["30"]),
        (None, "甲州市水务局（本级）", ["20"]),
        ("2130301", "行政运行", ["20"]),
        (None, "河道服务中心", ["10"]),
        ("2130304", "水利行业业务管理", ["10"]),
    ]
    made = table(TableKind.EXPENDITURE_SUMMARY, ["合计"], rows)
    owners = ["甲州市水务局", "甲州市水务局（本级）", "甲州市水务局（本级）", "河道服务中心", "河道服务中心"]
    lines = tuple(replace(line, unit_name=owner) for line, owner in zip(made.lines, owners, strict=True))
    facts = derive_facts(disclosure(replace(made, lines=lines)))
    by_scope = {
        (fact.meaning.scope, fact.meaning.function_code): fact.amount_yuan
        for fact in facts
        if fact.meaning.concept == "function" and fact.meaning.scope is not FactScope.WHOLE
    }
    assert by_scope == {
        (FactScope.OWN, "2130301"): Decimal(200_000),
        (FactScope.SUBORDINATE, "2130304"): Decimal(100_000),
    }


@pytest.mark.parametrize("head", ["采购预算合计", "本年预算总额", "采购金额合计", "年初预算安排数额"])
def test_a_sum_under_whatever_neutral_words_is_one(head: str) -> None:
    rows = [(None, "合计", ["9", "7"]), (None, "货物类", ["4", "4"]), (None, "服务类", ["5", "3"])]
    facts = derive_facts(disclosure(table(TableKind.GOVERNMENT_PROCUREMENT, [head, "一般公共预算"], rows)))
    assert [value(facts, f"procurement_{kind}") for kind in ("total", "goods", "services")] == [9, 4, 5]
    assert not [fact for fact in facts if fact.meaning.concept == "procurement_item"]


@pytest.mark.parametrize(
    "head", ["单位资金合计", "财政拨款合计", "基本支出合计", "公用经费合计", "项目支出合计", "上年结转合计"]
)
def test_a_sum_of_something_narrower_is_not_the_whole(head: str) -> None:
    rows = [(None, "合计", ["9", "7"])]
    facts = derive_facts(disclosure(table(TableKind.EXPENDITURE_SUMMARY, ["合计", head], rows)))
    assert value(facts, "expenditure_total") == 9


@pytest.mark.parametrize(
    ("name", "beside_units", "is_project"),
    [
        ("情报平台", False, True),
        ("科技工作站", True, True),
        ("科技工作站", False, False),
        ("甲州市水文馆", False, False),
    ],
)
def test_what_stands_in_a_column_of_projects_is_one(name: str, beside_units: bool, is_project: bool) -> None:
    rows = [(None, "合计", ["9"]), (None, name, ["9"])]
    made = table(TableKind.PROJECT_EXPENDITURE, ["金额"], rows)
    cells = [cell(0, 1, "项目名称", is_header=True), cell(3, 1, name)]
    if beside_units:
        cells.append(cell(0, 0, "单位名称", is_header=True))
    facts = derive_facts(disclosure(replace(made, cells=tuple(cells))))
    assert [fact.meaning.project for fact in facts if fact.meaning.project] == ([name] if is_project else [])


def test_the_office_itself_and_what_is_below_it_have_sums_under_a_bare_heading() -> None:
    rows = [
        (None, "合计", ["32", "10", "2", "20"]),
        (None, "甲州市水务局本级", ["22", "10", "2", "10"]),
        (None, "甲州市水文站", ["10", "0", "0", "10"]),
    ]
    columns = ["合计", "因公出国（境）费用", "公务接待费", "公务用车购置及运行费"]
    facts = derive_facts(disclosure(table(THREE, columns, rows)))
    scopes = (FactScope.WHOLE, FactScope.OWN, FactScope.SUBORDINATE)
    assert [value(facts, "three_public_total", Fund.FISCAL, scope=scope) for scope in scopes] == [32, 22, 10]


@pytest.mark.parametrize(
    ("columns", "rows", "worth"),
    [
        # By column, under 小计 of its own parts.
        (["资产总额", "固定资产/小计", "固定资产/房屋构筑物"], [(None, "合计", ["900", "500", "300"])], 500),
        (["固定资产原值", "固定资产净值"], [(None, "甲州市水务局", ["500", "200"])], 500),
        # By row.
        (["价值"], [(None, "资产总额", ["900"]), (None, "二、固定资产", ["500"]), (None, "其中：房屋", ["300"])], 500),
        # Of two units nobody said the sum, and what is bought is not held.
        (["固定资产"], [(None, "甲局", ["500"]), (None, "乙站", ["20"])], None),
        (["拟购置固定资产"], [(None, "合计", ["30"])], None),
    ],
)
def test_what_fixed_assets_are_worth(
    columns: list[str], rows: list[tuple[str | None, str, list[str]]], worth: int | None
) -> None:
    made = replace(table(TableKind.OTHER, columns, rows), title="国有资产占用情况表")
    assert value(derive_facts(disclosure(made)), "fixed_assets") == worth
