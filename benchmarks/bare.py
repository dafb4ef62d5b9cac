"""Bare extraction, to hold the flow against: `python -m benchmarks.bare FOLDER PROCESSES` reads and lets go."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

from benchmarks.contenders import THREADS


def read(path: Path) -> int:
    """The number of pages read."""
    from mingzhang.extractors.pipeline import read_document

    return read_document(path).page_count or 0


def main() -> None:
    os.environ.update(THREADS)
    folder, processes = Path(sys.argv[1]), int(sys.argv[2])
    paths = sorted(folder.iterdir(), key=lambda path: -path.stat().st_size)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["mingzhang.extractors.pipeline"])
    with context.Pool(processes) as pool:
        print(sum(pool.imap_unordered(read, paths)))


if __name__ == "__main__":
    main()
