"""Numbers are printed as their formats say; the expected texts are what spreadsheet programs show."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.extractors.formats.number_formats import shown
from mingzhang.models.text.amounts import printed_amount


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (715.75, "General", "715.75"),
        (715.75, None, "715.75"),
        (2100208, "General", "2100208"),
        (0.1 + 0.2, "General", "0.3"),
        (1 / 3, "General", "0.333333333"),
        (1234567.891234, "General", "1234567.891"),
        (123456789012, "General", "123456789012"),
        (-0.0, "General", "0"),
        (715.75, "0", "716"),
        (0.5, "0", "1"),
        (2.675, "0.00", "2.68"),
        (1.005, "0.00", "1.01"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (0, "#,##0.00", "0.00"),
        (0, "#,###.##", "."),
        (0, "#", ""),
        (12, "#,##0", "12"),
        (98.63, "0.00_ ", "98.63 "),
        (98.63, "0.00_);[Red]\\(0.00\\)", "98.63 "),
        (-98.63, "0.00_);[Red]\\(0.00\\)", "(98.63)"),
        (-98.63, "#,##0.00;-#,##0.00", "-98.63"),
        (-98.63, "0.00", "-98.63"),
        (-0.001, "0.00", "0.00"),
        (0, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', " - "),
        (715.75, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', " 715.75 "),
        (-715.75, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', " -715.75 "),
        (0, "0.00;-0.00;", ""),
        (0, "#,##0.00;-#,##0.00;;@", ""),
        (5, ";;;", ""),
        (0.0444, "0.00%", "4.44%"),
        (1, "0%", "100%"),
        (7157500, '0!.0,"万"', "715.8万"),
        (7157500, "#,##0,", "7,158"),
        (12345678, "0.00,,", "12.35"),
        (7157500, '0"."0000"万元"', "715.7500万元"),
        (715.75, '0.00"万元"', "715.75万元"),
        (715.75, "￥#,##0.00", "￥715.75"),
        (715.75, "[$¥-804]#,##0.00", "¥715.75"),
        (210, "000000", "000210"),
        (5, '[>=10]0.0;[<10]"少"', "少"),
        (15, '[>=10]0.0;[<10]"少"', "15.0"),
        (45000, "yyyy/m/d", "2023/3/15"),
        (45000.5, 'yyyy"年"m"月"d"日" h:mm', "2023年3月15日 12:00"),
        (45000.75, "h:mm AM/PM", "6:00 PM"),
        (1.5, "[h]:mm", "36:00"),
        (45000, '[$-804]yyyy"年"mm"月"', "2023年03月"),
        (45000, "aaaa", "星期三"),
        (datetime(2025, 2, 8, 9, 5), "yyyy-mm-dd hh:mm:ss", "2025-02-08 09:05:00"),
        (date(2025, 2, 8), "m/d", "2/8"),
        ("合计", "0.00", "合计"),
        ("合计", '0.00;-0.00;0;"["@"]"', "[合计]"),
        ("合计", "@", "合计"),
        (210, "@", "210"),
        (True, "General", "TRUE"),
        (None, "0.00", ""),
        ("#REF!", "0.00", "#REF!"),
        (1e300, "0.00", "1" + "0" * 300 + ".00"),
    ],
)
def test_as_it_is_printed(value: object, code: str | None, expected: str) -> None:
    assert shown(value, code) == expected


def test_workbooks_of_1904_count_from_there() -> None:
    assert shown(0, "yyyy/m/d", from_1904=True) == "1904/1/1"


AMOUNTS = st.decimals(min_value=Decimal("-1e10"), max_value=Decimal("1e10"), places=2)


@given(AMOUNTS, st.sampled_from(["0.00", "#,##0.00", "#,##0.00_ ", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ']))
def test_an_amount_to_the_cent_comes_back(amount: Decimal, code: str) -> None:
    text = shown(float(amount), code)
    if amount == 0 and "?" in code:
        assert text.strip() == "-"
    else:
        assert printed_amount(text) == amount


@given(AMOUNTS)
def test_general_keeps_cents(amount: Decimal) -> None:
    if abs(amount) < 10**8:
        assert Decimal(shown(float(amount), "General")) == amount


@given(
    st.one_of(st.floats(), st.integers(), st.text(max_size=8)),
    st.text(alphabet='0#?,.%;@_*"\\[]yYmdhs/年-E+ ', max_size=14),
)
def test_no_format_stops_the_reader(value: object, code: str) -> None:
    assert isinstance(shown(value, code), str)
