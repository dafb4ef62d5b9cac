"""The records of the frontier: what is asked for, what was found, what is kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum


class AddressKind(StrEnum):
    """What an address is expected to be."""

    LIST = "list"
    ARTICLE = "article"
    ATTACHMENT = "attachment"


class State(StrEnum):
    """`refused`: not wanted, or not a disclosure; `failed`: tried in vain, tried again in the next pass."""

    PENDING = "pending"
    DONE = "done"
    LEFT_OUT = "left_out"
    REFUSED = "refused"
    FAILED = "failed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Task:
    """An address to ask for. `page` counts the pages of a list from 1; `root` is the list's first page."""

    id: int
    site: str
    url: str
    kind: AddressKind
    root: str | None
    page: int
    title: str | None
    published_on: str | None
    publisher: str | None
    link_text: str | None
    article_url: str | None
    article_title: str | None
    etag: str | None
    last_modified: str | None
    attempts: int
    sha256: str | None
    empty_run: int
    host: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address found on a page. `left_out` says why it does not count, None where it does."""

    url: str
    kind: AddressKind
    title: str | None = None
    published_on: str | None = None
    publisher: str | None = None
    link_text: str | None = None
    article_url: str | None = None
    article_title: str | None = None
    root: str | None = None
    page: int = 1
    empty_run: int = 0
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What an article says of itself. `published_on` is an ISO date."""

    title: str | None
    published_on: str | None
    publisher: str | None


@dataclass(frozen=True, slots=True)
class AnswerHead:
    """What is kept of an answer's head."""

    http_status: int
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class StoredAttachment:
    """An attachment that is in the store."""

    sha256: str
    byte_size: int
    file_name: str
    stored: str


@dataclass(frozen=True, slots=True)
class Held:
    """An attachment as the frontier knows it, for ingestion."""

    url: str
    site: str
    sha256: str
    byte_size: int
    file_name: str
    stored: str
    article_url: str | None
    article_title: str | None
    publisher: str | None
    link_text: str | None
    published_on: str | None
    kept_at: float


@dataclass(frozen=True, slots=True)
class SiteCount:
    """What a pass over a site came to. `reasons` counts what was refused, failed or gone, by (state, reason)."""

    found: int
    new: int
    unchanged: int
    left_out: int
    pending: int
    reasons: Counter[tuple[str, str]]
