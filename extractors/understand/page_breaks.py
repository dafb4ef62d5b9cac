"""Rows that a page break cuts in two: the rest of a name, or of a figure, stands first on the next page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from mingzhang.extractors.understand.columns import CellMatrix, TableColumn
from mingzhang.models.text.amounts import plain, printed_amount

SHARE_OF_USUAL = 0.7

_REST = re.compile(r"[\d,]{0,7}\.?\d{0,2}")


def usual_decimals(texts: Iterable[str]) -> int | None:
    """How many decimals nearly all figures of a table print; None where they differ, or print none."""
    counts = Counter(len(plain(text).partition(".")[2]) for text in texts)
    if not counts:
        return None
    decimals, count = counts.most_common(1)[0]
    return decimals if decimals and count >= SHARE_OF_USUAL * counts.total() else None


def cut_rows(matrix: CellMatrix, figures: Sequence[TableColumn]) -> frozenset[int]:
    """Rows whose figures go on in the first row of the next page: `12,437.3` above and `6` below.

    Only where each text below stands under a text, and every figure so made whole prints the usual decimals.
    """
    columns = {column.index for column in figures}
    first = matrix.table.header_rows
    rows = [row for row in range(first, matrix.table.row_count - 1) if matrix.breaks_after(row)]
    if not rows:
        return frozenset()
    printed = (matrix.at(row, column) for row in range(first, matrix.table.row_count) for column in columns)
    decimals = usual_decimals(cell.text for cell in printed if cell and printed_amount(cell.text) is not None)
    return frozenset(row for row in rows if decimals and _is_cut(matrix, row, columns, decimals))


def _is_cut(matrix: CellMatrix, row: int, columns: set[int], decimals: int) -> bool:
    rests = 0
    for below in matrix.anchors(row + 1):
        if not below.text:
            continue
        above = matrix.at(row, below.column_index)
        if above is None or not above.text:
            return False
        if below.column_index not in columns:
            continue
        if not _REST.fullmatch(plain(below.text)) or _decimals(above.text) == decimals:
            return False
        if _decimals(above.text + below.text) != decimals:
            return False
        rests += 1
    return rests > 0


def _decimals(text: str) -> int | None:
    return len(plain(text).partition(".")[2]) if printed_amount(text) is not None else None
