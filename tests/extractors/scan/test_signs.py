"""Lone signs of comparison, by shape."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from mingzhang.extractors.scan.signs import doubtful, sign_of


def drawn(strokes: list[list[tuple[int, int]]], width: int = 22, height: int = 22) -> np.ndarray:
    picture = np.full((height, width), 255, np.uint8)
    for stroke in strokes:
        cv2.polylines(picture, [np.array(stroke, np.int32)], False, 40, 2, cv2.LINE_AA)
    return picture


RIGHT = [(1, 1), (20, 8), (1, 15)]
LEFT = [(20, 1), (1, 8), (20, 15)]


@pytest.mark.parametrize(
    ("sign", "strokes"),
    [
        ("≥", [RIGHT, [(1, 20), (20, 20)]]),
        ("≥", [RIGHT, [(1, 20), (20, 13)]]),
        ("≤", [LEFT, [(1, 20), (20, 20)]]),
        ("≤", [LEFT, [(20, 20), (1, 13)]]),
    ],
)
def test_signs_are_told_by_shape(sign: str, strokes: list[list[tuple[int, int]]]) -> None:
    assert sign_of(drawn(strokes)) == sign


def test_equals_is_told_from_two() -> None:
    assert sign_of(drawn([[(1, 1), (18, 1)], [(1, 9), (18, 9)]], 20, 11)) == "="
    assert sign_of(drawn([[(6, 1), (14, 1)], [(1, 16), (19, 16)]], 21, 18)) is None


@pytest.mark.parametrize("letter", ["V", "W", "4", "O", "H"])
def test_letters_and_figures_are_no_signs(letter: str) -> None:
    picture = np.full((40, 40), 255, np.uint8)
    cv2.putText(picture, letter, (4, 34), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 20, 2, cv2.LINE_AA)
    ys, xs = np.nonzero(picture < 128)
    assert sign_of(picture[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]) is None


def test_only_unsure_readings_and_letters_may_be_signs() -> None:
    assert doubtful("W", 0.99) and doubtful("2", 0.5) and doubtful("", 0.0)
    assert doubtful(">", 0.99)  # a ≥ whose bar was overlooked
    assert not doubtful("站）", 0.91) and not doubtful("率", 0.97)
    assert not doubtful("2", 0.99) and not doubtful("是", 0.99) and not doubtful("%", 0.98)
