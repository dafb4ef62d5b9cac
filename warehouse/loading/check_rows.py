"""Checks as rows: keys that outlive their order, how grave they are, whether source or reading is in doubt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from mingzhang.models.identities import rules
from mingzhang.models.records.documents import Check, Document, LineReference
from mingzhang.models.records.pages import TextSource
from mingzhang.models.vocabulary.enums import DocumentStatus
from mingzhang.warehouse.loading.keys import line_key, table_key
from mingzhang.warehouse.schema.declaration import SURE

SOURCE, READING = "source", "reading"


def check_rows(document: Document) -> Iterator[tuple[Check, dict[str, Any]]]:
    """Each check with the columns of `checks` that are no field of it."""
    tables = {table.ordinal: table_key(document.document_id, table) for table in document.tables}
    severities = {rule.id: rule.severity for rule in rules()}
    doubts = _Doubts(document)
    seen: dict[str, int] = {}
    for check in document.checks:
        key = f"{document.document_id[:16]}.{check.rule_id}.{_digest(check)}"
        seen[key] = seen.get(key, 0) + 1
        doubted = [line for line in check.lines if doubts.of_line(line)]
        yield (
            check,
            {
                "check_id": key if seen[key] == 1 else f"{key}.{seen[key]}",
                "table_id": tables.get(check.table_ordinal) if check.table_ordinal is not None else None,
                "line_ids": [_key(tables, line) for line in check.lines],
                "severity": severities[check.rule_id],
                "origin": READING if doubted or (not check.lines and doubts.of_place(check)) else SOURCE,
                "doubted_line_ids": [_key(tables, line) for line in doubted],
                "whole_line_ids": [_key(tables, line) for line in check.wholes],
                "part_line_ids": [_key(tables, line) for line in check.parts],
            },
        )


def _key(tables: dict[int, str], line: LineReference) -> str:
    return line_key(tables[line.table_ordinal], line.row_index, line.column_index)


def _digest(check: Check) -> str:
    """What tells a check from the others of its rule: its figures, else its page. Never its words, which may change."""
    figures = [[tuple(line) for line in some] for some in (check.wholes, check.parts, check.lines)]
    about = repr(figures) if any(figures) else f"{check.page_number} {check.expected_yuan} {check.actual_yuan}"
    return hashlib.sha256(f"{check.table_ordinal} {about}".encode()).hexdigest()[:10]


class _Doubts:
    """Which figures and pages may have been misread: recognised from a picture, or read with low confidence."""

    def __init__(self, document: Document) -> None:
        self._lines = {
            (table.ordinal, cell.row_index, cell.column_index)
            for table in document.tables
            for cell in table.cells
            if cell.text_source is TextSource.OCR or cell.confidence < SURE
        } | {
            (table.ordinal, line.row_index, line.column_index)
            for table in document.tables
            for line in table.lines
            if line.confidence < SURE
        }
        self._pages = {page.number for page in document.pages if page.text_source is TextSource.OCR or page.error_code}
        self._whole = bool(self._pages) or document.status is not DocumentStatus.COMPLETE

    def of_line(self, line: LineReference) -> bool:
        return tuple(line) in self._lines

    def of_place(self, check: Check) -> bool:
        """Of a check that names no figure: by its page, else by all pages (what is missing may not have been read)."""
        return self._whole if check.page_number is None else check.page_number in self._pages
