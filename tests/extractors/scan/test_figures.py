"""Figures as a page prints them: with their last decimals and their commas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest

from mingzhang.extractors.scan.cells import snippet_of, with_hairlines
from mingzhang.extractors.scan.figures import as_printed
from mingzhang.extractors.scan.guesses import ReadLine
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.page import _finished
from mingzhang.extractors.scan.recogniser import Recogniser
from mingzhang.extractors.scan.rulings import Traced
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, TextSource

SCALE, GLYPH = 2.0, 20.0


class Reads:
    """A recogniser that reads one text, whatever it is shown."""

    def __init__(self, text: str) -> None:
        self.text, self.asked = text, 0

    def read_lines(self, crops: Sequence[Picture]) -> list[ReadLine]:
        self.asked += len(crops)
        return [read(self.text)] * len(crops)


def read(text: str) -> ReadLine:
    return ReadLine(text, 0.99, tuple(float(i) for i in range(len(text))), (0.99,) * len(text))


def finished(texts: Sequence[str], wider: str, gap: int) -> tuple[list[str], int]:
    """What lines one below the other are read as, each `gap` pixels left of a ruling, and how many were read again."""
    page = np.full((40 * len(texts), 300), 255, np.uint8)
    mask = np.zeros_like(page)
    mask[:, 200:203] = 1
    todo = [snippet_of(0, page, (100, 40 * n, 200 - gap, 40 * n + 20), GLYPH) for n in range(len(texts))]
    recogniser = Reads(wider)
    lines = [read(text) for text in texts]
    _, found = _finished(todo, lines, page, Traced((), (), mask), SCALE, GLYPH, cast(Recogniser, recogniser))
    return [line.text for line in found], recogniser.asked


OTHERS = ["1.00", "22.50", "3,000.00"]


@pytest.mark.parametrize("cut", ["370,000.0", "370,000.", "-370,000.0"])
def test_a_figure_that_its_ruling_cuts_is_finished(cut: str) -> None:
    whole = cut.partition(".")[0] + ".00"
    assert finished([*OTHERS, cut], whole, 0) == ([*OTHERS, whole], 1)


def test_what_is_read_otherwise_with_the_ruling_stays() -> None:
    assert finished([*OTHERS, "12.5"], "13.50", 0)[0] == [*OTHERS, "12.5"]


def test_a_ruling_beside_a_figure_is_no_digit_of_it() -> None:
    assert finished([*OTHERS, "56.6"], "56.61", 0)[0] == [*OTHERS, "56.6"]


def test_a_figure_away_from_the_ruling_is_whole() -> None:
    assert finished([*OTHERS, "12.5"], "12.51", 6) == ([*OTHERS, "12.5"], 0)


def test_figures_with_fewer_decimals_stay_where_others_have_them_too() -> None:
    page = np.full((240, 300), 255, np.uint8)
    mask = np.zeros_like(page)
    mask[:, 200:203] = 1
    texts = ["1.5", "2.5", "3.25", "12.5"]
    todo = [snippet_of(0, page, (100, 40 * n, 200 if n == 3 else 150, 40 * n + 20), GLYPH) for n in range(4)]
    recogniser = Reads("12.51")
    lines = [read(text) for text in texts]
    found = _finished(todo, lines, page, Traced((), (), mask), SCALE, GLYPH, cast(Recogniser, recogniser))[1]
    assert [line.text for line in found] == texts


def grid(texts: Sequence[str]) -> Grid:
    box = Box(0, 0, 10, 10)
    cells = tuple(GridCell(n, 0, 1, 1, text, box) for n, text in enumerate(texts))
    return Grid(1, box, len(texts), 1, cells, TextSource.OCR)


@pytest.mark.parametrize(
    ("read", "printed"), [("3956.94", "3,956.94"), ("-17370.81", "-17,370.81"), ("12345678.00", "12,345,678.00")]
)
def test_a_comma_that_all_other_large_figures_have_was_lost(read: str, printed: str) -> None:
    (found,) = as_printed([grid(["1,000.00", "12,679.50", "22,000.00", "-1,234.50", read])])
    assert found.cells[-1].text == printed


@pytest.mark.parametrize("others", [["1000.00", "2,000.00", "3000.00"], ["1.00", "2.00", "3.00"], []])
def test_figures_stay_where_commas_are_not_usual(others: list[str]) -> None:
    (found,) = as_printed([grid([*others, "3956.94", "2010301"])])
    assert [cell.text for cell in found.cells] == [*others, "3956.94", "2010301"]


def test_codes_and_years_get_no_commas() -> None:
    (found,) = as_printed([grid(["1,000.00", "12,679.50", "22,000.00", "2,500.00", "2010301", "2026", "3956.94"])])
    assert [cell.text for cell in found.cells[-3:]] == ["2010301", "2026", "3,956.94"]


@pytest.mark.parametrize(
    ("read", "printed"), [("90,00", "90.00"), ("25,047,37", "25,047.37"), ("1.234,56", "1,234.56")]
)
def test_a_point_that_was_read_as_a_comma_is_one_where_all_figures_have_two_decimals(read: str, printed: str) -> None:
    (found,) = as_printed([grid(["1.00", "12.50", "22,000.00", "0.00", read])])
    assert found.cells[-1].text == printed
    assert found.cells[-1].confidence == 0.75


@pytest.mark.parametrize(
    "others", [["1,000", "12,679", "22,000,000"], ["1.5", "2.25", "3.125"], ["1.00", "2.00", "3.00", "4,000"]]
)
def test_a_figure_that_may_have_lost_its_last_digit_stays(others: list[str]) -> None:
    (found,) = as_printed([grid([*others, "25,04"])])
    assert found.cells[-1].text == "25,04"


@pytest.mark.parametrize(("tone", "gap"), [(200, 2), (215, 2), (205, 3)])
def test_a_pale_minus_beside_small_digits_belongs_to_the_figure(tone: int, gap: int) -> None:
    """Digits are lower than the usual line, and their minus is a hairline."""
    page = np.full((60, 300), 254, np.uint8)
    page[20:34, 120:200] = 90
    page[27:29, 120 - gap - 8 : 120 - gap] = tone
    assert with_hairlines(page, (120, 20, 200, 34), GLYPH, (60, 240))[0] <= 120 - gap - 8
    page[27:29, :120] = 254
    assert with_hairlines(page, (120, 20, 200, 34), GLYPH, (60, 240)) == (120, 20, 200, 34)
