"""A picture that is many times as high as wide (a web page as one picture), cut into pieces of a page's make."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

# What is higher would have to be shrunk until nobody can read it.
LONG = 4.8
PIECE = 2.0
SEARCHED = 0.2
DARK = 128
RULED = 0.3
LEAST_BLANK = 6
THICKEST = 8
OVERLAP = 4


def piece_count(width: int, height: int) -> int:
    """In how many pieces a picture of a size (pixels) is read: 1 unless it is a strip."""
    return max(1, round(height / (PIECE * width))) if height > LONG * width else 1


def pieces(picture: Image.Image) -> list[tuple[int, int]]:
    """Top and bottom (pixels, the far side exclusive) of each piece of a strip.

    It is cut near even parts: where the paper is blank, else along a ruling, which both pieces keep, else where least
    is printed.
    """
    width, height = picture.size
    count = piece_count(width, height)
    reach = int(SEARCHED * height / count)
    cuts = [(0, 0), *(_cut(picture, height * k // count, reach) for k in range(1, count)), (height, height)]
    return [(start, stop) for (_, start), (stop, _) in pairwise(cuts)]


def _cut(picture: Image.Image, near: int, reach: int) -> tuple[int, int]:
    """Where a piece ends and where the next one begins, close to a height."""
    import numpy as np

    top = near - reach
    dark = (np.asarray(picture.crop((0, top, picture.size[0], near + reach)).convert("L")) < DARK).mean(axis=1)
    blanks = [run for run in _runs(dark == 0) if run[1] - run[0] >= LEAST_BLANK]
    if blanks:
        start, stop = max(blanks, key=lambda run: run[1] - run[0])
        return top + (start + stop) // 2, top + (start + stop) // 2
    rulings = [run for run in _runs(dark >= RULED) if run[1] - run[0] <= THICKEST]
    if rulings:
        start, stop = max(rulings, key=lambda run: float(dark[run[0] : run[1]].max()))
        return top + stop + OVERLAP, top + start - OVERLAP
    place = top + int(np.argmin(dark))
    return place, place


def _runs(rows: NDArray[np.bool_]) -> list[tuple[int, int]]:
    import numpy as np

    edges = np.flatnonzero(np.diff(np.concatenate([[False], rows, [False]]).astype(np.int8))).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))
