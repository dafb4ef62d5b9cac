"""The package as a program imports it, and as an installation brings it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

import mingzhang
from mingzhang.flows.extras import EXTRA_OF, missing_extra, needs

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "samples" / "budget_2025.pdf"


@pytest.fixture(scope="module")
def disclosure() -> mingzhang.Disclosure:
    return mingzhang.read(SAMPLE)


def test_a_file_is_read_with_tables_forms_statements_checks(disclosure: mingzhang.Disclosure) -> None:
    assert (disclosure.status, disclosure.fiscal_year, disclosure.error) == ("complete", 2025, None)
    assert len(disclosure.tables) > 10
    assert all(isinstance(line["amount_yuan"], Decimal) for line in disclosure.budget_lines)
    assert disclosure.checks.column("status").count("pass") > 10
    assert len(disclosure.statements) > 0
    assert len(disclosure.forms) > 0
    assert disclosure.findings.columns == disclosure.checks.columns or len(disclosure.findings) == 0
    table = disclosure.tables[0]
    assert (table.kind, table.currency_unit) == ("revenue_expenditure_summary", "万元")
    assert len(table.rows) == len(table.grid) - table.header_rows
    assert "2025" in "".join(table.rows.columns)


def test_a_figure_knows_where_it_stands_and_what_proves_it(disclosure: mingzhang.Disclosure) -> None:
    line = next(line for line in disclosure.budget_lines if line["verification"] == "verified")
    found = disclosure.provenance(line["line_id"])
    assert (found.page_number, found.as_printed) == (line["page_number"], line["amount_text"])
    assert found.box.x1 > found.box.x0
    assert found.checks
    with pytest.raises(mingzhang.MingzhangError, match="no figure"):
        disclosure.provenance("nothing")


def test_rows_become_pandas_and_polars(disclosure: mingzhang.Disclosure) -> None:
    pandas = pytest.importorskip("pandas")
    frame = disclosure.budget_lines.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["line_id"]) == disclosure.budget_lines.column("line_id")
    assert disclosure.tables[0].to_pandas().shape == (
        len(disclosure.tables[0].rows),
        disclosure.tables[0].about["column_count"],
    )
    polars = pytest.importorskip("polars")
    assert isinstance(disclosure.budget_lines.to_polars(), polars.DataFrame)


def test_files_are_ingested_and_asked(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    done = mingzhang.ingest(SAMPLE, warehouse, workers=1)
    assert (done.documents, done.by_status, done.problems) == (1, {"complete": 1}, ())
    assert mingzhang.ingest([SAMPLE], warehouse).unchanged == 1
    with mingzhang.open(warehouse) as opened:
        assert opened.documents.column("file_name") == [SAMPLE.name]
        ((amount,),) = opened.query("SELECT max(amount_yuan) FROM budget_lines WHERE fiscal_year = ?", [2025]).values
        assert amount > 0
        assert "unit_years" in opened.relations
        with pytest.raises(mingzhang.MingzhangError):
            opened.query("DROP TABLE documents")


def test_a_disclosure_is_saved_by_its_suffix(disclosure: mingzhang.Disclosure, tmp_path: Path) -> None:
    for suffix in ("json", "csv", "html", "md", "xlsx", "parquet"):
        assert disclosure.save(tmp_path / f"out.{suffix}").stat().st_size > 1000


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(mingzhang.MingzhangError, match="no such file"):
        mingzhang.read("nowhere.pdf")


def test_importing_brings_nothing_heavy() -> None:
    heavy = "{'cv2', 'pandas', 'prefect', 'duckdb', 'camelot', 'numpy'}"
    code = f"import sys, mingzhang; print(sorted({heavy} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert told.stdout.strip() == "[]"


def test_the_wheel_takes_one_name_and_brings_its_data(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for name in ("flows", "extractors", "models", "warehouse", "mingzhang"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    built = subprocess.run([*command, "-w", tmp_path, source], capture_output=True, text=True, check=False)
    if built.returncode:
        pytest.skip(f"no wheel can be built here: {built.stderr.splitlines()[-1:]}")
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as parts:
        names = parts.namelist()
        top = {name.partition("/")[0] for name in names}
        metadata = parts.read(next(name for name in names if name.endswith("METADATA"))).decode()
    assert {name for name in top if not name.endswith(".dist-info")} == {"mingzhang"}
    for brought in (
        *("py.typed", "flows/browse/templates/base.html", "flows/browse/static/style.css", "flows/browse/words.toml"),
        *("flows/charts/mingzhang_charts.ttf", "models/vocabulary/columns.toml", "models/identities/identities.toml"),
    ):
        assert f"mingzhang/{brought}" in names
    for extra in ("ocr", "crawl", "cluster", "browse", "all"):
        assert f"Provides-Extra: {extra}" in metadata
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_what_is_missing_is_told_with_the_line_to_type() -> None:
    with pytest.raises(mingzhang.MingzhangError, match=r"pip install 'mingzhang\[browse\]'"), needs("browse"):
        raise ModuleNotFoundError("No module named 'uvicorn'", name="uvicorn")
    told = missing_extra(ModuleNotFoundError("No module named 'scrapy'", name="scrapy.crawler"))
    assert told is not None
    assert "mingzhang[crawl]" in str(told)
    assert missing_extra(ModuleNotFoundError("x", name="something")) is None
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert set(EXTRA_OF.values()) <= set(extras)
