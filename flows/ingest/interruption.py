"""What Ctrl-C, and a polite request to end (SIGTERM), do to a run."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Protocol

from mingzhang.flows.console import say


class Interruptible(Protocol):
    """What can be asked to end, and may be left at once."""

    interrupted: bool
    abandoned: bool

    def interrupt(self) -> None: ...


@contextlib.contextmanager
def interruptible(session: Interruptible) -> Iterator[None]:
    """Ctrl-C or SIGTERM end the session after the document that is being loaded; a second one ends it at once."""

    def handle(number: int, frame: FrameType | None) -> None:
        if session.interrupted:
            session.abandoned = True
            say("mingzhang: interrupted; what is loaded stays.")
            raise KeyboardInterrupt
        say("Ending after the document at hand; once more ends it at once.")
        session.interrupt()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
        if session.abandoned:  # Where Prefect has kept the interrupt for itself, the run still has not been done.
            raise KeyboardInterrupt
    except BaseException:
        if session.abandoned:  # Libraries make errors of their own of an interrupt that meets them (Prefect, pydantic).
            raise KeyboardInterrupt from None
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
