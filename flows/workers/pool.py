"""Worker processes that read documents, held to their time and memory; a killed one costs its page, never the run."""

from __future__ import annotations

import multiprocessing
import multiprocessing.context
import os
import queue
import shutil
import signal
import threading
import time
from collections.abc import Iterable
from concurrent.futures import CancelledError, Future, TimeoutError
from dataclasses import dataclass, field, replace
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import psutil
from pebble import ProcessExpired, ProcessPool

from mingzhang.flows.workers.child import read_and_stage, stage_failure, start_worker
from mingzhang.flows.workers.jobs import PROGRESS_SUFFIX, DocumentOutcome, Job, Limits, Progress, read_progress
from mingzhang.models.errors import ErrorCode, MingzhangError

POLL_SECONDS = 0.2
LOST_AFTER_POLLS = 15
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(slots=True)
class _Running:
    job: Job
    attempt: int = 1
    last: Progress | None = None
    killed_for: ErrorCode | None = None
    polls_without_process: int = 0


@dataclass(slots=True)
class Readers:
    """A pool of worker processes. One thread uses it: `submit`, then `finished` until nothing is `open`.

    `folder` is the run's own, where every job stages its document.
    """

    workers: int
    limits: Limits
    folder: Path
    _running: dict[str, _Running] = field(default_factory=dict)
    _under_way: list[_Running] = field(default_factory=list)
    _done: queue.SimpleQueue[tuple[_Running, Future[DocumentOutcome]]] = field(default_factory=queue.SimpleQueue)
    _pool: Any = field(init=False)
    _watched: float = 0.0
    _starter: threading.Thread | None = None
    _full: list[_Running] = field(default_factory=list)

    def __post_init__(self) -> None:
        context = _context()
        self._pool = ProcessPool(
            max_workers=self.workers,
            max_tasks=self.limits.documents_a_worker,
            initializer=start_worker,
            context=context,
        )

    @property
    def open(self) -> int:
        """How many documents are not finished."""
        return len(self._running)

    def submit(self, jobs: Iterable[Job]) -> None:
        """Hand over jobs, in this order. The processes start beside the caller: it has other things to import."""
        for job in jobs:
            self._running[job.document_id] = _Running(job)
        waiting = list(self._running.values())
        self._starter = threading.Thread(target=self._schedule_all, args=[waiting], daemon=True)
        self._starter.start()

    def finished(self, timeout: float = POLL_SECONDS) -> list[DocumentOutcome]:
        """What has finished since the last call, waiting `timeout` seconds at most; keeps watch over the others.

        Raises `MingzhangError` (`disk_full`); `again` tries what had no room once more.
        """
        outcomes: list[DocumentOutcome] = []
        deadline = time.monotonic() + timeout
        while not outcomes:
            try:
                running, future = self._done.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                break
            outcome = self._settle(running, future)
            outcomes += [outcome] if outcome else []
        if time.monotonic() - self._watched >= POLL_SECONDS:
            self._watch()
            self._watched = time.monotonic()
        return outcomes

    def pages_under_way(self) -> int:
        """Pages that were read of documents not finished yet."""
        unsettled = (running for running in self._under_way if self._running.get(running.job.document_id) is running)
        return sum(max(0, running.last.page - 1) for running in unsettled if running.last)

    def under_way(self) -> dict[str, Progress]:
        """How far the documents are that are being read, by id."""
        return {running.job.document_id: running.last for running in self._under_way if running.last}

    def close(self, *, at_once: bool = False) -> None:
        """End the processes; `at_once` without waiting for what they read."""
        if self._starter:
            self._starter.join()
        if at_once:
            self._pool.stop()
        else:
            self._pool.close()
        self._pool.join()

    def again(self) -> bool:
        """Read again what had no room on the disk; whether that can be."""
        full, self._full = self._full, []
        for running in full:
            again = _Running(running.job, running.attempt)
            self._running[running.job.document_id] = again
            self._schedule(again)
        return True

    def _schedule_all(self, waiting: list[_Running]) -> None:
        for running in waiting:
            self._schedule(running)

    def _schedule(self, running: _Running) -> None:
        future = self._pool.schedule(read_and_stage, args=[running.job], timeout=self.limits.document_seconds)
        future.add_done_callback(lambda done: self._done.put((running, done)))

    def _watch(self) -> None:
        """Note how far each document is; kill what is past its memory; find processes that ended without saying why."""
        self._under_way = [running for running in map(self._running.get, self._started()) if running]
        for running in self._under_way:
            progress = read_progress(running.job.progress_file)
            if progress is None:
                continue
            running.last = progress
            memory = _memory_mib(progress.process_id)
            if memory is None:
                running.polls_without_process += 1
                if running.polls_without_process > LOST_AFTER_POLLS:
                    self._lost(running)
            elif memory > self.limits.memory_mib and read_progress(running.job.progress_file) is not None:
                running.killed_for = ErrorCode.OUT_OF_MEMORY
                os.kill(progress.process_id, signal.SIGKILL)

    def _started(self) -> list[str]:
        """Ids of the documents that workers are at, by their progress notes; thousands may wait behind them."""
        return [note.stem for note in self.folder.glob(f"*{PROGRESS_SUFFIX}")]

    def _lost(self, running: _Running) -> None:
        future: Future[DocumentOutcome] = Future()
        future.set_exception(ProcessExpired("ended without saying why"))  # type: ignore[no-untyped-call]
        running.polls_without_process = 0
        self._done.put((running, future))

    def _settle(self, running: _Running, future: Future[DocumentOutcome]) -> DocumentOutcome | None:
        """The outcome of a finished job; None where it is read again, or was settled before."""
        job = running.job
        if self._running.get(job.document_id) is not running:
            return None
        try:
            outcome = future.result()
        except TimeoutError:
            outcome = _failed(running, ErrorCode.DOCUMENT_TIMEOUT)
        except ProcessExpired as error:
            return self._read_again(running, *_cause(running, error))
        except CancelledError:
            outcome = _failed(running, ErrorCode.WORKER_DIED, "it was stopped")
        except MingzhangError as error:
            if error.code is ErrorCode.DISK_FULL:
                self._full.append(running)
                raise
            outcome = _failed(running, error.code, error.found)
        except Exception as error:  # What a reader raised that it should not: recorded as `internal`, the run goes on.
            outcome = _failed(running, ErrorCode.INTERNAL, f"{type(error).__name__}: {error}")
        del self._running[job.document_id]
        return outcome

    def _read_again(self, running: _Running, code: ErrorCode, found: str) -> DocumentOutcome | None:
        """Read a document again without the page that killed its worker, a few times."""
        page = running.last.page if running.last else 0
        del self._running[running.job.document_id]
        if page == 0 or running.attempt >= self.limits.attempts:
            return _failed(running, code, found)
        job = replace(running.job, skip_pages={**running.job.skip_pages, page: code})
        job.progress_file.unlink(missing_ok=True)
        shutil.rmtree(job.staged, ignore_errors=True)
        again = _Running(job, running.attempt + 1)
        self._running[job.document_id] = again
        self._schedule(again)
        return None


