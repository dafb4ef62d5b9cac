"""One run that is killed at a point and goes on afterwards, and what the warehouse holds then."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import openpyxl.styles
import psutil

from benchmarks.kill_points import POINTS, Ends, Point, Work
from benchmarks.site_mirror import Mirror, Reply
from tests.killing.injector import FOLDER, ROOT

CODE = Path(__file__).resolve().parent.parent
INJECTED = CODE / "tests" / "killing" / "injected"
# What is different in every run: times, and those of files that were fetched.
OF_THE_RUN = frozenset(("seconds", "ingested_at", "first_seen_at", "opened_at", "fetched_at"))
OF_A_CRAWL = frozenset(("modified_ns",))
RUN_SECONDS = 600.0
SITES = """
sites:
  - name: small
    region: 某市
    ports: [{port}]
    start: ["http://127.0.0.1:{port}/"]
    list: {{items: li}}
"""

TABLE: list[list[str | None]] = [
    ["科目编码", "科目名称", "合计"],
    ["201", "一般公共服务支出", "40.00"],
    ["210", "卫生健康支出", "60.00"],
    ["合计", None, "100.00"],
]

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
        make_input(self)
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
                [sys.executable, "-m", "tests.killing.command", *self._arguments(), *options],
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


def make_input(trial: Trial) -> None:
    """Small documents of some formats: forms with contacts, sheets, a zip in a zip with bytes that lie outside too."""
    folder = trial.folder / "in"
    folder.mkdir(parents=True, exist_ok=True)
    if trial.work is Work.SCAN:
        (folder / "扫描.pdf").write_bytes(_scan())
        return
    form = _form(1)  # once: a workbook holds the time when it was written
    inner = _zip({"深处/绩效目标.xlsx": form, "深处/决算.xlsx": _sheet(1)})
    packed = _zip({"某市/绩效目标.xlsx": _form(2), "内.zip": inner, "读我.txt": b"hello"})
    if trial.work is Work.CRAWL:
        assert trial.site is not None
        _publish(trial.site, {"1.pdf": _pages(), "2.xlsx": form, "3.zip": packed})
        (folder / "sites.yaml").write_text(SITES.format(port=trial.site.port), "utf-8")
        return
    (folder / "预算.pdf").write_bytes(_pages())
    (folder / "绩效目标.xlsx").write_bytes(form)
    if trial.work is Work.INGEST:
        (folder / "甲.zip").write_bytes(packed)


def _publish(site: Mirror, files: Mapping[str, bytes]) -> None:
    items = "".join(f'<li><a href="/{name}.html">某局2026年部门预算（{name[0]}）</a></li>' for name in files)
    site.replies["/"] = Reply(f"<ul>{items}</ul>".encode())
    for name, data in files.items():
        page = f'<h1>某局2026年部门预算（{name[0]}）</h1><a href="/{name}">附件</a>'
        site.replies[f"/{name}.html"] = Reply(page.encode())
        site.replies[f"/{name}"] = Reply(data, "application/octet-stream")


def _pages() -> bytes:
    """A PDF of two pages."""
    from tests.extractors.drawing import Sheet, pdf

    sheets = []
    for year in (2025, 2026):
        sheet = Sheet().text(180, 70, f"{year}年部门支出总表", 14).text(460, 95, "单位：万元")
        sheets.append(sheet.table(60, 105, [90, 240, 140], TABLE))
    return pdf(*sheets)


def _scan() -> bytes:
    from samples.render_scan import Scan, scan_pdf
    from tests.extractors.drawing import Sheet, pdf

    sheet = Sheet().text(180, 70, "2025年部门支出总表", 14).text(460, 95, "单位：万元")
    sheet.table(60, 105, [90, 240, 140], TABLE)
    return scan_pdf(pdf(sheet), [1], [Scan()], 1)


def _sheet(number: int) -> bytes:
    rows: list[list[Any]] = [["2025年部门支出总表"], ["部门名称：某市卫生健康委员会", None, None, None, "单位：万元"]]
    rows.append(["科目编码", "科目名称", "合计", "基本支出", "项目支出"])
    rows += [["201", "一般公共服务支出", 40, 30, 10], ["210", "卫生健康支出", number, number, 0]]
    return _xlsx([*rows, ["合计", None, 40 + number, 30 + number, 10]])


def _form(number: int) -> bytes:
    """A form with a contact."""
    return _xlsx(
        [
            ["项目支出绩效目标表", "<", "<", "<", "<"],
            ["项目名称", f"执法经费{number}", "<", "<", "<"],
            ["项目主管部门", "某省某厅", "<", "项目执行单位", "某总队"],
            ["项目负责人", "甲某", "<", "联系电话", f"000-000{number}"],
            ["项目总预算", 300, "<", "项目当年预算", 100],
            ["年度绩效目标", "本年完成检查。", "<", "<", "<"],
            ["年度绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
            [None, "产出指标", "数量指标", "检查次数", "≥100次"],
            [None, "效益指标", "社会效益指标", "投诉率", "≤1%"],
        ]
    )


def _xlsx(rows: list[list[Any]]) -> bytes:
    """A sheet; `<` is one cell with the one before it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([None if value == "<" else value for value in row])
    for at, row in enumerate(rows, start=1):
        for first, value in enumerate(row, start=1):
            last = first + sum(1 for _ in itertools.takewhile(lambda other: other == "<", row[first:]))
            if value != "<" and last > first:
                sheet.merge_cells(start_row=at, end_row=at, start_column=first, end_column=last)
    side = openpyxl.styles.Side("thin")
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.border = openpyxl.styles.Border(side, side, side, side)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _zip(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
