"""Tables that a Word document writes with tabs: paragraphs that follow each other, each with as many tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from mingzhang.extractors.formats.grids import CellContent
from mingzhang.extractors.formats.sheet import Area
from mingzhang.models.text.amounts import printed_amount

TAB = "\ue001"  # a tab inside a text; private use, never printed
LEAST_TABS, LEAST_ROWS = 2, 3


def tabbed_table(paragraphs: Iterable[Any], text_of: Callable[[Any], str]) -> tuple[int, list[CellContent]]:
    """How many paragraphs from the first on have as many tabs, and the cells of the table that they are; none where
    they are no table, in which half of the rows at least print figures. `text_of`: the text of a paragraph, its tabs
    as `TAB`."""
    rows: list[list[str]] = []
    for paragraph in paragraphs:
        cells = text_of(paragraph).split(TAB)
        if len(cells) <= LEAST_TABS or (rows and len(cells) != len(rows[0])):
            break
        rows.append([cell.strip() for cell in cells])
    with_figures = sum(any(printed_amount(cell) is not None for cell in row[1:]) for row in rows)
    if len(rows) < LEAST_ROWS or 2 * with_figures < len(rows):
        return len(rows), []
    return len(rows), [CellContent(Area(r, c, r, c), text) for r, row in enumerate(rows) for c, text in enumerate(row)]