def prepare_processes() -> None:
    """Start what worker processes are forked from: it imports what reads while the files are found."""
    if isinstance(_context(), multiprocessing.context.ForkServerContext):
        forkserver.ensure_running()


def _context() -> Any:
    for name in THREAD_VARIABLES:
        os.environ.setdefault(name, "1")
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(
            ["mingzhang.flows.workers.child", "mingzhang.flows.cli.app", "mingzhang.extractors.formats.pdf"]
        )
    return context


def _cause(running: _Running, error: ProcessExpired) -> tuple[ErrorCode, str]:
    running.last = read_progress(running.job.progress_file) or running.last
    if running.killed_for:
        return running.killed_for, ""
    if error.exitcode == -signal.SIGALRM:
        opened = running.last and running.last.page
        return (ErrorCode.PAGE_TIMEOUT if opened else ErrorCode.DOCUMENT_TIMEOUT), ""
    known = {-number.value: number.name for number in signal.Signals}
    return ErrorCode.WORKER_DIED, known.get(error.exitcode, f"exit code {error.exitcode}")


def _failed(running: _Running, code: ErrorCode, found: str = "") -> DocumentOutcome:
    page_count = running.last.page_count if running.last else 0
    running.job.progress_file.unlink(missing_ok=True)
    shutil.rmtree(running.job.staged, ignore_errors=True)
    return stage_failure(running.job, MingzhangError(code, found), page_count or None)


def _memory_mib(process_id: int) -> float | None:
    """Resident memory of a process; None where it is gone."""
    try:
        process = psutil.Process(process_id)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.memory_info().rss / (1 << 20)
    except psutil.NoSuchProcess:
        return None
