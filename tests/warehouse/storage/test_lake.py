"""A warehouse for many: a DuckLake gives the same rows as a DuckDB file, to several writers, through kills, safely."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mingzhang.extractors.pipeline import read_document
from mingzhang.flows.cli.app import run
from mingzhang.flows.console import ExitCode
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.documents import Document
from mingzhang.warehouse.loading.corrections import Action, Decision
from mingzhang.warehouse.loading.loader import Loader, SourcePlace, require_current
from mingzhang.warehouse.loading.staging import stage
from mingzhang.warehouse.reading.query import Reader, split_statements
from mingzhang.warehouse.schema.relations import TABLES_OF_WAREHOUSE
from mingzhang.warehouse.schema.views import VIEWS
from mingzhang.warehouse.storage import lake
from mingzhang.warehouse.storage.address import LakeAddress, address_of
from tests.support.documents import PERSON, PHONE, small_document
from tests.support.postgres import Postgres, postgres

ROOT = Path(__file__).resolve().parents[3]
# What tells when it was written.
TIMES = {
    "documents": ("ingested_at",),
    "document_sources": ("first_seen_at",),
    "corrections": ("correction_id", "decided_at"),
}
SAMPLE = ROOT / "samples" / "budget_2025.pdf"
RELATIONS = [r.name for r in (*TABLES_OF_WAREHOUSE, *VIEWS)]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as running:
        os.environ["PGPASSFILE"] = str(running.passfile)
        yield running
        del os.environ["PGPASSFILE"]


_numbers = itertools.count(1)


@pytest.fixture
def in_postgres(server: Postgres, tmp_path: Path) -> str:
    """The address of a lake that is not there yet."""
    number = next(_numbers)
    return server.address(tmp_path / f"lake{number}", f"w{number}")


@pytest.fixture(params=["postgresql", "file"])
def lake_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "file":
        return f"ducklake:{tmp_path}/catalog.ducklake"
    return str(request.getfixturevalue("in_postgres"))


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A sample and a small document with a contact, staged; folders by document."""
    return staged([read_document(SAMPLE), small_document()], tmp_path_factory.mktemp("staged"))


@pytest.fixture(scope="module")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One sample twenty times, as twenty documents."""
    document = read_document(SAMPLE)
    copies = [replace(document, document_id=f"{number:016}{document.document_id[16:]}") for number in range(20)]
    return staged(copies, tmp_path_factory.mktemp("staged"))


def staged(documents: Collection[Document], folder: Path) -> dict[str, Path]:
    found = {document.document_id: folder / document.document_id for document in documents}
    for document in documents:
        stage(document, found[document.document_id])
    return found


@pytest.fixture(scope="module")
def served(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A lake in PostgreSQL with a small document, for tests that only ask."""
    address = server.address(tmp_path_factory.mktemp("served") / "lake", "served")
    load_document(address)
    return address


def load_all(warehouse: str | Path, staged: dict[str, Path], version: str = "v1") -> None:
    with Loader(warehouse) as loader:
        for document_id, folder in staged.items():
            loader.load(document_id, folder, version, [SourcePlace(f"/a/{document_id}.pdf", "a.pdf", 5, 7)])


# A reader of a lake in PostgreSQL sees what is committed and is in nobody's way: one serves a whole test.
_open: dict[str, Reader] = {}


@pytest.fixture(autouse=True)
def _readers() -> Iterator[None]:
    yield
    while _open:
        _open.popitem()[1].close()


@contextlib.contextmanager
def reading(warehouse: str | Path) -> Iterator[Reader]:
    if isinstance(warehouse, str) and "postgresql" in warehouse:
        if warehouse not in _open:
            _open[warehouse] = Reader(warehouse)
        yield _open[warehouse]
        return
    reader = Reader(warehouse)
    try:
        yield reader
    finally:
        reader.close()


def ask(warehouse: str | Path, sql: str) -> list[tuple[Any, ...]]:
    with reading(warehouse) as reader:
        return reader.ask(sql).rows


