"""Rulings: faint, broken, touched by glyphs; and what must not count as one."""

from __future__ import annotations

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest

from mingzhang.extractors.grids.ruled import lattice_grids
from mingzhang.extractors.scan.ink import ink_of
from mingzhang.extractors.scan.light import even_light
from mingzhang.extractors.scan.rulings import find_rulings, in_points, trace_rulings
from mingzhang.extractors.scan.seal import grey_without_seals
from mingzhang.extractors.scan.upright import skew_of, straightened
from mingzhang.extractors.scan.watermark import lift_watermark
from samples.render_scan import Scan, scanned
from tests.extractors.scan.pictures import SCALE, noisy, paper, sample_page, table, written
from tests.support.drawing import Sheet, pdf


def shape(picture: np.ndarray) -> list[tuple[int, int, int]]:
    across, down = (tuple(lines) for lines in find_rulings(picture, SCALE))
    grids = lattice_grids(in_points(across, SCALE), in_points(down, SCALE))
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


def test_a_name_repeated_down_the_rows_draws_no_wall() -> None:
    picture = table()
    for y in range(100, 800, 117):
        # Two characters one below the other, each with an upright stroke at the same place, paper before every wall.
        cv2.line(picture, (470, y + 14), (470, y + 54), 60, 4)
        cv2.line(picture, (470, y + 64), (470, y + 102), 60, 4)
    assert shape(picture) == [(6, 4, 24)]


@pytest.mark.parametrize(("shift", "size"), [(-1.0, 7.5), (0.0, 6.5), (1.0, 7.5)])
def test_codes_one_below_the_other_do_not_hide_the_walls_between_them(shift: float, size: float) -> None:
    """Procurement tables of Xi'an print narrow columns of 类 and 款: the digits hang neighbouring walls together."""
    rows = [("310", "02", "503", "06", "6,000.00")] * 36
    sheet = Sheet(400, 420).table(30, 20, (15.5, 9.7, 15.5, 9.7, 180), rows, 9.8)
    sheet.texts = [(x + (shift if len(text) == 2 else 0), y + 2.5, text, size) for x, y, text, _ in sheet.texts]
    with pdfium.PdfDocument(pdf(sheet)) as document:
        drawn = document[0].render(scale=SCALE).to_pil().convert("RGB")
    assert shape(scanned(np.asarray(drawn), Scan(noise=2.0, blur=0.7), seed=1)) == [(36, 5, 180)]


def test_a_bold_heading_is_no_table() -> None:
    """The strokes of one line of bold type made a table of one row, whose walls were then taken out of the letters."""
    grey = even_light(grey_without_seals(sample_page("budget_2025_scan.pdf", 11), SCALE), SCALE)
    grey, _ = lift_watermark(grey, SCALE)
    assert shape(straightened(grey, skew_of(ink_of(grey)))) == []
