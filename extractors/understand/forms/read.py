"""From a table to its performance forms."""

from __future__ import annotations

from mingzhang.extractors.understand.forms.listing import find_list_header, read_list
from mingzhang.extractors.understand.forms.reading import FormDraft, to_project
from mingzhang.extractors.understand.forms.sheet import FormCells
from mingzhang.extractors.understand.forms.single import read_single_forms
from mingzhang.models.records.documents import PerformanceProject, Table


def readings_of(table: Table) -> list[FormDraft]:
    """Every form of a table, with its sums and empty ones too."""
    sheet = FormCells(table.cells)
    if not sheet.row_count:
        return []
    header = find_list_header(sheet, table)
    return read_list(sheet, header, table) if header is not None else read_single_forms(sheet, table)


def read_goals(table: Table) -> tuple[PerformanceProject, ...]:
    """The projects of a table of another kind whose rows print a goal (a list of project expenditure); else none."""
    sheet = FormCells(table.cells)
    header = find_list_header(sheet, table) if sheet.row_count else None
    readings = read_list(sheet, header, table) if header is not None and header.goal() is not None else []
    return tuple(to_project(reading, table) for reading in readings if not reading.is_blank)


def read_forms(table: Table) -> tuple[PerformanceProject, ...]:
    """The forms that a table holds; empty forms and rows of sums give none.

    Funds are yuan, None where the unit is unknown.
    `fiscal_year` is the one printed in the title or in the form, None where there is none.
    """
    return tuple(to_project(reading, table) for reading in readings_of(table) if not reading.is_blank)
