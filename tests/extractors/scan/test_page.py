"""Whole pages of the samples, through the real engine, against their goldens."""

from __future__ import annotations

import json
import unicodedata

import cv2
import numpy as np
import pytest

from mingzhang.extractors.scan.page import read_picture
from mingzhang.extractors.scan.recogniser import Recogniser
from mingzhang.extractors.scan.upright import turned
from mingzhang.models.errors import ErrorCode
from mingzhang.models.records.pages import Page, TextSource
from tests.extractors.scan.pictures import SAMPLES, SCALE, noisy, paper, sample_page


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser()


def read(picture: np.ndarray, recogniser: Recogniser) -> Page:
    return read_picture(picture, page_number=1, pixels_per_point=SCALE, recogniser=recogniser)


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def golden_cells(name: str, table: int) -> dict[tuple[int, int], str]:
    golden = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    return {(cell[0], cell[1]): plain(cell[4]) for cell in golden["tables"][table]["cells"]}


def cells_of(page: Page) -> dict[tuple[int, int], str]:
    (grid,) = page.grids
    return {(cell.row, cell.column): plain(cell.text) for cell in grid.cells}


@pytest.mark.parametrize("index", [0, 2])
def test_a_form_with_a_seal_and_one_upside_down(index: int, recogniser: Recogniser) -> None:
    page = read(sample_page("performance_2024_scan.pdf", index), recogniser)
    assert page.rotation == (180 if index == 2 else 0)
    assert cells_of(page) == golden_cells("performance_2024_scan.golden.json", index)
    assert page.lines[0].text == "阳泉市市级预算部门（单位）项目支出绩效目标表"
    assert page.text_source is TextSource.OCR and (page.mean_confidence or 0) > 0.95


def test_a_photographed_form(recogniser: Recogniser) -> None:
    page = read(sample_page("performance_photo.pdf", 0), recogniser)
    assert cells_of(page) == golden_cells("performance_photo.golden.json", 0)


def test_a_page_turned_on_its_side_reads_the_same(recogniser: Recogniser) -> None:
    picture = sample_page("budget_2025_scan.pdf", 4)
    upright = read(picture, recogniser)
    assert plain(upright.watermark_text or "") in ("仅供内部审核", "仅供內部审核")
    lying = read(turned(picture, 90), recogniser)
    assert (upright.rotation, lying.rotation) == (0, 270)
    assert cells_of(lying) == cells_of(upright)
    assert lying.width == pytest.approx(upright.width) and lying.height == pytest.approx(upright.height)
    assert not any("审核" in text or "仅供" in text for text in cells_of(upright).values())


def test_a_blank_page_is_blank(recogniser: Recogniser) -> None:
    page = read(np.repeat(noisy(paper(1200, 1600), 8)[..., None], 3, axis=2), recogniser)
    assert page.text_source is TextSource.BLANK
    assert page.lines == () and page.grids == () and page.mean_confidence is None


@pytest.mark.parametrize("softness", [4.0, 7.0])
def test_a_page_too_poor_to_be_read_says_so(softness: float, recogniser: Recogniser) -> None:
    picture = cv2.GaussianBlur(sample_page("budget_2025_scan.pdf", 4), (0, 0), softness)
    page = read(noisy(np.asarray(picture, dtype=np.uint8), 6), recogniser)
    assert page.error_code == ErrorCode.PAGE_ILLEGIBLE or not any(
        cell.text for grid in page.grids for cell in grid.cells
    )


def test_a_page_that_is_read_well_has_no_error(recogniser: Recogniser) -> None:
    assert read(sample_page("budget_2025_scan.pdf", 4), recogniser).error_code is None
