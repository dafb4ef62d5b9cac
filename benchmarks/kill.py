"""Kill -9 at named points: what the warehouse holds after the next run, against a run that nobody killed.

`python -m benchmarks.kill --seeds 5` prints a table: point, process, what dies, passages, seeds, how many ended equal.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.figures import Figure, Section
from benchmarks.kill_points import POINTS, Point, Work
from benchmarks.kill_run import NotKilledError, Trial, arm
from benchmarks.site_mirror import Mirror
from tests.support.dask_cluster import cluster
from tests.support.killing.injector import FOLDER, ROOT


@dataclass(frozen=True, slots=True)
class Tried:
    """A point, how often an uninterrupted run passes it, and for each seed what was different after a kill there."""

    point: Point
    passages: int
    ends: tuple[tuple[str, ...], ...]

    @property
    def equal(self) -> int:
        """After how many kills nothing was different."""
        return sum(not differences for differences in self.ends)


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
        with cluster(trial.folder / "cluster", 1, "--preload", "tests.support.killing.injector") as started:
            del os.environ[FOLDER], os.environ[ROOT]
            yield started.address
    finally:
        for name in (FOLDER, ROOT):
            os.environ.pop(name, None)


def try_points(points: Sequence[Point], seeds: Sequence[int], *, whole: bool = False) -> Iterator[Tried]:
    """Kill at each point, once a seed."""
    for work in Work:
        mine = [point for point in points if point.work is work]
        if not mine:
            continue
        with tempfile.TemporaryDirectory() as scratch, trial_of(work, Path(scratch, "run"), whole=whole) as trial:
            for point in mine:
                yield Tried(point, trial.passages[point.name], tuple(_ends(point, trial, seeds)))


def _ends(point: Point, trial: Trial, seeds: Sequence[int]) -> Iterator[tuple[str, ...]]:
    for seed in seeds:
        try:
            yield tuple(trial.kill(point, seed))
        except NotKilledError as error:
            yield (f"not killed: {error}",)


def kill_section(seeds: int = 5) -> Section:
    """Every point, at as many of its passages as there are seeds."""
    tried = list(try_points(POINTS, range(seeds)))
    kills, equal = sum(len(each.ends) for each in tried), sum(each.equal for each in tried)
    figure = Figure(
        "scale.kill",
        f"after kill -9 at {len(tried)} points, {seeds} seeds each, the next run ends equal",
        equal / kills,
        f"{equal} of {kills}",
        1.0,
        "all",
        note=", ".join(each.point.name for each in tried if each.equal < len(each.ends)),
    )
    return Section(
        "Resuming",
        (figure,),
        "Every relation and view, and the contacts as printed, row for row; no file too many or too few.",
    )


def main() -> int:
    """Print the table; 1 where anything is different."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5, help="how often each point, at passages chosen by the seed")
    parser.add_argument("--first", type=int, default=0, help="the first seed: others than an earlier run had")
    parser.add_argument("--only", nargs="*", default=[], help="points whose names hold one of these")
    parser.add_argument("--whole", action="store_true", help="the flow by Prefect too, which takes seconds to start")
    options = parser.parse_args()
    said = Console(stderr=True)
    points = [point for point in POINTS if any(word in point.name for word in options.only or [""])]
    table = Table("work", "point", "process", "dies", "passages", "seeds", "equal")
    differences: list[str] = []
    for each in try_points(points, range(options.first, options.first + options.seeds), whole=options.whole):
        point = each.point
        counts = (each.passages, len(each.ends), each.equal)
        table.add_row(point.work, point.name, point.process, point.ends, *map(str, counts))
        said.print(f"{point.work}: {point.name}: {each.equal} of {len(each.ends)} equal", highlight=False)
        differences += [
            f"{point.name}, seed {n}: {one}" for n, found in enumerate(each.ends, options.first) for one in found
        ]
    Console(width=130).print(table)
    for one in differences:
        print(one)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
