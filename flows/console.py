"""What the command line prints: tables of rows in three formats, errors in one line, never a traceback."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any, cast
from unicodedata import category

from mingzhang.flows.language import sentence_of
from mingzhang.flows.output.json_text import json_text
from mingzhang.flows.output.number_text import decimal_text
from mingzhang.flows.output.row_files import csv_part
from mingzhang.flows.prefect_support.environment import state_folder
from mingzhang.models.errors import ErrorCode, MingzhangError


class ExitCode(IntEnum):
    """How a command ended. Part of the interface: documented in the README, never renumbered."""

    FINE = 0
    SOME_FAILED = 1
    USAGE = 2
    NOTHING_DONE = 3
    INTERRUPTED = 130
    TERMINATED = 143


class RowFormat(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
WIDTH_OF_NO_TERMINAL = 200
FOLDED_AT_MOST = 1.3

# What the person who typed the line can mend.
USAGE_ERRORS = frozenset(
    (
        *(ErrorCode.NOT_FOUND, ErrorCode.NOT_WRITABLE, ErrorCode.BAD_ADDRESS, ErrorCode.BAD_SITES),
        *(ErrorCode.BAD_FORMAT, ErrorCode.BAD_OPTION, ErrorCode.MISSING_EXTRA, ErrorCode.QUERY_FAILED),
        *(ErrorCode.NO_SUCH_LINE, ErrorCode.BAD_AMOUNT),
    )
)


def printable(text: str) -> str:
    """A text that does nothing to a terminal: what file names and pages hold of control characters is U+FFFD."""
    if text.isprintable():
        return text
    return "".join("\ufffd" if _acts(sign) else sign for sign in text)


def _acts(sign: str) -> bool:
    """Whether a sign moves the cursor, colours, rings, or turns the direction of what follows it."""
    return sign in DIRECTIONS or (category(sign) in ("Cc", "Cs") and sign not in "\n\t")


def say(text: str) -> None:
    """A line for people, beside the output proper."""
    print(printable(text), file=sys.stderr)


def tell(text: str) -> None:
    """A line of the output proper, for people."""
    print(printable(text))


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], form: RowFormat, title: str = "") -> None:
    """Print rows as a table for people, as CSV, or as a JSON list of objects. NULL is empty in the first two.

    The CSV is what exports write too: no text of a page turns into a formula.
    """
    if form is RowFormat.CSV:
        sys.stdout.write(csv_part(columns, rows).decode())
    elif form is RowFormat.JSON:
        found = [dict(zip(columns, row, strict=True)) for row in rows]
        print(json_text(found))
    else:
        _print_table(columns, list(rows), title)


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], title: str) -> None:
    """Rows under each other where they fit the screen, else one column a line, as psql's expanded display."""
    from rich import box
    from rich.cells import cell_len
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else WIDTH_OF_NO_TERMINAL, highlight=False)
    shown = [[_shown(value) for value in row] for row in rows]
    needed = sum(max(map(cell_len, texts), default=0) + 3 for texts in zip(columns, *shown, strict=True))
    if title:
        console.print(escape(title), style="bold")
    if needed > FOLDED_AT_MOST * console.width:
        for number, texts in enumerate(shown, start=1):
            console.print(f"-- {number}")
            for column, text in zip(columns, texts, strict=True):
                console.print(f"{column}: {escape(text)}")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(columns):
        numbers = any(isinstance(row[index], int | float | Decimal) for row in rows)
        table.add_column(escape(column), justify="right" if numbers else "left", overflow="fold")
    for texts in shown:
        table.add_row(*map(escape, texts))
    console.print(table)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return decimal_text(value)
    return f"{value:.4g}" if isinstance(value, float) else printable(str(value))


def report(error: MingzhangError) -> ExitCode:
    """Print an error that a person can act on, and give its exit code."""
    say(f"mingzhang: {sentence_of(error)} [{error.code}]")
    if error.detail:
        say(error.detail)
    return ExitCode.USAGE if error.code in USAGE_ERRORS else ExitCode.NOTHING_DONE


def report_unexpected(error: BaseException) -> ExitCode:
    """Write an unexpected error's traceback into a log and name the log."""
    log = state_folder() / f"error-{datetime.now(UTC):%Y%m%d-%H%M%S}.log"
    lines = traceback.format_exception(error)
    log.write_text(f"{' '.join(sys.argv)}\n\n{''.join(lines)}", encoding="utf-8")
    found = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no message'}"
    say(f"mingzhang: {sentence_of(MingzhangError(ErrorCode.INTERNAL, found))} [{ErrorCode.INTERNAL}]")
    say(f"What is known of it is in {log}")
    return ExitCode.NOTHING_DONE


def require_file(path: Path) -> Path:
    """The path of a file that is there. Raises `MingzhangError` (`not_found`)."""
    if not path.is_file():
        raise MingzhangError(ErrorCode.NOT_FOUND, f"file or folder: {path}")
    return path


def without_pandas() -> None:
    """Keep pandas out of this process, which is a command's own and needs none.

    DuckDB imports it, where it is installed, to look at the first parameter of a query, and that takes a third of a
    second.
    """
    sys.modules.setdefault("pandas", cast(ModuleType, None))
