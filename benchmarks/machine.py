"""The head of every benchmark: when, on what machine, with which versions."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
from datetime import datetime
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
PACKAGES = ("camelot-py", "pypdfium2", "paddleocr", "onnxruntime", "duckdb", "prefect", "pdfplumber", "img2table")


def head() -> dict[str, str]:
    """Date, machine and versions, each under its name."""
    versions = {name: version(name) for name in PACKAGES}
    return {
        "date": datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %z"),
        "revision": revision(),
        "machine": f"{_processor()}, {os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, "
        f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}",
        "load": f"{os.getloadavg()[0]:.1f} over the last minute, at the start",
        "versions": ", ".join(f"{name} {found}" for name, found in versions.items() if found),
    }


def version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def revision() -> str:
    """The commit, with `+` where files of the rooms differ from it."""
    asked = ["git", "-C", str(ROOT), "describe", "--always", "--abbrev=9", "--dirty=+", "--exclude=*"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def _processor() -> str:
    """The processor's own name on Linux, else what Python knows of it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
