"""Prefect's own API server for the time of one run: `python prefect_server.py FD` serves on a listening socket.

With `services` behind it the server has schedules and a dashboard too, for `mingzhang serve`.

Prefect would start one by itself, but only after the flow is imported, and it asks ten times a second whether it is
up. Here it starts before anything else, on a socket that already listens, so nobody has to ask.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

from mingzhang.flows.prefect_support.environment import importing

START_SECONDS = 180
# No flow of ours uses Prefect's blocks. To look whether all are registered takes a third of a second; so does to note
# that, for which everything is imported that may bring blocks along (Dask).
WITHOUT_BLOCKS = {
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_SERVER_MEMOIZE_BLOCK_AUTO_REGISTRATION": "false",
}
POLL_SECONDS = 0.02


class TemporaryServer:
    """The server process. It ends when it is told to, and also when this process ends in whatever way.

    `port` 0 is any; `with_services` adds what a lasting server has: schedules, events, the dashboard.
    """

    def __init__(self, log: Path, *, port: int = 0, with_services: bool = False) -> None:
        self._log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        listening = socket.create_server(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/api"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(listening.fileno()), *(["services"] if with_services else [])],
                env=_environment(self.url, log.parent, with_services),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                pass_fds=[listening.fileno()],
                start_new_session=True,
            )
        listening.close()

    def wait(self) -> None:
        """Return when it answers. Raises OSError, with the log's place, where it does not."""
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=START_SECONDS):
                return
        except OSError as error:
            raise OSError(f"Prefect's server did not start ({error}); see {self._log}") from error

    def stop(self) -> None:
        """End it. Everything that it was told is in its database already."""
        self._process.kill()
        self._process.communicate()


def _environment(url: str, folder: Path, with_services: bool) -> dict[str, str]:
    if with_services:
        return {**os.environ, "PREFECT_UI_API_URL": url, "PREFECT_UI_STATIC_DIRECTORY": str(folder / "ui")}
    return {**os.environ, **WITHOUT_BLOCKS}


def serve(descriptor: int, *, with_services: bool) -> None:
    """Run the server on a listening socket until the standard input ends (the parent is gone)."""
    server = _server(with_services=with_services)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    server.run(sockets=[socket.socket(fileno=descriptor)])


class ServerBeside:
    """The server in a thread of this process, with which it ends. `PREFECT_API_URL` names it from the beginning."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/api"
        os.environ.update(_environment(url, Path(), with_services=False), PREFECT_API_URL=url)
        # Imported here: two threads that import the same libraries meet each other's halves.
        self._server = _server(with_services=False)

    def start(self) -> None:
        """Return when it is up. Raises `OSError` where it does not come up."""
        thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listening]}, daemon=True)
        thread.start()
        while not self._server.started:
            if not thread.is_alive():
                raise OSError("Prefect's server did not start")
            time.sleep(POLL_SECONDS)


def _server(*, with_services: bool) -> Any:
    with importing():
        import uvicorn
        from prefect.server.api.server import create_app

    app = create_app(ephemeral=not with_services, final=True)
    return uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    # The folder of this file is no place to import from: `flows/workers/version.py` and others would shadow libraries.
    sys.path.pop(0)
    serve(int(sys.argv[1]), with_services="services" in sys.argv)
