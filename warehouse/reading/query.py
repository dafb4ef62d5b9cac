"""Questions to the warehouse: read-only, and safe with SQL from others."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.reading.guard import refuse_unsafe
from mingzhang.warehouse.storage.address import FileAddress, Where, address_of
from mingzhang.warehouse.storage.connection import for_reading

Row = dict[str, Any]  # a relation's row by column


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """Column names and rows of a query."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Reader:
    """The warehouse, open for questions: no writing, no other files, no network, no change of settings.

    With `show_contacts`, `restricted.performance_contacts` gives the contacts as printed; without, no SQL reaches them.
    `beside`: a file of relations that were worked out before.
    Raises `MingzhangError` (`bad_address`, `not_found`, `warehouse_busy`, `warehouse_unusable`).
    """

    def __init__(
        self,
        warehouse: Where,
        *,
        show_contacts: bool = False,
        config: Mapping[str, str] | None = None,
        beside: Path | None = None,
    ) -> None:
        address = address_of(warehouse)
        # DuckDB's own locks hold for a file; a lake's functions and its catalog's get past them.
        self._guarded = not isinstance(address, FileAddress)
        self._connection = for_reading(address, locked=True, show_contacts=show_contacts, config=config, beside=beside)

    def ask(self, sql: str, parameters: Sequence[object] = (), *, timeout: float | None = None) -> QueryAnswer:
        """Run a query and give its rows. Raises `MingzhangError` (`query_failed`, `query_timeout`)."""
        if self._guarded:
            refuse_unsafe(sql)
        timer = threading.Timer(timeout, self._connection.interrupt) if timeout else None
        if timer:
            timer.start()
        try:
            cursor = _answering(self._connection.execute(sql, list(parameters)))
            columns = tuple(column[0] for column in cursor.description or ())
            return QueryAnswer(columns, cursor.fetchall())
        except duckdb.InterruptException as error:
            raise MingzhangError(ErrorCode.QUERY_TIMEOUT, f"{timeout:g}") from error
        except duckdb.Error as error:
            raise told(error, sql) from error
        finally:
            if timer:
                timer.cancel()

    def in_pieces(self, sql: str, count: int) -> Iterator[Any]:
        """Run a query: first its column names, then its rows, `count` at a time. Raises as `ask` does."""
        if self._guarded:
            refuse_unsafe(sql)
        try:
            cursor = _answering(self._connection.execute(sql))
            yield tuple(column[0] for column in cursor.description or ())
            while rows := cursor.fetchmany(count):
                yield rows
        except duckdb.OutOfMemoryException as error:
            raise MingzhangError(ErrorCode.QUERY_TOO_LARGE, "its share of") from error
        except duckdb.Error as error:
            raise told(error, sql) from error

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _answering(cursor: duckdb.DuckDBPyConnection | None) -> duckdb.DuckDBPyConnection:
    """DuckDB gives none for a text without a statement: a comment, a semicolon."""
    if cursor is None:
        raise MingzhangError(ErrorCode.QUERY_FAILED, "it is blank")
    return cursor


def require_own(reader: Reader, warehouse: Where) -> None:
    """Raises `MingzhangError` (`warehouse_foreign`) where what is open is somebody else's database."""
    try:
        reader.ask("SELECT 1 FROM documents LIMIT 0")
    except MingzhangError as error:
        raise MingzhangError(ErrorCode.WAREHOUSE_FOREIGN, str(warehouse)) from error


def told(error: duckdb.Error, sql: str) -> MingzhangError:
    """What is wrong with a query; where DuckDB points at a place in it, that is the detail."""
    if not sql.strip():
        return MingzhangError(ErrorCode.QUERY_FAILED, "it is blank")
    sentence, _, shown = str(error).partition("\n\nLINE ")
    detail = f"LINE {shown}" if shown else ""
    return MingzhangError(ErrorCode.QUERY_FAILED, " ".join(sentence.split()), detail.rstrip())


def split_statements(text: str) -> list[tuple[str, str]]:
    """The statements of an SQL file, each with the comment line over it (its title).

    Raises `MingzhangError` (`query_failed`).
    """
    found = []
    try:
        statements = duckdb.extract_statements(text)
    except duckdb.Error as error:
        raise told(error, text) from error
    for statement in statements:
        lines = statement.query.strip().splitlines()
        title = " ".join(line.removeprefix("--").strip() for line in lines if line.startswith("--"))
        body = "\n".join(line for line in lines if not line.startswith("--")).strip().removesuffix(";")
        if body:
            found.append((title, body))
    return found
