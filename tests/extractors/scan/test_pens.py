"""Strokes of a coloured pen go, the print that they cross stays, and so does coloured print."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from mingzhang.extractors.scan.seal import grey_without_seals
from tests.extractors.scan.pictures import SCALE, Picture, table, written

RED, BLUE, GREEN = (40, 30, 190), (150, 40, 30), (60, 140, 20)


def printed() -> Picture:
    page = table()
    for row in range(6):
        for column in range(4):
            written(page, f"{row * 4 + column}1,234.50", 120 + 250 * column, 190 + 116 * row)
    return page


def penned(colour: tuple[int, int, int], places: list[tuple[int, int]]) -> tuple[Picture, NDArray[np.bool_]]:
    """The printed page in colour with ticks and an underline by a pen, and where these lie."""
    pen = np.full((*printed().shape, 3), 255, np.uint8)
    for x, y in places:
        cv2.polylines(pen, [np.array([(x, y), (x + 14, y + 14), (x + 40, y - 40)], np.int32)], False, colour, 4)
    cv2.line(pen, (370, 432), (540, 428), colour, 4, cv2.LINE_AA)
    page = (cv2.cvtColor(printed(), cv2.COLOR_GRAY2BGR).astype(np.uint16) * pen // 255).astype(np.uint8)
    return page, pen.min(axis=2) < 200


@pytest.mark.parametrize("colour", [RED, BLUE, GREEN])
def test_a_coloured_pen_is_taken_off(colour: tuple[int, int, int]) -> None:
    """Also where it crosses no print: a lone tick is by the same pen."""
    page, where = penned(colour, [(150, 180), (420, 290), (700, 640), (1150, 60)])
    clean = grey_without_seals(page, SCALE)
    paper = where & (cv2.erode(printed(), np.ones((7, 7), np.uint8)) > 240)
    assert np.mean(clean[paper] > 215) > 0.95
    assert np.mean(clean[printed() < 40] < 110) > 0.97


@pytest.mark.parametrize("colour", [RED, BLUE, GREEN])
def test_coloured_print_stays(colour: tuple[int, int, int]) -> None:
    page = cv2.cvtColor(table(), cv2.COLOR_GRAY2BGR)
    for row in range(6):
        cv2.putText(
            page, f"{row}1,234.50", (120, 190 + 116 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, colour, 2, cv2.LINE_AA
        )
    clean = grey_without_seals(page, SCALE)
    assert (clean == cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)).all()


def test_coloured_print_beside_a_pen_of_its_colour_stays() -> None:
    """Where most of a colour stands apart from all print, only what crosses print is a pen's."""
    page, _ = penned(RED, [(150, 180)])
    for row in range(6):
        cv2.putText(page, "TOTAL EXPENDITURE", (370, 135 + 116 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, RED, 2)
    clean = grey_without_seals(page, SCALE)
    red = (page[..., 2] > 150) & (page[..., 0] < 80)
    red[:, :360] = red[400:450] = False
    assert np.mean(clean[red] < 130) > 0.95
