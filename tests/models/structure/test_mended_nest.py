"""A group that one misprinted figure broke is found by what the whole exceeds."""

from __future__ import annotations

import pytest

from mingzhang.models.structure.mended_nest import fallen_groups
from mingzhang.models.structure.row_sums import nest_by_sums

# A department over two units, whose projects are printed under them.
WHOLE = [987_600, 512_300, 123_400, 388_900, 475_300, 210_000, 165_300, 100_000]


def groups(values: list[int], step: int = 0) -> list[tuple[int, tuple[int, ...]]] | None:
    above = nest_by_sums(values, [True] + [False] * (len(values) - 1))
    return fallen_groups(0, values, above, step)


@pytest.mark.parametrize(
    ("row", "amount", "found"),
    [
        (3, 388_400, (1, (2, 3))),  # a part
        (6, 156_300, (4, (5, 6, 7))),  # two digits changed over
        (4, 475_800, (4, (5, 6, 7))),  # the row over the parts
    ],
)
def test_one_wrong_digit_leaves_one_reading(row: int, amount: int, found: tuple[int, tuple[int, ...]]) -> None:
    values = list(WHOLE)
    values[row] = amount
    assert groups(values) == [found]


def test_a_group_inside_a_group() -> None:
    values = [1_500_000, 987_600, *WHOLE[1:], 512_400]
    values[4] = 388_400
    assert groups(values) == [(1, (2, 3, 4, 5)), (2, (3, 4))]


@pytest.mark.parametrize(
    "values",
    [
        WHOLE,  # nothing is wrong
        [987_600, 512_300, 100_000, 300_000, 475_300],  # some of the projects only
        [987_600, 512_300, 123_400, 250_000, 475_300, 210_000, 165_300, 99_000],  # more than a digit
        [0, 512_300, 475_300],
    ],
)
def test_what_is_no_misprint_is_not_mended(values: list[int]) -> None:
    assert groups(values) is None


@pytest.mark.parametrize(("row", "amount"), [(2, 30_000), (7, 80_000), (3, 800_000)])
def test_exact_sums_tell_a_group_whose_misprinted_figure_is_short(row: int, amount: int) -> None:
    values = [98_765_400, 9_234_100, 20_000, 500_000, 8_714_100, 89_531_300, 89_471_300, 60_000]
    values[row] = amount
    found = groups(values)
    assert found is not None and all(row in its or row == head for head, its in found)
