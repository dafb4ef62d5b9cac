"""Photographed sheets."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from mingzhang.extractors.grids.ruled import lattice_grids
from mingzhang.extractors.scan.light import even_light, grey_of
from mingzhang.extractors.scan.perspective import keystone_of, sheet_of, warped
from mingzhang.extractors.scan.preparing import evened
from mingzhang.extractors.scan.rulings import find_rulings, in_points
from tests.extractors.scan.pictures import SCALE, noisy, paper, table, written


def photograph(sheet: np.ndarray, ground: int = 80) -> np.ndarray:
    height, width = sheet.shape
    corners = np.array([[130, 90], [width + 70, 150], [width + 120, height + 60], [60, height + 130]], np.float32)
    matrix = cv2.getPerspectiveTransform(
        np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32), corners
    )
    size = (width + 220, height + 220)
    seen = cv2.warpPerspective(sheet, matrix, size, flags=cv2.INTER_CUBIC)
    on = cv2.warpPerspective(np.full_like(sheet, 255), matrix, size) > 0
    light = np.linspace(1.0, 0.6, size[0])[None, :]
    picture = np.where(on, seen * light, ground).astype(np.uint8)
    return cv2.cvtColor(noisy(picture, 4), cv2.COLOR_GRAY2BGR)


def test_a_photographed_table_becomes_a_grid_again() -> None:
    sheet = sheet_of(photograph(table(1500, 1100)))
    assert sheet is not None
    assert abs(sheet.shape[1] - 1500) < 120 and abs(sheet.shape[0] - 1100) < 120
    grey = even_light(grey_of(sheet), SCALE)
    keystone = keystone_of(grey, SCALE, of_photograph=True)
    across, down = find_rulings(grey if keystone is None else warped(grey, keystone), SCALE)
    grids = lattice_grids(in_points(tuple(across), SCALE), in_points(tuple(down), SCALE))
    assert [(grid.row_count, grid.column_count, len(grid.cells)) for grid in grids] == [(6, 4, 24)]


def test_a_picture_that_is_all_paper_holds_no_sheet() -> None:
    scan = cv2.cvtColor(noisy(written(paper(1000, 1400), "text", 100, 100), 6), cv2.COLOR_GRAY2BGR)
    assert sheet_of(scan) is None


def test_parallel_lines_need_no_keystone() -> None:
    assert keystone_of(noisy(table(1500, 1100), 5), SCALE, of_photograph=True) is None


def leaning(grey: np.ndarray, top: float, bottom: float) -> np.ndarray:
    """A scan of even light whose sheet is narrower by some share of its width at the top or at the bottom."""
    height, width = grey.shape
    sheet = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[top, 0], [1 - top, 0], [1 - bottom, 1], [bottom, 1]], np.float32) * [width, height]
    matrix = cv2.getPerspectiveTransform(sheet, seen.astype(np.float32))
    return cv2.warpPerspective(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255,))


@pytest.mark.parametrize(
    ("rows", "top", "bottom"), [(6, 0.03, 0.0), (6, 0.0, 0.02), (24, 0.03, 0.0)], ids=["top", "bottom", "short cells"]
)
def test_a_keystoned_scan_of_even_light_has_the_columns_of_its_table(rows: int, top: float, bottom: float) -> None:
    printed = table(1500, 1700, rows, 4)
    for row in range(rows):  # print of a usual size crosses nothing and leans nowhere
        written(printed, "12.50", 500, round(100 + (row + 0.7) * 1500 / rows))
    scan = noisy(leaning(printed, top, bottom), 4)
    grey = evened(cv2.cvtColor(scan, cv2.COLOR_GRAY2BGR), SCALE)
    across, down = find_rulings(grey, SCALE)
    grids = lattice_grids(in_points(tuple(across), SCALE), in_points(tuple(down), SCALE))
    assert [(grid.row_count, grid.column_count, len(grid.cells)) for grid in grids] == [(rows, 4, 4 * rows)]


@pytest.mark.parametrize("share", [0.0, 0.002, 0.004])
def test_a_scan_of_even_light_that_leans_hardly_is_left_as_it_is(share: float) -> None:
    scan = noisy(leaning(table(1500, 1700, 24, 4), share, 0.0), 4)
    assert keystone_of(scan, SCALE, of_photograph=False) is None


def test_strokes_of_a_title_tell_of_no_keystone() -> None:
    picture = paper(1500, 1700)
    for y in (300, 360, 1500):
        cv2.line(picture, (100, y), (1400, y), 20, 3)
    for x, lean in ((200, 3), (600, 0), (900, -2), (1300, -3)):
        cv2.line(picture, (x, 150), (x + lean, 195), 20, 4)
    assert keystone_of(noisy(picture, 4), SCALE, of_photograph=False) is None


def test_strokes_of_print_between_upright_rulings_tell_no_keystone() -> None:
    chance = np.random.default_rng(3)
    page = paper(1100, 1500)
    for x in (150, 400, 700, 950):
        cv2.line(page, (x, 100), (x, 1400), (30,), 2)
    for y in range(140, 1400, 90):
        lean = int(chance.integers(-3, 4))
        cv2.line(page, (170, y), (235, y + lean), (30,), 2)
    assert keystone_of(page, SCALE, of_photograph=False) is None
