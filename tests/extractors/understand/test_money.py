"""The unit of money of a table that has no unit line over it, in documents whose tables print in several units."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from mingzhang.extractors.understand.disclosure import understand
from mingzhang.extractors.understand.joining import join_tables
from mingzhang.extractors.understand.unread import marked_without_unit
from mingzhang.models.errors import ErrorCode
from mingzhang.models.records.pages import Page
from mingzhang.models.text.amounts import currency_of_header
from mingzhang.models.vocabulary.enums import Measure
from tests.extractors.understand.drawn_tables import read
from tests.extractors.understand.sheets import grid, page
from tests.support.drawing import Sheet

HEAD = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n"
IN_TEN_THOUSANDS = HEAD + "201 | 一般公共服务支出 | 3,210.55 | 1,100.25 | 2,110.30\n205 | 教育支出 | 9.00 | 4.00 | 5.00"
IN_YUAN = (
    HEAD + "201 | 一般公共服务支出 | 32,105,500.00 | 11,002,500.00 | 21,103,000.00\n205 | 教育支出 | 9.00 | 4.00 | 5.00"
)
OTHERS = HEAD + "201 | 一般公共服务支出 | 71,306.00 | 41,306.00 | 30,000.00\n205 | 教育支出 | 8.00 | 6.00 | 2.00"
TITLES = ("支出预算总表", "一般公共预算支出表", "政府性基金预算支出表", "国有资本经营预算支出表")
UNDER = 170.0  # ten points under a table of three rows, 420 from the end of its page


def document(*tables: tuple[str, Sequence[tuple[str, float]]], first: Sequence[tuple[str, float]] = ()) -> list[Page]:
    """A table a page, each with its title and the lines given, after a page of `first` lines."""
    pages = [page(1, lines=[("2026年部门预算", 60.0), *first])]
    for number, (drawing, lines) in enumerate(tables, start=2):
        titled = [(TITLES[number - 2], 60.0), *lines]
        pages.append(page(number, grid(drawing, page=number, top=100.0), lines=titled))
    return pages


def units(pages: Sequence[Page]) -> list[str | None]:
    return [table.currency_unit for table in understand(pages).tables]


def test_a_line_right_under_each_table_is_its_own_and_not_that_of_the_next_page() -> None:
    pages = document(
        (IN_YUAN, [("单位：元", UNDER)]), (IN_TEN_THOUSANDS, [("单位：万元", UNDER)]), (OTHERS, [("单位：元", UNDER)])
    )
    assert units(pages) == ["元", "万元", "元"]
    totals = [table.lines[0].amount_yuan for table in understand(pages).tables]
    assert totals == [Decimal("32105500.00"), Decimal("32105500.00"), Decimal("71306.00")]


def test_a_line_at_the_foot_of_each_page_before_is_that_of_the_next() -> None:
    foot = 585.0
    pages = document(
        (IN_YUAN, [("单位：万元", foot)]),
        (IN_TEN_THOUSANDS, [("单位：元", foot)]),
        (OTHERS, []),
        first=[("单位：元", foot)],
    )
    assert units(pages) == ["元", "万元", "元"]


def test_a_line_under_a_table_that_has_its_own_is_that_of_the_next() -> None:
    pages = document((IN_YUAN, [("单位：元", 80.0), ("单位：万元", UNDER)]), (IN_TEN_THOUSANDS, []))
    assert units(pages) == ["元", "万元"]


def test_a_line_under_a_table_is_its_own_where_the_next_has_one() -> None:
    pages = document((IN_YUAN, [("单位：元", UNDER)]), (IN_TEN_THOUSANDS, [("单位：万元", 80.0)]))
    assert units(pages) == ["元", "万元"]


def test_a_sentence_under_a_table_names_no_unit_of_it() -> None:
    sentence = "本单位2026年收入比上年增加,主要是项目增加,金额单位:万元,详见后表所列各项内容"
    (table, other) = join_tables(document((IN_YUAN, [(sentence, UNDER)]), (OTHERS, [("单位：元", 80.0)])))
    assert (table.caption.currency_unit, other.caption.currency_unit) == (None, "元")


@pytest.mark.parametrize(("drawing", "unit"), [(IN_TEN_THOUSANDS, "万元"), (IN_YUAN, "元")], ids=["in 万元", "in 元"])
def test_figures_that_another_table_prints_too_tell_the_unit_among_several(drawing: str, unit: str) -> None:
    pages = document((IN_YUAN, [("单位：元", 80.0)]), (drawing, []), (OTHERS, [("单位：万元", 80.0)]))
    assert units(pages) == ["元", unit, "万元"]


def test_among_several_units_that_of_most_tables_is_not_assumed_and_the_page_says_so() -> None:
    pages = document(
        (IN_YUAN, [("单位：元", 80.0)]),
        (IN_YUAN, [("单位：元", 80.0)]),
        (OTHERS, []),
        (IN_TEN_THOUSANDS, [("单位：万元", 80.0)]),
    )
    tables = understand(pages).tables
    assert [table.currency_unit for table in tables] == ["元", "元", None, "万元"]
    assert tables[2].lines and all(line.amount_yuan is None for line in tables[2].lines)
    marked = [one.number for one in marked_without_unit(pages, tables) if one.error_code is ErrorCode.UNIT_UNREAD]
    assert marked == [4]


def test_the_only_unit_of_a_document_is_that_of_a_table_that_names_none() -> None:
    pages = document((IN_YUAN, [("单位：元", 80.0)]), (OTHERS, []))
    assert units(pages) == ["元", "元"]
    assert not any(one.error_code for one in marked_without_unit(pages, understand(pages).tables))


@pytest.mark.parametrize("over", ["单位：万元", "单位名称：某市档案馆    单位：万元", "金额单位：万元"])
def test_the_unit_of_money_over_a_grid_whose_first_row_is_the_title_counts(tmp_path: Path, over: str) -> None:
    rows = [
        ["2025年部门支出总表", None, None, None, None],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["201", "一般公共服务支出", "30.50", "20.00", "10.50"],
        ["208", "社会保障和就业支出", "3.00", "2.00", "1.00"],
    ]
    (table,) = read(tmp_path, Sheet().text(60, 82, over).table(60, 100, [70, 150, 80, 80, 80], rows)).tables
    assert table.currency_unit == "万元"
    assert [line.amount_yuan for line in table.lines][:2] == [305_000, 200_000]


@pytest.mark.parametrize(
    "header",
    [
        "科目名称 | 合计万元 | 基本支出万元",
        "科目名称 | 合计/万元 | 基本支出/万元",
        "科目名称 | 合计_万元 | 基本支出_万元",
        "科目名称 | 合计 | 基本支出\n | 万元 | 万元",
        "科目名称 | 合计 | 基本支出\n | （万元） | （万元）",
    ],
)
def test_a_unit_of_money_right_behind_the_headers_or_in_a_row_of_its_own_counts(header: str) -> None:
    body = grid(f"{header}\n一般公共服务支出 | 30.50 | 20.00\n社会保障 | 3.00 | 2.00")
    (table,) = understand([page(1, body, lines=[(TITLES[0], 80.0)])]).tables
    found = [(line.measure, line.amount_yuan) for line in table.lines]
    assert found[:2] == [(Measure.TOTAL, 305_000), (Measure.BASIC, 200_000)]


@pytest.mark.parametrize("word", ["合计", "单价100万元", "美元", "3.5万元", "数字单元"])
def test_a_header_that_ends_with_a_sum_or_another_word_names_no_unit(word: str) -> None:
    assert currency_of_header(word) is None
