"""Findings of files that are read now, or of a warehouse, with the cut-outs that show them."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mingzhang.flows.sources.store import read_object
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.excerpts import Excerpt
from mingzhang.warehouse.loading.checks_across import across_years
from mingzhang.warehouse.reading.excerpts import excerpts_of_finding
from mingzhang.warehouse.reading.findings import Examined, Finding, FindingScope, examined, findings, worst_first
from mingzhang.warehouse.reading.query import Reader
from mingzhang.warehouse.storage.address import Where

if TYPE_CHECKING:
    from mingzhang.extractors.cutout import Cutout
    from mingzhang.extractors.settings import Settings
    from mingzhang.flows.ingest.session import Tally


@dataclass(frozen=True, slots=True)
class Report:
    """What was examined and found, worst first. `unread`: (file, sentence, code) of what could not be read.

    `passed_across` counts the figures of last year that last year's own documents confirm. `cutouts` by check_id;
    `unseen` tells of documents (by id) why their pages are not shown.
    """

    documents: tuple[Examined, ...]
    findings: tuple[Finding, ...]
    unread: tuple[tuple[str, str, str], ...] = ()
    cutouts: dict[str, tuple[Cutout, ...]] = field(default_factory=dict)
    unseen: dict[str, MingzhangError] = field(default_factory=dict)
    passed_across: int = 0


@contextlib.contextmanager
def reading(
    paths: Sequence[Path], settings: Settings, observe: Callable[[Tally], None]
) -> Iterator[tuple[Path, Tally]]:
    """Read files, and those of folders, into a warehouse that is gone afterwards. Gives its path and the tally.

    Raises `MingzhangError` (`not_found`) for a path that is not there.
    """
    from mingzhang.flows.ingest.session import Request, Session

    with tempfile.TemporaryDirectory(prefix="mingzhang-") as folder:
        warehouse = Path(folder, "check.duckdb")
        with Session(Request(paths=tuple(paths), warehouse=warehouse, settings=settings)) as session:
            session.observe = observe
            session.land(session.open)
        yield warehouse, session.tally


def gather(warehouse: Where, scope: FindingScope, *, limit: int | None, with_cutouts: bool) -> Report:
    """What a warehouse holds in scope. Raises `MingzhangError` (`no_match`, and those of `Reader`)."""
    reader = Reader(warehouse)
    try:
        documents = examined(reader, scope)
        if not documents:
            raise MingzhangError(ErrorCode.NO_MATCH, str(scope))
        across = across_years(reader, scope)
        found = worst_first([*findings(reader, scope, limit=limit), *across.findings])[:limit]
        unread = tuple(
            (d.file_name, d.error_message or "", d.error_code or "")
            for d in documents
            if d.status in ("failed", "partial")
        )
        cutouts, unseen = _cutouts(reader, found) if with_cutouts else ({}, {})
        return Report(tuple(documents), tuple(found), unread, cutouts, unseen, across.passed)
    finally:
        reader.close()


def _cutouts(
    reader: Reader, found: Sequence[Finding]
) -> tuple[dict[str, tuple[Cutout, ...]], dict[str, MingzhangError]]:
    by_document: dict[str, list[tuple[str, Excerpt]]] = defaultdict(list)
    for finding in found:
        by_document[finding.document_id] += [
            (finding.check_id, excerpt) for excerpt in excerpts_of_finding(reader, finding)
        ]
    shown: dict[str, list[Cutout]] = defaultdict(list)
    unseen: dict[str, MingzhangError] = {}
    for document_id, wanted in by_document.items():
        try:
            drawn = cut_out_of_source(reader, document_id, [excerpt for _, excerpt in wanted])
            for (check_id, _), cutout in zip(wanted, drawn, strict=True):
                shown[check_id].append(cutout)
        except MingzhangError as error:
            unseen[document_id] = error
    return {check_id: tuple(some) for check_id, some in shown.items()}, unseen


def cut_out_of_source(reader: Reader, document_id: str, excerpts: Sequence[Excerpt]) -> list[Cutout]:
    """Cut-outs of a document's file. Raises `MingzhangError` (`source_missing`, `source_changed`, and `cut_out`'s)."""
    from mingzhang.extractors.cutout import cut_out

    return list(cut_out(source_bytes(reader, document_id), excerpts)) if excerpts else []


def source_bytes(reader: Reader, document_id: str) -> bytes:
    """The bytes that a document was read from, from any place where they still are."""
    rows = reader.ask(
        "SELECT source_uri, stored_uri FROM document_sources WHERE document_id = ? "
        "ORDER BY stored_uri IS NOT NULL, first_seen_at, source_uri",
        [document_id],
    ).rows
    changed: str | None = None
    for uri, stored in rows:
        try:
            data = read_object(stored) if stored else Path(uri).read_bytes()
        except (OSError, ImportError, ValueError):
            continue
        if hashlib.sha256(data).hexdigest() == document_id:
            return data
        changed = uri
    if changed is not None:
        raise MingzhangError(ErrorCode.SOURCE_CHANGED, changed)
    raise MingzhangError(ErrorCode.SOURCE_MISSING, rows[0][0] if rows else document_id[:16])
