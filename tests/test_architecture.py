"""What holds for the whole house: who may import whom, how long a module is, what the lock says.

The rooms at the top (`flows`, `extractors`, …) import along the arrows; the rooms inside each of them make no circle.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from mingzhang.flows.machine.doctor import CV2, cv2_owners, locked_versions

ROOT = Path(__file__).resolve().parents[1]
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
LONGEST_MODULE, LONGEST_TESTS = 400, 500  # lines; a list of cases may be longer
PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+")
MODULES = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    """The dotted names of everything that a module imports, inside functions too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_of(file: Path) -> set[str]:
    """The rooms at the top that a module imports from."""
    return {name.split(".")[1] for name in imported(file) if name.startswith("mingzhang.")} & set(ROOMS)


def inner_room(path: Path) -> str:
    """The room inside its room that a module stands in: `flows/crawl`; a module at the top of a room is its own."""
    parts = path.with_suffix("").parts
    return "/".join(parts[:2])


def inner_arrows(room: str) -> dict[str, set[str]]:
    """For each room inside `room`: the others of them that it imports."""
    arrows: dict[str, set[str]] = {}
    for file in (ROOT / room).rglob("*.py"):
        here = inner_room(file.relative_to(ROOT))
        for name in imported(file):
            path = Path(*name.split(".")[1:]) if name.startswith(f"mingzhang.{room}.") else None
            if (
                path
                and inner_room(path) != here
                and (ROOT / inner_room(path)).with_suffix("").exists() | (ROOT / f"{inner_room(path)}.py").exists()
            ):
                arrows.setdefault(here, set()).add(inner_room(path))
    return arrows


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_rooms_import_only_along_the_arrows(file: Path) -> None:
    room = file.relative_to(ROOT).parts[0]
    assert rooms_of(file) <= MAY_IMPORT[room]
    libraries = {name.split(".")[0] for name in imported(file)}
    assert {name for name in libraries & BELONGS_TO.keys() if BELONGS_TO[name] != room} == set()


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_inside_a_room_make_no_circle(room: str) -> None:
    """`TopologicalSorter` raises `CycleError`, which names the circle."""
    list(TopologicalSorter(inner_arrows(room)).static_order())


def test_models_import_nothing_but_the_standard_library() -> None:
    files = [file for file in MODULES if file.relative_to(ROOT).parts[0] == "models"]
    used = {name.split(".")[0] for file in files for name in imported(file)}
    assert used - set(sys.stdlib_module_names) == {"mingzhang"}
    assert set().union(*map(rooms_of, files)) == {"models"}


def test_grids_are_made_before_anything_is_understood() -> None:
    assert "extractors/understand" not in inner_arrows("extractors")["extractors/grids"]


def test_modules_are_short() -> None:
    most = {folder: LONGEST_MODULE for folder in (*ROOMS, "benchmarks", "mingzhang", "samples")}
    most["tests"] = LONGEST_TESTS
    lines = {
        name_of(file): len(file.read_text(encoding="utf-8").splitlines())
        for folder in most
        for file in (ROOT / folder).rglob("*.py")
    }
    assert {name: count for name, count in lines.items() if count > most[Path(name).parts[0]]} == {}


def drops_what_it_caught(handler: ast.ExceptHandler) -> bool:
    """Whether a handler of every exception neither raises, nor names what it caught, nor logs it with its traceback."""
    caught = re.findall(r"\w+", ast.unparse(handler.type)) if handler.type else ["BaseException"]
    if not {"Exception", "BaseException"} & set(caught):
        return False
    for node in (inner for line in handler.body for inner in ast.walk(line)):
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Name) and node.id == handler.name):
            return False
        if isinstance(node, ast.Attribute) and node.attr == "exception":
            return False
    return True


@pytest.mark.parametrize(
    ("body", "drops"),
    [
        *(
            ("except Exception: pass", True),
            ("except (OSError, Exception) as e: x = None", True),
            ("except: pass", True),
        ),
        *(("except Exception as e: note(e)", False), ("except BaseException: raise", False)),
        *(("except Exception: log.exception('x')", False), ("except OSError: pass", False)),
    ],
)
def test_a_dropped_exception_is_seen(body: str, drops: bool) -> None:
    (handler,) = (n for n in ast.walk(ast.parse(f"try: f()\n{body}")) if isinstance(n, ast.ExceptHandler))
    assert drops_what_it_caught(handler) is drops


def test_nothing_catches_everything_without_a_record() -> None:
    found = [
        f"{name_of(file)}:{node.lineno}"
        for file in MODULES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and drops_what_it_caught(node)
    ]
    assert found == []


def test_one_distribution_owns_cv2() -> None:
    assert cv2_owners() == [CV2]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-bench.lock", "requirements-browser.lock"])
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
