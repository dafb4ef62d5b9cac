"""Codes and names of units before those of the items: both are read, none is taken for the other or for money."""

from __future__ import annotations

import pytest

from mingzhang.extractors.understand.disclosure import understand
from mingzhang.models.records.documents import BudgetLine
from tests.extractors.understand.sheets import grid, page

BODY = (
    "| | | 合计 | 13.50 | 8.25\n"
    "101001 | 某市某局（本级） | 2010101 | 行政运行 | 10.50 | 6.25\n"
    "101002 | 某市某中心 | 2080505 | 机关事业单位基本养老保险缴费支出 | 3.00 | 2.00"
)


def lines(drawing: str) -> list[BudgetLine]:
    first = page(1, lines=[("某市某局2026年部门预算", 60.0)])
    second = page(2, grid(drawing, page=2), lines=[("支出总表", 80.0), ("单位：万元", 100.0)])
    return [line for table in understand([first, second]).tables for line in table.lines]


@pytest.mark.parametrize(
    "header",
    [
        "单位编码 | 单位名称",
        "部门（单位）代码 | 部门（单位）名称",
        "预算单位编号 | 预算单位",
        "机构编码 | 机构名称",
        "编码 | 名称",
        "代码 | 预算部门",
    ],
)
def test_the_item_is_the_classification_s_and_the_unit_owns_it(header: str) -> None:
    found = lines(f"{header} | 科目编码 | 科目名称 | 合计 | 基本支出\n{BODY}")
    assert [(line.item_code, line.item_name, line.unit_name) for line in found if not line.is_total] == [
        *[("2010101", "行政运行", "某市某局（本级）")] * 2,
        *[("2080505", "机关事业单位基本养老保险缴费支出", "某市某中心")] * 2,
    ]
    assert [line.amount_text for line in found] == ["13.50", "8.25", "10.50", "6.25", "3.00", "2.00"]


def test_a_row_of_a_unit_alone_keeps_its_code_and_name() -> None:
    rows = "101001 | 某市某局（本级） | | | 10.50 | 6.25\n" + BODY.splitlines()[1]
    found = lines(f"单位编码 | 单位名称 | 科目编码 | 科目名称 | 合计 | 基本支出\n{rows}")
    assert [(line.item_code, line.item_name) for line in found][::2] == [
        ("101001", "某市某局（本级）"),
        ("2010101", "行政运行"),
    ]


def test_of_two_classifications_the_first_counts() -> None:
    row = "2010101 | 行政运行 | 30101 | 基本工资 | 10.50 | 6.25"
    found = lines(f"科目编码 | 科目名称 | 经济科目编码 | 经济科目名称 | 合计 | 基本支出\n{row}")
    assert {line.item_code for line in found} == {"2010101"}


SICHUAN = (
    "类 | 款 | 项 | ^ | ^ | ^ | ^\n"
    "| | | | 合计 | 13.50 | 8.25\n"
    "| | | | 某市某局机关 | 10.50 | 6.25\n"
    "201 | 01 | 01 | 301001 | 行政运行 | 10.50 | 6.25\n"
    "| | | | 某市某中心 | 3.00 | 2.00\n"
    "201 | 01 | 50 | 302001 | 事业运行 | 3.00 | 2.00"
)


@pytest.mark.parametrize("header", ["单位名称（科目）", "单位（科目名称）", "单位名称（功能科目）"])
def test_one_column_names_units_and_their_items(header: str) -> None:
    found = lines(f"科目编码 | < | < | 单位代码 | {header} | 合计 | 基本支出\n{SICHUAN}")
    assert [(line.item_code, line.item_name, line.is_total, line.unit_name) for line in found][::2] == [
        (None, "合计", True, "某市某局"),
        (None, "某市某局机关", False, "某市某局机关"),
        ("2010101", "行政运行", False, "某市某局机关"),
        (None, "某市某中心", False, "某市某中心"),
        ("2010150", "事业运行", False, "某市某中心"),
    ]


@pytest.mark.parametrize("header", ["支出方向", "用途及内容", "预算安排事项"])
def test_words_beside_codes_are_names_whatever_heads_them(header: str) -> None:
    found = lines(f"科目编码 | < | < | 单位代码 | {header} | 合计 | 基本支出\n{SICHUAN}")
    assert [(line.item_code, line.item_name, line.is_total) for line in found][::2][:1] == [(None, "合计", True)]
    assert [(line.item_code, line.item_name) for line in found if line.item_code][::2] == [
        ("2010101", "行政运行"),
        ("2010150", "事业运行"),
    ]


def test_codes_printed_with_their_names_below_a_unit_are_no_units() -> None:
    rows = "某市某局 | 13.50 | 8.25\n201一般公共服务支出 | 10.50 | 6.25\n2010101行政运行 | 10.50 | 6.25"
    found = lines(f"单位名称（科目） | 合计 | 基本支出\n{rows}")
    assert [(line.item_code, line.unit_name) for line in found][::2] == [
        (None, "某市某局"),
        ("201", "某市某局"),
        ("2010101", "某市某局"),
    ]


def test_rows_are_named_by_their_words_under_a_header_that_heads_text_elsewhere() -> None:
    rows = "201一般公共服务支出 | 10.50 | 6.25\n2010101行政运行 | 10.50 | 6.25\n合计 | 10.50 | 6.25"
    found = lines(f"功能分类 | 合计 | 基本支出\n{rows}")
    assert [(line.item_code, line.item_name, line.is_total) for line in found][::2] == [
        ("201", "一般公共服务支出", False),
        ("2010101", "行政运行", False),
        (None, "合计", True),
    ]
