"""One run that is killed at a point and goes on afterwards, and what the warehouse holds then."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import psutil

from benchmarks.kill_input import make_input
from benchmarks.kill_points import POINTS, Ends, Point, Work
from benchmarks.site_mirror import Mirror
from tests.support.killing.injector import FOLDER, ROOT

CODE = Path(__file__).resolve().parent.parent
INJECTED = CODE / "tests" / "support" / "killing" / "injected"
# What is different in every run: times, and those of files that were fetched.
OF_THE_RUN = frozenset(("seconds", "ingested_at", "first_seen_at", "opened_at", "fetched_at"))
OF_A_CRAWL = frozenset(("modified_ns",))
RUN_SECONDS = 600.0

Rows = dict[str, list[tuple[Any, ...]]]


class NotKilledError(Exception):
    """A point that the run did not pass: the table of points is out of date."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a run has come to: the rows of every relation and view by name, and the files that are there."""

    rows: Rows
    files: frozenset[str]

    def differences(self, expected: Held) -> list[str]:
        """Relations whose rows are other than expected, files too many or missing, each in a few words."""
        found = [
            f"{name}: {len(self.rows.get(name, []))} rows, expected {len(rows)}"
            + "".join(f"; {sign} {row}" for sign, row in _apart(self.rows.get(name, []), rows))
            for name, rows in expected.rows.items()
            if self.rows.get(name) != rows
        ]
        too_many = {*self.rows, *self.files} - {*expected.rows, *expected.files}
        found += [f"not expected: {name}" for name in sorted(too_many)]
        return found + [f"missing: {name}" for name in sorted(expected.files - self.files)]


def _apart(found: list[tuple[Any, ...]], expected: list[tuple[Any, ...]]) -> list[tuple[str, str]]:
    some = [("+", row) for row in found if row not in expected][:2]
    some += [("-", row) for row in expected if row not in found][:2]
    return [(sign, repr(row)[:300]) for sign, row in some]


