"""A sample's page with its rulings painted over or broken: the figures come out as from the whole one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from mingzhang.extractors.scan.page import read_picture
from mingzhang.extractors.scan.preparing import prepare
from mingzhang.extractors.scan.recogniser import Recogniser
from mingzhang.models.records.pages import Page
from mingzhang.models.text.amounts import plain
from tests.extractors.scan.pictures import SCALE, sample_page

Picture = NDArray[np.uint8]


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser()


@pytest.fixture(scope="module")
def whole(recogniser: Recogniser) -> tuple[Picture, list[tuple[float, float, float, float]], list[list[str]]]:
    """A clean page of 支出总表 with the boxes of its cells (pixels) and its rows."""
    prepared = prepare(sample_page("budget_2025_scan.pdf", 4), SCALE, recogniser)
    page = read(prepared.grey, recogniser)
    (grid,) = page.grids
    boxes = [(c.box.x0 * SCALE, c.box.y0 * SCALE, c.box.x1 * SCALE, c.box.y1 * SCALE) for c in grid.cells]
    bare = prepared.grey.copy()
    bare[cv2.dilate(prepared.traced.mask, np.ones((3, 3), np.uint8)) > 0] = 255
    return bare, boxes, rows_of(page)


def read(grey: Picture, recogniser: Recogniser) -> Page:
    colour = np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    return read_picture(colour, page_number=1, pixels_per_point=SCALE, recogniser=recogniser)


def rows_of(page: Page) -> list[list[str]]:
    """Each row with a figure: its texts, figures with the number of their column (a total may span those before)."""
    (grid,) = page.grids
    rows: dict[int, list[str]] = {}
    for cell in grid.cells:
        if cell.text:
            place = f"{cell.column} " if "." in cell.text else ""
            rows.setdefault(cell.row, []).append(place + plain(cell.text))
    return [row for row in rows.values() if any("." in text for text in row)]


def dotted(picture: Picture, x0: int, y0: int, x1: int, y1: int) -> None:
    for start in range(0, max(x1 - x0, y1 - y0), 7):
        if x1 - x0 > y1 - y0:
            picture[y0, x0 + start : x0 + start + 3] = 60
        else:
            picture[y0 + start : y0 + start + 3, x0] = 60


@pytest.mark.parametrize("kept", ["none", "across", "upright", "dotted"])
def test_a_table_without_some_or_all_rulings_keeps_its_rows_and_columns(
    kept: str,
    whole: tuple[Picture, list[tuple[float, float, float, float]], list[list[str]]],
    recogniser: Recogniser,
) -> None:
    bare, boxes, rows = whole
    picture = bare.copy()
    for left, top, right, bottom in boxes:
        x0, y0, x1, y1 = round(left), round(top), round(right), round(bottom)
        if kept == "dotted":
            dotted(picture, x0, y0, x1, y0)
            dotted(picture, x0, y1, x1, y1)
            dotted(picture, x0, y0, x0, y1)
            dotted(picture, x1, y0, x1, y1)
        if kept == "across":
            cv2.line(picture, (x0, y1), (x1, y1), 40, 2)
        if kept == "upright":
            cv2.line(picture, (x0, y0), (x0, y1), 40, 2)
            cv2.line(picture, (x1, y0), (x1, y1), 40, 2)
    assert rows_of(read(picture, recogniser)) == rows
