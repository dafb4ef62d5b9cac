"""Which schema a warehouse has: an older one is brought up to date, a newer one and a foreign file are refused."""

from __future__ import annotations

import hashlib

import duckdb

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.schema import relations as r
from mingzhang.warehouse.schema.declaration import Relation, create, literal
from mingzhang.warehouse.schema.views import VIEWS

# Raised with every release whose relations an older program would spoil. 1: before the number was written down.
SCHEMA_NUMBER = 3


def statements(*, view_columns: bool = True) -> list[str]:
    """The statements that make the relations; `view_columns`: with comments on the columns of views."""
    relations = (*r.TABLES_OF_WAREHOUSE, *VIEWS)
    return [statement for relation in relations for statement in create(relation, view_columns=view_columns)]


def statements_of_update(*, view_columns: bool) -> list[str]:
    """What makes a warehouse, or adds what an older one lacks, and writes down which schema it has."""
    now = f"INSERT INTO schema_version (digest, number) VALUES ({literal(_digest())}, {SCHEMA_NUMBER})"
    return [*statements(view_columns=view_columns), "DELETE FROM schema_version", now]


def _digest() -> str:
    return hashlib.sha256("\n".join(statements()).encode()).hexdigest()


def has_columns(connection: duckdb.DuckDBPyConnection, relation: Relation) -> bool:
    """Whether a relation is there with all its columns."""
    return _columns(connection, relation.name) >= {column.name for column in relation.columns}


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> set[str]:
    rows = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND database_name = current_database()",
        [relation],
    ).fetchall()
    return {name for (name,) in rows}


def _unknown_columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Columns that a program between two releases added: within one number columns are only ever added."""
    known = {(relation.name, column.name) for relation in r.TABLES_OF_WAREHOUSE for column in relation.columns}
    tables = {relation.name for relation in r.TABLES_OF_WAREHOUSE}
    found = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database() ORDER BY ALL"
    ).fetchall()
    return [f"{table}.{column}" for table, column in found if table in tables and (table, column) not in known]


def is_current(connection: duckdb.DuckDBPyConnection, name: object) -> bool:
    """Whether a warehouse has this very schema; False for an older one, and for an empty file.

    Raises `MingzhangError` (`warehouse_newer`, `warehouse_foreign`); `name` is what the error calls it.
    """
    columns = _columns(connection, r.SCHEMA_VERSION.name)
    if not columns:
        tables = {
            row[0]
            for row in connection.execute(
                "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
            ).fetchall()
        }
        if tables and tables.isdisjoint(relation.name for relation in r.TABLES_OF_WAREHOUSE):
            raise MingzhangError(ErrorCode.WAREHOUSE_FOREIGN, str(name))
        return False
    if "number" in columns:
        found = connection.execute("SELECT max(number) FROM schema_version").fetchone()
        number = found[0] if found and found[0] is not None else 0
        if number > SCHEMA_NUMBER:
            raise MingzhangError(
                ErrorCode.WAREHOUSE_NEWER, f"{name} has schema {number}, and this knows {SCHEMA_NUMBER}"
            )
        unknown = _unknown_columns(connection) if number == SCHEMA_NUMBER else []
        if unknown:
            raise MingzhangError(ErrorCode.WAREHOUSE_NEWER, f"{name} has columns that this does not know: {unknown[0]}")
    return connection.execute("SELECT digest FROM schema_version").fetchone() == (_digest(),)
