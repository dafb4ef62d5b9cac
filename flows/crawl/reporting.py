"""What a person sees of a crawl: progress while it runs, a summary by site at its end."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

from mingzhang.flows.console import say
from mingzhang.flows.crawl.frontier import Frontier
from mingzhang.flows.crawl.process import CrawlPlan, SiteCounts
from mingzhang.flows.crawl.records import SiteCount

PLAIN_EVERY_SECONDS = 10.0
SHOWN_PROBLEMS = 10


def progress_line(counts: SiteCounts) -> str:
    """Disclosures found and addresses left, of all sites and of those at work."""
    found, new = sum(one.found for one in counts.values()), sum(one.new for one in counts.values())
    pending = sum(one.pending for one in counts.values())
    at_work = ", ".join(f"{name} {one.pending}" for name, one in counts.items() if one.pending)
    return f"{found} disclosures, {new} new; {pending} to ask for{f' ({at_work})' if at_work else ''}"


@contextlib.contextmanager
def showing_crawl(quiet: bool) -> Iterator[Callable[[SiteCounts], None]]:
    """A spinner on a terminal, a line now and then elsewhere, nothing when quiet."""
    if quiet:
        yield lambda counts: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("crawling", total=None)
            yield lambda counts: progress.update(task, description=progress_line(counts))
    else:
        yield _plain_lines()


def _plain_lines() -> Callable[[SiteCounts], None]:
    last = time.monotonic()

    def observe(counts: SiteCounts) -> None:
        nonlocal last
        if time.monotonic() - last >= PLAIN_EVERY_SECONDS:
            last = time.monotonic()
            say(progress_line(counts))

    return observe


def summarize_crawl(plan: CrawlPlan, frontier: Frontier) -> bool:
    """Print what the pass came to, by site, and what gave nothing and why; whether anything has yet to be got."""
    wanting = False
    for site in plan.sites:
        count = frontier.tally(site.name)
        wanting |= bool(count.pending) or any(state == "failed" for state, _ in count.reasons)
        print(site_line(f"{site.name} ({site.region})", count))
        for state, reason, url, found_on in frontier.problems(site.name, SHOWN_PROBLEMS):
            print(f"    {state}, {reason}: {url}{f' (linked by {found_on})' if found_on else ''}")
        more = sum(count.reasons.values()) - SHOWN_PROBLEMS
        if more > 0:
            print(f"    and {more} more")
    return wanting


def site_line(name: str, count: SiteCount) -> str:
    """One site in one line."""
    reasons = ", ".join(f"{number} {reason}" for (_, reason), number in count.reasons.most_common())
    left = f"; {count.pending} left for the next run" if count.pending else ""
    return (
        f"{name}: {count.found} disclosures, {count.new} new, {count.unchanged} unchanged; "
        f"{count.left_out} left out by title or year{f'; without result: {reasons}' if reasons else ''}{left}"
    )
