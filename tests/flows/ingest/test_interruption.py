"""An interrupt stays one, also where a library makes an error of its own of it, or keeps it for itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel, field_serializer

from mingzhang.flows.ingest.interruption import interruptible
from mingzhang.flows.ingest.session import Request, Session


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def while_pydantic_writes() -> None:
    class Settings(BaseModel):
        place: str = "here"

        @field_serializer("place")
        def written(self, place: str) -> str:
            interrupt()
            return place

    Settings().model_dump_json()


def kept_to_itself() -> None:
    try:
        interrupt()
    except KeyboardInterrupt:
        return


def made_an_error_of() -> None:
    try:
        interrupt()
    except KeyboardInterrupt:
        raise ValueError("crashed") from None


@pytest.mark.parametrize("work", [while_pydantic_writes, kept_to_itself, made_an_error_of])
def test_the_second_interrupt_ends_the_run_as_one(tmp_path: Path, work: Callable[[], None]) -> None:
    session = Session(Request(paths=(tmp_path,), warehouse=tmp_path / "w.duckdb"), lambda tally: None)
    before = signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(KeyboardInterrupt), interruptible(session):
            interrupt()
            work()
    finally:
        session.close()
    assert session.abandoned
    assert signal.getsignal(signal.SIGINT) is before
