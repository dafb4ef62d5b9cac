"""Lines of text outside of grids: parted as the detector sees them, and by upright rulings."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from mingzhang.extractors.scan.ink import glyph_height, pieces_of_rows
from mingzhang.extractors.scan.outside import (
    are_set_solid,
    are_side_by_side,
    by_detected_line,
    cut_lines,
    lines_outside,
    lines_seen,
)

GLYPH, SCALE = 20.0, 2.5
Span = tuple[int, int, int, int]


def drawn(*glyphs: Span) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    ink = np.zeros((200, 900), np.uint8)
    for x0, y0, x1, y1 in glyphs:
        ink[y0:y1, x0:x1] = 255
    return np.array(glyphs, np.int32), ink


def word(x: int, y: int, count: int) -> list[Span]:
    return [(x + 22 * i, y, x + 22 * i + 20, y + 20) for i in range(count)]


def quad(x0: int, y0: int, x1: int, y1: int) -> NDArray[np.float32]:
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32)


def test_a_header_that_wraps_amid_its_neighbours_is_two_lines() -> None:
    left, upper, lower, right = word(10, 52, 4), word(130, 40, 4), word(130, 64, 4), word(250, 52, 4)
    pieces, ink = drawn(*left, *upper, *lower, *right)
    quads = [quad(8, 50, 98, 74), quad(128, 38, 218, 62), quad(128, 62, 218, 86), quad(248, 50, 338, 74)]
    found = lines_outside(pieces, ink, GLYPH, quads)
    assert found == [(130, 40, 216, 60), (10, 52, 96, 72), (250, 52, 336, 72), (130, 64, 216, 84)]


def test_a_ruling_that_is_taller_than_print_parts_a_line() -> None:
    pieces, ink = drawn(*word(10, 50, 8))
    whole, parted = (
        lines_outside(pieces, ink, GLYPH, [quad(8, 48, 188, 72)], [(97.0, top, 97.0, bottom)])
        for top, bottom in ((50.0, 72.0), (20.0, 120.0))
    )
    assert whole == [(10, 50, 184, 70)] and parted == [(10, 50, 96, 70), (98, 50, 184, 70)]


def test_a_glyph_that_the_detector_cut_off_stays_with_its_line_and_one_it_overlooked_stands_alone() -> None:
    pieces, ink = drawn(*word(10, 50, 4), *word(600, 50, 1))
    assert lines_outside(pieces, ink, GLYPH, [quad(30, 48, 98, 72)]) == [(10, 50, 96, 70), (600, 50, 620, 70)]


def test_lines_beside_each_other_are_told_from_a_name_that_wraps() -> None:
    beside = [quad(10, 50, 90, 70), quad(200, 55, 260, 75)]
    below = [quad(10, 50, 90, 70), quad(10, 74, 60, 94)]
    assert are_side_by_side((0, 40, 300, 100), beside)
    assert not are_side_by_side((0, 40, 300, 100), below)
    assert not are_side_by_side((0, 40, 150, 100), beside)


def test_cells_set_solid_that_the_detector_saw_as_one_line_are_two_lines_each() -> None:
    rows = [word(x, y, 4) for y in (40, 58) for x in (10, 120, 230)]
    pieces, ink = drawn(*(glyph for row in rows for glyph in row))
    ink[58:60] = 0
    joined = [(x0, 40, x1, 78) for x0, y0, x1, _ in pieces.tolist() if y0 == 40]
    found = lines_outside(np.array(joined, np.int32), ink, GLYPH, [quad(8, 36, 322, 62), quad(8, 56, 322, 82)])
    assert [(x0, x1, y0 < 50) for x0, y0, x1, _ in found] == [
        (10, 96, True),
        (120, 206, True),
        (230, 316, True),
        (10, 96, False),
        (120, 206, False),
        (230, 316, False),
    ]


def test_lines_half_a_line_apart_tell_how_tall_print_is_by_the_lines_that_the_detector_saw() -> None:
    rows = [(10, y) for y in (40, 66)] + [(120, y) for y in (53, 79)] + [(230, y) for y in (45, 71)]
    pieces, _ = drawn(*(glyph for x, y in rows for glyph in word(x, y, 4)))
    quads = [quad(x - 2, y - 2, x + 90, y + 22) for x, y in rows]
    assert glyph_height([pieces], SCALE) > 2 * GLYPH
    assert glyph_height(by_detected_line(pieces, quads, GLYPH), SCALE) == GLYPH


def test_lines_of_a_cell_that_touch_are_told_from_a_tall_heading() -> None:
    solid = np.array([(10, 40, 30, 78), (32, 40, 52, 78)], np.int32)
    heading = np.array([(10, 40, 48, 78), (52, 40, 90, 78)], np.int32)
    assert are_set_solid(solid, [quad(8, 38, 54, 60), quad(8, 58, 54, 80)], GLYPH)
    assert not are_set_solid(heading, [quad(8, 36, 92, 82)], GLYPH)
    assert not are_set_solid(solid[:0].reshape(0, 4), [], GLYPH)


@pytest.mark.parametrize("count", [2, 3])
def test_a_block_of_lines_is_cut_where_least_ink_is(count: int) -> None:
    _, ink = drawn(*(glyph for number in range(count) for glyph in word(10, 40 + 20 * number, 2)))
    ink[40 : 40 + 20 * count, 20:22] = 255  # a stroke through all of them
    found = cut_lines((10, 40, 52, 40 + 20 * count), ink, GLYPH)
    assert [round((y0 - 40) / 20) for _, y0, _, _ in found] == list(range(count))


def test_one_line_is_not_cut() -> None:
    assert cut_lines((10, 40, 52, 60), drawn(*word(10, 40, 2))[1], GLYPH) == [(10, 40, 52, 60)]


def test_two_lines_of_a_cell_that_touch_and_were_seen_apart_are_two() -> None:
    """Headers of two lines at a low resolution: descending strokes reach into the line below."""
    lines = np.array([(x, y, x + 18, y + 20 + (y == 40)) for y in (40, 60) for x in (10, 32, 54)], np.int32)
    quads = [quad(8, 38, 74, 60), quad(8, 59, 74, 82)]
    assert are_set_solid(lines, quads, GLYPH)
    assert not are_set_solid(lines, [quad(8, 38, 74, 82)], GLYPH), "what was seen as one line is one"
    apart = lines + np.array([[0, 10, 0, 10]]) * (lines[:, 1:2] > 50)
    assert not are_set_solid(apart.astype(np.int32), quads, GLYPH), "white parts them"


@pytest.mark.parametrize(
    ("levels", "seen"),
    [([50], 1), ([50, 72], 2), ([50, 71, 92], 3), ([50, 54], 1)],
    ids=["one", "two", "three", "twice"],
)
def test_lines_below_each_other_that_the_detector_saw_in_a_box_are_counted(levels: list[int], seen: int) -> None:
    quads = [quad(8, level - 14, 98, level + 14) for level in levels] + [quad(200, 30, 300, 60)]
    assert lines_seen((5, 35, 100, 110), quads, GLYPH) == seen


def test_glyphs_of_two_rows_that_grew_together_stand_in_both() -> None:
    grown = (54, 10, 74, 50)  # one glyph of each row
    pieces, ink = drawn(*word(10, 10, 2), grown, *word(76, 30, 1))
    upper, lower = pieces_of_rows(pieces, [(10, 30), (30, 50)], ink, GLYPH)
    assert (54, 10, 74, 30) in map(tuple, upper.tolist())
    assert (54, 30, 74, 50) in map(tuple, lower.tolist())


def test_a_stroke_of_a_pen_through_two_rows_stands_in_one() -> None:
    pieces, ink = drawn(*word(10, 10, 2), *word(10, 30, 2))
    ink[10:50, 60:110] = np.eye(40, 50, dtype=np.uint8) * 255
    pieces = np.vstack([pieces, np.array([(60, 10, 110, 50)], np.int32)])
    rows = pieces_of_rows(pieces, [(10, 30), (30, 50)], ink, GLYPH)
    assert sum(len(row) for row in rows) == len(pieces)


def test_a_glyph_that_grew_into_the_line_below_is_read_once() -> None:
    upper, lower = word(10, 40, 6), word(76, 62, 2)
    grown = (54, 40, 74, 82)  # the third glyph above and the first one below
    pieces, ink = drawn(*upper[:2], *upper[3:], grown, *lower)
    quads = [quad(8, 38, 144, 62), quad(52, 60, 122, 84)]
    found = lines_outside(pieces, ink, GLYPH, quads)
    assert not any(
        one != other and one[0] <= other[0] and one[1] <= other[1] and other[2] <= one[2] and other[3] <= one[3]
        for one in found
        for other in found
    )
