"""A mirror of a site on loopback, and crawls of it in a process of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from benchmarks.site_mirror import HOST, SLOW_HOST, Mirror
from mingzhang.flows.crawl.frontier import Frontier
from mingzhang.flows.crawl.process import CrawlPlan, crawl
from mingzhang.flows.crawl.records import Held
from mingzhang.flows.crawl.settings import CrawlSettings
from mingzhang.flows.crawl.sites import load_sites

SETTINGS = CrawlSettings(private_hosts=(HOST, SLOW_HOST), failures_of_a_host=1000, connect_seconds=5.0)


@dataclass(slots=True)
class Crawl:
    """A crawl to be run, and what it knows."""

    plan: CrawlPlan

    def run(self) -> None:
        assert not crawl(self.plan)

    def held(self) -> dict[str, Held]:
        with Frontier(self.plan.state) as frontier:
            return {one.url: one for one in frontier.to_ingest([site.name for site in self.plan.sites])}

    def problems(self) -> dict[str, str]:
        with Frontier(self.plan.state) as frontier:
            found = [frontier.problems(site.name, 1000) for site in self.plan.sites]
        return {url: reason for some in found for _, reason, url, _ in some}

    def objects(self) -> list[str]:
        root = Path(self.plan.store)
        return [file.parent.name + file.name for file in root.glob("??/*") if not file.parent.name.startswith(".")]


Planner = Callable[..., Crawl]


@pytest.fixture
def plan_crawl(tmp_path: Path) -> Planner:
    def plan(yaml: str, settings: CrawlSettings = SETTINGS, **changes: object) -> Crawl:
        file = tmp_path / "sites.yaml"
        file.write_text(yaml, "utf-8")
        settings = replace(settings, **changes)  # type: ignore[arg-type]
        sites = load_sites(file, settings.private_hosts).sites
        return Crawl(CrawlPlan(file, sites, str(tmp_path / "store"), tmp_path / "crawl.sqlite", settings))

    return plan


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    served = Mirror(articles=300, slow=0.2).start()
    yield served
    served.stop()
