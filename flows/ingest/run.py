"""A run of the flow from this process: server, workers and imports start together, then the flow collects."""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import os
from collections.abc import Callable, Mapping
from typing import Any

from mingzhang.flows.ingest.interruption import interruptible
from mingzhang.flows.ingest.session import Request, Session, Tally
from mingzhang.flows.prefect_support.environment import prepare_environment, state_folder
from mingzhang.flows.prefect_support.server import TemporaryServer


def run_ingest(
    request: Request, observe: Callable[[Tally], None], parameters: Mapping[str, Any] | None = None
) -> Tally:
    """Ingest by the flow; where nothing is new there is nothing to run. `observe` is told the tally while it goes on.

    `parameters` are those of the flow, which Prefect shows. Ctrl-C ends the run after the document that is being
    loaded; a second one ends it at once.
    """
    if importlib.util.find_spec("prefect") is None:
        return _without_prefect(request, observe)
    prepare_environment()
    if request.dask:
        from mingzhang.flows.workers.dask_readers import require_scheduler

        require_scheduler(request.dask)
    server: TemporaryServer | None = None
    session = Session(request, observe)
    try:
        if session.open:
            if not os.environ.get("PREFECT_API_URL"):
                server = TemporaryServer(state_folder() / "prefect-server.log")
                os.environ["PREFECT_API_URL"] = server.url
            if not request.dask:  # A scheduler is met inside the flow, whose runner it is.
                session.start()
            with interruptible(session):
                _run_flow(session, server, parameters or {"warehouse": str(request.warehouse)})
    finally:
        session.close()
        if server:
            server.stop()
            del os.environ["PREFECT_API_URL"]
    return session.tally


def _without_prefect(request: Request, observe: Callable[[Tally], None]) -> Tally:
    """The same run where Prefect, a part of `mingzhang[cluster]`, is not installed: nobody keeps a record of it."""
    session = Session(request, observe)
    try:
        if session.open:
            with interruptible(session):
                session.start()
                session.land(session.open)
    finally:
        session.close()
    return session.tally


def _run_flow(session: Session, server: TemporaryServer | None, parameters: Mapping[str, Any]) -> None:
    gc.disable()  # What is imported stays: collecting among it takes a seventh of the import.
    from prefect import tags
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from mingzhang.flows.ingest.flow import archive_flow

    gc.freeze()
    gc.enable()
    # Heartbeats tell a lasting server that a run is alive; ours ends with the run, and waiting for one takes a second.
    updates = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None} if server else {}
    if server:
        server.wait()
    with temporary_settings(updates):
        paths = list(map(str, session.request.paths))
        run = archive_flow(lambda request: contextlib.nullcontext(session))
        with tags("ingest"):
            state = run(paths, **parameters, return_state=True)
        if session.tally.stopped is None and not session.abandoned:
            state.result()
