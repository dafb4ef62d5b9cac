"""Opening DuckDB files: what goes wrong has a code and says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from models.errors import ErrorCode, MingzhangError


def connect(
    path: Path, *, read_only: bool, config: Mapping[str, str | int | bool] | None = None
) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file. Raises `MingzhangError` (`warehouse_busy`, `warehouse_unusable`)."""
    try:
        return duckdb.connect(str(path), read_only=read_only, config=dict(config or {}))
    except duckdb.Error as error:
        sentence = str(error).splitlines()[0]
        if "lock" in sentence.lower():
            raise MingzhangError(ErrorCode.WAREHOUSE_BUSY, str(path)) from error
        raise MingzhangError(ErrorCode.WAREHOUSE_UNUSABLE, f"{path}: {sentence}") from error
