"""Speed of whole runs from the command line: two workers against one, the flow against bare reading, its start."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.archive import find_archive
from benchmarks.figures import Figure, Section, at_most
from benchmarks.timing import MINGZHANG_COMMAND, ROOT, clean_environment, distinct_copies, folder_of, spread_of

SAMPLES = ROOT / "samples"
DIGITAL = ("budget_2025.pdf", "budget_2025_slanted_watermark.pdf", "three_units_2026.pdf")
WORKERS_FLOOR = 1.8
OVERHEAD_FLOOR = 1.10
WORKERS_FILES = 40
OVERHEAD_FILES = 60
TWENTY_PAGES = SAMPLES / "budget_2025.pdf"


def run_seconds(command: Sequence[str | Path]) -> float:
    """Seconds of the clock that a command takes. RuntimeError with its last words where it fails outright."""
    started = time.perf_counter()
    done = subprocess.run(list(map(str, command)), cwd=ROOT, env=clean_environment(), capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if done.returncode not in (0, 1):  # 1: some documents failed, as some of an archive do
        raise RuntimeError(f"{command[:4]} ended with {done.returncode}: {done.stderr[-400:]}")
    return seconds


def ingest_seconds(paths: Path, warehouse: Path, workers: int) -> float:
    """An ingest into a new warehouse, from the command line, as a person would wait for it."""
    return run_seconds(
        [*MINGZHANG_COMMAND, "ingest", paths, "--warehouse", warehouse, "--workers", f"{workers}", "--quiet"]
    )


def bare_seconds(paths: Path, workers: int) -> float:
    """The same files read in the same number of processes, with no flow, no staging, no warehouse, no limits."""
    return run_seconds([sys.executable, "-m", "benchmarks.bare", paths, f"{workers}"])


def load_said() -> str:
    """How busy the machine is: a run by itself loads it with as many as it has processes."""
    return f"load {os.getloadavg()[0]:.1f} at its end"


def run_section(archive: Path | None, rounds: int) -> Section:
    """Whole runs; `rounds` is that of the short ones (samples, one file)."""
    with tempfile.TemporaryDirectory() as scratch:
        figures = tuple(_run_figures(Path(scratch), archive, rounds))
    return Section("Whole runs from the command line", figures, "Seconds of the clock; processes start anew each time.")


def _run_figures(scratch: Path, archive: Path | None, rounds: int) -> Iterator[Figure]:
    what, forty = _files(archive, WORKERS_FILES, scratch / "forty")
    one, two = _alternate(
        lambda n: ingest_seconds(forty, scratch / f"one{n}.duckdb", 1),
        lambda n: ingest_seconds(forty, scratch / f"two{n}.duckdb", 2),
        1 if archive else rounds,
    )
    yield Figure(
        "speed.workers",
        f"2 workers against 1, {what}",
        one / two,
        f"{one / two:.2f} x",
        WORKERS_FLOOR,
        f"{WORKERS_FLOOR} x",
        note=f"{one:.1f} s and {two:.1f} s, {load_said()}",
    )
    what, sixty = _files(archive, OVERHEAD_FILES, scratch / "sixty")
    whole, bare = _alternate(
        lambda n: ingest_seconds(sixty, scratch / f"whole{n}.duckdb", 2),
        lambda n: bare_seconds(sixty, 2),
        1 if archive else rounds,
    )
    yield at_most(
        "speed.orchestration",
        f"orchestration over bare extraction, 2 processes, {what}",
        whole / bare,
        f"{whole / bare:.2f}",
        OVERHEAD_FLOOR,
        f"≤ {OVERHEAD_FLOOR:.2f}",
        f"{whole:.1f} s and {bare:.1f} s, {load_said()}",
    )
    ingest, extract = _alternate(
        lambda n: ingest_seconds(TWENTY_PAGES, scratch / f"start{n}.duckdb", 1),
        lambda n: run_seconds([*MINGZHANG_COMMAND, "extract", TWENTY_PAGES, "--output", scratch / "out.json"]),
        max(rounds, 3),
    )
    yield at_most(
        "speed.start",
        "ingest of one file of 22 pages takes longer than extract of it",
        ingest - extract,
        f"{ingest - extract:.1f} s",
        None,
        "",
        f"{ingest:.1f} s and {extract:.1f} s, {load_said()}",
    )


def _files(archive: Path | None, count: int, folder: Path) -> tuple[str, Path]:
    """A folder of real files, spread over the archive; of samples made distinct where there is no archive."""
    real = spread_of(find_archive(archive), count) if archive else []
    if real:
        return f"{len(real)} files of the archive", folder_of(real, folder)
    return f"{count} samples", distinct_copies([SAMPLES / name for name in DIGITAL], count, folder)


def _alternate(first: Callable[[int], float], second: Callable[[int], float], rounds: int) -> tuple[float, float]:
    """Medians of two ways of running, in turns."""
    times = [(first(n), second(n)) for n in range(rounds)]
    return statistics.median(a for a, _ in times), statistics.median(b for _, b in times)
