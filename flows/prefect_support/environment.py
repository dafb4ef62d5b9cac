"""How Prefect is used here: a server of our own for one run, quiet, without telemetry, in a home of our own.

Import this before `prefect`. `PREFECT_API_URL` or `PREFECT_HOME` in the environment are left alone: whoever has a
lasting server sees the runs there.
"""

from __future__ import annotations

import contextlib
import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
}


def state_folder() -> Path:
    """Where mingzhang keeps what outlasts a run and is no warehouse: Prefect's database and logs of errors."""
    from mingzhang.extractors.scan.weights import cache_root

    for folder in (cache_root(), Path(tempfile.gettempdir(), "mingzhang")):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue  # A home that cannot be written; the temporary folder will do.
        if os.access(folder, os.W_OK):
            break
    return folder


def prepare_environment() -> None:
    """Set what the user has not set."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("PREFECT_HOME", str(state_folder() / "prefect"))


@contextlib.contextmanager
def importing() -> Iterator[None]:
    """Without collections of garbage within: Prefect's imports make some 100 000 objects that stay, and to collect
    among them takes a fifth to a seventh of the import."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()
