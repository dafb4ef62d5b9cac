from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.models.text.amounts import as_printed, currency_in, is_broken_amount, plain, printed_amount, to_yuan

AMOUNTS = st.decimals(
    min_value=Decimal("-9999999999.99"), max_value=Decimal("9999999999.99"), places=2, allow_nan=False
)


@given(AMOUNTS)
def test_amount_is_read_back_from_every_way_of_printing_it(amount: Decimal) -> None:
    for text in (f"{amount}", f"{amount:,}", f" {amount:,} ", f"{amount:,}".replace(",", "，").replace("-", "－")):
        assert printed_amount(text) == amount


@given(AMOUNTS)
def test_amount_wrapped_over_two_lines_is_one_figure(amount: Decimal) -> None:
    text = f"{amount:,}"
    assert printed_amount(text[:-1] + "\n" + text[-1:]) == amount


@given(st.text(max_size=30))
def test_no_text_breaks_the_parser(text: str) -> None:
    found = printed_amount(text)
    assert found is None or plain(text)
    assert not (found is not None and is_broken_amount(text))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2, 227, 000", "2227000"),
        ("-126.49", "-126.49"),
        ("(126.49)", "-126.49"),
        ("0.00", "0.00"),
        ("１,２３４.５", "1234.5"),
        # A real 2026 disclosure leaves out every separator but the last, on all its tables.
        ("125360,898", "125360898"),
        ("1·060.25", "1060.25"),
        ("-23、479.86", "-23479.86"),
        ("1·023·479.86", "1023479.86"),
        ("1.023.479,86", "1023479.86"),
        ("(23.479,86)", "-23479.86"),
        ("4,307。92", "4307.92"),
        ("（－860.25）", "-860.25"),
        ("(-5)", "-5"),
    ],
)
def test_amounts_as_printed(text: str, amount: str) -> None:
    assert printed_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "——",
        "合计",
        "35人/年",
        "1.2.3",
        "12,34",
        "174,90064,101,833",
        "≥95%",
        "2025年",
        "1·5",
        "3、5",
        "1、060",
        "1.060,2",
        "(1)",
        "1.060。250",
        "[200.00]",
        "约200.00",
    ],
)
def test_no_amount(text: str) -> None:
    assert printed_amount(text) is None


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("1,2345,67", True),
        ("12.34.56", True),
        ("合计", False),
        ("1,234", False),
        ("l,060.25", True),
        ("1O60.25", True),
        ("约200.00", True),
        ("[200.00]", True),
        ("860,25", True),
        ("200..00", True),
        ("（一）", False),
        ("IBM", False),
        ("2025年", False),
        ("B1", False),
    ],
)
def test_figures_that_cannot_be_read_are_told_from_words(text: str, broken: bool) -> None:
    assert is_broken_amount(text) is broken


@given(AMOUNTS, st.sampled_from(["元", "千元", "万元", "亿元"]))
def test_yuan_has_two_decimals_and_the_right_size(amount: Decimal, unit: str) -> None:
    factor = {"元": 1, "千元": 1000, "万元": 10_000, "亿元": 100_000_000}[unit]
    yuan = to_yuan(amount, unit)
    assert yuan == amount * factor
    assert yuan.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("单位:元", "元"),
        ("金额单位：元", "元"),
        ("单位：万/元", "万元"),
        ("编制单位：某市档案馆    单位：元", "元"),
        ("预算数（单位：万元）", "万元"),
        ("资金金额（万元）", "万元"),
        ("金额单位（人民币）：万元", "万元"),
        ("单位：人民币元", "元"),
        ("注：金额转化为万元时，可能有尾差。", "万元"),
        ("单位：个、万元", "万元"),
        ("单位：人、辆、万元", "万元"),
        ("人民币：万元", "万元"),
        ("以元为单位", "元"),
        ("单位名称：某某局", None),
        ("单位：方元", None),
        ("单位：乃元", None),
        ("单位：美元", None),
        ("事业单位经营收入0万元", None),
        ("项目", None),
    ],
)
def test_units_of_money(text: str, unit: str | None) -> None:
    assert currency_in(text) == unit


def test_a_name_keeps_its_printed_brackets() -> None:
    assert as_printed("单位： 某馆（本级） 单位：元", "某馆(本级)") == "某馆（本级）"
