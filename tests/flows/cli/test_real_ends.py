"""The command itself, ended in earnest: by signals, by two of them, by a disk that has no room. The next run makes it
whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "samples" / "budget_2025.pdf"
COUNT = 10


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Documents enough for some seconds of work; each has bytes of its own."""
    (tmp_path / "in").mkdir()
    for number in range(COUNT):
        (tmp_path / "in" / f"{number}.pdf").write_bytes(SAMPLE.read_bytes() + b"\n%% %d\n" % number)
    return tmp_path


def command(folder: Path, warehouse: Path) -> list[str]:
    return [sys.executable, "-m", "mingzhang", "ingest", str(folder / "in"), "--warehouse", str(warehouse),
            "--workers", "1", "--quiet"]  # fmt: skip


def ended_by(folder: Path, signals: Sequence[signal.Signals]) -> tuple[int, str, float]:
    """(exit code, what was said, seconds after the last signal) of a run that gets signals while it reads."""
    warehouse = folder / "w.duckdb"
    process = subprocess.Popen(
        command(folder, warehouse), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    )
    deadline = time.monotonic() + 60
    while not any(path.is_file() for path in folder.glob(".w*staging*/**/*")) and time.monotonic() < deadline:
        time.sleep(0.01)  # until the first document is being read
    for number in signals:
        process.send_signal(number)
        time.sleep(0.3)
    started = time.monotonic()
    said, _ = process.communicate(timeout=60)
    return process.returncode, said, time.monotonic() - started


def documents(warehouse: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute("SELECT status, error_code, count(*) FROM documents GROUP BY ALL").fetchall()


@pytest.mark.parametrize(
    "signals",
    [(signal.SIGTERM,), (signal.SIGINT, signal.SIGINT)],
    ids=lambda signals: " ".join(one.name for one in signals),
)
def test_a_run_that_is_asked_to_end_says_so_and_the_next_one_goes_on(
    folder: Path, signals: tuple[signal.Signals, ...]
) -> None:
    code, said, seconds = ended_by(folder, signals)
    assert code == 130, said
    assert "Traceback" not in said and "error inside" not in said
    assert "Ending after the document at hand" in said
    assert seconds < (10 if len(signals) > 1 else 30)
    before = sum(int(str(count)) for _, _, count in documents(folder / "w.duckdb"))
    assert before < COUNT
    again = subprocess.run(command(folder, folder / "w.duckdb"), capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert again.returncode == 0, again.stderr
    assert documents(folder / "w.duckdb") == [("complete", None, COUNT)]
    assert not list(folder.glob(".*staging*"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with little room; it may be made larger."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(place)]
    if os.geteuid() or subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be made by root alone")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_without_room_costs_no_document(folder: Path, small_disk: Path) -> None:
    warehouse = small_disk / "w.duckdb"
    full = subprocess.run(command(folder, warehouse), capture_output=True, text=True, cwd=ROOT, timeout=240)
    said = full.stdout + full.stderr
    assert full.returncode != 0
    assert "[disk_full]" in said
    assert "Traceback" not in said and "error inside" not in said
    subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
    again = subprocess.run(command(folder, warehouse), capture_output=True, text=True, cwd=ROOT, timeout=240)
    assert again.returncode == 0, again.stderr
    assert documents(warehouse) == [("complete", None, COUNT)]
