"""A warehouse as files: every relation, the same rows in every form, the dictionary, and no formula."""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
from pathlib import Path

import duckdb
import openpyxl
import pytest

from mingzhang.flows.cli.app import run
from mingzhang.warehouse.loading.loader import Loader
from tests.support.sample_warehouse import make_sample_warehouse

RELATIONS = ("documents", "budget_lines", "checks", "findings", "performance_contacts")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample_warehouse(tmp_path_factory.mktemp("export") / "samples.duckdb")


def counted(warehouse: Path, relation: str) -> int:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(f"SELECT count(*) FROM {relation}").fetchone()
    assert found
    return int(found[0])


def test_every_form_holds_the_same_rows(warehouse: Path, tmp_path: Path) -> None:
    forms = [part for form in ("csv", "parquet", "xlsx", "sqlite") for part in ("-f", form)]
    only = [part for name in RELATIONS for part in ("--only", name)]
    assert run(["export", str(warehouse), "--to", str(tmp_path), *forms, *only]) == 0
    for name in RELATIONS:
        count = counted(warehouse, name)
        table = list(csv.reader(io.StringIO((tmp_path / f"{name}.csv").read_text("utf-8-sig"))))
        assert len(table) == count + 1
        assert duckdb.sql(f"SELECT count(*) FROM '{tmp_path / name}.parquet'").fetchone() == (count,)
        assert openpyxl.load_workbook(tmp_path / f"{name}.xlsx").worksheets[0].max_row == count + 1
        with sqlite3.connect(tmp_path / "mingzhang.sqlite") as database:
            assert database.execute(f"SELECT count(*) FROM {name}").fetchone() == (count,)


def test_all_relations_come_with_their_dictionary(warehouse: Path, tmp_path: Path) -> None:
    assert run(["export", str(warehouse), "--to", str(tmp_path / "new"), "-f", "parquet"]) == 0
    names = {file.stem for file in (tmp_path / "new").glob("*.parquet")}
    assert {*RELATIONS, "unit_years", "cells", "pages"} <= names
    rows = list(csv.DictReader(io.StringIO((tmp_path / "new" / "dictionary.csv").read_text("utf-8-sig"))))
    assert {row["relation"] for row in rows} >= names
    named = {(row["relation"], row["column"]): row["column_zh"] for row in rows}
    assert named["budget_lines", "amount_yuan"] == "金额（元）"
    assert "数据字典" in (tmp_path / "new" / "dictionary.md").read_text(encoding="utf-8")


def test_an_export_goes_on_while_the_warehouse_is_written(warehouse: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.duckdb"
    shutil.copyfile(warehouse, own)
    with Loader(own):
        assert run(["export", str(own), "--to", str(tmp_path / "out"), "-f", "csv", "--only", "documents"]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--only", "secrets"], "not_found"), (["-f", "docx"], "usage"), (["--to", "/proc/nowhere"], "not_writable")],
)
def test_what_cannot_be_exported_is_told(
    warehouse: Path, tmp_path: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", str(warehouse), "--to", str(tmp_path), *arguments]) == 2
    assert f"[{said}]" in capsys.readouterr().err


def test_show_tells_the_figure_and_draws_its_place(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        ((line, text),) = connection.execute(
            "SELECT line_id, amount_text FROM budget_lines WHERE verification = 'verified' ORDER BY 1 LIMIT 1"
        ).fetchall()
    picture = tmp_path / "figure.png"
    assert run(["show", line, "-w", str(warehouse), "-o", str(picture)]) == 0
    told = capsys.readouterr().out
    assert text in told
    assert "相符" in told
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert run(["show", "nothing", "-w", str(warehouse), "-o", str(picture)]) == 2


@pytest.mark.parametrize("given", ["argument", "option", "environment"])
def test_the_warehouse_is_told_as_to_every_command(
    warehouse: Path, tmp_path: Path, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ["export", "--to", str(tmp_path / "out"), "-f", "csv", "--only", "documents"]
    if given == "environment":
        monkeypatch.setenv("MINGZHANG_WAREHOUSE", str(warehouse))
    line += {"argument": [str(warehouse)], "option": ["--warehouse", str(warehouse)], "environment": []}[given]
    assert run(line) == 0
    assert (tmp_path / "out" / "documents.csv").exists()
