"""What a warehouse holds, and what of it is not complete."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mingzhang.flows.console import RowFormat, print_rows, say, tell
from mingzhang.flows.language import told
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.loading.loader import require_current
from mingzhang.warehouse.reading.query import Reader
from mingzhang.warehouse.reading.snapshots import take_snapshot
from mingzhang.warehouse.storage.address import FileAddress, Where, address_of

DOCUMENT_COLUMNS = ("status", "file_name", "error_code", "error_message", "source_uri")

COUNTS = """
SELECT status, count(*) AS documents, sum(page_count) AS pages, count(DISTINCT unit_name) AS units,
    min(fiscal_year) AS from_year, max(fiscal_year) AS to_year
FROM documents GROUP BY status ORDER BY status
"""
FIGURES = """
SELECT (SELECT count(*) FROM tables) AS tables, (SELECT count(*) FROM cells) AS cells,
    (SELECT count(*) FROM budget_lines) AS budget_lines,
    (SELECT count(*) FROM budget_lines WHERE verification = 'verified') AS verified,
    (SELECT count(*) FROM budget_lines WHERE verification = 'suspect') AS suspect,
    (SELECT count(*) FROM performance_projects) AS projects,
    (SELECT count(*) FROM performance_indicators) AS indicators
"""


# Archives and members of archives that gave no document are none, and not to be forgotten either.
UNFINISHED = f"""
SELECT {", ".join(DOCUMENT_COLUMNS)} FROM documents WHERE status <> 'complete'
UNION ALL
SELECT 'archive ' || status, file_name, error_code, error_message, archive_uri FROM archives
WHERE status <> 'complete' AND error_code IS NOT NULL
UNION ALL
SELECT 'refused', file_name, error_code, error_message, source_uri FROM archive_members WHERE outcome = 'refused'
ORDER BY status, error_code, source_uri
"""


@contextlib.contextmanager
def status_reader(warehouse: str) -> Iterator[Reader]:
    """The warehouse to ask; while a run writes it, a copy of what is loaded by now."""
    with tempfile.TemporaryDirectory(prefix="mingzhang-status-") as folder:
        where: Where = warehouse
        try:
            require_current(warehouse)
        except MingzhangError as error:
            address = address_of(warehouse)
            if error.code is not ErrorCode.WAREHOUSE_BUSY or not isinstance(address, FileAddress):
                raise
            where = Path(folder, "copy.duckdb")
            take_snapshot(address.path, where)
            say(told("A run writes the warehouse; this is what is loaded by now."))
        reader = Reader(where)
        try:
            yield reader
        finally:
            reader.close()


def unfinished(reader: Reader) -> list[tuple[Any, ...]]:
    """Documents that are not complete, archives and members that were refused, with reasons (`DOCUMENT_COLUMNS`)."""
    return reader.ask(UNFINISHED).rows


def print_status(reader: Reader) -> None:
    """The whole status, for people."""
    for title, sql in (("Documents", COUNTS), ("What they say", FIGURES)):
        answer = reader.ask(sql)
        print_rows(answer.columns, answer.rows, RowFormat.TABLE, told(title))
    rows = unfinished(reader)
    (holds,) = reader.ask("SELECT count(*) FROM documents").rows
    for status, file_name, code, message, source in rows:
        tell(f"{status}: {source or file_name}\n  {message} [{code}]")
    if not rows:
        print(told("Every document is complete." if holds[0] else "No document is loaded."))
