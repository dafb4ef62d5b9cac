"""`mingzhang check`: what does not add up, worst first."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mingzhang.flows.cli.warehouse_option import DEFAULT_WAREHOUSE, WarehouseOption
from mingzhang.flows.console import ExitCode, printable, say
from mingzhang.flows.language import sentence_of, told
from mingzhang.flows.writing import require_place, write_file

if TYPE_CHECKING:
    from mingzhang.flows.findings.gather import Report
    from mingzhang.warehouse.reading.findings import FindingScope


class FindingsFormat(StrEnum):
    """How findings are given."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    HTML = "html"


# What goes into a file where none is named: nobody wants it on a screen.
FILES = {FindingsFormat.XLSX: Path("findings.xlsx"), FindingsFormat.HTML: Path("findings.html")}


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files, folders and archives to read now; without any the warehouse is asked."),
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", "-d", help="Only this one: start of its document_id, or file name.")
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", "-u", help="Only units with this in their name.")] = None,
    year: Annotated[int | None, typer.Option("--year", "-y", help="Only this budget year.")] = None,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    form: Annotated[
        FindingsFormat, typer.Option("--format", "-f", help="html shows the part of the page.")
    ] = FindingsFormat.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; html, xlsx: findings.html, findings.xlsx.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="Only the worst so many; 0: all.")] = 0,
    ocr_model: Annotated[
        str, typer.Option("--ocr-model", help="embedded, an official family (PP-OCRv6_medium), or a folder.")
    ] = "embedded",
    max_pages: Annotated[int, typer.Option("--max-pages", min=1, help="Refuse documents of more pages.")] = 3000,
) -> None:
    """What does not add up, worst first: printed so (原文) or doubtful in our reading (识读).

    Exit codes: 0 nothing failed, 1 something did or could not be read, 2 wrong usage, 3 nothing could be done.

    Example: mingzhang check budget.pdf --format html --output findings.html
    """
    from mingzhang.warehouse.reading.findings import FindingScope

    scope = FindingScope(document, unit, year)
    with_cutouts = form is FindingsFormat.HTML
    output = output or FILES.get(form)
    if output:
        require_place(output)
    if paths:
        report = _of_files(paths, scope, limit or None, with_cutouts, ocr_model, max_pages)
    else:
        from mingzhang.flows.findings.gather import gather
        from mingzhang.warehouse.loading.loader import require_current

        require_current(warehouse)
        report = gather(warehouse, scope, limit=limit or None, with_cutouts=with_cutouts)
    _give(report, form, output, limit or None)
    raise typer.Exit(_exit_code(report))


def _of_files(
    paths: list[Path], scope: FindingScope, limit: int | None, with_cutouts: bool, ocr_model: str, max_pages: int
) -> Report:
    from dataclasses import replace

    from mingzhang.extractors.settings import Settings
    from mingzhang.flows.findings.gather import gather, reading
    from mingzhang.flows.ingest.progress import showing_progress
    from mingzhang.models.errors import ErrorCode, MingzhangError

    settings = Settings(ocr_model=ocr_model, max_pages=max_pages)
    with showing_progress(not sys.stderr.isatty()) as observe, reading(paths, settings, observe) as (read, tally):
        problems = tuple((uri, sentence, code) for uri, _, code, sentence in tally.problems)
        useful = {"complete", "partial"}
        if not sum(count for status, count in tally.by_status.items() if status in useful):
            for uri, sentence, code in problems:
                say(f"mingzhang: {uri}: {sentence} [{code}]")
            raise typer.Exit(ExitCode.NOTHING_DONE)
        try:
            report = gather(read, scope, limit=limit, with_cutouts=with_cutouts)
        except MingzhangError as error:
            if error.code is not ErrorCode.NO_MATCH:
                raise
            say(f"mingzhang: none of the files matches {scope} [{error.code}]")
            raise typer.Exit(ExitCode.NOTHING_DONE) from error
    quiet = {ErrorCode.NO_TABLES, ErrorCode.BLANK}
    return replace(report, unread=tuple(problem for problem in problems if problem[2] not in quiet))


def _give(report: Report, form: FindingsFormat, output: Path | None, limit: int | None) -> None:
    from mingzhang.flows.findings import page, printing, tables

    if form is FindingsFormat.TEXT:
        written = (printable("\n".join(printing.lines_of(report, limit=limit))) + "\n").encode()
    elif form is FindingsFormat.JSON:
        written = tables.to_json(report)
    elif form is FindingsFormat.CSV:
        written = tables.to_csv(report)
    elif form is FindingsFormat.XLSX:
        written = tables.to_xlsx(report)
    else:
        written = page.to_html(report, limit=limit)
        for error in report.unseen.values():
            say(f"mingzhang: {sentence_of(error)} [{error.code}]")
    if output is None:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
        return
    write_file(output, written)
    for line in printing.summary(report, limit):
        say(line)
    say(told("Written: {file}", file=output))


def _exit_code(report: Report) -> ExitCode:
    if not any(document.status in ("complete", "partial") for document in report.documents):
        return ExitCode.NOTHING_DONE
    return ExitCode.SOME_FAILED if report.findings or report.unread else ExitCode.FINE
