"""The command line: `mingzhang COMMAND`. Thin; what is heavy is imported by the command that needs it."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

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
from mingzhang.flows.cli.usage import first_sentence, no_arguments, sentence_of_usage
from mingzhang.flows.cli.waiting import waiting
from mingzhang.flows.cli.warehouse_option import DEFAULT_WAREHOUSE, WarehouseOption
from mingzhang.flows.console import (
    ExitCode,
    RowFormat,
    print_rows,
    report,
    report_unexpected,
    require_file,
    say,
    without_pandas,
)
from mingzhang.flows.extras import missing_extra
from mingzhang.flows.ingest.options import OF_READING, RunOptions
from mingzhang.flows.language import speak, told
from mingzhang.flows.writing import require_place, write_file
from mingzhang.models.errors import ErrorCode, MingzhangError

if TYPE_CHECKING:
    from mingzhang.models.records.documents import Document

EXIT_CODES = "Exit codes: 0 all fine, 1 some documents failed, 2 wrong usage, 3 nothing done, 130 interrupted."


class Application(typer.Typer):
    """Typer's application, in the language of the locale."""

    def __call__(self, *arguments: Any, **settings: Any) -> Any:
        command = typer.main.get_command(self)
        for below in getattr(command, "commands", {}).values():
            below.short_help = first_sentence(below.help)  # whole: what is cut short tells nobody which command to take
        speak(command)
        return command(*arguments, **settings)


app = Application(
    name="mingzhang",
    help=f"Budget disclosures (PDF, OFD, Office, web pages, scans, archives) into a DuckDB warehouse.\n\n{EXIT_CODES}",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from mingzhang.flows.workers.version import package_version

        print(f"mingzhang {package_version()}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", "-V", is_eager=True, callback=_version, help="Print the version and end.")
    ] = False,
) -> None:
    """Budget disclosures into a DuckDB warehouse."""


Format = Annotated[RowFormat, typer.Option("--format", "-f", help="How rows are printed.")]
Contacts = Annotated[
    bool, typer.Option("--show-contacts", help="Names and phones as printed: personal data. Masked without.")
]


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
@with_flags(OF_READING)
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
    *,
    options: RunOptions,
) -> None:
    """Show what one file gives, with no warehouse and no flow.

    Example: mingzhang extract budget.pdf --output budget.xlsx
    """
    from mingzhang.flows.output.document import FILES_ONLY, WRITERS, format_of, rows_by_relation

    try:
        chosen = format_of(form, output)
    except MingzhangError as error:
        raise typer.BadParameter(error.found, param_hint="--format") from None
    if chosen in FILES_ONLY:
        output = output or Path(f"{file.stem}.{chosen}")
    if output:
        require_place(output)
    document = _read(file, options)
    written = WRITERS[chosen](rows_by_relation(document, show_contacts=show_contacts))
    if output:
        write_file(output, written)
        say(told("Written: {file}", file=output))
    else:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
    if document.error_message:
        say(f"mingzhang: {document.status}: {document.error_message} [{document.error_code}]")
    raise typer.Exit(ExitCode.FINE if document.status == "complete" else ExitCode.SOME_FAILED)


@app.command()
def query(
    sql: Annotated[str | None, typer.Argument(help="One SQL query; - reads it from the standard input.")] = None,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    form: Format = RowFormat.TABLE,
    file: Annotated[Path | None, typer.Option("--file", help="A file of queries, each under a comment line.")] = None,
    first: Annotated[int, typer.Option("--first", min=0, help="Only the first of the file's; 0: all.")] = 0,
    rows: Annotated[int, typer.Option("--rows", "-n", min=0, help="Print at most so many rows; 0: all.")] = 1000,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds that a query may take.")] = 60,
    memory_limit: Annotated[int, typer.Option("--memory-limit", min=512, help="MiB that a query may take.")] = 2048,
    show_contacts: Contacts = False,
) -> None:
    """Ask the warehouse in SQL: read-only, no other files, no network.

    Example: mingzhang query "SELECT unit_name, fiscal_year, expenditure_yuan FROM unit_years"
    """
    from mingzhang.flows.workers.asking import AskLimits, ask_guarded
    from mingzhang.warehouse.reading.query import split_statements

    if sql is not None and file is not None:
        raise typer.BadParameter("give either a query or --file", param_hint="SQL")
    text = require_file(file).read_text("utf-8") if file else _query_text(sql)
    asked = split_statements(text)
    if not file and len(asked) < 2:
        asked = [("", text)]
    limits = AskLimits(timeout, memory_limit, rows)
    for title, statement in asked[: first or None]:
        if (file or len(asked) > 1) and form is RowFormat.TABLE:
            print(f"\n-- {title}\n{statement}\n" if file else f"\n-- {statement}", flush=True)
        with waiting("asking"):
            found = ask_guarded(warehouse, statement, limits, show_contacts=show_contacts, forked=True)
        print_rows(found.answer.columns, found.answer.rows, form)
        if found.has_more:
            say(told("These are the first {rows} rows; --rows 0 prints all.", rows=f"{rows:,}"))


