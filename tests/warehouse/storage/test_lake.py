"""A warehouse for many: a DuckLake gives the same rows as a DuckDB file, to several writers, through kills."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mingzhang.flows.cli.app import run
from mingzhang.flows.console import ExitCode
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.loading.loader import Loader, require_current
from mingzhang.warehouse.reading.query import split_statements
from mingzhang.warehouse.schema.relations import TABLES_OF_WAREHOUSE
from mingzhang.warehouse.storage import lake
from mingzhang.warehouse.storage.address import LakeAddress, address_of
from tests.support.lakes import ROOT, ask, contents, correct, load_all, load_document, reading, some
from tests.support.postgres import postgres


def test_the_same_rows_in_every_relation_and_view(lake_address: str, tmp_path: Path, samples: dict[str, Path]) -> None:
    kept = _loaded_corrected_and_loaded_again(tmp_path / "w.duckdb", samples)
    # The samples are budgets, and no archive holds them.
    assert {name for name, rows in kept.items() if not rows} <= {"archives", "archive_members", "budget_and_final"}
    served = _loaded_corrected_and_loaded_again(lake_address, samples)
    for name, rows in kept.items():
        assert served[name] == rows, name
    with reading(lake_address) as ours, reading(tmp_path / "w.duckdb") as theirs:
        for _, sql in split_statements((ROOT / "examples.sql").read_text(encoding="utf-8")):
            assert len(ours.ask(sql).rows) == len(theirs.ask(sql).rows)
    with Loader(lake_address) as loader:
        loader.tidy(grace_minutes=0, keep_days=0)
    assert contents(lake_address) == served


def _loaded_corrected_and_loaded_again(
    warehouse: str | Path, samples: dict[str, Path]
) -> dict[str, list[tuple[Any, ...]]]:
    load_all(warehouse, samples)
    correct(warehouse)
    before = ask(warehouse, "SELECT line_id, amount_yuan FROM budget_lines WHERE verification = 'corrected' ORDER BY 1")
    assert len(before) == 2 * len(samples)
    load_all(warehouse, samples, "v2")
    held = ask(warehouse, "SELECT line_id, amount_yuan FROM budget_lines WHERE verification = 'corrected' ORDER BY 1")
    assert held == before
    require_current(warehouse)
    return contents(warehouse)


def test_relations_and_their_columns_have_comments(lake_address: str) -> None:
    Loader(lake_address).close()
    bare = ask(
        lake_address,
        "SELECT table_name, NULL FROM duckdb_tables() WHERE database_name = 'warehouse' AND coalesce(comment, '') = '' "
        "UNION ALL SELECT view_name, NULL FROM duckdb_views() WHERE database_name = 'warehouse' AND NOT internal "
        "AND coalesce(comment, '') = '' UNION ALL SELECT table_name, column_name FROM duckdb_columns() "
        "WHERE database_name = 'warehouse' AND NOT internal AND coalesce(comment, '') = '' "
        "AND table_name NOT IN (SELECT view_name FROM duckdb_views())",
    )
    assert bare == []
    kinds = ask(lake_address, "SELECT DISTINCT data_type FROM duckdb_columns() WHERE column_name LIKE '%_yuan'")
    assert kinds == [("DECIMAL(20,2)",)]


WRITER = """
import sys, time
from pathlib import Path
from mingzhang.warehouse.loading.loader import Loader, SourcePlace
address, folder, who, *documents = sys.argv[1:]
with Loader(address) as loader:
    print("open", flush=True)
    sys.stdin.readline()
    for document in documents:
        place = SourcePlace(f"/{who}/{document}.pdf", "a.pdf", 5, 7)
        loader.load(document, Path(folder, document), "v1", [place])
