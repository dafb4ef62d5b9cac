"""Workers held to time and memory: a document that misbehaves costs its page or itself, never the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import duckdb
import psutil
import pytest

from mingzhang.flows.ingest.session import Request, Session, Tally
from mingzhang.flows.workers.jobs import Limits
from mingzhang.models.errors import ErrorCode

BY_NAME = "tests.support.fake_readers:by_name"
LIMITS = Limits(page_seconds=3.0, document_seconds=20.0, memory_mib=400)


@pytest.fixture(autouse=True)
def one_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code may be under edit while these tests run; what they are about is not."""
    monkeypatch.setattr("mingzhang.flows.ingest.session.pipeline_version", lambda settings: "test")


def write_files(folder: Path, names: Iterable[str]) -> None:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"%PDF-1.4 " + name.encode())


def ingest(folder: Path, reader: str = BY_NAME, limits: Limits = LIMITS, **options: object) -> Tally:
    chosen = {"workers": 2, "reader": reader, "limits": limits, **options}
    request = Request((folder / "in",), folder / "w.duckdb", **chosen)  # type: ignore[arg-type]
    with Session(request) as session:
        while session.open:
            session.land(5)
    return session.tally


def ask(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(folder / "w.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_each_ends_in_a_typed_status_and_the_run_goes_on(tmp_path: Path) -> None:
    expected = {
        "hang_in_c.pdf": ("partial", ErrorCode.PAGE_TIMEOUT),
        "eat_memory.pdf": ("partial", ErrorCode.OUT_OF_MEMORY),
        "fault.pdf": ("partial", ErrorCode.WORKER_DIED),
        "exit.pdf": ("partial", ErrorCode.WORKER_DIED),
        "raise.pdf": ("failed", ErrorCode.INTERNAL),
        "fault_always.pdf": ("failed", ErrorCode.WORKER_DIED),
        "hang_at_open.pdf": ("failed", ErrorCode.DOCUMENT_TIMEOUT),
        "well_1.pdf": ("complete", None),
        "well_2.pdf": ("complete", None),
        "well_3.pdf": ("complete", None),
    }
    write_files(tmp_path / "in", expected)
    tally = ingest(tmp_path)
    found = ask(tmp_path, "SELECT file_name, status, error_code FROM documents")
    assert {name: (status, code) for name, status, code in found} == expected
    assert tally.by_status == {"partial": 4, "failed": 3, "complete": 3}
    lost = ask(tmp_path, "SELECT page_number, error_code FROM pages WHERE error_code IS NOT NULL ORDER BY ALL")
    assert lost == [(2, "out_of_memory"), (2, "page_timeout"), (2, "worker_died"), (2, "worker_died")]
    sentences = ask(tmp_path, "SELECT error_message FROM documents WHERE status = 'failed'")
    assert all(sentence for (sentence,) in sentences)


def test_a_document_past_its_time_is_failed(tmp_path: Path) -> None:
    write_files(tmp_path / "in", ["hang.pdf", "well.pdf"])
    ingest(tmp_path, limits=Limits(page_seconds=60.0, document_seconds=1.0))
    assert ask(tmp_path, "SELECT file_name, error_code FROM documents ORDER BY file_name") == [
        ("hang.pdf", "document_timeout"),
        ("well.pdf", None),
    ]


def test_nothing_of_the_run_is_left_behind(tmp_path: Path) -> None:
    write_files(tmp_path / "in", ["hang.pdf", "fault.pdf", "well.pdf"])
    before = set(psutil.Process().children(recursive=True))
    ingest(tmp_path)
    left = {
        child
        for child in set(psutil.Process().children(recursive=True)) - before
        if child.status() != psutil.STATUS_ZOMBIE
        and "forkserver" not in " ".join(child.cmdline())
        and "resource_tracker" not in " ".join(child.cmdline())
    }
    assert left == set()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "w.duckdb"]


def test_unchanged_files_are_not_read_again_and_nothing_changes(tmp_path: Path) -> None:
    write_files(tmp_path / "in", ["a.pdf", "b.pdf"])
    (tmp_path / "in" / "copy of a.pdf").write_bytes((tmp_path / "in" / "a.pdf").read_bytes())
    first = ingest(tmp_path)
    assert (first.files, first.documents, first.landed, first.unchanged) == (3, 2, 2, 0)
    before = (tmp_path / "w.duckdb").read_bytes()
    second = ingest(tmp_path)
    assert (second.files, second.documents, second.landed, second.unchanged) == (3, 2, 0, 2)
    rows = ask(tmp_path, "SELECT count(*), count(DISTINCT document_id) FROM document_sources")
    assert rows == [(3, 2)]
    assert hashlib.sha256(before).digest() == hashlib.sha256((tmp_path / "w.duckdb").read_bytes()).digest()


def test_a_changed_file_is_read_and_the_old_document_stays(tmp_path: Path) -> None:
    write_files(tmp_path / "in", ["a.pdf"])
    ingest(tmp_path)
    (tmp_path / "in" / "a.pdf").write_bytes(b"%PDF-1.4 another")
    assert ingest(tmp_path).landed == 1
    assert ask(tmp_path, "SELECT count(*) FROM documents") == [(2,)]


def test_what_ran_out_of_time_is_read_again_only_when_asked(tmp_path: Path) -> None:
    write_files(tmp_path / "in", ["hang_at_open.pdf", "raise.pdf", "well.pdf"])
    ingest(tmp_path)
    assert ingest(tmp_path).landed == 0
    again = ingest(tmp_path, reader="tests.support.fake_readers:well", retry_failed=True)
    assert (again.landed, again.by_status) == (2, {"complete": 2})
    assert ingest(tmp_path, again=True, reader="tests.support.fake_readers:well").landed == 3


def test_a_file_that_goes_away_while_it_waits_does_not_stop_the_run(tmp_path: Path) -> None:
    write_files(tmp_path / "in", ["a.pdf", "b.pdf"])
    request = Request((tmp_path / "in",), tmp_path / "w.duckdb", workers=1)
    with Session(request) as session:
        (tmp_path / "in" / "a.pdf").unlink()
        while session.open:
            session.land(5)
    assert [problem[2] for problem in session.tally.problems if problem[0].endswith("a.pdf")] == [ErrorCode.NOT_FOUND]
    assert ask(tmp_path, "SELECT file_name FROM documents") == [("b.pdf",)]


def test_the_parent_learns_the_pages_of_documents_under_way(tmp_path: Path) -> None:
    write_files(tmp_path / "in", ["a.pdf"])
    seen: list[int] = []
    request = Request((tmp_path / "in",), tmp_path / "w.duckdb", reader="tests.support.fake_readers:slow")
    with Session(request) as session:
        session.observe = lambda tally: seen.append(tally.pages)
        while session.open:
            session.land(1)
    assert seen[-1] == 6
    assert seen == sorted(seen)


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_share_the_work(tmp_path: Path, workers: int) -> None:
    write_files(tmp_path / "in", [f"{number}.pdf" for number in range(6)])
    ingest(tmp_path, reader="tests.support.fake_readers:slow", workers=workers)
    assert ask(tmp_path, "SELECT count(DISTINCT watermark_text) FROM pages") == [(workers,)]


def test_workers_are_recycled(tmp_path: Path) -> None:
    write_files(tmp_path / "in", [f"{number}.pdf" for number in range(6)])
    ingest(tmp_path, limits=Limits(documents_a_worker=2), workers=1)
    assert ask(tmp_path, "SELECT count(DISTINCT watermark_text) FROM pages") == [(3,)]


def test_a_document_that_does_not_fit_the_warehouse_fails_alone(tmp_path: Path) -> None:
    write_files(tmp_path / "in", ["well.pdf", "too_wide.pdf"])
    tally = ingest(tmp_path)
    assert tally.by_status == {"complete": 1, "failed": 1}
    rows = ask(tmp_path, "SELECT file_name, error_code FROM documents ORDER BY file_name")
    assert rows == [("too_wide.pdf", "internal"), ("well.pdf", None)]
    assert ask(tmp_path, "SELECT count(*) FROM pages") == [(6,)]
