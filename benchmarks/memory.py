"""Memory of a run: the biggest worker, and whether the parent grows with the documents that it loads.

`python -m benchmarks.memory FOLDER WAREHOUSE` runs an ingest and prints, as JSON lines, what was seen after each lot.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from benchmarks.archive import find_archive
from benchmarks.figures import Figure, Section, at_most
from benchmarks.timing import ROOT, clean_environment, distinct_copies, folder_of, save_parts

SAMPLES = ROOT / "samples"
DOCUMENTS = 500
LOT = 10
SETTLED = 100
WORKER_FLOOR_MIB = 2.5 * 1024
# Growth over the documents after the first hundred that still counts as flat: what an allocator keeps, no leak.
FLAT_MIB = 50.0
HEAVY = ("budget_2025_scan.pdf", "performance_2024_scan.pdf", "performance_photo.pdf")
PARTS = {
    "budget_2025.pdf": [(4, 5, 6), (7, 8, 9), (10, 11), (12, 13), (16, 17), (18, 19, 20, 21)],
    "three_units_2026.pdf": [(2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12, 13)],
}


@dataclass(frozen=True, slots=True)
class Seen:
    """Resident memory in MiB after `landed` documents: the parent's, and the most that any worker ever had.

    `seconds` since the first observation.
    """

    landed: int
    parent: float
    worker: float
    seconds: float


def memory_section(archive: Path | None) -> Section:
    """Workers over scans (and the archive's files without text, if there is one); the parent over 500 documents."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        small = [part for name, pages in PARTS.items() for part in save_parts(SAMPLES / name, pages, folder / "parts")]
        many = watch(distinct_copies(small, DOCUMENTS, folder / "many"), folder / "many.duckdb")
        largest = sorted(find_archive(archive), key=lambda path: -path.stat().st_size)[:4] if archive else []
        scans = folder_of([*(SAMPLES / name for name in HEAVY), *largest], folder / "scans")
        heavy = watch(scans, folder / "heavy.duckdb")
    worker = max(seen.worker for seen in (*many, *heavy))
    growth = growth_of(many)
    what = "scanned samples" + (" and the archive's largest files" if archive else "")
    return Section(
        "Memory",
        (
            at_most(
                "memory.worker",
                f"biggest worker ({what})",
                worker,
                f"{worker / 1024:.2f} GiB",
                WORKER_FLOOR_MIB,
                "≤ 2.5 GiB",
                f"over {DOCUMENTS} small documents {max(seen.worker for seen in many):.0f} MiB",
            ),
            _parent(growth, many),
        ),
        "Resident memory (RSS), seen every fifth of a second.",
    )


def _parent(growth: float, many: Sequence[Seen]) -> Figure:
    late = many[-1]
    return at_most(
        "memory.parent",
        f"parent's growth from document {SETTLED} to {late.landed}",
        growth,
        f"{growth:+.0f} MiB",
        FLAT_MIB,
        "flat",
        f"{late.parent:.0f} MiB at the end; flat: within {FLAT_MIB:.0f} MiB",
    )


def growth_of(seen: Sequence[Seen]) -> float:
    """MiB that the parent has more at the end than after the first hundred documents (medians of five lots each)."""
    settled = [one.parent for one in seen if one.landed >= SETTLED]
    return statistics.median(settled[-5:]) - statistics.median(settled[:5])


def watch(folder: Path, warehouse: Path) -> list[Seen]:
    """Ingest a folder in a process of its own and give what was seen on the way."""
    command = [sys.executable, "-m", "benchmarks.memory", str(folder), str(warehouse)]
    done = subprocess.run(command, cwd=ROOT, env=clean_environment(), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"ingest for memory ended with {done.returncode}: {done.stderr[-400:]}")
    return [Seen(**json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")]


def main() -> None:
    from mingzhang.flows.ingest.run import run_ingest
    from mingzhang.flows.ingest.session import Request, Tally

    own = psutil.Process()
    most = 0.0
    told = 0
    started = time.monotonic()

    def observe(tally: Tally) -> None:
        nonlocal most, told
        most = max([most, *map(_mebibytes, _workers(own))])
        if tally.landed >= told + LOT or (tally.landed == tally.to_read and tally.landed > told):
            told = tally.landed
            seconds = round(time.monotonic() - started, 2)
            seen = Seen(landed=told, parent=_mebibytes(own), worker=most, seconds=seconds)
            print(json.dumps(asdict(seen)), flush=True)

    run_ingest(Request((Path(sys.argv[1]),), Path(sys.argv[2]), workers=2), observe)


def _workers(own: psutil.Process) -> list[psutil.Process]:
    """The processes below this one that read: all but Prefect's server."""
    try:
        below = own.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return [process for process in below if not _is_server(process)]


def _is_server(process: psutil.Process) -> bool:
    try:
        return any("prefect" in word for word in process.cmdline())
    except psutil.Error:
        return True


def _mebibytes(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / (1 << 20)
    except psutil.Error:
        return 0.0


if __name__ == "__main__":
    main()
