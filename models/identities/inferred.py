"""Tables whose grid was inferred from where their text stands, no ruling seen: told by one mark in every confidence.

The mark says nothing of how surely a character was read: what doubts readings takes it out first. A figure of such a
table that nothing proves stays suspect: on scans that nothing was tuned to, most codes of it were cut wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mingzhang.models.records.documents import Table, TableCell
from mingzhang.models.records.pages import TextSource

# What the confidence of a cell of an inferred grid is multiplied by (`extractors/grids/borderless`).
MARK = 0.8


def is_inferred(cells: Iterable[TableCell]) -> bool:
    """Whether every filled cell bears the mark."""
    return all(cell.confidence <= MARK for cell in cells if cell.text)


def mark_of(table: Table) -> float:
    """What the confidences of a recognised table were multiplied by: `MARK`, or 1."""
    recognised = any(cell.text_source is TextSource.OCR for cell in table.cells)
    return MARK if recognised and is_inferred(table.cells) else 1.0


def as_read(table: Table) -> Table:
    """The table with the confidences of its cells as they were read (0 to 1), the mark taken out."""
    mark = mark_of(table)
    if mark == 1.0:
        return table
    cells = tuple(replace(cell, confidence=min(1.0, cell.confidence / mark)) for cell in table.cells)
    return replace(table, cells=cells)
