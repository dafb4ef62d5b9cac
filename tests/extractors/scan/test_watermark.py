"""Watermarks and seals go; print stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from mingzhang.extractors.scan.light import even_light
from mingzhang.extractors.scan.seal import grey_without_seals
from mingzhang.extractors.scan.watermark import lift_watermark
from tests.extractors.scan.pictures import SCALE, noisy, paper, slanted_marks, table, written


def printed() -> np.ndarray:
    picture = table(1600, 1200, rows=10)
    for y in range(170, 1100, 100):
        for x in (120, 470, 820, 1170):
            written(picture, "1,234.56", x, y)
    return picture


@pytest.mark.parametrize("tone", [165, 190, 215])
@pytest.mark.parametrize("angle", [25.0, 45.0])
def test_a_slanted_watermark_goes_and_print_stays(tone: int, angle: float) -> None:
    clean = printed()
    marked, where = slanted_marks(clean, tone, angle)
    lifted, found = lift_watermark(even_light(noisy(marked, 5), SCALE), SCALE)
    assert found is not None and abs(found.tone - tone) < 18
    free = where & (cv2.erode(clean, np.ones((9, 9), np.uint8)) > 250)
    assert np.mean(lifted[free] > 235) > 0.99
    assert np.mean(lifted[clean < 40] < 130) > 0.97


def test_a_large_upright_watermark_under_print_goes() -> None:
    marked, where = slanted_marks(printed(), 205, angle=0, size=8)
    lifted, found = lift_watermark(even_light(noisy(marked, 5), SCALE), SCALE)
    assert found is not None
    free = where & (cv2.erode(printed(), np.ones((9, 9), np.uint8)) > 250)
    assert np.mean(lifted[free] > 235) > 0.97


def test_a_page_without_watermark_is_left_as_it_is() -> None:
    for picture in (printed(), noisy(printed(), 8), table(tone=205), paper(900, 900)):
        lifted, found = lift_watermark(picture, SCALE)
        assert found is None and lifted is picture


def test_pale_upright_print_is_no_watermark() -> None:
    picture = paper(1600, 1200)
    for y in range(100, 1100, 60):
        cv2.putText(picture, "pale print of a usual size", (100, y), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 185, 3, cv2.LINE_AA)
    assert lift_watermark(picture, SCALE)[1] is None


def test_a_red_seal_goes_and_the_print_under_it_stays() -> None:
    grey = written(paper(900, 700), "5,678,901.23", 330, 360, 1.2)
    picture = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
    stamp = np.full_like(picture, 255)
    cv2.circle(stamp, (450, 350), 160, (40, 40, 215), 9)
    cv2.putText(stamp, "SEAL", (370, 390), cv2.FONT_HERSHEY_SIMPLEX, 2.4, (40, 40, 215), 9)
    both = (picture.astype(np.uint16) * stamp // 255).astype(np.uint8)
    result = grey_without_seals(both, SCALE)
    red = (stamp[..., 0] < 100) & (cv2.erode(grey, np.ones((7, 7), np.uint8)) > 250)
    assert np.mean(result[red] > 225) > 0.97
    assert np.mean(result[grey < 40] < 130) > 0.97


def test_a_line_of_red_print_is_no_seal() -> None:
    picture = np.full((400, 1200, 3), 255, np.uint8)
    cv2.putText(picture, "RED TITLE OF A NOTICE", (60, 200), cv2.FONT_HERSHEY_SIMPLEX, 2, (30, 30, 210), 6)
    result = grey_without_seals(picture, SCALE)
    assert np.mean(result[picture[..., 0] < 60] < 140) > 0.95
