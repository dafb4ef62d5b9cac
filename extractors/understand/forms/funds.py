"""The money of a form: the block of funds with its labels, and the tasks of an overall form with their amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mingzhang.extractors.understand.forms.reading import FormDraft, FormFigure, amount_of, currency_of, split_label
from mingzhang.extractors.understand.forms.sheet import FormCells, WidthSpan, flat
from mingzhang.models.records.documents import TableCell
from mingzhang.models.text.amounts import plain, printed_amount
from mingzhang.models.vocabulary.enums import IndicatorPeriod
from mingzhang.models.vocabulary.form_words import field_of, fund_of, is_sum, period_of, task_column_of

DEEPEST_HEADER = 3
LEFT_EDGE = 0.02


def label_text(text: str) -> str:
    """A label as it stands in a `column_path`: printed, white space and the colon at its end removed."""
    return "".join(text.split()).rstrip(":：")


@dataclass(frozen=True, slots=True)
class _Total:
    """A label of a total, under which the labels of its sources stand."""

    span: WidthSpan
    path: tuple[str, ...]
    period: IndicatorPeriod
    group: TableCell | None


def read_funds(sheet: FormCells, rows: Sequence[int], currency: str | None, reading: FormDraft) -> None:
    """Every sum that stands beside (or under) a label of the block of funds."""
    totals: list[_Total] = []
    for row in rows:
        cells = sheet.covering(row)
        group = next((cell for cell in cells if _is_group(cell)), None)
        label: TableCell | None = None
        for index, cell in enumerate(cells):
            if cell is group:
                label = cell if cell.row_index == row else None
            elif cell.row_index == row and amount_of(cell.text)[0] is not None:
                anchor, text = _label_of(label, cell)
                if text:
                    _figure(sheet, anchor, text, cell, group, currency, totals, reading)
                label = None
            elif cell.row_index == row and plain(cell.text):
                label = cell if _is_fund_label(cell, group) else None
                if label is not None and (below := _below(sheet, cells, index, group)) is not None:
                    _figure(sheet, label, label_text(label.text), below, group, currency, totals, reading)
                    label = None


def _is_group(cell: TableCell) -> bool:
    """Whether a cell is the label at the side of the block of funds; text that spilled into it has lines of its own."""
    return any(field_of(text) == "funds" for text in (cell.text, *cell.text.split("\n")))


def _label_of(label: TableCell | None, cell: TableCell) -> tuple[TableCell, str]:
    """The label of a sum and its cell: the cell before it, with the end of a label that spilled into the sum's own."""
    own = label_text(split_label(cell.text)[0])
    if label is None or fund_of(own) is not None:
        return cell, own
    return label, label_text(label.text) + own


def _is_fund_label(cell: TableCell, group: TableCell | None) -> bool:
    if field_of(cell.text) is not None and fund_of(cell.text) != "total":
        return False
    return group is not None or fund_of(cell.text) is not None


def _below(sheet: FormCells, cells: Sequence[TableCell], index: int, group: TableCell | None) -> TableCell | None:
    """The sum under a label where the labels of the block stand side by side."""
    cell = cells[index]
    beside = cells[index + 1] if index + 1 < len(cells) else None
    if group is None or (beside is not None and (not plain(beside.text) or amount_of(beside.text)[0] is not None)):
        return None
    below = sheet.at(cell.row_index + cell.row_span, sheet.span(cell))
    is_sum_below = below is not None and printed_amount(below.text) is not None
    return below if is_sum_below and below is not None and sheet.span(below).overlap(sheet.span(cell)) > 0 else None


def _figure(
    sheet: FormCells,
    label: TableCell,
    text: str,
    cell: TableCell,
    group: TableCell | None,
    currency: str | None,
    totals: list[_Total],
    reading: FormDraft,
) -> None:
    key = "total" if label is group else fund_of(text)
    unit = currency_of((text, group.text if group else None), currency)
    if key == "total":
        period = period_of(text) or (period_of(group.text) if group else None) or IndicatorPeriod.ANNUAL
        totals.append(_Total(sheet.span(label), (text,), period, group))
        reading.figures.append(FormFigure(cell, (text,), key, period, unit))
        return
    over = [total for total in totals if total.group is group and total.span.shares(sheet.span(label))]
    over = over or [total for total in totals if total.group is group]
    parent = over[-1] if over else None
    period = period_of(text) or (parent.period if parent else IndicatorPeriod.ANNUAL)
    path = (*parent.path, text) if parent else (text,)
    reading.figures.append(FormFigure(cell, path, key, period, unit))


def read_tasks(sheet: FormCells, rows: Sequence[int], currency: str | None, reading: FormDraft) -> set[int]:
    """The tasks of an overall form, each with its amounts; gives the rows that they fill."""
    for row in rows:
        name = next((cell for cell in sheet.starting(row) if task_column_of(cell.text) == "name"), None)
        if name is None:
            continue
        right = [cell for cell in sheet.starting(row) if sheet.span(cell).x0 >= sheet.span(name).x1 - LEFT_EDGE]
        if any(task_column_of(cell.text) == "text" or fund_of(cell.text) == "total" for cell in right):
            return _read_task_rows(sheet, rows, row, name, right, currency, reading)
    return set()


def _read_task_rows(
    sheet: FormCells,
    rows: Sequence[int],
    row: int,
    name: TableCell,
    right: Sequence[TableCell],
    currency: str | None,
    reading: FormDraft,
) -> set[int]:
    depth = max((cell.row_span for cell in (name, *right) if cell.row_span <= DEEPEST_HEADER), default=1)
    last_header = row + depth - 1
    beside = [cell for cell in sheet.covering(row) if sheet.span(cell).x1 <= sheet.span(name).x0 + LEFT_EDGE]
    side = next((cell for cell in reversed(beside) if cell.row_span > depth), None)
    end = side.row_index + side.row_span if side is not None else sheet.row_count
    columns = [
        cell
        for cell in sheet.covering(last_header)
        if sheet.span(cell).x0 >= sheet.span(name).x1 - LEFT_EDGE
        and cell.row_span <= DEEPEST_HEADER
        and plain(cell.text)
        and task_column_of(cell.text) != "text"
        and field_of(cell.text) != "ignored"
    ]
    taken = set(range(row, last_header + 1))
    for data in rows:
        if data <= last_header or data >= end:
            continue
        first = next(iter(sheet.starting(data)), None)
        if side is None and first is not None and sheet.span(first).x0 < LEFT_EDGE and field_of(first.text):
            break
        taken.add(data)
        item = sheet.at(data, sheet.span(name))
        for column in columns:
            cell = sheet.at(data, sheet.span(column))
            if cell is None or cell.row_index != data or amount_of(cell.text)[0] is None:
                continue
            path = header_path(sheet, row, last_header, column) or [label_text(column.text)]
            unit = currency_of(reversed(path), currency)
            label = flat(item.text) if item is not None else None
            total = is_sum(label)
            key = fund_of(path[-1])
            reading.figures.append(
                FormFigure(cell, tuple(path), key, IndicatorPeriod.ANNUAL, unit, label, total, is_fund=total)
            )
    return taken


def header_path(sheet: FormCells, first_row: int, last_row: int, column: TableCell) -> list[str]:
    """The headers over a column from top to bottom; a cell that spans several rows counts once."""
    found: list[TableCell] = []
    for row in range(first_row, last_row + 1):
        cell = sheet.at(row, sheet.span(column))
        if cell is not None and cell not in found and plain(cell.text):
            found.append(cell)
    return [label_text(cell.text) for cell in found]
