"""The process that runs the flow of a run that goes on in another: `python -m mingzhang.flows.ingest.recorded_run`.

It hears of the run on its standard input (`flows/ingest/recorder.py`). Where no lasting server is named, Prefect's own
runs in a thread of it, so that client and server are imported once.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from typing import BinaryIO

from mingzhang.flows.console import without_pandas
from mingzhang.flows.ingest.recorder import Announced, Told
from mingzhang.flows.ingest.session import Tally
from mingzhang.flows.prefect_support.environment import importing, prepare_environment
from mingzhang.flows.prefect_support.server import ServerBeside


class RunElsewhere:
    """A session that another process holds, as a flow sees it: landing is to hear that documents have landed."""

    def __init__(self, words: BinaryIO) -> None:
        self._words = words
        self._ended = False
        self.tally = Tally()
        self.observe: Callable[[Tally], None] = lambda tally: None
        self.interrupted = False
        self.abandoned = False
        self._hear()

    @property
    def open(self) -> int:
        """How many documents are still to land."""
        return 0 if self._ended or self.tally.interrupted or self.tally.stopped else self.tally.left

    def start(self) -> None:
        """The other process has begun."""

    def interrupt(self) -> None:
        """Whoever interrupts the run tells the other process."""

    def land(self, count: int) -> int:
        """Hear until the next `count` documents have landed, or the run has ended."""
        before = self.tally.landed
        while self.open and self.tally.landed - before < count:
            self._hear()
            self.observe(self.tally)
        return self.tally.landed - before

    def close(self) -> None:
        """Hear the last word, after which the warehouse can be read. Raises `RuntimeError` where there is none."""
        while not self._ended:
            self._hear()

    def _hear(self) -> None:
        try:
            told: Told = pickle.load(self._words)
        except EOFError:
            self._ended = True
            raise RuntimeError("the process of the run was ended") from None
        self.tally, self._ended = told.tally, told.ended
        if told.error:
            raise RuntimeError(told.error)


def main() -> bool:
    """Run the flow of the run that is announced; whether Prefect has kept it. Nothing where none is announced."""
    without_pandas()
    prepare_environment()
    with importing():
        server = None if os.environ.get("PREFECT_API_URL") else ServerBeside()
        from mingzhang.flows.ingest.flow import run_archive_flow

    words = sys.stdin.buffer
    try:
        announced: Announced = pickle.load(words)
    except EOFError:
        return True
    if server:
        server.start()
    run = RunElsewhere(words)
    state = run_archive_flow(run, announced.paths, announced.parameters, server_lasts=server is None)
    return bool(state.is_completed() or run.tally.stopped)


if __name__ == "__main__":
    kept = main()
    sys.stderr.flush()
    os._exit(0 if kept else 1)  # The server's thread has nothing left to do: what it was told is in its database.
