"""What runs in a Dask worker: a document read by a child process, held to its limits, its rows put where all see them.

The worker itself opens no document, so no document takes it down. Rows are staged beside the worker first and then
published as Parquet, by a temporary name and a rename, under a name of this attempt alone: should a worker that was
given up for lost go on, it is in nobody's way.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import shutil
import tempfile
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from mingzhang.extractors.settings import Settings
from mingzhang.flows.workers.child import stage_failure
from mingzhang.flows.workers.jobs import DocumentOutcome, Job, Limits
from mingzhang.flows.workers.pool import Readers
from mingzhang.flows.workers.version import pipeline_version
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.loading.staging import publish

# The run's mark in its shared folder: its content tells that worker and run see the same folder; gone, the run is over.
MARK = "mark"
# The parts of that folder: files that lie where workers do not see them, pages read so far, rows, attempts under way.
FILES, PAGES, STAGED, TRIES = "files", "pages", "staged", "tries"
# A document is given up after this many workers died while they read it (Dask gives up after four).
DEATHS = 2

_mine = threading.local()


def probe(folder: Path, mark: str, job: Job) -> ErrorCode | None:
    """Whether this worker can serve a run: it sees the same folder and has the same code."""
    if _mark(folder) != mark:
        return ErrorCode.SHARED_UNSEEN
    return None if _version(job.settings) == mark.partition(" ")[0] else ErrorCode.WORKERS_DIFFER


def read_on_worker(job: Job, limits: Limits, mark: str) -> DocumentOutcome:
    """Read a document and publish its rows in the run's folder. Raises `MingzhangError` as `probe` has it."""
    if code := probe(job.folder, mark, job):
        raise MingzhangError(code, _worker_name())
    with _trying(job) as deaths:
        if deaths >= DEATHS:
            died = MingzhangError(ErrorCode.WORKER_DIED, f"{deaths} Dask workers were lost while they read it")
            local = _local(job)
            return _publish(stage_failure(local, died), job)
        return _publish(_read(job, limits, mark), job)


def _read(job: Job, limits: Limits, mark: str) -> DocumentOutcome:
    local = _local(job)
    readers = _readers(limits)
    pages = job.folder / PAGES / job.document_id
    noted = 0
    try:
        readers.submit([local])
        while True:
            if outcomes := readers.finished():
                return outcomes[0]
            if readers.pages_under_way() != noted:
                noted = readers.pages_under_way()
                with contextlib.suppress(OSError):
                    pages.write_text(str(noted))
            if _mark(job.folder) != mark:
                raise MingzhangError(ErrorCode.SHARED_UNSEEN, _worker_name())
    except BaseException:
        _end_readers()
        raise
    finally:
        pages.unlink(missing_ok=True)


def _publish(outcome: DocumentOutcome, job: Job) -> DocumentOutcome:
    staged = job.folder / STAGED / uuid.uuid4().hex / job.document_id
    try:
        publish(outcome.staged, staged)
    finally:
        shutil.rmtree(outcome.staged, ignore_errors=True)
    return replace(outcome, staged=staged)


@contextlib.contextmanager
def _trying(job: Job) -> Iterator[int]:
    """How many workers began with this document and never came to an end; this attempt is noted as long as it lasts."""
    tries = job.folder / TRIES / job.document_id
    tries.mkdir(exist_ok=True)
    before = len(list(tries.iterdir()))
    mine = tries / uuid.uuid4().hex
    mine.touch()
    try:
        yield before
    finally:
        mine.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            tries.rmdir()


@functools.cache
def _version(settings: Settings) -> str:
    """Taken once: what counts is the code that this process has imported."""
    return pipeline_version(settings)


def _mark(folder: Path) -> str | None:
    try:
        return (folder / MARK).read_text("utf-8")
    except OSError:
        return None


def _local(job: Job) -> Job:
    """The job as the child process has it: staged on this machine's own disk."""
    return replace(job, folder=_folder())


def _folder() -> Path:
    """This thread's own folder, in the worker's scratch space, which Dask clears up after a worker that was killed."""
    folder: Path | None = getattr(_mine, "folder", None)
    if folder is None or not folder.is_dir():
        folder = Path(tempfile.mkdtemp(prefix="mingzhang-", dir=_scratch_space()))
        _mine.folder = folder
    return folder


def _readers(limits: Limits) -> Readers:
    """This thread's child process, kept from document to document: a recogniser takes seconds to load."""
    readers: Readers | None = getattr(_mine, "readers", None)
    if readers is None or readers.limits != limits:
        _end_readers()
        _allow_children()
        readers = Readers(1, limits, _folder())
        _mine.readers = readers
    return readers


def _end_readers() -> None:
    readers: Readers | None = getattr(_mine, "readers", None)
    _mine.readers = None
    if readers:
        readers.close(at_once=True)


def _allow_children() -> None:
    """Dask's nanny starts its worker as a daemon, which may have no children, to be sure that none outlives it.

    Ours die with their parent by the kernel's doing (`start_worker`).
    """
    process: Any = multiprocessing.current_process()
    process._config["daemon"] = False


def _scratch_space() -> str:
    from distributed import get_worker

    try:
        return str(get_worker().local_directory)
    except ValueError:  # Not in a worker.
        return tempfile.gettempdir()


def _worker_name() -> str:
    return f"process {os.getpid()} on {os.uname().nodename}"
