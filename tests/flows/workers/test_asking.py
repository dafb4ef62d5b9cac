"""A query from others costs what it may cost, and no more; what it is stopped for is said in one sentence."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import duckdb
import pytest

from mingzhang.flows.cli.app import run
from mingzhang.flows.workers.asking import AskLimits, ask_guarded
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.loading.loader import Loader


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    Loader(tmp_path / "w.duckdb").close()
    return tmp_path / "w.duckdb"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT levenshtein(repeat('a',400000), repeat('b',400000))",
        "SELECT count(*) FROM range(100000000) a, range(100000000) b",
        "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t",
    ],
)
def test_time(warehouse: Path, sql: str) -> None:
    started = time.monotonic()
    with pytest.raises(MingzhangError) as error:
        ask_guarded(warehouse, sql, AskLimits(seconds=2.0))
    assert error.value.code is ErrorCode.QUERY_TIMEOUT
    assert time.monotonic() - started < 2 * 2.0 + 2.0


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT length(repeat('x', 3000000000))",
        "SELECT len(range(2000000000))",
        "SELECT string_agg(repeat('x', 1000000)) FROM range(100000)",
    ],
)
def test_memory(warehouse: Path, sql: str) -> None:
    with pytest.raises(MingzhangError) as error:
        ask_guarded(warehouse, sql, AskLimits(seconds=30.0, memory_mib=512))
    assert error.value.code in (ErrorCode.QUERY_TOO_LARGE, ErrorCode.QUERY_FAILED)


def test_rows(warehouse: Path) -> None:
    first = ask_guarded(warehouse, "SELECT * FROM range(2500)", AskLimits(rows=1000))
    assert (len(first.answer.rows), first.has_more) == (1000, True)
    every = ask_guarded(warehouse, "SELECT * FROM range(2500)", AskLimits(rows=0))
    assert (len(every.answer.rows), every.has_more) == (2500, False)
    just = ask_guarded(warehouse, "SELECT * FROM range(1000)", AskLimits(rows=1000))
    assert (len(just.answer.rows), just.has_more) == (1000, False)


@pytest.mark.parametrize("sql", ["SELECT * FROM glob('/etc/*')", "SET memory_limit = '1TB'", "SELECT 1; DROP VIEW x"])
def test_the_locks_hold_in_the_child(warehouse: Path, sql: str) -> None:
    with pytest.raises(MingzhangError) as error:
        ask_guarded(warehouse, sql)
    assert error.value.code is ErrorCode.QUERY_FAILED


def test_a_place_in_the_query_is_pointed_at(warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["query", "SELECT 1 FORM documents", "-w", str(warehouse)]) == 2
    first, line, caret = capsys.readouterr().err.splitlines()
    assert first.endswith("[query_failed]")
    assert line.startswith("LINE 1:")
    assert caret.strip() == "^"


@pytest.mark.parametrize("given", [["-"], []])
def test_the_standard_input_is_read(
    warehouse: Path, given: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT 1.5::DECIMAL(20,2) AS yuan"))
    assert run(["query", *given, "-w", str(warehouse), "--format", "json"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed) == [{"yuan": 1.5}]
    assert "1.50" in printed


@pytest.mark.parametrize("blank", ["", " ", "-- only words"])
def test_a_blank_query(warehouse: Path, blank: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["query", blank, "-w", str(warehouse)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_somebody_elses_database_is_told_in_one_sentence(tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("CREATE TABLE facts (a INTEGER)")
    with pytest.raises(MingzhangError) as error:
        ask_guarded(other, "SELECT * FROM facts")
    assert error.value.code is ErrorCode.WAREHOUSE_FOREIGN
