"""Lost rulings are looked for only where the traced ones leave a question."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from mingzhang.extractors.scan.rulings import PixelLine, Traced
from mingzhang.extractors.scan.strokes import TextBox
from mingzhang.extractors.scan.whole import is_explained, is_whole

XS, YS = (50.0, 200.0, 300.0, 400.0), tuple(100.0 + 20 * n for n in range(7))
CAPTION = ((200.0, 60.0, 330.0, 72.0), (50.0, 80.0, 120.0, 90.0), (340.0, 80.0, 400.0, 90.0))


def texts(xs: tuple[float, ...] = XS, ys: tuple[float, ...] = YS) -> list[TextBox]:
    cells = [(x0 + 4, y0 + 4, x1 - 8, y1 - 4) for y0, y1 in pairwise(ys) for x0, x1 in pairwise(xs)]
    return [*CAPTION, *cells]


def traced(xs: tuple[float, ...] = XS, ys: tuple[float, ...] = YS, gaps: tuple[PixelLine, ...] = ()) -> Traced:
    """A full grid, less some pieces of upright rulings."""
    across = tuple((xs[0], y, xs[-1], y) for y in ys)
    down = [(x, y0, x, y1) for x in xs for y0, y1 in pairwise(ys)]
    return Traced(across, tuple(piece for piece in down if piece not in gaps), np.zeros((300, 450), np.uint8))


def test_a_full_grid_with_a_line_in_each_cell_leaves_no_question() -> None:
    assert is_whole(traced(), texts(), 1.0)


def test_a_name_in_two_lines_and_a_text_page_leave_none_either() -> None:
    name = (54.0, 141.0, 150.0, 149.0), (54.0, 150.0, 100.0, 158.0)
    assert is_whole(traced(), [one for one in texts() if one[:2] != (54.0, 144.0)] + [*name], 1.0)
    prose = [(50.0, 100.0 + 15 * n, 400.0, 110.0 + 15 * n) for n in range(20)]
    assert is_whole(Traced((), (), np.zeros((500, 450), np.uint8)), prose, 1.0)


def test_a_column_or_a_row_of_two_asks_for_the_ruling_between() -> None:
    assert not is_whole(traced(xs=(50.0, 200.0, 400.0)), texts(), 1.0)
    assert not is_whole(traced(ys=tuple(y for y in YS if y != 180.0)), texts(), 1.0)


def test_a_ruling_that_lacks_a_piece_beneath_the_header_asks_for_it() -> None:
    assert not is_whole(traced(gaps=((300.0, 180.0, 300.0, 200.0),)), texts(), 1.0)


def test_rows_of_text_beneath_the_last_ruling_ask_for_theirs() -> None:
    assert not is_whole(traced(ys=YS[:5]), texts(), 1.0)
    assert not is_whole(Traced((), (), np.zeros((300, 450), np.uint8)), texts(), 1.0)


def page() -> np.ndarray:
    """White, with dark print in each line of text and a black ruling wherever `traced` has one."""
    grey = np.full((300, 450), 255, np.uint8)
    for x0, y0, x1, y1 in texts():
        grey[round(y0) : round(y1), round(x0) : round(x1) : 3] = 40
    mask = ruled().mask
    grey[mask > 0] = 60
    return grey


def ruled() -> Traced:
    full = traced()
    mask = np.zeros((300, 450), np.uint8)
    for x0, y0, x1, y1 in (*full.horizontal, *full.vertical):
        mask[round(y0) : round(y1) + 1, round(x0) : round(x1) + 1] = 1
    return Traced(full.horizontal, full.vertical, mask)


def test_print_and_rulings_explain_a_clean_page_and_a_noisy_one() -> None:
    assert is_explained(page(), ruled(), texts(), 1.0)
    noise = np.random.default_rng(0).random(page().shape) < 0.02
    assert is_explained(np.where(noise, np.uint8(120), page()), ruled(), texts(), 1.0)


@pytest.mark.parametrize("kind", ["a pale watermark across", "the stroke of a pen", "a grey seal below the table"])
def test_ink_that_is_neither_asks_for_a_closer_look(kind: str) -> None:
    grey = page()
    if kind == "a pale watermark across":
        cv2.putText(grey, "DRAFT", (60, 230), cv2.FONT_HERSHEY_SIMPLEX, 4, (215,), 12)
    elif kind == "the stroke of a pen":
        cv2.line(grey, (60, 235), (200, 250), (30,), 3)
    else:
        cv2.circle(grey, (350, 250), 35, (170,), 4)
    assert not is_explained(grey, ruled(), texts(), 1.0)
