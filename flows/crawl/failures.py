"""What goes wrong with a request, told apart: what passes, what stays, and what is nobody's fault."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from mingzhang.flows.crawl.addresses import RefusedError
from mingzhang.flows.crawl.connecting import refused_host
from mingzhang.flows.crawl.middlewares import Unwanted
from mingzhang.flows.crawl.records import AddressKind, State, Task

# Fire walls of sites answer these, with bodies of a few bytes or a page of script.
WALL_STATUS = frozenset((403, 405, 412, 418, 422, 444, 493, 521, 567))
SMALL_BODY = 4096
BLOCKED = "blocked_by_site"
_CHALLENGE = re.compile(
    rb"\$_ts|_\$[a-zA-Z0-9]{2}\b.{0,80}eval|document\.cookie\s*=|acw_sc__v2|__jsl_clearance|WAF", re.DOTALL
)
_LINK = re.compile(rb"<a\s|<table", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A failed request. `is_passing`: another try may go better; else `state` is where it ends."""

    reason: str
    is_passing: bool
    state: State = State.FAILED
    status: int | None = None


def of_response(response: Response, task: Task) -> Trouble | None:
    """What is wrong with an answer by its head; None for an answer to be read."""
    status, body = response.status, response.body
    if status in (200, 203):
        if len(body) <= SMALL_BODY and task.kind is not AddressKind.ATTACHMENT and _is_challenge(body):
            return Trouble(BLOCKED, True, status=status)
        return None
    if status in (404, 410):
        if task.kind is AddressKind.LIST and task.page > 1:
            return Trouble("end_of_list", False, State.DONE, status)
        return Trouble(f"http_{status}", False, State.GONE, status)
    if status in WALL_STATUS:
        return Trouble(BLOCKED, True, status=status)
    if status == 429 or status == 408 or status >= 500:
        return Trouble(f"http_{status}", True, status=status)
    return Trouble(f"http_{status}", False, State.FAILED, status)


def _is_challenge(body: bytes) -> bool:
    return bool(_CHALLENGE.search(body)) and not _LINK.search(body)


def of_exception(error: BaseException, url: str) -> Trouble:
    """What is wrong where there was no answer."""
    if isinstance(error, Unwanted):
        if error.reason == "robots_unreachable" and error.__cause__ is not None:
            cause = of_exception(error.__cause__, url)
            if not cause.is_passing and cause.reason != "too_large":
                return cause  # the host is not gone to at all
        passing = error.reason == "robots_unreachable"
        return Trouble(error.reason, passing, State.FAILED if passing else State.REFUSED)
    if isinstance(error, IgnoreRequest):  # Scrapy's own: unpacked, the body was larger than the limit
        return Trouble("too_large", False, State.REFUSED)
    if isinstance(error, DownloadCancelledError):
        return Trouble("too_large", False, State.REFUSED)
    if refused := _refused(error, url):
        return Trouble(refused.reason, False, State.REFUSED)
    if isinstance(error, CannotResolveHostError):
        return Trouble("name_not_found", True)
    if isinstance(error, DownloadTimeoutError):
        return Trouble("timeout", True)
    if isinstance(error, DownloadConnectionRefusedError):
        return Trouble("connection_refused", True)
    if isinstance(error, ResponseDataLossError):
        return Trouble("cut_short", True)
    if _is_certificate(error):
        return Trouble("certificate", False, State.FAILED)
    return Trouble("connection_failed", True)


def _refused(error: BaseException, url: str) -> RefusedError | None:
    if isinstance(error, CannotResolveHostError):
        return refused_host(urlsplit(url).hostname)
    return next((one for one in _causes(error) if isinstance(one, RefusedError)), None)


def _is_certificate(error: BaseException) -> bool:
    text = " ".join(f"{type(one).__name__} {one}" for one in _causes(error)).lower()
    return any(word in text for word in ("certificate", "verificationerror", "ssl", "tls"))


def _causes(error: BaseException) -> list[BaseException]:
    """An error with all that it carries: causes, and the failures that Twisted wraps."""
    found: list[BaseException] = []
    left: list[Any] = [error]
    while left and len(found) < 20:
        one = left.pop()
        one = getattr(one, "value", one) if not isinstance(one, BaseException) else one
        if not isinstance(one, BaseException) or one in found:
            continue
        found.append(one)
        left.extend(getattr(one, "reasons", None) or ())
        left.extend(part for part in (one.__cause__, one.__context__) if part is not None)
    return found