"""


def start_writer(
    address: str, documents: dict[str, Path], who: str = "a", program: str = WRITER
) -> subprocess.Popen[bytes]:
    """A process that has opened the warehouse, and loads when it is told to by `go`."""
    folder = next(iter(documents.values())).parent
    command = [sys.executable, "-c", program, address, str(folder), who, *documents]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline() == b"open\n"
    return process


def go(writer: subprocess.Popen[bytes]) -> None:
    assert writer.stdin is not None
    writer.stdin.write(b"\n")
    writer.stdin.flush()


PER_DOCUMENT = [r.name for r in TABLES_OF_WAREHOUSE if r.per_document]


COUNTS = " UNION ALL ".join(f"SELECT '{name}', document_id, count(*) FROM {name} GROUP BY ALL" for name in PER_DOCUMENT)


def rows_by_document(warehouse: str) -> dict[str, dict[str, int]]:
    """How many rows each document has in each relation."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, document_id, count in ask(warehouse, COUNTS):
        found[document_id][name] = count
    return dict(found)


def test_two_writers_at_once_lose_nothing_and_write_nothing_twice(in_postgres: str, twenty: dict[str, Path]) -> None:
    """Each has documents of its own, and two that the other has too, one first, one last. Afterwards files are few."""
    of_one, of_other = some(twenty, 0, 1, 2, 3, 8), some(twenty, 0, 4, 5, 6, 7, 8)
    writers = [start_writer(in_postgres, of_one, "a"), start_writer(in_postgres, of_other, "b")]
    for writer in writers:
        go(writer)
    assert [writer.wait(timeout=50) for writer in writers] == [0, 0]
    there = rows_by_document(in_postgres)
    assert set(there) == set(of_one) | set(of_other)
    assert [rows for rows in there.values() if rows != there[next(iter(of_one))]] == []
    assert there[next(iter(of_one))]["documents"] == 1
    doubled = "SELECT count(*), count(DISTINCT line_id) FROM budget_lines"
    assert len(set(ask(in_postgres, doubled)[0])) == 1
    seen = ask(in_postgres, "SELECT document_id, list(source_uri ORDER BY 1) FROM document_sources GROUP BY 1")
    both = {document_id for document_id, places in seen if len(places) == 2}
    assert both == set(of_one) & set(of_other)
    before = contents(in_postgres)
    files = len(parquet_of(in_postgres))
    with Loader(in_postgres) as loader:
        loader.tidy(grace_minutes=0, keep_days=0)
    # A file a relation; a second one, with a list of what is deleted in it, where that is too little to write it anew.
    assert len(parquet_of(in_postgres)) <= 2 * len(TABLES_OF_WAREHOUSE) < files
    assert contents(in_postgres) == before


def parquet_of(warehouse: str) -> list[Path]:
    address = address_of(warehouse)
    assert isinstance(address, LakeAddress)
    return list(address.lake.data.rglob("*.parquet"))


def test_a_writer_that_is_killed_leaves_all_or_nothing(in_postgres: str, twenty: dict[str, Path]) -> None:
    whole: dict[str, int] = {}
    for pause in (0.05, 0.13, 0.21):
        writer = start_writer(in_postgres, twenty)
        go(writer)
        time.sleep(pause)
        writer.send_signal(signal.SIGKILL)
        assert writer.wait() == -signal.SIGKILL
        for document_id, rows in rows_by_document(in_postgres).items():
            whole = whole or rows
            assert (document_id, rows) == (document_id, whole)
    load_all(in_postgres, some(twenty, 0, 1))
    there = rows_by_document(in_postgres)
    assert len(there) < len(twenty)
    first = next(iter(there.values()))
    assert [rows for rows in there.values() if rows != first] == []


def test_a_kill_in_the_middle_of_a_load_leaves_nothing(in_postgres: str, twenty: dict[str, Path]) -> None:
    """The process stands between two relations of a document when it dies: nothing of it is there, and nobody waits."""
    stopping = WRITER.replace(
        "address, folder,",
        "from mingzhang.warehouse.loading import loader as load\nreal = load._insert\n"
        "def halting(connection, relation, *rest):\n"
        "    if relation.name == 'checks':\n        print('amid', flush=True)\n        time.sleep(60)\n"
        "    real(connection, relation, *rest)\n"
        "load._insert = halting\naddress, folder,",
    )
    one = some(twenty, 0)
    with start_writer(in_postgres, one, program=stopping) as writer:
        assert writer.stdout is not None
        go(writer)
        assert writer.stdout.readline() == b"amid\n"
        assert rows_by_document(in_postgres) == {}
        writer.kill()
    assert rows_by_document(in_postgres) == {}
    left_behind = set(parquet_of(in_postgres))
    assert left_behind
    with Loader(in_postgres) as loader:
        started = time.monotonic()
        (document_id, folder) = next(iter(one.items()))
        loader.load(document_id, folder, "v1", [])
        assert time.monotonic() - started < 10
        loader.tidy(grace_minutes=0)
    assert rows_by_document(in_postgres)[document_id]["cells"] > 100
    assert left_behind & set(parquet_of(in_postgres)) == set()


