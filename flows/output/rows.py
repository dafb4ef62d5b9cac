"""What one file gives, as the warehouse's own rows, without a warehouse."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from mingzhang.models.records.documents import Document
from mingzhang.warehouse.loading.rows import RESTRICTED, rows_of
from mingzhang.warehouse.schema import relations as r
from mingzhang.warehouse.schema.declaration import Relation

EXPORTED = (
    r.DOCUMENTS,
    r.PAGES,
    r.TABLES,
    r.CELLS,
    r.BUDGET_LINES_EXTRACTED,
    r.PERFORMANCE_PROJECTS,
    r.PERFORMANCE_INDICATORS,
    r.PERFORMANCE_CONTACTS,
    r.STATEMENTS,
    r.CHECKS,
)
OutputRow = dict[str, Any]
RowsByRelation = dict[str, list[OutputRow]]


def served_name(relation: Relation) -> str:
    """The name that an analyst knows a relation by."""
    return "budget_lines" if relation is r.BUDGET_LINES_EXTRACTED else relation.name


def rows_by_relation(document: Document, *, show_contacts: bool = False) -> RowsByRelation:
    """A document's rows as objects, by relation. Contacts are masked without `show_contacts`."""
    rows = rows_of(document)
    if show_contacts:
        rows[r.PERFORMANCE_CONTACTS.name] = rows[RESTRICTED]
    return {
        served_name(relation): [
            dict(zip((column.name for column in relation.staged), row, strict=True)) for row in rows[relation.name]
        ]
        for relation in EXPORTED
    }


def cells_by_table(rows: RowsByRelation) -> dict[str, list[OutputRow]]:
    """The cells of each table, row by row."""
    cells: dict[str, list[OutputRow]] = defaultdict(list)
    for cell in sorted(rows["cells"], key=lambda c: (c["table_id"], c["row_index"], c["column_index"])):
        cells[cell["table_id"]].append(cell)
    return cells


def heading(table: OutputRow) -> str:
    """What a table is called: its printed number and title, else its kind."""
    return " ".join(str(table[name]) for name in ("table_number", "title") if table[name]) or str(table["table_kind"])


def pages_of(table: OutputRow) -> str:
    """`第4页`, `第4–6页`."""
    first, last = table["first_page"], table["last_page"]
    return f"第{first}页" if first == last else f"第{first}–{last}页"
