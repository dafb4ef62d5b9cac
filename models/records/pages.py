"""What a page shows, whichever way it was read: lines of text and grids of cells.

The text layer and the scan give the same records; nothing after this point knows which it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mingzhang.models.records.geometry import Box


class TextSource(StrEnum):
    """Where the text of a page or cell came from."""

    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text on a page, in reading order; lines inside a grid are not among them."""

    text: str
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class GridCell:
    """An anchor cell of a grid. Lines of wrapped text are separated by a newline; a blank cell has ''."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is ruled on one page. Every place of the grid is covered by exactly one cell.

    `cells` are in reading order (row, then column); `row_count` and `column_count` count grid places.
    """

    page_number: int
    box: Box
    row_count: int
    column_count: int
    cells: tuple[GridCell, ...]
    text_source: TextSource


@dataclass(frozen=True, slots=True)
class Page:
    """One page, upright. `lines` and `grids` are each sorted from top to bottom."""

    number: int
    width: float
    height: float
    text_source: TextSource
    lines: tuple[TextLine, ...] = ()
    grids: tuple[Grid, ...] = ()
    rotation: int = 0
    skew: float = 0.0
    watermark_text: str | None = None
    mean_confidence: float | None = None
    seconds: float = 0.0
    error_code: str | None = None
