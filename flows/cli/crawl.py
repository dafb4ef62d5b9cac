"""`mingzhang crawl`: sites into the store, and what is new on to the warehouse."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mingzhang.flows.cli.options import parameters_of, require_both, with_flags
from mingzhang.flows.console import ExitCode, say
from mingzhang.flows.ingest.options import OF_SCHEDULES, RunOptions

if TYPE_CHECKING:
    from mingzhang.flows.crawl.process import CrawlPlan

LEAST_PAUSE = 600.0  # seconds; a pass that could not be finished is gone on with after it
TEST_HELP = "For tests: a host that may be of this machine or network, and is asked without pauses."


@with_flags(OF_SCHEDULES)
def crawl(
    sites: Annotated[Path, typer.Argument(help="The description of the sites (YAML); see docs/crawling.md.")],
    options: RunOptions,
    site: Annotated[str | None, typer.Option("--site", help="Only the site of this name.")] = None,
    once: Annotated[
        bool, typer.Option("--once", help="One pass; without it, each site again at its interval.")
    ] = False,
    store: Annotated[
        str, typer.Option("--store", help="Where files are kept: a folder or an fsspec address.")
    ] = "store",
    state: Annotated[
        Path, typer.Option("--state", help="What is known of every address, for going on after a break.")
    ] = Path("crawl.sqlite"),
    ingest: Annotated[bool, typer.Option("--ingest/--no-ingest", help="Read what is new into the warehouse.")] = True,
    test_host: Annotated[list[str] | None, typer.Option("--test-host", help=TEST_HELP)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, only the summary.")] = False,
) -> None:
    """Fetch what sites have published and read what is new.

    Exit codes: 0 all fine, 1 something could not be fetched for now or not read, 2 wrong usage, 3 nothing done,
    130 interrupted.

    Example: mingzhang crawl samples/sites.yaml --site changsha-audit --once
    """
    from mingzhang.flows.crawl.process import CrawlPlan
    from mingzhang.flows.crawl.settings import CrawlSettings
    from mingzhang.flows.crawl.sites import CONTACT, load_sites

    require_both(options.dask, options.shared)
    private = tuple(test_host or ())
    chosen = load_sites(sites, private).named(site)
    settings = CrawlSettings(contact=chosen.contact, delay=chosen.delay)
    if private:
        settings = replace(settings, private_hosts=private)
    if chosen.contact == CONTACT and not private:
        say("No contact is set: name one under crawler.contact, so that the keepers of sites can reach you.")
    kept = store if "://" in store else os.path.abspath(store)
    plan = CrawlPlan(sites.absolute(), chosen.sites, kept, state.absolute(), settings)
    due = plan
    while True:
        code = _pass(due, options if ingest else None, quiet)
        if once or code is ExitCode.INTERRUPTED:
            raise typer.Exit(code)
        due = _sleep_until_due(plan, quiet)


def _pass(plan: CrawlPlan, options: RunOptions | None, quiet: bool) -> ExitCode:
    """Crawl the sites that are due, then ingest what is new."""
    from mingzhang.flows.crawl.frontier import Frontier
    from mingzhang.flows.crawl.ingestion import found_files
    from mingzhang.flows.crawl.process import crawl as crawl_sites
    from mingzhang.flows.crawl.reporting import showing_crawl, summarize_crawl
    from mingzhang.flows.ingest.progress import exit_code, showing_progress, summarize
    from mingzhang.flows.ingest.run import run_ingest
    from mingzhang.flows.ingest.session import Request

    with showing_crawl(quiet) as observe:
        interrupted = crawl_sites(plan, observe)
    with Frontier(plan.state) as frontier:
        wanting = summarize_crawl(plan, frontier)
        if interrupted:
            say("Interrupted: what was found is kept, and the same command goes on from here.")
            return ExitCode.INTERRUPTED
        names = [site.name for site in plan.sites]
        code = ExitCode.SOME_FAILED if wanting else ExitCode.FINE
        if not any(frontier.tally(name).found for name in names) and wanting:
            return ExitCode.NOTHING_DONE
        held = frontier.to_ingest(names) if options else []
        if not options or not held:
            return code
        chosen = replace(options, store=plan.store)
        request = Request.of(chosen, found=found_files(held))
        with showing_progress(quiet) as observe_ingest:
            tally = run_ingest(request, observe_ingest, parameters_of(chosen))
        if not tally.interrupted:
            frontier.ingested(held)
        summarize(tally, options.warehouse)
        return max(code, exit_code(tally))


def _sleep_until_due(plan: CrawlPlan, quiet: bool) -> CrawlPlan:
    """Sleep until the interval of a site is over; gives the plan of the sites that are due then."""
    from mingzhang.flows.crawl.frontier import Frontier

    with Frontier(plan.state) as frontier:
        due = {site.name: frontier.due_at(site) for site in plan.sites}
    pause = max(LEAST_PAUSE, min(due.values()) - time.time())
    if not quiet:
        say(f"The next pass begins in {pause / 3600:.1f} hours.")
    time.sleep(pause)
    return replace(plan, sites=tuple(site for site in plan.sites if due[site.name] <= time.time()))
