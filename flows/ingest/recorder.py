"""A run as Prefect sees it: a process beside it runs the flow, and is told here how far the run is.

Prefect's client, its server and the flow are imported once, in that process, and what reads and loads waits for none of
them. Words go one way, through a pipe, and end when this process does, in whatever way.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mingzhang.flows.ingest.session import Tally

EVERY_SECONDS = 0.5
PROGRAM = "mingzhang.flows.ingest.recorded_run"


@dataclass(frozen=True, slots=True)
class Announced:
    """What a run is asked to do: `parameters` are those of the flow, beside the paths."""

    paths: tuple[str, ...]
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """How far a run is. After the last word (`ended`) the warehouse is closed; `error` is what ended the run early."""

    tally: Tally
    ended: bool = False
    error: str = ""


class Recorder:
    """The process that runs the flow; what it and its libraries say goes to `log`."""

    def __init__(self, log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", PROGRAM],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._told_at = 0.0
        self._has_ended = False

    def announce(self, announced: Announced, tally: Tally) -> None:
        """Tell that there is a run. The process has begun to import what it needs before."""
        self._write(pickle.dumps(announced) + pickle.dumps(Told(tally)))

    def observe(self, tally: Tally) -> None:
        """Tell how far the run is, now and then; what finds no room in the pipe at once is not waited for."""
        if time.monotonic() - self._told_at < EVERY_SECONDS:
            return
        self._told_at = time.monotonic()
        word = pickle.dumps(Told(replace(tally, problems=[])))
        pipe = self._process.stdin
        assert pipe is not None
        # So little is written whole or not at all.
        if len(word) <= select.PIPE_BUF and select.select([], [pipe], [], 0.0)[1]:
            os.set_blocking(pipe.fileno(), False)
            with contextlib.suppress(BlockingIOError):
                self._write(word)
            os.set_blocking(pipe.fileno(), True)

    def end(self, tally: Tally, error: str = "") -> bool:
        """Tell what the run came to, once its warehouse is closed, and wait until it is kept; whether it was."""
        self._has_ended = True
        self._write(pickle.dumps(Told(tally, ended=True, error=error)))
        self._process.communicate()
        return self._process.returncode == 0

    def abandon(self) -> None:
        """Wait no longer: the process finds the pipe ended, and notes so of the run that was announced.

        After the last word it may be at its report, and would keep the warehouse from the next run.
        """
        if self._has_ended:
            self.dismiss()
        pipe = self._process.stdin
        with contextlib.suppress(OSError):
            if pipe is not None:
                pipe.close()

    def dismiss(self) -> None:
        """End the process: there is no run after all, or nobody waits for its record."""
        self._process.kill()
        self._process.communicate()

    def _write(self, words: bytes) -> None:
        """Write at once; where the process has gone, `end` tells."""
        pipe = self._process.stdin
        assert pipe is not None
        with contextlib.suppress(BrokenPipeError):
            while words:
                words = words[os.write(pipe.fileno(), words) :]


def announced_of(paths: tuple[Path, ...], parameters: Mapping[str, Any]) -> Announced:
    """The announcement of a run over `paths`."""
    return Announced(tuple(map(str, paths)), dict(parameters))
