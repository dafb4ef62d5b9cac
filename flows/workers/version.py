"""Which reader, with which choices: what tells whether a document has to be read again."""

from __future__ import annotations

import ast
import functools
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

from mingzhang.extractors.settings import Settings
from mingzhang.flows.prefect_support.environment import state_folder

# All of these rooms; of the warehouse what makes the rows of a document, with all that it imports.
ROOMS = ("extractors", "models")
STAGING = "warehouse/loading/staging.py"
PACKAGE = "mingzhang."
DATA = (".toml", ".csv", ".json", ".onnx")
# These change how fast a document is read, or who reads what it carries, not what it says.
WITHOUT_EFFECT = ("ocr_threads", "attached_apart")
# What the rooms read with: another version may read a figure otherwise.
LIBRARIES = (
    *("camelot-py", "charset-normalizer", "lxml", "numpy", "onnxruntime", "opencv-contrib-python"),
    *("opencv-python-headless", "openpyxl", "paddleocr", "paddlex", "pillow", "pylopdf-fonts-zh-cn"),
    *("pypdfium2", "python-docx", "pyyaml", "rapidocr", "xlrd"),
)
KEPT = "meanings.json"
MOST_KEPT = 2000


@functools.cache
def package_version() -> str:
    """The version of mingzhang as it is installed; `0` in a checkout that is not."""
    try:
        return metadata.version("mingzhang")
    except metadata.PackageNotFoundError:
        return "0"


def pipeline_version(settings: Settings) -> str:
    """The package's version, and a digest of the code that reads and stages, of the versions of the libraries that it
    reads with, and of its choices: `0.1.0+3fa9c1d2`.

    Comments, docstrings and layout are no part of it.
    """
    digest = hashlib.sha256(_digest_of_code(Path(__file__).resolve().parents[2]).encode())
    choices = {name: value for name, value in asdict(settings).items() if name not in WITHOUT_EFFECT}
    digest.update(repr(sorted(choices.items())).encode())
    digest.update(repr(library_versions()).encode())
    return f"{package_version()}+{digest.hexdigest()[:8]}"


@functools.cache
def library_versions() -> tuple[tuple[str, str], ...]:
    """The libraries that are installed, of those that a document is read with, with their versions."""
    found = []
    for name in LIBRARIES:
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return tuple(found)


@functools.cache
def _digest_of_code(root: Path) -> str:
    """A digest of what the files mean. What each means is kept by its bytes: to parse all of them takes a second."""
    known = _kept()
    fresh: dict[str, str] = {}
    digest = hashlib.sha256()
    for file in files_that_count(root):
        data = file.read_bytes()
        raw = hashlib.sha256(data).hexdigest()
        meaning = known.get(raw) or meaning_of(data, file.suffix)
        fresh[raw] = meaning
        digest.update(f"{file.relative_to(root)} {meaning}".encode())
    if fresh.keys() - known.keys():
        _keep(fresh if len(known) > MOST_KEPT else {**known, **fresh})
    return digest.hexdigest()


def files_that_count(root: Path) -> list[Path]:
    """The files that shape what is staged, sorted."""
    files = {file for room in ROOMS for file in (root / room).rglob("*") if file.suffix in (".py", *DATA)}
    waiting = [root / STAGING]
    while waiting:
        file = waiting.pop()
        if file not in files and file.is_file():
            files.add(file)
            waiting += _imported(file, root)
    return sorted(files)


def _imported(file: Path, root: Path) -> Iterable[Path]:
    """The modules of this package that a module imports, and data that lies beside it."""
    for line in file.read_text("utf-8").splitlines():
        words = line.split()
        if len(words) > 1 and words[0] in ("from", "import") and words[1].startswith(PACKAGE):
            path = root / words[1].removeprefix(PACKAGE).replace(".", "/")
            yield path.with_suffix(".py")
            yield from (path / f"{name.strip(',()')}.py" for name in words[3:])
    yield from (beside for beside in file.parent.iterdir() if beside.suffix in DATA)


def meaning_of(data: bytes, suffix: str) -> str:
    """A digest of a file's meaning: of a module without comments, docstrings and layout."""
    if suffix != ".py":
        return hashlib.sha256(data).hexdigest()
    tree = ast.parse(data)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                node.body = node.body[1:]
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()


def _kept() -> dict[str, str]:
    try:
        found = json.loads((state_folder() / KEPT).read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(raw): str(meaning) for raw, meaning in found.items()} if isinstance(found, dict) else {}


def _keep(meanings: dict[str, str]) -> None:
    place = state_folder() / KEPT
    partial = place.with_name(f"{KEPT}.{os.getpid()}")
    try:
        partial.write_text(json.dumps(meanings), "utf-8")
        partial.replace(place)
    except OSError:  # A home that is full or cannot be written: it is computed each time.
        partial.unlink(missing_ok=True)
