"""Rows as a table of an SQLite database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingzhang.warehouse.reading.query import QueryAnswer

_NUMBERS = ("INTEGER", "BIGINT", "BOOLEAN", "HUGEINT", "SMALLINT")


def write_table(path: Path, name: str, columns: Sequence[tuple[str, str]], answers: Iterable[QueryAnswer]) -> None:
    """Write rows as a table, in a database that is made where there is none. `columns`: (name, type in DuckDB).

    SQLite has no decimals: an amount is a REAL, exact to the cent up to a hundred thousand 亿. Lists are texts.
    """
    typed = ", ".join(f'"{column}" {_type(kind)}' for column, kind in columns)
    marks = ", ".join("?" * len(columns))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f'DROP TABLE IF EXISTS "{name}"')
        connection.execute(f'CREATE TABLE "{name}" ({typed})')
        for answer in answers:
            rows = ([_value(value) for value in row] for row in answer.rows)
            connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)


def _type(kind: str) -> str:
    if kind.startswith(_NUMBERS):
        return "INTEGER"
    return "REAL" if kind.startswith(("DECIMAL", "DOUBLE", "FLOAT")) else "TEXT"


def _value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if value is None or isinstance(value, int | float | str | bytes):
        return value
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
