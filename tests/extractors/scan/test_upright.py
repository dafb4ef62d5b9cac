"""Skew and turns."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from mingzhang.extractors.scan.ink import ink_of
from mingzhang.extractors.scan.upright import skew_of, straightened, turned
from tests.extractors.scan.pictures import noisy, table, written


@pytest.mark.parametrize("degrees", [-5.0, -1.3, 0.0, 0.4, 2.7])
def test_skew_is_measured_and_undone(degrees: float) -> None:
    level = table(1600, 1200)
    for y in range(190, 1100, 100):
        written(level, "12,345.67", 180, y)
    leaning = straightened(level, -degrees)
    assert skew_of(ink_of(noisy(leaning, 6))) == pytest.approx(degrees, abs=0.06)
    assert abs(skew_of(ink_of(straightened(leaning, skew_of(ink_of(leaning)))))) < 0.06


def test_a_page_without_ink_does_not_lean() -> None:
    assert skew_of(np.zeros((300, 300), np.uint8)) == 0.0


def test_turned_is_clockwise() -> None:
    picture = np.zeros((2, 3), np.uint8)
    picture[0, 0] = 9
    assert turned(picture, 90)[0, 1] == 9 and turned(picture, 180)[1, 2] == 9 and turned(picture, 270)[2, 0] == 9
    assert turned(picture, 0) is picture
    assert cv2.countNonZero(turned(picture, 90)) == 1
