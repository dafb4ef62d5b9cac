"""The lines of recognised pages that print figures, kept as they were read: a doubted one is looked at again there.

Nothing is drawn, prepared or found a second time. A line is a few thousand pixels.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mingzhang.models.records.geometry import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mingzhang.extractors.scan.cells import Snippet

# A sign that is read less surely is looked at again.
SURE = 0.98
LEAST_SHARED = 0.5
DIGITS = frozenset("0123456789")
OF_FIGURES = frozenset("0123456789.,-，．。、-—–−()（）△▲%¥￥ ")
MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line of text that prints a figure. `box`: its ink, points on the page as it was read.

    `snippet`: its crop, in one channel; `plain`: the same place with its rulings, None for glyphs that stand below each
    other; `untouched`: the same place with the foreign ink that was taken out of it, None where there was none.
    `text`: its best reading; `glyph`: the usual height of a line, pixels. `guesses`: texts that differ from the
    best reading in one sign, with that sign's probability (0 to 1). `least`: how surely its least sure sign was read.
    """

    box: Box
    snippet: Snippet
    plain: NDArray[np.uint8] | None
    glyph: float
    text: str
    guesses: tuple[tuple[str, float], ...]
    least: float = 0.0
    untouched: NDArray[np.uint8] | None = None


@dataclass(slots=True)
class Kept:
    """Lines with figures by the number of their page."""

    pages: dict[int, list[KeptLine]] = field(default_factory=dict)

    def add(self, page_number: int, lines: Iterable[KeptLine]) -> None:
        self.pages.setdefault(page_number, []).extend(lines)

    def lines_in(self, page_number: int, box: Box) -> list[KeptLine]:
        """The lines in a cell from top to bottom, those that reach beyond it cut at its sides."""
        held = [
            _cut(line, box)
            for line in self.pages.get(page_number, ())
            if box.y0 <= line.box.middle[1] < box.y1 and _shared(line.box, box) > 0
        ]
        return sorted((line for line in held if line is not None), key=lambda line: (line.box.middle[1], line.box.x0))


def prints_figure(text: str) -> bool:
    """Whether a line is made of the signs of figures for the most part."""
    signs = sum(sign in OF_FIGURES for sign in text)
    return signs > MOSTLY * len(text) and any(sign in DIGITS for sign in text)


def _shared(line: Box, cell: Box) -> float:
    return min(line.x1, cell.x1) - max(line.x0, cell.x0)


def _cut(line: KeptLine, cell: Box) -> KeptLine | None:
    """The part of a line that stands in a cell; None where that is less than a glyph's half."""
    box, snippet = line.box, line.snippet
    scale = (snippet.box[2] - snippet.box[0]) / max(0.1, box.x1 - box.x0)
    inside = Box(max(box.x0, cell.x0), box.y0, min(box.x1, cell.x1), box.y1)
    beyond = (box.x1 - box.x0 - (inside.x1 - inside.x0)) * scale
    if (inside.x1 - inside.x0) * scale < LEAST_SHARED * line.glyph * LEAST_SHARED:
        return None
    if beyond <= LEAST_SHARED * line.glyph or snippet.glyphs:
        return line
    margin = snippet.box[0] - snippet.left
    first = round((inside.x0 - box.x0) * scale)
    last = round((inside.x1 - box.x0) * scale) + 2 * margin
    left, top, _, bottom = snippet.box
    ink = left + first, top, left + last - 2 * margin, bottom
    part = replace(snippet, crop=snippet.crop[:, first:last], box=ink, left=snippet.left + first, close=None)
    return replace(line, box=inside, snippet=part, plain=None, text="", guesses=(), least=0.0, untouched=None)
