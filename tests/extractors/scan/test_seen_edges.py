"""Rulings that only the page-layer network sees: dotted, dashed and white ones on a page drawn here."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from mingzhang.extractors.scan.page_network import page_layers
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


def test_a_ruling_that_is_traced_stands_once_and_where_it_was_traced() -> None:
    page = ruled(1, 1)
    traced = trace_rulings(page, SCALE)
    seen = with_seen_edges(traced, page, SCALE)
    assert (seen.horizontal, seen.vertical) == (traced.horizontal, traced.vertical)


def test_lost_rulings_go_on_from_what_is_traced_of_them() -> None:
    page = ruled(1, 1)
    page[ROWS[2] - 2 : ROWS[2] + 4, COLUMNS[3] + 40 :] = 250
    page[ROWS[2], COLUMNS[3] + 40 : COLUMNS[-1] : 6] = 60
    traced = trace_rulings(page, SCALE)
    seen = with_seen_edges(traced, page, SCALE)
    for line in seen.horizontal[len(traced.horizontal) :]:
        beside = [known for known in traced.horizontal if abs(known[1] - line[1]) < 20]
        assert all(abs(known[1] - line[1]) < 1.5 for known in beside)


def test_white_rulings_on_bands_go_on_through_the_white_rows_between() -> None:
    page = ruled(1, 1, ink=250)
    for y in ROWS[:-1:2]:
        band = page[y : y + 70, COLUMNS[0] : COLUMNS[-1]]
        band[band == 250] = 225
        for x in COLUMNS:
            page[y : y + 70, x - 1 : x + 2] = 255
    seen = with_seen_edges(trace_rulings(page, SCALE), page, SCALE)
    inner = COLUMNS[1:-1]
    crossed = [
        any(abs(line[0] - x) < 5 and line[1] <= y + 10 and line[3] >= y + 60 for line in seen.vertical)
        for x in inner
        for y in ROWS[1:-2:2]
    ]
    assert all(crossed)


def test_two_tables_one_below_the_other_are_not_joined() -> None:
    page = ruled(3, 8)
    page[ROWS[4] + 3 : ROWS[7] - 1] = 250
    seen = with_seen_edges(trace_rulings(page, SCALE), page, SCALE)
    assert levels(seen.horizontal, 1, ROWS) == len(ROWS) - 2
    between = (ROWS[4] + ROWS[7]) / 2
    assert not [line for line in seen.vertical if line[1] < between < line[3]]


def test_strokes_of_print_that_touch_one_ruling_rule_nothing() -> None:
    page = ruled(3, 8)
    for x in COLUMNS[:-1]:
        page[ROWS[3] + 30 : ROWS[3] + 33, x : x + 26] = 20
    seen = with_seen_edges(trace_rulings(page, SCALE), page, SCALE)
    assert not [line for line in seen.horizontal if ROWS[3] + 20 < line[1] < ROWS[3] + 50]


def test_an_empty_page_has_no_edges() -> None:
    page = np.full((600, 500), 250, np.uint8)
    nothing = Traced((), (), np.zeros(page.shape, np.uint8))
    seen = with_seen_edges(nothing, page, SCALE)
    assert (seen.horizontal, seen.vertical) == ((), ())


def test_stems_of_a_character_that_begins_line_after_line_are_no_ruling() -> None:
    page = np.full((1100, 1350), 250, np.uint8)
    texts = []
    for y in range(200, 900, 46):
        cv2.line(page, (212, y), (212, y + 27), (30,), 2)
        cv2.line(page, (200, y + 12), (224, y + 12), (30,), 2)
        cv2.putText(page, "ABCDEFG", (240, y + 26), 0, 0.8, (20,), 2)
        texts.append((198.0, float(y), 420.0, float(y + 28)))
    layers = page_layers(page, SCALE)
    stems = np.zeros_like(layers.upright)
    factor = layers.pixels_per_point / SCALE
    x = round(212 * factor)
    stems[round(200 * factor) : round(920 * factor), x - 1 : x + 2] = 255
    drawn = np.zeros_like(stems)
    for _, y0, _, y1 in texts:
        drawn[round(y0 * factor) : round(y1 * factor), x - 1 : x + 2] = 255
    seen = replace(layers, upright=stems, drawn=drawn)
    traced = Traced((), (), np.zeros_like(page))
    assert with_seen_edges(traced, page, SCALE, texts, seen).vertical == ()
    ruled_through = replace(seen, drawn=stems)
    assert len(with_seen_edges(traced, page, SCALE, texts, ruled_through).vertical) == 1


def test_an_edge_ends_with_its_table() -> None:
    page = ruled(12, 20)
    layers = page_layers(page, SCALE)
    across = layers.across.copy()
    scale = layers.pixels_per_point / SCALE
    for y in ROWS:
        across[round(y * scale) : round(y * scale) + 2] = 255
    seen = with_seen_edges(trace_rulings(page, SCALE), page, SCALE, (), replace(layers, across=across))
    assert all(line[0] > COLUMNS[0] - 20 and line[2] < COLUMNS[-1] + 20 for line in seen.horizontal)


@pytest.mark.parametrize("stem", [(3, 26), (5, 26), (2, 22)], ids=["plain", "bold", "thin"])
def test_a_column_of_ones_is_no_ruling(stem: tuple[int, int]) -> None:
    """Rows set solid in a frame, no ruling between them; no box tells of a lone 1."""
    wide, tall = stem
    page = np.full((1100, 1350), 250, np.uint8)
    cv2.rectangle(page, (100, 150), (1250, 962), (30,), 2)
    page[190:192, 100:1250] = 30
    texts = []
    for top in range(196, 940, 36):
        for left, text in ((130, f"{top * 37} kinds of work"), (900, f"{top * 911 % 9973}.50")):
            cv2.putText(page, text, (left, top + 27), 0, 0.8, (20,), 2)
            texts.append((left - 4, top, left + 18 * len(text), top + 34))
    traced = trace_rulings(page, SCALE)
    for top in range(196, 940, 36):
        page[top + 31 - tall : top + 31, 700 : 700 + wide] = 20
    seen = with_seen_edges(traced, page, SCALE, texts)
    assert not levels(seen.vertical, 0, range(690, 720, 10))
    assert levels(seen.vertical, 0, range(100, 1251, 1150)) == 2
