"""Tables as provinces print them whose disclosures nobody has seen: what stands in a column, and what a row is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mingzhang.extractors.understand.disclosure import Understood, understand
from mingzhang.models.identities.checking import check_document
from mingzhang.models.records.documents import BudgetLine
from mingzhang.models.vocabulary.enums import CheckStatus, Measure, Side, TableKind
from tests.extractors.understand.sheets import grid, page
from tests.support.documents import small_document

COVER = "2026年甲州市水务局部门预算"


def read(drawing: str, title: str, unit: str = "单位：万元", cover: str = COVER) -> Understood:
    """What is understood of a document with a cover and one page of one table."""
    first = page(1, lines=[(cover, 60.0)])
    return understand([first, page(2, grid(drawing, page=2), lines=[(title, 80.0), (unit, 100.0)])])


def lines(drawing: str, title: str, unit: str = "单位：万元") -> list[BudgetLine]:
    (table,) = read(drawing, title, unit).tables
    return list(table.lines)


def items(found: list[BudgetLine]) -> list[tuple[str | None, str | None]]:
    return list(dict.fromkeys((line.item_code, line.item_name) for line in found))


def accusations(drawing: str, title: str, unit: str = "单位：万元") -> list[str]:
    found = read(drawing, title, unit)
    document = small_document(facts=found.facts, tables=found.tables, statements=(), pages=(), projects=(), checks=())
    return [check.rule_id for check in check_document(document) if check.status is CheckStatus.FAIL]


@pytest.mark.parametrize("header", ["经济科目 | 科目名称", "科目 | <", "支出经济分类 | <", "代号 | 用途"])
def test_codes_beside_their_names_are_codes_whatever_stands_over_them(header: str) -> None:
    found = lines(
        f"{header} | 预算数\n301 | 工资福利支出 | 90\n30101 | 基本工资 | 50\n30102 | 津贴补贴 | 40", "基本支出表"
    )
    assert items(found) == [("301", "工资福利支出"), ("30101", "基本工资"), ("30102", "津贴补贴")]
    assert [line.amount_text for line in found] == ["90", "50", "40"]


def test_two_panels_of_codes_under_headers_of_money() -> None:
    drawing = """
        人员经费 | < | < | 公用经费 | < | <
        经济科目 | 科目名称 | 预算数 | 经济科目 | 科目名称 | 预算数
        301 | 工资福利支出 | 900 | 302 | 商品和服务支出 | 290
        30101 | 基本工资 | 900 | 30201 | 办公费 | 290
        合计 | < | 900 | 合计 | < | 290
    """
    found = lines(drawing, "一般公共预算基本支出表")
    assert [(line.item_code, line.amount_text) for line in found if line.item_code] == [
        ("301", "900"),
        ("302", "290"),
        ("30101", "900"),
        ("30201", "290"),
    ]


@pytest.mark.parametrize(
    ("panel", "codes"),
    [
        (["201一般公共服务支出", "208社会保障和就业支出", "支出总计"], ["201", "208", None]),
        (["201 一般公共服务支出", "208 社会保障和就业支出", "支出合计"], ["201", "208", None]),
        (["一、一般公共服务支出", "二、社会保障和就业支出", "支出总计"], [None, None, None]),
    ],
)
def test_a_panel_of_functions_names_its_own_figures(panel: list[str], codes: list[str | None]) -> None:
    left = ["一般公共预算拨款", "政府性基金预算拨款", "收入总计"]
    body = "\n".join(f"{a} | 9 | {b} | 7" for a, b in zip(left, panel, strict=True))
    found = lines(f"收入 | < | 支出 | <\n项目 | 预算数 | 功能分类 | 预算数\n{body}", "部门收支总体情况表")
    spent = [line for line in found if line.side is Side.EXPENDITURE]
    assert [line.item_code for line in spent] == codes
    assert [line.item_name in left for line in spent] == [False] * 3


def test_remarks_between_figures_name_no_row() -> None:
    drawing = """
        项目名称 | 2025年预算 | 支出用途 | 2026年预算
        甲项目 | 3.00 | 设备更新 | 4.00
        乙项目 | 5.00 | 系统维护 | 6.00
        丙项目 | 5.00 | 房屋修缮 | 6.00
        合计 | 13.00 | | 16.00
    """
    assert {name for _, name in items(lines(drawing, "项目支出表"))} == {"甲项目", "乙项目", "丙项目", "合计"}


def test_words_under_a_header_of_codes_are_names() -> None:
    drawing = """
        支出功能分类 | 一般公共预算支出 | 人员支出 | 项目支出
        一般公共服务支出 | 15.00 | 7.00 | 8.00
        政府办公厅（室）及相关机构事务 | 15.00 | 7.00 | 8.00
        合计 | 15.00 | 7.00 | 8.00
    """
    assert items(lines(drawing, "一般公共预算支出表"))[1] == (None, "政府办公厅（室）及相关机构事务")


@pytest.mark.parametrize(
    "body",
    [
        "合计 | 71\n因公出国（境）费 | 20\n公务接待费 | 51",
        "基本支出 | 71\n项目支出 | 20",
        "收入合计 | 6\n财政拨款 | 6",
    ],
)
def test_short_whole_figures_are_no_header(body: str) -> None:
    printed = [row.split(" | ")[1] for row in body.split("\n")]
    assert [line.amount_text for line in lines(f"项目 | 2026年预算\n{body}", "支出预算表", "单位：亿元")] == printed


def test_the_first_row_of_two_panels_of_short_figures() -> None:
    drawing = """
        收入 | < | 支出 | <
        项目 | 预算数 | 项目 | 预算数
        一般公共预算收入 | 155 | 一般公共预算支出 | 203
        收入总计 | 225 | 支出总计 | 225
    """
    found = lines(drawing, "一般公共预算收支平衡表", "单位：亿元")
    assert [(line.item_name, line.measure) for line in found][:2] == [
        ("一般公共预算收入", Measure.TOTAL),
        ("一般公共预算支出", Measure.TOTAL),
    ]


@pytest.mark.parametrize(
    ("header", "texts"),
    [
        ("起止年限", ["2024-2026", "2026"]),
        ("实施期限", ["3", "5"]),
        ("建设时间", ["2025年3月", "2026"]),
        ("参会人数", ["200", "100"]),
        ("会期（天）", ["2", "1"]),
        ("占总支出比重", ["40.00", "60.00"]),
        ("占比情况", ["40.00", "60.00"]),  # by its figures alone
    ],
)
def test_columns_of_other_numbers(header: str, texts: list[str]) -> None:
    drawing = f"项目名称 | {header} | 2026年预算\n甲 | {texts[0]} | 80.00\n乙 | {texts[1]} | 120.00\n合计 | | 200.00"
    assert [line.amount_text for line in lines(drawing, "项目支出表")] == ["80.00", "120.00", "200.00"]


@pytest.mark.parametrize("header", ["同比", "较上年增长", "2026年比2025年增减"])
def test_a_rate_of_change_is_told_by_its_figures(header: str) -> None:
    drawing = f"""
        收入项目 | 2026年预算 | 2025年预算 | {header}
        财政拨款收入 | 1800.00 | 1750.00 | 2.86
        其他收入 | 50.00 | 100.00 | -50.00
        收入合计 | 1850.00 | 1850.00 | 0.00
    """
    rates = [line for line in lines(drawing, "收入预算情况表") if line.column_index == 3]
    assert {(line.measure, line.amount_yuan) for line in rates} == {(Measure.CHANGE_PERCENT, None)}


def test_a_change_in_money_stays_money() -> None:
    drawing = """
        项目 | 2026年预算 | 2025年预算 | 同比增减
        甲 | 110.00 | 100.00 | 10.00
        乙 | 240.00 | 200.00 | 40.00
        合计 | 350.00 | 300.00 | 50.00
    """
    changes = [line.amount_yuan for line in lines(drawing, "项目支出表") if line.column_index == 3]
    assert changes == [Decimal(100000), Decimal(400000), Decimal(500000)]


def test_a_row_of_rates_makes_no_column_of_rates() -> None:
    drawing = """
        年度 | 合计 | 因公出国（境）费 | 公务接待费
        2025年 | 16.00 | 10.00 | 6.00
        2026年 | 15.50 | 10.00 | 5.50
        增减率 | -3.13% | 0% | -8.33%
    """
    found = [line for line in lines(drawing, "“三公”经费预算表") if line.figure_year == 2026]
    assert [line.amount_text for line in found] == ["15.50", "10.00", "5.50"]


@pytest.mark.parametrize("unit", ["单位：见表头", "单位：人、辆", "单位：台（套）"])
def test_what_is_counted_is_no_office(unit: str) -> None:
    (table,) = read("项目 | 数量\n车辆 | 12\n人员 | 30", "基本情况表", unit).tables
    assert table.unit_name == "甲州市水务局"
    assert accusations("项目 | 数量\n车辆 | 12\n人员 | 30", "基本情况表", unit) == []


def test_what_a_thing_is_counted_in_owns_no_row() -> None:
    drawing = """
        品目名称 | 数量 | 单位 | 预算金额合计 | 其他资金
        计算机 | 20 | 台 | 100000 | 0
        物业 | 1 | 项 | 900000 | 100000
        合计 | 21 | | 1000000 | 100000
    """
    found = lines(drawing, "政府采购预算表", "单位：元")
    assert {line.unit_name for line in found} == {"甲州市水务局"}
    assert [line.measure for line in found][:2] == [Measure.TOTAL, Measure.OTHER]


@pytest.mark.parametrize(
    ("caption", "number", "title"),
    [
        ("表3-3一般公共预算“三公”经费支出预算表", "表3-3", "一般公共预算“三公”经费支出预算表"),
        ("表3-一般公共预算支出表", "表3", "一般公共预算支出表"),
        ("表二-一部门收入总表", "表二-一", "部门收入总表"),
    ],
)
def test_a_title_that_begins_with_a_number_word(caption: str, number: str, title: str) -> None:
    (table,) = read("项目 | 预算数\n合计 | 35.50\n公务接待费 | 35.50", caption).tables
    assert (table.table_number, table.title) == (number, title)


@pytest.mark.parametrize("mark", ["（续表）", "(续)", "续表", "（续表1）"])
def test_a_table_that_goes_on_under_a_marked_title(mark: str) -> None:
    title, header = "一般公共预算支出表", "科目编码 | 科目名称 | 合计 | 基本支出"
    above = grid(f"{header}\n201 | 一般公共服务支出 | 9.00 | 9.00", page=1)
    below = grid(f"{header}\n208 | 社会保障和就业支出 | 3.00 | 3.00\n | 合计 | 12.00 | 12.00", page=2)
    pages = [
        page(1, above, lines=[(COVER, 40.0), (title, 80.0), ("单位：万元", 100.0)]),
        page(2, below, lines=[(title + mark, 80.0), ("单位：万元", 100.0)]),
    ]
    (table,) = understand(pages).tables
    assert [line.item_code for line in table.lines] == ["201", "201", "208", "208", None, None]


@pytest.mark.parametrize("row", ["减：上缴财政", "减:弥补以前年度亏损", "扣除：内部往来"])
def test_what_is_taken_off_accuses_nobody(row: str) -> None:
    drawing = f"""
        收入 | < | 支出 | <
        项目 | 预算数 | 项目 | 预算数
        一、财政拨款 | 1900.00 | 一、基本支出 | 1300.00
        二、事业收入 | 50.00 | 二、项目支出 | 600.00
        {row} | 10.00 | 三、经营支出 | 40.00
        三、其他收入 | 10.00 | |
        本年收入合计 | 1950.00 | 本年支出合计 | 1940.00
        上年结转 | 50.00 | 结转下年 | 60.00
        收入总计 | 2000.00 | 支出总计 | 2000.00
    """
    assert "total_ordinals" not in accusations(drawing, "部门收支总表")


@pytest.mark.parametrize(
    ("title", "accused"),
    [
        ("2025年地方政府债务限额及余额情况表", False),
        ("2025年一般公共预算收支执行情况表", False),
        ("2025年部门收支总表", True),
        ("2024年部门收支执行情况表", True),
    ],
)
def test_a_table_of_the_year_before(title: str, accused: bool) -> None:
    drawing = "项目 | 合计\n基本支出 | 35.50\n合计 | 35.50"
    assert ("one_year" in accusations(drawing, title)) is accused


@pytest.mark.parametrize("separator", ["-", ".", " "])
def test_codes_whose_levels_are_set_off(separator: str) -> None:
    code = separator.join(("201", "03", "01"))
    drawing = f"科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 9.00\n{code} | 行政运行 | 9.00\n | 合计 | 9.00"
    assert ("2010301", "行政运行") in items(lines(drawing, "一般公共预算支出表"))


def test_formulas_of_columns_are_no_row() -> None:
    drawing = """
        项目 | 本年预算数 | 上年预算数 | 增减额 | 增减幅度
        1 | 2 | 3 | 4=2-3 | 5=4/3×100%
        合计 | 35.50 | 40.00 | -4.50 | -0.11
    """
    assert items(lines(drawing, "“三公”经费预算表")) == [(None, "合计")]


def test_a_code_of_an_office_is_no_part_of_its_name() -> None:
    drawing = """
        单位名称 | 科目编码 | 科目名称 | 合计
        [101]甲州市水务局 | | | 18.00
        [101001]甲州市水务局本级 | | | 15.00
         | 2010301 | 行政运行 | 15.00
        [101002]甲州市水文站 | | | 3.00
         | 2010350 | 事业运行 | 3.00
    """
    assert {line.unit_name for line in lines(drawing, "部门支出总表")} == {
        "甲州市水务局",
        "甲州市水务局本级",
        "甲州市水文站",
    }


def test_a_sum_under_a_column_of_ordinals_and_a_name_before_a_sort() -> None:
    drawing = """
        序号 | 会议名称 | 会议类别 | 预算金额
        1 | 全市工作会议 | 二类 | 8.00
        2 | 业务推进会 | 三类 | 4.00
        合计 | | | 12.00
    """
    found = lines(drawing, "会议费预算明细表")
    assert [(line.item_name, line.is_total) for line in found] == [
        ("全市工作会议", False),
        ("业务推进会", False),
        ("合计", True),
    ]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2026年社会保险基金收支预算总表", TableKind.OTHER),
        ("2026年一般公共预算税收返还和转移支付分地区预算表", TableKind.OTHER),
        ("对下转移支付预算表", TableKind.OTHER),
        ("2026年政府性基金收支预算总表", TableKind.GOVERNMENT_FUND_OPERATIONS),
    ],
)
def test_money_that_is_not_the_units(title: str, kind: TableKind) -> None:
    (table,) = read("项目 | 合计\n甲项目 | 35.50\n合计 | 35.50", title).tables
    assert table.table_kind is kind


@pytest.mark.parametrize("sum_word", ["小计", "合计"])
def test_the_sum_of_a_codes_items_bears_its_code(sum_word: str) -> None:
    drawing = f"""
        类 | 款 | 科目名称 | 金额
        301 | | 工资福利支出{sum_word} | 900.00
         | 01 | 基本工资 | 500.00
         | 02 | 津贴补贴 | 400.00
        302 | | 商品和服务支出{sum_word} | 300.00
         | 01 | 办公费 | 100.00
         | 11 | 差旅费 | 200.00
        合计 | < | < | 1200.00
    """
    assert accusations(drawing, "一般公共预算基本支出表") == []


@pytest.mark.parametrize("codes", ["301 | 302 | 303", "30101 | 30102 | 30201", "501 | 502 | 509"])
def test_codes_under_the_names_of_columns_are_no_money(codes: str) -> None:
    drawing = f"""
        单位名称 | 合计 | 甲类支出 | 乙类支出 | 丙类支出
        ^ | ^ | {codes}
        合计 | 1300 | 900 | 300 | 100
    """
    assert [line.amount_text for line in lines(drawing, "基本支出预算表")] == ["1300", "900", "300", "100"]
