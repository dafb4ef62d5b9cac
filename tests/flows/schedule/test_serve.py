"""Schedules: what is deployed are real flows with real parameters, and `mingzhang serve` runs them and ends."""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

from mingzhang.flows.ingest.options import RunOptions
from mingzhang.flows.schedule.deploy_steps import look_for
from mingzhang.flows.schedule.deployments import DEPLOYMENTS, TIME_ZONE, Host, Scheduled, on_host
from tests.support.dask_cluster import ROOT, free_port

DEPLOYED = {one["name"]: one for one in yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]}


def by_name(scheduled: Scheduled) -> str:
    return scheduled.name


def test_the_file_deploys_what_serve_serves() -> None:
    assert DEPLOYED.keys() == {scheduled.name for scheduled in DEPLOYMENTS}


@pytest.mark.parametrize("scheduled", DEPLOYMENTS, ids=by_name)
def test_a_deployment_is_a_real_flow_with_parameters_that_it_takes(scheduled: Scheduled, tmp_path: Path) -> None:
    pytest.importorskip("prefect")
    deployed = DEPLOYED[scheduled.name]
    file, _, name = deployed["entrypoint"].partition(":")
    assert f"mingzhang.{file.removesuffix('.py').replace('/', '.')}:{name}" == scheduled.entrypoint
    assert deployed["description"] == scheduled.description
    assert tuple(deployed["tags"]) == scheduled.tags
    assert [(s["cron"], s["timezone"]) for s in deployed["schedules"]] == (
        [(scheduled.cron, TIME_ZONE)] if scheduled.cron else []
    )
    options = RunOptions(warehouse="w.duckdb", dask="tcp://host:8786", shared=str(tmp_path))
    host = Host(options, sites=tmp_path / "sites.yaml", reports=tmp_path)
    for parameters in (deployed["parameters"], host.parameters(scheduled)):
        assert parameters.keys() <= scheduled.flow.parameters.properties.keys()
        scheduled.flow.validate_parameters(parameters)


@pytest.mark.parametrize("scheduled", [one for one in DEPLOYMENTS if one.cron], ids=by_name)
def test_no_schedule_is_switched_on_whose_files_are_missing(
    scheduled: Scheduled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    templating = pytest.importorskip("prefect.utilities.templating")
    deployed = DEPLOYED[scheduled.name]
    ((step, inputs),) = deployed["build"][0].items()
    module, _, name = step.rpartition(".")
    look_for = getattr(importlib.import_module(module), name)
    assert inputs["files"] == [deployed["parameters"]["sites" if "sites" in deployed["parameters"] else "warehouse"]]
    monkeypatch.chdir(tmp_path)
    for is_there in (False, True):
        outputs = {inputs["id"]: look_for(inputs["files"])}
        assert [s["active"] for s in templating.apply_values(deployed["schedules"], outputs)] == [is_there]
        assert (inputs["files"][0] in capsys.readouterr().out) is not is_there
        path = tmp_path / inputs["files"][0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_a_warehouse_in_a_database_is_no_file_to_look_for() -> None:
    assert look_for(["ducklake+postgresql://host/budgets"]) == {"all_there": True}


def test_no_run_waits_for_a_slot_that_a_killed_server_left_taken() -> None:
    assert [name for name, deployed in DEPLOYED.items() if "concurrency_limit" in deployed] == []


@pytest.mark.parametrize("wrong", [{"workers": -1}, {"dask": "host:8786"}, {"max_pages": 0}, {"paths": 3}])
def test_wrong_parameters_start_nothing(wrong: dict[str, object]) -> None:
    from prefect.exceptions import ParameterTypeError

    from mingzhang.flows.ingest.flow import ingest_archive

    with pytest.raises(ParameterTypeError, match=next(iter(wrong))):
        ingest_archive.validate_parameters({"paths": ["in"], **wrong})


def test_without_sites_nothing_is_crawled() -> None:
    assert [scheduled.name for scheduled in on_host(Host())] == ["weekly", "new-version", "archive"]


def test_it_waits_for_a_busy_warehouse_and_for_nothing_else() -> None:
    from prefect.states import Failed

    from mingzhang.flows.ingest.flow import is_busy
    from mingzhang.flows.schedule.nightly import may_come_back
    from mingzhang.models.errors import ErrorCode, MingzhangError

    def failed(code: ErrorCode) -> object:
        return Failed(data=MingzhangError(code))

    assert is_busy(None, None, failed(ErrorCode.WAREHOUSE_BUSY))
    assert not is_busy(None, None, failed(ErrorCode.NOT_FOUND))
    assert may_come_back(None, None, failed(ErrorCode.CRAWL_FAILED))
    assert not may_come_back(None, None, failed(ErrorCode.BAD_SITES))


def test_serve_runs_a_deployment_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"PREFECT_HOME": str(tmp_path / "prefect"), "DO_NOT_TRACK": "1"}
    command = [sys.executable, "-m", "mingzhang", "serve", "-w", str(tmp_path / "w.duckdb"), "--reports", str(tmp_path)]
    log = tmp_path / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--port", f"{port}"],
            cwd=ROOT, env=environment, stdout=output, stderr=output,
            start_new_session=True, preexec_fn=as_in_a_terminal,
        )  # fmt: skip
    try:
        wait_for("Ctrl-C ends it", log)
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "empty.pdf").write_bytes(b"")
        paths = f'paths=["{tmp_path / "in"}"]'
        started = subprocess.run(
            [sys.executable, "-m", "prefect", "deployment", "run", "ingest-archive/archive", "-p", paths],
            env={**environment, "PREFECT_API_URL": url}, cwd=ROOT, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert started.returncode == 0, started.stderr
        wait_for("Finished in state Completed", log, after="Flow run")
        assert "| failed | 1 |  |" in (tmp_path / "archive.md").read_text("utf-8")
        (run,) = [one for one in flow_runs(url) if one["state"]["type"] == "COMPLETED"]
        assert run["name"] == "ingest in into w.duckdb" and run["tags"] == ["ingest"]
        assert run["parameters"]["paths"] == [str(tmp_path / "in")] and run["parameters"]["workers"] == 0
        assert (run["state"]["name"], run["state"]["message"]) == ("Completed with failures", "1 failed")
        wait_until_idle(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=60) == 0
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    said = log.read_text("utf-8")
    assert said.rstrip().endswith("Ended.")
    assert "Traceback" not in said


def as_in_a_terminal() -> None:
    """Let Ctrl-C be heard: a shell starts what it runs behind its back with that signal ignored, these tests too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def flow_runs(url: str) -> list[dict[str, Any]]:
    asked = urllib.request.Request(f"{url}/flow_runs/filter", b"{}", {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        found: list[dict[str, Any]] = json.load(answer)
    return found


def wait_until_idle(process_id: int, seconds: float = 60) -> None:
    """Until the process of the run is gone for a while; only the server is left below."""
    deadline, idle_since = time.monotonic() + seconds, None
    while idle_since is None or time.monotonic() - idle_since < 3:
        assert time.monotonic() < deadline
        runs = [child for child in psutil.Process(process_id).children(recursive=True) if is_run(child)]
        idle_since = None if runs else (idle_since or time.monotonic())
        time.sleep(0.2)


def is_run(process: psutil.Process) -> bool:
    try:
        return "prefect.engine" in " ".join(process.cmdline())
    except psutil.Error:
        return False


def wait_for(text: str, log: Path, after: str = "", seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not any(text in line and after in line for line in log.read_text("utf-8", "replace").splitlines()):
        assert time.monotonic() < deadline, log.read_text("utf-8", "replace")
        time.sleep(0.2)
