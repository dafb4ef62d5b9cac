"""A warehouse of the samples, and a server of pages over it in a process of its own."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mingzhang.flows.ingest.session import Request, Session

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ("budget_2025.pdf", "three_units_2026.pdf")


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two digital samples, and one whose sum is wrong in print."""
    path = tmp_path_factory.mktemp("browse") / "samples.duckdb"
    files = tuple(ROOT / "samples" / name for name in SAMPLES)
    with Session(Request(paths=files, warehouse=path, workers=1)) as session:
        session.land(session.open)
    return path


@dataclass(frozen=True, slots=True)
class Served:
    """Where a server answers, and the address that brings the token."""

    address: str
    entrance: str


@pytest.fixture(scope="session")
def served(warehouse: Path) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mingzhang", "browse", "-w", str(warehouse), "--port", str(port), "--no-open"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stderr
        line = process.stderr.readline()
        found = re.search(r"(http://\S+/)enter\?token=(\S+)", line)
        assert found, line
        yield Served(found.group(1).rstrip("/"), found.group(0))
        process.terminate()
