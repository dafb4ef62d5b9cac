"""What stands between the crawler and a site: where it may go, robots.txt, redirects, pauses."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from mingzhang.extractors.formats.charset import decoded
from mingzhang.flows.crawl.addresses import Refusal, RefusedError, check_url, host_fits
from mingzhang.flows.crawl.links import absolute
from mingzhang.flows.crawl.settings import NAME, CrawlSettings
from mingzhang.flows.crawl.sites import Site

ROBOTS_BYTES = 500 * 1024  # RFC 9309: at least 500 KiB must be read
LONGEST_CRAWL_DELAY = 60.0
# Tags are found first, each within its own brackets; what a tag holds is looked for inside it. So each character is
# looked at a few times, whatever a page repeats.
_META = re.compile(r"<meta\b[^<>]{0,1000}>", re.IGNORECASE)
_REFRESH = re.compile(r"""\bhttp-equiv\s{0,9}=\s{0,9}["']?refresh\b""", re.IGNORECASE)
_CONTENT = re.compile(
    r"""\bcontent\s{0,9}=\s{0,9}["']\s{0,9}(\d{1,9})[^;,>]{0,9}[;,]\s{0,9}url\s{0,9}=\s{0,9}["']?([^"'>]+)""",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"""<script\b[^<>]{0,300}>\s*(?:<!--\s*)?(?:(?:window|top|self|document|parent)\.){0,5}location(?:\.href)?\s{0,9}"""
    r"""(?:=|\.(?:replace|assign)\()\s{0,9}["']([^"']{1,2000})["']""",
    re.IGNORECASE,
)
_ROBOTS_RULE = re.compile(r"(\s{0,9}(?:dis)?allow\s{0,9}:)(.*)", re.IGNORECASE)
MOST_WILDCARDS = 2
_LINK = re.compile(r"<a\s", re.IGNORECASE)
LONGEST_INTERSTITIAL = 8192
LONGEST_REFRESH = 10


class Unwanted(IgnoreRequest):
    """A request that is not made, or whose answer is not taken; `reason` goes into the record."""

    def __init__(self, reason: str, message: str = "") -> None:
        self.reason = reason
        super().__init__(message or reason)


class Guard:
    """The first of all: no request leaves to an address that is not allowed, be it a link, a redirect or robots.txt."""

    def __init__(self, settings: CrawlSettings) -> None:
        self._settings = settings

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        """As Scrapy makes it."""
        return cls(crawler.settings["MINGZHANG"])

    def process_request(self, request: Request) -> None:
        """Raise `Unwanted` for what is not allowed."""
        site: Site = request.meta["site"]
        request.meta.pop("proxy", None)
        try:
            target = check_url(request.url, site.ports, self._settings.private_hosts)
            if not host_fits(target.host, (*site.hosts, *site.attachments.hosts)):
                raise RefusedError(Refusal.OTHER_HOST, target.host)
        except RefusedError as error:
            raise Unwanted(error.reason, str(error)) from error


