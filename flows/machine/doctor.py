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
NEEDED = ("duckdb", "openpyxl", "pebble", "pypdfium2", "typer")
IMPORTED = ("duckdb", "pypdfium2", "numpy")
# What each part of an installation is known by.
PARTS = {
    "ocr": ("onnxruntime", "paddleocr"),
    "crawl": ("scrapy",),
    "cluster": ("prefect",),
    "browse": ("fastapi",),
    "witness": ("camelot-py",),
}
# What is imported of a part to see that its libraries load.
PART_IMPORTS = {"ocr": ("cv2", "onnxruntime"), "witness": ("camelot",)}
CV2 = "opencv-contrib-python"
LEAST_DISK_GIB = 2
LEAST_MEMORY_GIB = 2


@dataclass(frozen=True, slots=True)
class MachineFinding:
    """One thing looked at. `advice` says what to do about it, and is empty where all is well."""

    subject: str
    found: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        return not self.advice


def examine() -> Iterator[MachineFinding]:
    """Look at everything, one finding after another."""
    checks: tuple[Callable[[], MachineFinding], ...] = (
        _python,
        _libraries,
        _versions,
        _parts,
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


def _python() -> MachineFinding:
    found = ".".join(map(str, sys.version_info[:3]))
    return MachineFinding("Python", found, "" if sys.version_info >= (3, 11) else "Install Python 3.11 or newer.")


def _libraries() -> MachineFinding:
    lacking = missing() if cv2_owners() else []  # nothing else asks for any
    if not lacking:
        return MachineFinding("system libraries", "all there that are wanted")
    names = ", ".join(library.soname for library in lacking)
    packages = [library.packages[-1] for library in lacking]
    return MachineFinding("system libraries", f"missing: {names}", f"Type: {install_line(packages)}")


def locked_versions() -> dict[str, str]:
    """Name and version of each line of the lock; empty where the lock is not beside the code."""
    if not LOCK.exists():
        return {}
    lines = (line.strip() for line in LOCK.read_text(encoding="utf-8").splitlines())
    return dict(line.split("==", 1) for line in lines if line and not line.startswith("#"))


def _versions() -> MachineFinding:
    locked = locked_versions()
    wrong = []
    for name in locked or NEEDED:
        installed = _installed(name)
        if installed is None:
            wrong.append(f"{name} is missing")
        elif locked and installed != locked[name]:
            wrong.append(f"{name} is {installed}, the lock says {locked[name]}")
    if not wrong:
        return MachineFinding("packages", f"{len(locked or NEEDED)} as the lock has them" if locked else "all there")
    more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
    return MachineFinding("packages", "; ".join(wrong[:3]) + more, f"Type: {_reinstall()}")


def _reinstall() -> str:
    """What puts the packages right: of a checkout its Makefile, else pip."""
    return "make clean install" if LOCK.exists() else f"{sys.executable} -m pip install --force-reinstall mingzhang"


def _parts() -> MachineFinding:
    """The parts that are there; those that are not are a choice, and nothing to mend, unless a lock has them."""
    lacking = [part for part in PARTS if not _has(part)]
    there = ", ".join(part for part in PARTS if part not in lacking) or "the core alone"
    if not lacking:
        return MachineFinding("parts", there)
    said = f"{there}; for more: pip install 'mingzhang[{','.join(lacking)}]'"
    return MachineFinding("parts", said, f"Type: {_reinstall()}" if LOCK.exists() else "")


def _has(part: str) -> bool:
    return all(_installed(name) for name in PARTS[part])


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


def _cv2() -> MachineFinding:
    owners = cv2_owners()
    if not owners and not _has("ocr"):
        return MachineFinding("cv2", "not there; only scans need it")
    if owners == [CV2] or (len(owners) == 1 and not _has("ocr")):
        return MachineFinding("cv2", f"one owner, {owners[0]} {_installed(owners[0])}")
    others = " ".join(owner for owner in owners if owner != CV2)
    mend = (
        f"{sys.executable} -m pip install --force-reinstall --no-deps {CV2}=={locked_versions().get(CV2, '4.10.0.84')}"
    )
    remove = f"{sys.executable} -m pip uninstall -y {others} && " if others else ""
    return MachineFinding("cv2", f"owned by {', '.join(owners) or 'nobody'}", f"Type: {remove}{mend}")


def _imports() -> MachineFinding:
    names = (*IMPORTED, *(name for part, names in PART_IMPORTS.items() if _has(part) for name in names))
    for name in names:
        try:
            importlib.import_module(name)
        except (ImportError, OSError) as error:
            return MachineFinding("imports", f"{name}: {error}", f"See the lines above, else type: {_reinstall()}")
    return MachineFinding("imports", ", ".join(names))


def _weights() -> MachineFinding:
    if not _has("ocr"):
        return MachineFinding("weights", "none: scans are not read without the part ocr")
    from mingzhang.extractors.scan.weights import find_models

    try:
        models = find_models("embedded")
    except (MingzhangError, OSError) as error:
        return MachineFinding("weights", str(error), f"Type: {_reinstall()}")
    return MachineFinding(
        "weights", f"{models.detection.name}, {models.recognition.name} in {models.recognition.folder}"
    )


def _fonts() -> MachineFinding:
    from mingzhang.extractors.pages.fonts import PACKAGE, font_file

    path = font_file()
    if path is None:
        return MachineFinding(
            "fonts", f"{PACKAGE} is missing: text in fonts that files lack is lost", f"Type: {_reinstall()}"
        )
    return MachineFinding("fonts", f"{path.stem} of {PACKAGE}, whatever this machine has")


def _rar() -> MachineFinding:
    from mingzhang.flows.unpacking.rar_reader import program

    chosen = program()
    return MachineFinding("rar archives", chosen or "not opened; to have them opened: apt-get install libarchive-tools")


def _prefect() -> MachineFinding:
    if not _has("cluster"):
        return MachineFinding("Prefect", "not there; ingest does the same work, and no Prefect keeps a record of it")
    url = os.environ.get("PREFECT_API_URL")
    home = Path(os.environ.get("PREFECT_HOME") or state_folder() / "prefect")
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    if not os.access(there, os.W_OK):
        return MachineFinding("Prefect", f"{home} cannot be written", "Set PREFECT_HOME to a folder that can.")
    return MachineFinding(
        "Prefect", f"{_installed('prefect')}, {f'server at {url}' if url else f'own server, state in {home}'}"
    )


def _disk() -> MachineFinding:
    free = shutil.disk_usage(Path.cwd()).free / (1 << 30)
    advice = "" if free >= LEAST_DISK_GIB else f"Free some space: {LEAST_DISK_GIB} GiB are wanted."
    return MachineFinding("disk", f"{free:.0f} GiB free here", advice)


def _memory() -> MachineFinding:
    import psutil

    free = psutil.virtual_memory().available / (1 << 30)
    advice = "" if free >= LEAST_MEMORY_GIB else "Close other programs, or ingest with --workers 1."
    return MachineFinding("memory", f"{free:.0f} GiB available, {os.cpu_count()} processors", advice)
