"""A document as rows of the warehouse. Keys come out of the bytes and the place on the page, so they never change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, fields
from typing import Any

from mingzhang.models.records.documents import Document, Funds, PerformanceContact, Table
from mingzhang.warehouse.loading.check_rows import check_rows
from mingzhang.warehouse.loading.contacts import hide, mask, secrets_by_table
from mingzhang.warehouse.loading.keys import line_keys, project_key, table_key
from mingzhang.warehouse.schema import relations as r

Row = tuple[Any, ...]
RESTRICTED = "restricted_contacts"


def rows_of(document: Document) -> dict[str, list[Row]]:
    """The rows that a document gives to each relation, in the order of `Relation.staged`.

    Under `restricted_contacts` are the contacts as printed, for the file that is kept apart.
    """
    return {
        r.DOCUMENTS.name: [_document_row(document)],
        r.PAGES.name: list(_page_rows(document)),
        r.TABLES.name: [_table_row(document, table) for table in document.tables],
        r.CELLS.name: list(_cell_rows(document)),
        r.BUDGET_LINES_EXTRACTED.name: list(_line_rows(document)),
        r.PERFORMANCE_PROJECTS.name: list(_project_rows(document)),
        r.PERFORMANCE_INDICATORS.name: list(_indicator_rows(document)),
        r.PERFORMANCE_CONTACTS.name: [(key, *map(mask, astuple(contact))) for key, contact in _contacts(document)],
        r.STATEMENTS.name: list(_statement_rows(document)),
        r.CHECKS.name: list(check_rows(document)),
        RESTRICTED: [(key, *astuple(contact)) for key, contact in _contacts(document)],
    }


def _document_row(d: Document) -> Row:
    facts = d.facts
    return (
        d.document_id,
        d.file_name,
        d.media_type,
        d.byte_size,
        d.page_count,
        facts.document_kind,
        facts.unit_name,
        facts.department_name,
        facts.region,
        facts.fiscal_year,
        d.status,
        d.error_code,
        d.error_message,
        d.seconds,
    )


def _page_rows(document: Document) -> Iterator[Row]:
    for p in document.pages:
        yield (
            p.number,
            p.text_source,
            p.width,
            p.height,
            p.rotation,
            p.skew,
            p.watermark_text,
            p.mean_confidence,
            p.seconds,
            p.error_code,
        )


def _table_row(document: Document, t: Table) -> Row:
    return (
        table_key(document.document_id, t),
        t.ordinal,
        t.table_number,
        t.table_kind,
        t.title,
        t.unit_name,
        t.currency_unit,
        t.first_page,
        t.last_page,
        t.row_count,
        t.column_count,
        t.is_empty,
        t.confidence,
    )


def _cell_rows(document: Document) -> Iterator[Row]:
    secrets = secrets_by_table(document)
    for table in document.tables:
        table_id = table_key(document.document_id, table)
        hidden = secrets.get(table.ordinal, {})
        for c in table.cells:
            yield (
                table_id,
                c.row_index,
                c.column_index,
                c.row_span,
                c.column_span,
                hide(c.text, hidden) if hidden else c.text,
                c.is_header,
                c.page_number,
                *c.box,
                c.confidence,
                c.text_source,
            )


def _line_rows(document: Document) -> Iterator[Row]:
    for table in document.tables:
        table_id = table_key(document.document_id, table)
        for key, line in zip(line_keys(table_id, table.lines), table.lines, strict=True):
            yield (
                key,
                table_id,
                table.table_kind,
                line.unit_name,
                line.fiscal_year,
                line.side,
                line.item_code,
                line.item_name,
                line.parent_code,
                line.is_total,
                line.measure,
                line.column_path,
                line.amount_yuan,
                line.amount_text,
                line.page_number,
                line.row_index,
                line.column_index,
                line.confidence,
                line.verification,
                line.first_reading,
            )


def _project_rows(document: Document) -> Iterator[Row]:
    for index, p in enumerate(document.projects, start=1):
        yield (
            project_key(document.document_id, index, p),
            p.fiscal_year,
            p.project_name,
            p.is_overall,
            p.department_code,
            p.department_name,
            p.unit_name,
            p.attribute,
            p.duration,
            p.duration_years,
            *_funds(p.implementation),
            *_funds(p.annual),
            p.overview,
            p.basis,
            p.necessity,
            p.safeguards,
            p.plan,
            p.implementation_goal,
            p.annual_goal,
            p.filled_at,
            p.first_page,
            p.last_page,
            p.confidence,
        )


def _funds(funds: Funds) -> Row:
    return tuple(getattr(funds, field.name) for field in fields(funds))


def _indicator_rows(document: Document) -> Iterator[Row]:
    for index, project in enumerate(document.projects, start=1):
        project_id = project_key(document.document_id, index, project)
        for number, i in enumerate(project.indicators, start=1):
            yield (
                f"{project_id}.i{number}",
                project_id,
                i.period,
                i.level1,
                i.level2,
                i.level3,
                i.target_text,
                i.comparator,
                i.target_value,
                i.target_unit,
                i.is_truncated,
                i.page_number,
                i.confidence,
            )


def _contacts(document: Document) -> Iterator[tuple[str, PerformanceContact]]:
    for index, project in enumerate(document.projects, start=1):
        if project.contact is not None:
            yield project_key(document.document_id, index, project), project.contact


def _statement_rows(document: Document) -> Iterator[Row]:
    for number, s in enumerate(document.statements, start=1):
        yield (
            f"{document.document_id[:16]}.p{s.page_number}.s{number}",
            s.section,
            s.subject,
            s.measure,
            s.amount_yuan,
            s.change_yuan,
            s.change_percent,
            s.share_percent,
            s.compared_year,
            s.sentence,
            s.page_number,
            s.confidence,
        )
