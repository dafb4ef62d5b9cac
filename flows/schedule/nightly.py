"""The flow of every night: crawl the sites, ingest what is new."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from mingzhang.flows.prefect_support.environment import prepare_environment

prepare_environment()

from prefect import flow, tags, task  # noqa: E402 (the environment comes first)
from prefect.cache_policies import NO_CACHE  # noqa: E402

from mingzhang.flows.crawl.frontier import Frontier  # noqa: E402
from mingzhang.flows.crawl.ingestion import found_files  # noqa: E402
from mingzhang.flows.crawl.process import CrawlPlan, crawl  # noqa: E402
from mingzhang.flows.crawl.settings import CrawlSettings  # noqa: E402
from mingzhang.flows.crawl.sites import load_sites  # noqa: E402
from mingzhang.flows.ingest.flow import final_state, run_name, run_session, with_parameters  # noqa: E402
from mingzhang.flows.ingest.options import RunOptions  # noqa: E402
from mingzhang.flows.ingest.session import Request  # noqa: E402
from mingzhang.flows.sources.store import is_remote  # noqa: E402
from mingzhang.models.errors import ErrorCode, MingzhangError  # noqa: E402

# A network that is away for an hour is there again before the offices open.
CRAWL_DELAYS = [300, 1800, 3600]


def may_come_back(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a crawl that failed may do better later: it goes on where it stopped. A wrong description stays wrong."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, MingzhangError) and error.code in (ErrorCode.CRAWL_FAILED, ErrorCode.CRAWL_BUSY)


@task(
    name="crawl",
    retries=len(CRAWL_DELAYS),
    retry_delay_seconds=CRAWL_DELAYS,
    retry_condition_fn=may_come_back,
    persist_result=False,
    cache_policy=NO_CACHE,
)
def crawl_sites(plan: CrawlPlan) -> bool:
    """One pass over the sites; whether it was interrupted."""
    return crawl(plan)


@flow(name="crawl-and-ingest", retries=0, persist_result=False, flow_run_name=lambda: run_name("crawl and ingest into"))
@with_parameters
def crawl_and_ingest(
    sites: str,
    options: RunOptions,
    store: str = "store",
    state: str = "crawl.sqlite",
    site: str | None = None,
) -> Any:
    """Crawl the sites that the file `sites` describes (or the one named `site`), and ingest what they brought.

    What an earlier night brought and did not ingest is ingested too, and also what a crawl brought before it failed.
    """
    chosen = load_sites(Path(sites)).named(site)
    settings = CrawlSettings(contact=chosen.contact, delay=chosen.delay)
    store = store if is_remote(store) else os.path.abspath(store)
    plan = CrawlPlan(Path(sites).absolute(), chosen.sites, store, Path(state).absolute(), settings)
    failure: MingzhangError | None = None
    try:
        crawl_sites(plan)
    except MingzhangError as error:
        failure = error
    with Frontier(plan.state) as frontier, tags("crawl", "ingest"):
        held = frontier.to_ingest([one.name for one in plan.sites])
        request = Request.of(replace(options, store=store), found=found_files(held))
        result = run_session(request, "Nightly", options.report)
        if not result["interrupted"]:
            frontier.ingested(held)
    if failure:
        raise failure
    return final_state(result)
