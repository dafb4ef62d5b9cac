"""The command line: `mingzhang COMMAND`. Thin; what is heavy is imported by the command that needs it."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Annotated

import typer

from mingzhang.flows.cli.browse import browse
from mingzhang.flows.cli.check import check
from mingzhang.flows.cli.crawl import crawl
from mingzhang.flows.cli.documents import documents, forget
from mingzhang.flows.cli.give import chart, export, show
from mingzhang.flows.cli.options import parameters_of, require_both, with_flags
from mingzhang.flows.cli.review import correct, review
from mingzhang.flows.cli.serve import serve
from mingzhang.flows.cli.tidy import tidy
from mingzhang.flows.console import (
    WAREHOUSE_HELP,
    ExitCode,
    RowFormat,
    print_rows,
    report,
    report_unexpected,
    require_file,
    say,
)
from mingzhang.flows.extras import missing_extra
from mingzhang.flows.ingest.options import RunOptions
from mingzhang.flows.writing import require_place, write_file
from mingzhang.models.errors import MingzhangError

EXIT_CODES = "Exit codes: 0 all fine, 1 some documents failed, 2 wrong usage, 3 nothing done, 130 interrupted."

app = typer.Typer(
    name="mingzhang",
    help=f"Budget disclosures (PDF, OFD, Office, web pages, scans, archives) into a DuckDB warehouse.\n\n{EXIT_CODES}",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Warehouse = Annotated[
    str,
    typer.Option("--warehouse", "-w", envvar="MINGZHANG_WAREHOUSE", help=WAREHOUSE_HELP, show_default=True),
]
Format = Annotated[RowFormat, typer.Option("--format", "-f", help="How rows are printed.")]
Contacts = Annotated[
    bool, typer.Option("--show-contacts", help="Names and phones as printed: personal data. Masked without.")
]
OcrModel = Annotated[
    str, typer.Option("--ocr-model", help="embedded, an official family (PP-OCRv6_medium), or a folder.")
]
MaxPages = Annotated[int, typer.Option("--max-pages", min=1, help="Refuse documents of more pages.")]
DEFAULT_WAREHOUSE = "mingzhang.duckdb"


@app.command()
@with_flags()
def ingest(
    paths: Annotated[
        list[Path], typer.Argument(help="Files, folders, archives (zip, tar, 7z, rar), with all that is in them.")
    ],
    options: RunOptions,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, only the summary.")] = False,
) -> None:
    """Read disclosures and load them into the warehouse. Unchanged files are not read again.

    Example: mingzhang ingest disclosures/ --warehouse budgets.duckdb
    """
    require_both(options.dask, options.shared)
    if options.report:
        require_place(Path(options.report))
    from mingzhang.flows.ingest.progress import exit_code, showing_progress, summarize
    from mingzhang.flows.ingest.report import write_report
    from mingzhang.flows.ingest.run import run_ingest
    from mingzhang.flows.ingest.session import Request

    request = Request.of(options, paths)
    with showing_progress(quiet) as observe:
        tally = run_ingest(request, observe, parameters_of(options))
    summarize(tally, options.warehouse)
    if options.report and not tally.stopped:
        write_report(Path(options.report), request, tally)
    raise typer.Exit(exit_code(tally))


@app.command()
def extract(
    file: Annotated[Path, typer.Argument(help="One PDF, OFD, docx, xlsx, web page or picture.")],
    form: Annotated[
        str | None,
        typer.Option(
            "--format", "-f", help="json, csv or parquet (budget lines), html, md, xlsx; else the suffix of --output."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; without it xlsx and parquet: FILE.xlsx.")
    ] = None,
    show_contacts: Contacts = False,
    max_pages: MaxPages = 3000,
    ocr_model: OcrModel = "embedded",
) -> None:
    """Show what one file gives, with no warehouse and no flow.

    Example: mingzhang extract budget.pdf --output budget.xlsx
    """
    from mingzhang.extractors.pipeline import read_document
    from mingzhang.extractors.settings import Settings
    from mingzhang.flows.output.document import FILES_ONLY, WRITERS, format_of, rows_by_relation

    try:
        chosen = format_of(form, output)
    except MingzhangError as error:
        raise typer.BadParameter(error.found, param_hint="--format") from None
    if chosen in FILES_ONLY:
        output = output or Path(f"{file.stem}.{chosen}")
    if output:
        require_place(output)
    document = read_document(_one_document(file), Settings(ocr_model=ocr_model, max_pages=max_pages))
    written = WRITERS[chosen](rows_by_relation(document, show_contacts=show_contacts))
    if output:
        write_file(output, written)
        say(f"Written: {output}")
    else:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
    if document.error_message:
        say(f"mingzhang: {document.status}: {document.error_message} [{document.error_code}]")
    raise typer.Exit(ExitCode.FINE if document.status == "complete" else ExitCode.SOME_FAILED)


@app.command()
def query(
    sql: Annotated[str | None, typer.Argument(help="One SQL query.")] = None,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    form: Format = RowFormat.TABLE,
    file: Annotated[Path | None, typer.Option("--file", help="A file of queries, each under a comment line.")] = None,
    first: Annotated[int, typer.Option("--first", min=0, help="Only the first of the file's; 0: all.")] = 0,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds that a query may take.")] = 60,
    show_contacts: Contacts = False,
) -> None:
    """Ask the warehouse in SQL: read-only, no other files, no network.

    Example: mingzhang query "SELECT unit_name, fiscal_year, expenditure_yuan FROM unit_years"
    """
    from mingzhang.warehouse.reading.query import Reader, split_statements

    if (sql is None) == (file is None):
        raise typer.BadParameter("give either a query or --file", param_hint="SQL")
    asked = [("", sql)] if sql is not None else split_statements(require_file(file or Path()).read_text("utf-8"))
    reader = Reader(warehouse, show_contacts=show_contacts)
    for title, statement in asked[: first or None]:
        if file and form is RowFormat.TABLE:
            print(f"\n-- {title}\n{statement}\n", flush=True)
        answer = reader.ask(statement, timeout=timeout)
        print_rows(answer.columns, answer.rows, form)
    reader.close()


@app.command()
def status(
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    form: Format = RowFormat.TABLE,
) -> None:
    """What the warehouse holds, and which documents are not complete, and why.

    Example: mingzhang status --warehouse budgets.duckdb
    """
    from mingzhang.flows.cli.status import DOCUMENT_COLUMNS, print_status, unfinished
    from mingzhang.warehouse.reading.query import Reader

    reader = Reader(warehouse)
    if form is RowFormat.TABLE:
        print_status(reader)
    else:
        print_rows(DOCUMENT_COLUMNS, unfinished(reader), form)
    reader.close()


@app.command()
def tables(
    file: Annotated[Path, typer.Argument(help="One PDF, OFD, docx, xlsx, web page or picture.")],
    number: Annotated[int | None, typer.Option("--table", "-t", help="Print this table, counted from 1.")] = None,
    form: Format = RowFormat.TABLE,
    max_pages: MaxPages = 3000,
    ocr_model: OcrModel = "embedded",
) -> None:
    """The tables of one file, or one of them cell by cell.

    Example: mingzhang tables budget.pdf --table 3
    """
    from mingzhang.extractors.pipeline import read_document
    from mingzhang.extractors.settings import Settings
    from mingzhang.flows.cli.table_view import TABLE_COLUMNS, lay_out, list_tables
    from mingzhang.flows.output.document import rows_by_relation

    document = read_document(_one_document(file), Settings(ocr_model=ocr_model, max_pages=max_pages))
    rows = rows_by_relation(document)
    if number is None:
        found = list_tables(rows)
        if found or form is not RowFormat.TABLE:
            print_rows(TABLE_COLUMNS, found, form)
    else:
        title, columns, laid = lay_out(rows, number)
        print_rows(columns, laid, form, title)
    if document.error_message:
        say(f"mingzhang: {document.status}: {document.error_message} [{document.error_code}]")
    raise typer.Exit(ExitCode.FINE if document.status == "complete" else ExitCode.SOME_FAILED)


def _one_document(file: Path) -> Path:
    """A file to read at once; a folder or an archive holds many."""
    from mingzhang.flows.unpacking.kinds import archive_type

    if file.is_dir():
        raise typer.BadParameter(f"{file} is a folder; name one file of it", param_hint="FILE")
    with contextlib.suppress(OSError):  # the reader says what is wrong
        if archive_type(require_file(file), file.name):
            found = f"{file} is an archive; mingzhang ingest and mingzhang check read what is in it"
            raise typer.BadParameter(found, param_hint="FILE")
    return file


@app.command()
def doctor() -> None:
    """Check versions, weights, libraries, cv2 and disk, and say what to do about each.

    Example: mingzhang doctor
    """
    from mingzhang.flows.machine.doctor import examine

    ill = 0
    for finding in examine():
        print(f"{'ok  ' if finding.is_well else 'MEND'}  {finding.subject}: {finding.found}")
        if not finding.is_well:
            ill += 1
            print(f"      {finding.advice}")
    raise typer.Exit(ExitCode.SOME_FAILED if ill else ExitCode.FINE)


app.command()(browse)
app.command()(chart)
app.command()(check)
app.command()(correct)
app.command()(crawl)
app.command()(export)
app.command()(documents)
app.command()(forget)
app.command()(review)
app.command()(show)
app.command()(tidy)
app.command()(serve)


def main() -> None:
    """Run a command; whatever goes wrong ends in one line and an exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command and give its exit code."""
    try:
        return int(app(arguments, prog_name="mingzhang", standalone_mode=False) or ExitCode.FINE)
    except typer.TyperException as error:
        say(f"mingzhang: {error} [usage]; see mingzhang --help")
        return ExitCode.USAGE
    except MingzhangError as error:
        return report(error)
    except (KeyboardInterrupt, typer.Abort):
        say("mingzhang: interrupted")
        return ExitCode.INTERRUPTED
    except ImportError as error:
        lacking = missing_extra(error)
        return report_unexpected(error) if lacking is None else report(lacking)
    except BrokenPipeError:
        sys.stderr.close()  # Whoever read our output has seen enough; the interpreter would complain once more.
        return ExitCode.FINE
    except Exception as error:
        return report_unexpected(error)
