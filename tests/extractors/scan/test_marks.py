"""What is too tall for print is none: the shadow of a spine, a sheet's edge; a heading is as tall as its line."""

from __future__ import annotations

import numpy as np
import pytest

from mingzhang.extractors.scan.marks import (
    text_field,
    without_dashes,
    without_flat_lines,
    without_rests,
    without_rests_of_sides,
    without_shadows,
)
from mingzhang.extractors.scan.outside import are_set_solid

GLYPH = 20.0
LINES = np.array([[100, 100, 118, 120], [300, 100, 318, 120], [120, 400, 140, 420]], np.int32)


def quad(x0: float, y0: float, x1: float, y1: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)


@pytest.mark.parametrize(
    "shadow", [(1200, 0, 1300, 900), (0, 50, 8, 700), (0, 300, 1300, 420)], ids=["spine", "edge", "desk"]
)
def test_a_shadow_is_no_print(shadow: tuple[int, int, int, int]) -> None:
    pieces = np.vstack([LINES, np.array([shadow], np.int32)])
    quads = [quad(100, 98, 320, 122), quad(118, 398, 142, 422)]
    assert without_shadows(pieces, quads, GLYPH).tolist() == LINES.tolist()


def test_a_heading_is_print() -> None:
    pieces = np.vstack([LINES, np.array([[400, 20, 470, 90]], np.int32)])
    assert len(without_shadows(pieces, [quad(390, 18, 800, 94)], GLYPH)) == 4


def test_a_page_without_pieces_has_none() -> None:
    assert not len(without_shadows(np.zeros((0, 4), np.int32), [], GLYPH))


@pytest.mark.parametrize(
    ("rest", "stays"),
    [((200, 50, 300, 54), False), ((200, 10, 203, 90), False), ((200, 50, 238, 54), True), ((200, 50, 203, 70), True)],
    ids=["ruling across", "ruling upright", "dash", "one"],
)
def test_where_no_text_was_seen_a_dash_stays_and_the_rest_of_a_ruling_does_not(
    rest: tuple[int, int, int, int], stays: bool
) -> None:
    field = text_field([], (1000, 1400), GLYPH)
    assert len(without_rests(np.array([rest], np.int32), field, GLYPH)) == stays


@pytest.mark.parametrize(
    ("pieces", "left"),
    [
        ([(200, 103, 260, 106)], 0),
        ([(200, 155, 230, 158), (240, 155, 260, 157)], 0),
        ([(200, 128, 220, 132)], 1),
        ([(200, 110, 216, 130)], 1),
        ([(200, 112, 216, 114), (198, 127, 218, 130)], 2),
        ([(200, 103, 260, 106), (300, 120, 316, 140)], 1),
        ([(220, 103, 240, 106), (200, 96, 216, 116)], 2),
    ],
    ids=["above", "below", "dash", "figure", "two strokes of a character", "above print", "dash beside print"],
)
def test_a_stroke_beside_a_side_of_its_cell_is_no_dash(pieces: list[tuple[int, int, int, int]], left: int) -> None:
    assert len(without_rests_of_sides(np.array(pieces, np.int32), 100, 160, GLYPH)) == left


@pytest.mark.parametrize(
    ("flat", "stays"),
    [((100, 26, 112, 30), False), ((100, 8, 130, 12), True), ((100, 40, 130, 44), True)],
    ids=["rest of the edge above a line", "dash on a level of print", "dash in a row of its own"],
)
def test_the_rest_of_a_ruling_is_no_line(flat: tuple[int, int, int, int], stays: bool) -> None:
    line = (10, 0, 90, 20)
    assert (flat in without_flat_lines([line, flat], GLYPH)) is stays


def test_strokes_of_lines_set_solid_are_print() -> None:
    pieces = np.vstack([LINES, np.array([[400, 20, 420, 82]], np.int32)])
    quads = [quad(390, 18, 480, 42), quad(390, 38, 480, 62), quad(390, 58, 480, 84)]
    assert len(without_shadows(pieces, quads, GLYPH)) == 4
    assert len(without_shadows(pieces, [quad(405, 18, 480, 42)], GLYPH)) == 3


def test_a_dashed_ruling_is_no_print_and_dashes_amid_print_are() -> None:
    dashes = np.array([[100 + 30 * n, 60, 116 + 30 * n, 63] for n in range(4)], np.int32)
    assert without_dashes(np.vstack([LINES, dashes]), GLYPH).tolist() == LINES.tolist()
    beside = np.array([[100 + 30 * n, 60, 116 + 30 * n, 63] for n in range(2)], np.int32)
    assert len(without_dashes(beside, GLYPH)) == 2
    amid = np.vstack([dashes, [[100 + 30 * n + 17, 50, 100 + 30 * n + 29, 72] for n in range(4)]]).astype(np.int32)
    assert len(without_dashes(amid, GLYPH)) == 8


@pytest.mark.parametrize(
    ("pieces", "kept"),
    [
        ([(400, 106, 416, 108), (400, 112, 416, 114)], 2),
        ([(400, 106, 416, 112)], 1),
        ([(400, 106, 416, 108)], 0),
        ([(400, 106, 416, 108), (400, 112, 450, 114)], 0),
        ([(400, 106, 416, 108), (400, 112, 416, 114), (430, 106, 446, 108)], 0),
    ],
    ids=["two bars", "both in one", "one stroke", "of other length", "dashed"],
)
def test_an_equals_sign_that_the_detector_overlooked_is_print(
    pieces: list[tuple[int, int, int, int]], kept: int
) -> None:
    field = text_field([quad(100, 98, 320, 122)], (500, 600), GLYPH)
    some = np.vstack([LINES[:2], np.array(pieces, np.int32)])
    assert len(without_rests(some, field, GLYPH)) == 2 + kept


@pytest.mark.parametrize("rest", [(96, 90, 99, 150), (150, 80, 154, 112), (240, 96, 243, 128)])
def test_what_is_slim_and_taller_than_its_line_is_the_rest_of_a_ruling(rest: tuple[int, int, int, int]) -> None:
    """Beside a code it would reach into the line below, and both be taken for lines set solid."""
    digits = np.array([[x, y, x + 11, y + 18] for y in (102, 126) for x in range(102, 230, 14)], np.int32)
    quads = [quad(98, 100, 245, 122), quad(98, 124, 245, 146)]
    pieces = np.vstack([digits, np.array([rest], np.int32)])
    field = text_field(quads, (300, 400), GLYPH)
    assert without_rests(pieces, field, GLYPH).tolist() == digits.tolist()
    assert not are_set_solid(without_rests(pieces, field, GLYPH), quads, GLYPH)


@pytest.mark.parametrize("stroke", [(150, 100, 153, 120), (150, 98, 154, 124), (150, 90, 160, 130)])
def test_strokes_of_a_lines_height_and_broad_ones_stay(stroke: tuple[int, int, int, int]) -> None:
    pieces = np.vstack([LINES, np.array([stroke], np.int32)])
    assert len(without_rests(pieces, text_field([quad(98, 98, 320, 122)], (500, 500), GLYPH), GLYPH)) == 4
