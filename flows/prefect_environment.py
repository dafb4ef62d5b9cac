"""How Prefect is used here: a server of our own for one run, quiet, without telemetry, in a home of our own.

Import this before `prefect`. `PREFECT_API_URL` or `PREFECT_HOME` in the environment are left alone: whoever has a
lasting server sees the runs there.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
}


def state_folder() -> Path:
    """Where mingzhang keeps what outlasts a run and is no warehouse: Prefect's database and logs of errors."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base, "mingzhang")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass  # A home that cannot be written; the temporary folder will do.
    folder = Path(tempfile.gettempdir(), "mingzhang")
    folder.mkdir(exist_ok=True)
    return folder


def prepare_environment() -> None:
    """Set what the user has not set."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("PREFECT_HOME", str(state_folder() / "prefect"))
