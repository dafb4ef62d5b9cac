"""A picture many times as high as wide is read in pieces, none of which cuts through a line of text."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mingzhang.extractors.formats.picture_file import A4, frame_count, open_picture, page_picture
from mingzhang.extractors.formats.strips import OVERLAP, piece_count, pieces

WIDTH, HEIGHT, STEP = 400, 4000, 40


def strip(kind: str) -> Image.Image:
    """Lines of dark print 20 pixels high every 40, alone or in a table with or without rulings between its rows."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(picture)
    for y in range(0, HEIGHT, STEP):
        draw.rectangle((30, y + 10, 370, y + 30), fill="black")
        if kind == "ruled":
            draw.rectangle((10, y, 390, y + 1), fill="black")
    if kind != "text":
        for x in (10, 200, 390):
            draw.line((x, 0, x, HEIGHT), fill="black")
    return picture


@pytest.mark.parametrize("kind", ["text", "ruled", "upright rulings only"])
def test_cuts_stand_between_lines_and_pieces_cover_all(kind: str) -> None:
    parts = pieces(strip(kind))
    assert len(parts) == piece_count(WIDTH, HEIGHT) == 5
    assert parts[0][0] == 0
    assert parts[-1][1] == HEIGHT
    for (_, stop), (start, _) in pairwise(parts):
        assert not 10 <= stop % STEP <= 30 or not 10 <= start % STEP <= 30
        assert stop - start == (2 + 2 * OVERLAP if kind == "ruled" else 0)


@pytest.mark.parametrize("size", [(400, 600), (400, 1800), (4000, 400)])
def test_what_is_no_strip_is_one_page(size: tuple[int, int]) -> None:
    assert piece_count(*size) == 1


def test_the_pieces_of_a_strip_are_pages_as_wide_as_a_sheet_in_full_size() -> None:
    file = io.BytesIO()
    strip("text").save(file, "PNG")
    with open_picture(file.getvalue()) as opened:
        count = frame_count(opened)
        shown = [page_picture(opened, number, 200) for number in range(1, count + 1)]
        whole, _ = page_picture(opened, 1, 200, whole=True)
    assert count == 5
    assert all(scale == pytest.approx(200 / 72) for _, scale in shown)
    assert all(picture.shape[1] == round(A4[0] * 200 / 72) for picture, _ in shown)
    assert sum(picture.shape[0] for picture, _ in shown) == pytest.approx(HEIGHT / WIDTH * A4[0] * 200 / 72, rel=0.01)
    assert np.mean(shown[1][0] < 128) == pytest.approx(np.mean(whole < 128), abs=0.05)
