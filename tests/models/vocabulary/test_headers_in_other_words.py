"""Headers that are listed nowhere: what they are made of tells what stands under them."""

from __future__ import annotations

import time

import pytest

from mingzhang.models.vocabulary.enums import Measure, TableKind
from mingzhang.models.vocabulary.table_words import header_word, is_count_header, kind_of_title, measure_of


@pytest.mark.parametrize(
    "header",
    ["年初预算批复数", "本年预算安排数", "财政核定数", "人代会批准数", "支出总额", "预算金额合计", "2026年批复预算"],
)
def test_a_header_made_of_words_of_sum_and_plan_is_the_total(header: str) -> None:
    assert measure_of(header) is Measure.TOTAL


@pytest.mark.parametrize(
    ("header", "measure"),
    [
        ("项目支出", Measure.PROJECT),
        ("单位资金合计", Measure.UNIT_FUNDS),
        ("本年收入", Measure.CURRENT_YEAR),
        ("财政资金", Measure.FISCAL_APPROPRIATION),
        ("专项资金", Measure.OTHER),
    ],
)
def test_what_names_its_money_is_no_total(header: str, measure: Measure) -> None:
    assert measure_of(header) is measure


@pytest.mark.parametrize(
    "header", ["增（减）额", "较上年增加（减少）额", "差额", "增（+）减（-）", "同比变化", "比2025年增减"]
)
def test_changes(header: str) -> None:
    assert measure_of(header) is Measure.CHANGE


@pytest.mark.parametrize(
    "header", ["增幅", "增减百分比", "增长比例", "同比增长（%）", "升降幅度", "较上年增长%", "增（减）幅"]
)
def test_rates_of_change(header: str) -> None:
    assert measure_of(header) is Measure.CHANGE_PERCENT


@pytest.mark.parametrize(
    "header", ["会期（天）", "参会人数", "数量（台/套）", "实施期限", "占总支出比重", "期限（年）"]
)
def test_what_is_counted(header: str) -> None:
    assert is_count_header(header_word(header))


@pytest.mark.parametrize("header", ["金额（万元）", "功能科目（项）", "项目支出（个人）"])
def test_what_is_money(header: str) -> None:
    assert not is_count_header(header_word(header))


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("收支汇总表", TableKind.REVENUE_EXPENDITURE_SUMMARY),
        ("收入汇总表", TableKind.REVENUE_SUMMARY),
        ("支出分类预算表", TableKind.EXPENDITURE_SUMMARY),
        ("部门预算项目表", TableKind.PROJECT_EXPENDITURE),
    ],
)
def test_titles(title: str, kind: TableKind) -> None:
    assert kind_of_title(title) is kind


@pytest.mark.parametrize("words", ["数额", "预算数额", "增减变化", "年度总额"])
def test_a_header_that_repeats_words_for_ever_takes_no_time(words: str) -> None:
    started = time.perf_counter()
    measure_of(words * 200 + "和")
    assert time.perf_counter() - started < 1.0
