"""Rows as Parquet, with the types of their relation."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import orjson

from mingzhang.warehouse.schema.declaration import Column, literal


def parquet_of(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> bytes:
    """A Parquet file of some rows; values become the columns' types. Needs no warehouse."""
    types = ", ".join(f"{literal(column.name)}: {literal(column.type)}" for column in columns)
    names = [column.name for column in columns]
    with tempfile.TemporaryDirectory(prefix="mingzhang-") as folder, duckdb.connect(":memory:") as connection:
        source, target = Path(folder, "rows.json"), Path(folder, "rows.parquet")
        with source.open("wb") as file:
            for row in rows:
                file.write(orjson.dumps(dict(zip(names, row, strict=True)), default=str) + b"\n")
        read = f"read_json({literal(str(source))}, format = 'newline_delimited', columns = {{{types}}})"
        written = f"SELECT * FROM {read}"
        connection.execute(f"COPY ({written}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)")
        return target.read_bytes()
