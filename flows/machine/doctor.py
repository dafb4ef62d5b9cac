"""Is this machine fit? Each finding says what is so, and where it is not well, what to type."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mingzhang.flows.machine.libraries import install_line, missing
from mingzhang.flows.prefect_support.environment import state_folder
from mingzhang.models.errors import MingzhangError

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"
REINSTALL = "make clean install"
NEEDED = ("camelot-py", "duckdb", "onnxruntime", "openpyxl", "paddleocr", "pebble", "prefect", "pypdfium2", "typer")
IMPORTED = ("cv2", "duckdb", "onnxruntime", "pypdfium2", "camelot")
CV2 = "opencv-contrib-python"
LEAST_DISK_GIB = 2
LEAST_MEMORY_GIB = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `advice` says what to do about it, and is empty where all is well."""

    subject: str
    found: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        return not self.advice


def examine() -> Iterator[Finding]:
    """Look at everything, one finding after another."""
    checks: tuple[Callable[[], Finding], ...] = (
        _python,
        _libraries,
        _versions,
        _cv2,
        _imports,
        _weights,
        _fonts,
        _rar,
        _prefect,
        _disk,
        _memory,
    )
    for check in checks:
        yield check()


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", found, "" if sys.version_info >= (3, 11) else "Install Python 3.11 or newer.")


def _libraries() -> Finding:
    lacking = missing()
    if not lacking:
        return Finding("system libraries", "all there")
    names = ", ".join(library.soname for library in lacking)
    packages = [library.packages[-1] for library in lacking]
    return Finding("system libraries", f"missing: {names}", f"Type: {install_line(packages)}")


def locked_versions() -> dict[str, str]:
    """Name and version of each line of the lock; empty where the lock is not beside the code."""
    if not LOCK.exists():
        return {}
    lines = (line.strip() for line in LOCK.read_text(encoding="utf-8").splitlines())
    return dict(line.split("==", 1) for line in lines if line and not line.startswith("#"))


def _versions() -> Finding:
    locked = locked_versions()
    wrong = []
    for name in locked or NEEDED:
        installed = _installed(name)
        if installed is None:
            wrong.append(f"{name} is missing")
        elif locked and installed != locked[name]:
            wrong.append(f"{name} is {installed}, the lock says {locked[name]}")
    if not wrong:
        return Finding("packages", f"{len(locked or NEEDED)} as the lock has them" if locked else "all there")
    more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
    return Finding("packages", "; ".join(wrong[:3]) + more, f"Type: {REINSTALL}")


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def cv2_owners() -> list[str]:
    """The installed distributions that bring the folder `cv2/`."""
    return sorted(
        {
            distribution.metadata["Name"]
            for distribution in importlib.metadata.distributions()
            if any(file.parts[0] == "cv2" for file in distribution.files or ())
        }
    )


def _cv2() -> Finding:
    owners = cv2_owners()
    if owners == [CV2]:
        return Finding("cv2", f"one owner, {CV2} {_installed(CV2)}")
    others = " ".join(owner for owner in owners if owner != CV2)
    mend = (
        f"{sys.executable} -m pip install --force-reinstall --no-deps {CV2}=={locked_versions().get(CV2, '4.10.0.84')}"
    )
    remove = f"{sys.executable} -m pip uninstall -y {others} && " if others else ""
    return Finding("cv2", f"owned by {', '.join(owners) or 'nobody'}", f"Type: {remove}{mend}")


def _imports() -> Finding:
    for name in IMPORTED:
        try:
            importlib.import_module(name)
        except (ImportError, OSError) as error:
            return Finding("imports", f"{name}: {error}", f"See the lines above, else type: {REINSTALL}")
    return Finding("imports", ", ".join(IMPORTED))


def _weights() -> Finding:
    from mingzhang.extractors.scan.weights import find_models

    try:
        models = find_models("embedded")
    except (MingzhangError, OSError) as error:
        return Finding("weights", str(error), f"Type: {REINSTALL}")
    return Finding("weights", f"{models.detection.name}, {models.recognition.name} in {models.recognition.folder}")


def _fonts() -> Finding:
    from mingzhang.extractors.pages.fonts import PACKAGE, font_file

    path = font_file()
    if path is None:
        return Finding("fonts", f"{PACKAGE} is missing: text in fonts that files lack is lost", f"Type: {REINSTALL}")
    return Finding("fonts", f"{path.stem} of {PACKAGE}, whatever this machine has")


def _rar() -> Finding:
    from mingzhang.flows.unpacking.rar_reader import program

    chosen = program()
    return Finding("rar archives", chosen or "not opened; to have them opened: apt-get install libarchive-tools")


def _prefect() -> Finding:
    url = os.environ.get("PREFECT_API_URL")
    home = Path(os.environ.get("PREFECT_HOME") or state_folder() / "prefect")
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    if not os.access(there, os.W_OK):
        return Finding("Prefect", f"{home} cannot be written", "Set PREFECT_HOME to a folder that can.")
    return Finding(
        "Prefect", f"{_installed('prefect')}, {f'server at {url}' if url else f'own server, state in {home}'}"
    )


def _disk() -> Finding:
    free = shutil.disk_usage(Path.cwd()).free / (1 << 30)
    advice = "" if free >= LEAST_DISK_GIB else f"Free some space: {LEAST_DISK_GIB} GiB are wanted."
    return Finding("disk", f"{free:.0f} GiB free here", advice)


def _memory() -> Finding:
    import psutil

    free = psutil.virtual_memory().available / (1 << 30)
    advice = "" if free >= LEAST_MEMORY_GIB else "Close other programs, or ingest with --workers 1."
    return Finding("memory", f"{free:.0f} GiB available, {os.cpu_count()} processors", advice)
