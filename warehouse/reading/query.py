"""Questions to the warehouse: read-only, and safe with SQL from others."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.reading.guard import refuse_unsafe
from mingzhang.warehouse.storage.address import FileAddress, Where, address_of
from mingzhang.warehouse.storage.connection import for_reading


@dataclass(frozen=True, slots=True)
class Answer:
    """Column names and rows of a query."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Reader:
    """The warehouse, open for questions: no writing, no other files, no network, no change of settings.

    With `show_contacts`, `restricted.performance_contacts` gives the contacts as printed; without, no SQL reaches them.
    Raises `MingzhangError` (`bad_address`, `not_found`, `warehouse_busy`, `warehouse_unusable`).
    """

    def __init__(self, warehouse: Where, *, show_contacts: bool = False) -> None:
        address = address_of(warehouse)
        # DuckDB's own locks hold for a file; a lake's functions and its catalog's get past them.
        self._guarded = not isinstance(address, FileAddress)
        self._connection = for_reading(address, locked=True, show_contacts=show_contacts)

    def ask(self, sql: str, parameters: Sequence[object] = (), *, timeout: float | None = None) -> Answer:
        """Run a query and give its rows. Raises `MingzhangError` (`query_failed`, `query_timeout`)."""
        if self._guarded:
            refuse_unsafe(sql)
        timer = threading.Timer(timeout, self._connection.interrupt) if timeout else None
        if timer:
            timer.start()
        try:
            cursor = self._connection.execute(sql, list(parameters))
            columns = tuple(column[0] for column in cursor.description or ())
            return Answer(columns, cursor.fetchall())
        except duckdb.InterruptException as error:
            raise MingzhangError(ErrorCode.QUERY_TIMEOUT, f"{timeout:g}") from error
        except duckdb.Error as error:
            raise MingzhangError(ErrorCode.QUERY_FAILED, " ".join(str(error).split())) from error
        finally:
            if timer:
                timer.cancel()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def split_statements(text: str) -> list[tuple[str, str]]:
    """The statements of an SQL file, each with the comment line over it (its title)."""
    found = []
    for statement in duckdb.extract_statements(text):
        lines = statement.query.strip().splitlines()
        title = " ".join(line.removeprefix("--").strip() for line in lines if line.startswith("--"))
        body = "\n".join(line for line in lines if not line.startswith("--")).strip().removesuffix(";")
        if body:
            found.append((title, body))
    return found
