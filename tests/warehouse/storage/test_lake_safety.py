"""Who may do what in a warehouse for many: contacts apart, rights, queries; no password stands in a sentence."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.loading.loader import Loader, require_current
from mingzhang.warehouse.reading.query import Reader
from mingzhang.warehouse.storage import lake
from mingzhang.warehouse.storage.address import LakeAddress, address_of
from tests.support.documents import PERSON, PHONE
from tests.support.lakes import ROOT, ask, load_all, load_document, some
from tests.support.postgres import Postgres


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
