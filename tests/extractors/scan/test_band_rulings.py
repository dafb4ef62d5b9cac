"""Rulings on dark bands, a few levels of grey darker than the band, become rulings; rims of pale letters do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from mingzhang.extractors.scan.band_rulings import rulings_on
from mingzhang.extractors.scan.bands import without_bands
from mingzhang.extractors.scan.rulings import find_rulings
from tests.extractors.scan.pictures import SCALE, Picture, noisy, paper

TOP, BOTTOM, LEFT, RIGHT = 100, 240, 100, 1300
WALLS = (400, 700, 1000)


def header(tone: int, ruling: int, degrees: float = 0.0, rims: bool = False) -> Picture:
    """A dark band over a blank body: three walls, of which one stands on a ruling between two levels."""
    page = paper(1400, 700)
    page[TOP:BOTTOM, LEFT:RIGHT] = tone
    for x in WALLS:
        cv2.line(page, (x, 170 if x == 700 else TOP), (x, BOTTOM), ruling, 2)
    cv2.line(page, (400, 170), (1000, 170), ruling, 2)
    for x in (150, 450, 750, 1050):
        cv2.putText(page, "PRINT", (x, 220), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 245, 2, cv2.LINE_AA)
        if rims:
            cv2.line(page, (x, 192), (x + 95, 192), max(0, tone - 8), 1)
    turn = cv2.getRotationMatrix2D((700, 170), -degrees, 1)
    page = np.asarray(cv2.warpAffine(page, turn, (1400, 700), borderValue=(255,)), np.uint8)
    return noisy(page, 1.0)


@pytest.mark.parametrize(("tone", "ruling"), [(58, 50), (30, 22), (90, 80)])
@pytest.mark.parametrize("rims", [False, True])
def test_rulings_little_darker_than_their_band_are_found(tone: int, ruling: int, rims: bool) -> None:
    across, upright = find_rulings(without_bands(header(tone, ruling, rims=rims), SCALE), SCALE)
    walls = sorted(round(x0) for x0, y0, _, y1 in upright if y1 - y0 > 50 and LEFT + 20 < x0 < RIGHT - 20)
    assert len(walls) == len(WALLS)
    assert np.abs(np.array(walls) - WALLS).max() <= 3
    levels = [round(y0) for x0, y0, x1, _ in across if TOP + 20 < y0 < BOTTOM - 20]
    assert len(levels) == 1
    assert abs(levels[0] - 170) <= 3


@pytest.mark.parametrize("degrees", [-4.0, 3.0])
def test_rulings_of_a_leaning_band_lean_with_it(degrees: float) -> None:
    page = header(58, 48, degrees)
    found = rulings_on(page, page < 150, 58.0, SCALE)
    assert len(found) == 4
    slopes = sorted(abs(y1 - y0) / abs(x1 - x0) for x0, y0, x1, y1 in found)
    assert slopes[0] == pytest.approx(np.tan(np.radians(abs(degrees))), abs=0.01)


def test_a_band_without_rulings_has_none() -> None:
    page = noisy(paper(1400, 700), 1.0)
    page[TOP:BOTTOM, LEFT:RIGHT] = noisy(paper(1200, 140, 58), 1.0)
    for x in (150, 450, 750, 1050):
        cv2.putText(page, "PRINT", (x, 190), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 245, 2, cv2.LINE_AA)
        cv2.line(page, (x, 198), (x + 95, 198), 46, 2)
    assert not rulings_on(page, page < 150, 58.0, SCALE)
