"""Pale print taken for foreign ink is told by its lines going away; the back's print and tilted words tell nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from mingzhang.extractors.scan.layers import Quad
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.page import _is_dot
from mingzhang.extractors.scan.vanished import print_is_lost
from tests.extractors.scan.pictures import SCALE, paper, written

Reading = tuple[str, float]


class Scripted:
    """Reads each line as the script says, first with foreign ink, then without."""

    def __init__(self, *readings: Reading) -> None:
        self.readings = list(readings)
        self.counts: list[int] = []

    def read(self, crops: Sequence[Picture]) -> list[Reading]:
        self.counts.append(len(crops))
        return [self.readings[len(self.counts) - 1]] * len(crops)


def page(count: int, lean: float = 0.0) -> tuple[Picture, list[Quad]]:
    """Lines of print, and quads around them whose right ends lie lower by a share of their length."""
    grey, quads = paper(900, 60 * count + 60), []
    for row in range(count):
        top = 40 + 60 * row
        written(grey, "1234567.80", 60, top + 30, 1.0)
        fall = 260 * lean
        quads.append(np.array([[50, top], [310, top + fall], [310, top + 40 + fall], [50, top + 40]], np.float32))
    return grey, quads


def lost(count: int, before: Reading, after: Reading, lean: float = 0.0, lifted: bool = True) -> bool:
    grey, quads = page(count, lean)
    where = np.full_like(grey, 255 if lifted else 0)
    reader = Scripted(before, after)
    return print_is_lost(grey, np.full_like(grey, 255), where, quads, reader)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after"),
    [(("减排量", 0.97), ("", 0.0)), (("1,234.50", 0.99), ("1.234.50", 0.7)), (("合计", 0.9), ("含", 0.4))],
)
def test_lines_that_read_worse_were_print(before: Reading, after: Reading) -> None:
    assert lost(6, before, after)


@pytest.mark.parametrize(
    ("before", "after"), [(("合计", 0.97), ("合计", 0.95)), (("景合", 0.5), ("", 0.0)), (("一", 0.95), ("", 0.0))]
)
def test_lines_that_read_as_well_or_never_did_tell_nothing(before: Reading, after: Reading) -> None:
    assert not lost(6, before, after)


def test_few_tilted_and_untouched_lines_tell_nothing() -> None:
    assert not lost(2, ("合计", 0.97), ("", 0.0))
    assert not lost(6, ("内部", 0.97), ("", 0.0), lean=0.3)
    assert not lost(6, ("合计", 0.97), ("", 0.0), lifted=False)


WALL = (200.0, 50.0, 202.0, 400.0)


@pytest.mark.parametrize("dot", [(197, 100, 205, 112), (198, 60, 204, 90), (199, 390, 203, 396)])
def test_dots_that_an_upright_ruling_runs_through_are_its_own(dot: tuple[int, int, int, int]) -> None:
    assert _is_dot(dot, [WALL], SCALE)


@pytest.mark.parametrize("glyph", [(190, 100, 210, 120), (204, 100, 211, 120), (197, 420, 205, 430)])
def test_print_beside_a_ruling_is_none(glyph: tuple[int, int, int, int]) -> None:
    assert not _is_dot(glyph, [WALL], SCALE)
