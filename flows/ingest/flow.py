"""The Prefect flow: an archive into the warehouse, in a few tasks of many documents each.

A document's state is kept in the warehouse and not in Prefect: a task costs 10 to 20 ms there and thousands of them
unsettle its server, and after a kill its runs stay `Running` for ever. So nothing is retried by Prefect but opening a
warehouse that somebody else is writing: what cannot be read today is recorded, with the reason.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Any, Protocol

from mingzhang.flows.prefect_support.environment import prepare_environment

prepare_environment()

from prefect import Flow, flow, tags, task  # noqa: E402 (the environment comes first)
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.concurrency.sync import concurrency  # noqa: E402
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: E402
from prefect.states import Completed, Failed  # noqa: E402
from pydantic import Field  # noqa: E402

from mingzhang.flows.ingest.artifacts import ProgressArtifact, keep_report  # noqa: E402
from mingzhang.flows.ingest.interruption import Interruptible, interruptible  # noqa: E402
from mingzhang.flows.ingest.options import Choice, RunOptions, spread  # noqa: E402
from mingzhang.flows.ingest.progress import both, outcome_line  # noqa: E402
from mingzhang.flows.ingest.report import report_of  # noqa: E402
from mingzhang.flows.ingest.session import Request, Session, Tally  # noqa: E402
from mingzhang.flows.writing import require_place, write_file  # noqa: E402
from mingzhang.models.errors import ErrorCode, MingzhangError  # noqa: E402

MOST_TASKS = 10
LEAST_DOCUMENTS = 25
# Global concurrency limit (`prefect gcl create mingzhang-writer --limit 1`): runs queue for it where it is set up.
WRITER_LIMIT = "mingzhang-writer"
TURN_SECONDS = 12 * 3600.0
BUSY_DELAYS = [5, 15, 60, 300, 600]
LONGEST_NAME = 120


class Landing(Interruptible, Protocol):
    """A session as a flow uses it: one of this process, or one that another process holds."""

    tally: Tally
    observe: Callable[[Tally], None]

    @property
    def open(self) -> int: ...

    def start(self) -> None: ...

    def land(self, count: int) -> int: ...

    def close(self) -> None: ...


SessionOpening = Callable[[Request], AbstractContextManager[Landing]]
RunCounts = dict[str, Any]


def _parameter(_name: str, kind: Any, choice: Choice) -> Any:
    told: dict[str, Any] = {"description": choice.help}
    if choice.least is not None:
        told["ge"] = choice.least
    if choice.pattern:
        told["pattern"] = choice.pattern
    return Annotated[kind, Field(**told)]


# A decorator: a flow's parameter `options` becomes one parameter a choice of a run, checked by Prefect.
with_parameters = spread(_parameter)
with_warehouse = spread(_parameter, ("warehouse", "report"))


def is_busy(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a task failed because somebody else writes the warehouse: waiting can help then, and only then."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, MingzhangError) and error.code is ErrorCode.WAREHOUSE_BUSY


@task(
    name="open-warehouse",
    retries=len(BUSY_DELAYS),
    retry_delay_seconds=BUSY_DELAYS,
    retry_condition_fn=is_busy,
    persist_result=False,
    cache_policy=NO_CACHE,
)
def open_session(opening: Callable[[], Session]) -> Session:
    """Open the warehouse and plan the run."""
    return opening()


@contextlib.contextmanager
def own_session(request: Request) -> Iterator[Session]:
    """A session of the flow's own."""
    with contextlib.ExitStack() as turn:
        # A slot can outlive its run where a server is killed too. It only orders the queue: the warehouse has a lock.
        with contextlib.suppress(TimeoutError):
            turn.enter_context(concurrency(WRITER_LIMIT, timeout_seconds=TURN_SECONDS))
        yield turn.enter_context(open_session(lambda: Session(request)))


