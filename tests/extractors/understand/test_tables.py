"""Tables as they are printed in the wild, drawn small and read through the whole reader."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from mingzhang.models.vocabulary.enums import Measure, Side, TableKind, Verification
from tests.extractors.understand.drawn_tables import HEADER, WIDTHS, figures, read, titled
from tests.support.drawing import Sheet


def test_every_figure_has_its_item_measure_unit_and_place(tmp_path: Path) -> None:
    rows = [HEADER, ["合计", None, "30.50", "20.00", "10.50"], ["201", "一般公共服务支出", "30.50", "20.00", "10.50"]]
    (table,) = read(tmp_path, titled("2025年部门支出总表").table(60, 100, WIDTHS, rows)).tables
    assert (table.table_kind, table.title, table.unit_name) == (
        TableKind.EXPENDITURE_SUMMARY,
        "2025年部门支出总表",
        "某市档案馆",
    )
    assert figures(table)[:4] == [
        (None, "合计", Measure.TOTAL, Decimal("305000.00")),
        (None, "合计", Measure.BASIC, Decimal("200000.00")),
        (None, "合计", Measure.PROJECT, Decimal("105000.00")),
        ("201", "一般公共服务支出", Measure.TOTAL, Decimal("305000.00")),
    ]
    line = table.lines[0]
    assert (line.fiscal_year, line.is_total, line.amount_text, line.column_path) == (2025, True, "30.50", ("合计",))


def test_tables_in_yuan_and_in_ten_thousands_stand_in_one_file(tmp_path: Path) -> None:
    rows = [HEADER, ["201", "一般公共服务支出", "305,000", "200,000", "105,000"]]
    small = [["项目", "预算数"], ["公务接待费", "1.20"]]
    document = read(
        tmp_path,
        titled("支出预算总表", "元").table(60, 100, WIDTHS, rows),
        titled("“三公”经费预算表", "万元").table(60, 100, [120, 80], small),
    )
    assert [table.currency_unit for table in document.tables] == ["元", "万元"]
    assert [table.lines[0].amount_yuan for table in document.tables] == [Decimal("305000.00"), Decimal("12000.00")]


def test_a_table_goes_on_over_pages_and_its_header_counts_once(tmp_path: Path) -> None:
    first = titled("支出总表", y=640).table(
        60, 680, WIDTHS, [HEADER, ["201", "甲支出", "1.00", "1.00", ""]] * 1, row=60
    )
    repeated = Sheet().table(60, 60, WIDTHS, [HEADER, ["203", "乙支出", "2.00", "2.00", ""]])
    plain = Sheet().table(60, 60, WIDTHS, [["204", "丙支出", "3.00", "3.00", ""]] * 2)
    (table,) = read(tmp_path, first, repeated, plain).tables
    assert (table.first_page, table.last_page, table.row_count) == (1, 3, 5)
    assert [line.item_code for line in table.lines if line.measure is Measure.TOTAL] == ["201", "203", "204", "204"]
    assert sum(cell.is_header for cell in table.cells) == len(HEADER)


def test_words_that_head_columns_elsewhere_may_be_items_after_a_page_break(tmp_path: Path) -> None:
    """江苏 2017: a page begins with the rows 小计 and 上年结转资金, which are no header."""
    rows = [
        ["收入", None, "支出", None],
        ["项目", "金额", "项目", "金额"],
        ["一、财政拨款", "5.00", "一、教育支出", "9.00"],
    ]
    after = [
        ["小计", "5.00", "小计", "9.00"],
        ["上年结转资金", "4.00", "结转下年资金", ""],
        ["合计", "9.00", "合计", "9.00"],
    ]
    widths = [120, 80, 120, 80]
    first = titled("收支总表", y=640).table(60, 680, widths, rows, row=35)
    (table,) = read(tmp_path, first, Sheet().table(60, 60, widths, after)).tables
    assert table.row_count == 6
    assert ("上年结转资金", Side.REVENUE, Decimal("40000.00")) in [
        (line.item_name, line.side, line.amount_yuan) for line in table.lines
    ]


def test_a_name_cut_by_the_page_break_is_made_whole(tmp_path: Path) -> None:
    rows = [["项目", "金额"], ["一、教育支出", "5.00"], ["二、社会保障和就", "7.00"]]
    first = titled("支出总表", y=640).table(60, 680, [160, 80], rows, row=35)
    second = Sheet().table(60, 60, [160, 80], [["业支出", ""], ["三、卫生健康支出", "2.00"]])
    (table,) = read(tmp_path, first, second).tables
    assert [line.item_name for line in table.lines] == ["一、教育支出", "二、社会保障和就业支出", "三、卫生健康支出"]


def test_a_figure_cut_by_the_page_break_is_one_figure(tmp_path: Path) -> None:
    """杭州 2026: 12,437.3 ends a page and 6 begins the next; two figures that look right, and both are wrong."""
    rows = [["单位名称", "合计", "其他收入"], ["某市信访局", "8.50", "1.25"], ["某市机动", "12,437.3", "2.50"]]
    first = titled("收入总表", y=640).table(60, 680, [120, 80, 80], rows, row=35)
    second = Sheet().table(60, 60, [120, 80, 80], [["车考试中心", "6", ""], ["某市档案馆", "3.00", "1.75"]])
    (table,) = read(tmp_path, first, second).tables
    assert [(line.item_name, line.amount_text) for line in table.lines] == [
        ("某市信访局", "8.50"),
        ("某市信访局", "1.25"),
        ("某市机动车考试中心", "12,437.36"),
        ("某市机动车考试中心", "2.50"),
        ("某市档案馆", "3.00"),
        ("某市档案馆", "1.75"),
    ]


def test_a_title_at_the_foot_of_the_page_before_is_the_tables(tmp_path: Path) -> None:
    first = titled("支出总表").table(60, 100, [120, 80], [["项目", "金额"], ["办公费", "1.00"]])
    first.text(200, 780, "财政拨款基本支出预算表", 14)
    second = Sheet().table(60, 60, [120, 80], [["项目", "金额"], ["工资福利支出", "2.00"]])
    document = read(tmp_path, first, second)
    assert [table.title for table in document.tables] == ["支出总表", "财政拨款基本支出预算表"]


def test_a_title_whose_last_character_wraps_is_one_title(tmp_path: Path) -> None:
    sheet = Sheet().text(150, 60, "“三公”经费、会议费、培训费支出预算", 14).text(290, 77, "表", 14)
    sheet.text(60, 95, "部门：某市档案馆    单位：万元")
    sheet.table(60, 110, [80, 80], [["合计", "公务接待费"], ["3.00", "3.00"]])
    (table,) = read(tmp_path, sheet).tables
    assert table.title == "“三公”经费、会议费、培训费支出预算表"
    assert table.table_kind is TableKind.THREE_PUBLIC_EXPENSES


def test_one_wide_row_takes_its_items_from_the_header(tmp_path: Path) -> None:
    rows = [["合计", "因公出国（境）费", "公务用车购置及运行费", None, "公务接待费"], ["", "", "购置费", "运行费", ""]]
    rows.append(["9.00", "1.00", "2.00", "3.00", "3.00"])
    (table,) = read(tmp_path, titled("财政拨款“三公”经费支出表").table(60, 100, [105] * 5, rows)).tables
    assert [(line.item_name, line.measure) for line in table.lines] == [
        ("合计", Measure.TOTAL),
        ("因公出国（境）费", Measure.TOTAL),
        ("购置费", Measure.TOTAL),
        ("运行费", Measure.TOTAL),
        ("公务接待费", Measure.TOTAL),
    ]


def test_three_code_columns_become_one_code(tmp_path: Path) -> None:
    header = ["类", "款", "项", "科目名称", "合计"]
    rows = [
        header,
        ["201", "", "", "一般公共服务支出", "5.00"],
        ["201", "26", "", "档案事务", "5.00"],
        ["", "", "01", "行政运行", "4.00"],
        ["", "", "04", "档案馆", "1.00"],
    ]
    (table,) = read(tmp_path, titled("支出总表").table(60, 100, [40, 40, 40, 150, 80], rows)).tables
    assert [(line.item_code, line.parent_code) for line in table.lines] == [
        ("201", None),
        ("20126", "201"),
        ("2012601", "20126"),
        ("2012604", "20126"),
    ]


@pytest.mark.parametrize("parts", [("炎", "款", "项"), ("类", "欺", "项"), ("类", "款", "顷")])
def test_one_misread_sign_over_the_parts_of_a_code_loses_none(tmp_path: Path, parts: tuple[str, str, str]) -> None:
    rows = [
        ["功能分类科目编码", None, None, "科目名称", "合计"],
        [*parts, "", ""],
        ["201", "", "", "一般公共服务支出", "5.00"],
        ["201", "26", "", "档案事务", "5.00"],
        ["201", "26", "01", "行政运行", "4.00"],
        ["201", "26", "04", "档案馆", "1.00"],
    ]
    (table,) = read(tmp_path, titled("支出总表").table(60, 100, [40, 40, 40, 150, 80], rows)).tables
    assert [line.item_code for line in table.lines] == ["201", "20126", "2012601", "2012604"]


def test_a_code_in_the_name_is_a_code(tmp_path: Path) -> None:
    rows = [["功能科目名称", "一般公共预算支出"], ["[206]科学技术支出", "5.00"], ["[20605]科技条件与服务", "5.00"]]
    (table,) = read(tmp_path, titled("一般公共预算支出情况表").table(60, 100, [180, 90], rows)).tables
    assert [(line.item_code, line.item_name) for line in table.lines] == [
        ("206", "科学技术支出"),
        ("20605", "科技条件与服务"),
    ]


def test_both_sides_of_a_summary_are_told_apart(tmp_path: Path) -> None:
    rows = [
        ["收入", None, "支出", None, None],
        ["项目", "金额", "项目", "合计", "一般公共预算"],
        ["一、一般公共预算", "5.00", "一、教育支出", "5.00", "5.00"],
        ["收入总计", "5.00", "支出总计", "5.00", "5.00"],
    ]
    (table,) = read(tmp_path, titled("财政拨款收支总表").table(60, 100, [110, 70, 110, 70, 90], rows)).tables
    assert table.table_kind is TableKind.FISCAL_APPROPRIATION_SUMMARY
    assert [(line.side, line.item_name, line.column_path) for line in table.lines][:3] == [
        (Side.REVENUE, "一、一般公共预算", ("收入", "金额")),
        (Side.EXPENDITURE, "一、教育支出", ("支出", "合计")),
        (Side.EXPENDITURE, "一、教育支出", ("支出", "一般公共预算")),
    ]


def test_a_row_of_column_numbers_and_counts_of_things_are_no_figures(tmp_path: Path) -> None:
    rows = [["项目名称", "数量", "金额"], ["1", "2", "3"], ["复印机", "6", "12,000"]]
    (table,) = read(tmp_path, titled("政府采购预算表", "元").table(60, 100, [120, 60, 80], rows)).tables
    assert [(line.item_name, line.amount_text) for line in table.lines] == [("复印机", "12,000")]


def test_an_empty_table_says_that_it_is_empty(tmp_path: Path) -> None:
    rows = [HEADER, ["合计", None, "", "", ""]]
    sheet = titled("政府性基金预算支出表").table(60, 100, WIDTHS, rows).text(60, 160, "注：本表无数据")
    (table,) = read(tmp_path, sheet).tables
    assert table.is_empty and table.lines == ()
    assert table.table_kind is TableKind.GOVERNMENT_FUND_EXPENDITURE


def test_a_figure_that_cannot_be_read_is_suspect_and_not_silent(tmp_path: Path) -> None:
    rows = [["项目", "金额"], ["办公费", "1,234.50"], ["水费", "12.34.56"], ["电费", "3.00"]]
    (table,) = read(tmp_path, titled("支出总表").table(60, 100, [120, 90], rows)).tables
    broken = [line for line in table.lines if line.amount_yuan is None]
    assert [(line.item_name, line.amount_text, line.verification) for line in broken] == [
        ("水费", "12.34.56", Verification.SUSPECT)
    ]


def test_without_any_unit_of_money_there_is_no_amount_in_yuan(tmp_path: Path) -> None:
    sheet = Sheet().text(200, 60, "支出总表", 14).table(60, 100, [120, 90], [["项目", "金额"], ["办公费", "1,234.50"]])
    (table,) = read(tmp_path, sheet).tables
    assert table.currency_unit is None
    assert [(line.amount_text, line.amount_yuan) for line in table.lines] == [("1,234.50", None)]


@pytest.mark.parametrize("header", ["金额(万/元)", "数量(台/套)金额", "预算数/万元"])
def test_a_header_that_holds_a_slash_makes_no_level(tmp_path: Path, header: str) -> None:
    rows = [["科目名称", header], ["教育支出", "3.05"], ["卫生健康支出", "4.25"]]
    (table,) = read(tmp_path, titled("支出总表").table(60, 100, [150, 150], rows)).tables
    assert {line.column_path for line in table.lines} == {(header,)}


def test_what_is_not_understood_is_kept_whole(tmp_path: Path) -> None:
    rows = [["序号", "树种", "价值"], ["1", "银杏", "7.28"]]
    (table,) = read(tmp_path, Sheet().text(60, 60, "绿化清单表").table(60, 100, [50, 150, 60], rows)).tables
    assert (table.table_kind, table.title) == (TableKind.OTHER, "绿化清单表")
    assert [cell.text for cell in table.cells] == [text for row in rows for text in row]


def test_parts_of_codes_under_one_header_are_joined(tmp_path: Path) -> None:
    """普陀 2024: 类 款 项 stand in the row of the total, below a header that spans the three columns."""
    rows = [
        ["支出功能科目编码", None, None, "科目名称", "本年支出合计", "基本支出", "项目支出"],
        ["类", "款", "项", "合计", "2,946.25", "2,900.25", "46.00"],
        ["201", "", "", "一般公共服务支出", "2,112.86", "2,066.86", "46.00"],
        ["201", "06", "", "财政事务", "2,112.86", "2,066.86", "46.00"],
        ["201", "06", "01", "行政运行", "1,511.90", "1,511.90", ""],
    ]
    (table,) = read(tmp_path, titled("支出决算表").table(40, 100, [36, 36, 36, 140, 80, 80, 80], rows)).tables
    totals = [(line.item_code, line.item_name) for line in table.lines if line.measure is Measure.TOTAL]
    assert totals == [
        (None, "合计"),
        ("201", "一般公共服务支出"),
        ("20106", "财政事务"),
        ("2010601", "行政运行"),
    ]


def test_a_row_of_parts_and_column_numbers_ends_the_header(tmp_path: Path) -> None:
    """The nine tables of final accounts: 类 款 项 栏次 1 2 3 above the total."""
    rows = [
        ["功能分类科目编码", None, None, "科目名称", "合计", "基本支出", "项目支出"],
        ["类", "款", "项", "栏次", "1", "2", "3"],
        ["", "", "", "合计", "30.50", "20.00", "10.50"],
        ["201", "06", "01", "行政运行", "30.50", "20.00", "10.50"],
    ]
    (table,) = read(tmp_path, titled("支出决算表").table(40, 100, [30, 30, 30, 150, 80, 80, 80], rows)).tables
    assert [line.column_path for line in table.lines[:3]] == [("合计",), ("基本支出",), ("项目支出",)]
    assert [line.item_code for line in table.lines] == [None] * 3 + ["2010601"] * 3


def test_a_header_that_begins_with_a_total_is_no_row_of_figures(tmp_path: Path) -> None:
    """普陀 2024: “三公” as one wide row under 合计 | 因公出国(境)费 | … and a blank row of the header."""
    rows = [
        ["财政拨款“三公”经费", None, None, None, None, None],
        ["合计", None, "因公出国（境）费", None, "公务接待费", None],
        ["", "", "", "", "", ""],
        ["预算数", "决算数", "预算数", "决算数", "预算数", "决算数"],
        ["0.95", "", "", "", "0.95", ""],
    ]
    sheet = titled("财政拨款“三公”经费支出决算表").table(40, 100, [80] * 6, rows)
    (table,) = read(tmp_path, sheet).tables
    found = [(line.item_name, line.is_total, line.amount_yuan) for line in table.lines]
    assert found == [("合计", True, Decimal("9500.00")), ("公务接待费", False, Decimal("9500.00"))]


@pytest.mark.parametrize(
    ("name", "end", "figure"),
    [
        ("1、人员经费和公用经费支", "出", "2,022.39"),
        ("5、对事业单位经常性补", "助", "730.29"),
        ("3、机关资本性支出（一", "）", "104.31"),
    ],
)
def test_a_name_that_runs_into_the_cell_of_its_figure_is_whole_and_the_figure_is_read(
    tmp_path: Path, name: str, end: str, figure: str
) -> None:
    rows = [
        ["项目", "预算数"],
        ["合计", "9,000.00"],
        [name, f"{end} {figure}"],
        ["2、对事业单位资本性补", "助"],
        ["3、专项业务经费", "1,620.98"],
    ]
    (table,) = read(tmp_path, titled("2025年部门支出总表").table(60, 100, [150, 120], rows)).tables
    told = [(line.item_name, line.amount_text) for line in table.lines]
    assert told == [("合计", "9,000.00"), (f"{name}{end}", figure), ("3、专项业务经费", "1,620.98")]


def test_words_beside_a_name_are_no_end_of_it(tmp_path: Path) -> None:
    rows = [["项目", "预算数"], ["培训经费", "增加 12.50"], ["差旅经费", "无"], ["会议经费", "1,620.98"]]
    (table,) = read(tmp_path, titled("2025年部门支出总表").table(60, 100, [150, 120], rows)).tables
    assert [(line.item_name, line.amount_text) for line in table.lines] == [("会议经费", "1,620.98")]


@pytest.mark.parametrize(
    ("codes", "whole"),
    [
        (["208", "05", "2080505"], "20805"),
        (["221", "02", "2210201"], "22102"),
        (["224", "99", "2249999"], "22499"),
    ],
)
def test_a_level_printed_as_its_own_two_digits_gets_its_whole_code(
    tmp_path: Path, codes: list[str], whole: str
) -> None:
    rows = [
        HEADER,
        ["合计", None, "30.50", "20.00", "10.50"],
        [codes[0], "某类支出", "30.50", "20.00", "10.50"],
        [codes[1], "某款支出", "30.50", "20.00", "10.50"],
        [codes[2], "某项支出", "30.50", "20.00", "10.50"],
        ["99", "别的", "1.00", "1.00", "0.00"],
    ]
    (table,) = read(tmp_path, titled("2025年部门支出总表").table(60, 100, WIDTHS, rows)).tables
    assert list(dict.fromkeys(line.item_code for line in table.lines)) == [None, codes[0], whole, codes[2], "99"]


@pytest.mark.parametrize(
    "caption",
    [
        ["预算单位：某市档案馆", None, None, None, None, "单位：万元"],
        ["编制部门：某市档案馆", None, None, None, None, None],
    ],
)
def test_a_caption_ruled_in_above_the_header_heads_no_column(tmp_path: Path, caption: list[str | None]) -> None:
    rows = [
        caption,
        ["收入", None, None, "支出", None, None],
        ["项目", "本年预算", "上年结转", "项目", "本年预算", "上年结转"],
        ["本年收入合计", "9.00", "0.00", "本年支出合计", "9.00", "0.00"],
        ["收入总计", "9.00", "0.00", "支出总计", "9.00", "0.00"],
    ]
    sheet = Sheet().text(200, 60, "收支总表", 14).text(60, 82, "单位：万元")
    (table,) = read(tmp_path, sheet.table(40, 100, [120, 70, 70, 120, 70, 70], rows)).tables
    found = {(line.column_path, line.side) for line in table.lines}
    assert found == {
        ((side, part), where)
        for side, where in (("收入", Side.REVENUE), ("支出", Side.EXPENDITURE))
        for part in ("本年预算", "上年结转")
    }
    assert table.lines[0].amount_yuan == 90000
