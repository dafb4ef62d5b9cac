"""What a run came to, in Markdown: documents, failures with reasons, figures, findings worst first, what is new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mingzhang.flows.console import printable
from mingzhang.flows.ingest.progress import archives_line
from mingzhang.flows.ingest.session import Request, Tally
from mingzhang.flows.writing import write_file
from mingzhang.models.vocabulary.enums import DocumentStatus
from mingzhang.warehouse.reading.query import Reader
from mingzhang.warehouse.storage.address import Where

MOST_PROBLEMS = 100
MOST_FINDINGS = 50
MOST_DOCUMENTS = 100
VERIFICATIONS = ("verified", "corrected", "unverified", "suspect")
# A document of the run: loaded since it began.
OF_RUN = "d.ingested_at >= ?"

_STATUS = f"SELECT status, count(*), sum(page_count) FROM documents d WHERE {OF_RUN} GROUP BY 1"
_FIGURES = f"""
SELECT l.verification, count(*) FROM budget_lines l JOIN documents d USING (document_id) WHERE {OF_RUN} GROUP BY 1
"""
_CHECKS = f"""
SELECT count(*) FILTER (k.status = 'pass'), count(*) FILTER (k.status = 'fail')
FROM checks_corrected k JOIN documents d USING (document_id) WHERE {OF_RUN}
"""
_FINDINGS = f"""
SELECT f.severity, f.origin, f.unit_name, f.fiscal_year, f.file_name, f.page_number, f.explanation
FROM findings f JOIN documents d USING (document_id) WHERE {OF_RUN} ORDER BY f.position LIMIT {MOST_FINDINGS + 1}
"""
_DOCUMENTS = f"""
SELECT d.unit_name, d.fiscal_year, d.document_kind, d.file_name, d.page_count, d.status,
    (SELECT count(*) FROM tables t WHERE t.document_id = d.document_id),
    EXISTS (SELECT 1 FROM document_sources s WHERE s.document_id = d.document_id AND s.first_seen_at < ?)
FROM documents d WHERE {OF_RUN} ORDER BY 8, d.unit_name, d.fiscal_year, d.file_name LIMIT {MOST_DOCUMENTS + 1}
"""
_IN_WAREHOUSE = "SELECT count(*), count(DISTINCT unit_name), min(fiscal_year), max(fiscal_year) FROM documents"


@dataclass(frozen=True, slots=True)
class Heading:
    """What the report is called, and when its run began (UTC, without a time zone)."""

    title: str
    since: datetime


def beginning() -> datetime:
    """The time now, as `Heading.since` and `documents.ingested_at` have it."""
    return datetime.now(UTC).replace(tzinfo=None)


def run_report(reader: Reader, heading: Heading, tally: Tally) -> str:
    """The report of a run that has loaded what it read. `reader` is the warehouse's."""
    since = [heading.since]
    parts = [
        f"# {heading.title}",
        _summary(heading, tally),
        _section("Documents", _by_status(reader.ask(_STATUS, since).rows)),
        _section("Failures", _problems(tally.problems)),
        _section("Figures", _figures(reader.ask(_FIGURES, since).rows, reader.ask(_CHECKS, since).rows)),
        _section("Findings, worst first", findings_table(reader.ask(_FINDINGS, since).rows)),
        _section("What is new", _documents(reader.ask(_DOCUMENTS, since * 2).rows)),
        _section("The warehouse now", _warehouse(reader.ask(_IN_WAREHOUSE).rows[0])),
    ]
    return "\n\n".join(parts) + "\n"


def report_of(warehouse: Where, title: str, tally: Tally) -> str:
    """The report of a run that has let go of the warehouse."""
    reader = Reader(warehouse)
    try:
        return run_report(reader, Heading(title, beginning() - timedelta(seconds=tally.seconds)), tally)
    finally:
        reader.close()


def write_report(file: Path, request: Request, tally: Tally) -> None:
    """Write a run's report into a file. Raises `MingzhangError` (`not_writable`)."""
    write_file(file, report_of(request.warehouse, "Ingest", tally).encode())


def markdown_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table; what a cell holds cannot break out of it."""
    lines = [_row(columns), _row(["---"] * len(columns)), *(_row(map(_plain, row)) for row in rows)]
    return "\n".join(lines)


def findings_table(rows: Sequence[Sequence[Any]], most: int = MOST_FINDINGS) -> str:
    """Findings: severity, origin (source: printed so; reading: in doubt), unit, year, file, page, explanation."""
    if not rows:
        return "None."
    columns = ("Severity", "Origin", "Unit", "Year", "File", "Page", "What does not add up")
    return _cut(markdown_table(columns, rows[:most]), len(rows) > most, "mingzhang check")


def _summary(heading: Heading, tally: Tally) -> str:
    ended = beginning()
    lines = [
        f"{heading.since:%Y-%m-%d %H:%M:%S} to {ended:%Y-%m-%d %H:%M:%S} UTC, {tally.seconds:.0f} s.",
        f"{tally.files} files, {tally.documents} distinct documents, {tally.unchanged} unchanged, {tally.landed} read, "
        f"{tally.pages_read} pages.",
    ]
    if tally.archives.archives:
        lines.append(archives_line(tally))
    if tally.interrupted:
        lines.append("**Interrupted**: what is loaded stays, and the next run goes on from there.")
    return "\n\n".join(lines)


def _by_status(rows: Sequence[Sequence[Any]]) -> str:
    if not rows:
        return "Nothing was read."
    order = {status: place for place, status in enumerate(DocumentStatus)}
    return markdown_table(("Status", "Documents", "Pages"), sorted(rows, key=lambda row: order[row[0]]))


def _problems(problems: Sequence[tuple[str, str, str, str]]) -> str:
    if not problems:
        return "None."
    rows = [(status, uri, sentence, code) for uri, status, code, sentence in problems[:MOST_PROBLEMS]]
    table = markdown_table(("Status", "File", "Why, and what to do", "Code"), rows)
    return _cut(table, len(problems) > MOST_PROBLEMS, "mingzhang status")


def _figures(rows: Sequence[Sequence[Any]], checks: Sequence[Sequence[Any]]) -> str:
    counts = dict(tuple(row) for row in rows)
    total = sum(counts.values())
    if not total:
        return "None."
    shares = [(name, counts.get(name, 0), f"{counts.get(name, 0) / total:.1%}") for name in VERIFICATIONS]
    passed, failed = checks[0]
    return f"{markdown_table(('', 'Figures', 'Share'), shares)}\n\n{passed} checks hold, {failed} do not."


def _documents(rows: Sequence[Sequence[Any]]) -> str:
    if not rows:
        return "Nothing."
    columns = ("Unit", "Year", "Kind", "File", "Pages", "Status", "Tables", "")
    shown = [(*row[:-1], "read again" if row[-1] else "new") for row in rows[:MOST_DOCUMENTS]]
    return _cut(markdown_table(columns, shown), len(rows) > MOST_DOCUMENTS, "mingzhang status")


def _warehouse(row: Sequence[Any]) -> str:
    documents, units, first, last = row
    years = "" if first is None else f", {first} to {last}"
    return f"{documents} documents of {units} units{years}."


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n{text}"


def _cut(table: str, is_cut: bool, command: str) -> str:
    return f"{table}\n\nThese are the first; `{command}` gives all." if is_cut else table


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(value: Any) -> str:
    """A cell's text: what names and titles hold is text and never markup."""
    if value is None:
        return ""
    text = printable(" ".join(str(value).split()))
    for sign in "\\`*[]<>|":
        text = text.replace(sign, f"\\{sign}")
    return text
