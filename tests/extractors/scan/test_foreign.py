"""Ink that the page-layer network calls foreign is taken out; print under it, and ink as dark as print, stay."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from mingzhang.extractors.scan.foreign import lifted_as_seen, of_watermark, without_foreign_ink, without_layer
from mingzhang.extractors.scan.page_network import PageLayers, page_layers
from mingzhang.extractors.scan.preparing import evened
from tests.extractors.scan.pictures import SCALE, Picture, noisy, slanted_marks, table, written

PALE = 212


def printed() -> Picture:
    page = table()
    for row in range(6):
        for column in range(4):
            written(page, f"{row * 4 + column}1,234.50", 120 + 250 * column, 190 + 116 * row)
    return page


def with_ink(kind: str, tone: int) -> tuple[Picture, NDArray[np.bool_]]:
    page = printed()
    if kind == "watermark":
        return slanted_marks(page, tone)
    layer = np.zeros(page.shape, np.uint8)
    if kind == "seal":
        cv2.circle(layer, (500, 450), 120, (255,), 8, cv2.LINE_AA)
        cv2.putText(layer, "*", (440, 520), cv2.FONT_HERSHEY_SIMPLEX, 6, (255,), 14, cv2.LINE_AA)
    else:
        for y in (250, 480, 710):
            cv2.line(layer, (150, y), (420, y + 12), (255,), 7, cv2.LINE_AA)
    share = layer.astype(np.float64) / 255
    return np.asarray(page - np.clip(page.astype(float) - tone, 0, None) * share, np.uint8), layer > 128


def seen(page: Picture, foreign: NDArray[np.bool_], chance: int = 255) -> PageLayers:
    blank = np.zeros(page.shape, np.uint8)
    return PageLayers(blank, blank, blank, blank, np.where(foreign, np.uint8(chance), np.uint8(0)), SCALE)


@pytest.mark.parametrize("tone", [125, 160, 200])
@pytest.mark.parametrize("kind", ["watermark", "seal", "pen"])
def test_what_is_foreign_becomes_paper_and_print_stays(kind: str, tone: int) -> None:
    page, where = with_ink(kind, tone)
    found = without_foreign_ink(page, seen(page, where), SCALE)
    assert found is not None
    clean, mask = found
    print_ = printed() < 60
    assert np.mean(clean[where & (printed() > 240)] > PALE) > 0.98
    assert np.mean(clean[print_] < 120) > 0.97
    assert (clean[mask == 0] == page[mask == 0]).all()


def test_ink_as_dark_as_print_is_left_in_its_place() -> None:
    page, where = with_ink("pen", 20)
    assert without_foreign_ink(page, seen(page, where), SCALE) is None


def test_a_page_without_foreign_ink_is_left_alone() -> None:
    page = printed()
    assert without_foreign_ink(page, seen(page, np.zeros(page.shape, np.bool_)), SCALE) is None


def strokes_of(sign: str) -> tuple[Picture, NDArray[np.bool_]]:
    """The printed page with lone thin strokes in a column of its own, of one sign a row, and where they are."""
    layer = np.zeros(table().shape, np.uint8)
    for row in range(6):
        x, y = 60, 200 + 116 * row
        for x0, y0, x1, y1 in STROKES[sign]:
            cv2.line(layer, (x + x0, y + y0), (x + x1, y + y1), (255,), 2, cv2.LINE_AA)
    share = layer.astype(np.float64) / 255
    page = printed()
    return np.asarray(page - np.clip(page.astype(float) - 90, 0, None) * share, np.uint8), layer > 128


STROKES = {
    "一": [(0, 12, 26, 12)],
    "=": [(0, 8, 24, 8), (0, 16, 24, 16)],
    "the foot of ≥": [(24, 15, 0, 23)],
}


@pytest.mark.parametrize("sign", STROKES)
def test_lone_strokes_of_print_are_no_foreign_ink(sign: str) -> None:
    page, where = strokes_of(sign)
    assert without_foreign_ink(page, seen(page, where), SCALE) is None


@pytest.mark.parametrize("sign", STROKES)
def test_they_stay_beside_a_seal_too(sign: str) -> None:
    page, where = strokes_of(sign)
    with_seal, seal = with_ink("seal", 160)
    page = np.minimum(page, with_seal)
    found = without_foreign_ink(page, seen(page, where | seal), SCALE)
    assert found is not None
    clean, _ = found
    assert (clean[where & ~seal] == page[where & ~seal]).all()
    assert np.mean(clean[seal & (printed() > 240)] > PALE) > 0.98


def test_the_network_sees_a_dark_watermark_over_a_table() -> None:
    page, where = with_ink("watermark", 130)
    page = evened(np.repeat(noisy(page, 2)[..., None], 3, axis=2), SCALE)
    found = without_foreign_ink(page, page_layers(page, SCALE), SCALE)
    assert found is not None
    clean, _ = found
    assert np.mean(clean[where & (printed() > 240)] > PALE) > 0.8
    assert np.mean(clean[printed() < 60] < 140) > 0.97


def lifted_with_a_hole(page: Picture, where: NDArray[np.bool_]) -> tuple[Picture, Picture]:
    """The page with its watermark and a figure far from it wiped out, and the watermark's layer, half size."""
    lifted = page.copy()
    lifted[where] = 255
    lifted[150:200, 110:330] = 255
    return lifted, np.where(where, np.uint8(255), np.uint8(0))[::2, ::2]


