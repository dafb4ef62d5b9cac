"""Spoilt files of every format through the whole of ingestion: each ends in a typed status, none in silence.

500 of them; `make fuzz` tries 5,000 (MINGZHANG_MUTATIONS says how many, MINGZHANG_SEED from which).
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import duckdb

from mingzhang.flows.ingest.session import Request, Session
from mingzhang.flows.workers.jobs import Limits
from mingzhang.models.errors import ErrorCode
from tests.support.mutations import mutated

COUNT = int(os.environ.get("MINGZHANG_MUTATIONS", "500"))
FIRST = int(os.environ.get("MINGZHANG_SEED", "0"))
LIMITS = Limits(page_seconds=20.0, document_seconds=60.0, memory_mib=1500)


def test_each_spoilt_file_ends_in_a_typed_status(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    names = {}
    for seed in range(FIRST, FIRST + COUNT):
        name, data = mutated(seed)
        (folder / name).write_bytes(data)
        names[hashlib.sha256(data).hexdigest()] = name
    with Session(Request((folder,), tmp_path / "w.duckdb", workers=2, limits=LIMITS)) as session:
        while session.open:
            session.land(25)
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as connection:
        documents = connection.execute(
            "SELECT document_id, status, error_code, error_message, "
            "(SELECT count(*) FROM tables WHERE tables.document_id = documents.document_id), "
            "(SELECT max(seconds) FROM pages WHERE pages.document_id = documents.document_id) FROM documents"
        ).fetchall()
        archives = connection.execute("SELECT archive_id, error_code, document_count FROM archives").fetchall()
        cross_pages = connection.execute("SELECT count(*) FROM budget_lines WHERE page_number < 1").fetchall()
    found = {document_id: rest for document_id, *rest in documents}
    opened = {archive_id: (code, count) for archive_id, code, count in archives}
    assert [name for sha256, name in names.items() if sha256 not in found and sha256 not in opened] == []
    assert [
        names[sha256] for sha256, (code, count) in opened.items() if sha256 in names and not code and not count
    ] == []
    internal = [
        (names.get(one), message) for one, (_, code, message, *_) in found.items() if code == ErrorCode.INTERNAL
    ]
    assert internal == []
    for document_id, (status, code, message, tables, seconds) in found.items():
        told = (names.get(document_id), status, code, message)
        assert status in ("complete", "partial", "failed", "skipped"), told
        assert code is None or code in set(ErrorCode), told
        assert (status == "complete" and tables) or (code and message), told
        assert seconds is None or seconds <= LIMITS.page_seconds + 1, told
    assert cross_pages == [(0,)]
