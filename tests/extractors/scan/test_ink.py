"""Ink: specks and points, lines of text, the parts of one glyph."""

from __future__ import annotations

import cv2
import numpy as np

from mingzhang.extractors.scan.ink import inked, line_boxes, pieces_of, text_rows
from tests.extractors.scan.pictures import SCALE, noisy, paper, written


def test_the_part_of_a_page_that_has_ink_holds_all_of_it_and_no_wide_margin() -> None:
    picture = noisy(paper(1200, 900), 4)
    picture[300:305, 200:900] = 190
    picture[700:712, 640:652] = 0
    rows, columns = inked(picture, SCALE)
    margin = 20 * SCALE
    assert 300 - margin < rows.start < 300 - 10 and 712 + 10 < rows.stop < 712 + margin
    assert 200 - margin < columns.start < 200 - 10 and 900 + 10 < columns.stop < 900 + margin


def test_a_blank_page_is_looked_at_whole() -> None:
    rows, columns = inked(paper(600, 400), SCALE)
    assert (rows.start, rows.stop, columns.start, columns.stop) == (0, 400, 0, 600)


def test_noise_and_specks_are_no_ink() -> None:
    picture = noisy(paper(600, 400), 10)
    picture[100:102, 200:202] = 0
    _, boxes = pieces_of(picture, SCALE)
    assert len(boxes) == 0


def test_a_decimal_point_beside_figures_is_ink() -> None:
    picture = written(paper(600, 200), "12", 100, 120)
    picture[117:121, 145:149] = 0
    _, boxes = pieces_of(picture, SCALE)
    assert any(141 < box[0] <= 145 and box[2] < 154 and box[3] - box[1] <= 8 for box in boxes)


def test_a_pale_thin_stroke_is_ink() -> None:
    picture = noisy(paper(600, 200), 4)
    picture[100:102, 300:330] = 185
    _, boxes = pieces_of(picture, SCALE)
    assert len(boxes) == 1 and boxes[0][2] - boxes[0][0] >= 28


def test_two_bars_are_one_glyph_and_two_lines_are_two() -> None:
    picture = paper(400, 400)
    cv2.line(picture, (105, 100), (122, 100), 0, 3)
    cv2.line(picture, (100, 120), (127, 120), 0, 3)
    ink, boxes = pieces_of(picture, SCALE)
    assert len(text_rows(boxes, ink, 28)) == 1
    written(written(picture, "first", 100, 220), "second", 100, 256)
    ink, boxes = pieces_of(picture[180:], SCALE)
    assert len(text_rows(boxes, ink, 24)) == 2


def test_lines_that_touch_are_parted() -> None:
    picture = written(written(paper(500, 200), "HEHEHE", 60, 80), "HEHEHE", 60, 109)
    cv2.line(picture, (70, 60), (70, 109), 10, 2)
    ink, boxes = pieces_of(picture, SCALE)
    assert len(text_rows(boxes, ink, 22)) == 2


def test_columns_far_apart_are_lines_of_their_own() -> None:
    picture = written(written(paper(1200, 200), "left side", 60, 80), "right side", 800, 80)
    ink, boxes = pieces_of(picture, SCALE)
    found = line_boxes(boxes, ink, 24)
    assert len(found) == 2 and found[0][2] < 500 < found[1][0]
    assert np.array_equal(sorted(found), found)
