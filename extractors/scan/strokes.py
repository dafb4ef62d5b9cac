"""Rulings told from strokes of glyphs, seals and pens: what runs through a line of text rules nothing."""

from __future__ import annotations

from collections.abc import Sequence

PixelLine = tuple[float, float, float, float]
TextBox = tuple[float, float, float, float]

ROWS = 75.0
SHORT = 100.0
CORE = (0.28, 0.72)
BEYOND = 0.5
THROUGH = 0.35
COLLINEAR = 1.6
LEAN = 0.022
LEVEL = 2.5  # pixels that any line may rise


def transposed(line: PixelLine) -> PixelLine:
    """A line of the picture with its axes exchanged: what is done to level lines is done to upright ones so."""
    x0, y0, x1, y1 = line
    return y0, x0, y1, x1


def without_strokes(
    horizontal: Sequence[PixelLine], vertical: Sequence[PixelLine], texts: Sequence[TextBox], scale: float
) -> tuple[list[PixelLine], list[PixelLine]]:
    """Rulings less the short ones that run through detected lines of text, or lean as no ruling of a level page does.

    An upright line of a few rows' height counts where another stands in one line with it: the text was then taken for
    one across it.
    """
    across = [
        line
        for line in horizontal
        if line[2] - line[0] >= SHORT * scale or not (_leans(line) or runs_through(line, texts))
    ]
    turned = [transposed(line) for line in vertical]
    short = [line for line in turned if line[2] - line[0] < ROWS * scale]
    down = []
    for line in turned:
        if line[2] - line[0] < SHORT * scale and _leans(line):
            continue
        if line in short and is_parted(line, texts) and not _continued(line, turned, scale):
            continue
        down.append((line[1], line[0], line[3], line[2]))
    return across, down


def runs_through(line: PixelLine, texts: Sequence[TextBox]) -> bool:
    """Whether a line across runs through the middle of lines of text for much of its way."""
    return _through(line, texts) > THROUGH


def is_parted(line: PixelLine, texts: Sequence[TextBox]) -> bool:
    """Whether an upright line (x and y exchanged) stands in lines of text for much of its way."""
    return _parted(line, texts) > THROUGH


def _leans(line: PixelLine) -> bool:
    return abs(line[3] - line[1]) > max(LEVEL, LEAN * (line[2] - line[0]))


def _through(line: PixelLine, texts: Sequence[TextBox]) -> float:
    """Share of a line across that runs through the middle of lines of text."""
    y = (line[1] + line[3]) / 2
    inside = 0.0
    for x0, y0, x1, y1 in texts:
        height = y1 - y0
        if y0 + CORE[0] * height < y < y0 + CORE[1] * height:
            inside += max(0.0, min(line[2], x1) - max(line[0], x0))
    return inside / max(1.0, line[2] - line[0])


def _parted(line: PixelLine, texts: Sequence[TextBox]) -> float:
    """Share of an upright line (x and y exchanged) that stands in lines of text that go on at both its sides."""
    x = (line[1] + line[3]) / 2
    inside = 0.0
    for x0, y0, x1, y1 in texts:
        beyond = BEYOND * (y1 - y0)
        if x0 + beyond < x < x1 - beyond:
            inside += max(0.0, min(line[2], y1) - max(line[0], y0))
    return inside / max(1.0, line[2] - line[0])


def _continued(line: PixelLine, others: Sequence[PixelLine], scale: float) -> bool:
    """Whether another line stands in one line with an upright one (x and y exchanged)."""
    x = (line[1] + line[3]) / 2
    return any(other is not line and abs((other[1] + other[3]) / 2 - x) < COLLINEAR * scale for other in others)
