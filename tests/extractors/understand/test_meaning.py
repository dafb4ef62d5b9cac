"""What is money, of when and whose: by a column's own figures, by headers and rows of years, by units in a list."""

from __future__ import annotations

import pytest

from mingzhang.extractors.understand.disclosure import understand
from mingzhang.models.records.documents import BudgetLine, Table
from mingzhang.models.vocabulary.enums import Measure, Stage, TableKind
from tests.extractors.understand.sheets import grid, page

COVER = (("某市某局2026年部门预算", 60.0),)


def tables(drawing: str, title: str = "支出预算表", cover: str = "某市某局2026年部门预算") -> tuple[Table, ...]:
    """The tables of a document with a cover and one page; money is 万元."""
    first = page(1, lines=[(cover, 60.0)])
    return understand([first, page(2, grid(drawing, page=2), lines=[(title, 80.0), ("单位：万元", 100.0)])]).tables


def lines(drawing: str, title: str = "支出预算表", cover: str = "某市某局2026年部门预算") -> list[BudgetLine]:
    return [line for table in tables(drawing, title, cover) for line in table.lines]


@pytest.mark.parametrize(
    ("header", "texts"),
    [
        ("行次", ["1", "2", "3", "4"]),
        ("", ["12", "13", "14", "15"]),
        ("", ["20101", "2010101", "205", "20502"]),
        ("", ["125001", "125001", "125002", "125003"]),
        ("", ["01", "06", "02", "01"]),
        ("得分", ["9.5", "10", "8", "7.25"]),
        ("人数", ["12", "4", "18", "7"]),
        ("执行率", ["99.10", "100", "98.5", "97"]),
        ("某某情况%", ["9.10", "10.25", "8.50", "97.75"]),
    ],
)
def test_columns_that_are_no_money(header: str, texts: list[str]) -> None:
    figures = ["3.05", "4.10", "5.25", "6.00"]
    body = "\n".join(
        f"项目{name} | {text} | {figure} | {figure}"
        for name, text, figure in zip("甲乙丙丁", texts, figures, strict=True)
    )
    found = lines(f"项目名称 | {header} | 基本支出 | 项目支出\n{body}\n项目戊 | | 7.10 | 7.10")
    assert {line.amount_text for line in found} == {*figures, "7.10"}


def test_a_header_in_percent_heads_no_money() -> None:
    found = lines("项目名称 | 合计 | 比上年增减（%）\n甲 | 5.00 | 9.10\n乙 | 7.00 | -10.25\n丙 | 9.00 | 8.50")
    assert {(line.measure, line.amount_yuan) for line in found if line.column_index == 2} == {
        (Measure.CHANGE_PERCENT, None)
    }


def test_whole_sums_under_a_header_of_money_stay_money() -> None:
    found = lines("项目名称 | 金额 | 基本支出\n甲 | 100 | 3.05\n乙 | 200 | 4.10\n丙 | 300 | 5.25\n丁 | 400 | 6.00")
    assert [line.amount_text for line in found if line.measure is Measure.TOTAL] == ["100", "200", "300", "400"]


@pytest.mark.parametrize(
    ("header", "year", "stage", "measure"),
    [
        ("2026年预算数", 2026, Stage.BUDGET, Measure.TOTAL),
        ("2025年预算数", 2025, Stage.BUDGET, Measure.PRIOR_YEAR),
        ("上年预算数", 2025, Stage.BUDGET, Measure.PRIOR_YEAR),
        ("2024年决算数", 2024, Stage.FINAL, Measure.FINAL_ACCOUNTS),
        ("上年结转", 2026, Stage.BUDGET, Measure.CARRYOVER),
        ("比上年增减", 2026, Stage.BUDGET, Measure.CHANGE),
        ("2026年政府采购项目", 2026, Stage.BUDGET, Measure.PROCUREMENT),
        ("其中：预留给中小企业", 2026, Stage.BUDGET, Measure.OF_WHICH),
    ],
)
def test_year_stage_and_measure_of_a_column(header: str, year: int, stage: Stage, measure: Measure) -> None:
    found = lines(
        f"科目编码 | 科目名称 | 合计 | {header}\n201 | 一般公共服务支出 | 9.00 | 3.05\n205 | 教育支出 | 8 | 4.10"
    )
    line = next(line for line in found if line.amount_text == "3.05")
    assert (line.fiscal_year, line.figure_year, line.stage, line.measure) == (2026, year, stage, measure)


def test_percentages_of_a_change_are_told_and_are_no_money() -> None:
    found = lines(
        "科目名称 | 合计 | 增减变化 | <\n^ | ^ | 金额 | 比例\n"
        "教育支出 | 9.00 | 1.00 | 12.5%\n卫生健康支出 | 8.00 | 2.00 | 33.3%"
    )
    told = {
        (line.measure, line.amount_text, line.amount_yuan is None) for line in found if line.item_name == "教育支出"
    }
    assert told == {
        (Measure.TOTAL, "9.00", False),
        (Measure.CHANGE, "1.00", False),
        (Measure.CHANGE_PERCENT, "12.5%", True),
    }


