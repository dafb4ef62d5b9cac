"""Whose figures: names of units in rows and in captions, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang.models.vocabulary.enums import Measure
from tests.extractors.understand.drawn_tables import HEADER, WIDTHS, read, titled
from tests.support.drawing import Sheet


@pytest.mark.parametrize("name", ["苏信运营平台", "市第一幼儿乐园", "数字城市（运营中心）"])
def test_a_name_that_stands_as_those_of_units_do_owns_the_rows_below_it(tmp_path: Path, name: str) -> None:
    rows = [
        ["资产分类", "项目名称", "采购品目", "预算数"],
        ["合计", "", "", "12.00"],
        ["货物", "", "", "7.00"],
        ["某市档案馆", "", "", "3.00"],
        ["", "办公设备", "计算机", "3.00"],
        [name, "", "", "4.00"],
        ["", "办公设备", "打印机", "4.00"],
        ["服务", "", "", "5.00"],
        ["某市档案馆", "", "", "5.00"],
        ["", "物业管理", "保洁", "5.00"],
    ]
    (table,) = read(tmp_path, titled("2025年政府采购支出表").table(60, 100, [120, 120, 80, 80], rows)).tables
    owners = {line.row_index: line.unit_name for line in table.lines}
    assert owners == {
        1: "某市档案馆",
        2: "某市档案馆",
        3: "某市档案馆（本级）",
        4: "某市档案馆（本级）",
        5: name,
        6: name,
        7: "某市档案馆",
        8: "某市档案馆（本级）",
        9: "某市档案馆（本级）",
    }


@pytest.mark.parametrize("word", ["全额", "差额", "自收自支"])
def test_a_way_of_paying_is_no_unit(tmp_path: Path, word: str) -> None:
    rows = [
        ["单位名称", "项目名称", "金额"],
        ["合计", "", "12.00"],
        [word, "", "12.00"],
        ["某市图书馆", "", "7.00"],
        ["", "购书经费", "7.00"],
        ["某市文化馆", "", "5.00"],
        ["", "演出经费", "5.00"],
    ]
    (table,) = read(tmp_path, titled("2025年项目支出表").table(60, 100, [120, 120, 80], rows)).tables
    assert {line.unit_name for line in table.lines} == {"某市档案馆", "某市图书馆", "某市文化馆"}


@pytest.mark.parametrize("word", ["本部门全部", "全系统", "各单位"])
def test_a_total_row_by_another_name_is_no_unit(tmp_path: Path, word: str) -> None:
    rows = [
        ["单位名称", "合计", "基本支出", "项目支出"],
        [word, "12.00", "5.00", "7.00"],
        ["某市图书馆", "7.00", "3.00", "4.00"],
        ["某市文化馆", "5.00", "2.00", "3.00"],
    ]
    (table,) = read(tmp_path, titled("2025年部门支出总表").table(60, 100, [120, 80, 80, 80], rows)).tables
    assert [(line.unit_name, line.is_whole) for line in table.lines if line.measure is Measure.TOTAL] == [
        ("某市档案馆", True),
        ("某市图书馆", False),
        ("某市文化馆", False),
    ]


@pytest.mark.parametrize("rest", ["常委会办公厅", "机关事务中心", "信息中心"])
def test_a_units_name_that_wraps_over_the_table_is_whole(tmp_path: Path, rest: str) -> None:
    rows = [HEADER, ["合计", None, "30.50", "20.00", "10.50"], ["201", "一般公共服务支出", "30.50", "20.00", "10.50"]]
    first = (
        Sheet().text(200, 60, "2025年部门收入总表", 14).text(60, 82, "单位名称：某省人大").text(400, 82, "单位：万元")
    )
    wrapped = first.text(60, 94, rest).table(60, 110, WIDTHS, rows)
    others = [
        Sheet()
        .text(200, 60, title, 14)
        .text(60, 82, f"单位名称：某省人大{rest}    单位：万元")
        .table(60, 110, WIDTHS, rows)
        for title in ("2025年部门支出总表", "2025年一般公共预算支出表")
    ]
    cover = Sheet().text(150, 300, f"某省人大{rest}2025年部门预算", 20)
    document = read(tmp_path, cover, wrapped, *others)
    assert {line.unit_name for table in document.tables for line in table.lines} == {f"某省人大{rest}"}


def test_a_heading_with_an_ordinal_in_a_column_of_units_is_no_unit(tmp_path: Path) -> None:
    rows = [
        ["单位名称", "合计", "一般公共预算", "单位资金"],
        ["合计", "9.00", "6.00", "3.00"],
        ["一、本年收入", "9.00", "6.00", "3.00"],
        ["某市档案馆", "5.00", "4.00", "1.00"],
        ["某市档案服务中心", "4.00", "2.00", "2.00"],
    ]
    (table,) = read(tmp_path, titled("2025年部门收入总表").table(60, 100, [160, 80, 80, 80], rows)).tables
    owners = {line.item_name: line.unit_name for line in table.lines}
    assert owners["某市档案服务中心"] == "某市档案服务中心"
    assert "一、本年收入" not in owners.values()


@pytest.mark.parametrize("name", ["某市方志院（某市年鉴社）", "某市缩微站（某市修复所）", "某市音像馆(数字资料室)"])
def test_a_unit_with_a_second_name_in_brackets_owns_the_rows_below_it(tmp_path: Path, name: str) -> None:
    revenue = [
        ["单位名称", "合计", "一般公共预算", "单位资金"],
        ["合计", "9.00", "6.00", "3.00"],
        ["某市档案馆", "5.00", "4.00", "1.00"],
        [name, "4.00", "2.00", "2.00"],
    ]
    projects = [
        ["支出项目类别（资金使用单位）", "总计", "一般公共预算", "单位资金"],
        ["合计", "9.00", "6.00", "3.00"],
        ["某市档案馆", "5.00", "4.00", "1.00"],
        ["库房租赁经费", "5.00", "4.00", "1.00"],
        [name, "4.00", "2.00", "2.00"],
        ["库房修缮经费（一期）", "4.00", "2.00", "2.00"],
    ]
    document = read(
        tmp_path,
        titled("2025年部门收入总表").table(60, 100, [160, 80, 80, 80], revenue),
        titled("2025年部门项目支出表").table(60, 100, [160, 80, 80, 80], projects),
    )
    owners = {line.item_name: line.unit_name for line in document.tables[1].lines}
    assert owners["库房修缮经费（一期）"] == owners[name] == name
    assert owners["库房租赁经费"] != name


def test_the_name_of_an_owner_that_goes_on_over_the_page_is_whole(tmp_path: Path) -> None:
    head = ["单位名称", "合计", "一般公共预算", "单位资金"]
    first = [
        head,
        ["合计", "9.00", "6.00", "3.00"],
        ["某市档案馆", "5.00", "4.00", "1.00"],
        ["某市史料", "4.00", "2.00", "2.00"],
    ]
    document = read(
        tmp_path,
        titled("2025年部门收入总表").table(60, 700, [160, 80, 80, 80], first),
        Sheet().table(60, 60, [160, 80, 80, 80], [["征集服务中心", "", "", ""]]),
    )
    owners = {line.item_name: line.unit_name for table in document.tables for line in table.lines}
    assert owners["某市史料征集服务中心"] == "某市史料征集服务中心"
