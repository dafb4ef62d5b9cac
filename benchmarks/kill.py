"""Kill -9 at named points: what the warehouse holds after the next run, against a run that nobody killed.

`python -m benchmarks.kill --seeds 5` prints a table: point, process, seeds, how many ended equal.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.kill_points import POINTS, Point, Work
from benchmarks.kill_run import NotKilledError, Trial, arm
from benchmarks.site_mirror import Mirror
from tests.flows.dask_cluster import cluster
from tests.killing.injector import FOLDER, ROOT


@contextlib.contextmanager
def trial_of(work: Work, folder: Path, *, whole: bool = False) -> Iterator[Trial]:
    """A trial that has its yardstick, with the site or the cluster that it works with. `folder` is its own."""
    folder.mkdir(parents=True, exist_ok=True)
    trial = Trial(work, folder, whole)
    with contextlib.ExitStack() as stack:
        if work is Work.CRAWL:
            trial.site = Mirror(articles=0).start()
            stack.callback(trial.site.stop)
        if work is Work.DASK:
            trial.address = stack.enter_context(_cluster(trial))
        trial.prepare()
        yield trial


@contextlib.contextmanager
def _cluster(trial: Trial) -> Iterator[str]:
    """A scheduler and one worker, in which the points are wrapped too."""
    arm(trial.noted, [point for point in POINTS if point.work is Work.DASK])
    os.environ |= {FOLDER: str(trial.noted), ROOT: "cluster"}
    try:
        running = cluster(trial.folder / "cluster", 1, "--preload", "tests.killing.injector")
        with running as started:
            del os.environ[FOLDER], os.environ[ROOT]
            yield started.address
    finally:
        for name in (FOLDER, ROOT):
            os.environ.pop(name, None)


def ends_of(point: Point, trial: Trial, seeds: int) -> Iterator[list[str]]:
    """For each seed what is different after the run that follows a kill; nothing is well."""
    for seed in range(seeds):
        try:
            yield trial.kill(point, seed)
        except NotKilledError as error:
            yield [f"not killed: {error}"]


def main() -> int:
    """Print the table; 1 where anything is different."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5, help="how often each point, at passages chosen by the seed")
    parser.add_argument("--only", nargs="*", default=[], help="points whose names hold one of these")
    parser.add_argument("--whole", action="store_true", help="the flow by Prefect too, which takes seconds to start")
    options = parser.parse_args()
    console = Console(stderr=True)
    table = Table("point", "process", "dies", "passages", "seeds", "equal")
    differences: list[str] = []
    for work in Work:
        points = [p for p in POINTS if p.work is work and any(word in p.name for word in options.only or [""])]
        if not points:
            continue
        with tempfile.TemporaryDirectory() as scratch, trial_of(work, Path(scratch, "t"), whole=options.whole) as trial:
            for point in points:
                ends = []
                for seed, found in enumerate(ends_of(point, trial, options.seeds)):
                    ends.append(found)
                    differences += [f"{point.name}, seed {seed}: {one}" for one in found]
                    console.print(f"{work}: {point.name}, seed {seed}: {found or 'equal'}")
                equal = sum(not found for found in ends)
                passages = trial.passages[point.name]
                table.add_row(point.name, point.process, point.ends, f"{passages}", f"{len(ends)}", f"{equal}")
    Console().print(table)
    for one in differences:
        print(one)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
