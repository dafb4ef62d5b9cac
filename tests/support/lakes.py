"""Warehouses for many in tests: documents loaded into a DuckLake, and what is asked of it."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from mingzhang.models.records.documents import Document
from mingzhang.warehouse.loading.corrections import Action, Decision
from mingzhang.warehouse.loading.loader import Loader, SourcePlace
from mingzhang.warehouse.loading.staging import stage
from mingzhang.warehouse.reading.query import Reader
from mingzhang.warehouse.schema.relations import TABLES_OF_WAREHOUSE
from mingzhang.warehouse.schema.views import VIEWS
from tests.support.documents import small_document

ROOT = Path(__file__).resolve().parents[2]


# What tells when it was written.
TIMES = {
    "documents": ("ingested_at",),
    "document_sources": ("first_seen_at",),
    "corrections": ("correction_id", "decided_at"),
}


SAMPLE = ROOT / "samples" / "budget_2025.pdf"


RELATIONS = [r.name for r in (*TABLES_OF_WAREHOUSE, *VIEWS)]


def staged(documents: Collection[Document], folder: Path) -> dict[str, Path]:
    found = {document.document_id: folder / document.document_id for document in documents}
    for document in documents:
        stage(document, found[document.document_id])
    return found


def load_all(warehouse: str | Path, staged: dict[str, Path], version: str = "v1") -> None:
    with Loader(warehouse) as loader:
        for document_id, folder in staged.items():
            loader.load(document_id, folder, version, [SourcePlace(f"/a/{document_id}.pdf", "a.pdf", 5, 7)])


# A reader of a lake in PostgreSQL sees what is committed and is in nobody's way: one serves a whole test.
_open: dict[str, Reader] = {}


@contextlib.contextmanager
def reading(warehouse: str | Path) -> Iterator[Reader]:
    if isinstance(warehouse, str) and "postgresql" in warehouse:
        if warehouse not in _open:
            _open[warehouse] = Reader(warehouse)
        yield _open[warehouse]
        return
    reader = Reader(warehouse)
    try:
        yield reader
    finally:
        reader.close()


def ask(warehouse: str | Path, sql: str) -> list[tuple[Any, ...]]:
    with reading(warehouse) as reader:
        return reader.ask(sql).rows


def contents(warehouse: str | Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every relation, without the time when it was written."""
    with reading(warehouse) as reader:
        found = {}
        for name in RELATIONS:
            without = f"EXCLUDE ({', '.join(TIMES[name])})" if name in TIMES else ""
            found[name] = reader.ask(f"SELECT * {without} FROM {name} ORDER BY ALL").rows
        return found


def correct(warehouse: str | Path) -> None:
    """A figure of every document gets another amount, another is accepted."""
    lines = ask(
        warehouse, "SELECT min(line_id), max(line_id) FROM budget_lines_extracted GROUP BY document_id ORDER BY 1"
    )
    with Loader(warehouse) as loader:
        for first, last in lines:
            loader.decide(Decision(first, Action.CORRECT, "me", "as printed", {"amount_yuan": "12.34"}))
            loader.decide(Decision(last, Action.ACCEPT, "me"))


def load_document(warehouse: str, version: str = "v1") -> None:
    with tempfile.TemporaryDirectory() as folder:
        load_all(warehouse, staged([small_document()], Path(folder)), version)


def close_readers() -> None:
    """Close what the test has left open."""
    while _open:
        _open.popitem()[1].close()


def some(documents: dict[str, Path], *numbers: int) -> dict[str, Path]:
    names = list(documents)
    return {names[number]: documents[names[number]] for number in numbers}
