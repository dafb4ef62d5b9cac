"""The sums printed in performance forms, as budget lines."""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.extractors.understand.forms.read import readings_of
from mingzhang.extractors.understand.forms.reading import FormFigure, fiscal_year_in
from mingzhang.models.records.documents import BudgetLine, PerformanceProject, Table
from mingzhang.models.vocabulary.enums import Measure
from mingzhang.models.vocabulary.table_words import measure_of


def form_lines(table: Table, projects: Sequence[PerformanceProject]) -> tuple[BudgetLine, ...]:
    """One line a printed sum, in printed order.

    `item_name` is the project (the task, the unit, 合计), `column_path` the label under its total. `projects` are those
    of `read_forms(table)`, in order; they give unit and year.
    """
    lines: list[BudgetLine] = []
    known = iter(projects)
    for reading in readings_of(table):
        project = None if reading.is_blank else next(known, None)
        year = (project.fiscal_year if project else None) or fiscal_year_in(table.title)
        unit = (project.unit_name if project else None) or table.unit_name
        name = (project.project_name if project else None) or reading.texts.get("project_name") or unit
        lines += [_line(figure, name, unit, year) for figure in reading.figures]
    return tuple(sorted(lines, key=lambda line: (line.row_index, line.column_index)))


def _line(figure: FormFigure, name: str | None, unit: str | None, year: int | None) -> BudgetLine:
    item = figure.item_name or name
    return BudgetLine(
        row_index=figure.cell.row_index,
        column_index=figure.cell.column_index,
        unit_name=unit,
        fiscal_year=year,
        side=None,
        item_code=None,
        item_name="".join(item.split()) if item else None,
        parent_code=None,
        is_total=figure.is_total,
        measure=_measure(figure),
        column_path=figure.path,
        amount_yuan=figure.yuan,
        amount_text=figure.printed,
        page_number=figure.cell.page_number,
        confidence=figure.cell.confidence,
    )


def _measure(figure: FormFigure) -> Measure:
    """What a label means; a source that the vocabulary has no word for is `other`."""
    label = figure.path[-1]
    if figure.key == "total":
        return Measure.TOTAL
    if figure.key is not None:
        return Measure.OTHER
    return measure_of(label) or Measure.OTHER
