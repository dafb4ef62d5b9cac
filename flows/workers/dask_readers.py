"""Readers on other machines: Dask workers read, and publish rows as Parquet in a folder that all machines see.

The interface is that of `flows/workers/pool.py`. Prefect's Dask runner makes the connection, and the documents go over
it as plain Dask jobs, one a document. As Prefect tasks they would make every worker import Prefect and reach its
server; in batches the last worker would be left alone with its batch, and one bad document could take a batch along.
Dask knows only so many documents at a time: the next are handed out as the loader takes what is finished, so no more
is staged than it can land.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import socket
import time
import uuid
from collections import Counter, deque
from collections.abc import Iterable
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psutil

from mingzhang.flows.workers.child import stage_failure
from mingzhang.flows.workers.dask_worker import FILES, MARK, PAGES, STAGED, TRIES, probe, read_on_worker
from mingzhang.flows.workers.jobs import DocumentOutcome, Job, Limits, Progress
from mingzhang.models.errors import ErrorCode, MingzhangError

if TYPE_CHECKING:
    from distributed import Client

POLL_SECONDS = 0.2
LOOK_SECONDS = 5.0
ANSWER_SECONDS = 10.0
WORKERS_SECONDS = 60.0
# For every thread of a worker: one document that it reads, and one that waits.
HANDED_OUT_A_THREAD = 2
ATTEMPTS = 3
RUN = "run-"
SILENT_SECONDS = 3600.0
UNMARKED_SECONDS = 60.0
ENDS_THE_RUN = (ErrorCode.SHARED_UNSEEN, ErrorCode.WORKERS_DIFFER)


@dataclass(slots=True)
class DaskReaders:
    """Workers of a Dask scheduler. One thread uses it: `submit`, then `finished` until nothing is `open`.

    `address` is the scheduler's, `shared` a folder that all machines see by this path; in it the run has a `folder`.
    Raises `MingzhangError` (`no_scheduler`, `no_workers`, `shared_unseen`, `workers_differ`).
    """

    address: str
    shared: Path
    limits: Limits
    version: str
    folder: Path = field(init=False)
    _mark: str = field(init=False)
    _waiting: deque[Job] = field(default_factory=deque)
    _handed_out: dict[str, tuple[Job, Any]] = field(default_factory=dict)
    _attempts: Counter[str] = field(default_factory=Counter)
    _ready: deque[DocumentOutcome] = field(default_factory=deque)
    _done: queue.SimpleQueue[Any] = field(default_factory=queue.SimpleQueue)
    _runner: Any = field(init=False)
    _client: Client = field(init=False)
    _threads: int = 1
    _looked: float = 0.0
    _seen_workers: float = 0.0
    _sample: Job | None = None
    _welcome: set[str] = field(default_factory=set)
    _given: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        require_scheduler(self.address)
        from prefect_dask.task_runners import DaskTaskRunner

        self.folder = _new_folder(self.shared)
        self._mark = f"{self.version} {socket.gethostname()} {os.getpid()} {uuid.uuid4().hex}"
        (self.folder / MARK).write_text(self._mark, "utf-8")
        self._runner = DaskTaskRunner(address=self.address)
        self._runner.__enter__()
        try:
            self._client = self._runner.client
        except OSError as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise MingzhangError(ErrorCode.NO_SCHEDULER, self.address) from error

    @property
    def open(self) -> int:
        """How many documents are not finished."""
        return len(self._waiting) + len(self._handed_out) + len(self._ready)

    def submit(self, jobs: Iterable[Job]) -> None:
        """Hand over jobs, in this order."""
        self._waiting.extend(replace(job, folder=self.folder) for job in jobs)
        self._sample = self._waiting[0] if self._waiting else None
        with contextlib.suppress(TimeoutError):
            self._client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        self._seen_workers = time.monotonic() - WORKERS_SECONDS
        self._look()
        self._hand_out()

    def finished(self, timeout: float = POLL_SECONDS) -> list[DocumentOutcome]:
        """What has finished since the last call, waiting `timeout` seconds at most; keeps watch over the others."""
        while self._given:
            shutil.rmtree(self._given.pop(), ignore_errors=True)
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            self._look()
        self._hand_out()
        outcome = self._ready.popleft() if self._ready else self._next(timeout)
        if outcome is None:
            return []
        self._given.append(outcome.staged.parent)
        return [outcome]

    def again(self) -> bool:
        """Whether what had no room on the disk can be read again in this run: not here."""
        return False

    def pages_under_way(self) -> int:
        """Pages that were read of documents not finished yet, as the workers note them."""
        pages = 0
        for note in (self.folder / PAGES).iterdir():
            with contextlib.suppress(OSError, ValueError):
                pages += int(note.read_text())
        return pages

    def under_way(self) -> dict[str, Progress]:
        """How far single documents are: only their workers know."""
        return {}

    def close(self, *, at_once: bool = False) -> None:
        """Let go of the scheduler. Workers still at a document leave it when the run's folder is gone."""
        for _, future in self._handed_out.values():
            with contextlib.suppress(Exception):  # The scheduler may be gone; then there is nothing to cancel.
                future.cancel()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._runner.__exit__(None, None, None)

    def _hand_out(self) -> None:
        while self._waiting and len(self._handed_out) < HANDED_OUT_A_THREAD * self._threads:
            job = self._waiting.popleft()
            try:
                job = self._within_reach(job)
            except OSError as error:
                reason = MingzhangError(ErrorCode.UNREADABLE, error.strerror or "unknown reason")
                self._ready.append(self._failed(job, reason))
                continue
            self._send(job)

    def _send(self, job: Job) -> None:
        future: Any = self._client.submit(
            read_on_worker,
            job,
            self.limits,
            self._mark,
            key=f"read-on-worker-{uuid.uuid4().hex}",
            pure=False,
        )
        self._handed_out[future.key] = (job, future)
        future.add_done_callback(self._done.put)

    def _within_reach(self, job: Job) -> Job:
        """The job with its file where workers see it: as it lies in the shared folder, else a link or a copy."""
        if job.path.is_relative_to(self.shared) or job.stored:
            return job
        near = self.folder / FILES / job.document_id
        near.unlink(missing_ok=True)
        try:
            os.link(job.path.resolve(), near)
        except OSError:
            shutil.copyfile(job.path, near)
        return replace(job, path=near)

    def _next(self, timeout: float) -> DocumentOutcome | None:
        try:
            outcome = self._settle(self._done.get(timeout=timeout))
        except queue.Empty:
            return None
        self._hand_out()
        return outcome

    def _settle(self, future: Any) -> DocumentOutcome | None:
        """The outcome of a finished job; None where it is read again, or was settled before."""
        if future.key not in self._handed_out:
            return None
        job, _ = self._handed_out.pop(future.key)
        from distributed import KilledWorker

        try:
            outcome: DocumentOutcome = future.result()
        except KilledWorker as error:
            return self._read_again(job, f"{error.last_worker.name}, with every worker that was given it")
        except CancelledError:
            self._require_scheduler()
            return self._read_again(job, "the scheduler forgot it")
        except MingzhangError as error:
            if error.code in ENDS_THE_RUN:
                raise
            return self._failed(job, error)
        except Exception as error:  # What a document does to its reader never gets here: Dask itself is ill.
            self._look()
            if self._attempts[job.document_id] + 1 >= ATTEMPTS:
                found = f"{type(error).__name__}: {str(error).partition('.')[0]}"
                raise MingzhangError(ErrorCode.DASK_FAILED, found) from error
            return self._read_again(job, "")
        finally:
            future.release()
        self._forget(job)
        return outcome

    def _read_again(self, job: Job, found: str) -> DocumentOutcome | None:
        """Hand a document out anew: Dask gives up those whose workers died, also when another one was to blame."""
        self._attempts[job.document_id] += 1
        if self._attempts[job.document_id] < ATTEMPTS:
            self._send(job)
            return None
        return self._failed(job, MingzhangError(ErrorCode.WORKER_DIED, found))

    def _failed(self, job: Job, error: MingzhangError) -> DocumentOutcome:
        outcome = stage_failure(replace(job, folder=self.folder / STAGED / uuid.uuid4().hex), error)
        self._forget(job)
        return outcome

    def _forget(self, job: Job) -> None:
        if job.path.parent == self.folder / FILES:
            job.path.unlink(missing_ok=True)

    def _look(self) -> None:
        """Count the workers, and see that new ones are fit. Without any for a minute the run ends."""
        self._looked = time.monotonic()
        os.utime(self.folder / MARK)
        try:
            workers: dict[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        except OSError as error:
            raise MingzhangError(ErrorCode.NO_SCHEDULER, self.address) from error
        self._threads = sum(worker["nthreads"] for worker in workers.values()) or self._threads
        if workers:
            self._seen_workers = self._looked
        elif self._looked - self._seen_workers >= WORKERS_SECONDS:
            self._require_scheduler()
            raise MingzhangError(ErrorCode.NO_WORKERS, self.address)
        new = sorted(workers.keys() - self._welcome)
        if new and self._sample:
            found = self._client.run(probe, self.folder, self._mark, self._sample, workers=new, on_error="return")
            for worker, unfit in found.items():
                if isinstance(unfit, ErrorCode):
                    raise MingzhangError(unfit, worker)
                if isinstance(unfit, OSError):
                    new.remove(worker)  # It has gone in the meantime.
                elif unfit is not None:  # It cannot even import what it is to run.
                    raise MingzhangError(ErrorCode.WORKERS_DIFFER, f"{worker}: {unfit}")
        self._welcome.update(new)

    def _require_scheduler(self) -> None:
        if self._client.status != "running":
            raise MingzhangError(ErrorCode.NO_SCHEDULER, self.address)


def require_scheduler(address: str) -> None:
    """See whether somebody listens at a scheduler's address. Raises `MingzhangError` (`no_scheduler`)."""
    parts = urlsplit(address)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=ANSWER_SECONDS):
            return
    except (OSError, ValueError) as error:
        raise MingzhangError(ErrorCode.NO_SCHEDULER, address) from error


def _new_folder(shared: Path) -> Path:
    """A run's folder of its own. What runs left there that were killed is removed."""
    try:
        shared.mkdir(parents=True, exist_ok=True)
        for other in shared.glob(f"{RUN}*"):
            if _is_over(other):
                shutil.rmtree(other, ignore_errors=True)
        folder = shared / f"{RUN}{uuid.uuid4().hex}"
        folder.mkdir(mode=0o700)  # Names and phones as printed pass through it.
        for part in (FILES, PAGES, STAGED, TRIES):
            (folder / part).mkdir()
    except OSError as error:
        raise MingzhangError(ErrorCode.UNREADABLE, f"{shared}: {error.strerror}") from error
    return folder


def _is_over(folder: Path) -> bool:
    """A run on this machine whose process is gone, or one anywhere that has not been heard of for long."""
    try:
        mark = folder / MARK
        silent = time.time() - mark.stat().st_mtime > SILENT_SECONDS
        _, host, process_id, _ = mark.read_text("utf-8").split(" ")
    except (OSError, ValueError):
        return time.time() - folder.stat().st_mtime > UNMARKED_SECONDS
    return silent or (host == socket.gethostname() and not psutil.pid_exists(int(process_id)))
