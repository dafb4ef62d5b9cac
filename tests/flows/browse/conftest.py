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

from tests.support.sample_warehouse import ROOT, make_sample_warehouse


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample_warehouse(tmp_path_factory.mktemp("browse") / "samples.duckdb")


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
