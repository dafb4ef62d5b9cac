"""Reading on other machines: the same rows, whatever happens to a worker; nothing lost, nothing twice."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from mingzhang.flows.cli.app import run
from mingzhang.flows.console import ExitCode
from mingzhang.flows.ingest.session import Request, Session, Tally
from mingzhang.flows.workers.dask_worker import MARK, STAGED
from mingzhang.flows.workers.jobs import READER, Limits
from mingzhang.models.errors import ErrorCode, MingzhangError
from tests.flows.workers.test_pool import BY_NAME, LIMITS, write_files
from tests.support.dask_cluster import ROOT, VERSION, Cluster, cluster, free_port

SLOW = "tests.support.fake_readers:slow"
DEADLY = "tests.support.dask_cluster:deadly"
DIGITAL = ("budget_2025_slanted_watermark.pdf", "three_units_2026.pdf", "broken.pdf")
# What is different in every run.
OF_THE_RUN = ("seconds", "ingested_at", "first_seen_at")


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster"), 2) as running:
        yield running


@pytest.fixture(autouse=True)
def one_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingzhang.flows.ingest.session.pipeline_version", lambda settings: VERSION)


def session_of(folder: Path, address: str, reader: str, limits: Limits = LIMITS) -> Session:
    shared = folder / "shared"
    warehouse = folder / ("dask.duckdb" if address else "w.duckdb")
    return Session(
        Request((folder / "in",), warehouse, workers=1, reader=reader, limits=limits, dask=address, shared=shared)
    )


def ingest(folder: Path, address: str, reader: str, limits: Limits = LIMITS) -> Tally:
    with session_of(folder, address, reader, limits) as session:
        while session.open:
            session.land(5)
    return session.tally


def rows(warehouse: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in the order of all its columns; without what is different in every run."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        relations = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
        found = {}
        for (name,) in relations:
            described = connection.execute(f"DESCRIBE main.{name}").fetchall()
            kept = ", ".join(column for column, *_ in described if column not in OF_THE_RUN)
            found[name] = connection.execute(f"SELECT {kept} FROM main.{name} ORDER BY ALL").fetchall()
    return found


def test_two_workers_give_the_rows_of_a_local_run(two_workers: Cluster, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in DIGITAL:
        shutil.copyfile(ROOT / "samples" / name, tmp_path / "in" / name)
    limits = Limits()
    tally = ingest(tmp_path, two_workers.address, READER, limits)
    ingest(tmp_path, "", READER, limits)
    found, expected = rows(tmp_path / "dask.duckdb"), rows(tmp_path / "w.duckdb")
    assert len(expected["cells"]) > 1000
    assert found == expected
    assert tally.landed == len(DIGITAL)
    assert list((tmp_path / "shared").iterdir()) == []


def test_limits_hold_as_they_do_at_home(two_workers: Cluster, tmp_path: Path) -> None:
    expected = {
        "hang_in_c.pdf": ("partial", ErrorCode.PAGE_TIMEOUT),
        "eat_memory.pdf": ("partial", ErrorCode.OUT_OF_MEMORY),
        "fault.pdf": ("partial", ErrorCode.WORKER_DIED),
        "raise.pdf": ("failed", ErrorCode.INTERNAL),
        "fault_always.pdf": ("failed", ErrorCode.WORKER_DIED),
        "too_wide.pdf": ("failed", ErrorCode.INTERNAL),
        "well.pdf": ("complete", None),
    }
    write_files(tmp_path / "in", expected)
    ingest(tmp_path, two_workers.address, BY_NAME)
    with duckdb.connect(str(tmp_path / "dask.duckdb"), read_only=True) as connection:
        found = connection.execute("SELECT file_name, status, error_code FROM documents").fetchall()
    assert {name: (status, code) for name, status, code in found} == expected


def test_no_more_is_staged_than_is_handed_out(two_workers: Cluster, tmp_path: Path) -> None:
    write_files(tmp_path / "in", [f"{n}.pdf" for n in range(12)])
    with session_of(tmp_path, two_workers.address, BY_NAME) as session:
        session.start()
        time.sleep(3)
        (run,) = (tmp_path / "shared").iterdir()
        assert len(list((run / STAGED).iterdir())) == 4
        while session.open:
            session.land(5)
        assert len(list((run / STAGED).iterdir())) <= 1
    assert session.tally.by_status == {"complete": 12}


def test_a_worker_with_another_version_reads_nothing(
    two_workers: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingzhang.flows.ingest.session.pipeline_version", lambda settings: "newer")
    write_files(tmp_path / "in", ["well.pdf"])
    with pytest.raises(MingzhangError) as error:
        ingest(tmp_path, two_workers.address, BY_NAME)
    assert error.value.code == ErrorCode.WORKERS_DIFFER


def test_a_worker_that_sees_another_folder_reads_nothing(
    two_workers: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path / "in", ["well.pdf"])
    write = Path.write_text
    monkeypatch.setattr(Path, "write_text", lambda path, *rest: path.name == MARK or write(path, *rest))
    with session_of(tmp_path, two_workers.address, BY_NAME) as session:
        monkeypatch.setattr("mingzhang.flows.workers.dask_readers.os.utime", lambda path: None)
        with pytest.raises(MingzhangError) as error:
            session.start()
    assert error.value.code == ErrorCode.SHARED_UNSEEN


def test_a_worker_without_the_code_fails_no_document(tmp_path: Path) -> None:
    write_files(tmp_path / "in", ["well.pdf"])
    (tmp_path / "mingzhang.py").write_text("raise ImportError('not installed')\n")
    with (
        cluster(tmp_path / "cluster", 1, preload=False, root=tmp_path) as running,
        session_of(tmp_path, running.address, BY_NAME) as session,
    ):
        with pytest.raises(MingzhangError) as error:
            session.land(1)
        assert session.tally.landed == 0
    assert error.value.code in (ErrorCode.WORKERS_DIFFER, ErrorCode.DASK_FAILED)


def test_a_scheduler_without_the_code_fails_no_document(tmp_path: Path) -> None:
    write_files(tmp_path / "in", ["well.pdf"])
    (tmp_path / "mingzhang.py").write_text("raise ImportError('not installed')\n")
    running = Cluster(tmp_path / "cluster", root=tmp_path)
    try:
        running.start_scheduler()
        running.root = ROOT
        running.start_worker()
        with session_of(tmp_path, running.address, BY_NAME) as session, pytest.raises(MingzhangError) as error:
            session.land(1)
    finally:
        running.close()
    assert error.value.code == ErrorCode.DASK_FAILED
    assert session.tally.landed == 0


def test_workers_elsewhere_need_a_shared_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ingest", "in", "--dask", "tcp://127.0.0.1:1"]) == ExitCode.USAGE
    assert "--shared" in capsys.readouterr().err


def test_where_no_scheduler_answers(tmp_path: Path) -> None:
    write_files(tmp_path / "in", ["well.pdf"])
    with pytest.raises(MingzhangError) as error:
        ingest(tmp_path, f"tcp://127.0.0.1:{free_port()}", BY_NAME)
    assert error.value.code == ErrorCode.NO_SCHEDULER


def test_a_worker_lost_in_the_middle_costs_nothing(tmp_path: Path) -> None:
    names = [f"{n}.pdf" for n in range(16)]
    write_files(tmp_path / "in", names)
    with cluster(tmp_path / "cluster", 2) as running, session_of(tmp_path, running.address, SLOW) as session:
        session.land(5)
        running.kill_worker(0)
        while session.open:
            session.land(5)
    assert session.tally.by_status == {"complete": 16}
    with duckdb.connect(str(tmp_path / "dask.duckdb"), read_only=True) as connection:
        documents = connection.execute("SELECT file_name FROM documents").fetchall()
        pages = connection.execute("SELECT count(*), count(DISTINCT watermark_text) FROM pages").fetchone()
    assert sorted(name for (name,) in documents) == sorted(names)
    assert pages is not None and pages[0] == 16 * 6 and pages[1] >= 2


def test_a_scheduler_lost_in_the_middle_ends_the_run_and_the_next_goes_on(tmp_path: Path) -> None:
    write_files(tmp_path / "in", [f"{n}.pdf" for n in range(12)])
    with cluster(tmp_path / "cluster", 1) as running, session_of(tmp_path, running.address, SLOW) as session:
        session.land(3)
        running.kill_scheduler()
        with pytest.raises(MingzhangError) as error:
            session.land(12)
    assert error.value.code == ErrorCode.NO_SCHEDULER
    landed = session.tally.landed
    assert 3 <= landed < 12
    assert session.tally.by_status == {"complete": landed}
    with cluster(tmp_path / "second", 1) as running:
        tally = ingest(tmp_path, running.address, SLOW)
    assert (tally.unchanged, tally.landed) == (landed, 12 - landed)


def test_a_document_that_takes_workers_down_is_the_only_one_to_fail(tmp_path: Path) -> None:
    names = ["deadly_with_the_most_bytes.pdf", *(f"{n}.pdf" for n in range(8))]
    write_files(tmp_path / "in", names)
    with cluster(tmp_path / "cluster", 2, "--nanny") as running:
        tally = ingest(tmp_path, running.address, DEADLY)
    assert tally.by_status == {"complete": 8, "failed": 1}
    ((uri, _, code, sentence),) = tally.problems
    assert (uri, code) == (str(tmp_path / "in" / names[0]), ErrorCode.WORKER_DIED)
    assert "2 Dask workers were lost" in sentence
