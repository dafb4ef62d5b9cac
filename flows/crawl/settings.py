"""How the crawler behaves, and the settings of Scrapy that make it so."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from mingzhang.flows.crawl.sites import CONTACT

NAME = "mingzhang"
VERSION = "0.1"
LEAST_DELAY = 1.0


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """Manners and limits of a crawl.

    The last four are for tests: hosts (by name) that may have private addresses, the pauses between requests to them
    and before another try, and answers of a made-up name service: name -> for each lookup in turn, its addresses (the
    last ones stay).
    """

    contact: str = CONTACT
    delay: float = 1.0
    most_bytes: int = 200 * 1024 * 1024
    most_redirects: int = 5
    request_seconds: float = 180.0
    connect_seconds: float = 20.0
    concurrency: int = 8
    attempts: int = 4
    back_off: float = 10.0
    longest_wait: float = 300.0
    failures_of_a_host: int = 6
    crawl_seconds: float = 6 * 3600.0
    private_hosts: tuple[str, ...] = ()
    private_delay: float = 0.0
    private_back_off: float = 0.05
    names: dict[str, list[list[str]]] | None = None

    def back_off_of(self, host: str) -> float:
        """Seconds before the second try at a host."""
        return self.private_back_off if host in self.private_hosts else self.back_off

    @property
    def user_agent(self) -> str:
        """What the crawler calls itself, with a contact for the keepers of sites."""
        return f"{NAME}/{VERSION} (+{self.contact})"

    def as_json(self) -> dict[str, Any]:
        """For the crawling process."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> CrawlSettings:
        """From what `as_json` gave."""
        return cls(**{**values, "private_hosts": tuple(values["private_hosts"])})


def scrapy_settings(settings: CrawlSettings) -> dict[str, Any]:
    """Settings of Scrapy 2.19. It does not verify certificates unless told to, and listens on ports unless told not."""
    return {
        "BOT_NAME": NAME,
        "USER_AGENT": settings.user_agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/json,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
        },
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_DELAY": max(LEAST_DELAY, settings.delay),
        "DOWNLOAD_SLOTS": {
            host: {"delay": settings.private_delay, "concurrency": 1} for host in settings.private_hosts
        },
        "DOWNLOAD_DELAY_JITTER": 0,
        "CONCURRENT_REQUESTS": settings.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": max(LEAST_DELAY, settings.delay),
        "AUTOTHROTTLE_MAX_DELAY": 60,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "DOWNLOAD_TIMEOUT": settings.request_seconds,
        "DOWNLOAD_MAXSIZE": settings.most_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DNS_TIMEOUT": settings.connect_seconds,
        "TWISTED_DNS_RESOLVER": "mingzhang.flows.crawl.connecting.GuardedResolver",
        "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
        "DOWNLOADER_MIDDLEWARES_BASE": {
            "mingzhang.flows.crawl.middlewares.Guard": 10,
            "mingzhang.flows.crawl.middlewares.Robots": 100,
            "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
            "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
            "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
            "mingzhang.flows.crawl.middlewares.Redirects": 580,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
            "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
        },
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {
            "scrapy.extensions.corestats.CoreStats": 0,
            "mingzhang.flows.crawl.middlewares.Throttle": 0,
        },
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "COOKIES_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "REFERER_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "STATS_DUMP": False,
        "LOG_LEVEL": "INFO",
        "MINGZHANG": settings,
    }
