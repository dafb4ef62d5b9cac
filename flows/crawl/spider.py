"""The spider: takes addresses from the frontier, one a host at a time, and records what each of them gives."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from mingzhang.extractors.formats.charset import decoded
from mingzhang.extractors.media_type import HTML, media_type
from mingzhang.flows.crawl import failures, names
from mingzhang.flows.crawl.frontier import Frontier
from mingzhang.flows.crawl.pages import as_link, read_article, read_list
from mingzhang.flows.crawl.records import AddressKind, AnswerHead, Link, State, StoredAttachment, Task
from mingzhang.flows.crawl.settings import CrawlSettings
from mingzhang.flows.crawl.sites import Site
from mingzhang.flows.sources.store import Store
from mingzhang.models.errors import MingzhangError

POLL_SECONDS = 1.0
MOST_BYTES_OF_A_PAGE = 32 << 20
BLOCKED_ATTEMPTS = 2  # a fire wall is not knocked at


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """What the crawling process works with."""

    sites: dict[str, Site]
    settings: CrawlSettings
    frontier: Frontier
    store: Store


class DisclosureSpider(Spider):
    """One pass over the sites of a job."""

    name = "mingzhang"

    def __init__(self, job: CrawlJob, **options: Any) -> None:
        super().__init__(**options)
        self.job = job
        self.under_way: dict[int, Task] = {}
        self.troubles: Counter[str] = Counter()
        self.stopping = False
        self.broken: Exception | None = None
        self._freed = asyncio.Event()

    async def start(self) -> AsyncIterator[Request]:
        """Requests as the frontier has them, until nothing is left or the time is up."""
        frontier, sites = self.job.frontier, self.job.sites
        for site in sites.values():
            frontier.begin_pass(site)
        ends = time.monotonic() + self.job.settings.crawl_seconds
        while not self.stopping and time.monotonic() < ends:
            task = None
            if len(self.under_way) < self.job.settings.concurrency:
                busy = {one.host for one in self.under_way.values()}
                task = frontier.next_task(sites, busy, self.under_way)
            if task:
                self.under_way[task.id] = task
                yield self._request(task)
                continue
            if not self.under_way and await self._nothing_left():
                break
            await self._wait()
        while self.under_way:
            await self._wait()
        for name in sites:
            frontier.end_pass(name)

    async def _nothing_left(self) -> bool:
        """Whether all is done; sleeps where something waits for a later try."""
        until = self.job.frontier.waiting_until(self.job.sites)
        if until is None:
            return True
        await asyncio.sleep(max(0.05, min(POLL_SECONDS, until - time.time())))
        return False

    async def _wait(self) -> None:
        self._freed.clear()
        try:
            await asyncio.wait_for(self._freed.wait(), POLL_SECONDS)
        except TimeoutError:
            return

    def _request(self, task: Task) -> Request:
        headers: dict[str, str] = {}
        if task.etag:
            headers["If-None-Match"] = task.etag
        if task.last_modified:
            headers["If-Modified-Since"] = task.last_modified
        return Request(
            task.url,
            headers=headers,
            meta={"task": task, "site": self.job.sites[task.site], "download_maxsize": self._most_bytes(task)},
            callback=self.answered,
            errback=self.failed,
            dont_filter=True,
        )

    def _most_bytes(self, task: Task) -> int:
        most = self.job.settings.most_bytes
        return most if task.kind is AddressKind.ATTACHMENT else min(most, MOST_BYTES_OF_A_PAGE)

    async def answered(self, response: Response) -> None:
        """Record an answer."""
        task: Task = response.meta["task"]
        try:
            await self._record(task, response)
        except (MingzhangError, sqlite3.Error) as error:  # the store or the frontier: nothing can be kept any more
            self.logger.exception("while keeping %s", task.url)
            self.broken = error
            self.stopping = True
        except Exception:  # recorded: in the frontier, and with its traceback in the log
            self.logger.exception("while reading %s", task.url)
            self.job.frontier.end(task, State.FAILED, "unreadable_page", response.status)
        finally:
            self._free(task)

    def failed(self, failure: Any) -> None:
        """Record that there was no answer, and why."""
        task: Task = failure.request.meta["task"]
        try:
            trouble = failures.of_exception(failure.value, failure.request.url)
            self._trouble(task, trouble, None)
        finally:
            self._free(task)

    def _free(self, task: Task) -> None:
        self.under_way.pop(task.id, None)
        self._freed.set()

    def _trouble(self, task: Task, trouble: failures.Trouble, wait: float | None) -> None:
        """Try again later, or give the address up; give a host up that keeps failing."""
        frontier, settings = self.job.frontier, self.job.settings
        if not trouble.is_passing:
            frontier.end(task, trouble.state, trouble.reason, trouble.status)
            return
        self.troubles[task.host] += 1
        pause = wait if wait is not None else settings.back_off_of(task.host) * 3**task.attempts
        most = BLOCKED_ATTEMPTS if trouble.reason == failures.BLOCKED else settings.attempts
        if task.attempts + 1 >= most or pause > settings.longest_wait:
            frontier.end(task, State.FAILED, trouble.reason, trouble.status)
        else:
            frontier.again(task, trouble.reason, time.time() + pause)
        if self.troubles[task.host] >= settings.failures_of_a_host:
            given_up = frontier.give_up_host(self.job.sites, task.host, f"host_given_up:{trouble.reason}")
            self.logger.warning("%s failed too often; %d addresses put off", task.host, given_up)

    async def _record(self, task: Task, response: Response) -> None:
        if response.status == 304:
            self.job.frontier.unchanged(task)
        elif trouble := failures.of_response(response, task):
            self._trouble(task, trouble, _asked_to_wait(response))
            return
        elif self.job.frontier.begin_reading(task):
            await self._read(task, response)
        else:
            self.job.frontier.end(task, State.FAILED, "ends_the_crawler", response.status)
        self.troubles.pop(task.host, None)

    async def _read(self, task: Task, response: Response) -> None:
        is_page = media_type(response.body).name == HTML or _says_text(response)
        if task.kind is AddressKind.LIST:
            self._read_list(task, response)
        elif task.kind is AddressKind.ARTICLE and (is_page or not response.body):
            await self._read_article(task, response)
        else:
            await self._keep_attachment(task, response)

    def _read_list(self, task: Task, response: Response) -> None:
        site, frontier = self.job.sites[task.site], self.job.frontier
        text, charset = decoded(response.body, _label(response))
        page = read_list(text, response.url, task.root or task.url, task.page, task.empty_run, site, charset)
        if page.items is None and task.page == 1:
            # A list without items is none, or its markup has changed: not to be taken for a site without news.
            frontier.end(task, State.FAILED, "no_items", response.status)
            return
        repeats = page.items is not None and frontier.same_items(task, page.items)
        links = () if repeats else self._room_for(site, task, (*page.links, *page.more))
        frontier.read(task, site, _answer(response), links, page.items)

    def _room_for(self, site: Site, task: Task, links: tuple[Link, ...]) -> tuple[Link, ...]:
        room = max(0, site.most_urls - self.job.frontier.count_urls(site.name))
        if len(links) > room:
            self.logger.warning("%s: more than %d addresses; %s is not followed", site.name, site.most_urls, task.url)
        return links[:room]

    async def _read_article(self, task: Task, response: Response) -> None:
        site = self.job.sites[task.site]
        text, charset = decoded(response.body, _label(response))
        known = as_link(task.title, task.published_on, task.publisher, task.url)
        article = read_article(text, response.url, known, site, charset)
        if article.left_out:
            self.job.frontier.end(task, State.LEFT_OUT, article.left_out, response.status)
            return
        rule = site.article.keep_page
        kept = None
        if rule == "always" or (rule == "with_tables" and article.has_tables and not article.attachments):
            name = names.real_name(task.url, article.about.title, None, None, HTML)
            kept = await self._put(response.body, name)
        links = self._room_for(site, task, article.attachments)
        bare = None if article.attachments or kept else "no_attachment"
        self.job.frontier.read(task, site, _answer(response), links, about=article.about, kept=kept, reason=bare)

    async def _keep_attachment(self, task: Task, response: Response) -> None:
        if reason := names.refusal_of(response.body):
            self.job.frontier.end(task, State.REFUSED, reason, response.status)
            return
        link_text = task.link_text
        disposition = names.disposition_name(response.headers.get("Content-Disposition"))
        media = media_type(response.body).name
        name = names.real_name(task.url, link_text, disposition, task.article_title or task.title, media)
        stored = await self._put(response.body, name)
        self.job.frontier.stored(task, _answer(response), stored)

    async def _put(self, body: bytes, name: str) -> StoredAttachment:
        def put() -> StoredAttachment:
            with self.job.store.writer() as writer:
                writer.write(body)
                kept = writer.keep()
            return StoredAttachment(kept.digest, kept.byte_size, name, kept.address)

        return await asyncio.to_thread(put)


def _label(response: Response) -> str | None:
    kind = response.headers.get("Content-Type", b"") or b""
    label = kind.decode("latin-1").partition("charset=")[2].strip("\"' ;")
    return label or None


def _says_text(response: Response) -> bool:
    return (response.headers.get("Content-Type") or b"").lower().startswith((b"text/html", b"application/xhtml"))


def _answer(response: Response) -> AnswerHead:
    def header(name: str) -> str | None:
        value = response.headers.get(name)
        return value.decode("latin-1") if value else None

    return AnswerHead(response.status, header("ETag"), header("Last-Modified"))


def _asked_to_wait(response: Response) -> float | None:
    """The seconds of a Retry-After header: a number, or a date."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time()) if value else None
    except ValueError:
        return None
