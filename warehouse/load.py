"""The one writer: staged documents into the warehouse, a transaction a document, all or nothing."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from models.errors import ErrorCode, MingzhangError
from warehouse import relations as r
from warehouse.connection import connect
from warehouse.contacts import restricted_path
from warehouse.corrections import Decision, place_again, record
from warehouse.rows import RESTRICTED
from warehouse.schema import Relation, create
from warehouse.staging import STAGED, staged_file, staged_query
from warehouse.views import VIEWS

# A document is a few thousand rows: a second thread costs more than it brings, and the workers need the cores.
WRITING: dict[str, str | int | bool] = {"threads": 1, "memory_limit": "1GB", "checkpoint_threshold": "128MB"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bytes of a document were seen, how they were published there, and where a copy is kept."""

    uri: str
    file_name: str
    byte_size: int
    modified_ns: int
    article_uri: str | None = None
    article_title: str | None = None
    publisher: str | None = None
    link_text: str | None = None
    published_on: date | None = None
    fetched_at: datetime | None = None
    stored_uri: str | None = None


# What a place may tell beside the file itself; a later run that does not know it leaves it as it is.
PUBLISHED = ("article_uri", "article_title", "publisher", "link_text", "published_on", "fetched_at", "stored_uri")
UPDATED = ", ".join(f"{name} = coalesce(?, {name})" for name in PUBLISHED)


@dataclass(frozen=True, slots=True)
class Known:
    """What the warehouse knows of a document: with which version it was read, and how that ended."""

    pipeline_version: str
    status: str
    error_code: str | None


class Loader:
    """The warehouse, open for writing. One at a time: DuckDB holds a lock on the file.

    Raises `MingzhangError` (`warehouse_busy`, `warehouse_unusable`) where the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = open_for_writing(path)
        _bring_up_to_date(self._connection)
        self._restricted: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Write everything into the one file and let go of it."""
        for connection in (self._connection, self._restricted):
            if connection is not None:
                connection.execute("CHECKPOINT")
                connection.close()

    def known(self) -> dict[str, Known]:
        """Every document of the warehouse, by its id."""
        rows = self._connection.execute(
            "SELECT document_id, pipeline_version, status, error_code FROM documents"
        ).fetchall()
        return {document_id: Known(*rest) for document_id, *rest in rows}

    def places(self) -> dict[tuple[str, int, int], str]:
        """Document ids by place, size and modification time: files that need not be hashed again."""
        rows = self._connection.execute(
            "SELECT source_uri, byte_size, modified_ns, document_id FROM document_sources"
        ).fetchall()
        return {(uri, size, modified): document_id for uri, size, modified, document_id in rows}

    def load(self, document_id: str, staged: Path, pipeline_version: str, places: Iterable[Place]) -> None:
        """Load a staged document in place of what an earlier version read from the same bytes; one transaction.

        Raises `MingzhangError` (`internal`) where the rows do not fit; nothing of the document is loaded then.
        """
        self._load_contacts(document_id, staged)
        with _transaction(self._connection) as connection:
            known = connection.execute("SELECT count(*) FROM documents WHERE document_id = ?", [document_id]).fetchone()
            if known != (0,):
                for name in STAGED:
                    connection.execute(f"DELETE FROM {name} WHERE document_id = ?", [document_id])
            self._add_places(document_id, places)
            derived = {
                "document_id": document_id,
                "source_uri": self._first_place(document_id),
                "pipeline_version": pipeline_version,
                "ingested_at": _now(),
            }
            for name, relation in STAGED.items():
                _insert(connection, relation, staged_file(staged, name), derived)
            place_again(connection, document_id)

    def decide(self, decision: Decision) -> list[str]:
        """Record what a person decided; one transaction. Raises `MingzhangError` (`no_such_line`)."""
        with _transaction(self._connection) as connection:
            return record(connection, decision)

    def add_places(self, places: Mapping[str, Iterable[Place]]) -> None:
        """Remember places of documents that are in the warehouse already; one transaction."""
        with _transaction(self._connection):
            for document_id, seen in places.items():
                self._add_places(document_id, seen)

    def _add_places(self, document_id: str, places: Iterable[Place]) -> None:
        for place in sorted(places, key=lambda place: place.uri):
            key = [document_id, place.uri]
            published = [getattr(place, name) for name in PUBLISHED]
            moved = self._connection.execute(
                f"UPDATE document_sources SET modified_ns = ?, {UPDATED} "
                "WHERE document_id = ? AND source_uri = ? RETURNING 1",
                [place.modified_ns, *published, *key],
            ).fetchone()
            if moved is None:
                values = [*key, place.file_name, place.byte_size, place.modified_ns, _now(), *published]
                marks = ", ".join("?" * len(values))
                self._connection.execute(f"INSERT INTO document_sources VALUES ({marks})", values)

    def _first_place(self, document_id: str) -> str | None:
        row = self._connection.execute(
            "SELECT source_uri FROM document_sources WHERE document_id = ? ORDER BY first_seen_at, source_uri LIMIT 1",
            [document_id],
        ).fetchone()
        return row[0] if row else None

    def _load_contacts(self, document_id: str, staged: Path) -> None:
        file = staged_file(staged, RESTRICTED)
        path = restricted_path(self.path)
        if self._restricted is None and (file.exists() or path.exists()):
            self._restricted = open_for_writing(path)
            os.chmod(path, 0o600)
            for statement in create(r.RESTRICTED_CONTACTS):
                self._restricted.execute(statement)
        if self._restricted is None:
            return
        with _transaction(self._restricted) as connection:
            connection.execute("DELETE FROM performance_contacts WHERE document_id = ?", [document_id])
            _insert(connection, r.RESTRICTED_CONTACTS, file, {"document_id": document_id})


