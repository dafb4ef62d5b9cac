"""The choices of a run: one model, from which flags and parameters are made."""

from __future__ import annotations

import inspect
from dataclasses import fields
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from mingzhang.flows.cli.app import app, run
from mingzhang.flows.cli.options import with_flags
from mingzhang.flows.ingest.options import OF_READING, OF_SCHEDULES, RunOptions, choices
from mingzhang.flows.ingest.session import Request
from mingzhang.models.errors import ErrorCode, MingzhangError

NAMES = {field.name for field in fields(RunOptions)}


def test_every_choice_says_what_it_means() -> None:
    assert choices().keys() == NAMES
    assert all(choice.help for _, choice in choices().values())
    assert set(OF_READING) | set(OF_SCHEDULES) <= NAMES


def test_the_flow_takes_every_choice_with_the_same_default() -> None:
    from mingzhang.flows.ingest.flow import ingest_archive

    parameters = inspect.signature(ingest_archive.fn).parameters
    assert parameters.keys() == {"paths"} | NAMES
    assert all(parameters[name].default == getattr(RunOptions(), name) for name in NAMES)


def test_a_flag_reaches_the_request() -> None:
    given: dict[str, Any] = {}
    told = typer.Typer()

    @told.command()
    @with_flags()
    def command(options: RunOptions) -> None:
        given["request"] = Request.of(options, ["in"])

    flags = ["--workers", "3", "--page-timeout", "7", "--memory-limit", "512", "-w", "b.duckdb", "--retry-failed"]
    assert CliRunner().invoke(told, flags).exit_code == 0
    request = given["request"]
    assert (request.workers, request.limits.page_seconds, request.limits.memory_mib) == (3, 7.0, 512)
    assert (request.warehouse, request.retry_failed) == ("b.duckdb", True)


@pytest.mark.parametrize("wrong", [{"workers": -1}, {"memory_mib": 3}, {"dask": "host:8786"}])
def test_what_none_can_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(MingzhangError) as error:
        RunOptions(**wrong)
    assert error.value.code is ErrorCode.BAD_OPTION


@pytest.mark.parametrize("flags", [["--workers", "-1"], ["--page-timeout", "0"], ["--dask", "host:8786"]])
def test_the_command_line_refuses_it_in_one_line(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ingest", "in", *flags]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_commands_list_what_they_take() -> None:
    assert "--document-timeout" in CliRunner().invoke(app, ["serve", "--help"], env={"COLUMNS": "200"}).output
