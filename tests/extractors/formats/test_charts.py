"""The pictures of a budget's narrative: charts are no tables, and are not looked at letter by letter."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from mingzhang.extractors.formats.pdf_pictures import _holds_drawing

Picture = NDArray[np.uint8]


def _paper() -> Picture:
    paper = np.full((600, 1000), 255, np.uint8)
    for row in range(8):
        cv2.putText(paper, f"item {row}", (40, 80 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
        cv2.putText(paper, f"{row},234.50", (700, 80 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    return paper


def _bars(paper: Picture) -> None:
    cv2.rectangle(paper, (300, 200), (340, 550), 140, -1)


def _slices(paper: Picture) -> None:
    cv2.ellipse(paper, (500, 300), (180, 180), 0, 0, 200, 170, -1)


def _rings(paper: Picture) -> None:
    cv2.circle(paper, (500, 300), 150, 120, 60)


def _nothing(paper: Picture) -> None:
    pass


def _head_band(paper: Picture) -> None:
    cv2.rectangle(paper, (0, 40), (999, 95), 200, -1)


def _frame(paper: Picture) -> None:
    cv2.rectangle(paper, (5, 5), (994, 594), 0, 3)


@pytest.mark.parametrize("draw", [_bars, _slices, _rings])
def test_filled_areas_taller_than_print_are_a_drawing(draw: object) -> None:
    paper = _paper()
    draw(paper)  # type: ignore[operator]
    assert _holds_drawing(paper)


@pytest.mark.parametrize("draw", [_nothing, _head_band, _frame])
def test_print_with_a_band_or_a_frame_is_none(draw: object) -> None:
    paper = _paper()
    draw(paper)  # type: ignore[operator]
    assert not _holds_drawing(paper)
