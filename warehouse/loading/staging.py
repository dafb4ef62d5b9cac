"""A document on its way into the warehouse: a folder with one columnar JSON file a relation.

Whoever read the document writes it (in its own process, so that the one writer has little left to do), under a
temporary name and then renamed; DuckDB reads it back without a row passing through Python: 40 000 cells take about
0.1 s from records to table, where bound parameters take 0.5 to 0.8 s.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import orjson

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.documents import Document
from mingzhang.warehouse.loading.rows import RESTRICTED, RelationRow, rows_of
from mingzhang.warehouse.schema import relations as r
from mingzhang.warehouse.schema.declaration import Column, Relation, literal
from mingzhang.warehouse.storage.connection import is_disk_full

STAGED = {relation.name: relation for relation in r.TABLES_OF_WAREHOUSE if relation.per_document}

PARQUET = ".parquet"
# A decimal of so many digits is a number of 64 bits to DuckDB.
MOST_DIGITS_OF_64_BITS = 18


def stage(document: Document, folder: Path) -> None:
    """Write a document's rows into `folder`, which appears whole or not at all.

    Raises `MingzhangError` (`disk_full`).
    """
    rows = rows_of(document)
    partial = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        partial.mkdir(parents=True)
        for name, relation in {**STAGED, RESTRICTED: r.RESTRICTED_CONTACTS}.items():
            if rows.get(name):
                columns = _columns(relation.staged, rows[name])
                staged_file(partial, name).write_bytes(_written(columns))
        partial.rename(folder)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        if not is_disk_full(error):
            raise
        raise MingzhangError(ErrorCode.DISK_FULL, str(folder.parent)) from error


def publish(staged: Path, folder: Path) -> None:
    """Write a staged document anew as Parquet, for others to load from far away; `folder` appears whole or not at all.

    Parquet takes an eighth of the bytes of the columnar JSON; where both sides are one machine it only costs time.
    Raises `MingzhangError` (`internal`) where the rows do not fit.
    """
    partial = folder.with_name(f".{folder.name}.{os.getpid()}")
    partial.mkdir(parents=True)
    with duckdb.connect(config={"threads": 1}) as connection:
        for name, relation in {**STAGED, RESTRICTED: r.RESTRICTED_CONTACTS}.items():
            if (file := staged_file(staged, name)).exists():
                target = literal(str(partial / f"{name}{PARQUET}"))
                try:
                    connection.execute(f"COPY ({staged_query(relation, file)}) TO {target} (FORMAT parquet)")
                except duckdb.Error as error:
                    shutil.rmtree(partial)
                    found = f"its rows do not fit: {str(error).splitlines()[0]}"
                    raise MingzhangError(ErrorCode.INTERNAL, found) from error
    partial.rename(folder)


def staged_file(folder: Path, name: str) -> Path:
    """Where the rows of a relation are staged; absent where there are none."""
    published = folder / f"{name}{PARQUET}"
    return published if published.exists() else folder / f"{name}.json"


def _columns(columns: tuple[Column, ...], rows: Sequence[RelationRow]) -> dict[str, list[Any]]:
    values = zip(*rows, strict=True)
    return {
        column.name: [None if value == "" or not _fits(value, column) else value for value in taken]
        for column, taken in zip(columns, values, strict=True)
    }


def _fits(value: object, column: Column) -> bool:
    """Whether a number has room in its column; one that has none is left to its text."""
    return not isinstance(value, Decimal) or abs(value) < _most(column.type)


@cache
def _most(kind: str) -> Decimal:
    """The number that a column of type `DECIMAL(20,2)` has no more room for."""
    if not kind.startswith("DECIMAL"):
        return Decimal("Infinity")
    digits, decimals = _digits(kind)
    return Decimal(10) ** (digits - decimals)


def _written(columns: dict[str, list[Any]]) -> bytes:
    try:
        return orjson.dumps(columns, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY)
    except TypeError:  # half of a pair of UTF-16 in a text: no text that can be written
        whole = {name: [_whole(value) for value in values] for name, values in columns.items()}
        return orjson.dumps(whole, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY)


def _whole(value: Any) -> Any:
    """A text with U+FFFD for every half of a pair of UTF-16."""
    if isinstance(value, list | tuple):
        return [_whole(one) for one in value]
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else value


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no place in a staged document")


def staged_query(relation: Relation, file: Path) -> str:
    """The query that gives a staged file's rows, in the order of `relation.staged`."""
    if file.suffix == PARQUET:
        return f"SELECT {', '.join(column.name for column in relation.staged)} FROM read_parquet({literal(str(file))})"
    types = ", ".join(f"{column.name}: {literal(_read_as(column) + '[]')}" for column in relation.staged)
    size = max(file.stat().st_size + 1024, 1 << 16)
    # Told what the file is, DuckDB does not try to find out, which takes ten times as long as reading it.
    told = f"columns = {{{types}}}, format = 'unstructured', records = true, maximum_object_size = {size}"
    lists = ", ".join(f"unnest({column.name}) AS {column.name}" for column in relation.staged)
    values = ", ".join(f"{_value(column)} AS {column.name}" for column in relation.staged)
    return f"SELECT {values} FROM (SELECT {lists} FROM read_json({literal(str(file))}, {told}))"


def _read_as(column: Column) -> str:
    """The type that a column's values have in a staged file: an amount is a text there, so that none is rounded."""
    return "VARCHAR" if _wide(column.type) else column.type


def _value(column: Column) -> str:
    """A value of its column's type. A text becomes a decimal of 64 bits in a tenth of the time of one of 128.

    So it becomes the wide one by way of the narrow one, of the same decimals, wherever it has room there.
    """
    if not _wide(column.type):
        return column.name
    narrow = f"DECIMAL({MOST_DIGITS_OF_64_BITS},{_digits(column.type)[1]})"
    return f"coalesce(TRY_CAST({column.name} AS {narrow})::{column.type}, {column.name}::{column.type})"


def _wide(kind: str) -> bool:
    return kind.startswith("DECIMAL") and _digits(kind)[0] > MOST_DIGITS_OF_64_BITS


def _digits(kind: str) -> tuple[int, int]:
    """All digits, and those behind the point, of a type such as `DECIMAL(20,2)`."""
    digits, _, decimals = kind.partition("(")[2].rstrip(")").partition(",")
    return int(digits), int(decimals)
