"""A Dask scheduler and workers on this machine, each a process of its own as on machines of their own.

As a preload of a worker (`--preload tests.support.dask_cluster`) it gives every reader one version: the code may be
under edit while tests run, and what they are about is not.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from mingzhang.extractors.settings import Settings
from mingzhang.models.errors import ErrorCode
from mingzhang.models.records.documents import Document
from tests.support.fake_readers import OnPage, slow

ROOT = Path(__file__).resolve().parents[2]
VERSION = "test"
START_SECONDS = 60.0


def dask_setup(worker: object) -> None:
    """What Dask calls in a worker that preloads this module."""
    from mingzhang.flows.workers import dask_worker

    dask_worker.pipeline_version = lambda settings: VERSION  # type: ignore[assignment]


def deadly(path: Path, settings: Settings, *, skip_pages: Mapping[int, ErrorCode], on_page: OnPage) -> Document:
    """A reader whose document takes down the Dask worker that it is read for, and not only the process that reads."""
    if "deadly" in path.name:
        on_page(1, 1)
        forkserver = psutil.Process(os.getppid())
        os.kill(forkserver.ppid(), signal.SIGKILL)
        time.sleep(30)
    return slow(path, settings, skip_pages=skip_pages, on_page=on_page)


@dataclass(slots=True)
class Cluster:
    """A scheduler, and workers that can be killed."""

    folder: Path
    preload: bool = True
    root: Path = ROOT
    address: str = ""
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_scheduler(self) -> None:
        port = free_port()
        self.address = f"tcp://127.0.0.1:{port}"
        options = ["--host", "127.0.0.1", "--port", f"{port}", "--no-dashboard"]
        self._processes.append(self._start("scheduler", *options))
        deadline = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return
            assert time.monotonic() < deadline, "the scheduler did not start"
            time.sleep(0.1)

    def start_worker(self, *options: str) -> None:
        preload = ["--preload", "tests.support.dask_cluster"] if self.preload else []
        scratch = ["--local-directory", str(self.folder / "scratch")]
        alone = ["--nthreads", "1", "--no-dashboard"]
        self.workers.append(self._start("worker", self.address, *alone, *scratch, *preload, *options))

    def kill_worker(self, number: int) -> None:
        """As a machine that loses its power: nothing of the worker says good-bye."""
        os.killpg(self.workers[number].pid, signal.SIGKILL)
        self.workers[number].wait()

    def kill_scheduler(self) -> None:
        os.killpg(self._processes[0].pid, signal.SIGKILL)
        self._processes[0].wait()

    def close(self) -> None:
        for process in [*self.workers, *self._processes]:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(self.root)}
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{kind}-{len(self.workers)}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", kind, *options],
                stdout=log,
                stderr=log,
                env=environment,
                cwd=self.root,
                start_new_session=True,
            )


@contextlib.contextmanager
def cluster(folder: Path, workers: int, *options: str, preload: bool = True, root: Path = ROOT) -> Iterator[Cluster]:
    """A cluster of worker processes of one thread each, with Dask's `options` and the code under `root`."""
    running = Cluster(folder, preload, root)
    try:
        running.start_scheduler()
        for _ in range(workers):
            running.start_worker(*options)
        yield running
    finally:
        running.close()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
