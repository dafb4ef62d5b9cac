"""Whether text and traced rulings explain a page, so that no one need look for lost rulings and foreign ink."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import cv2
import numpy as np

from mingzhang.extractors.grids.ruled import Lattice, lattice_grids
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.rulings import Traced, in_points
from mingzhang.extractors.scan.strokes import TextBox

MOST_HEADER_ROWS = 5
MOST_PAIRS = 3
LEAST_ROWS = 3
SAME_ROW = 0.5
HALF = 0.5
PALEST = 235
AROUND_TEXT = 0.35
BESIDE_RULINGS = 1.2
# The least ink that is worth a closer look, in square points: a stroke of a pen.
LEAST_INK = 20.0


def is_whole(traced: Traced, texts: Sequence[TextBox], pixels_per_point: float) -> bool:
    """Whether each line of text stands where the traced rulings leave nothing to ask. `texts`: boxes, pixels.

    Beneath its header a table that lost no ruling has a cell in every place, and one line of text in each, or several
    in one cell of a row (a long name). Beside tables no three lines stand on one level, and few pairs do: they would
    be cells.
    """
    lattices = lattice_grids(*(in_points(lines, pixels_per_point) for lines in (traced.horizontal, traced.vertical)))
    boxes = [
        (x0 / pixels_per_point, y0 / pixels_per_point, x1 / pixels_per_point, y1 / pixels_per_point)
        for x0, y0, x1, y1 in texts
    ]
    outside = list(boxes)
    for lattice in lattices:
        inside: dict[int, list[TextBox]] = {}
        for box in boxes:
            cell = lattice.cell_at((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
            if cell is not None:
                inside.setdefault(cell, []).append(box)
                if box in outside:
                    outside.remove(box)
        if not _is_full(lattice) or not _is_apart(lattice, inside):
            return False
    return _stands_alone(outside)


def is_explained(grey: Picture, traced: Traced, texts: Sequence[TextBox], pixels_per_point: float) -> bool:
    """Whether what is not paper on a grey picture of even light stands in lines of text or rulings, specks left out.

    A watermark, a seal, a pen and what shines through from the back lie across lines and between them.
    """
    ink = np.asarray(cv2.threshold(grey, PALEST, 1, cv2.THRESH_BINARY_INV)[1], np.uint8)
    ink = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    size = 2 * round(BESIDE_RULINGS * pixels_per_point) + 1
    ink[cv2.dilate(traced.mask, np.ones((size, size), np.uint8)) > 0] = 0
    for x0, y0, x1, y1 in texts:
        around = AROUND_TEXT * min(x1 - x0, y1 - y0)
        ink[max(0, round(y0 - around)) : round(y1 + around), max(0, round(x0 - around)) : round(x1 + around)] = 0
    return bool(np.count_nonzero(ink) < LEAST_INK * pixels_per_point**2)


def _is_full(lattice: Lattice) -> bool:
    """Whether all rows but those of a header have a cell in every place."""
    header = _header_rows(lattice)
    return header <= MOST_HEADER_ROWS and lattice.row_count - header >= LEAST_ROWS


def _header_rows(lattice: Lattice) -> int:
    """The rows down to the last in which cells span several places."""
    return max(
        (cell.row + cell.row_span for cell in lattice.cells if cell.row_span > 1 or cell.column_span > 1), default=0
    )


def _is_apart(lattice: Lattice, inside: dict[int, list[TextBox]]) -> bool:
    """Whether no cell holds lines side by side, no line reaches into a cell beside its own, and of each row one cell at
    most holds lines that stand below each other; of the last row of a header half of them."""
    stacked: Counter[int] = Counter()
    filled: Counter[int] = Counter()
    for index, boxes in inside.items():
        cell = lattice.cells[index]
        if any(box[0] < cell.box.x0 - (box[3] - box[1]) or box[2] > cell.box.x1 + box[3] - box[1] for box in boxes):
            return False
        if any(_on_one_level(one, other) for at, one in enumerate(boxes) for other in boxes[:at]):
            return False
        stacked[cell.row] += len(boxes) > 1
        filled[cell.row] += 1
    header = _header_rows(lattice)
    return all(
        count <= 1 or row < header or (row == header and count <= HALF * filled[row]) for row, count in stacked.items()
    )


def _on_one_level(one: TextBox, other: TextBox) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > SAME_ROW * min(one[3] - one[1], other[3] - other[1])


def _stands_alone(boxes: Sequence[TextBox]) -> bool:
    """Whether lines outside of tables are lines of text and captions, not cells without rulings."""
    beside = [sum(_on_one_level(one, other) for other in boxes) - 1 for one in boxes]
    return max(beside, default=0) <= 1 and sum(beside) <= 2 * MOST_PAIRS
