"""The figure that a recognised text prints, where signs that no figure has were read beside it or in it.

What is left is the figure only where it is whole: with its decimals or its separated thousands, which no code and no
year has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from mingzhang.models.records.pages import Grid, GridCell

# A letter may be a digit misread, and a stroke may hide one: a figure that was freed of them is doubted.
FREED = 0.75
_WHOLE = r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+\.\d{2})"
_SIGN = r"[A-Za-z√✓✔|丨/\\_~^*'’‘`´\"“”」「』『、,.·:;]"
_BESIDE = re.compile(rf"{_SIGN}{{0,2}}({_WHOLE}){_SIGN}{{0,2}}")
_ALONE = re.compile(rf"{_SIGN}{{1,2}}")
_SEPARATED = re.compile(r"-?\d{1,3}(?:[.,]\d{3})+\.\d{2}")
# A point read as a comma, or the last of three digits lost.
_LOST_POINT = re.compile(r"-?\d{1,3}(?:[.,]\d{3})*,\d{2}")
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+")
_CUT = re.compile(r"-?\d[\d,]*\.\d?")
_TO_HUNDREDTHS = re.compile(r"-?\d[\d,]*\.\d{2}")
_LARGE = re.compile(r"(-?\d{4,})(\.\d{2})|-?\d{1,3}(?:,\d{3})+(?:\.\d{2})?")
STROKE = "1"
# What nearly all figures of a page have, and how many tell it.
NEARLY_ALL, FEWEST = 0.8, 3
_STRUCK_POINT = re.compile(r"(-?\d{1,3}(?:,\d{3})+)[/\\|:;·'’](\d{2})")


def with_commas(text: str) -> str:
    """A figure of which commas were read as points (1.711.04) as it is printed; any other text as it is."""
    return f"{text[:-3].replace('.', ',')}.{text[-2:]}" if _SEPARATED.fullmatch(text) else text


def freed(text: str) -> str | None:
    """The figure that a rest of a ruling, a tick or a watermark, read as a letter or a stroke, touches (A108.00), or a
    pen struck through its point (7,180/92); None for any other text."""
    if struck := _STRUCK_POINT.fullmatch(text):
        return f"{struck[1]}.{struck[2]}"
    beside = _BESIDE.fullmatch("".join(text.split()))
    return beside[1] if beside and beside[1] != text else None


def is_rest(text: str) -> bool:
    """Whether a text is one or two such signs, which stand beside a figure and touch it not."""
    return bool(_ALONE.fullmatch(text.strip()))


def is_whole(text: str) -> bool:
    """Whether a text is a figure with its decimals or its separated thousands."""
    return bool(re.fullmatch(_WHOLE, text))


def are_to_hundredths(texts: Iterable[str]) -> bool:
    """Whether nearly all figures with decimals among some texts have two of them."""
    figures = [text for text in texts if _CUT.fullmatch(text) or _TO_HUNDREDTHS.fullmatch(text)]
    whole = sum(bool(_TO_HUNDREDTHS.fullmatch(text)) for text in figures)
    return whole >= max(FEWEST, NEARLY_ALL * len(figures))


def is_cut(text: str) -> bool:
    """Whether a figure has less than two decimals behind its point."""
    return bool(_CUT.fullmatch(text))


def is_finished(text: str, cut: str) -> bool:
    """Whether a text is a cut figure with its last decimals. A 1 behind it is the ruling itself."""
    return bool(_TO_HUNDREDTHS.fullmatch(text)) and text.startswith(cut) and not text.endswith(STROKE)


def as_printed(grids: Iterable[Grid]) -> tuple[Grid, ...]:
    """Grids with the separators of figures that the page prints: commas where nearly all large figures have them, and
    points read as commas where nearly all figures have two decimals. The latter are doubted: a last digit may be lost.
    """
    found = tuple(grids)
    texts = [cell.text for grid in found for cell in grid.cells]
    large = [match for text in texts if (match := _LARGE.fullmatch(text))]
    bare = sum(match[1] is not None for match in large)
    has_commas = len(large) >= FEWEST and len(large) - bare >= NEARLY_ALL * len(large)
    grouped = sum(bool(_GROUPED.fullmatch(text)) for text in texts)
    to_hundredths = sum(bool(_TO_HUNDREDTHS.fullmatch(text)) for text in texts)
    has_points = are_to_hundredths(texts) and to_hundredths >= NEARLY_ALL * (to_hundredths + grouped)

    def mended(cell: GridCell) -> GridCell:
        text, confidence = cell.text, cell.confidence
        if has_points and _LOST_POINT.fullmatch(text):
            text, confidence = with_commas(f"{text[:-3]}.{text[-2:]}"), min(confidence, FREED)
        if has_commas and (match := _LARGE.fullmatch(text)) and match[1]:
            text = f"{int(match[1]):,}{match[2]}"
        return cell if text == cell.text else replace(cell, text=text, confidence=confidence)

    return tuple(replace(grid, cells=tuple(map(mended, grid.cells))) for grid in found)
