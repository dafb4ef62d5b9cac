"""A crawl as its parent sees it: a process of its own, watched by way of the frontier."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mingzhang.flows.crawl.child import BUSY, STOPPED
from mingzhang.flows.crawl.frontier import Frontier
from mingzhang.flows.crawl.records import SiteCount
from mingzhang.flows.crawl.settings import CrawlSettings
from mingzhang.flows.crawl.sites import Site
from mingzhang.models.errors import ErrorCode, MingzhangError

POLL_SECONDS = 0.25
OBSERVE_SECONDS = 1.0
GRACE_SECONDS = 600.0  # for what is under way when a crawl's time is up
COUNTING_SHARE = 50  # counting a large frontier takes a while; not more than 2 % of the time

SiteCounts = dict[str, SiteCount]


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """What to crawl, and where to keep what comes of it."""

    file: Path
    sites: tuple[Site, ...]
    store: str
    state: Path
    settings: CrawlSettings

    @property
    def log(self) -> Path:
        """The log of the crawling process."""
        return self.state.with_suffix(".log")


def crawl(plan: CrawlPlan, observe: Callable[[SiteCounts], None] = lambda counts: None) -> bool:
    """One pass over the sites of a plan; whether it was interrupted.

    Ctrl-C ends it after the answers that are under way. Raises `MingzhangError` (`crawl_busy`, `crawl_failed`).
    """
    plan.state.parent.mkdir(parents=True, exist_ok=True)
    with _started(plan) as process, Frontier(plan.state) as frontier:
        due = time.monotonic() + OBSERVE_SECONDS
        hangs_at = time.monotonic() + plan.settings.crawl_seconds + GRACE_SECONDS
        while process.poll() is None:
            if time.monotonic() >= hangs_at:
                process.kill()
            time.sleep(POLL_SECONDS)
            if time.monotonic() >= due:
                began = time.monotonic()
                observe(counts_of(plan, frontier))
                cost = time.monotonic() - began
                due = began + max(OBSERVE_SECONDS, COUNTING_SHARE * cost)
        code = process.wait()
    if code == BUSY:
        raise MingzhangError(ErrorCode.CRAWL_BUSY, str(plan.state))
    if code not in (0, STOPPED):
        raise MingzhangError(ErrorCode.CRAWL_FAILED, str(plan.log))
    return code == STOPPED


def counts_of(plan: CrawlPlan, frontier: Frontier) -> SiteCounts:
    """What the pass over each site came to so far."""
    return {site.name: frontier.tally(site.name) for site in plan.sites}


@contextlib.contextmanager
def _started(plan: CrawlPlan) -> Iterator[subprocess.Popen[bytes]]:
    job = {
        "sites": str(plan.file.absolute()),
        "names": [site.name for site in plan.sites],
        "store": plan.store,
        "state": str(plan.state.absolute()),
        "settings": plan.settings.as_json(),
    }
    with plan.log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "mingzhang.flows.crawl.child"],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)},
            start_new_session=True,  # Ctrl-C reaches it through us, once
        )
        assert process.stdin is not None
        try:
            with contextlib.suppress(BrokenPipeError):  # it has ended already; its exit code tells
                process.stdin.write(json.dumps(job).encode() + b"\n")
                process.stdin.flush()
            with _passing_on_interrupts(process):
                yield process
        finally:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()  # a crawl without a parent ends at once
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def _passing_on_interrupts(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Ctrl-C is the crawling process' to act on. Signals belong to the main thread; elsewhere nothing is passed on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda number, frame: process.send_signal(signal.SIGINT))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