def contents(warehouse: str | Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every relation, without the time when it was written."""
    with reading(warehouse) as reader:
        found = {}
        for name in RELATIONS:
            without = f"EXCLUDE ({', '.join(TIMES[name])})" if name in TIMES else ""
            found[name] = reader.ask(f"SELECT * {without} FROM {name} ORDER BY ALL").rows
        return found


def correct(warehouse: str | Path) -> None:
    """A figure of every document gets another amount, another is accepted."""
    lines = ask(
        warehouse, "SELECT min(line_id), max(line_id) FROM budget_lines_extracted GROUP BY document_id ORDER BY 1"
    )
    with Loader(warehouse) as loader:
        for first, last in lines:
            loader.decide(Decision(first, Action.CORRECT, "me", "as printed", {"amount_yuan": "12.34"}))
            loader.decide(Decision(last, Action.ACCEPT, "me"))


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


def some(documents: dict[str, Path], *numbers: int) -> dict[str, Path]:
    names = list(documents)
    return {names[number]: documents[names[number]] for number in numbers}


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


def load_document(warehouse: str, version: str = "v1") -> None:
    with tempfile.TemporaryDirectory() as folder:
        load_all(warehouse, staged([small_document()], Path(folder)), version)


def test_contacts_are_apart_with_rights_of_their_own(lake_address: str) -> None:
    load_document(lake_address)
    address = address_of(lake_address)
    assert isinstance(address, LakeAddress)
    masked = ask(lake_address, "SELECT responsible_person, phone FROM performance_contacts")
    assert masked == [("欧***", "139******34")]
    with pytest.raises(MingzhangError):
        ask(lake_address, "SELECT * FROM restricted.performance_contacts")
    reader = Reader(lake_address, show_contacts=True)
    assert reader.ask("SELECT responsible_person, phone FROM restricted.performance_contacts").rows == [(PERSON, PHONE)]
    reader.close()
    assert stat.S_IMODE(address.contacts.data.stat().st_mode) == 0o700
    if address.contacts.catalog_file:
        assert stat.S_IMODE(address.contacts.catalog_file.stat().st_mode) == 0o600
    with Loader(lake_address) as loader:
        loader.tidy(grace_minutes=0)
    stored = b"".join(path.read_bytes() for path in address.lake.data.rglob("*.parquet"))
    assert PERSON.encode() not in stored
    assert PHONE.encode() not in stored


def test_a_reader_without_rights_of_writing_reads_and_cannot_write(
    server: Postgres, in_postgres: str, twenty: dict[str, Path]
) -> None:
    """The grants are those that docs/deployment.md gives; what is loaded after them can be read too."""
    load_document(in_postgres)
    address = address_of(in_postgres)
    assert isinstance(address, LakeAddress)
    schema = address.lake.schema
    text = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    grants = text.partition("```sql\n")[2].partition("```")[0]
    assert "ALTER DEFAULT PRIVILEGES" in grants
    server.run(f"CREATE ROLE analyst LOGIN PASSWORD '{server.password}'")
    server.run(grants.replace("SCHEMA mingzhang", f"SCHEMA {schema}"))
    as_analyst = in_postgres.replace("mingzhang@", "analyst@")
    try:
        load_all(in_postgres, some(twenty, 0))
        assert ask(as_analyst, "SELECT count(*) FROM documents") == [(2,)]
        assert ask(as_analyst, "SELECT count(*) FROM review_items")[0][0] > 0
        require_current(as_analyst)
        with pytest.raises(MingzhangError) as caught:
            Reader(as_analyst, show_contacts=True)
        assert "permission denied" in str(caught.value)
        with pytest.raises(MingzhangError):
            load_document(as_analyst, "v9")
        assert ask(in_postgres, "SELECT count(*) FROM documents WHERE pipeline_version = 'v9'") == [(0,)]
    finally:
        server.run("DROP OWNED BY analyst; DROP ROLE analyst")


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM documents",
        "CREATE TABLE mine AS SELECT 1",
        "CREATE TEMP TABLE mine AS SELECT 1",
        "COPY (SELECT 1) TO '{data}/mine.parquet'",
        "SELECT * FROM read_parquet('{data}/main/documents/*.parquet')",
        "SELECT * FROM '{data}/main/documents/x.parquet'",
        "SELECT * FROM glob('{data}/**')",
        "WITH a AS (FROM glob('/etc/*')) SELECT * FROM a",
        "SELECT (SELECT count(*) FROM read_text('/etc/hostname'))",
        "DESCRIBE FROM read_csv('/etc/passwd')",
        "SELECT * FROM query('FROM glob(''/etc/*'')')",
        "FROM postgres_query('__ducklake_metadata_warehouse', 'SELECT 1')",
        "CALL postgres_execute('__ducklake_metadata_warehouse', 'SELECT 1')",
        "FROM postgres_scan('host=127.0.0.1', 'public', 'x')",
        "FROM documents, ducklake_cleanup_old_files('warehouse', cleanup_all => true)",
        "CALL ducklake_merge_adjacent_files('warehouse')",
        "CALL warehouse.set_option('data_inlining_row_limit', '3')",
        "SELECT * FROM __ducklake_metadata_warehouse.ducklake_snapshot",
        "SELECT * FROM __ducklake_metadata_warehouse.main.ducklake_snapshot",
        "ATTACH ':memory:' AS other",
        "ATTACH '{restricted}' AS restricted",
        "CREATE SECRET s (TYPE postgres, host 'x')",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "LOAD httpfs",
        "CHECKPOINT",
        "USE memory",
        "SELECT * FROM restricted.performance_contacts",
        "SELECT 1; DELETE FROM documents",
        "this is no SQL",
    ],
)
def test_what_a_query_may_not_do_in_a_lake(guarded: str, sql: str) -> None:
    address = address_of(guarded)
    assert isinstance(address, LakeAddress)
    reader = Reader(guarded)
    with pytest.raises(MingzhangError) as caught:
        reader.ask(sql.format(data=address.lake.data, restricted=address.contacts.catalog))
    assert caught.value.code is ErrorCode.QUERY_FAILED
    assert reader.ask("SELECT count(*) FROM documents").rows == [(1,)]
    reader.close()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A lake that has its catalog in a file; the guard reads SQL, whatever the catalog is."""
    address = f"ducklake:{tmp_path_factory.mktemp('guarded')}/c.ducklake"
    load_document(address)
    return address


@pytest.mark.parametrize(
    "sql",
    [
        "SHOW TABLES",
        "DESCRIBE documents",
        "SUMMARIZE pages",
        "WITH 表 AS (SELECT 1 AS x) SELECT * FROM 表, range(2)",
        "SELECT unnest(line_ids) FROM main.checks",
        "FROM warehouse.main.documents",
        "SELECT comment FROM duckdb_tables() WHERE table_name = 'cells'",
        "SELECT table_name FROM information_schema.tables",
        "FROM (VALUES (1), (2)) PIVOT (sum(col0) FOR col0 IN (1, 2))",
    ],
)
def test_what_a_query_may_do_in_a_lake(guarded: str, sql: str) -> None:
    assert ask(guarded, sql)


def test_duckdbs_own_locks_hold_beneath_the_guard(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingzhang.warehouse.reading.query.refuse_unsafe", lambda sql: None)
    reader = Reader(served)
    for sql in (
        "DELETE FROM documents",
        "DROP VIEW findings",
        "SELECT * FROM read_text('/etc/hostname')",
        "CALL postgres_execute('__ducklake_metadata_warehouse', 'CREATE TABLE mine (x INTEGER)')",
        "SET enable_external_access = true",
    ):
        with pytest.raises(MingzhangError):
            reader.ask(sql)
    reader.close()


def test_a_lake_that_is_not_there_is_not_made_by_asking(in_postgres: str, tmp_path: Path, server: Postgres) -> None:
    for address in (in_postgres, f"ducklake:{tmp_path}/none.ducklake"):
        with pytest.raises(MingzhangError) as caught:
            Reader(address)
        assert caught.value.code is ErrorCode.NOT_FOUND
    assert list(tmp_path.iterdir()) == []
    schema = address_of(in_postgres).lake.schema  # type: ignore[union-attr]
    assert server.run(f"SELECT count(*) FROM information_schema.schemata WHERE schema_name = '{schema}'") == "0\n"


def test_a_server_that_does_not_answer_is_told_without_its_password(
    server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "not-the-passw0rd")
    for address in (server.address(tmp_path / "d", "x"), f"ducklake+postgresql://u@127.0.0.1:9/x?data={tmp_path}/d"):
        for opens in (Reader, Loader):
            with pytest.raises(MingzhangError) as caught:
                opens(address)
            assert caught.value.code is ErrorCode.WAREHOUSE_UNUSABLE
            assert "not-the-passw0rd" not in str(caught.value)
            assert "\n" not in str(caught.value)


def test_the_password_is_nowhere_to_be_read(server: Postgres, served: str) -> None:
    told = repr(ask(served, "SELECT table_name, column_name, comment FROM duckdb_columns()"))
    assert server.password not in told
    address = address_of(served)
    assert isinstance(address, LakeAddress)
    with lake.attached(address.lake, read_only=True) as connection:
        assert server.password not in repr(connection.execute("FROM duckdb_databases()").fetchall())


def test_another_folder_than_the_lakes_own_is_refused(served: str, tmp_path: Path) -> None:
    with pytest.raises(MingzhangError) as caught:
        Reader(served.replace("?data=", "?data=/elsewhere"))
    assert caught.value.code is ErrorCode.WAREHOUSE_UNUSABLE
    assert "DATA_PATH" in str(caught.value)


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