def archive_flow(opening: SessionOpening = own_session) -> Flow[Any, Any]:
    """The flow that ingests an archive; `opening` gives the session, which may be under way already."""

    @flow(name="ingest-archive", retries=0, persist_result=False, flow_run_name=lambda: run_name("ingest"))
    @with_parameters
    def ingest_archive(paths: list[str], options: RunOptions) -> Any:
        """Read what is new under `paths` and load it. Gives the counts of the run (`Tally`).

        Without `store` members of archives are kept beside the warehouse. The report is kept as an artifact too.
        """
        with tags("ingest"):
            return final_state(run_session(Request.of(options, paths), "Ingest", options.report, opening))

    return ingest_archive


ingest_archive = archive_flow()


def run_archive_flow(
    session: Landing, paths: Sequence[str], parameters: Mapping[str, Any], *, server_lasts: bool
) -> Any:
    """Run the flow over a session that is under way, with the flow's `parameters`; gives the run's final state.

    Heartbeats tell a lasting server that a run is alive; one of our own ends with the run, and waiting for one takes a
    second.
    """
    changed = {} if server_lasts else {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}
    run = archive_flow(lambda request: contextlib.nullcontext(session))
    with temporary_settings(changed), tags("ingest"):
        return run(list(paths), **parameters, return_state=True)


def run_name(what: str) -> str:
    """What a run does, and with what: `ingest disclosures, a.zip into budgets.duckdb`."""
    from prefect.runtime import flow_run

    given: dict[str, Any] = flow_run.parameters or {}
    paths = ", ".join(Path(path).name or str(path) for path in given.get("paths", ()))
    warehouse = str(given.get("warehouse", "")).partition("?")[0].rpartition("/")[2]
    name = f"{what} {paths} into {warehouse}" if paths else f"{what} {warehouse}"
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def final_state(counts: RunCounts) -> Any:
    """The state in which a run ends: completed, under another name where documents failed or it was interrupted."""
    if counts.get("stopped"):
        return Failed(message=counts["told"], data=counts["stopped"])
    by_status = counts.get("by_status", {})
    failed = by_status.get("failed", 0) + by_status.get("partial", 0)
    name = "Interrupted" if counts["interrupted"] else "Completed with failures" if failed else "Completed"
    return Completed(name=name, message=counts.get("told"), data=counts)


def run_session(
    request: Request, title: str, report: str | None = None, opening: SessionOpening = own_session
) -> RunCounts:
    """Inside a flow: do what is asked in a few tasks, and keep a report of it. Gives the counts of the run."""
    if report:
        require_place(Path(report))
    key = title.lower().replace(" ", "-")
    with opening(request) as session, interruptible(session):
        progress = ProgressArtifact(f"{key}-progress")
        session.observe = both(session.observe, progress)
        session.start()
        _land_all(session)
        tally = session.tally
        progress.end(tally)
        session.close()  # The report reads what the run has written.
    if not tally.stopped:
        markdown = report_of(request.warehouse, title, tally)
        keep_report(markdown, f"{key}-report", f"{tally.landed} documents")
        if report:
            write_file(Path(report), markdown.encode())
    return {
        "files": tally.files,
        "documents": tally.documents,
        "unchanged": tally.unchanged,
        "landed": tally.landed,
        "by_status": dict(tally.by_status),
        "pages": tally.pages_read,
        "interrupted": tally.interrupted,
        "stopped": tally.stopped,
        "told": str(tally.stopped or outcome_line(tally)),
    }


def _land_all(session: Landing) -> None:
    """Load what the workers finish, a batch of documents a task."""

    @task(name="land-documents", retries=0, persist_result=False, cache_policy=NO_CACHE)
    def land_documents(number: int, count: int) -> int:
        """Load the next `count` documents that the workers finish; `number` counts the batches."""
        return session.land(count)

    batch = max(LEAST_DOCUMENTS, -(-session.open // MOST_TASKS))
    number = 0
    while session.open:
        number += 1
        land_documents(number, min(batch, session.open))
