"""Which way up a page stands is told by the lines that are surely read as words, whatever the others are read as."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from mingzhang.extractors.scan.layers import Quad
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.recogniser import Recogniser
from mingzhang.extractors.scan.turning import rotation_of

GREY = np.full((600, 800), 255, np.uint8)
WORDS, FIGURES, REVERSED = ("一般公共预算支出", 0.99), ("1,234,567.89", 0.99), ("出支费燃剑呆朱养", 0.6)


class Read(Recogniser):
    """Reads lines as it was told to, at the first look at each way up the first reading, then the others."""

    def __init__(self, *looks: Sequence[tuple[str, float]]) -> None:
        self.looks = list(looks)

    def read(self, crops: Sequence[Picture]) -> list[tuple[str, float]]:
        its = self.looks.pop(0)
        return [its[index % len(its)] for index in range(len(crops))]


def lines(count: int = 6) -> list[Quad]:
    boxes = [(50, 40 + 60 * row, 450, 70 + 60 * row) for row in range(count)]
    return [np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32) for x0, y0, x1, y1 in boxes]


@pytest.mark.parametrize(
    "others", [(REVERSED, REVERSED), (FIGURES, REVERSED), (FIGURES, FIGURES)], ids=["back", "both", "figures"]
)
def test_two_lines_of_words_tell_it_at_one_look(others: tuple[tuple[str, float], ...]) -> None:
    recogniser = Read([WORDS, others[0], WORDS, others[1]])
    assert rotation_of(GREY, lines(), 2.0, recogniser) == 0
    assert not recogniser.looks


def test_words_read_after_a_half_turn_tell_that() -> None:
    recogniser = Read([REVERSED], [REVERSED], [WORDS, FIGURES])
    assert rotation_of(GREY, lines(), 2.0, recogniser) == 180


@pytest.mark.parametrize("line", [FIGURES, ("30201", 0.99), REVERSED], ids=["figures", "codes", "back"])
def test_one_line_of_words_among_others_does_not(line: tuple[str, float]) -> None:
    recogniser = Read([WORDS, line, line, line], [line], [line], [line])
    rotation_of(GREY, lines(), 2.0, recogniser)
    assert len(recogniser.looks) < 3
