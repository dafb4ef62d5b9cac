"""A crawl of the made-up site: what of it is found, what a second crawl downloads, and what kills cost."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import Figure, Section, share
from benchmarks.site_mirror import HOST, SLOW_HOST, Mirror
from mingzhang.flows.crawl.frontier import Frontier
from mingzhang.flows.crawl.process import CrawlPlan, _started, crawl
from mingzhang.flows.crawl.settings import CrawlSettings
from mingzhang.flows.crawl.sites import load_sites

ARTICLES = 300
KILLS = 8


def crawl_section(seeds: int = 5) -> Section:
    """The site of 300 articles whole, and again for each seed with eight kills at moments of chance."""
    with served() as (mirror, plan):
        began = time.monotonic()
        crawl(plan)
        took = time.monotonic() - began
        found, wanted = contents(plan), expected(mirror)
        told = problems(plan) == mirror.refused
        mirror.forget()
        crawl(plan)
        again = sum(count for status, count in mirror.statuses.items() if status == 200) - mirror.hits["/robots.txt"]
    whole = [killed(seed) for seed in range(seeds)]
    right = sum(found.get(url) == digest for url, digest in wanted.items())
    repeats = sum(repeated for _, repeated in whole)
    return Section(
        f"A made-up site of {ARTICLES} articles, five styles of lists",
        (
            share("crawl.found", "disclosures that are found", right, len(wanted), 100.0),
            none("crawl.beside", "files kept that are no disclosures", len(found.keys() - wanted.keys())),
            none("crawl.untold", "crawls that do not tell each trouble by its reason", int(not told)),
            none("crawl.again", "answers with a body in the second crawl, robots.txt aside", again),
            share("crawl.killed", f"crawls killed {KILLS} times that end like a whole one", *counted(whole), 100.0),
            Figure(
                "crawl.repeats",
                "addresses asked for twice, for each kill",
                repeats / (KILLS * seeds),
                f"{repeats / (KILLS * seeds):.2f}",
                2.0,
                "2 (one under way at each of two hosts)",
                at_most=True,
            ),
        ),
        f"On loopback, without pauses; the first crawl took {took:.1f} s.",
    )


def counted(whole: list[tuple[bool, int]]) -> tuple[int, int]:
    """How many ended well, and of how many."""
    return sum(well for well, _ in whole), len(whole)


def none(key: str, what: str, count: int) -> Figure:
    """A count that has to be nothing."""
    return Figure(key, what, count, str(count), 0, "none", at_most=True)


def killed(seed: int) -> tuple[bool, int]:
    """A crawl killed at moments of chance: whether it ends like a whole one, and how many addresses it repeated."""
    moments = random.Random(seed)
    with served(articles=100) as (mirror, plan):
        for _ in range(KILLS):
            with _started(plan) as process:
                reached = sum(mirror.hits.values()) + moments.randrange(1, 40)
                while process.poll() is None and sum(mirror.hits.values()) < reached:
                    time.sleep(0.001)
                time.sleep(moments.uniform(0, 0.03))
                process.kill()
        crawl(plan)
        well = contents(plan) == expected(mirror) and problems(plan) == mirror.refused
        return well, sum(count > 1 and asked_once(mirror, path) for path, count in mirror.hits.items())


def asked_once(mirror: Mirror, path: str) -> bool:
    """Whether a crawl without a break asks for an address once: no redirects, no second tries, no robots.txt."""
    reply = mirror.replies.get(path)
    return path != "/robots.txt" and reply is not None and not callable(reply) and reply.status not in (302, 412)


@contextmanager
def served(articles: int = ARTICLES) -> Iterator[tuple[Mirror, CrawlPlan]]:
    """The site, and a plan to crawl it."""
    settings = CrawlSettings(private_hosts=(HOST, SLOW_HOST), failures_of_a_host=1000)
    with tempfile.TemporaryDirectory() as folder:
        mirror = Mirror(articles=articles, slow=0.1).start()
        file = Path(folder, "sites.yaml")
        file.write_text(mirror.sites_yaml(), "utf-8")
        sites = load_sites(file, settings.private_hosts).sites
        try:
            yield mirror, CrawlPlan(file, sites, str(Path(folder, "store")), Path(folder, "crawl.sqlite"), settings)
        finally:
            mirror.stop()


def expected(mirror: Mirror) -> dict[str, str]:
    """What a crawler must fetch: address -> sha256."""
    return {one.url: one.sha256 for one in mirror.expected}


def contents(plan: CrawlPlan) -> dict[str, str]:
    """What it has fetched."""
    with Frontier(plan.state) as frontier:
        return {one.url: one.sha256 for one in frontier.to_ingest([site.name for site in plan.sites])}


def problems(plan: CrawlPlan) -> dict[str, str]:
    """What gave nothing, and why."""
    with Frontier(plan.state) as frontier:
        return {url: reason for site in plan.sites for _, reason, url, _ in frontier.problems(site.name, 10_000)}
