"""Photographed sheets."""

from __future__ import annotations

import cv2
import numpy as np

from mingzhang.extractors.grids.ruled import lattice_grids
from mingzhang.extractors.scan.light import even_light, grey_of
from mingzhang.extractors.scan.page import _in_points
from mingzhang.extractors.scan.perspective import keystone_of, sheet_of, warped
from mingzhang.extractors.scan.rulings import find_rulings
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
    keystone = keystone_of(grey, SCALE)
    across, down = find_rulings(grey if keystone is None else warped(grey, keystone), SCALE)
    grids = lattice_grids(_in_points(tuple(across), SCALE), _in_points(tuple(down), SCALE))
    assert [(grid.row_count, grid.column_count, len(grid.cells)) for grid in grids] == [(6, 4, 24)]


def test_a_picture_that_is_all_paper_holds_no_sheet() -> None:
    scan = cv2.cvtColor(noisy(written(paper(1000, 1400), "text", 100, 100), 6), cv2.COLOR_GRAY2BGR)
    assert sheet_of(scan) is None


def test_parallel_lines_need_no_keystone() -> None:
    assert keystone_of(noisy(table(1500, 1100), 5), SCALE) is None
