"""Loading: all or nothing, the same keys again, one writer."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.loading.keys import line_keys
from mingzhang.warehouse.loading.loader import Loader, SourcePlace
from mingzhang.warehouse.loading.staging import STAGED, stage, staged_file
from mingzhang.warehouse.schema.declaration import Relation
from tests.support.documents import line, small_document
from tests.warehouse.conftest import Load

PLACE = SourcePlace("/a/small.pdf", "small.pdf", 5, 7)


TIMES = {"documents": "ingested_at", "document_sources": "first_seen_at"}


def content(path: Path, relation: str) -> list[tuple[object, ...]]:
    """All rows, in a fixed order, without the time of loading."""
    without = f"EXCLUDE ({TIMES[relation]})" if relation in TIMES else ""
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(f"SELECT * {without} FROM {relation} ORDER BY ALL").fetchall()


def test_amounts_land_to_the_cent_and_blanks_as_null(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        amounts = connection.execute("SELECT amount_yuan FROM budget_lines ORDER BY row_index").fetchall()
        blank = connection.execute("SELECT count(*) FROM cells WHERE text IS NULL").fetchone()
        empty = connection.execute("SELECT count(*) FROM cells WHERE text = ''").fetchone()
        funds = connection.execute(
            "SELECT annual_total_yuan, annual_municipal_yuan, annual_central_yuan FROM performance_projects"
        ).fetchone()
    assert amounts == [(Decimal("7157500.00"),), (Decimal("7157500.10"),)]
    assert (blank, empty) == ((1,), (0,))
    assert funds == (Decimal("100.50"), Decimal("0.00"), None)


def test_an_amount_without_a_known_unit_is_null(tmp_path: Path, load: Load) -> None:
    table = replace(small_document().tables[0], lines=(line(1, "卫生健康支出", None, "715.75"),))
    load(small_document(tables=(table,), checks=(), projects=()))
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT amount_yuan, amount_text FROM budget_lines").fetchall() == [(None, "715.75")]


def test_loading_again_changes_no_key_and_no_row(warehouse: Path, load: Load) -> None:
    before = {name: content(warehouse, name) for name in STAGED}
    load(small_document(), version="v2")
    after = {name: content(warehouse, name) for name in STAGED}
    assert after.pop("documents") != before.pop("documents")
    assert after == before
    assert all(before.values())


def test_two_figures_in_one_cell_have_two_keys() -> None:
    figures = [line(1, "甲", "1", "1"), line(1, "乙", "2", "2")]
    assert line_keys("t", figures) == ["t.r1.c1", "t.r1.c1.2"]


def test_a_document_that_cannot_be_loaded_leaves_nothing(tmp_path: Path) -> None:
    document = small_document()
    staged = tmp_path / "staged"
    stage(document, staged)
    staged_file(staged, "checks").write_text('{"check_id": [1', encoding="utf-8")
    path = tmp_path / "w.duckdb"
    with Loader(path) as loader:
        with pytest.raises(MingzhangError) as caught:
            loader.load(document.document_id, staged, "v1", [PLACE])
        assert caught.value.code is ErrorCode.INTERNAL
    assert [name for name in [*STAGED, "document_sources"] if content(path, name)] == []


def test_a_failed_load_keeps_what_was_there(warehouse: Path, tmp_path: Path) -> None:
    before = content(warehouse, "cells")
    document = small_document()
    staged = tmp_path / "staged"
    stage(document, staged)
    staged_file(staged, "cells").write_text("nonsense", encoding="utf-8")
    with Loader(warehouse) as loader, pytest.raises(MingzhangError):
        loader.load(document.document_id, staged, "v2", [PLACE])
    assert content(warehouse, "cells") == before
    assert before


def test_a_staged_document_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(relation: Relation, rows: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("mingzhang.warehouse.loading.staging._columns", broken)
    with pytest.raises(OSError, match="disk full"):
        stage(small_document(), tmp_path / "staged")
    assert not (tmp_path / "staged").exists()


def test_every_place_is_remembered_once(warehouse: Path, load: Load) -> None:
    load(small_document(), version="v2", source="/b/copy.pdf")
    load(small_document(), version="v3", source="/b/copy.pdf")
    sources = content(warehouse, "document_sources")
    assert [row[1] for row in sources] == ["/a/small.pdf", "/b/copy.pdf"]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute("SELECT source_uri FROM documents").fetchall() == [("/a/small.pdf",)]


def test_a_warehouse_that_another_process_writes_is_busy(warehouse: Path) -> None:
    holder = (
        f"import duckdb, sys\nheld = duckdb.connect({str(warehouse)!r})\nprint('held', flush=True)\nsys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(MingzhangError) as caught:
            Loader(warehouse)
        process.communicate()
    assert caught.value.code is ErrorCode.WAREHOUSE_BUSY


def test_a_file_that_is_no_warehouse_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.duckdb"
    path.write_bytes(b"these are notes, not a database" * 500)
    with pytest.raises(MingzhangError) as caught:
        Loader(path)
    assert caught.value.code is ErrorCode.WAREHOUSE_UNUSABLE


def test_an_older_file_gets_the_columns_that_it_lacks(tmp_path: Path, load: Load) -> None:
    path = tmp_path / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE pages (document_id VARCHAR, page_number INTEGER)")
    load(small_document())
    assert len(content(path, "pages")[0]) > 5


def test_a_document_of_a_thousand_pages_has_room(tmp_path: Path, load: Load) -> None:
    """The writer has little memory for a file; 117,000 cells of one document did not fit."""
    document = small_document()
    table = document.tables[0]
    cells = tuple(
        replace(table.cells[0], row_index=n // 20, column_index=n % 20, text=f"{n}.00") for n in range(120_000)
    )
    load(replace(document, tables=(replace(table, cells=cells, row_count=6_000, column_count=20),)))
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM cells").fetchall() == [(120_000,)]
