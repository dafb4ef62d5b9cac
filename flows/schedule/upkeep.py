"""Flows that look after a warehouse: read again what an older version read, go over what does not add up."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

from mingzhang.flows.prefect_support.environment import prepare_environment

prepare_environment()

from prefect import flow, tags  # noqa: E402 (the environment comes first)
from pydantic import Field  # noqa: E402

from mingzhang.flows.findings.gather import Report, gather  # noqa: E402
from mingzhang.flows.ingest.artifacts import keep_report  # noqa: E402
from mingzhang.flows.ingest.flow import final_state, run_name, run_session, with_parameters, with_warehouse  # noqa: E402
from mingzhang.flows.ingest.options import RunOptions  # noqa: E402
from mingzhang.flows.ingest.report import MOST_FINDINGS, beginning, findings_table, markdown_table  # noqa: E402
from mingzhang.flows.ingest.session import Request  # noqa: E402
from mingzhang.flows.sources.files import FoundFile  # noqa: E402
from mingzhang.flows.sources.store import is_remote  # noqa: E402
from mingzhang.flows.workers.version import pipeline_version  # noqa: E402
from mingzhang.flows.writing import require_place, write_file  # noqa: E402
from mingzhang.warehouse.loading.loader import require_current  # noqa: E402
from mingzhang.warehouse.reading.findings import FindingScope  # noqa: E402
from mingzhang.warehouse.reading.query import Reader  # noqa: E402
from mingzhang.warehouse.storage.address import Where  # noqa: E402

_OUTDATED = """
SELECT s.document_id, s.source_uri, s.file_name, s.byte_size, s.modified_ns, s.stored_uri
FROM documents d JOIN document_sources s USING (document_id)
WHERE d.pipeline_version <> ? ORDER BY s.first_seen_at, s.source_uri
"""


@flow(name="reingest-outdated", retries=0, persist_result=False, flow_run_name=lambda: run_name("read again"))
@with_parameters
def reingest_outdated(options: RunOptions) -> Any:
    """Read again the documents that another version read, from where they lie or from the store.

    Gives the counts of the run, and `missing`: outdated documents whose bytes are nowhere any more. What an older
    version read of those stays.
    """
    found, missing = outdated(options.warehouse, pipeline_version(options.settings))
    with tags("ingest", "upkeep"):
        counts = run_session(Request.of(options, found=found), "Read again", options.report)
    return final_state({**counts, "missing": missing})


def outdated(warehouse: Where, version: str) -> tuple[list[FoundFile], int]:
    """The files of documents that another version read, one a document; and how many have no file any more."""
    require_current(warehouse)
    reader = Reader(warehouse)
    try:
        rows = reader.ask(_OUTDATED, [version]).rows
    finally:
        reader.close()
    there: dict[str, FoundFile] = {}
    for document_id, uri, file_name, byte_size, modified_ns, stored in rows:
        if document_id in there:
            continue
        if stored and (is_remote(stored) or _is_there(Path(stored), byte_size)):
            there[document_id] = FoundFile(
                Path(stored), uri, file_name, byte_size, modified_ns, document_id=document_id, stored=stored
            )
        elif _is_there(Path(uri), byte_size):
            there[document_id] = FoundFile(Path(uri), uri, file_name, byte_size, modified_ns)
    return list(there.values()), len({row[0] for row in rows}) - len(there)


def _is_there(path: Path, byte_size: int) -> bool:
    return path.is_absolute() and path.is_file() and path.stat().st_size == byte_size


@flow(name="recheck-warehouse", retries=0, persist_result=False, flow_run_name=lambda: run_name("check again"))
@with_warehouse
def recheck_warehouse(options: RunOptions, limit: Annotated[int, Field(ge=0)] = MOST_FINDINGS) -> Any:
    """Go over the whole warehouse: identities, with what people corrected since, and this year against the last.

    Gives how many checks hold, how many do not, and the findings by severity.
    """
    if options.report:
        require_place(Path(options.report))
    require_current(options.warehouse)
    gathered = gather(options.warehouse, FindingScope(), limit=None, with_cutouts=False)
    markdown = recheck_report(gathered, limit)
    keep_report(markdown, "recheck-report", f"{len(gathered.findings)} findings")
    if options.report:
        write_file(Path(options.report), markdown.encode())
    return {
        "documents": len(gathered.documents),
        "passed": sum(document.passed for document in gathered.documents) + gathered.passed_across,
        "findings": dict(Counter(finding.severity for finding in gathered.findings)),
        "unread": len(gathered.unread),
    }


def recheck_report(gathered: Report, limit: int) -> str:
    """The report of a re-check, in Markdown; `limit` findings, worst first (0: all)."""
    shown = gathered.findings[: limit or None]
    rows = [
        (f.severity, f.origin, f.unit_name, f.fiscal_year, f.file_name, f.page_number, f.explanation) for f in shown
    ]
    counts = Counter((finding.severity, finding.origin) for finding in gathered.findings)
    passed = sum(document.passed for document in gathered.documents)
    counted = markdown_table(("Severity", "Origin", "Findings"), [(*key, n) for key, n in sorted(counts.items())])
    said = (
        f"{beginning():%Y-%m-%d %H:%M:%S} UTC: {len(gathered.documents)} documents, {len(gathered.unread)} of them not "
        f"read in full. {passed} checks hold within documents, {gathered.passed_across} figures of last year are "
        f"confirmed by last year's own documents. {len(gathered.findings)} findings."
    )
    table = findings_table(rows, most=len(rows))
    return "\n\n".join(("# Re-check", said, counted, "## Findings, worst first", table)) + "\n"
