"""Kill -9 at every named point, once: the next run ends with the very rows of a run that nobody killed.

`python -m benchmarks.kill --seeds 5` does it at five passages of each point.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.kill import trial_of
from benchmarks.kill_points import POINTS, Point, Work
from benchmarks.kill_run import Held, NotKilledError

# Runs mostly wait for processes to start, so some trials go on side by side, each in a folder of its own.
SIDE_BY_SIDE = 3
INGEST = tuple(point for point in POINTS if point.work is Work.INGEST)
OTHERS = tuple(tuple(point for point in POINTS if point.work is work) for work in Work if work is not Work.INGEST)
LOTS = (INGEST[::2], INGEST[1::2], *OTHERS)
Ends = tuple[Held, dict[str, list[str]]]


def try_lot(points: tuple[Point, ...], folder: Path) -> Ends:
    """What an uninterrupted run comes to, and for each point what is different after a kill at it."""
    found: dict[str, list[str]] = {}
    with trial_of(points[0].work, folder) as trial:
        for point in points:
            try:
                found[point.name] = trial.kill(point, seed=0)
            except NotKilledError as error:
                found[point.name] = [f"not killed: {error}"]
        return trial.expected, found


@pytest.fixture(scope="module")
def lots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Ends]]]:
    """The lots under way, by the names of their points."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        begun = [(lot, pool.submit(try_lot, lot, tmp_path_factory.mktemp("lot"))) for lot in LOTS]
        yield {point.name: future for lot, future in begun for point in lot}


def test_the_yardstick_has_something_to_measure(
    lots: dict[str, Future[Ends]],
) -> None:
    rows = lots["schema made"].result()[0].rows
    assert len(rows["w.duckdb documents"]) == 4
    assert len(rows["w.duckdb document_sources"]) == 5
    assert len(rows["w.duckdb archives"]) == 2
    assert len(rows["w.contacts.duckdb performance_contacts"]) == 2
    assert rows["w.duckdb budget_lines"]


@pytest.mark.parametrize("point", POINTS, ids=lambda point: f"{point.work}: {point.name}")
def test_after_a_kill_the_next_run_ends_equal(point: Point, lots: dict[str, Future[Ends]]) -> None:
    assert lots[point.name].result()[1][point.name] == []
