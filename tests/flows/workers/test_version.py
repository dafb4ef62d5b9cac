"""The version of the reader changes with all that shapes what is staged, and with nothing else."""

from __future__ import annotations

import ast
from importlib import metadata
from pathlib import Path

import pytest

from mingzhang.extractors.settings import Settings
from mingzhang.flows.workers import version
from mingzhang.flows.workers.version import files_that_count, meaning_of, pipeline_version

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


def test_another_version_of_a_library_is_another_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    before = pipeline_version(Settings())
    monkeypatch.setattr(version, "library_versions", lambda: (("pypdfium2", "0"),))
    assert pipeline_version(Settings()) != before


def test_every_library_that_the_rooms_read_with_counts() -> None:
    """Found by their imports, wherever in a module they stand."""
    imported: set[str] = set()
    for file in (file for room in ("extractors", "models") for file in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
    distributions = metadata.packages_distributions()
    theirs = {name for module in imported - {"mingzhang"} for name in distributions.get(module, ())}
    assert theirs and {name.lower() for name in theirs} - {*version.LIBRARIES, *NO_READERS} == set()


# They start, guard and write, and shape no figure.
NO_READERS = ("psutil", "pebble", "py7zr", "rich", "typer", "orjson", "duckdb", "fsspec")


def test_choices_count_but_for_speed() -> None:
    assert pipeline_version(Settings()) == pipeline_version(Settings(ocr_threads=4))
    assert pipeline_version(Settings()) != pipeline_version(Settings(scan_dpi=150))
