"""Names that run over the ruling into the cell of their figure: `出 2,022.39` beside `人员经费和公用经费支`.

Each glyph is in the cell whose box holds it, so the end of a long name stands before the figure, or alone in the cell
of a blank one. A column is known to be run into where such an end stands before a figure beside a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from mingzhang.extractors.understand.column_roles import ColumnRole
from mingzhang.extractors.understand.columns import CellMatrix, TableColumn
from mingzhang.models.records.documents import TableCell
from mingzhang.models.records.pages import TextSource
from mingzhang.models.text.amounts import plain, printed_amount

# The end of a name is short: no more than this runs over, else it is a text of its own.
LONGEST = 8
_END_AND_FIGURE = re.compile(rf"([一-鿿、“”()（）]{{1,{LONGEST}}})(-?\d[\d,]*\.\d+|-?\d{{1,3}}(?:,\d{{3}})+)")
_END = re.compile(rf"[一-鿿、“”()（）]{{1,{LONGEST}}}")
# Words that say something of a figure, or that there is none.
_OF_FIGURES = re.compile("[增加减少上升下降约共计其中合小无未略空否元万亿同净]+|人民币|不适用|[(（].*[)）]")


class Spill(NamedTuple):
    """What ran over from the name at the left, and what is left of the cell."""

    end: str
    figure: str


def spills_of(
    matrix: CellMatrix, columns: Sequence[TableColumn], figures: Sequence[TableColumn]
) -> dict[tuple[int, int], Spill]:
    """The cells (row, column) of `figures` that the end of the name at their left runs into."""
    roles = {column.index: column for column in columns}
    found: dict[tuple[int, int], Spill] = {}
    for column in figures:
        name = roles.get(column.index - 1)
        if name is None or name.role is not ColumnRole.NAME or name.block != column.block:
            continue
        its: dict[tuple[int, int], Spill] = {}
        for row in range(matrix.table.header_rows, matrix.table.row_count):
            cell, beside = matrix.at(row, column.index), matrix.at(row, name.index)
            if (
                cell is None
                or beside is None
                or beside is cell
                or (cell.row_index, cell.column_index)
                != (
                    row,
                    column.index,
                )
            ):
                continue
            if (spill := _spill(cell, beside)) is not None:
                its[row, column.index] = spill
        if any(spill.figure for spill in its.values()):
            found |= its
    return found


def _spill(cell: TableCell, beside: TableCell) -> Spill | None:
    """The end of a name in the cell beside it; None where the cell holds something else."""
    text = plain(cell.text)
    if not text or not beside.text or cell.text_source is not TextSource.TEXT_LAYER or printed_amount(text) is not None:
        return None
    with_figure = _END_AND_FIGURE.fullmatch(text)
    end = with_figure.group(1) if with_figure else text
    if not _END.fullmatch(end) or _OF_FIGURES.fullmatch(end):
        return None
    return Spill("".join(cell.text.split())[: len(end)], with_figure.group(2) if with_figure else "")
