"""A warehouse whose last writes are damaged: one sentence that says what to do, and after it all goes on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.storage.connection import connect

WRITE = """
import duckdb, os, sys
made = duckdb.connect(sys.argv[1])
made.execute("CREATE TABLE before AS SELECT 1 AS a")
made.execute("CHECKPOINT")
made.execute("PRAGMA disable_checkpoint_on_shutdown")
made.execute("CREATE TABLE after AS SELECT range AS a, repeat('x', 50) AS b FROM range(5000)")
os._exit(0)
"""


def flipped(data: bytes) -> bytes:
    place = len(data) // 2
    return data[:place] + bytes((data[place] ^ 0xFF,)) + data[place + 1 :]


def blanked(data: bytes) -> bytes:
    return data[:200] + bytes(200) + data[400:]


def holed(data: bytes) -> bytes:
    return data[:3000] + data[3100:]


@pytest.mark.parametrize("spoil", [flipped, blanked, holed])
@pytest.mark.parametrize("read_only", [True, False])
def test_a_damaged_log_is_told_in_one_sentence(
    tmp_path: Path, spoil: Callable[[bytes], bytes], read_only: bool
) -> None:
    file, log = tmp_path / "w.duckdb", tmp_path / "w.duckdb.wal"
    subprocess.run([sys.executable, "-c", WRITE, str(file)], check=True)
    log.write_bytes(spoil(log.read_bytes()))
    with pytest.raises(MingzhangError) as caught:
        connect(file, read_only=read_only)
    assert caught.value.code is ErrorCode.WAREHOUSE_UNUSABLE
    assert "w.duckdb.wal" in str(caught.value) and "move the log away" in str(caught.value)
    log.rename(tmp_path / "away")
    with connect(file, read_only=read_only) as again:
        assert again.execute("SELECT * FROM before").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error):
            again.execute("SELECT * FROM after")
