"""Warehouses of other versions: an older one is brought up to date with its rows, a newer one is left alone."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from mingzhang.flows.cli.app import run
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.loading.loader import Loader, require_current
from mingzhang.warehouse.loading.schema_version import SCHEMA_NUMBER
from mingzhang.warehouse.reading.query import Reader
from mingzhang.warehouse.schema.relations import TABLES_OF_WAREHOUSE
from mingzhang.warehouse.schema.views import VIEWS

RELEASED = sorted(Path(__file__).parent.glob("released_*.sql"))


def made(path: Path, sql: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)
    return path


@pytest.mark.parametrize("released", RELEASED, ids=lambda file: file.stem)
def test_a_released_schema_is_brought_up_to_date(released: Path, tmp_path: Path) -> None:
    warehouse = made(tmp_path / "w.duckdb", released.read_text("utf-8"))
    require_current(warehouse)
    reader = Reader(warehouse)
    assert reader.ask("SELECT file_name, status FROM documents").rows == [("a.pdf", "complete")]
    assert reader.ask("SELECT amount_text FROM budget_lines_extracted").rows == [("10.00",)]
    for relation in (*TABLES_OF_WAREHOUSE, *VIEWS):
        names = ", ".join(column.name for column in relation.columns)
        reader.ask(f"SELECT {names} FROM {relation.name} LIMIT 1")
    assert reader.ask("SELECT number FROM schema_version").rows == [(SCHEMA_NUMBER,)]
    reader.close()


def test_every_schema_before_this_one_is_tried() -> None:
    assert [file.stem for file in RELEASED] == [f"released_{number}" for number in range(1, SCHEMA_NUMBER)]


@pytest.mark.parametrize("command", [["status"], ["check"], ["ingest", "{folder}"], ["tidy"], ["review"]])
def test_a_newer_warehouse_is_left_as_it_is(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse = tmp_path / "w.duckdb"
    Loader(warehouse).close()
    made(warehouse, f"UPDATE schema_version SET number = {SCHEMA_NUMBER + 1}, digest = 'another'")
    before = warehouse.read_bytes()
    (tmp_path / "in").mkdir()
    arguments = [part.format(folder=tmp_path / "in") for part in command]
    assert run([*arguments, "--warehouse", str(warehouse)]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("[warehouse_newer]")
    assert warehouse.read_bytes() == before


@pytest.mark.parametrize(
    "added",
    [
        "ALTER TABLE pages ADD COLUMN tint DOUBLE",
        "ALTER TABLE documents ADD COLUMN shelf VARCHAR",
        "ALTER TABLE facts_extracted ADD COLUMN seen_ids VARCHAR[]",
    ],
)
@pytest.mark.parametrize("command", [["status"], ["ingest", "{folder}"]])
def test_a_warehouse_with_columns_of_a_later_program_is_left_as_it_is(
    command: list[str], added: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse = tmp_path / "w.duckdb"
    Loader(warehouse).close()
    made(warehouse, f"{added}; UPDATE schema_version SET digest = 'another'")
    before = warehouse.read_bytes()
    (tmp_path / "in").mkdir()
    assert run([*(part.format(folder=tmp_path / "in") for part in command), "-w", str(warehouse)]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("[warehouse_newer]")
    assert warehouse.read_bytes() == before


@pytest.mark.parametrize("command", [["status"], ["check"], ["ingest", "{folder}"]])
def test_a_file_of_something_else_is_left_as_it_is(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = made(tmp_path / "f.duckdb", "CREATE TABLE customers AS SELECT 1 AS id")
    before = foreign.read_bytes()
    (tmp_path / "in").mkdir()
    assert run([*(part.format(folder=tmp_path / "in") for part in command), "-w", str(foreign)]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("[warehouse_foreign]")
    assert foreign.read_bytes() == before


def test_an_empty_file_becomes_a_warehouse(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "w.duckdb")).close()
    Loader(tmp_path / "w.duckdb").close()
    assert Reader(tmp_path / "w.duckdb").ask("SELECT count(*) FROM documents").rows == [(0,)]


def test_a_file_that_is_no_duckdb(tmp_path: Path) -> None:
    (tmp_path / "w.duckdb").write_bytes(b"no database at all" * 500)
    with pytest.raises(MingzhangError) as error:
        Loader(tmp_path / "w.duckdb")
    assert error.value.code is ErrorCode.WAREHOUSE_UNUSABLE
