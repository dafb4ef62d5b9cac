"""Targets as printed: what is a number with a comparator and a unit, and what is words."""

from __future__ import annotations

import pytest

from mingzhang.extractors.understand.forms.targets import read_target


@pytest.mark.parametrize(
    ("printed", "comparator", "value", "unit"),
    [
        ("≥95%", ">=", "95", "%"),
        ("100%", None, "100", "%"),
        (">=100百分比", ">=", "100", "百分比"),
        ("15次以上", ">=", "15", "次"),
        ("3个月内", "<=", "3", "个月"),
        ("46人/年", None, "46", "人/年"),
        ("不少于3次", ">=", "3", "次"),
        ("不超过1,200.5万元", "<=", "1200.5", "万元"),
        ("=83300.27㎡", "=", "83300.27", "㎡"),
        ("≤5137.26平\n方米", "<=", "5137.26", "平方米"),
        ("≤５天", "<=", "5", "天"),
        ("90≥", ">=", "90", None),
        ("达到100%", None, "100", "%"),
        ("＜2‰", "<", "2", "‰"),
    ],
)
def test_numbers(printed: str, comparator: str | None, value: str, unit: str | None) -> None:
    target = read_target(printed)
    assert (target.comparator, str(target.value), target.unit) == (comparator, value, unit)
    assert target.text == printed.replace("\n", "")


@pytest.mark.parametrize(
    "printed",
    ["按月及时发放", "2026年12月", "12月31日前", "90%-95%", "2026年全年", "较上年提高", "第一", "≤1次；≤2次", "一年"],
)
def test_words_dates_and_ranges_are_no_numbers(printed: str) -> None:
    target = read_target(printed)
    assert target.text == printed
    assert (target.comparator, target.value, target.unit) == (None, None, None)


def test_three_columns_make_one_target() -> None:
    target = read_target("90", "≥", "%")
    assert (target.text, target.comparator, str(target.value), target.unit) == ("≥90%", ">=", "90", "%")


def test_a_qualitative_target_has_no_sign() -> None:
    assert read_target("按时", "定性", "无") == read_target("按时")


def test_a_word_for_the_sign_is_not_put_before_the_print() -> None:
    target = read_target("90", "大于等于", "%")
    assert (target.text, target.comparator) == ("90%", ">=")


def test_a_bare_number_takes_the_unit_in_the_name() -> None:
    assert read_target("35", name="市内外勤经费标准（元/人/天）").unit == "元/人/天"
    assert read_target("≥98", name="观测系统业务可用性（国家地面站）").unit is None
    assert read_target("≥98%", name="提交报告（篇）").unit == "%"


def test_nothing_printed_is_no_target() -> None:
    assert read_target(" \n ").text is None
