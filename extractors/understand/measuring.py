"""What the columns of a recognised table measure where their headers were misread, lost or ran into each other.

A header is one witness of what a column measures. Others are the words that its sure signs belong to, and the
figures: what is everywhere the sum of 基本支出 and 项目支出 is their total, whatever was read over it.
Only a measure that no header told is decided here; figures under such a header stay in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from mingzhang.extractors.understand.column_roles import ColumnRole
from mingzhang.extractors.understand.columns import CellMatrix, TableColumn
from mingzhang.models.records.pages import TextSource
from mingzhang.models.text.amounts import plain, printed_amount
from mingzhang.models.vocabulary.enums import Measure
from mingzhang.models.vocabulary.table_words import header_role, header_word, measure_of, measure_words

# A whole and its two parts, as tables print them side by side.
SUMS = (
    (Measure.TOTAL, Measure.BASIC, Measure.PROJECT),
    (Measure.BASIC, Measure.PERSONNEL, Measure.OPERATING),
    (Measure.TOTAL, Measure.PERSONNEL, Measure.OPERATING),
)
_NO_HAN = re.compile(r"[^一-鿿]")
FEWEST_ROWS = 3
FEWEST_SIGNS = 3  # of a known word that say which it is
FEWEST_PANELS = 2  # beside a column whose header was not read
CENT = Decimal("0.01")

Figures = Mapping[int, Mapping[int, Decimal]]


def measured(columns: Sequence[TableColumn], matrix: CellMatrix) -> list[TableColumn]:
    """The columns, with a measure where a recognised table's headers gave none and something else does."""
    if not any(cell.text_source is TextSource.OCR for cell in matrix.table.cells):
        return list(columns)
    found = [_by_word(column) for column in columns]
    figures = {column.index: _figures(matrix, column.index) for column in found if column.role is ColumnRole.FIGURE}
    found = [_by_panels(column, found) if _is_open(column) else column for column in found]
    return [_by_sums(column, found, figures) if _is_open(column) else column for column in found]


def _is_open(column: TableColumn) -> bool:
    return column.role is ColumnRole.FIGURE and column.measure is None


def _by_word(column: TableColumn) -> TableColumn:
    """A column whose own header is no known word, with the measure of the words that it is the beginning of."""
    leaf = header_word(column.leaf)
    if column.role is not ColumnRole.FIGURE or header_role(leaf) is not None or measure_of(leaf) is not None:
        return column
    measure = _measure_begun(_NO_HAN.sub("", leaf))
    return column if measure is None else replace(column, measure=measure)


def _by_panels(column: TableColumn, columns: Sequence[TableColumn]) -> TableColumn:
    """A column over which no word was read, with the one measure of all others where each panel of a table has one
    column of figures: what stands over one (预算数) stands over all."""
    figures = [other for other in columns if other.role is ColumnRole.FIGURE]
    others = [other for other in figures if other is not column]
    is_a_panel_each = len({other.block for other in figures}) == len(figures)
    measures = {other.measure for other in others}
    if len(others) < FEWEST_PANELS or not is_a_panel_each or len(measures) != 1 or _NO_HAN.sub("", column.leaf):
        return column
    return replace(column, measure=measures.pop())


@cache
def _measure_begun(text: str) -> Measure | None:
    """The measure of the shortest known word that has all of a text's signs but one in its order; None where such
    words of several measures are as short, or there is none."""
    if len(text) < FEWEST_SIGNS:
        return None
    known = {**measure_words().exact, **measure_words().dominant}
    near = {word: (_in_common(text, word), -len(word)) for word in known}
    most = max(near.values(), default=(0, 0))
    if most[0] < max(FEWEST_SIGNS, len(text) - 1):
        return None
    measures = {known[word] for word, nearness in near.items() if nearness == most}
    return measures.pop() if len(measures) == 1 else None


def _in_common(text: str, word: str) -> int:
    """How many signs of a text come in a word in their order."""
    lengths = [0] * (len(word) + 1)
    for sign in text:
        previous = 0
        for place, other in enumerate(word, start=1):
            previous, lengths[place] = (
                lengths[place],
                previous + 1 if sign == other else max(lengths[place], lengths[place - 1]),
            )
    return lengths[-1]


def _figures(matrix: CellMatrix, column: int) -> dict[int, Decimal]:
    rows = range(matrix.table.header_rows, matrix.table.row_count)
    cells = ((row, matrix.at(row, column)) for row in rows)
    amounts = (
        (row, printed_amount(plain(cell.text)))
        for row, cell in cells
        if cell and cell.row_index == row and cell.column_index == column
    )
    return {row: amount for row, amount in amounts if amount is not None}


def _by_sums(column: TableColumn, columns: Sequence[TableColumn], figures: Figures) -> TableColumn:
    """A column with the measure that its figures have in a sum with two columns whose measures are known."""
    beside = {
        other.measure: other.index
        for other in columns
        if other.block == column.block and other.role is ColumnRole.FIGURE and other.period == column.period
    }
    told = {measure for measure, whole, parts in _roles(column.index, beside) if _comes_out(whole, parts, figures)}
    return replace(column, measure=told.pop()) if len(told) == 1 else column


def _roles(own: int, beside: Mapping[Measure | None, int]) -> Iterator[tuple[Measure, int, tuple[int, int]]]:
    """What a column may be in each of the sums whose other members stand beside it: its measure, whole and parts."""
    for sum_of in SUMS:
        lacking = [measure for measure in sum_of if measure not in beside]
        if len(lacking) == 1:
            whole, one, other = (beside.get(measure, own) for measure in sum_of)
            yield lacking[0], whole, (one, other)


def _comes_out(whole: int, parts: tuple[int, int], figures: Figures) -> bool:
    """Whether a column is the sum of two others in every row that prints it, and both have a part in one row."""
    one, other = (figures.get(part, {}) for part in parts)
    wholes = figures.get(whole, {})
    rows = sorted({*wholes, *one, *other})
    if len(rows) < FEWEST_ROWS or not any(one.get(row) and other.get(row) for row in rows):
        return False
    zero = Decimal(0)
    return all(abs(wholes.get(row, zero) - one.get(row, zero) - other.get(row, zero)) <= CENT for row in rows)
