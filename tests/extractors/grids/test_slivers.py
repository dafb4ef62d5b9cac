"""Columns and rows too narrow for a character are one ruling seen twice; narrow ones that are printed in stay."""

from __future__ import annotations

import pytest

from mingzhang.extractors.grids.borderless import Filled
from mingzhang.extractors.grids.ruled import lattice_grids
from mingzhang.extractors.grids.slivers import without_slivers
from tests.extractors.grids.test_split_columns import glyphs


def filled(xs: list[float], ys: list[float], written: dict[tuple[float, float], str], gaps: int = 0) -> Filled:
    """A lattice of full rulings (the first of `gaps` rows without the second upright one) with texts at some places."""
    level = [(xs[0], y, xs[-1], y) for y in ys]
    upright = [(x, ys[gaps if number == 1 else 0], x, ys[-1]) for number, x in enumerate(xs)]
    (lattice,) = lattice_grids(level, upright)
    held: list[list[object]] = [[] for _ in lattice.cells]
    for (x, y), text in written.items():
        home = lattice.cell_at(x, y)
        assert home is not None
        held[home] += glyphs(text, x, y - 5)
    return Filled(lattice, tuple(tuple(some) for some in held))  # type: ignore[arg-type]


def texts(found: Filled) -> list[list[str]]:
    """The texts by place, those of spanning cells at each."""
    for row, owners in enumerate(found.lattice.owner):
        assert len(owners) == found.lattice.column_count and row < found.lattice.row_count
    return [["".join(g.text for g in found.glyphs[index]) for index in owners] for owners in found.lattice.owner]


WRITTEN = {(20.0, 10.0): "201", (120.0, 10.0): "公共", (20.0, 30.0): "202", (120.0, 30.0): "外交"}
SQUARE = [["201", "公共"], ["202", "外交"]]


@pytest.mark.parametrize(
    ("xs", "ys"),
    [
        ([-3.2, 0, 100, 200], [0, 20, 40]),
        ([0, 100, 200, 203.1], [0, 20, 40]),
        ([0, 100, 103.5, 200], [0, 20, 40]),
        ([-3, 0, 100, 200, 203], [0, 20, 40]),
        ([0, 100, 200], [0, 20, 23, 40]),
        ([0, 100, 104, 200], [-3.5, 0, 20, 40]),
    ],
)
def test_two_rulings_that_stand_too_close_for_print_are_one(xs: list[float], ys: list[float]) -> None:
    found = without_slivers(filled(xs, ys, WRITTEN))
    assert texts(found) == SQUARE
    assert (found.lattice.column_edges[0], found.lattice.column_edges[-1]) == (xs[0], xs[-1])
    assert (found.lattice.row_edges[0], found.lattice.row_edges[-1]) == (ys[0], ys[-1])


@pytest.mark.parametrize("gaps", [1, 2])
def test_cells_that_span_a_ruling_seen_twice_keep_their_text(gaps: int) -> None:
    ys = [0.0, 20.0, 40.0, 60.0]
    written = {(20.0, 10.0): "合计", (20.0, 50.0): "202", (150.0, 50.0): "外交"}
    found = without_slivers(filled([0, 100, 103.5, 200], ys, written, gaps))
    assert found.lattice.column_count == 2
    assert texts(found)[0][0] == "合计"
    assert texts(found)[2] == ["202", "外交"]


def test_a_narrow_column_with_print_stays() -> None:
    written = {**WRITTEN, (101.0, 30.0): "1"}
    assert without_slivers(filled([0, 100, 104, 200], [0, 20, 40], written)).lattice.column_count == 3


def test_a_blank_column_that_a_character_fits_into_stays() -> None:
    assert without_slivers(filled([0, 100, 112, 200], [0, 20, 40], WRITTEN)).lattice.column_count == 3
