"""The crawling process: `python -m mingzhang.flows.crawl.child`.

Its parent writes the job, a line of JSON, and then holds its standard input open.

Ends with 0 when the pass is over, 3 where another crawl has the frontier, 4 where it could
not go on (its log tells why), 130 when it was told to stop.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
import threading
from pathlib import Path

from mingzhang.flows.crawl.frontier import Frontier
from mingzhang.flows.crawl.settings import CrawlSettings, scrapy_settings
from mingzhang.flows.crawl.sites import load_sites
from mingzhang.flows.crawl.spider import CrawlJob, DisclosureSpider
from mingzhang.flows.sources.store import Store

BUSY, BROKEN, STOPPED = 3, 4, 130


def main() -> int:
    """Crawl what the job says."""
    job = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    settings = CrawlSettings.from_json(job["settings"])
    chosen = set(job["names"])
    sites = {s.name: s for s in load_sites(Path(job["sites"]), settings.private_hosts).sites if s.name in chosen}
    state = Path(job["state"])
    state.parent.mkdir(parents=True, exist_ok=True)
    with state.with_name(f"{state.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return BUSY
        store = Store(job["store"])
        store.sweep()
        with Frontier(state) as frontier:
            return _crawl(CrawlJob(sites, settings, frontier, store))


def _crawl(job: CrawlJob) -> int:
    from scrapy.crawler import AsyncCrawlerProcess

    process = AsyncCrawlerProcess(scrapy_settings(job.settings))
    crawler = process.create_crawler(DisclosureSpider)
    process.crawl(crawler, job=job)
    process.start()
    stats, spider = crawler.stats, crawler.spider
    reason = stats.get_value("finish_reason") if stats else None
    if reason == "shutdown":
        return STOPPED
    return 0 if reason == "finished" and getattr(spider, "broken", None) is None else BROKEN


def _end_with_parent() -> None:
    """A crawl must not go on when nobody waits for it: end at once when the parent's end of the pipe closes."""
    while os.read(0, 1):
        pass
    os._exit(STOPPED)


if __name__ == "__main__":
    sys.exit(main())
