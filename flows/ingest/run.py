"""A run from this process: it reads and loads, while another one shows the run to Prefect.

Prefect's imports and its server take seconds of processor time, for which what reads and loads should not wait.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Mapping
from typing import Any

from mingzhang.flows.console import say
from mingzhang.flows.ingest.interruption import interruptible
from mingzhang.flows.ingest.progress import both
from mingzhang.flows.ingest.recorder import Recorder, announced_of
from mingzhang.flows.ingest.session import Request, Session, Tally
from mingzhang.flows.language import told
from mingzhang.flows.prefect_support.environment import importing, prepare_environment, state_folder
from mingzhang.flows.prefect_support.server import TemporaryServer
from mingzhang.models.errors import MingzhangError


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
    parameters = parameters or {"warehouse": str(request.warehouse)}
    if request.dask:
        return _on_dask(request, observe, parameters)
    from mingzhang.flows.workers.pool import prepare_processes

    log = state_folder() / "prefect-server.log"
    recorder = Recorder(log)  # It has more to import than this process.
    prepare_processes()
    try:
        session = Session(request, observe)
    except BaseException:
        recorder.dismiss()
        raise
    try:
        if not session.open:
            recorder.dismiss()
        elif not _recorded(session, recorder, parameters):
            say(told("Prefect has kept no record of this run; see {log}", log=log))
    finally:
        session.close()
    return session.tally


def _recorded(session: Session, recorder: Recorder, parameters: Mapping[str, Any]) -> bool:
    """Read and load, while another process shows it to Prefect; whether it did."""
    try:
        session.start()
        recorder.announce(announced_of(session.request.paths, parameters), session.tally)
        session.observe = both(session.observe, recorder.observe)
        with interruptible(session):
            try:
                session.land(session.open)
                session.close()
            except MingzhangError as error:
                session.close()
                recorder.end(session.tally, str(error))
                raise
            return recorder.end(session.tally)
    finally:
        recorder.abandon()


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


def _on_dask(request: Request, observe: Callable[[Tally], None], parameters: Mapping[str, Any]) -> Tally:
    """The same by a flow in this process: a scheduler is met inside the flow, whose runner it is."""
    from mingzhang.flows.workers.dask_readers import require_scheduler

    require_scheduler(request.dask)
    server: TemporaryServer | None = None
    session = Session(request, observe)
    try:
        if session.open:
            if not os.environ.get("PREFECT_API_URL"):
                server = TemporaryServer(state_folder() / "prefect-server.log")
                os.environ["PREFECT_API_URL"] = server.url
            with interruptible(session):
                _run_flow(session, server, parameters)
    finally:
        session.close()
        if server:
            server.stop()
            del os.environ["PREFECT_API_URL"]
    return session.tally


def _run_flow(session: Session, server: TemporaryServer | None, parameters: Mapping[str, Any]) -> None:
    with importing():
        from mingzhang.flows.ingest.flow import run_archive_flow

    if server:
        server.wait()
    paths = list(map(str, session.request.paths))
    state = run_archive_flow(session, paths, parameters, server_lasts=server is None)
    if session.tally.stopped is None and not session.abandoned:
        state.result()
