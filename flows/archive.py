"""The Prefect flow: an archive into the warehouse, in a few tasks of many documents each.

A document's state is kept in the warehouse and not in Prefect: a task costs 10 to 20 ms there and thousands of them
unsettle its server, and after a kill its runs stay `Running` for ever.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from flows.prefect_environment import prepare_environment

prepare_environment()

from prefect import flow, task  # noqa: E402 (the environment comes first)
from prefect.cache_policies import NO_CACHE  # noqa: E402

from extractors.settings import Settings  # noqa: E402
from flows.jobs import Limits  # noqa: E402
from flows.session import Request, Session  # noqa: E402

MOST_TASKS = 10
LEAST_DOCUMENTS = 25

# A session that the command line has started already, while Prefect was being imported.
prepared: ContextVar[Session | None] = ContextVar("prepared", default=None)


@task(name="land-documents", retries=0, persist_result=False, cache_policy=NO_CACHE)
def land_documents(number: int, count: int) -> int:
    """Load the next `count` documents that the workers finish; `number` counts the batches."""
    session = prepared.get()
    if session is None:
        raise RuntimeError("land_documents runs inside ingest_archive only")
    return session.land(count)


@flow(name="ingest-archive", retries=0, persist_result=False, validate_parameters=False)
def ingest_archive(
    paths: list[str],
    warehouse: str = "mingzhang.duckdb",
    workers: int = 0,
    again: bool = False,
    retry_failed: bool = False,
    page_seconds: float = 120.0,
    document_seconds: float = 1800.0,
    memory_mib: int = 4096,
    max_pages: int = 3000,
    ocr_model: str = "embedded",
) -> dict[str, Any]:
    """Read what is new under `paths` and load it. Gives the counts of the run (`Tally`)."""
    request = Request(
        paths=tuple(map(Path, paths)),
        warehouse=warehouse,
        workers=workers,
        again=again,
        retry_failed=retry_failed,
        settings=Settings(max_pages=max_pages, ocr_model=ocr_model),
        limits=Limits(page_seconds=page_seconds, document_seconds=document_seconds, memory_mib=memory_mib),
    )
    with _session(request) as session:
        session.start()
        batch = max(LEAST_DOCUMENTS, -(-session.open // MOST_TASKS))
        number = 0
        while session.open:
            number += 1
            land_documents(number, min(batch, session.open))
        tally = session.tally
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
    with Session(request) as own:
        token = prepared.set(own)
        try:
            yield own
        finally:
            prepared.reset(token)