@dataclass(slots=True)
class Trial:
    """Runs of one kind of work in one folder (places are rows, so all of them have the same), and their yardstick.

    `address` is a Dask scheduler's. `whole`: with Prefect and all, and not the session alone.
    """

    work: Work
    folder: Path
    whole: bool = False
    address: str = ""
    site: Mirror | None = None
    expected: Held = field(init=False)
    _expected: dict[tuple[str, ...], Held] = field(default_factory=dict)
    passages: dict[str, int] = field(init=False)

    def prepare(self) -> None:
        """Make the input, run to the end without being killed, and count how often each point is passed.

        Raises `NotKilledError` for points that are not passed.
        """
        points = [point for point in POINTS if point.work is self.work]
        make_input(self.work, self.folder / "in", self.site)
        arm(self.noted, points)
        self._clear()
        self._run({})
        for by_history in {(), *(point.by_history for point in points)}:
            self._expected[by_history] = self.held(by_history)
        self.expected = self._expected[()]
        self.passages = {p.name: _size(self.noted / p.name) for p in points}
        if missed := [name for name, passages in self.passages.items() if not passages]:
            raise NotKilledError(", ".join(missed))

    def kill(self, point: Point, seed: int) -> list[str]:
        """Kill a run at a passage of a point that the seed chooses, run again to the end; gives the differences.

        Raises `NotKilledError` where the run was over before.
        """
        self._clear()
        last = 1 + random.Random(f"{point.name} {seed}").randrange(self.passages[point.name])
        code = self._run({point.name: last, "seed": seed})
        if _size(self.noted / point.name) < last or (point.ends is Ends.RUN) != (code == -9):
            raise NotKilledError(f"{point.name}, passage {last}: exit code {code}")
        shown = [
            f"readable by others after the kill: {file.name}"
            for file in (*self.folder.glob("*contacts*"), *self.folder.glob(".*.staging"))
            if file.stat().st_mode & 0o077
        ]
        self._run({}, point.options)
        return shown + self.held(point.by_history).differences(self._expected[point.by_history])

    @property
    def noted(self) -> Path:
        """The folder of the injector."""
        return self.folder / "noted"

    def held(self, by_history: tuple[str, ...] = ()) -> Held:
        """What is in the warehouse now, but for columns of the run and `by_history`; and which files lie about."""
        left_out = OF_THE_RUN | (OF_A_CRAWL if self.work is Work.CRAWL else frozenset())
        rows = {
            f"{file.name} {name}": found
            for file in sorted(self.folder.glob("*.duckdb"))
            for name, found in rows_of(file, left_out, frozenset(by_history)).items()
        }
        files = {
            str(path.relative_to(self.folder))
            for path in self.folder.rglob("*")
            if path.relative_to(self.folder).parts[0] not in ("in", "noted", "tmp", "cluster")
        }
        return Held(rows, frozenset(files))

    def _clear(self) -> None:
        for path in self.folder.iterdir():
            if path.name not in ("in", "noted", "cluster"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        (self.folder / "tmp").mkdir()

    def _run(self, last: Mapping[str, int], options: tuple[str, ...] = ()) -> int:
        """The command, killed where `last` says; waits until no process of it is left. Gives the exit code."""
        for file in self.noted.iterdir():
            if file.name not in ("points.json", "kill.json"):
                file.unlink()
        (self.noted / "kill.json").write_text(json.dumps(last), "utf-8")
        environment = {name: value for name, value in os.environ.items() if name != ROOT}
        environment |= {
            "PYTHONPATH": os.pathsep.join((str(INJECTED), str(CODE))),
            "TMPDIR": str(self.folder / "tmp"),
            FOLDER: str(self.noted),
            **({"MINGZHANG_KILL_WHOLE": "1"} if self.whole else {}),
        }
        with (self.folder / "tmp" / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.killing.command", *self._arguments(), *options],
                stdout=log,
                stderr=log,
                cwd=CODE,
                env=environment,
                start_new_session=True,
            )
            code = process.wait(RUN_SECONDS)
        self._wait_for_children()
        if not last and code:
            said = (self.folder / "tmp" / "log").read_text("utf-8", "replace")[-2000:]
            raise RuntimeError(f"a run that was not killed ended with {code}: {said}")
        return code

    def _arguments(self) -> list[str]:
        warehouse = ["--quiet", "--workers", "1", "--warehouse", str(self.folder / "w.duckdb")]
        if self.work is Work.CRAWL:
            state = ["--state", str(self.folder / "crawl.sqlite"), "--store", str(self.folder / "store")]
            return ["crawl", str(self.folder / "in" / "sites.yaml"), "--once", "--test-host", "127.0.0.1",
                    *state, *warehouse]  # fmt: skip
        if self.work is Work.DASK:
            warehouse += ["--dask", self.address, "--shared", str(self.folder / "shared")]
        return ["ingest", str(self.folder / "in"), *warehouse, "--keep-files"]

    def _wait_for_children(self) -> None:
        mine = str(self.noted)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and any(_environment(one).get(FOLDER) == mine for one in _others()):
            time.sleep(0.05)


def arm(noted: Path, points: list[Point]) -> None:
    """Tell the injector what to wrap."""
    noted.mkdir(parents=True, exist_ok=True)
    (noted / "points.json").write_text(json.dumps([asdict(point) for point in points]), "utf-8")
    (noted / "kill.json").write_text("{}", "utf-8")


def _others() -> Iterator[psutil.Process]:
    """Processes of runs; those of a cluster stay."""
    for process in psutil.process_iter():
        if _environment(process).get(ROOT, "").isdigit():
            yield process


def _environment(process: psutil.Process) -> dict[str, str]:
    found: dict[str, str] = {}
    with contextlib.suppress(psutil.Error, OSError):
        found = process.environ()
    return found


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def rows_of(file: Path, left_out: frozenset[str], of_documents: frozenset[str] = frozenset()) -> Rows:
    """Every row of every table and view, in the order of all its columns, but for the columns left out.

    Those `of_documents` are left out everywhere but in `document_sources` and `archive_members`, where they are keys.
    """
    found: Rows = {}
    with duckdb.connect(str(file), read_only=True) as connection:
        named = connection.execute(
            "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
        for (name,) in named:
            columns = [column for column, *_ in connection.execute(f"DESCRIBE main.{name}").fetchall()]
            out = left_out if name in ("document_sources", "archive_members") else left_out | of_documents
            kept = ", ".join(f'"{column}"' for column in columns if column not in out)
            found[name] = connection.execute(f"SELECT {kept} FROM main.{name} ORDER BY ALL").fetchall()
    return found
