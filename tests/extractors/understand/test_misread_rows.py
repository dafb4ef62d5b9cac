"""Rows as a scan gives them: rests of rulings read as digits, walls lost between header words, code and name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mingzhang.extractors.heads.headers import is_number_row
from mingzhang.extractors.pipeline import read_document
from mingzhang.extractors.understand.columns import CellMatrix, header_path
from mingzhang.extractors.understand.joining import LogicalTable, join_tables
from mingzhang.extractors.understand.lines import Owner, TableReading
from mingzhang.models.records.pages import TextSource
from mingzhang.models.vocabulary.enums import Measure
from tests.extractors.understand.sheets import grid, page
from tests.support.drawing import Sheet, pdf


def scanned(drawing: str) -> LogicalTable:
    """A drawn table as if it were recognised from a picture."""
    (table,) = join_tables([page(1, grid(drawing), lines=[("支出总表", 90.0)])])
    return replace(table, cells=tuple(replace(cell, text_source=TextSource.OCR) for cell in table.cells))


@pytest.mark.parametrize("rest", ["1", "11", "I"])
def test_the_rest_of_a_ruling_is_no_class(tmp_path: Path, rest: str) -> None:
    rows = [
        ["类", "款", "项", "科目名称", "合计"],
        ["205", "", "", "教育支出", "16.00"],
        [rest, "08", "", "进修及培训", "16.00"],
        [rest, "", "03", "培训支出", "16.00"],
    ]
    file = tmp_path / "a.pdf"
    sheet = Sheet().text(200, 60, "2026年部门支出总表", 14).text(60, 82, "单位：万元")
    file.write_bytes(pdf(sheet.table(60, 100, [40, 40, 40, 150, 80], rows)))
    (table,) = read_document(file).tables
    assert [line.item_code for line in table.lines] == ["205", "20508", "2050803"]


@pytest.mark.parametrize(
    ("head", "measures"),
    [
        ("其中：\n基本支出 项目支出", [Measure.TOTAL, Measure.BASIC, Measure.PROJECT]),
        ("基本支出 项目支出", [Measure.TOTAL, Measure.BASIC, Measure.PROJECT]),
        ("人员经费 公用经费", [Measure.TOTAL, Measure.PERSONNEL, Measure.OPERATING]),
    ],
)
def test_words_over_two_columns_without_a_ruling_between(head: str, measures: list[Measure]) -> None:
    table = scanned(
        """
        科目编码 | 科目名称 | 小计 | HEAD | <
        204 | 公共安全支出 | 4,020.88 | 2,243.07 | 1,777.81
        20402 | 公安 | 4,020.88 | 2,243.07 | 1,777.81
        """
    )
    table = replace(table, cells=tuple(replace(c, text=c.text.replace("HEAD", head)) for c in table.cells))
    lines = TableReading(table).lines(Owner(currency_unit="万元"))
    assert [line.measure for line in lines[:3]] == measures


def test_a_header_of_several_words_over_its_columns_stays_whole() -> None:
    table = scanned(
        """
        项目 | 资金 来源 | <
        ^ | 合计 | 基本支出
        合计 | 3.00 | 2.00
        """
    )
    assert header_path(CellMatrix(table), 1) == ("资金来源", "合计")


@pytest.mark.parametrize(
    "row",
    [["*家", "1", "2", "3", "4", "5 V"], ["**", "1", "2", "3 |"], ["*I", "1", "2", "3"], ["麻", "1", "2", "3", "4"]],
)
def test_column_numbers_with_a_misread_sign_are_no_money(row: list[str]) -> None:
    assert is_number_row(row)


@pytest.mark.parametrize(
    "row",
    [
        ["合计", "1", "2", "3"],
        ["车辆", "1", "2", "3"],
        ["1", "2", "5.00"],
        ["*家", "1", "3"],
        ["男", "1", "2", "4", "5"],
        ["车", "1", "2"],
    ],
)
def test_counts_beside_a_name_number_no_columns(row: list[str]) -> None:
    assert not is_number_row(row)


@pytest.mark.parametrize("text", ["1\n20402 公安", "20402 公安", "20402公安\n|"])
def test_code_and_name_in_one_cell(text: str) -> None:
    table = scanned(
        """
        科目编码 | 科目名称 | 合计
        204 | 公共安全支出 | 4,020.88
        BOTH | < | 4,020.88
        2040201 | 行政运行 | 4,020.88
        """
    )
    table = replace(table, cells=tuple(replace(c, text=c.text.replace("BOTH", text)) for c in table.cells))
    lines = TableReading(table).lines(Owner(currency_unit="万元"))
    assert [(line.item_code, line.item_name) for line in lines] == [
        ("204", "公共安全支出"),
        ("20402", "公安"),
        ("2040201", "行政运行"),
    ]


@pytest.mark.parametrize(
    ("read", "code", "name"),
    [
        ("[2080501行政单位离退休", "2080501", "行政单位离退休"),
        ("2080501]行政单位离退休", "2080501", "行政单位离退休"),
        ("【20805行政事业单位养老支出", "20805", "行政事业单位养老支出"),
        ("[999某项目", None, "[999某项目"),
    ],
)
def test_a_code_before_its_name_that_lost_a_bracket(read: str, code: str | None, name: str) -> None:
    table = scanned(
        """
        项目 | 合计 | 基本支出
        NAME | 122.92 | 122.92
        [221]住房保障支出 | 12.00 | 12.00
        """
    )
    table = replace(table, cells=tuple(replace(c, text=c.text.replace("NAME", read)) for c in table.cells))
    line = TableReading(table).lines(Owner(currency_unit="万元"))[0]
    assert (line.item_code, line.item_name) == (code, name)


@pytest.mark.parametrize(
    ("read", "code"), [("21505/6", "2150516"), ("/150516", None), ("J2150516", "2150516"), ("215051/", "2150516")]
)
def test_a_code_of_which_one_digit_is_struck_through_is_its_names(read: str, code: str | None) -> None:
    table = scanned(
        """
        科目编码 | 科目名称 | 合计 | 基本支出
        215 | 资源勘探工业信息等支出 | 673.17 | 673.17
        CODE | 工程建设及运行维护 | 673.17 | 673.17
        22102 | 住房改革支出 | 539.91 | 539.91
        """
    )
    table = replace(table, cells=tuple(replace(c, text=c.text.replace("CODE", read)) for c in table.cells))
    line = TableReading(table).lines(Owner(currency_unit="万元"))[2]
    assert line.item_name == "工程建设及运行维护"
    assert line.item_code == code


@pytest.mark.parametrize(
    ("left", "is_sure"), [("务", False), ("医疗保障", False), ("管理事务", False), ("医疗保障", True)]
)
def test_an_unsure_piece_of_its_codes_name_is_that_name(left: str, is_sure: bool) -> None:
    table = scanned(
        """
        科目编码 | 科目名称 | 合计 | 基本支出
        21015 | NAME | 172.00 | 38.00
        2101501 | 行政运行 | 172.00 | 38.00
        """
    )
    cells = tuple(
        replace(c, text=left, confidence=1.0 if is_sure else 0.46) if c.text == "NAME" else c for c in table.cells
    )
    line = TableReading(replace(table, cells=cells)).lines(Owner(currency_unit="万元"))[0]
    assert line.item_name == (left if is_sure else "医疗保障管理事务")


@pytest.mark.parametrize("read", ["资福利支出", "1资福利支出", "工.资福利支出", "工资福利支"])
def test_a_name_that_lost_a_sign_is_the_listed_one_of_other_rows(read: str) -> None:
    table = scanned(
        """
        项目 | 合计 | 基本支出
        某中心 | 9.00 | 9.00
        工资福利支出 | 5.00 | 5.00
        商品和服务支出 | 4.00 | 4.00
        某站 | 8.00 | 8.00
        NAME | 8.00 | 8.00
        """
    )
    table = replace(table, cells=tuple(replace(c, text=c.text.replace("NAME", read)) for c in table.cells))
    assert TableReading(table).lines(Owner(currency_unit="万元"))[-1].item_name == "工资福利支出"


@pytest.mark.parametrize("name", ["某某站", "资福支出", "商品服务收入", "1、工资福利支出"])
def test_other_names_stay(name: str) -> None:
    table = scanned(
        """
        项目 | 合计 | 基本支出
        工资福利支出 | 5.00 | 5.00
        商品和服务支出 | 4.00 | 4.00
        NAME | 8.00 | 8.00
        """
    )
    table = replace(table, cells=tuple(replace(c, text=c.text.replace("NAME", name)) for c in table.cells))
    assert TableReading(table).lines(Owner(currency_unit="万元"))[-1].item_name == name


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("201 | 甲 | 5.00 \n 20126 | 档案事务 | 5.00 \n 2010601 | 行政运行 | 5.00", "2012601"),
        ("204 | 公共安全支出 | 5.00 \n 20406 | 司法 | 5.00 \n 2040201 | 行政运行 | 5.00", "2040601"),
        # its own section is printed elsewhere; two digits off; another name
        ("20106 | 财政事务 | 1.00 \n 20126 | 档案事务 | 5.00 \n 2010601 | 行政运行 | 5.00", "2010601"),
        ("20126 | 档案事务 | 5.00 \n 2013701 | 行政运行 | 5.00", "2013701"),
        ("20126 | 档案事务 | 5.00 \n 2010605 | 财政国库业务 | 5.00", "2010605"),
    ],
)
def test_a_code_of_another_section_than_that_over_it(rows: str, expected: str) -> None:
    table = scanned(f"科目编码 | 科目名称 | 合计 \n {rows}")
    assert TableReading(table).lines(Owner(currency_unit="万元"))[-1].item_code == expected


@pytest.mark.parametrize("leader", ["......", "…………", "·····"])
def test_dots_between_a_name_and_its_figures_are_no_part_of_the_name(leader: str) -> None:
    table = scanned(f"科目编码 | 科目名称 | 合计 \n 201 | 一般公共服务支出{leader} | 5.00 \n 205 | 教育支出 | 1.00")
    lines = TableReading(table).lines(Owner(currency_unit="万元"))
    assert [line.item_name for line in lines] == ["一般公共服务支出", "教育支出"]


def test_what_stands_over_the_figures_of_one_panel_stands_over_all() -> None:
    table = scanned(
        """
        收入 | < | 支出 | < | < | <
        项目 | 预算数 | 项目 | m | 项目 | 预算数
        一、财政拨款 | 28.00 | 一、一般公共服务支出 | 22.00 | 一、工资福利支出 | 20.00
        二、其他收入 | 2.00 | 二、教育支出 | 8.00 | 二、商品和服务支出 | 10.00
        三、事业收入 | 1.00 | 三、公共安全支出 | 1.00 | 三、资本性支出 | 1.00
        """
    )
    measures = {line.measure for line in TableReading(table).lines(Owner(currency_unit="万元"))}
    assert measures == {Measure.TOTAL}
