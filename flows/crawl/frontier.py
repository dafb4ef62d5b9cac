"""What is known of every address of every site, in SQLite: a crawl that is killed goes on where it stopped.

One transaction records one answer with all that follows from it: a page with its links, an attachment with the sha256
of its bytes. What was under way when a crawl was killed is asked for again; nothing that was recorded ever is.
"""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from mingzhang.flows.crawl.records import (
    About,
    AddressKind,
    AnswerHead,
    Held,
    Link,
    SiteCount,
    State,
    StoredAttachment,
    Task,
)
from mingzhang.flows.crawl.sites import Site

MOST_READINGS = 3

_SCHEMA = """
CREATE TABLE IF NOT EXISTS urls (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL, url TEXT NOT NULL, host TEXT NOT NULL, kind TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending', reason TEXT,
    attempts INTEGER NOT NULL DEFAULT 0, readings INTEGER NOT NULL DEFAULT 0, not_before REAL NOT NULL DEFAULT 0,
    root TEXT, page INTEGER NOT NULL DEFAULT 1, empty_run INTEGER NOT NULL DEFAULT 0, items TEXT,
    title TEXT, published_on TEXT, publisher TEXT, link_text TEXT, found_on TEXT,
    article_url TEXT, article_title TEXT,
    http_status INTEGER, etag TEXT, last_modified TEXT, fetched_at REAL,
    sha256 TEXT, byte_size INTEGER, file_name TEXT, stored TEXT, kept_at REAL, ingested_sha256 TEXT,
    changed_pass INTEGER, seen_pass INTEGER NOT NULL DEFAULT 0,
    UNIQUE (site, url)
);
CREATE INDEX IF NOT EXISTS urls_to_do ON urls (state, kind, id);
CREATE TABLE IF NOT EXISTS passes (
    site TEXT PRIMARY KEY, number INTEGER NOT NULL, fingerprint TEXT NOT NULL,
    started_at REAL NOT NULL, finished_at REAL
);
"""
_WITHOUT_RESULT = "(state IN ('refused', 'failed', 'gone') OR reason = 'no_attachment')"
_NEXT = """
SELECT id, site, url, kind, root, page, title, published_on, publisher, link_text, article_url, article_title,
       etag, last_modified, attempts, sha256, empty_run, host
FROM urls WHERE state = 'pending' AND kind = ? AND not_before <= ?
"""
# What was found is fetched first, and little stays under way.
_IN_ORDER = (AddressKind.ATTACHMENT, AddressKind.ARTICLE, AddressKind.LIST)


