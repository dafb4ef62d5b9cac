"""Rulings that only the page-layer network sees: dotted, dashed and white ones on a page drawn here."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from mingzhang.extractors.scan.rulings import Traced, trace_rulings
from mingzhang.extractors.scan.seen_edges import with_seen_edges

SCALE = 200 / 72
ROWS, COLUMNS = range(200, 900, 70), range(150, 1200, 175)


def ruled(on: int, period: int, paper: int = 250, ink: int = 30) -> NDArray[np.uint8]:
    """A page of 9 x 6 cells with a word or a figure in each, ruled by strokes of `on` pixels every `period`."""
    page = np.full((1100, 1350), 250, np.uint8)
    page[ROWS[0] : ROWS[-1], COLUMNS[0] : COLUMNS[-1]] = paper
    along = np.arange(1350) % period < on
    for y in ROWS:
        page[y : y + 2, COLUMNS[0] : COLUMNS[-1]][:, along[COLUMNS[0] : COLUMNS[-1]]] = ink
    for x in COLUMNS:
        page[ROWS[0] : ROWS[-1], x : x + 2][along[ROWS[0] : ROWS[-1]]] = ink
    for row, y in enumerate(ROWS[:-1]):
        for column, x in enumerate(COLUMNS[:-1]):
            cv2.putText(page, f"{row * 137 + column * 911}.50", (x + 30, y + 46), 0, 0.8, (20,), 2)
    return page


def levels(lines: tuple[tuple[float, float, float, float], ...], axis: int, wanted: range) -> int:
    """How many of the wanted rulings some long line follows."""
    long = [line for line in lines if abs(line[2] - line[0]) + abs(line[3] - line[1]) > 500]
    return sum(any(abs(line[axis] - place) < 4 for line in long) for place in wanted)


@pytest.mark.parametrize("strokes", [(3, 8), (12, 20), (40, 52)], ids=["dotted", "dashed", "broken"])
def test_rulings_of_strokes_are_seen(strokes: tuple[int, int]) -> None:
    page = ruled(*strokes)
    seen = with_seen_edges(trace_rulings(page, SCALE), page, SCALE)
    assert levels(seen.horizontal, 1, ROWS) == len(ROWS)
    assert levels(seen.vertical, 0, COLUMNS) == len(COLUMNS)


def test_what_was_traced_is_kept() -> None:
    page = ruled(1, 1)
    traced = trace_rulings(page, SCALE)
    seen = with_seen_edges(traced, page, SCALE)
    assert set(traced.horizontal) <= set(seen.horizontal) and set(traced.vertical) <= set(seen.vertical)


def test_an_empty_page_has_no_edges() -> None:
    page = np.full((600, 500), 250, np.uint8)
    nothing = Traced((), (), np.zeros(page.shape, np.uint8))
    seen = with_seen_edges(nothing, page, SCALE)
    assert (seen.horizontal, seen.vertical) == ((), ())
