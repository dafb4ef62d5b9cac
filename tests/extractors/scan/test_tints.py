"""Rows on tinted bands with white rulings between their cells: drawn here, read as the ruled tables that they are."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from mingzhang.extractors.grids.ruled import lattice_grids
from mingzhang.extractors.scan.rulings import in_points, trace_rulings
from mingzhang.extractors.scan.tints import without_tints
from tests.extractors.scan.pictures import SCALE, Picture, noisy, paper, written

X, ROW, TOP = (150, 420, 700, 980, 1250), 70, 200


def banded(rows: int, header: int, band: int, white: int, lean: float = 0.0) -> Picture:
    """A table of so many rows, a header and every other one on a band, parted by white rulings `white` pixels wide."""
    page = paper(1400, 1300, 250)
    for row in range(rows):
        y = TOP + row * ROW
        if row == 0 or row % 2:
            page[y : y + ROW, X[0] : X[-1]] = header if row == 0 else band
            page[y : y + white, X[0] : X[-1]] = 250
            for x in X[1:-1]:
                page[y : y + ROW, x - white // 2 : x - white // 2 + white] = 250
        for column, x in enumerate(X[:-1]):
            written(page, f"{row * 91 + column * 37}.50", x + 60, y + 46)
    if lean:
        turn = cv2.getRotationMatrix2D((700, 650), lean, 1)
        page = np.asarray(cv2.warpAffine(page, turn, (1400, 1300), borderValue=(250,)), np.uint8)
    return noisy(page, 2)


def cells(page: Picture) -> tuple[int, int, int]:
    """Rows, columns and cells of the one table that is traced."""
    traced = trace_rulings(page, SCALE)
    (lattice,) = lattice_grids(*(in_points(lines, SCALE) for lines in (traced.horizontal, traced.vertical)))
    return lattice.row_count, lattice.column_count, len(lattice.cells)


@pytest.mark.parametrize(
    ("rows", "header", "band", "white"), [(10, 185, 225, 5), (9, 210, 232, 3), (12, 170, 215, 6), (8, 200, 200, 4)]
)
def test_rows_on_bands_are_ruled_the_white_ones_and_the_last_too(rows: int, header: int, band: int, white: int) -> None:
    page = without_tints(banded(rows, header, band, white), SCALE)
    assert cells(page) == (rows, 4, 4 * rows)


@pytest.mark.parametrize("lean", [-0.4, 0.6])
def test_so_are_they_where_the_page_leans(lean: float) -> None:
    page = without_tints(banded(10, 190, 225, 5, lean), SCALE)
    assert cells(page) == (10, 4, 40)


@pytest.mark.parametrize("band", [170, 215, 235])
def test_print_on_bands_is_as_dark_as_on_paper(band: int) -> None:
    page = banded(10, band, band, 4)
    plain = without_tints(page, SCALE)
    row = np.s_[TOP + ROW + 15 : TOP + 2 * ROW - 15, X[0] + 40 : X[1] - 20]
    assert np.median(plain[row]) > 240
    assert plain[row].min() < 40


@pytest.mark.parametrize("depth", [25, 60, 90])
def test_a_shadow_that_fades_is_no_band(depth: int) -> None:
    page = banded(10, 250, 250, 1).astype(np.float32)
    page[:, :300] -= np.linspace(depth, 0, 300)[None, :]
    shaded = np.clip(page, 0, 255).astype(np.uint8)
    assert np.array_equal(without_tints(shaded, SCALE), shaded)
