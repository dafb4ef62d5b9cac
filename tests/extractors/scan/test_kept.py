"""Lines with figures are kept for a second look, and found again by the cell that they stand in."""

from __future__ import annotations

import numpy as np
import pytest

from mingzhang.extractors.scan.cells import Snippet
from mingzhang.extractors.scan.kept import Kept, KeptLine, prints_figure
from mingzhang.models.records.geometry import Box


def kept_line(x0: float, y0: float, x1: float, text: str) -> KeptLine:
    """A line 12 points high of a picture with two pixels a point, its crop with a margin of four pixels."""
    box = round(2 * x0), round(2 * y0), round(2 * x1), round(2 * y0) + 24
    crop = np.full((32, box[2] - box[0] + 8), 255, np.uint8)
    snippet = Snippet(0, crop, 0, box, box[0] - 4)
    return KeptLine(Box(x0, y0, x1, y0 + 12), snippet, crop, 24.0, text, (("1.00", 0.1),))


def test_the_lines_of_a_cell_come_from_top_to_bottom_and_those_of_its_neighbours_not() -> None:
    kept = Kept()
    low, high = kept_line(110, 130, 150, "2.00"), kept_line(110, 110, 150, "1.00")
    kept.add(3, [low, high, kept_line(160, 110, 190, "9.00"), kept_line(110, 160, 150, "8.00")])
    assert kept.lines_in(3, Box(100, 100, 155, 150)) == [high, low]
    assert kept.lines_in(2, Box(100, 100, 155, 150)) == []


def test_a_line_read_across_two_cells_is_cut_at_the_side_between_them() -> None:
    kept = Kept()
    kept.add(1, [kept_line(110, 110, 190, "12.00 34.00")])
    (left,), (right,) = (kept.lines_in(1, Box(x, 100, x + 50, 150)) for x in (100, 150))
    assert left.snippet.crop.shape == (32, 88)
    assert right.snippet.crop.shape == (32, 88)
    assert left.box.x1 == right.box.x0 == 150
    assert left.guesses == ()


@pytest.mark.parametrize("text", ["1,234.56", "-3.00", "12.3O", "（126.49）", "0"])
def test_figures_are_kept(text: str) -> None:
    assert prints_figure(text)


@pytest.mark.parametrize("text", ["2026年预算数", "一般公共服务支出", "—", "", "第3页"])
def test_words_are_not(text: str) -> None:
    assert not prints_figure(text)
