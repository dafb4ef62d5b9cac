"""A warehouse with one small document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mingzhang.models.records.documents import Document
from mingzhang.warehouse.loading.loader import Loader, SourcePlace
from mingzhang.warehouse.loading.staging import stage
from tests.support.documents import small_document

Load = Callable[..., None]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load a document into `tmp_path/w.duckdb`, as the flow does."""

    def load_document(document: Document, version: str = "v1", source: str = "/a/small.pdf") -> None:
        staged = tmp_path / "staging" / f"{document.document_id}-{version}"
        stage(document, staged)
        with Loader(tmp_path / "w.duckdb") as loader:
            place = SourcePlace(source, Path(source).name, document.byte_size, 7)
            loader.load(document.document_id, staged, version, [place])

    return load_document


@pytest.fixture
def warehouse(tmp_path: Path, load: Load) -> Path:
    load(small_document())
    return tmp_path / "w.duckdb"