def test_a_column_of_years_dates_its_rows() -> None:
    found = lines(
        """预算单位 | 年度 | 总计 | 公务接待费
        某市某局 | 2025年 | 5.00 | 2.00
        ^ | 2026年 | 4.00 | 1.50
        ^ | 增减变化金额 | -1.00 | -0.50""",
        "财政拨款“三公”经费支出表",
    )
    totals = [line for line in found if line.column_path == ("总计",)]
    assert [(line.figure_year, line.amount_text) for line in totals] == [
        (2025, "5.00"),
        (2026, "4.00"),
        (2026, "-1.00"),
    ]
    assert totals[2].measure is Measure.CHANGE and totals[0].fiscal_year == 2026
    assert {line.item_name for line in totals} == {"某市某局"}


def test_final_accounts_print_budget_and_account_side_by_side() -> None:
    found = lines(
        """收入 | < | < | < | 支出 | < | < | <
        项目 | 行次 | 预算数 | 决算数 | 项目 | 行次 | 预算数 | 决算数
        一、财政拨款收入 | 1 | 9.00 | 8.50 | 一、教育支出 | 4 | 6.00 | 5.50
        二、事业收入 | 2 | 1.00 | 1.50 | 二、卫生健康支出 | 5 | 4.00 | 4.50
        收入总计 | 3 | 10.00 | 10.00 | 支出总计 | 6 | 10.00 | 10.00""",
        "收入支出决算总表",
        "某市某局2024年度部门决算",
    )
    assert {(line.measure, line.stage) for line in found} == {
        (Measure.BUDGET, Stage.BUDGET),
        (Measure.TOTAL, Stage.FINAL),
    }
    assert len(found) == 12 and {line.figure_year for line in found} == {2024}


OWNED = """单位编码 | 单位名称 | 合计 | 基本支出
| 合计 | 9.00 | 5.00
101 | 某市某局 | 9.00 | 5.00
101001 | 某市某局 | 4.00 | 2.00
101002 | 某市某中心 | 5.00 | 3.00"""
UNDER = """科目编码 | 科目名称 | 合计 | 基本支出
| 合计 | 9.00 | 5.00
101001 | 某市某局 | 4.00 | 2.00
201 | 一般公共服务支出 | 4.00 | 2.00
101002 | 某市某中心 | 5.00 | 3.00
201 | 一般公共服务支出 | 5.00 | 3.00"""
BESIDE = """预算单位 | 科目名称 | 合计 | 基本支出
某市某局 | | 9.00 | 5.00
 | 教育支出 | 9.00 | 5.00
某市某中心 | | 5.00 | 3.00
 | 教育支出 | 5.00 | 3.00"""


@pytest.mark.parametrize("drawing", [OWNED, UNDER, BESIDE])
def test_rows_belong_to_the_unit_that_they_name(drawing: str) -> None:
    found = [line for line in lines(drawing) if line.measure is Measure.TOTAL]
    parts = {line.unit_name for line in found if not line.is_whole}
    assert parts <= {"某市某局（本级）", "某市某中心"} and "某市某中心" in parts
    assert {line.unit_name for line in found if line.is_whole} == {"某市某局"}
    assert {line.amount_text for line in found if line.is_whole} == {"9.00"}
    assert {line.department_name for line in found} == {"某市某局"}


def test_a_list_of_one_unit_is_the_whole() -> None:
    drawing = "预算单位 | 科目编码 | 科目名称 | 合计\n某市某局（本级） | | | 9.00\n | 205 | 教育支出 | 9.00"
    assert {(line.unit_name, line.is_whole) for line in lines(drawing)} == {("某市某局", True)}


def test_panels_side_by_side_have_items_of_their_own() -> None:
    found = lines(
        """收入 | < | 支出 | < | < | <
        项目 | 预算数 | 功能科目（按大类） | 预算数 | 经济科目（按大类） | 预算数
        一、财政拨款 | 9.00 | 一、教育支出 | 6.00 | 一、工资福利支出 | 7.00
        二、事业收入 | 1.00 | 二、卫生健康支出 | 4.00 | 二、商品和服务支出 | 2.00
        三、其他收入 | 0.00 | 三、住房保障支出 | 0.00 | 三、资本性支出 | 1.00""",
        "收支预算总表",
    )
    names = {line.amount_text: line.item_name for line in found}
    assert (names["6.00"], names["7.00"]) == ("一、教育支出", "一、工资福利支出")


def test_codes_and_dates_after_a_blank_column_begin_no_panel() -> None:
    found = lines(
        """科目编码 | 采购项目 | 购买服务的内容 | 经济科目编码 | 采购时间 | 预算金额
        2240106 | 信息平台 | | 31007 | 2026-04-12 | 10.00
        2240109 | 救援车辆 | | 31003 | 2026-02-09 | 59.80
        2240150 | 考试系统 | | 30299 | 2026-01-12 | 36.00""",
        "政府采购预算表",
    )
    assert [(line.item_code, line.item_name) for line in found] == [
        ("2240106", "信息平台"),
        ("2240109", "救援车辆"),
        ("2240150", "考试系统"),
    ]


