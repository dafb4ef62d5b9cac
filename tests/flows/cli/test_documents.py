"""`mingzhang documents` and `mingzhang forget`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from mingzhang.flows.cli.app import run
from mingzhang.flows.console import ExitCode
from mingzhang.warehouse.loading.loader import Loader, SourcePlace
from mingzhang.warehouse.loading.staging import stage
from tests.support.documents import small_document


def test_documents_are_listed_and_forgotten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = small_document()
    stage(document, tmp_path / "staged")
    warehouse = str(tmp_path / "w.duckdb")
    with Loader(warehouse) as loader:
        loader.load(document.document_id, tmp_path / "staged", "v1", [SourcePlace("/a.pdf", "a.pdf", 5, 7)])
    assert run(["documents", "-w", warehouse, "--unit", "示例", "--format", "csv"]) == ExitCode.FINE
    assert document.document_id[:12] in capsys.readouterr().out
    assert run(["forget", "zzzzzz", "-y", "-w", warehouse]) == ExitCode.USAGE
    assert run(["forget", document.document_id[:12], "-y", "-w", warehouse]) == ExitCode.FINE
    capsys.readouterr()
    assert run(["documents", "-w", warehouse, "--format", "csv"]) == ExitCode.FINE
    assert document.document_id[:12] not in capsys.readouterr().out


def test_forgetting_with_nobody_to_ask_names_the_flag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = small_document()
    stage(document, tmp_path / "staged")
    warehouse = str(tmp_path / "w.duckdb")
    with Loader(warehouse) as loader:
        loader.load(document.document_id, tmp_path / "staged", "v1", [SourcePlace("/a.pdf", "a.pdf", 5, 7)])
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert run(["forget", document.document_id[:12], "-w", warehouse]) == ExitCode.USAGE
    assert "--yes" in capsys.readouterr().err
    assert run(["documents", "-w", warehouse, "--format", "csv"]) == ExitCode.FINE
    assert document.document_id[:12] in capsys.readouterr().out
