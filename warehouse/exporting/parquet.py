"""Rows as Parquet, with the types of their relation."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import orjson

from mingzhang.warehouse.reading.query import QueryAnswer
from mingzhang.warehouse.schema.declaration import Column, literal


def parquet_of(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> bytes:
    """A Parquet file of some rows; values become the columns' types. Needs no warehouse."""
    with tempfile.TemporaryDirectory(prefix="mingzhang-") as folder:
        target = Path(folder, "rows.parquet")
        names = tuple(column.name for column in columns)
        write_parquet(target, [QueryAnswer(names, list(map(tuple, rows)))], [(c.name, c.type) for c in columns])
        return target.read_bytes()


def write_parquet(target: Path, answers: Iterable[QueryAnswer], columns: Sequence[tuple[str, str]]) -> None:
    """Write rows as Parquet; `columns`: (name, type), the values become those types."""
    types = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in columns)
    names = [name for name, _ in columns]
    with tempfile.TemporaryDirectory(prefix="mingzhang-") as folder, duckdb.connect(":memory:") as connection:
        source = Path(folder, "rows.json")
        with source.open("wb") as file:
            for answer in answers:
                for row in answer.rows:
                    file.write(orjson.dumps(dict(zip(names, row, strict=True)), default=str) + b"\n")
        read = f"read_json({literal(str(source))}, format = 'newline_delimited', columns = {{{types}}})"
        written = f"SELECT * FROM {read}"
        connection.execute(f"COPY ({written}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)")
