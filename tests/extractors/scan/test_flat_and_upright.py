"""Bent lines made straight, dark bands turned, strokes told from rulings, shadows from desks, and the way up."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from mingzhang.extractors.scan.bands import without_bands
from mingzhang.extractors.scan.bend import bend_of, unbent
from mingzhang.extractors.scan.perspective import sheet_of
from mingzhang.extractors.scan.strokes import without_strokes
from tests.extractors.scan.pictures import SCALE, Picture, noisy, paper, table, written


def bent(picture: Picture, how: str) -> Picture:
    height, width = picture.shape
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    away = {
        "arch": 14 * np.sin(np.pi * xs / width),
        "gutter": 26 * np.exp(-xs / (0.12 * width)),
        "wave": 5 * np.sin(3 * np.pi * xs / width),
    }[how]
    return np.asarray(cv2.remap(picture, xs, ys + away, cv2.INTER_LINEAR, borderValue=(255,)), dtype=np.uint8)


def bow(picture: Picture) -> float:
    """How far the second ruling from the top leaves a level line, in pixels."""
    middle = [int(np.argmax(picture[280:340, x] < 128)) for x in range(110, picture.shape[1] - 110, 10)]
    return float(np.ptp([place for place in middle if place]))


@pytest.mark.parametrize("how", ["arch", "gutter", "wave"])
def test_bent_rulings_are_made_straight(how: str) -> None:
    curved = bent(table(1500, 1100, rows=8), how)
    bend = bend_of(curved, SCALE)
    assert bend is not None
    straight = unbent(curved, bend)
    again = bend_of(straight, SCALE)
    assert again is None or float(np.abs(again.down).max()) < 2
    level = bend_of(table(1500, 1100, rows=8), SCALE)
    assert level is None, "a straight page is left as it is"


@pytest.mark.parametrize("tone", [20, 60, 110])
def test_pale_print_on_a_dark_band_becomes_dark_print(tone: int) -> None:
    page = table(1400, 900)
    page[102:230, 102:1298] = tone
    cv2.putText(page, "2010301", (150, 180), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 250, 2, cv2.LINE_AA)
    written(page, "1,234.50", 160, 300)
    turned = without_bands(page, SCALE)
    band = turned[115:220, 115:1280]
    assert np.median(band) > 230, "the ground is paper"
    assert (band < 100).sum() > 400, "the print is dark"
    assert np.array_equal(turned[260:320, 120:380], page[260:320, 120:380]), "what stands beside the band is untouched"


@pytest.mark.parametrize("tone", [235, 216])
def test_a_pale_band_and_bold_print_are_left_alone(tone: int) -> None:
    page = table(1400, 900)
    page[104:226, 104:1296] = tone
    cv2.putText(page, "BUDGET 2026", (300, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.8, 0, 9, cv2.LINE_AA)
    assert np.array_equal(without_bands(page, SCALE), page)


def test_strokes_through_text_rule_nothing() -> None:
    text = (100.0, 100.0, 400.0, 130.0)
    through, above = (110.0, 115.0, 300.0, 115.0), (90.0, 95.0, 420.0, 95.0)
    stem, wall, lone = (250.0, 98.0, 250.0, 133.0), (250.0, 300.0, 250.0, 400.0), (90.0, 98.0, 90.0, 133.0)
    across, down = without_strokes([through, above], [stem, lone], [text], SCALE)
    assert across == [above] and down == [lone]
    _, down = without_strokes([], [stem, wall], [text], SCALE)
    assert down == [stem, wall], "an edge that other rows have parts two texts that were taken for one"


def test_a_leaning_stroke_is_none_on_a_level_page() -> None:
    arc = (100.0, 100.0, 220.0, 112.0)
    assert without_strokes([arc], [], [], SCALE)[0] == []


@pytest.mark.parametrize("width", [120, 260])
def test_the_shadow_of_a_gutter_is_no_desk(width: int) -> None:
    page = noisy(table(1650, 1200, rows=10), 3)
    fade = np.clip(0.12 + 0.88 * np.arange(page.shape[1]) / width, 0, 1)
    shaded = (page * fade[None, :]).astype(np.uint8)
    assert sheet_of(np.repeat(shaded[..., None], 3, axis=2)) is None


def test_a_sheet_on_a_desk_is_cut_out() -> None:
    desk = paper(1800, 1500, 70)
    desk[150:1350, 200:1600] = 245
    found = sheet_of(np.repeat(noisy(desk, 3)[..., None], 3, axis=2))
    assert found is not None and abs(found.shape[1] - 1400) < 20 and abs(found.shape[0] - 1200) < 20
