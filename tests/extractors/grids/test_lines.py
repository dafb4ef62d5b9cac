"""Strokes become the lines that a reader sees, and lines that cross are one table's."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.extractors.grids.lines import RuledLine, crossed_lines, joined_lines, joined_spans

Pieces = list[tuple[float, float, float]]


def lines(*pieces: tuple[float, float, float]) -> list[RuledLine]:
    return [RuledLine(*piece) for piece in pieces]


@pytest.mark.parametrize(
    ("strokes", "seen"),
    [
        ([(10, 0, 50), (10, 50, 90), (10, 91.5, 120)], [(10, 0, 120)]),  # a cell's side each
        ([(10, 0, 90), (11, 0, 90)], [(10.5, 0, 90)]),  # both edges of a filled rule
        ([(10, 0, 40), (11.2, 41, 90)], [(10.6, 0, 90)]),  # drawn a little lower from the middle on
        ([(10, 0, 40), (10, 43, 90)], [(10, 0, 40), (10, 43, 90)]),  # two tables side by side
        ([(10, 0, 90), (13, 0, 90)], [(10, 0, 90), (13, 0, 90)]),  # a double rule
        ([(10, 0, 90), (10, 20, 30)], [(10, 0, 90)]),
        ([], []),
    ],
)
def test_strokes_become_the_lines_that_are_seen(strokes: Pieces, seen: Pieces) -> None:
    for order in (strokes, strokes[::-1]):
        assert joined_lines(lines(*order)) == [pytest.approx(line) for line in seen]


@given(st.lists(st.tuples(st.floats(0, 90), st.floats(0, 30)), max_size=12), st.floats(0, 5))
def test_joined_spans_are_apart_and_cover_what_was_covered(spans: list[tuple[float, float]], gap: float) -> None:
    given_spans = [(start, start + length) for start, length in spans]
    joined = joined_spans(given_spans, gap)
    assert all(end + gap < start for (_, end), (start, _) in pairwise(joined))
    assert all(any(a <= start and end <= b for a, b in joined) for start, end in given_spans)
    assert {edge for span in joined for edge in span} <= {edge for span in given_spans for edge in span}


def test_tables_are_told_apart_by_what_crosses() -> None:
    def table(left: float, top: float) -> tuple[list[RuledLine], list[RuledLine]]:
        across = [RuledLine(top + i * 20, left, left + 100) for i in range(3)]
        return across, [RuledLine(left + i * 50, top, top + 40) for i in range(3)]

    made = [table(0, 0), table(0, 60), table(140, 5)]
    across, down = ([line for one in made for line in one[way]] for way in (0, 1))
    random.Random(1).shuffle(down)
    found = crossed_lines(across, down)
    assert sorted(group.box for group in found) == [(0, 0, 100, 40), (0, 60, 100, 100), (140, 5, 240, 45)]
    assert all(len(group.across) == len(group.down) == 3 for group in found)


def test_a_chain_of_lines_that_cross_two_by_two_is_one_group() -> None:
    """Stairs: each line meets the one before it and the one after it only."""
    across = lines(*((20.0 * i, 30.0 * i, 30.0 * (i + 1)) for i in range(40)))
    down = lines(*((30.0 * (i + 1), 20.0 * i, 20.0 * (i + 1)) for i in range(40)))
    (group,) = crossed_lines(across, down)
    assert (len(group.across), len(group.down)) == (40, 40)
    assert group.box == (0, 0, 1200, 800)


@pytest.mark.parametrize(
    ("across", "down"),
    [
        ([(0, 0, 90), (50, 0, 90)], [(0, 0, 50), (90, 0, 50)]),  # a frame
        ([(0, 0, 90), (20, 0, 90), (40, 0, 90)], [(45, 50, 80)]),  # underlines, and a stroke beneath them
        ([(0, 0, 90)], []),
    ],
)
def test_a_frame_and_lines_that_cross_nothing_are_no_table(across: Pieces, down: Pieces) -> None:
    assert crossed_lines(lines(*across), lines(*down)) == []


def test_ends_that_fall_short_of_a_corner_meet_it() -> None:
    across = lines(*((y, 1.5, 98.5) for y in (0.0, 20.0, 40.0)))
    down = lines(*((x, 1.8, 38.2) for x in (0.0, 50.0, 100.0)))
    (group,) = crossed_lines(across, down)
    assert group.box == (0, 0, 100, 40)
