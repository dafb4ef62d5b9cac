"""Pages of tiny print and dithered faxes are made like usual pages before they are read."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from mingzhang.extractors.scan.layers import layers_of
from mingzhang.extractors.scan.light import without_screen
from mingzhang.extractors.scan.page import resized
from mingzhang.extractors.scan.preparing import MOST_ENLARGED, enlargement
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Page, TextLine, TextSource

SCALE = 200 / 72


def quads(height: float) -> list[np.ndarray]:
    box = np.array([[0, 0], [100, 0], [100, height], [0, height]], np.float32)
    return [box + 40 * number for number in range(12)]


@pytest.mark.parametrize(("points", "wanted"), [(11.0, 1.0), (9.0, 1.0), (7.0, 11 / 7), (4.0, MOST_ENLARGED)])
def test_only_tiny_print_is_enlarged(points: float, wanted: float) -> None:
    assert enlargement(quads(points * SCALE), SCALE) == pytest.approx(wanted, abs=0.02)


def test_few_lines_tell_nothing_of_the_print() -> None:
    assert enlargement(quads(5.0)[:3], SCALE) == 1.0


def test_an_enlarged_page_is_given_back_in_its_own_points() -> None:
    page = Page(1, 200.0, 100.0, TextSource.OCR, (TextLine("甲", Box(20.0, 10.0, 40.0, 30.0), 1.0),))
    small = resized(page, 0.5)
    assert (small.width, small.height, small.lines[0].box) == (100.0, 50.0, Box(10.0, 5.0, 20.0, 15.0))


def sheet() -> np.ndarray:
    picture = np.full((600, 600), 255, np.uint8)
    cv2.rectangle(picture, (100, 100), (500, 500), (0,), 3)
    cv2.putText(picture, "1,234.56", (140, 300), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (0,), 4)
    return picture


def test_the_dots_of_a_dithered_fax_are_taken_out() -> None:
    dithered = sheet()
    chance = np.random.default_rng(1)
    dithered[chance.random(dithered.shape) < 0.05] = 0
    clean = without_screen(dithered, SCALE)
    away = cv2.dilate(255 - sheet(), np.ones((15, 15), np.uint8)) == 0
    assert np.mean(clean[away] < 165) < 0.01
    assert np.mean(clean[sheet() == 0] < 165) > 0.8


def test_a_page_without_a_screen_is_left_as_it_is() -> None:
    assert without_screen(sheet(), SCALE) is not None
    assert np.array_equal(without_screen(sheet(), SCALE), sheet())


def test_a_ruling_that_print_touches_stays_whole() -> None:
    picture = np.full((300, 400), 255, np.uint8)
    picture[20:280, 200:203] = 0
    cv2.putText(picture, "00", (162, 150), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 3)
    line = np.array([[150, 120], [206, 120], [206, 158], [150, 158]], np.float32)
    upright = layers_of(picture, [line], SCALE).upright
    assert upright[20:280, 201].min() > 200
