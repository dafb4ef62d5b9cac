"""Whether lines of print went away with what was taken for foreign ink: whole lines of pale print look like it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mingzhang.extractors.scan.cells import cropped
from mingzhang.extractors.scan.ink import ink_of
from mingzhang.extractors.scan.layers import Quad
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.recogniser import Recogniser

TOUCHED = 0.5  # of a line's ink: so much of it was lifted
COMPARED, FEW_LINES = 10, 3
LEVEL = 0.12  # of a line's length: how much of it a level line leans at most
LONG = 0.8  # heights of a line: shorter ones are no words
SURE, LOST = 0.8, 0.15  # confidence of a line that is read surely, and what it loses where its print went away
MOSTLY = 0.5


def print_is_lost(
    printed: Picture, lifted: Picture, where: Picture, quads: Sequence[Quad], recogniser: Recogniser
) -> bool:
    """Whether most level lines that were lifted whole, and read surely before, no longer are. `where`: 255 where ink
    was lifted, pictures of one size; `quads`: lines of text as the detector saw them in `printed`.

    The back's print and watermarks are no level lines, or are not read surely.
    """
    ink = ink_of(printed)
    boxes = [box for quad in quads if (box := _box(quad, printed)) is not None and _is_touched(box, ink, where)]
    chosen = boxes[:: max(1, len(boxes) // COMPARED)][:COMPARED]
    if len(chosen) < FEW_LINES:
        return False
    before, after = (
        recogniser.read([cropped(picture, box, box[3] - box[1]) for box in chosen]) for picture in (printed, lifted)
    )
    sure = [
        (old, new)
        for (text, old), (_, new) in zip(before, after, strict=True)
        if old >= SURE and sum(sign.isalnum() for sign in text) > 1
    ]
    return len(sure) >= FEW_LINES and sum(new < old - LOST for old, new in sure) > MOSTLY * len(sure)


def _box(quad: Quad, grey: Picture) -> tuple[int, int, int, int] | None:
    """The box of a level line of words in pixels; None for others."""
    (x0, y0), (x1, y1) = np.maximum(quad.min(axis=0), 0).astype(int).tolist(), np.ceil(quad.max(axis=0)).astype(int)
    level = abs(float(quad[1, 1] - quad[0, 1])) <= LEVEL * float(quad[1, 0] - quad[0, 0])
    if not level or x1 - x0 < LONG * (y1 - y0) or y1 - y0 < 1:
        return None
    return x0, y0, min(int(x1), grey.shape[1]), min(int(y1), grey.shape[0])


def _is_touched(box: tuple[int, int, int, int], ink: Picture, where: Picture) -> bool:
    x0, y0, x1, y1 = box
    own = ink[y0:y1, x0:x1] > 0
    return bool(own.any() and np.mean(where[y0:y1, x0:x1][own] > 0) > TOUCHED)