def _query_text(sql: str | None) -> str:
    """The query, from the standard input where that is what is meant."""
    if sql is None or sql == "-":
        try:
            sql = "" if sys.stdin.isatty() else sys.stdin.read()
        except OSError:
            sql = ""
    if not sql.strip():
        raise typer.BadParameter("give a query, or --file", param_hint="SQL")
    return sql


@app.command()
def status(
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    form: Format = RowFormat.TABLE,
) -> None:
    """What the warehouse holds, and which documents are not complete, and why.

    Example: mingzhang status --warehouse budgets.duckdb
    """
    from mingzhang.flows.cli.status import DOCUMENT_COLUMNS, print_status, status_reader, unfinished

    with waiting("looking"), status_reader(warehouse) as reader:
        if form is RowFormat.TABLE:
            print_status(reader)
        else:
            print_rows(DOCUMENT_COLUMNS, unfinished(reader), form)


@app.command()
@with_flags(OF_READING)
def tables(
    file: Annotated[Path, typer.Argument(help="One PDF, OFD, docx, xlsx, web page or picture.")],
    number: Annotated[int | None, typer.Option("--table", "-t", help="Print this table, counted from 1.")] = None,
    form: Format = RowFormat.TABLE,
    *,
    options: RunOptions,
) -> None:
    """The tables of one file, or one of them cell by cell.

    Example: mingzhang tables budget.pdf --table 3
    """
    from mingzhang.flows.cli.table_view import TABLE_COLUMNS, lay_out, list_tables
    from mingzhang.flows.output.document import rows_by_relation

    document = _read(file, options)
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


def _read(file: Path, options: RunOptions) -> Document:
    """Read one file in a worker, with a bar where somebody looks."""
    from mingzhang.flows.ingest.progress import showing_pages
    from mingzhang.flows.workers.single import read_one

    with showing_pages(file.name) as observe:
        return read_one(_one_document(file), options.settings, options.limits, observe)


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
    without_pandas()
    sys.exit(run(sys.argv[1:]))


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def run(arguments: list[str]) -> int:
    """Run a command and give its exit code."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _end)
    try:
        return int(app(arguments, prog_name="mingzhang", standalone_mode=False) or ExitCode.FINE)
    except typer.TyperException as error:
        if (help_text := no_arguments(error)) is not None:
            print(help_text)
        else:
            say(f"mingzhang: {sentence_of_usage(error)} [usage]; {told('see')} mingzhang --help")
        return ExitCode.USAGE
    except MingzhangError as error:
        return report(error)
    except (KeyboardInterrupt, typer.Abort):
        say(f"mingzhang: {told('interrupted')}")
        return ExitCode.INTERRUPTED
    except ImportError as error:
        lacking = missing_extra(error)
        return report_unexpected(error) if lacking is None else report(lacking)
    except SystemExit as error:
        if error.code == ExitCode.TERMINATED:
            say(f"mingzhang: {told('told to end')}")
        return int(error.code or 0)
    except BrokenPipeError:
        sys.stderr.close()  # Whoever read our output has seen enough; the interpreter would complain once more.
        return ExitCode.FINE
    except PermissionError as error:
        return report(MingzhangError(ErrorCode.UNREADABLE, f"{error.filename or 'a file'}: {error.strerror}"))
    except Exception as error:  # The last place before the person: one sentence, and the traceback in a log.
        return report_unexpected(error)
