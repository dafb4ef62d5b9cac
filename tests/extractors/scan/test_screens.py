"""Pictures of screens: coloured rims of letters, coloured print, bands of any tone, headers at the picture's edge."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from mingzhang.extractors.scan.bands import without_bands
from mingzhang.extractors.scan.light import Picture, _most_pieces, grey_of
from mingzhang.extractors.scan.perspective import sheet_of
from mingzhang.extractors.scan.seal import grey_without_seals
from mingzhang.extractors.scan.tints import without_tints
from tests.extractors.scan.pictures import SCALE, noisy, paper, table, written

PAPER, INK = 235, 110


def lines_of_print(width: int, height: int, count: int, size: float = 0.8, gap: int = 34) -> Picture:
    page = paper(width, height)
    for number in range(count):
        written(page, "1,234,567.89", 120, 120 + gap * number, size)
    return page


def on_a_screen(page: Picture) -> Picture:
    """Each letter with a warm rim at its left and a cold one at its right, as screens draw them."""
    blue, red = np.roll(page, -2, axis=1), np.roll(page, 2, axis=1)
    return np.ascontiguousarray(np.dstack([blue, page, red]))


@pytest.mark.parametrize(("count", "size", "gap"), [(6, 0.8, 34), (9, 0.8, 30), (5, 1.2, 44)])
def test_coloured_rims_of_letters_are_no_stamp(count: int, size: float, gap: int) -> None:
    page = on_a_screen(lines_of_print(700, 600, count, size, gap))
    assert np.array_equal(grey_without_seals(page, SCALE), grey_of(page))


@pytest.mark.parametrize("colour", [(40, 40, 220), (220, 60, 40), (30, 160, 40)])
def test_lines_of_coloured_print_are_no_stamp(colour: tuple[int, int, int]) -> None:
    page = lines_of_print(700, 600, 7)
    image = np.where(page[:, :, None] < 128, np.uint8(colour), np.uint8(255)).astype(np.uint8)
    assert np.array_equal(grey_without_seals(image, SCALE), grey_of(image))


@pytest.mark.parametrize(("colour", "radius"), [((60, 60, 220), 200), ((60, 60, 220), 110), ((220, 90, 60), 160)])
def test_a_stamp_is_taken_out_of_print(colour: tuple[int, int, int], radius: int) -> None:
    page = lines_of_print(700, 600, 7)
    image = cv2.cvtColor(page, cv2.COLOR_GRAY2BGR)
    cv2.circle(image, (350, 300), radius, colour, 8, cv2.LINE_AA)
    clean = grey_without_seals(image, SCALE)
    ring = cv2.circle(np.zeros_like(page), (350, 300), radius, 255, 4) > 0
    assert np.mean(clean[ring & (page > PAPER)] > PAPER) > 0.9
    assert np.mean(clean[page < INK] < INK + 30) > 0.9


@pytest.mark.parametrize("quality", [45, 65, 85])
def test_what_compression_leaves_around_letters_on_a_black_band_is_no_ink(quality: int) -> None:
    page = table(1400, 900)
    page[102:230, 102:1298] = 22
    cv2.putText(page, "Previous Quarter", (150, 180), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 250, 3, cv2.LINE_AA)
    saved = cv2.imdecode(cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)
    letters = cv2.dilate((page[120:215, 120:1280] > 90).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    ground = without_bands(np.asarray(saved, np.uint8), SCALE)[120:215, 120:1280][~letters]
    assert np.mean(ground < INK) < 0.0005


@pytest.mark.parametrize("tone", [125, 155, 190])
def test_print_on_a_tinted_band_stands_on_paper(tone: int) -> None:
    page = table(1400, 900, rows=7)
    print_ = written(paper(1400, 900), "1,234.50", 160, 265, 1.2)[215:290, 115:390] < INK
    page[203:298, 102:1298] = tone
    page[203:298, 700:703] = 250
    written(page, "1,234.50", 160, 265, 1.2)
    plain = without_tints(without_bands(page, SCALE), SCALE)
    band = plain[215:290, 115:390]
    assert np.median(band) > PAPER
    assert np.mean((band < INK) != print_) < 0.2 * np.mean(print_), "the print is as on paper"
    assert (plain[220:280, 698:706].min(axis=1) < INK).all(), "a white ruling on it is a ruling"
    assert (plain[200, 150:1250] < INK).all(), "and so is a black one along it"


@pytest.mark.parametrize("tone", [120, 150])
def test_a_dark_ring_or_a_shadow_is_no_tinted_band(tone: int) -> None:
    page = table(1400, 900)
    cv2.circle(page, (700, 500), 150, tone, 14, cv2.LINE_AA)
    page[:, :150] = np.minimum(page[:, :150], np.linspace(60, 250, 150)[None, :]).astype(np.uint8)
    assert np.array_equal(without_tints(without_bands(page, SCALE), SCALE), page)


def banded(band: tuple[int, int], words: tuple[str, ...], colour: tuple[int, int, int]) -> Picture:
    """A table that reaches to the picture's sides, with a band of colour and white words on it."""
    page = cv2.cvtColor(paper(1200, 900), cv2.COLOR_GRAY2BGR)
    for y in range(100, 900, 80):
        cv2.line(page, (0, y), (1199, y), (20, 20, 20), 2)
        cv2.putText(page, "1,234.50", (700, y + 50), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (10, 10, 10), 2, cv2.LINE_AA)
    page[band[0] : band[1]] = colour
    for number, word in enumerate(words):
        place = (80 + 1100 * number // len(words), (band[0] + band[1]) // 2 + 14)
        cv2.putText(page, word, place, cv2.FONT_HERSHEY_SIMPLEX, 1.2, (255, 255, 255), 3, cv2.LINE_AA)
    return page


BLUE, BLACK, GREEN = (190, 110, 10), (20, 20, 20), (60, 110, 20)


@pytest.mark.parametrize(
    ("band", "words", "colour"),
    [
        ((0, 100), ("BUDGET OF 2026",), BLUE),
        ((0, 60), ("ITEM", "CODE", "TOTAL", "BASIC"), BLACK),
        ((820, 900), ("GRAND TOTAL", "9,999.00"), GREEN),
    ],
)
def test_a_dark_band_with_print_at_the_edge_belongs_to_the_page(
    band: tuple[int, int], words: tuple[str, ...], colour: tuple[int, int, int]
) -> None:
    assert sheet_of(banded(band, words, colour)) is None


@pytest.mark.parametrize("tone", [25, 70, 120])
def test_a_desk_above_the_sheet_is_cut_off(tone: int) -> None:
    page = banded((0, 120), (), (tone, tone, tone))
    sheet = sheet_of(noisy(page, 3))
    assert sheet is not None and abs(sheet.shape[0] - 780) < 12


@pytest.mark.parametrize(("angle", "tone"), [(7.0, 137), (10.0, 150), (30.0, 137), (45.0, 170)])
def test_a_slanted_square_is_no_band(angle: float, tone: int) -> None:
    """A logo behind the print, whose sides leave paper in the corners of its box."""
    page = table()
    corners = cv2.boxPoints(((600.0, 450.0), (250.0, 250.0), angle)).astype(np.int32)
    layer = cv2.fillPoly(np.full_like(page, 255), [corners], (tone,), cv2.LINE_AA)
    page = np.minimum(page, layer)
    assert np.array_equal(without_tints(without_bands(page, SCALE), SCALE), page)


@pytest.mark.parametrize("ground", [0, 25, 45])
def test_a_negative_becomes_dark_print_on_paper(ground: int) -> None:
    page = lines_of_print(900, 900, 20)
    negative = (ground + (255 - page.astype(np.float32)) * (235 - ground) / 255).astype(np.uint8)
    plain = without_bands(negative, SCALE)
    assert np.mean(plain[page > PAPER] > PAPER - 20) > 0.95
    assert np.mean(plain[page < INK] < INK) > 0.9


def test_the_desk_around_a_sheet_is_no_negative() -> None:
    page = lines_of_print(900, 900, 20)
    desk = np.full((1300, 1300), 20, np.uint8)
    desk[200:1100, 200:1100] = page
    assert np.array_equal(without_bands(desk, SCALE)[200:1100, 200:1100], page)


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.9])
def test_no_picture_has_more_pieces_than_are_told_without_counting_them(share: float) -> None:
    chance = np.random.default_rng(7)
    for _ in range(20):
        black = (chance.random((23, 31)) < share).astype(np.uint8)
        assert cv2.connectedComponents(black, connectivity=8)[0] - 1 <= _most_pieces(black)
