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
import urllib.request
from pathlib import Path

START_SECONDS = 180


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
    # No flow of ours uses Prefect's blocks; to look whether all of them are registered takes a third of a second.
    return {**os.environ, "PREFECT_API_BLOCKS_REGISTER_ON_START": "false"}


def serve(descriptor: int, *, with_services: bool) -> None:
    """Run the server on a listening socket until the standard input ends (the parent is gone)."""
    import gc

    # The import makes some 100 000 objects that stay: collecting among them takes a fifth of the start.
    gc.disable()
    import uvicorn
    from prefect.server.api.server import create_app

    gc.freeze()
    gc.enable()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    app = create_app(ephemeral=not with_services, final=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
    server.run(sockets=[socket.socket(fileno=descriptor)])


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    # The folder of this file is no place to import from: `flows/workers/version.py` and others would shadow libraries.
    sys.path.pop(0)
    serve(int(sys.argv[1]), with_services="services" in sys.argv)
