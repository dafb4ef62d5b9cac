"""`mingzhang serve`: the schedules on one host, with a Prefect server of its own for as long as it runs."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from mingzhang.flows.console import WAREHOUSE_HELP, ExitCode, say
from mingzhang.flows.prefect_support.environment import prepare_environment, state_folder
from mingzhang.models.errors import ErrorCode, MingzhangError

# Who looks at a lasting server wants to see what the runs say.
SPOKEN = {"PREFECT_LOGGING_LEVEL": "INFO", "PREFECT_LOGGING_TO_API_ENABLED": "true"}


def serve(
    warehouse: Annotated[
        str, typer.Option("--warehouse", "-w", envvar="MINGZHANG_WAREHOUSE", help=WAREHOUSE_HELP)
    ] = "mingzhang.duckdb",
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
    workers: Annotated[int, typer.Option("--workers", min=0, help="Processes that read; 0: one a processor.")] = 0,
    dask: Annotated[str, typer.Option("--dask", help="Workers of this scheduler read: tcp://HOST:8786.")] = "",
    shared: Annotated[
        Path | None, typer.Option("--shared", help="With --dask: a folder that all machines see by this path.")
    ] = None,
    port: Annotated[int, typer.Option("--port", min=0, help="Of the dashboard, on this host only; 0: any.")] = 4200,
) -> None:
    """Run the schedules on this host: the crawl of every night, re-checks, re-ingestion. Ctrl-C ends it.

    One run at a time, since a warehouse has one writer. With PREFECT_API_URL set, that server is used.

    Example: mingzhang serve --warehouse budgets.duckdb --sites sites.yaml --store store/ --reports reports/
    """
    if bool(dask) != bool(shared):
        raise typer.BadParameter("workers elsewhere need both --dask and --shared", param_hint="--dask")
    from mingzhang.flows.schedule.deployments import Host, on_host, to_prefect

    for name, value in SPOKEN.items():
        os.environ.setdefault(name, value)
    prepare_environment()
    if reports:
        reports.mkdir(parents=True, exist_ok=True)
    host = Host(
        warehouse=warehouse if "://" in warehouse or warehouse.startswith("ducklake:") else os.path.abspath(warehouse),
        sites=sites.absolute() if sites else None,
        store=store if "://" in store else os.path.abspath(store),
        state=state.absolute(),
        workers=workers,
        reports=reports.absolute() if reports else None,
        dask=dask,
        shared=shared.absolute() if shared else None,
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
