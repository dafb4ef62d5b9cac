"""A document as rows of the warehouse. Keys come out of the bytes and the place on the page, so they never change.

A row is made from the relation's own columns: the field of the record that a column names, or a value given beside the
record (keys, what is masked). So no order is agreed on in two files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter, itemgetter
from typing import Any

from mingzhang.models.contacts.texts import mask
from mingzhang.models.facts.units import named_units, unit_of
from mingzhang.models.records.documents import Document, PerformanceContact, PerformanceProject
from mingzhang.warehouse.loading.check_rows import check_rows
from mingzhang.warehouse.loading.contacts import Veil, holds_text, recognised_contacts
from mingzhang.warehouse.loading.fact_rows import fact_rows
from mingzhang.warehouse.loading.keys import line_key, line_keys, project_key, statement_key, table_key
from mingzhang.warehouse.schema import relations as r
from mingzhang.warehouse.schema.declaration import Relation
from mingzhang.warehouse.schema.fact_relations import FACTS_EXTRACTED
from mingzhang.warehouse.schema.unit_relations import UNIT_NAMES

RelationRow = tuple[Any, ...]
Entry = tuple[object, Mapping[str, Any]]  # a record, and values by column that are no field of it
RESTRICTED = "restricted_contacts"


def rows_of(document: Document) -> dict[str, list[RelationRow]]:
    """The rows that a document gives to each relation, in the order of `Relation.staged`.

    Under `restricted_contacts` are the contacts as printed, for the file that is kept apart.
    """
    veil = Veil(document)
    entries: dict[Relation, Iterable[Entry]] = {
        r.DOCUMENTS: [(document, {"unit_id": unit.unit_id if (unit := unit_of(document)) else None})],
        r.PAGES: ((page, {"contact_boxes": recognised_contacts(page)}) for page in document.pages),
        r.TABLES: ((table, {"table_id": table_key(document.document_id, table)}) for table in document.tables),
        r.CELLS: _cells(document, veil),
        r.BUDGET_LINES_EXTRACTED: _lines(document),
        r.PERFORMANCE_PROJECTS: ((project, {"project_id": key}) for key, project in _projects(document)),
        r.PERFORMANCE_INDICATORS: _indicators(document),
        r.PERFORMANCE_CONTACTS: (
            (contact, {"project_id": key} | _masked(contact)) for key, contact in _contacts(document)
        ),
        r.STATEMENTS: _statements(document),
        UNIT_NAMES: ((name, {}) for name in named_units(document)),
        FACTS_EXTRACTED: fact_rows(document),
        r.CHECKS: check_rows(document),
    }
    rows = {relation.name: list(_veiled(relation, some, veil)) for relation, some in entries.items()}
    as_printed = ((contact, {"project_id": key}) for key, contact in _contacts(document))
    return rows | {RESTRICTED: list(_rows(r.RESTRICTED_CONTACTS, as_printed))}


def _rows(relation: Relation, entries: Iterable[Entry]) -> Iterator[RelationRow]:
    plans: dict[tuple[str, ...], tuple[attrgetter[RelationRow], itemgetter[RelationRow]]] = {}
    for record, given in entries:
        names = tuple(given)
        if names not in plans:
            plans[names] = _plan(relation, names)
        fields, place = plans[names]
        yield place((*given.values(), *fields(record)))


def _veiled(relation: Relation, entries: Iterable[Entry], veil: Veil) -> Iterator[RelationRow]:
    """Rows whose texts name no contacts; those of cells are hidden by their place."""
    texts = [index for index, column in enumerate(relation.staged) if holds_text(column) and relation is not r.CELLS]
    for row in _rows(relation, entries):
        shown = list(row)
        for index in texts:
            shown[index] = veil.value(row[index])
        yield tuple(shown)


def _plan(relation: Relation, given: tuple[str, ...]) -> tuple[attrgetter[RelationRow], itemgetter[RelationRow]]:
    """How a row is made where the columns `given` are: what is taken from the record, and the order of all of it."""
    names = [column.name for column in relation.staged]
    own = [column for column in relation.staged if column.name not in given]
    taken = [*given, *(column.name for column in own)]
    # Two names are asked for at least, so that both give tuples.
    fields: attrgetter[RelationRow] = attrgetter(
        *(column.source or column.name for column in own), "__class__", "__class__"
    )
    place: itemgetter[RelationRow] = itemgetter(*map(taken.index, names))
    return fields, place


def _cells(document: Document, veil: Veil) -> Iterator[Entry]:
    for table in document.tables:
        table_id = table_key(document.document_id, table)
        for cell in table.cells:
            shown = veil.cell(table.ordinal, cell.row_index, cell.column_index, cell.text)
            yield cell, {"table_id": table_id, "text": shown}


def _lines(document: Document) -> Iterator[Entry]:
    for table in document.tables:
        table_id = table_key(document.document_id, table)
        for key, line in zip(line_keys(table_id, table.lines), table.lines, strict=True):
            above = None if line.parent_row is None else line_key(table_id, line.parent_row, line.column_index)
            yield (
                line,
                {
                    "line_id": key,
                    "table_id": table_id,
                    "table_kind": table.table_kind,
                    "column_path": "/".join(line.column_path),
                    "parent_line_id": above,
                },
            )


def _projects(document: Document) -> Iterator[tuple[str, PerformanceProject]]:
    for index, project in enumerate(document.projects, start=1):
        yield project_key(document.document_id, index, project), project


def _indicators(document: Document) -> Iterator[Entry]:
    for project_id, project in _projects(document):
        for number, indicator in enumerate(project.indicators, start=1):
            yield indicator, {"indicator_id": f"{project_id}.i{number}", "project_id": project_id}


def _contacts(document: Document) -> Iterator[tuple[str, PerformanceContact]]:
    for key, project in _projects(document):
        if project.contact is not None:
            yield key, project.contact


def _masked(contact: PerformanceContact) -> dict[str, str | None]:
    return {
        "responsible_person": mask(contact.responsible_person),
        "handler": mask(contact.handler),
        "phone": mask(contact.phone),
    }


def _statements(document: Document) -> Iterator[Entry]:
    for number, statement in enumerate(document.statements, start=1):
        yield statement, {"statement_id": statement_key(document.document_id, number, statement.page_number)}
