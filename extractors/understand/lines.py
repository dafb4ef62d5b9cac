"""The figures of a table as tidy budget lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from mingzhang.extractors.heads.headers import is_number_row
from mingzhang.extractors.understand.column_roles import ColumnRole
from mingzhang.extractors.understand.columns import CellMatrix, TableColumn, read_columns, shared_parts
from mingzhang.extractors.understand.counts import counting_rows, counts, is_worth
from mingzhang.extractors.understand.items import ItemColumns, RowItem, item_of_header, unbroken
from mingzhang.extractors.understand.joining import LogicalTable
from mingzhang.extractors.understand.measuring import measured
from mingzhang.extractors.understand.owners import RowOwner, Whole, listed_units, row_owners
from mingzhang.extractors.understand.page_breaks import cut_rows
from mingzhang.extractors.understand.periods import FiscalPeriod, is_change_label, period_of_label
from mingzhang.extractors.understand.settling import settled
from mingzhang.extractors.understand.spills import Spill, spills_of
from mingzhang.models.records.documents import BudgetLine, TableCell
from mingzhang.models.text.amounts import (
    APART,
    amount_with_unit,
    is_beyond,
    is_broken_amount,
    plain,
    printed_amount,
    to_yuan,
)
from mingzhang.models.vocabulary.enums import Measure, Stage, Verification
from mingzhang.models.vocabulary.form_words import list_column_of

UNDATED = FiscalPeriod(None, Stage.BUDGET)
NO_UNIT = Whole(None, frozenset())


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose figures, of when and in which unit of money, as far as caption and document told.

    `fiscal_year` is the document's, `period` the table's; `whole` the unit of the document.
    """

    unit_name: str | None = None
    fiscal_year: int | None = None
    currency_unit: str | None = None
    period: FiscalPeriod = UNDATED
    department_name: str | None = None
    whole: Whole = NO_UNIT


class _Printed(NamedTuple):
    """A figure as a cell prints it. `currency_unit`: what the cell itself says of it; `label`: what its row says of the
    year."""

    column_index: int
    cell: TableCell
    text: str
    amount: Decimal | None
    currency_unit: str | None
    is_broken: bool
    item: RowItem
    label: str | None


class _Body(NamedTuple):
    """The rows of a table under columns of some roles. `firsts`: the item of each row's first block; `counting`: the
    rows of each block that count things."""

    blocks: dict[int, ItemColumns]
    firsts: dict[int, RowItem]
    printed: list[_Printed]
    codes: set[str]
    counting: dict[int, frozenset[int]]


class TableReading:
    """A table, read once; whose figures they are, of when and in which unit of money may be told later, and again."""

    def __init__(self, table: LogicalTable) -> None:
        self.table = table
        self._matrix = CellMatrix(table)
        self._bodies: dict[tuple[tuple[ColumnRole, int, tuple[str, ...]], ...], _Body] = {}

    def lines(self, owner: Owner) -> tuple[BudgetLine, ...]:
        """Every printed figure. Rows of column numbers and figures that are no money are left out."""
        columns = measured(read_columns(self._matrix, owner.period), self._matrix)
        body = self._body(columns)
        owners = row_owners(self._matrix, columns, body.firsts, owner.unit_name, owner.whole)
        lines = []
        for one in body.printed:
            column = columns[one.column_index]
            if one.amount is not None and is_beyond(one.amount, column.currency_unit or owner.currency_unit):
                one = one._replace(amount=None, is_broken=True)
            lines.append(_line(one, column, owner, owners[one.cell.row_index], body))
        return tuple(lines)

    def units(self) -> set[str]:
        """The keys of the units that the table lists as owners of its rows."""
        if not any(cell.is_header and list_column_of(cell.text) == "unit" for cell in self.table.cells):
            return set()
        return listed_units(self._matrix, read_columns(self._matrix, UNDATED))

    def _body(self, columns: Sequence[TableColumn]) -> _Body:
        """The rows under some columns; a year of the table changes no more of them than their measures, as a rule."""
        key = tuple((column.role, column.block, column.path) for column in columns)
        if key not in self._bodies:
            self._bodies[key] = _read_body(self._matrix, columns)
        return self._bodies[key]


