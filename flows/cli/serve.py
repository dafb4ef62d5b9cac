"""`mingzhang serve`: the schedules on one host, with a Prefect server of its own for as long as it runs."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from mingzhang.flows.cli.options import require_both, with_flags
from mingzhang.flows.console import ExitCode, say
from mingzhang.flows.ingest.options import OF_SCHEDULES, RunOptions
from mingzhang.flows.prefect_support.environment import prepare_environment, state_folder
from mingzhang.models.errors import ErrorCode, MingzhangError

# Who looks at a lasting server wants to see what the runs say.
SPOKEN = {"PREFECT_LOGGING_LEVEL": "INFO", "PREFECT_LOGGING_TO_API_ENABLED": "true"}


@with_flags(OF_SCHEDULES)
def serve(
    options: RunOptions,
    sites: Annotated[
        Path | None, typer.Option("--sites", help="Sites to crawl every night; none: no crawl.", exists=True)
    ] = None,
    store: Annotated[
        str, typer.Option("--store", help="Where the crawl keeps files: a folder or an address.")
    ] = "store",
    state: Annotated[Path, typer.Option("--state", help="The crawl's memory.")] = Path("crawl.sqlite"),
    reports: Annotated[
        Path | None, typer.Option("--reports", help="A folder for the last report of each deployment.")
    ] = None,
    port: Annotated[int, typer.Option("--port", min=0, help="Of the dashboard, on this host only; 0: any.")] = 4200,
) -> None:
    """Run the schedules on this host: the crawl of every night, re-checks, re-ingestion. Ctrl-C ends it.

    One run at a time, since a warehouse has one writer. With PREFECT_API_URL set, that server is used.

    Example: mingzhang serve --warehouse budgets.duckdb --sites sites.yaml --store store/ --reports reports/
    """
    require_both(options.dask, options.shared)
    from mingzhang.flows.schedule.deployments import Host, on_host, to_prefect

    for name, value in SPOKEN.items():
        os.environ.setdefault(name, value)
    prepare_environment()
    if reports:
        reports.mkdir(parents=True, exist_ok=True)
    host = Host(
        options=_absolute(options),
        sites=sites.absolute() if sites else None,
        store=store if "://" in store else os.path.abspath(store),
        state=state.absolute(),
        reports=reports.absolute() if reports else None,
    )
    with _server(port):
        from prefect import serve as serve_deployments

        for scheduled in on_host(host):
            when = f"{scheduled.cron} (Asia/Shanghai)" if scheduled.cron else "by hand"
            say(f"  {scheduled.flow.name}/{scheduled.name}: {when}. {scheduled.description}")
        say(f"Serving at {os.environ['PREFECT_API_URL'].removesuffix('/api')}; Ctrl-C ends it.")
        deployments = [to_prefect(scheduled, host) for scheduled in on_host(host)]
        with contextlib.suppress(KeyboardInterrupt):
            serve_deployments(*deployments, limit=1, print_starting_message=False)
    say("Ended.")
    raise typer.Exit(ExitCode.FINE)


def _absolute(options: RunOptions) -> RunOptions:
    """Runs of a schedule start wherever the server does: no path of theirs may be relative."""
    warehouse = options.warehouse
    is_address = "://" in warehouse or warehouse.startswith("ducklake:")
    shared = os.path.abspath(options.shared) if options.shared else None
    return replace(options, warehouse=warehouse if is_address else os.path.abspath(warehouse), shared=shared)


@contextlib.contextmanager
def _server(port: int) -> Iterator[None]:
    """A server while this runs, unless there is one already."""
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    from mingzhang.flows.prefect_support.server import TemporaryServer

    if port and _is_taken(port):
        raise MingzhangError(ErrorCode.PORT_TAKEN, str(port))
    server = TemporaryServer(state_folder() / "prefect-server.log", port=port, with_services=True)
    os.environ["PREFECT_API_URL"] = server.url
    try:
        server.wait()
        yield
    finally:
        server.stop()
        del os.environ["PREFECT_API_URL"]


def _is_taken(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
