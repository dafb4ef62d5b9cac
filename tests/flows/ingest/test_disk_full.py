"""A full disk costs no document: what had no room is tried again, and left to the next run where there is none."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mingzhang.flows.ingest import session as sessions
from mingzhang.flows.ingest.progress import exit_code
from mingzhang.flows.ingest.session import Request, Session
from mingzhang.flows.workers.child import stage_failure
from mingzhang.flows.workers.jobs import Job
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.loading.loader import Loader
from mingzhang.warehouse.storage.connection import is_disk_full
from tests.support.documents import small_document

FULL = duckdb.IOException(f'IO Error: Could not write file "w.duckdb.wal": {os.strerror(errno.ENOSPC)}')


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / "in" / f"{number}.html").write_text(f"<table><tr><td>{number}</table>")
    monkeypatch.setattr(sessions, "PAUSES_FOR_ROOM", (0.01, 0.01))
    return tmp_path


def ingest(folder: Path) -> Session:
    request = Request((folder / "in",), folder / "w.duckdb", workers=1, reader="tests.support.fake_readers:well")
    with Session(request) as session:
        while session.open:
            session.land(session.open)
    return session


def full_for(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """The warehouse's disk is full for so many loads."""
    load, left = Loader._load, [times]

    def may_fail(self: Loader, *given: Any) -> None:
        if left[0]:
            left[0] -= 1
            raise FULL
        load(self, *given)

    monkeypatch.setattr(Loader, "_load", may_fail)


def test_it_is_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full_for(monkeypatch, 1)
    session = ingest(folder)
    assert (session.tally.landed, session.tally.stopped) == (3, None)


def test_without_room_the_run_stops_and_the_next_one_reads_the_rest(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        full_for(patched, 1000)
        session = ingest(folder)
    assert session.tally.landed == 0
    assert session.tally.stopped is not None
    assert session.tally.stopped.code is ErrorCode.DISK_FULL
    assert exit_code(session.tally) == 3
    after = ingest(folder)
    assert after.tally.landed == 3
    assert exit_code(after.tally) == 0


def test_a_worker_without_room_is_asked_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mingzhang.flows.workers.pool import Readers

    schedule, refused = Readers._schedule, []

    def once(self: Readers, running: Any) -> None:
        if not refused:
            refused.append(running)
            from concurrent.futures import Future

            failed: Future[Any] = Future()
            failed.set_exception(MingzhangError(ErrorCode.DISK_FULL, "here"))
            self._done.put((running, failed))
        else:
            schedule(self, running)

    monkeypatch.setattr(Readers, "_schedule", once)
    assert ingest(folder).tally.landed == 3
    assert refused


@pytest.mark.parametrize("error", [FULL, OSError(errno.ENOSPC, "no room"), OSError(errno.EDQUOT, "no share")])
def test_what_a_full_disk_says(error: Exception) -> None:
    assert is_disk_full(error)


def test_staging_without_room_says_so_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(Path, "write_bytes", no_room)
    document = small_document()
    job = Job(document.document_id, tmp_path / "a.pdf", "a.pdf", 1, tmp_path / "staging")
    with pytest.raises(MingzhangError) as error:
        stage_failure(job, MingzhangError(ErrorCode.DAMAGED))
    assert error.value.code is ErrorCode.DISK_FULL
    assert list((tmp_path / "staging").iterdir()) == []
