"""What a person sees of an ingest: progress while it runs, a summary at its end."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

from mingzhang.flows.console import ExitCode, printable, say, tell
from mingzhang.flows.ingest.session import Tally
from mingzhang.flows.language import sentence_told, told
from mingzhang.flows.workers.jobs import Progress
from mingzhang.models.errors import ErrorCode
from mingzhang.models.vocabulary.enums import DocumentStatus

PLAIN_EVERY_SECONDS = 10.0
SHOWN_PROBLEMS = 20
# What was read and has no tables is no failure.
QUIET = frozenset((ErrorCode.NO_TABLES, ErrorCode.BLANK))


def progress_line(tally: Tally) -> str:
    """Documents, pages, speed and time left, in one line."""
    if tally.archives.under_way:
        name = tally.archives.under_way.rpartition("/")[2]
        return told("opening {name}: {members} members", name=name, members=tally.archives.members)
    speed = tally.pages / tally.seconds if tally.seconds else 0.0
    left = "" if tally.seconds_left is None else told(", {time} left", time=clock(tally.seconds_left))
    return told(
        "{landed}/{to_read} documents, {pages} pages, {speed} pages/s{left}",
        landed=tally.landed,
        to_read=tally.to_read,
        pages=tally.pages,
        speed=f"{speed:.1f}",
        left=left,
    )


def clock(seconds: float) -> str:
    """Seconds as 0:07, 12:34 or 1:02:03."""
    minutes, second = divmod(round(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def both(first: Callable[[Tally], None], second: Callable[[Tally], None]) -> Callable[[Tally], None]:
    """An observer that tells two."""

    def observe(tally: Tally) -> None:
        first(tally)
        second(tally)

    return observe


@contextlib.contextmanager
def showing_progress(quiet: bool) -> Iterator[Callable[[Tally], None]]:
    """A bar on a terminal, a line now and then elsewhere, nothing when quiet."""
    if quiet:
        yield lambda tally: None
    elif sys.stderr.isatty():
        with _bar() as observe:
            yield observe
    else:
        yield _plain_lines()


@contextlib.contextmanager
def _bar() -> Iterator[Callable[[Tally], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as Bar

    with Bar(
        SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), console=Console(stderr=True), transient=True
    ) as progress:
        task = progress.add_task(told("starting"), total=None)

        def observe(tally: Tally) -> None:
            progress.update(
                task, total=tally.bytes_to_read, completed=tally.bytes_read, description=progress_line(tally)
            )

        yield observe


@contextlib.contextmanager
def showing_pages(name: str) -> Iterator[Callable[[Progress], None]]:
    """The pages of one file as they are read: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda progress: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(told("opening {name}", name=printable(name)), total=None)

        def show(progress: Progress) -> None:
            if progress.page_count:
                said = told("page {page} of {count}", page=progress.page, count=progress.page_count)
                bar.update(task, total=progress.page_count, completed=max(0, progress.page - 1), description=said)

        yield show


def _plain_lines() -> Callable[[Tally], None]:
    last = time.monotonic()

    def observe(tally: Tally) -> None:
        nonlocal last
        if time.monotonic() - last >= PLAIN_EVERY_SECONDS:
            last = time.monotonic()
            say(progress_line(tally))

    return observe


def summarize(tally: Tally, warehouse: str) -> None:
    """Print what the run came to, and every document that needs a look."""
    telling = [problem for problem in tally.problems if problem[2] not in QUIET]
    for uri, status, code, message in telling[:SHOWN_PROBLEMS]:
        tell(f"  {told(status)}: {uri}\n    {sentence_told(code, message)} [{code}]")
    if len(telling) > SHOWN_PROBLEMS:
        more = len(telling) - SHOWN_PROBLEMS
        print(
            "  "
            + told("and {count} more; see: mingzhang status --warehouse {warehouse}", count=more, warehouse=warehouse)
        )
    if bare := len(tally.problems) - len(telling):
        noun = "file was read and prints" if bare == 1 else "files were read and print"
        line = f"{{count}} {noun} no tables, or nothing at all; mingzhang status names them."
        print("  " + told(line, count=bare))
    if tally.archives.archives:
        print(archives_line(tally))
    print(
        told(
            "{files} files, {documents} distinct documents, {unchanged} unchanged, {landed} read.",
            files=tally.files,
            documents=tally.documents,
            unchanged=tally.unchanged,
            landed=tally.landed,
        )
    )
    if tally.landed:
        print(
            told(
                "{outcome}; {pages} pages in {time} ({speed} pages/s).",
                outcome=outcome_line(tally),
                pages=tally.pages_read,
                time=clock(tally.seconds),
                speed=f"{tally.pages_read / tally.seconds:.1f}",
            )
        )
    if tally.stopped:
        print(told("Stopped before {left} documents were read; the same command goes on from here.", left=tally.left))
    if tally.interrupted:
        print(told("Interrupted: what is loaded stays, and the same command goes on from here."))
    print(told("Warehouse: {warehouse}", warehouse=warehouse))


def outcome_line(tally: Tally) -> str:
    """What became of the documents, in one line; failures apart from files that print no tables."""
    counts = ", ".join(f"{tally.by_status[s]} {told(s)}" for s in DocumentStatus if tally.by_status[s])
    return counts or told("nothing new")


def archives_line(tally: Tally) -> str:
    """What the archives of the run held, in one line."""
    archives = tally.archives
    opened = archives.archives - archives.known
    noun = "archive" if archives.archives == 1 else "archives"
    line = f"{archives.archives} {noun} ({archives.known} unchanged) with {archives.documents} documents"
    if opened:
        line += f"; {archives.left_out} members left out, {archives.refused} refused"
    return f"{line}."


def exit_code(tally: Tally) -> ExitCode:
    """0 all fine, 1 some documents failed or are partial, 3 there was nothing to ingest, 130 interrupted."""
    if tally.interrupted:
        return ExitCode.INTERRUPTED
    if (not tally.files and not tally.archives.archives) or (tally.stopped and not tally.landed):
        return ExitCode.NOTHING_DONE
    bad = tally.by_status[DocumentStatus.FAILED] + tally.by_status[DocumentStatus.PARTIAL]
    bad += sum(status != "complete" for _, status, _, _ in tally.archives.problems)
    return ExitCode.SOME_FAILED if bad or tally.unreadable or tally.stopped else ExitCode.FINE