class Robots:
    """robots.txt as RFC 9309 has it: unreachable or failing means «keep out» for now, missing means «come in»."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = NAME
        self._known: dict[str, Protego | None] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        """As Scrapy makes it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise `Unwanted` for what robots.txt forbids."""
        if request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._known:
            self._known[root] = await self._ask(root, request)
        rules = self._known[root]
        if rules is None:
            del self._known[root]  # asked for again with the next try
            raise Unwanted("robots_unreachable")
        if not rules.can_fetch(request.url, self._agent):
            raise Unwanted("robots_forbidden")

    async def _ask(self, root: str, request: Request) -> Protego | None:
        asked = Request(
            f"{root}/robots.txt",
            callback=NO_CALLBACK,
            meta={"is_robots": True, "site": request.meta["site"], "download_maxsize": 4 * ROBOTS_BYTES},
            dont_filter=True,
        )
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(asked)
        except IgnoreRequest as error:
            if isinstance(error, Unwanted) and error.reason in ("too_many_redirects", Refusal.OTHER_HOST):
                return Protego.parse("")
            raise
        except Exception as error:  # recorded: every address of the host is put off with this reason
            raise Unwanted("robots_unreachable", repr(error)) from error
        if response.status >= 500 or response.status == 429:
            return None
        rules = Protego.parse(plain_rules(decoded(response.body[:ROBOTS_BYTES])[0]) if response.status < 300 else "")
        delay = rules.crawl_delay(self._agent)
        if delay:
            host = urlsplit(root).hostname or ""
            Throttle.floors[host] = max(Throttle.floors.get(host, 0.0), min(float(delay), LONGEST_CRAWL_DELAY))
            self._slow_down(host)
        return rules

    def _slow_down(self, host: str) -> None:
        engine = self._crawler.engine
        assert engine is not None
        downloader: Any = engine.downloader
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay = max(slot.delay, Throttle.floors[host])
        downloader.per_slot_settings[host] = {"delay": Throttle.floors[host], "concurrency": 1}


class Throttle(AutoThrottle):
    """AutoThrottle that never goes below the pause that robots.txt asks for. `floors`: host -> seconds.

    Hosts that are named for tests keep their own pace.
    """

    floors: dict[str, float] = {}  # noqa: RUF012 (one process, one crawl)

    def _adjust_delay(self, slot: Any, latency: float, response: Response) -> None:
        host = urlsplit(response.url).hostname or ""
        settings: CrawlSettings = self.crawler.settings["MINGZHANG"]
        if host not in settings.private_hosts:
            super()._adjust_delay(slot, latency, response)
        slot.delay = max(slot.delay, self.floors.get(host, 0.0))


class Redirects:
    """Redirects by header, by meta refresh, and by the one line of script of a page that has nothing else."""

    def __init__(self, crawler: Crawler) -> None:
        self._most: int = crawler.settings["MINGZHANG"].most_redirects

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Redirects:
        """As Scrapy makes it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The next request, which passes every check again, or the response. Raises `Unwanted` after too many."""
        target = _location(response)
        if target is None:
            return response
        hops = request.meta.get("hops", 0) + 1
        if hops > self._most or target == request.url:
            raise Unwanted("too_many_redirects", target)
        headers = request.headers.copy()
        for name in ("If-None-Match", "If-Modified-Since"):
            headers.pop(name, None)  # said of the address before
        return request.replace(
            url=target, headers=headers, meta={**request.meta, "hops": hops, "download_slot": None}, dont_filter=True
        )


def _location(response: Response) -> str | None:
    if response.status in (301, 302, 303, 307, 308):
        raw = response.headers.get("Location")
        return absolute(response.url, _escaped(raw)) if raw else None
    if response.status != 200 or len(response.body) > LONGEST_INTERSTITIAL or b"<" not in response.body[:1024]:
        return None
    text = decoded(response.body)[0]
    if (refresh := _refresh(text)) and int(refresh.group(1)) <= LONGEST_REFRESH:
        target = refresh.group(2).strip()
    elif (script := _SCRIPT.search(text)) and not _LINK.search(text):
        target = script.group(1)
    else:
        return None
    whole = absolute(response.url, target)
    return whole if whole != response.url else None


def _refresh(text: str) -> re.Match[str] | None:
    """What the first tag says that asks for another page."""
    for tag in _META.findall(text):
        if _REFRESH.search(tag) and (content := _CONTENT.search(tag)):
            return content
    return None


def plain_rules(robots: str) -> str:
    """robots.txt with rules of a few wildcards: each more makes matching an address slower by its whole length.

    A rule that forbids is cut at the third, so it forbids more; one that allows more than that is left out.
    """
    lines = []
    for line in robots.splitlines():
        rule = _ROBOTS_RULE.match(line)
        pattern = re.sub(r"\*+", "*", rule.group(2)) if rule else ""
        if rule is None:
            lines.append(line)
        elif pattern.count("*") <= MOST_WILDCARDS:
            lines.append(f"{rule.group(1)}{pattern}")
        elif rule.group(1).strip().lower().startswith("dis"):
            lines.append(f"{rule.group(1)}{'*'.join(pattern.split('*')[:MOST_WILDCARDS])}")
    return "\n".join(lines)


def _escaped(location: bytes) -> str:
    """A Location header as ASCII; bytes beyond it are escaped as they are, whatever charset they are in."""
    return quote(location.strip(), safe="%/:=&?~#+!$,;'@()*[]\\")
