"""Pieces of ink whose middle falls into a cell that they lie around: no print of that cell."""

from __future__ import annotations

import numpy as np
import pytest

from mingzhang.extractors.grids.ruled import lattice_grids
from mingzhang.extractors.scan.ink import Boxes
from mingzhang.extractors.scan.page import REMNANT, _is_around, _sorted_into
from mingzhang.models.records.geometry import Box

CELL = Box(200, 100, 260, 116)


@pytest.mark.parametrize("piece", [(0, 0, 595, 420), (130, 80, 340, 140), (60, 40, 400, 176)],
                         ids=["edge of the page", "ring", "frame"])  # fmt: skip
@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_what_lies_around_a_cell(piece: tuple[int, int, int, int], scale: float) -> None:
    left, top, right, bottom = (round(value * scale) for value in piece)
    assert _is_around((left, top, right, bottom), CELL, scale)


@pytest.mark.parametrize(
    "piece",
    [(190, 98, 275, 118), (195, 60, 265, 160), (100, 104, 360, 112), (222, 102, 238, 114), (190, 80, 400, 160)],
    ids=["print over the sides", "stroke", "line of print", "sign", "from one side"],
)
def test_what_may_be_print_of_it(piece: tuple[int, int, int, int]) -> None:
    assert not _is_around(piece, CELL, 1.0)


def test_the_dark_edge_of_a_picture_is_in_no_cell() -> None:
    ys, xs = range(100, 261, 20), range(100, 501, 100)
    (lattice,) = lattice_grids([(100, y, 500, y) for y in ys], [(x, 100, x, 260) for x in xs])
    pieces: Boxes = np.array([(0, 0, 600, 360), (310, 184, 330, 196)], np.int32)
    groups = _sorted_into(pieces, [lattice], 1.0)
    assert groups.pop(REMNANT).tolist() == [[0, 0, 600, 360]]
    assert [some.tolist() for some in groups.values()] == [[[310, 184, 330, 196]]]
