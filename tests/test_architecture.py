"""What holds for the whole house: who may import whom, how long a module is, what the lock says."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.doctor import CV2, cv2_owners, locked_versions

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("flows", "extractors", "models", "warehouse")
MAY_IMPORT = {
    "flows": {"flows", "extractors", "models", "warehouse"},
    "extractors": {"extractors", "models"},
    "warehouse": {"warehouse", "models"},
    "models": {"models"},
}
# Heavy libraries, and the one room (or none) that may know them.
BELONGS_TO = {
    "prefect": "flows",
    "typer": "flows",
    "pebble": "flows",
    "duckdb": "warehouse",
    "camelot": "extractors",
    "cv2": "extractors",
    "paddleocr": "extractors",
    "pypdfium2": "extractors",
    "rapidocr": None,
    "paddle": None,
}
LONGEST_MODULE = 400
PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+")
MODULES = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    """Top-level names of everything that a module imports, inside functions too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_rooms_import_only_along_the_arrows(file: Path) -> None:
    room = file.relative_to(ROOT).parts[0]
    used = set(imported(file))
    assert used & set(ROOMS) <= MAY_IMPORT[room]
    assert {name for name in used & BELONGS_TO.keys() if BELONGS_TO[name] != room} == set()


def test_models_import_nothing_but_the_standard_library() -> None:
    used = {name for file in MODULES if "models" in file.parts for name in imported(file)}
    assert used - set(sys.stdlib_module_names) == {"models"}


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_modules_are_short(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_one_distribution_owns_cv2() -> None:
    assert cv2_owners() == [CV2]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-bench.lock"])
def test_locks_are_plain_pins(name: str) -> None:
    lines = [line.strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert [line for line in pins if not PIN.fullmatch(line)] == []
    assert len({line.split("==")[0].lower() for line in pins}) == len(pins)


def test_the_lock_keeps_what_breaks_out() -> None:
    locked = locked_versions()
    assert locked[CV2] == "4.10.0.84"
    assert not {"opencv-python", "opencv-python-headless", "opencv-contrib-python-headless", "paddlepaddle"} & set(
        locked
    )
    assert int(locked["fastapi"].split(".")[1]) < 150
    assert locked["sqlalchemy"].startswith("2.0.")
    assert locked["duckdb"].startswith("1.5.")
