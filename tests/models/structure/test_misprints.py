"""What a figure may have been meant to be, by what a sum owes it."""

from __future__ import annotations

import pytest

from mingzhang.models.structure.misprints import intended, is_misprint


@pytest.mark.parametrize(
    ("printed", "owed", "slack", "found"),
    [
        (1_330_390, 50_000, 0, [1_380_390]),
        (1_330_390, 49_990, 30, [1_380_390]),  # the sum is rounded
        (1_330_390, 49_990, 0, []),
        (1_330_390, 40, 30, []),  # a difference of two roundings is any digit's
        (1_330_390, 123_456, 30, []),
        (20_000, 10_000, 0, []),  # of too few digits
    ],
)
def test_what_a_sum_owes_a_figure_tells_what_was_meant(printed: int, owed: int, slack: int, found: list[int]) -> None:
    assert intended(printed, owed, slack) == found


def test_short_amounts_are_misprints_only_where_that_is_asked() -> None:
    assert not is_misprint(20_000, 30_000)
    assert is_misprint(20_000, 30_000, fewest=1)
