"""The Prefect flow: an archive into the warehouse, in a few tasks of many documents each.

A document's state is kept in the warehouse and not in Prefect: a task costs 10 to 20 ms there and thousands of them
unsettle its server, and after a kill its runs stay `Running` for ever. So nothing is retried by Prefect but opening a
warehouse that somebody else is writing: what cannot be read today is recorded, with the reason.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any

from mingzhang.flows.prefect_support.environment import prepare_environment

prepare_environment()

from prefect import flow, task  # noqa: E402 (the environment comes first)
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.concurrency.sync import concurrency  # noqa: E402
from pydantic import Field  # noqa: E402

from mingzhang.extractors.settings import Settings  # noqa: E402
from mingzhang.flows.ingest.artifacts import ProgressArtifact, both, keep_report  # noqa: E402
from mingzhang.flows.ingest.interruption import interruptible  # noqa: E402
from mingzhang.flows.ingest.report import report_of  # noqa: E402
from mingzhang.flows.ingest.session import Request, Session  # noqa: E402
from mingzhang.flows.workers.jobs import Limits  # noqa: E402
from mingzhang.flows.writing import require_place, write_file  # noqa: E402
from mingzhang.models.errors import ErrorCode, MingzhangError  # noqa: E402

MOST_TASKS = 10
LEAST_DOCUMENTS = 25
# Global concurrency limit (`prefect gcl create mingzhang-writer --limit 1`): runs queue for it where it is set up.
WRITER_LIMIT = "mingzhang-writer"
TURN_SECONDS = 12 * 3600.0
BUSY_DELAYS = [5, 15, 60, 300, 600]

# A session that the command line has started already, while Prefect was being imported.
prepared: ContextVar[Session | None] = ContextVar("prepared", default=None)

Count = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(ge=1)]
Mebibytes = Annotated[int, Field(ge=256)]
Pages = Annotated[int, Field(ge=1)]
DaskAddress = Annotated[str, Field(pattern=r"^$|^(tcp|tls|ws|wss)://\S+$")]


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


@task(name="land-documents", retries=0, persist_result=False, cache_policy=NO_CACHE)
def land_documents(number: int, count: int) -> int:
    """Load the next `count` documents that the workers finish; `number` counts the batches."""
    session = prepared.get()
    if session is None:
        raise RuntimeError("land_documents runs inside a flow that ingests")
    return session.land(count)


@flow(name="ingest-archive", retries=0, persist_result=False)
def ingest_archive(
    paths: list[str],
    warehouse: str = "mingzhang.duckdb",
    workers: Count = 0,
    again: bool = False,
    retry_failed: bool = False,
    page_seconds: Seconds = 120.0,
    document_seconds: Seconds = 1800.0,
    memory_mib: Mebibytes = 4096,
    max_pages: Pages = 3000,
    ocr_model: str = "embedded",
    dask: DaskAddress = "",
    shared: str | None = None,
    store: str | None = None,
    keep_files: bool = False,
    report: str | None = None,
) -> dict[str, Any]:
    """Read what is new under `paths` and load it. Gives the counts of the run (`Tally`).

    `store` is where members of archives are kept (beside the warehouse unless named), with `keep_files` every file.
    `dask` names a scheduler whose workers read, `shared` the folder that they and this process see; `report` a file for
    the report, which the run keeps as an artifact too.
    """
    request = Request(
        paths=tuple(map(Path, paths)),
        warehouse=warehouse,
        workers=workers,
        again=again,
        retry_failed=retry_failed,
        settings=Settings(max_pages=max_pages, ocr_model=ocr_model),
        limits=Limits(page_seconds=page_seconds, document_seconds=document_seconds, memory_mib=memory_mib),
        dask=dask,
        shared=Path(shared) if shared else None,
        store=store,
        keep_files=keep_files,
    )
    return run_session(request, "Ingest", report)


def run_session(request: Request, title: str, report: str | None = None) -> dict[str, Any]:
    """Inside a flow: do what is asked in a few tasks, and keep a report of it. Gives the counts of the run."""
    if report:
        require_place(Path(report))
    key = title.lower().replace(" ", "-")
    with _session(request) as session:
        progress = ProgressArtifact(f"{key}-progress")
        session.observe = both(session.observe, progress)
        session.start()
        batch = max(LEAST_DOCUMENTS, -(-session.open // MOST_TASKS))
        number = 0
        while session.open:
            number += 1
            land_documents(number, min(batch, session.open))
        tally = session.tally
        progress.end(tally)
        session.close()  # The report reads what the run has written.
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
    }


@contextlib.contextmanager
def _session(request: Request) -> Iterator[Session]:
    """The session that is under way, else one of the flow's own."""
    session = prepared.get()
    if session is not None:
        yield session
        return
    with contextlib.ExitStack() as turn:
        # A slot can outlive its run where a server is killed too. It only orders the queue: the warehouse has a lock.
        with contextlib.suppress(TimeoutError):
            turn.enter_context(concurrency(WRITER_LIMIT, timeout_seconds=TURN_SECONDS))
        own = turn.enter_context(open_session(lambda: Session(request)))
        turn.enter_context(interruptible(own))
        token = prepared.set(own)
        try:
            yield own
        finally:
            prepared.reset(token)