@contextlib.contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """All or nothing; an error of DuckDB's becomes one that has a code."""
    connection.begin()
    try:
        yield connection
        connection.commit()
    except duckdb.Error as error:
        connection.rollback()
        raise MingzhangError(ErrorCode.INTERNAL, f"the warehouse refused it: {str(error).splitlines()[0]}") from error
    except BaseException:
        connection.rollback()
        raise


def _insert(
    connection: duckdb.DuckDBPyConnection, relation: Relation, file: Path, derived: Mapping[str, object]
) -> None:
    if not file.exists():
        return
    extra = [column.name for column in relation.columns if column.derived]
    names = ", ".join([*(column.name for column in relation.staged), *extra])
    marks = "".join(", ?" for _ in extra)
    connection.execute(
        f"INSERT INTO {relation.name} ({names}) SELECT *{marks} FROM ({staged_query(relation, file)})",
        [derived[column] for column in extra],
    )


def require_current(path: Path) -> None:
    """Give an older warehouse today's relations. Raises `MingzhangError` (`not_found` and those of `Loader`)."""
    if not path.exists():
        raise MingzhangError(ErrorCode.NOT_FOUND, str(path))
    with contextlib.closing(connect(path, read_only=True)) as connection:
        current = _is_current(connection)
    if not current:
        Loader(path).close()


def _schema() -> tuple[list[str], str]:
    """The statements that make the relations, and their digest."""
    statements = [statement for relation in (*r.TABLES_OF_WAREHOUSE, *VIEWS) for statement in create(relation)]
    return statements, hashlib.sha256("\n".join(statements).encode()).hexdigest()


def _is_current(connection: duckdb.DuckDBPyConnection) -> bool:
    there = connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'schema_version'").fetchone()
    return bool(there) and connection.execute("SELECT digest FROM schema_version").fetchone() == (_schema()[1],)


def _bring_up_to_date(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the relations, or add what an older file lacks; nothing where the file has this very schema."""
    if _is_current(connection):
        return
    statements, digest = _schema()
    try:
        with _transaction(connection):
            for statement in statements:
                connection.execute(statement)
            connection.execute("DELETE FROM schema_version")
            connection.execute("INSERT INTO schema_version VALUES (?)", [digest])
    except MingzhangError as error:
        raise MingzhangError(ErrorCode.WAREHOUSE_UNUSABLE, f"its schema is another one ({error.found})") from error


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def open_for_writing(path: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB file, made where there is none; its folder too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return connect(path, read_only=False, config=WRITING)
