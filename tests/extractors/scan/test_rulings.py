"""Rulings: faint, broken, touched by glyphs; and what must not count as one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extractors.lattice import lattice_grids
from extractors.scan.page import _in_points
from extractors.scan.rulings import find_rulings, trace_rulings
from tests.extractors.scan.pictures import SCALE, noisy, paper, table, written


def shape(picture: np.ndarray) -> list[tuple[int, int, int]]:
    across, down = (tuple(lines) for lines in find_rulings(picture, SCALE))
    grids = lattice_grids(_in_points(across, SCALE), _in_points(down, SCALE))
    return [(grid.row_count, grid.column_count, len(grid.cells)) for grid in grids]


@pytest.mark.parametrize(("tone", "noise"), [(20, 0.0), (20, 12.0), (205, 0.0), (215, 6.0)])
def test_dark_and_faint_tables_are_found_in_noise(tone: int, noise: float) -> None:
    assert shape(noisy(table(tone=tone), noise)) == [(6, 4, 24)]


def test_a_broken_table_is_whole() -> None:
    picture = table()
    for x in range(130, 1100, 90):
        picture[:, x : x + 9] = 255
    for y in range(130, 800, 90):
        picture[y : y + 9, :] = 255
    assert shape(picture) == [(6, 4, 24)]


def test_an_empty_page_has_no_rulings() -> None:
    assert find_rulings(noisy(paper(800, 800), 10), SCALE) == ([], [])


def test_a_row_of_dashes_and_a_column_of_strokes_are_no_rulings() -> None:
    picture = table()
    for y in range(120, 780, 45):
        cv2.line(picture, (240, y), (240, y + 24), 10, 3)
    for x in range(500, 660, 50):
        cv2.line(picture, (x, 160), (x + 28, 160), 10, 3)
    assert shape(picture) == [(6, 4, 24)]


def test_a_wall_between_two_cells_of_one_row_counts() -> None:
    picture = table(columns=1)
    cv2.line(picture, (600, 100), (600, 217), 20, 3)
    assert shape(picture) == [(6, 2, 7)]


def test_figures_that_touch_a_ruling_keep_their_ink() -> None:
    picture = table()
    for y in range(170, 800, 117):
        written(picture, "888.88", 243, y)
    traced = trace_rulings(picture, SCALE)
    assert len(traced.vertical) == 5 and len(traced.horizontal) == 7
    glyphs = cv2.subtract(table(tone=255), picture) > 100
    glyphs[table() < 100] = False
    assert np.mean(traced.mask[glyphs]) < 0.06


def test_a_dash_in_a_cell_is_not_erased() -> None:
    picture = table()
    cv2.line(picture, (200, 160), (232, 160), 10, 3)
    assert not trace_rulings(picture, SCALE).mask[158:163, 200:233].any()