def test_a_transaction_that_lost_to_another_writer_starts_anew(
    in_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that takes no turns (somebody's own DuckDB) changes a relation between our reading and our commit."""
    load_document(in_postgres)
    real = Loader._load
    others: list[int] = []

    def disturbed(loader: Loader, *arguments: Any) -> None:
        real(loader, *arguments)
        if not others:
            others.append(1)
            address = address_of(in_postgres)
            assert isinstance(address, LakeAddress)
            with lake.attached(address.lake, read_only=False) as other:
                other.execute("DELETE FROM pages WHERE page_number = 2")

    monkeypatch.setattr(Loader, "_load", disturbed)
    load_document(in_postgres, "v2")
    assert others
    assert ask(in_postgres, "SELECT pipeline_version FROM documents") == [("v2",)]
    assert ask(in_postgres, "SELECT count(*) FROM pages") == [(2,)]


def test_the_extensions_are_of_this_duckdb() -> None:
    for name in lake.EXTENSIONS[True]:
        assert duckdb.__version__ in str(lake._extension(name))


def test_the_commands_work_on_a_lake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    address = f"ducklake:{tmp_path}/c.ducklake"
    load_document(address)
    (line_id,) = ask(address, "SELECT line_id FROM budget_lines WHERE is_total")[0]
    assert run(["status", "-w", address]) == ExitCode.FINE
    assert run(["check", "-w", address]) == ExitCode.SOME_FAILED
    assert run(["check", "-w", address, "--format", "xlsx"]) == ExitCode.SOME_FAILED
    assert run(["query", "SELECT unit_name FROM unit_years", "-w", address, "--format", "csv"]) == ExitCode.FINE
    assert "某市示例研究所" in capsys.readouterr().out
    assert run(["query", "DELETE FROM documents", "-w", address]) == ExitCode.USAGE
    monkeypatch.setattr("builtins.input", lambda prompt: "q")
    assert run(["review", "-w", address]) == ExitCode.SOME_FAILED
    assert run(["correct", line_id, "--amount", "7157500.00", "-w", address]) == ExitCode.FINE
    assert run(["review", "-w", address]) == ExitCode.FINE
    assert run(["tidy", "-w", address, "--keep-days", "0", "--grace-minutes", "0"]) == ExitCode.FINE
    assert ask(address, "SELECT verification FROM budget_lines WHERE is_total") == [("corrected",)]
    capsys.readouterr()
    assert run(["status", "-w", "ducklake+postgresql://me:s3cret@host/lake?data=/d"]) == ExitCode.USAGE
    assert run(["tidy", "-w", f"ducklake:{tmp_path}/none.ducklake"]) == ExitCode.USAGE
    assert "s3cret" not in "".join(capsys.readouterr())
    assert not (tmp_path / "none.ducklake").exists()


def test_a_server_that_goes_away_ends_the_run_with_a_sentence_and_loses_nothing(
    tmp_path: Path, twenty: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres() as own:
        monkeypatch.setenv("PGPASSFILE", str(own.passfile))
        address = own.address(tmp_path / "lake", "w")
        loader = Loader(address)
        (first, second) = some(twenty, 0, 1)
        loader.load(first, twenty[first], "v1", [])
        own.stop()
        for call in (lambda: loader.load(second, twenty[second], "v1", []), loader.close):
            with pytest.raises(MingzhangError) as caught:
                call()
            assert caught.value.code in (ErrorCode.WAREHOUSE_UNUSABLE, ErrorCode.INTERNAL)
        own.start()
        assert set(rows_by_document(address)) == {first}
        load_all(address, some(twenty, 0, 1))
        assert set(rows_by_document(address)) == {first, second}
