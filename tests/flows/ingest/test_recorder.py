"""What another process is told of a run, and what it keeps of it in Prefect."""

from __future__ import annotations

import io
import os
import pickle
import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import psutil
import pytest

from mingzhang.flows.ingest import recorder as recorder_module
from mingzhang.flows.ingest.recorded_run import RunElsewhere
from mingzhang.flows.ingest.recorder import Recorder, Told, announced_of
from mingzhang.flows.ingest.session import Tally

ROOT = Path(__file__).resolve().parents[3]


def words(*told: Told) -> io.BytesIO:
    return io.BytesIO(b"".join(map(pickle.dumps, told)))


def tally(landed: int, of: int = 3) -> Tally:
    made = Tally(to_read=of)
    made.by_status["complete"] = landed
    return made


def test_landing_is_to_hear_that_documents_have_landed() -> None:
    run = RunElsewhere(words(Told(tally(0)), Told(tally(1)), Told(tally(3)), Told(tally(3), ended=True)))
    seen: list[int] = []
    run.observe = lambda told: seen.append(told.landed)
    assert run.land(1) == 1
    assert run.open == 2
    assert run.land(2) == 2
    run.close()
    assert seen == [1, 3]
    assert run.open == 0


def test_a_run_whose_process_ends_without_a_word_was_not_done() -> None:
    run = RunElsewhere(words(Told(tally(0)), Told(tally(1))))
    with pytest.raises(RuntimeError, match="ended"):
        run.land(3)


def test_an_error_of_the_run_is_one_of_the_flow() -> None:
    run = RunElsewhere(words(Told(tally(0)), Told(tally(0), ended=True, error="no room")))
    with pytest.raises(RuntimeError, match="no room"):
        run.land(3)


def test_a_run_waits_for_nobody_who_does_not_listen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder_module, "EVERY_SECONDS", 0.0)
    before = set(psutil.Process().children())
    recorder = Recorder(tmp_path / "log")
    (listener,) = set(psutil.Process().children()) - before
    listener.suspend()
    try:
        recorder.announce(announced_of((tmp_path,), {}), tally(0))
        for _ in range(2000):  # many times what a pipe holds
            recorder.observe(tally(1))
    finally:
        recorder.dismiss()


def ingest(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "empty.pdf").write_bytes(b"")
    command = [sys.executable, "-m", "mingzhang", "ingest", str(folder / "empty.pdf"), "--quiet"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(
        [*command, "--warehouse", str(folder / "w.duckdb")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=kept | environment,
        timeout=300,
    )


def test_prefect_keeps_the_run_its_task_and_its_report(tmp_path: Path) -> None:
    done = ingest(tmp_path, PREFECT_HOME=str(tmp_path / "prefect"))
    assert done.stderr == ""
    with sqlite3.connect(tmp_path / "prefect" / "prefect.db") as database:
        assert database.execute("SELECT name, state_name, tags FROM flow_run").fetchall() == [
            ("ingest empty.pdf into w.duckdb", "Completed with failures", '["ingest"]')
        ]
        assert database.execute("SELECT state_name FROM task_run").fetchall() == [("Completed",)]
        assert database.execute("SELECT key FROM artifact").fetchall() == [("ingest-report",)]


def test_documents_land_where_prefect_can_keep_nothing(tmp_path: Path) -> None:
    nowhere = f"sqlite+aiosqlite:///{tmp_path}/nowhere/at/all.db"
    done = ingest(tmp_path, PREFECT_HOME=str(tmp_path / "prefect"), PREFECT_API_DATABASE_CONNECTION_URL=nowhere)
    assert "Prefect has kept no record of this run" in done.stderr
    assert "Traceback" not in done.stderr
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT error_code FROM documents").fetchall() == [("empty_file",)]
