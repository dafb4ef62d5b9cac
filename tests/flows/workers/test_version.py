"""The version of the reader changes with all that shapes what is staged, and with nothing else."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingzhang.extractors.settings import Settings
from mingzhang.flows.workers import version
from mingzhang.flows.workers.version import (
    CARRIERS,
    LIBRARIES,
    files_that_count,
    meaning_of,
    pipeline_version,
    versions_of_libraries,
)

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    "file",
    [
        *("warehouse/loading/contacts.py", "warehouse/loading/rows.py", "warehouse/schema/relations.py"),
        *("models/vocabulary/contacts.toml", "models/contacts/texts.py", "extractors/pipeline.py"),
    ],
)
def test_what_counts(file: str) -> None:
    assert ROOT / file in files_that_count(ROOT)


@pytest.mark.parametrize("file", ["warehouse/loading/loader.py", "warehouse/reading/query.py", "flows/console.py"])
def test_what_does_not(file: str) -> None:
    assert ROOT / file not in files_that_count(ROOT)


NO_READER = (".md", ".pyc", ".pyi")


def test_every_file_of_the_rooms_that_read_counts_whatever_it_is() -> None:
    """Words, codes and the weights of networks shape what is read as code does: a kind of file that is new counts too,
    or this fails."""
    counted = set(files_that_count(ROOT))
    there = {file for room in ("extractors", "models") for file in (ROOT / room).rglob("*") if file.is_file()}
    assert {file for file in there - counted if file.suffix not in NO_READER and file.name != "py.typed"} == set()


def test_another_network_is_another_reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody is asked to bump a number: the digest is the number."""
    for room in ("extractors", "models", "warehouse/loading"):
        (tmp_path / room).mkdir(parents=True)
    (tmp_path / "warehouse/loading/staging.py").write_text("")
    weights = tmp_path / "extractors" / "page.onnx"
    monkeypatch.setattr(version, "_kept", dict)
    monkeypatch.setattr(version, "_keep", lambda meanings: None)
    digests = set()
    for data in (b"1", b"2"):
        weights.write_bytes(data)
        version._digest_of_code.cache_clear()
        digests.add(version._digest_of_code(tmp_path))
    version._digest_of_code.cache_clear()
    assert len(digests) == 2


@pytest.mark.parametrize("same", ["def f():\n    return 1", 'def f():\n    """Told."""\n\n    # why\n    return 1\n'])
def test_words_about_code_are_no_code(same: str) -> None:
    assert meaning_of(same.encode(), ".py") == meaning_of(b"def f(): return 1", ".py")


@pytest.mark.parametrize("other", ["def f(): return 2", "def f(x): return 1", "def f(): return '1'"])
def test_code_is(other: str) -> None:
    assert meaning_of(other.encode(), ".py") != meaning_of(b"def f(): return 1", ".py")


def test_choices_count_but_for_speed() -> None:
    assert pipeline_version(Settings()) == pipeline_version(Settings(ocr_threads=4))
    assert pipeline_version(Settings()) != pipeline_version(Settings(scan_dpi=150))


def imported_by(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_every_library_that_reads_counts() -> None:
    modules = {name.partition(".")[0] for f in files_that_count(ROOT) if f.suffix == ".py" for name in imported_by(f)}
    foreign = modules - sys.stdlib_module_names - {"mingzhang"}
    assert foreign == {*LIBRARIES, *CARRIERS}


def test_the_libraries_are_found_under_their_names() -> None:
    assert {name for name, found in versions_of_libraries() if not found} == set()


@pytest.mark.parametrize("library", ["pypdfium2", "onnxruntime", "opencv-contrib-python", "camelot-py"])
def test_another_version_of_a_library_is_another_reader(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = version._installed
    now = pipeline_version(Settings())
    monkeypatch.setattr(version, "_installed", lambda name: "999.0" if name == library else installed(name))
    versions_of_libraries.cache_clear()
    try:
        assert pipeline_version(Settings()) != now
    finally:
        versions_of_libraries.cache_clear()
