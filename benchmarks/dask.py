"""Two Dask workers against one, on scanned pages: whole commands, with workers that have loaded their recogniser."""

from __future__ import annotations

import itertools
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from benchmarks.figures import Figure, Section, show
from benchmarks.speed_run import SAMPLES, load_said, run_seconds
from benchmarks.timing import MINGZHANG_COMMAND, distinct_copies, save_parts
from tests.support.dask_cluster import Cluster, cluster

SCANS = ("budget_2025_scan.pdf", "performance_2024_scan.pdf")
PAGES = 60
PAGES_A_DOCUMENT = 2
FLOOR = 1.7


def dask_section(rounds: int = 1) -> Section:
    """`PAGES` scanned pages by one worker and by two, of one thread each, in turns."""
    with tempfile.TemporaryDirectory() as scratch:
        figures = tuple(_figures(Path(scratch), rounds))
    note = "Scheduler, workers and the loader share this machine. Seconds of the clock, of the whole ingest --dask."
    return Section("More than one machine", figures, note)


def _figures(scratch: Path, rounds: int) -> Iterator[Figure]:
    parts = [part for name in SCANS for part in _parts(SAMPLES / name, scratch / "parts")]
    scans = distinct_copies(parts, PAGES // PAGES_A_DOCUMENT, scratch / "scans")
    warm_up = distinct_copies(parts[:1], 4, scratch / "warm_up")
    one: list[float] = []
    two: list[float] = []
    with (
        cluster(scratch / "one", 1, preload=False) as single,
        cluster(scratch / "two", 2, preload=False) as pair,
    ):
        for running in (single, pair):
            _seconds(warm_up, scratch, running)
        for _ in range(rounds):
            one.append(_seconds(scans, scratch, single))
            two.append(_seconds(scans, scratch, pair))
    ratio = statistics.median(one) / statistics.median(two)
    yield Figure(
        "scale.dask",
        f"2 Dask workers against 1, {PAGES} scanned pages",
        ratio,
        f"{ratio:.2f} x",
        FLOOR,
        f"{FLOOR} x",
        note=f"{statistics.median(one):.1f} s and {statistics.median(two):.1f} s, {load_said()}",
    )


_runs = itertools.count()


def _seconds(paths: Path, scratch: Path, running: Cluster) -> float:
    warehouse = scratch / f"{next(_runs)}.duckdb"
    options = ["--warehouse", warehouse, "--dask", running.address, "--shared", scratch / "shared", "--quiet"]
    return run_seconds([*MINGZHANG_COMMAND, "ingest", paths, *options])


def _parts(path: Path, folder: Path) -> list[Path]:
    """A scan in documents of a few pages; what is left over at its end is left out."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        count = len(document)
    size = min(PAGES_A_DOCUMENT, count)
    return save_parts(path, [range(first, first + size) for first in range(1, count - size + 2, size)], folder)


def main() -> None:
    show(Console(), [dask_section()])


if __name__ == "__main__":
    main()
