"""Questions from others: read-only, no files, no settings, no personal data."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from mingzhang.models.contacts.texts import mask
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.reading.query import Reader, split_statements
from mingzhang.warehouse.storage.address import FileAddress
from tests.support.documents import PERSON, PHONE


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM documents",
        "CREATE TABLE mine AS SELECT 1",
        "COPY documents TO '{folder}/out.csv'",
        "SELECT * FROM read_csv('{folder}/secret.csv')",
        "SELECT * FROM '{folder}/secret.csv'",
        "SELECT * FROM read_text('{folder}/secret.csv')",
        "SELECT * FROM glob('{folder}/*')",
        "ATTACH '{folder}/other.duckdb'",
        "ATTACH '{restricted}' AS restricted",
        "SET enable_external_access = true",
        "SET memory_limit = '1TB'",
        "RESET lock_configuration",
        "INSTALL httpfs",
        "LOAD httpfs",
        "EXPORT DATABASE '{folder}/all'",
        "SELECT * FROM restricted.performance_contacts",
    ],
)
def test_what_a_query_may_not_do(warehouse: Path, tmp_path: Path, sql: str) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    reader = Reader(warehouse)
    with pytest.raises(MingzhangError) as caught:
        reader.ask(sql.format(folder=tmp_path, restricted=FileAddress(warehouse).contacts))
    assert caught.value.code is ErrorCode.QUERY_FAILED
    assert reader.ask("SELECT count(*) FROM documents").rows == [(1,)]
    assert not (tmp_path / "out.csv").exists()


def test_a_query_without_end_is_stopped(warehouse: Path) -> None:
    with pytest.raises(MingzhangError) as caught:
        Reader(warehouse).ask("SELECT count(*) FROM range(100000000) a, range(100000000) b", timeout=0.3)
    assert caught.value.code is ErrorCode.QUERY_TIMEOUT


@pytest.mark.parametrize("sql", ["", "  -- nothing", ";", "/* */"])
def test_a_blank_query_is_told(warehouse: Path, sql: str) -> None:
    for ask in (lambda: Reader(warehouse).ask(sql), lambda: list(Reader(warehouse).in_pieces(sql, 10))):
        with pytest.raises(MingzhangError, match="blank"):
            ask()


def test_a_warehouse_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MingzhangError) as caught:
        Reader(tmp_path / "none.duckdb")
    assert caught.value.code is ErrorCode.NOT_FOUND
    assert not (tmp_path / "none.duckdb").exists()


def test_several_may_read_at_once(warehouse: Path) -> None:
    assert Reader(warehouse).ask("SELECT 1").rows == Reader(warehouse).ask("SELECT 1").rows


def test_contacts_are_masked_in_the_warehouse_and_nowhere_in_its_bytes(warehouse: Path) -> None:
    reader = Reader(warehouse)
    assert reader.ask("SELECT responsible_person, handler, phone FROM performance_contacts").rows == [
        ("欧***", "欧***", "139******34")
    ]
    texts = reader.ask("SELECT text FROM cells WHERE text LIKE '%*%' ORDER BY text").rows
    assert texts == [("139******34",), ("项目负责人：欧***",)]
    stored = warehouse.read_bytes()
    assert PERSON.encode() not in stored
    assert PHONE.encode() not in stored


def test_contacts_as_printed_only_by_an_explicit_switch(warehouse: Path) -> None:
    reader = Reader(warehouse, show_contacts=True)
    answer = reader.ask("SELECT responsible_person, phone FROM restricted.performance_contacts")
    assert answer.rows == [(PERSON, PHONE)]
    assert stat.S_IMODE(FileAddress(warehouse).contacts.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "masked"),
    [("王某", "王*"), ("某", "某"), ("0353-2025678", "035*******78"), ("", ""), (None, None)],
)
def test_masks(text: str | None, masked: str | None) -> None:
    assert mask(text) == masked


def test_statements_of_a_file_have_their_titles() -> None:
    text = "-- One; with a semicolon\nSELECT ';' AS x;\n\n-- Two\nSELECT 2;\n"
    assert split_statements(text) == [("One; with a semicolon", "SELECT ';' AS x"), ("Two", "SELECT 2")]
