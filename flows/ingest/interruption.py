"""What Ctrl-C does to a run."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

from mingzhang.flows.ingest.session import Session


@contextlib.contextmanager
def interruptible(session: Session) -> Iterator[None]:
    """Ctrl-C ends the session after the document that is being loaded; a second one ends it at once."""

    def handle(number: int, frame: FrameType | None) -> None:
        if session.interrupted:
            raise KeyboardInterrupt
        session.interrupt()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
