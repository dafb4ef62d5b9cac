"""A document's facts as rows: their keys, and the keys of the figures and sentences that say them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from mingzhang.models.facts.deriving import derive_facts
from mingzhang.models.facts.records import Fact
from mingzhang.models.records.documents import Document
from mingzhang.warehouse.loading.keys import line_key, statement_key, table_key


def fact_rows(document: Document) -> Iterator[tuple[Fact, Mapping[str, Any]]]:
    """Each fact with its `fact_id`, `line_ids` and `statement_ids`."""
    tables = {table.ordinal: table_key(document.document_id, table) for table in document.tables}
    for fact in derive_facts(document):
        yield (
            fact,
            {
                "fact_id": _key(document.document_id, fact),
                "line_ids": [
                    line_key(tables[line.table_ordinal], line.row_index, line.column_index) for line in fact.lines
                ],
                "statement_ids": [
                    statement_key(document.document_id, number, document.statements[number - 1].page_number)
                    for number in fact.statements
                ],
            },
        )


def _key(document_id: str, fact: Fact) -> str:
    m = fact.meaning
    told = (m.unit_id, m.year, m.concept, m.fund, m.stage, m.scope, m.function_code, m.economic_code, m.project)
    digest = hashlib.sha256("\n".join("" if part is None else str(part) for part in told).encode()).hexdigest()
    return f"{document_id[:16]}.x{digest[:16]}"
