"""A PostgreSQL server of the test's own: on loopback, in a temporary folder, with a password; gone afterwards."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

OWNER = "mingzhang"
SETTINGS = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c shared_buffers=32MB"


@dataclass(frozen=True)
class Postgres:
    """A server. `password` is the owner's; libpq is given it by a file that `PGPASSFILE` names."""

    port: int
    password: str
    passfile: Path
    programs: Path
    control: tuple[str | Path, ...]
    options: str

    def address(self, data: Path, schema: str, user: str = OWNER) -> str:
        """The address of a warehouse in this server."""
        return f"ducklake+postgresql://{user}@127.0.0.1:{self.port}/postgres?data={data}&schema={schema}"

    def start(self) -> None:
        """Start it; what was committed before is there."""
        _run([*self.control, "-l", self.passfile.with_name("log"), "-o", self.options, "start"], self.passfile.parent)

    def stop(self) -> None:
        """Stop it as a crash would."""
        _run([*self.control, "-m", "immediate", "stop"], self.passfile.parent)

    def run(self, sql: str) -> str:
        """Run SQL as the owner and give what psql prints, unaligned."""
        environment = {**os.environ, "PGPASSFILE": str(self.passfile)}
        command = [self.programs / "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER, "-d", "postgres"]
        asked = [*command, "-v", "ON_ERROR_STOP=1", "-qAt", "-c", sql]
        return subprocess.run(asked, env=environment, check=True, capture_output=True, text=True).stdout


def programs() -> Path | None:
    """Where the server's programs are; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """A running server; skips the test where there is none to run."""
    where = programs()
    if where is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    # The server refuses to run as root; Debian's package makes a user for it.
    other = os.geteuid() == 0
    if other and not (shutil.which("setpriv") and _is_user("postgres")):
        pytest.skip("as root a user postgres and setpriv are needed to run a server")
    as_other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if other else []
    folder = Path(tempfile.mkdtemp(prefix="mingzhang-postgres-"))
    try:
        password = secrets.token_hex(8)
        (folder / "password").write_text(password, encoding="utf-8")
        if other:
            for path in (folder, folder / "password"):
                shutil.chown(path, "postgres")
        port = _free_port()
        data = folder / "data"
        asked = ["-A", "scram-sha-256", "--pwfile", folder / "password", "-U", OWNER, "--no-sync", "-E", "UTF8"]
        control = (*as_other, where / "pg_ctl", "-D", data, "-w", "-s")
        _run([*as_other, where / "initdb", "-D", data, *asked], folder)
        passfile = folder / "pgpass"
        passfile.write_text(f"127.0.0.1:{port}:*:*:{password}\n", encoding="utf-8")
        passfile.chmod(0o600)
        server = Postgres(port, password, passfile, where, control, f"-p {port} {SETTINGS}")
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str | Path], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _is_user(name: str) -> bool:
    import pwd

    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