def _read_body(matrix: CellMatrix, columns: Sequence[TableColumn]) -> _Body:
    table = matrix.table
    figures = [column for column in columns if column.role in (ColumnRole.FIGURE, ColumnRole.PERCENT)]
    years = [column for column in columns if column.role is ColumnRole.YEAR]
    _, texts, _ = matrix.undated
    blocks = {column.block: ItemColumns([c for c in columns if c.block == column.block], texts) for column in figures}
    cut = cut_rows(matrix, figures)
    spills = spills_of(matrix, columns, figures)
    shared = shared_parts([column.path for column in figures])
    rows = {
        row: {number: unbroken(block, matrix, row, row in cut) for number, block in blocks.items()}
        for row in range(table.header_rows, table.row_count)
        if row - 1 not in cut and not is_number_row([plain(c.text) for c in matrix.anchors(row) if c.text])
    }
    rows = settled(rows, blocks, matrix)
    _add_ends(rows, spills, {column.index: column.block for column in figures})
    _carry_down(rows, matrix, years)
    firsts = {row: items[min(items)] for row, items in rows.items() if items}
    printed: list[_Printed] = []
    for row, items in rows.items():
        label = _label(matrix, row, years) or (firsts[row].name if row in firsts else None)
        for column in figures:
            cell = matrix.at(row, column.index)
            if cell is None or cell.row_index != row or cell.column_index != column.index:
                continue
            below = matrix.at(row + 1, column.index) if row in cut else None
            own = spills[row, column.index].figure if (row, column.index) in spills else cell.text
            item = items[column.block]
            if item.name is None and item.code is None:
                item = blocks[column.block].by_text(matrix, row) or item_of_header(column, shared)
            text = own + (below.text if below else "")
            if (one := _figure_in(column, cell, text, item, label)) is not None:
                printed.append(one)
    counting = {
        number: counting_rows({row: items[number].name for row, items in rows.items() if number in items})
        for number in blocks
    }
    return _Body(blocks, firsts, printed, {one.item.code for one in printed if one.item.code}, counting)


def _figure_in(column: TableColumn, cell: TableCell, text: str, item: RowItem, label: str | None) -> _Printed | None:
    """The figure in a cell; None where it prints none."""
    own = amount_with_unit(text)
    amount = own[0] if own else printed_amount(text)
    is_broken = amount is None and is_broken_amount(text)
    is_percentage = column.role is ColumnRole.PERCENT and any(map(str.isdecimal, text))
    if amount is None and not is_broken and not is_percentage:
        return None
    return _Printed(column.index, cell, text, amount, own[1] if own else None, is_broken, item, label)


def _line(one: _Printed, column: TableColumn, owner: Owner, row: RowOwner, body: _Body) -> BudgetLine:
    """A printed figure with what its column, its row and its table say of it."""
    cell, item = one.cell, one.item
    measure = column.measure
    if body.blocks[column.block].is_headless and item.name and measure is not Measure.CARRYOVER:
        measure = Measure.TOTAL
    if is_change_label(one.label) and measure is not Measure.CHANGE_PERCENT:
        measure = Measure.CHANGE
    told = period_of_label(one.label, owner.period)
    period = told if told is not None and column.period == owner.period else column.period
    currency_unit = one.currency_unit or column.currency_unit or owner.currency_unit
    return BudgetLine(
        row_index=cell.row_index,
        column_index=column.index,
        unit_name=row.unit_name or owner.unit_name,
        fiscal_year=owner.fiscal_year,
        side=column.side,
        item_code=item.code,
        item_name=item.name,
        parent_code=_parent(item.code or "", body.codes),
        is_total=item.is_total,
        measure=measure,
        column_path=column.path,
        amount_yuan=_yuan(one.amount, currency_unit)
        if column.role is ColumnRole.FIGURE and not _is_count(one, column, body)
        else None,
        amount_text=one.text.replace(APART, " ").replace("\n", ""),
        page_number=cell.page_number,
        confidence=cell.confidence,
        verification=Verification.SUSPECT if one.is_broken else Verification.UNVERIFIED,
        figure_year=period.year,
        stage=period.stage,
        department_name=owner.department_name,
        is_whole=row.is_whole,
    )


def _is_count(one: _Printed, column: TableColumn, body: _Body) -> bool:
    """Whether a figure counts things; what they are worth stands under a header of its own."""
    is_counting = one.cell.row_index in body.counting[column.block] or counts(one.item.name or "")
    return is_counting and not any(map(is_worth, column.path))


def _add_ends(
    rows: Mapping[int, dict[int, RowItem]], spills: Mapping[tuple[int, int], Spill], blocks: Mapping[int, int]
) -> None:
    """Give names the ends that ran over into the cells of their figures. `blocks`: of columns, by their place."""
    for (row, index), spill in spills.items():
        if row in rows and (item := rows[row][blocks[index]]).name:
            rows[row][blocks[index]] = replace(item, name=f"{item.name}{spill.end}")


def _carry_down(rows: dict[int, dict[int, RowItem]], matrix: CellMatrix, years: Sequence[TableColumn]) -> None:
    """Give rows that only a year labels the item of the row above: 2025年, 2026年, 增减 of one unit."""
    above: dict[int, RowItem] = {}
    for row, items in rows.items():
        if _label(matrix, row, years) is not None:
            for block, item in items.items():
                if item.name is None and item.code is None and block in above:
                    items[block] = above[block]
        above = dict(items)


def _label(matrix: CellMatrix, row: int, years: Sequence[TableColumn]) -> str | None:
    """What the columns of years say of a row."""
    cells = (matrix.at(row, column.index) for column in years)
    return next((cell.text for cell in cells if cell and cell.text), None)


def _yuan(amount: Decimal | None, currency: str | None) -> Decimal | None:
    return to_yuan(amount, currency) if currency and amount is not None else None


def _parent(code: str, codes: set[str]) -> str | None:
    """The code of the nearest higher level that the table prints."""
    return next((code[:length] for length in (5, 3) if length < len(code) and code[:length] in codes), None)
