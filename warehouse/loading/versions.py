"""The same disclosure twice (other bytes, another format, published again): one file counts, others are superseded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from mingzhang.warehouse.loading.staging import STAGED, staged_file, staged_query
from mingzhang.warehouse.schema import relations as r

# Of the kinds of table of the poorer of two files so many must be in the other for them to be the same disclosure; a
# file of tables and a file with the narrative of the same budget go together, and both count.
SAME_KINDS = 0.5

_GROUP = """
SELECT d.document_id, d.is_current, d.supersedes,
    (SELECT list(DISTINCT t.table_kind) FROM tables t
        WHERE t.document_id = d.document_id AND NOT t.is_empty AND t.table_kind <> 'other') AS kinds,
    (SELECT count(*) FROM budget_lines_extracted l WHERE l.document_id = d.document_id) AS figures,
    (SELECT max(s.published_on) FROM document_sources s WHERE s.document_id = d.document_id) AS published
FROM documents d
WHERE d.unit_id = ? AND d.fiscal_year = ? AND d.document_kind = ? AND d.level IS NOT DISTINCT FROM ?
"""
RowKey = tuple[Any, ...]


def disclosure_of(connection: duckdb.DuckDBPyConnection, document_id: str) -> RowKey | None:
    """What makes files one disclosure: unit, year, kind, level; None for a file that lacks one of the first three."""
    row = connection.execute(
        "SELECT unit_id, fiscal_year, document_kind, level FROM documents WHERE document_id = ? AND is_disclosure",
        [document_id],
    ).fetchone()
    return None if row is None or None in row[:3] else row


class Disclosures:
    """Which disclosures the warehouse has files of: a new one needs no settling. Read once, and anew on `forget`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._seen: set[RowKey] | None = None

    def forget(self) -> None:
        """Others wrote: what is known may be old."""
        self._seen = None

    def note(self, disclosure: RowKey | None) -> bool:
        """Whether files of it were there before; it is now."""
        if self._seen is None:
            rows = self._connection.execute(
                "SELECT DISTINCT unit_id, fiscal_year, document_kind, level FROM documents WHERE is_disclosure"
            ).fetchall()
            self._seen = set(rows)
        was_there = disclosure in self._seen
        if disclosure is not None:
            self._seen.add(disclosure)
        return was_there


def staged_disclosure(connection: duckdb.DuckDBPyConnection, staged: Path) -> RowKey | None:
    """As `disclosure_of`, of a staged document."""
    query = staged_query(r.DOCUMENTS, staged_file(staged, r.DOCUMENTS.name))
    row = connection.execute(
        f"SELECT unit_id, fiscal_year, document_kind, level FROM ({query}) WHERE is_disclosure"
    ).fetchone()
    return None if row is None or None in row[:3] else row


def settle(connection: duckdb.DuckDBPyConnection, disclosure: RowKey) -> None:
    """Say of each file of a disclosure whether it counts: the one published last, then the one with most figures.

    Part of the transaction that loads or forgets one of them; it does not depend on the order in which they came.
    """
    rows = connection.execute(_GROUP, list(disclosure)).fetchall()
    rows.sort(key=lambda row: row[0])
    rows.sort(key=lambda row: (str(row[5] or ""), row[4]), reverse=True)
    counting: list[tuple[str, set[str]]] = []
    replaced: dict[str, str] = {}
    settled: dict[str, bool] = {}
    for document_id, _, _, kinds, _, _ in rows:
        mine = set(kinds or ())
        better = next((other for other, theirs in counting if _same(mine, theirs)), None)
        settled[document_id] = better is None
        if better is None:
            counting.append((document_id, mine))
        else:
            replaced.setdefault(better, document_id)
    for document_id, was_current, supersedes, *_ in rows:
        now = (settled[document_id], replaced.get(document_id))
        if now != (was_current, supersedes):
            connection.execute(
                "UPDATE documents SET is_current = ?, supersedes = ? WHERE document_id = ?", [*now, document_id]
            )


def _same(one: set[str], other: set[str]) -> bool:
    smaller = min(len(one), len(other))
    return smaller > 0 and len(one & other) >= SAME_KINDS * smaller


def take_out(connection: duckdb.DuckDBPyConnection, document_id: str) -> bool:
    """Delete every row of a document, its places too, and settle what it was a file of; False where it is not there.

    Decisions on its figures stay: they find their figures again when the same bytes are read again.
    """
    there = connection.execute("SELECT count(*) FROM documents WHERE document_id = ?", [document_id]).fetchone()
    if there == (0,):
        return False
    disclosure = disclosure_of(connection, document_id)
    for name in (*STAGED, r.DOCUMENT_SOURCES.name):
        connection.execute(f"DELETE FROM {name} WHERE document_id = ?", [document_id])
    if disclosure is not None:
        settle(connection, disclosure)
    return True