def test_a_header_that_its_neighbour_ran_into_is_read_as_the_others() -> None:
    found = lines(
        """项目 | 预算数 | 功能科目（大类） | 部门预预算算数支 | 经济科目 | 政府预算支数
        财政拨款 | 9.00 | 教育支出 | 6.00 | 工资福利支出 | 7.00
        事业收入 | 1.00 | 卫生健康支出 | 4.00 | 商品和服务支出 | 3.00
        其他收入 | 2.00 | 住房保障支出 | 2.00 | 资本性支出 | 2.00""",
        "收支预算总表",
    )
    assert {(line.column_path, line.measure) for line in found} == {(("预算数",), Measure.TOTAL)}


@pytest.mark.parametrize(
    "drawing",
    [
        "120 | | | \n100 | | | \n80 | | 96 | \n60 | 58 | | 71",
        "科室 | 在职 | 退休\n办公室 | 12 | 3\n财务科 | 5 | 2\n法规科 | 4 | 1",
        "年份 | 车辆 | 房屋\n2024年 | 12 | 3\n2025年 | 11 | 3\n2026年 | 10 | 3",
    ],
)
def test_charts_and_lists_of_staff_are_no_money(drawing: str) -> None:
    first = page(1, lines=[("某市某局2026年部门预算", 60.0)])
    money = page(
        2, grid("科目名称 | 合计\n教育支出 | 9.00", page=2), lines=[("支出预算表", 80.0), ("单位：万元", 100.0)]
    )
    chart = page(3, grid(drawing, page=3), lines=[("基本情况", 80.0)])
    found = understand([first, money, chart]).tables
    assert [len(table.lines) for table in found] == [1, 0]


def test_a_self_evaluation_gives_its_money_and_no_points() -> None:
    (table,) = tables(
        """项目名称 | < | 修路 | < | < | < | <
        项目资金（万元） | | 年初预算数 | 全年预算数(A) | 全年执行数(B) | 分值 | 得分
        ^ | 年度资金总额 | 240.00 | 229.19 | 228.10 | 10 | 9.9
        ^ | 其中：财政拨款 | 240.00 | 229.19 | 228.10 | - | -
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 分值 | 得分
        ^ | 产出指标 | 数量指标 | 里程 | 10公里 | 50 | 49""",
        "2024年度项目支出绩效自评表",
        "某市某局2024年度部门决算",
    )
    assert table.table_kind is TableKind.PERFORMANCE_SELF_EVALUATION
    assert [(line.amount_text, line.measure) for line in table.lines] == [
        ("240.00", Measure.BUDGET),
        ("229.19", Measure.BUDGET),
        ("228.10", Measure.TOTAL),
        ("240.00", Measure.BUDGET),
        ("229.19", Measure.BUDGET),
        ("228.10", Measure.FISCAL_APPROPRIATION),
    ]
    assert {(line.item_name, line.figure_year) for line in table.lines} == {("修路", 2024)}


def test_the_money_of_a_self_evaluation_is_of_the_unit_that_carries_the_project_out() -> None:
    (table,) = tables(
        """项目名称 | < | 采样车维护 | < | < | < | <
        主管部门 | < | 某市某局 | < | 实施单位 | 某市监测站 | <
        项目资金（万元） | | 年初预算数 | 全年预算数(A) | 全年执行数(B) | 分值 | 得分
        ^ | 年度资金总额 | 240.00 | 229.19 | 228.10 | 10 | 9.9
        ^ | 其中：财政拨款 | 240.00 | 229.19 | 228.10 | - | -
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 分值 | 得分
        ^ | 产出指标 | 数量指标 | 里程 | 10公里 | 50 | 49""",
        "2024年度项目支出绩效自评表",
        "某市某局2024年度部门决算",
    )
    assert {(line.unit_name, line.department_name, line.is_whole) for line in table.lines} == {
        ("某市监测站", "某市某局", False)
    }


@pytest.mark.parametrize("nothing", ["无", "/", "—"])
def test_words_for_nothing_make_no_column_of_texts(nothing: str) -> None:
    found = lines(
        f"项目名称 | 合计 | 单位资金 | 其他资金\n甲 | 5.00 | {nothing} | 5.00\n乙 | 7.00 | {nothing} | 7.00\n"
        f"丙 | 9.00 | 4.00 | 5.00\n丁 | 2.00 | {nothing} | 2.00"
    )
    assert [line.amount_text for line in found if line.column_path == ("单位资金",)] == ["4.00"]


@pytest.mark.parametrize(
    ("printed", "number", "title"),
    [
        ("公开表2026年部门支出总表", None, "2026年部门支出总表"),
        ("公开表一般公共预算支出表", None, "一般公共预算支出表"),
        ("表1 2026年部门支出总表", "表1", "2026年部门支出总表"),
        ("表一 一般公共预算支出表", "表一", "一般公共预算支出表"),
    ],
)
def test_a_year_and_the_word_for_general_are_no_number_of_a_table(printed: str, number: str | None, title: str) -> None:
    (table,) = tables("科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 5.00", printed, "某市某局2026年部门预算")
    assert (table.table_number, title in (table.title or "")) == (number, True)
