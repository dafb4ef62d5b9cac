"""Archives that were opened, and what became of their members: written and asked by the outermost archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from mingzhang.warehouse.schema.archive_relations import ARCHIVE_MEMBERS, ARCHIVES
from mingzhang.warehouse.schema.declaration import Relation

MemberRow = Mapping[str, Any]


def write_archive(
    connection: duckdb.DuckDBPyConnection, uri: str, archives: Sequence[MemberRow], members: Sequence[MemberRow]
) -> None:
    """Put what was found in an outermost archive in place of what was known of it. Rows by the names of columns."""
    for relation, rows in ((ARCHIVES, archives), (ARCHIVE_MEMBERS, members)):
        there = connection.execute(f"SELECT count(*) FROM {relation.name} WHERE outer_uri = ?", [uri]).fetchone()
        if there != (0,):
            connection.execute(f"DELETE FROM {relation.name} WHERE outer_uri = ?", [uri])
        _insert(connection, relation, rows)


def _insert(connection: duckdb.DuckDBPyConnection, relation: Relation, rows: Sequence[MemberRow]) -> None:
    """All rows in one statement, a list a column: bound one by one ten thousand would take half a minute."""
    if rows:
        names = ", ".join(column.name for column in relation.columns)
        lists = ", ".join(f"unnest(?::{column.type}[])" for column in relation.columns)
        values = [[row.get(column.name) for row in rows] for column in relation.columns]
        connection.execute(f"INSERT INTO {relation.name} ({names}) SELECT {lists}", values)


def known_archives(
    connection: duckdb.DuckDBPyConnection, unpacker: str, passing: Iterable[str]
) -> set[tuple[str, int, int]]:
    """Outermost archives (uri, size, modification time) that need not be opened again.

    Those of another `unpacker` do, and those where something failed with a code of `passing`.
    """
    rows = connection.execute(
        "SELECT archive_uri, byte_size, modified_ns FROM archives a WHERE level = 0 AND unpacker = $1 AND NOT EXISTS "
        "(SELECT 1 FROM archives b WHERE b.outer_uri = a.outer_uri AND b.error_code IN (SELECT unnest($2::VARCHAR[])))",
        [unpacker, list(passing)],
    ).fetchall()
    return {(uri, size, modified) for uri, size, modified in rows}


def documents_within(connection: duckdb.DuckDBPyConnection, uri: str) -> list[tuple[str, str, str, int, str | None]]:
    """(document_id, uri, file name, size, stored_uri) of every document in an outermost archive.

    The last is None for one that was found and never landed.
    """
    return connection.execute(
        "SELECT m.document_id, m.source_uri, m.file_name, m.byte_size, s.stored_uri FROM archive_members m "
        "LEFT JOIN document_sources s ON s.document_id = m.document_id AND s.source_uri = m.source_uri "
        "WHERE m.outer_uri = ? AND m.outcome = 'document' ORDER BY m.source_uri",
        [uri],
    ).fetchall()
