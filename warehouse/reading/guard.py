"""Which SQL from others may run on a DuckLake.

DuckDB's locks (read-only, no external access, locked configuration) do not hold all that a lake brings along, tried
with 1.5.5: functions of the PostgreSQL extension run SQL of the catalog's server and open connections, the catalog's
own relations can be read, and files in the lake's folder can be read and written. So a query is parsed first, and only
SELECTs pass, over relations by their names and functions that reach nothing outside.
What a query may do in the end is decided by the rights of the role and of the folder; see docs/deployment.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import duckdb

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.storage.lake import NAME, RESTRICTED_NAME

CATALOGS = frozenset(("", NAME, RESTRICTED_NAME, "system", "temp"))
SCHEMAS = frozenset(("", "main", "information_schema", "pg_catalog", NAME, RESTRICTED_NAME))
TABLE_FUNCTIONS = frozenset(
    (
        *("range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree", "summary"),
        *("duckdb_columns", "duckdb_tables", "duckdb_views", "duckdb_functions", "duckdb_types", "duckdb_keywords"),
    )
)
_NAME = re.compile(r"\w+")


def refuse_unsafe(sql: str) -> None:
    """Raises `MingzhangError` (`query_failed`) for what is no SELECT over the warehouse's own relations."""
    serialized = _parser().cursor().execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchone()
    parsed = json.loads(serialized[0]) if serialized else {"error": True}
    if parsed["error"]:
        raise _refused(str(parsed.get("error_message", "it cannot be parsed")))
    for node in _nodes(parsed["statements"]):
        kind = node.get("type")
        if kind == "TABLE_FUNCTION":
            function = node["function"]
            _permit(function.get("function_name", "").lower() in TABLE_FUNCTIONS, function.get("function_name", ""))
        elif kind == "BASE_TABLE" or (kind == "SHOW_REF" and node.get("table_name")):
            name = node.get("table_name", "").strip('"')
            _permit(node.get("catalog_name", "").lower() in CATALOGS, node.get("catalog_name", ""))
            _permit(node.get("schema_name", "").lower() in SCHEMAS, node.get("schema_name", ""))
            _permit(bool(_NAME.fullmatch(name)), name)


def _permit(is_safe: bool, name: str) -> None:
    if not is_safe:
        raise _refused(f"{name} is none of the warehouse's relations, and no function that stays inside it")


def _refused(why: str) -> MingzhangError:
    return MingzhangError(ErrorCode.QUERY_FAILED, why)


def _nodes(parsed: Any) -> Iterator[dict[str, Any]]:
    if isinstance(parsed, dict):
        yield parsed
        parsed = list(parsed.values())
    if isinstance(parsed, list):
        for part in parsed:
            yield from _nodes(part)


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """A DuckDB that parses and runs nothing."""
    return duckdb.connect(":memory:", config={"threads": 1})