@pytest.mark.parametrize("tone", [125, 150, 180])
def test_fine_print_beside_a_watermark_and_rulings_of_its_tone_stay(tone: int) -> None:
    """What the network takes for foreign around a watermark is paper with print on it, not the watermark."""
    page, where = with_ink("watermark", tone)
    page[:, 30:32] = np.minimum(page[:, 30:32], tone)
    fat = cv2.dilate(where.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    found = without_foreign_ink(page, seen(page, fat), SCALE)
    assert found is not None
    clean, _ = found
    beside = (printed() < 60) & fat & ~where
    assert np.mean(clean[beside] < 100) > 0.97
    assert np.mean(clean[:, 30:32][~where[:, 30:32]] < 190) > 0.97
    assert np.mean(clean[where & (printed() > 240)] > PALE) > 0.95


def test_a_watermark_that_the_network_sees_is_lifted_as_foreign_ink() -> None:
    page, where = with_ink("watermark", 140)
    lifted, layer = lifted_with_a_hole(page, where)
    lifted[(printed() < 60) & where] = 255
    layers = seen(page, where)
    found = without_foreign_ink(page, layers, SCALE)
    assert found is not None
    assert (lifted_as_seen(lifted, page, layer, layers, SCALE) == found[0]).all()


def test_print_far_from_foreign_ink_is_put_back() -> None:
    page, where = with_ink("pen", 160)
    lifted, layer = lifted_with_a_hole(page, where)
    clean = lifted_as_seen(lifted, page, layer, seen(page, where, 90), SCALE)
    assert (clean[150:200, 110:330] == page[150:200, 110:330]).all()
    assert (clean[where] == 255).all()


def test_a_watermark_that_the_network_does_not_see_stays_lifted() -> None:
    page, where = with_ink("watermark", 160)
    lifted, layer = lifted_with_a_hole(page, where)
    nothing = np.zeros(page.shape, np.bool_)
    assert (lifted_as_seen(lifted, page, layer, seen(page, nothing), SCALE) == lifted).all()


def outlined(tone: int) -> tuple[Picture, NDArray[np.bool_]]:
    """The printed page under a logo of soft outlines, darkest along their middle, and where the network sees it."""
    layer = np.zeros(table().shape, np.uint8)
    for x in (150, 420, 690):
        corners = np.array([(x, 240), (x + 130, 215), (x + 90, 360)], np.int32)
        cv2.polylines(layer, [corners], True, (255,), 8, cv2.LINE_AA)
    share = cv2.GaussianBlur(layer, (0, 0), 2.0).astype(np.float64) / 255
    page = printed()
    return np.asarray(page - np.clip(page.astype(float) - tone, 0, None) * share, np.uint8), share > 0.25


@pytest.mark.parametrize("tone", [80, 120, 160])
def test_rulings_that_a_dark_outline_crosses_stay_and_its_middle_goes(tone: int) -> None:
    """The tone of soft strokes is that of their middle, and beside them their ink thins out to none."""
    page, where = outlined(tone)
    print_ = printed()
    layers = seen(page, where)
    blank = np.where(print_ < 200, np.uint8(0), layers.foreign)
    layers = PageLayers(layers.print, layers.across, layers.upright, layers.drawn, blank, SCALE)
    found = without_foreign_ink(page, layers, SCALE)
    assert found is not None
    clean, mask = found
    assert np.mean(clean[where & (print_ > 240)] > PALE) > 0.95
    kept = (print_ < 60) & (mask > 0)
    assert kept.any()
    assert np.mean(clean[kept] < 150) > 0.97


@pytest.mark.parametrize("tone", [195, 205, 215])
def test_the_rims_of_fine_print_on_a_pale_watermark_stay(tone: int) -> None:
    """Print of 150 dpi is mostly rims: no darker half tone than on paper becomes much paler."""
    page, where = slanted_marks(cv2.GaussianBlur(printed(), (0, 0), 1.2), tone)
    found = without_foreign_ink(page, seen(page, where), SCALE)
    assert found is not None
    clean, _ = found
    soft = cv2.GaussianBlur(printed(), (0, 0), 1.2)
    rims = where & (soft > 90) & (soft < 150) & (page < tone - 30)
    assert rims.any()
    assert np.mean(clean[rims] < 175) > 0.95


@pytest.mark.parametrize("sign", STROKES)
@pytest.mark.parametrize("kind", ["watermark", "seal"])
def test_pale_strokes_of_print_are_no_part_of_a_watermark(kind: str, sign: str) -> None:
    """Beside dark strokes they are parts of glyphs, wherever on the page the watermark is."""
    strokes, fine = strokes_of(sign)
    for row in range(6):
        written(strokes, "I", 48, 214 + 116 * row)
        written(strokes, "I", 88, 214 + 116 * row)
    with_mark, where = with_ink(kind, 160)
    page = np.minimum(strokes, with_mark)
    layer = np.where(where | fine, np.uint8(255), np.uint8(0))[::2, ::2]
    own = of_watermark(layer, page, seen(page, where), SCALE)
    kept = np.repeat(np.repeat(own, 2, axis=0), 2, axis=1)[: page.shape[0], : page.shape[1]] > 0
    assert not kept[fine & ~where].any()
    assert np.mean(kept[where]) > 0.95
    lifted = np.where(where | fine, np.uint8(255), page)
    clean = without_layer(lifted, page, layer, own, SCALE)
    assert (clean[fine & ~where] == page[fine & ~where]).all()


def test_a_watermark_that_the_network_does_not_see_is_no_print() -> None:
    page, where = with_ink("watermark", 160)
    layer = np.where(where, np.uint8(255), np.uint8(0))[::2, ::2]
    own = of_watermark(layer, page, seen(page, np.zeros(page.shape, np.bool_)), SCALE)
    assert np.mean(own[layer > 0] > 0) > 0.95