class Frontier:
    """The frontier's file. One process writes; others may read."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(file, timeout=30, isolation_level=None)
        self._base.row_factory = sqlite3.Row
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=FULL")
        self._base.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield self._base
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def begin_pass(self, site: Site) -> int:
        """Go on with the site's pass where one is open, else begin the next; gives its number.

        A new pass asks for every list again, for what failed, and for what was fetched longer ago than the re-check
        age. Where the site's rules have changed, all its pages are read again.
        """
        now = time.time()
        with self._transaction() as base:
            row = base.execute("SELECT * FROM passes WHERE site = ?", (site.name,)).fetchone()
            changed = row is not None and row["fingerprint"] != site.fingerprint
            if row is not None and row["finished_at"] is None and not changed:
                return int(row["number"])
            number = (row["number"] if row else 0) + 1
            base.execute(
                "INSERT OR REPLACE INTO passes VALUES (?, ?, ?, ?, NULL)", (site.name, number, site.fingerprint, now)
            )
            again = "UPDATE urls SET state = 'pending', attempts = 0, not_before = 0 WHERE site = ? AND "
            if changed:
                base.execute("DELETE FROM urls WHERE site = ? AND state = 'left_out'", (site.name,))
                base.execute(
                    "UPDATE urls SET etag = NULL, last_modified = NULL, fetched_at = 0 "
                    "WHERE site = ? AND kind <> 'attachment'",
                    (site.name,),
                )
            base.execute(f"{again} (kind = 'list' OR state = 'failed')", (site.name,))
            base.execute(
                f"{again} state IN ('done', 'gone', 'refused') AND coalesce(fetched_at, 0) <= ?",
                (site.name, now - site.recheck),
            )
            self._add(base, site, [Link(url, AddressKind.LIST, root=url) for url in site.start], None, number)
            return number

    def end_pass(self, site: str) -> bool:
        """Close the site's pass if nothing is left to do; whether it was closed."""
        with self._transaction() as base:
            left = base.execute("SELECT 1 FROM urls WHERE site = ? AND state = 'pending' LIMIT 1", (site,)).fetchone()
            if left is None:
                base.execute("UPDATE passes SET finished_at = ? WHERE site = ?", (time.time(), site))
            return left is None

    def due_at(self, site: Site) -> float:
        """When the next pass over a site is due, as a time stamp; 0 where one is open or none has ever been."""
        row = self._base.execute("SELECT finished_at FROM passes WHERE site = ?", (site.name,)).fetchone()
        return 0.0 if row is None or row[0] is None else float(row[0]) + site.interval

    def next_task(self, sites: Iterable[str], busy_hosts: Iterable[str], under_way: Iterable[int]) -> Task | None:
        """The next address that may be asked for now."""
        sites, busy, ids = list(sites), list(busy_hosts), list(under_way)
        for kind in _IN_ORDER:
            row = self._base.execute(
                f"{_NEXT} AND site IN ({_marks(sites)}) AND host NOT IN ({_marks(busy)}) AND id NOT IN ({_marks(ids)}) "
                "ORDER BY id LIMIT 1",
                (kind, time.time(), *sites, *busy, *ids),
            ).fetchone()
            if row:
                return Task(**{**dict(row), "kind": kind})
        return None

    def waiting_until(self, sites: Iterable[str]) -> float | None:
        """The earliest time at which something pending may be asked for; None where nothing is pending."""
        sites = list(sites)
        row = self._base.execute(
            f"SELECT min(not_before) FROM urls WHERE state = 'pending' AND site IN ({_marks(sites)})", sites
        ).fetchone()
        return None if row[0] is None else float(row[0])

    def read(
        self,
        task: Task,
        site: Site,
        answer: AnswerHead,
        links: Iterable[Link],
        items: str | None = None,
        about: About | None = None,
        kept: StoredAttachment | None = None,
        reason: str | None = None,
    ) -> None:
        """Record that a page was read: the links on it, what it says of itself, and its own bytes where it is kept.

        `reason`: what is odd about it, to be told.
        """
        with self._transaction() as base:
            number = self._number(base, task.site)
            self._done(base, task, answer, State.DONE, reason)
            if items is not None:
                base.execute("UPDATE urls SET items = ? WHERE id = ?", (items, task.id))
            if about:
                base.execute(
                    "UPDATE urls SET title = ?, published_on = ?, publisher = ? WHERE id = ?",
                    (about.title, about.published_on, about.publisher, task.id),
                )
            if kept:
                self._keep(base, task, kept, number)
            self._add(base, site, links, task.url, number)

    def begin_reading(self, task: Task) -> bool:
        """Note that an answer is about to be read; False where that has ended the process several times before."""
        row = self._base.execute(
            "UPDATE urls SET readings = readings + 1 WHERE id = ? RETURNING readings", (task.id,)
        ).fetchone()
        return int(row[0]) <= MOST_READINGS

    def same_items(self, task: Task, items: str) -> bool:
        """Whether another page of the same list holds the same items: the list repeats itself."""
        row = self._base.execute(
            "SELECT 1 FROM urls WHERE site = ? AND kind = 'list' AND root = ? AND items = ? AND id <> ? AND page < ?",
            (task.site, task.root, items, task.id, task.page),
        ).fetchone()
        return row is not None

    def stored(self, task: Task, answer: AnswerHead, stored: StoredAttachment) -> bool:
        """Record that an attachment is in the store; whether its bytes are other than before."""
        with self._transaction() as base:
            number = self._number(base, task.site)
            self._done(base, task, answer, State.DONE, None)
            self._keep(base, task, stored, number)
            return stored.sha256 != task.sha256

    def unchanged(self, task: Task) -> None:
        """Record the answer «not modified»."""
        self._base.execute(
            "UPDATE urls SET state = 'done', reason = CASE WHEN reason = 'no_attachment' THEN reason END, "
            "attempts = 0, not_before = 0, fetched_at = ?, http_status = 304 WHERE id = ?",
            (time.time(), task.id),
        )

    def end(self, task: Task, state: State, reason: str, http_status: int | None = None) -> None:
        """Record that an address gives nothing, and why."""
        with self._transaction() as base:
            self._done(base, task, AnswerHead(http_status or 0, task.etag, task.last_modified), state, reason)

    def again(self, task: Task, reason: str, not_before: float) -> None:
        """Record a failed try; the address is asked for again after a time."""
        self._base.execute(
            "UPDATE urls SET attempts = attempts + 1, reason = ?, not_before = ? WHERE id = ?",
            (reason, not_before, task.id),
        )

    def give_up_host(self, sites: Iterable[str], host: str, reason: str) -> int:
        """Fail for this pass all that is pending at a host; gives how many addresses that are."""
        sites = list(sites)
        return self._base.execute(
            f"UPDATE urls SET state = 'failed', reason = ? WHERE state = 'pending' AND host = ? "
            f"AND site IN ({_marks(sites)})",
            (reason, host, *sites),
        ).rowcount

    def count_urls(self, site: str) -> int:
        """How many addresses of a site are known."""
        return int(self._base.execute("SELECT count(*) FROM urls WHERE site = ?", (site,)).fetchone()[0])

    def to_ingest(self, sites: Iterable[str]) -> list[Held]:
        """Attachments in the store that have not been ingested with these bytes."""
        sites = list(sites)
        rows = self._base.execute(
            "SELECT url, site, sha256, byte_size, file_name, stored, coalesce(article_url, url) AS article_url, "
            "coalesce(article_title, title) AS article_title, publisher, link_text, published_on, kept_at "
            "FROM urls WHERE sha256 IS NOT NULL "
            f"AND sha256 IS NOT ingested_sha256 AND site IN ({_marks(sites)}) ORDER BY id",
            sites,
        )
        return [Held(**dict(row)) for row in rows]

    def ingested(self, held: Iterable[Held]) -> None:
        """Record that attachments were ingested with the bytes that they had."""
        with self._transaction() as base:
            base.executemany(
                "UPDATE urls SET ingested_sha256 = ? WHERE site = ? AND url = ?",
                [(one.sha256, one.site, one.url) for one in held],
            )

    def tally(self, site: str) -> SiteCount:
        """What the site's last pass came to so far. `found`: disclosures held; `new`: those new in this pass."""
        row = self._base.execute("SELECT number FROM passes WHERE site = ?", (site,)).fetchone()
        number = row[0] if row else 0
        found, new, left_out, pending = self._base.execute(
            "SELECT count(sha256), count(*) FILTER (WHERE sha256 IS NOT NULL AND changed_pass = ?), "
            "count(*) FILTER (WHERE state = 'left_out'), count(*) FILTER (WHERE state = 'pending') "
            "FROM urls WHERE site = ?",
            (number, site),
        ).fetchone()
        reasons = self._base.execute(
            f"SELECT state, reason, count(*) FROM urls WHERE site = ? AND {_WITHOUT_RESULT} GROUP BY 1, 2", (site,)
        )
        counted = Counter({(state, reason or "unknown"): count for state, reason, count in reasons})
        return SiteCount(found, new, found - new, left_out, pending, counted)

    def problems(self, site: str, most: int = 20) -> list[tuple[str, str, str, str | None]]:
        """Addresses that gave nothing: state, reason, address, the page that links to it."""
        rows = self._base.execute(
            f"SELECT state, reason, url, found_on FROM urls WHERE site = ? AND {_WITHOUT_RESULT} ORDER BY id LIMIT ?",
            (site, most),
        )
        return [tuple(row) for row in rows]

    @staticmethod
    def _number(base: sqlite3.Connection, site: str) -> int:
        return int(base.execute("SELECT number FROM passes WHERE site = ?", (site,)).fetchone()[0])

    @staticmethod
    def _keep(base: sqlite3.Connection, task: Task, stored: StoredAttachment, number: int) -> None:
        base.execute(
            "UPDATE urls SET sha256 = ?, byte_size = ?, file_name = ?, stored = ? WHERE id = ?",
            (stored.sha256, stored.byte_size, stored.file_name, stored.stored, task.id),
        )
        if stored.sha256 != task.sha256:
            base.execute("UPDATE urls SET changed_pass = ?, kept_at = ? WHERE id = ?", (number, time.time(), task.id))

    @staticmethod
    def _done(base: sqlite3.Connection, task: Task, answer: AnswerHead, state: State, reason: str | None) -> None:
        base.execute(
            "UPDATE urls SET state = ?, reason = ?, attempts = 0, readings = 0, not_before = 0, http_status = ?, "
            "etag = ?, last_modified = ?, fetched_at = ? WHERE id = ?",
            (state, reason, answer.http_status, answer.etag, answer.last_modified, time.time(), task.id),
        )

    @staticmethod
    def _add(base: sqlite3.Connection, site: Site, links: Iterable[Link], found_on: str | None, number: int) -> None:
        """Add what is not known yet; of what is known, keep what the link says and was not known."""
        for link in links:
            values: dict[str, Any] = {
                "site": site.name,
                "url": link.url,
                "host": urlsplit(link.url).hostname or "",
                "kind": link.kind,
                "state": State.LEFT_OUT if link.left_out else State.PENDING,
                "reason": link.left_out,
                "root": link.root,
                "page": link.page,
                "empty_run": link.empty_run,
                "title": link.title,
                "published_on": link.published_on,
                "publisher": link.publisher,
                "link_text": link.link_text,
                "found_on": found_on,
                "article_url": link.article_url,
                "article_title": link.article_title,
                "seen_pass": number,
            }
            base.execute(
                f"INSERT INTO urls ({', '.join(values)}) VALUES ({_marks(values)}) ON CONFLICT (site, url) DO UPDATE "
                "SET seen_pass = excluded.seen_pass, title = coalesce(title, excluded.title), "
                "published_on = coalesce(published_on, excluded.published_on), "
                "link_text = coalesce(link_text, excluded.link_text), "
                "state = CASE WHEN state = 'left_out' AND excluded.state = 'pending' THEN 'pending' ELSE state END, "
                "reason = CASE WHEN state = 'left_out' AND excluded.state = 'pending' THEN NULL ELSE reason END, "
                "article_url = CASE WHEN state = 'left_out' THEN excluded.article_url ELSE article_url END, "
                "article_title = CASE WHEN state = 'left_out' THEN excluded.article_title ELSE article_title END",
                tuple(values.values()),
            )


def _marks(some: Iterable[Any]) -> str:
    return ", ".join("?" for _ in some)
