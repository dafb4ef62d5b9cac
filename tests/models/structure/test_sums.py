"""Which columns add up to a column, and which rows to a row: found from figures, memo columns and levels told apart."""

from __future__ import annotations

import pytest

from mingzhang.models.structure.column_sums import settle
from mingzhang.models.structure.misprints import is_misprint
from mingzhang.models.structure.rest import makes_up
from mingzhang.models.structure.row_sums import within

WHOLE, BASIC, PROJECT, MEMO, SMALL = range(5)
# 合计, 基本支出, 项目支出, 政府采购项目, 其中预留给中小企业
WITH_MEMO = [
    (300, 200, 100, 50, 20),
    (120, 120, 0, 0, 0),
    (180, 80, 100, 50, 20),
    (90, 30, 60, 0, 0),
]
# The memo column stands in one row only.
MEMO_ONCE = [(300, 200, 100, 0, 0), (120, 100, 20, 7, 0), (90, 30, 60, 0, 0)]
# The memo is larger than the whole.
MEMO_LARGE = [(30, 20, 10, 500, 0), (12, 10, 2, 0, 0), (9, 3, 6, 700, 650)]


@pytest.mark.parametrize("rows", [WITH_MEMO, MEMO_ONCE, MEMO_LARGE])
def test_a_column_that_no_total_needs_is_no_part(rows: list[tuple[int, ...]]) -> None:
    printed = [dict(enumerate(row)) for row in rows]
    found = settle(printed, (WHOLE,), [(BASIC, PROJECT, MEMO, SMALL)], 0)
    assert {MEMO} <= set(found.left_out)
    assert {BASIC, PROJECT} <= set(found.parts)
    assert found.failed == 0


def test_one_wrong_figure_does_not_change_which_columns_add_up() -> None:
    rows = [(300, 200, 100), (120, 50, 70), (90, 30, 60), (80, 30, 55)]
    found = settle([dict(enumerate(row)) for row in rows], (WHOLE,), [(BASIC, PROJECT)], 0)
    assert (found.parts, found.held, found.failed) == ((BASIC, PROJECT), 3, 1)


@pytest.mark.parametrize(
    "values",
    [
        [100, 60, 40, 20, 40],  # 60 = 40 + 20, and 100 = 60 + 40
        [90, 30, 10, 20, 60, 50, 10],
        [1000, 700, 700, 300, 100, 200],
    ],
)
def test_rows_that_hold_one_another_are_levels(values: list[int]) -> None:
    above = within(values)
    assert above is not None
    assert sum(value for value, over in zip(values[1:], above[1:], strict=True) if over == 0) == values[0]


def test_rows_that_make_up_nothing_have_no_levels() -> None:
    assert within([100, 60, 41]) is None


def test_rounded_rows_nest_within_the_last_decimal() -> None:
    assert within([10_001, 3_000, 7_000], step=1) is None
    assert within([10_001, 3_000, 7_000], step=2) == [None, 0, 0]


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        ([(100, 10), (60, 6), (30, 3), (10, 1)], [1, 2]),  # a row after the parts belongs to them
        ([(100, 10), (100, 10), (70, 7), (30, 3)], [1, 2, 3]),  # the first part holds the others
        ([(100, 10), (40, 4), (60, 6), (60, 6)], [1, 2, 3]),  # one is printed twice
    ],
)
def test_another_choice_of_rows_excuses_a_sum(values: list[tuple[int, ...]], parts: list[int]) -> None:
    assert makes_up(values, 0, parts, 0, 0)


def test_a_figure_that_is_simply_wrong_is_not_excused() -> None:
    assert not makes_up([(100, 10), (60, 6), (39, 4), (7, 7)], 0, [1, 2], 0, 0)


def test_columns_in_which_nothing_is_printed_excuse_nothing() -> None:
    values = [(100, 50, 20, 0, 0, 0), (60, 25, 10, 0, 0, 0), (40, 15, 6, 0, 0, 0), (30, 10, 4, 0, 0, 0)]
    assert not makes_up(values, 0, [1, 2, 3], 0, 0)


@pytest.mark.parametrize(("one", "other"), [(137_712, 137_722), (46_568_100, 42_568_100), (102_897, 102_987)])
def test_a_misprint_is_one_digit_or_two_changed_over(one: int, other: int) -> None:
    assert is_misprint(one, other) and is_misprint(other, one)


@pytest.mark.parametrize(("one", "other"), [(20_000, 30_000), (137_712, 138_822), (0, 137_712), (13_771, 137_712)])
def test_other_differences_are_no_misprints(one: int, other: int) -> None:
    assert not is_misprint(one, other)
