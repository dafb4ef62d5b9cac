"""Pieces of a mask, against looking at one place after the other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.extractors.pages.pieces import pieces_of

Piece = tuple[int, int, int, int, int]


def looked_at(mask: list[list[bool]], corners: bool) -> list[Piece]:
    left = {(y, x) for y, row in enumerate(mask) for x, filled in enumerate(row) if filled}
    steps = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if (dy or dx) and (corners or not (dy and dx))]
    found = []
    while left:
        waiting, piece = [left.pop()], []
        while waiting:
            y, x = waiting.pop()
            piece.append((y, x))
            near = {(y + dy, x + dx) for dy, dx in steps} & left
            left -= near
            waiting += near
        ys, xs = [y for y, _ in piece], [x for _, x in piece]
        found.append((min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1, len(piece)))
    return sorted(found)


def pieces(mask: list[list[bool]], corners: bool) -> list[Piece]:
    return sorted(map(tuple, pieces_of(np.array(mask, bool), corners=corners).tolist()))  # type: ignore[arg-type]


@given(st.integers(1, 12).flatmap(lambda w: st.lists(st.lists(st.booleans(), min_size=w, max_size=w), min_size=1)))
def test_pieces_are_those_that_hang_together(mask: list[list[bool]]) -> None:
    for corners in (False, True):
        assert pieces(mask, corners) == looked_at(mask, corners)


@pytest.mark.parametrize(
    ("drawn", "alone", "with_corners"),
    [
        (["#.#", ".#.", "#.#"], 5, 1),
        (["####", "#..#", "#.##", "#...", "####"], 1, 1),
        (["#.#.#", "#.#.#", "#####"], 1, 1),  # arms that only meet at their end
        (["...", "..."], 0, 0),
        (["##..", "..##"], 2, 1),  # the end of a row and the beginning of the next are no neighbours
        (["..#", "#.."], 2, 2),
    ],
)
def test_places_hang_together_by_their_sides_or_corners(drawn: list[str], alone: int, with_corners: int) -> None:
    mask = [[sign == "#" for sign in row] for row in drawn]
    assert (len(pieces(mask, False)), len(pieces(mask, True))) == (alone, with_corners)


def test_a_long_spiral_is_one_piece() -> None:
    mask = np.zeros((201, 201), bool)
    low, high = 0, 200
    while high - low > 4:
        mask[low, low:high] = mask[low:high, high] = mask[high, low + 2 : high + 1] = mask[low + 2 : high, low + 2] = (
            True
        )
        low, high = low + 2, high - 2
    assert len(pieces_of(mask, corners=False)) == 1
