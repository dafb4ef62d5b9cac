"""Keys of rows: made of the document's bytes and the place on the page, so they never change."""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.models.records.documents import BudgetLine, PerformanceProject, Table


def table_key(document_id: str, table: Table) -> str:
    """Document, first page and order of a table: `3f2a….p7.t2`."""
    return f"{document_id[:16]}.p{table.first_page}.t{table.ordinal}"


def project_key(document_id: str, index: int, project: PerformanceProject) -> str:
    """Document, first page and order of a form: `3f2a….p40.f1`."""
    return f"{document_id[:16]}.p{project.first_page}.f{index}"


def statement_key(document_id: str, number: int, page_number: int) -> str:
    """Document, page and order of a statement, from 1: `3f2a….p5.s12`."""
    return f"{document_id[:16]}.p{page_number}.s{number}"


def line_key(table_id: str, row_index: int, column_index: int) -> str:
    """Table, row and column of a figure: `3f2a….p7.t2.r5.c3`."""
    return f"{table_id}.r{row_index}.c{column_index}"


def line_keys(table_id: str, lines: Sequence[BudgetLine]) -> list[str]:
    """The key of each figure of a table; a second figure in one cell gets a number."""
    seen: dict[str, int] = {}
    keys = []
    for line in lines:
        key = line_key(table_id, line.row_index, line.column_index)
        seen[key] = seen.get(key, 0) + 1
        keys.append(key if seen[key] == 1 else f"{key}.{seen[key]}")
    return keys
