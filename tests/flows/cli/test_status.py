"""What `status` and the summary of a run tell: while a run writes too, and failures apart from files without tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang.flows.cli.app import run
from mingzhang.flows.ingest.progress import exit_code, summarize
from mingzhang.flows.ingest.session import Tally
from mingzhang.warehouse.loading.loader import Loader, SourcePlace
from mingzhang.warehouse.loading.staging import stage
from tests.support.documents import small_document


def test_status_works_while_a_run_writes(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    import multiprocessing

    document = small_document()
    stage(document, tmp_path / "staged")
    with Loader(tmp_path / "w.duckdb") as loader:
        loader.load(document.document_id, tmp_path / "staged", "v", [SourcePlace("a", "a.pdf", 1, 1)])
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    writer = context.Process(target=_hold, args=(tmp_path / "w.duckdb", ready, done))
    writer.start()
    try:
        assert ready.wait(60)
        assert run(["status", "-w", str(tmp_path / "w.duckdb")]) == 0
    finally:
        done.set()
        writer.join()
    told = capfd.readouterr()
    assert "Documents" in told.out
    assert "A run writes the warehouse" in told.err


def _hold(warehouse: Path, ready: object, done: object) -> None:
    with Loader(warehouse):
        ready.set()  # type: ignore[attr-defined]
        done.wait(60)  # type: ignore[attr-defined]


def test_files_without_tables_are_no_failures(capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally(files=3, documents=3, to_read=3)
    tally.by_status.update({"complete": 2, "failed": 1})
    tally.problems = [
        ("/a.html", "complete", "no_tables", "It prints none."),
        ("/b.html", "skipped", "blank", "Nothing is printed."),
        ("/c.pdf", "failed", "damaged", "It is damaged."),
    ]
    summarize(tally, "w.duckdb")
    printed = capsys.readouterr().out
    assert "/c.pdf" in printed
    assert "/a.html" not in printed
    assert "2 files were read and print no tables" in printed
    assert exit_code(tally) == 1


def test_pages_never_run_backwards() -> None:
    tally = Tally(pages_read=10, pages_under_way=7)
    assert tally.pages == 17
    tally.pages_under_way = 0
    assert tally.pages == 17


@pytest.mark.parametrize("asked", ["--version", "-V"])
def test_the_version(asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([asked]) == 0
    assert capsys.readouterr().out.startswith("mingzhang ")


@pytest.mark.parametrize("depth", [500, 5_000, 50_000])
def test_nested_descriptions_of_sites(depth: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sites.yaml").write_text("sites: " + "[" * depth, "utf-8")
    assert run(["crawl", str(tmp_path / "sites.yaml"), "--once"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_scheduler_that_is_not_there(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.html").write_text("<table><tr><td>1</table>")
    asked = ["ingest", str(tmp_path / "a.html"), "-w", str(tmp_path / "w.duckdb"), "--quiet"]
    assert run([*asked, "--dask", "tcp://127.0.0.1:1", "--shared", str(tmp_path)]) == 3
    (line,) = capfd.readouterr().err.strip().splitlines()
    assert line.endswith("[no_scheduler]")


def test_an_empty_warehouse_is_not_called_complete(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Loader(tmp_path / "w.duckdb"):
        pass
    assert run(["status", "-w", str(tmp_path / "w.duckdb")]) == 0
    told = capfd.readouterr().out
    assert "No document is loaded." in told
    assert "complete" not in told
