"""Self-evaluations (绩效自评表): what was planned and spent of a project or task. Weights and points are no money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.extractors.understand.forms.funds import label_text
from mingzhang.extractors.understand.forms.reading import amount_of, currency_of, fiscal_year_in, split_department
from mingzhang.extractors.understand.forms.sheet import FormCells, WidthSpan, flat
from mingzhang.extractors.understand.periods import FiscalPeriod, names_stage, period_of_header
from mingzhang.models.records.documents import BudgetLine, Table, TableCell
from mingzhang.models.text.amounts import YUAN, plain, to_yuan
from mingzhang.models.vocabulary.enums import Measure, Stage
from mingzhang.models.vocabulary.form_words import field_of, fund_of, is_sum
from mingzhang.models.vocabulary.table_words import measure_of

LEFT_EDGE = 0.02
NOTHING = ("", "-", "--", "/", "无")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of money: where it stands, its headers from top to bottom, its stage."""

    span: WidthSpan
    path: tuple[str, ...]
    stage: Stage


@dataclass(frozen=True, slots=True)
class _Whose:
    """What a form says of all its sums: its project, the unit that carries it out, its year, its unit of money."""

    project: str | None
    unit: str | None
    year: int | None
    currency_unit: str | None


def evaluation_lines(table: Table) -> tuple[BudgetLine, ...]:
    """The sums of a self-evaluation under 年初预算数, 全年预算数, 全年执行数 and their like.

    `item_name` is the project or the task; what was spent has the measure of its source, what was planned is `budget`.
    """
    sheet = FormCells(table.cells)
    year = fiscal_year_in(table.title)
    project = _named(sheet, "project_name", "overall_name")
    unit = split_department(_named(sheet, "unit"))[1] or table.unit_name
    lines: list[BudgetLine] = []
    row = 0
    while row < sheet.row_count:
        columns, last = _money_header(sheet, row)
        if columns:
            for data in range(last + 1, sheet.row_count):
                if not _is_money_row(sheet, data, columns):
                    break
                lines += _lines_of_row(sheet, data, columns, _Whose(project, unit, year, table.currency_unit))
                row = data
        row += 1
    return tuple(lines)


def _named(sheet: FormCells, *names: str) -> str | None:
    """What stands right of the first label of a field; None where the form has no such label or nothing beside it."""
    for row in range(sheet.row_count):
        cells = sheet.covering(row)
        for label, value in pairwise(cells):
            if field_of(label.text) in names:
                return flat(value.text) or None
    return None


def _money_header(sheet: FormCells, row: int) -> tuple[list[_Column], int]:
    """The columns of money whose headers begin in a row, and the last row of these headers; none elsewhere."""
    heads = [cell for cell in sheet.starting(row) if names_stage(cell.text)]
    if len(heads) < 2:
        return [], row
    columns: list[_Column] = []
    last = row
    for head in heads:
        stage = period_of_header([head.text], FiscalPeriod(None, Stage.FINAL)).stage
        below = [
            cell
            for cell in sheet.starting(row + head.row_span)
            if sheet.span(head).shares(sheet.span(cell)) and (fund_of(cell.text) or measure_of(plain(cell.text)))
        ]
        text = label_text(head.text)
        for cell in below:
            columns.append(_Column(sheet.span(cell), (text, label_text(cell.text)), stage))
            last = max(last, cell.row_index + cell.row_span - 1)
        if not below:
            columns.append(_Column(sheet.span(head), (text,), stage))
            last = max(last, head.row_index + head.row_span - 1)
    return columns, last


def _is_money_row(sheet: FormCells, row: int, columns: Sequence[_Column]) -> bool:
    """Whether a row prints sums, or nothing, under all columns of money."""
    cells = [sheet.at(row, column.span) for column in columns]
    return all(
        cell is not None and (plain(cell.text) in NOTHING or amount_of(cell.text)[0] is not None) for cell in cells
    )


def _lines_of_row(sheet: FormCells, row: int, columns: Sequence[_Column], whose: _Whose) -> Iterator[BudgetLine]:
    left = min(column.span.x0 for column in columns)
    labels = [
        cell
        for cell in sheet.starting(row)
        if sheet.span(cell).x1 <= left + LEFT_EDGE and plain(cell.text) and field_of(cell.text) != "funds"
    ]
    label = label_text(labels[0].text) if labels else ""
    is_fund = fund_of(label) is not None or measure_of(label) not in (None, Measure.OTHER)
    item = whose.project if is_fund or not label else "".join(label.split())
    for column in columns:
        cell = sheet.at(row, column.span)
        if cell is None or cell.row_index != row or amount_of(cell.text)[0] is None:
            continue
        path = (label, *column.path) if is_fund else column.path
        source = label if is_fund else column.path[-1] if len(column.path) > 1 else ""
        yield _line(sheet, cell, column, path, source, item, whose, is_sum(label))


def _line(
    sheet: FormCells,
    cell: TableCell,
    column: _Column,
    path: tuple[str, ...],
    source: str,
    item: str | None,
    whose: _Whose,
    total: bool,
) -> BudgetLine:
    amount, own = amount_of(cell.text)
    beside = [one.text for one in sheet.covering(cell.row_index)]
    currency = own or currency_of([*path, *beside], whose.currency_unit)
    spent = Measure.TOTAL if not source or fund_of(source) == "total" else measure_of(source) or Measure.OTHER
    return BudgetLine(
        row_index=cell.row_index,
        column_index=cell.column_index,
        unit_name=whose.unit,
        fiscal_year=whose.year,
        side=None,
        item_code=None,
        item_name=item,
        parent_code=None,
        is_total=total,
        measure=spent if column.stage is Stage.FINAL else Measure.BUDGET,
        column_path=path,
        amount_yuan=to_yuan(amount, currency) if amount is not None and currency in YUAN else None,
        amount_text=cell.text.replace("\n", ""),
        page_number=cell.page_number,
        confidence=cell.confidence,
        figure_year=whose.year,
        stage=column.stage,
    )
