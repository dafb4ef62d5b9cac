"""The frontier by itself: what is due, what is put off, what a new pass asks for again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mingzhang.flows.crawl.frontier import MOST_READINGS, Frontier
from mingzhang.flows.crawl.records import AddressKind, AnswerHead, Link, State, StoredAttachment, Task
from mingzhang.flows.crawl.sites import Site

SITE = Site(name="a", region="某市", start=("http://a.gov.cn/",), hosts=("a.gov.cn",))
ARTICLE = Link("http://a.gov.cn/1.html", AddressKind.ARTICLE, "2026年部门预算")
FILE = Link("http://b.gov.cn/1.pdf", AddressKind.ATTACHMENT, article_url=ARTICLE.url, article_title="2026年部门预算")
STORED = StoredAttachment("0" * 64, 10, "预算.pdf", "/store/00")


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[Frontier]:
    with Frontier(tmp_path / "f.sqlite") as opened:
        assert opened.begin_pass(SITE) == 1
        yield opened


def due(frontier: Frontier, busy: tuple[str, ...] = ()) -> Task:
    task = frontier.next_task(["a"], busy, [])
    assert task is not None
    return task


def nothing_due(frontier: Frontier, busy: tuple[str, ...] = ()) -> bool:
    return frontier.next_task(["a"], busy, []) is None


def test_what_is_found_is_asked_for_files_first_and_busy_hosts_later(frontier: Frontier) -> None:
    frontier.read(due(frontier), SITE, AnswerHead(200), [ARTICLE, FILE])
    assert due(frontier).url == FILE.url
    assert due(frontier, ("b.gov.cn",)).url == ARTICLE.url
    assert nothing_due(frontier, ("a.gov.cn", "b.gov.cn"))


def test_a_pass_ends_when_nothing_is_left_and_the_next_asks_for_lists_and_failures(frontier: Frontier) -> None:
    frontier.read(due(frontier), SITE, AnswerHead(200, '"e"'), [ARTICLE, FILE])
    assert frontier.stored(due(frontier), AnswerHead(200), STORED)
    assert not frontier.end_pass("a")
    frontier.end(due(frontier), State.FAILED, "timeout")
    assert frontier.end_pass("a") and frontier.due_at(SITE) > time.time()
    assert frontier.begin_pass(SITE) == 2
    assert due(frontier).url == ARTICLE.url
    frontier.read(due(frontier), SITE, AnswerHead(200), [FILE])
    listed = due(frontier)
    assert (listed.kind, listed.etag) == (AddressKind.LIST, '"e"')
    frontier.unchanged(listed)
    assert nothing_due(frontier)
    count = frontier.tally("a")
    assert (count.found, count.new, count.unchanged) == (1, 0, 1)


def test_a_failed_try_is_put_off(frontier: Frontier) -> None:
    frontier.again(due(frontier), "timeout", time.time() + 60)
    assert nothing_due(frontier)
    until = frontier.waiting_until(["a"])
    assert until is not None and until > time.time() + 50


def test_files_are_ingested_once_for_each_of_their_contents(frontier: Frontier) -> None:
    frontier.read(due(frontier), SITE, AnswerHead(200), [FILE])
    task = due(frontier)
    frontier.stored(task, AnswerHead(200), STORED)
    held = frontier.to_ingest(["a"])
    assert [(one.url, one.article_url, one.file_name) for one in held] == [(FILE.url, ARTICLE.url, "预算.pdf")]
    frontier.stored(task, AnswerHead(200), replace(STORED, sha256="1" * 64))
    frontier.ingested(held)
    assert [one.sha256 for one in frontier.to_ingest(["a"])] == ["1" * 64]
    frontier.ingested(frontier.to_ingest(["a"]))
    assert frontier.to_ingest(["a"]) == []


def test_what_was_left_out_counts_when_another_page_says_so(frontier: Frontier) -> None:
    frontier.read(
        due(frontier), SITE, AnswerHead(200), [replace(FILE, left_out="title", article_url="http://a.gov.cn/")]
    )
    assert nothing_due(frontier)
    frontier.begin_pass(replace(SITE, region="乙市"))
    frontier.read(due(frontier), SITE, AnswerHead(200), [FILE])
    assert (due(frontier).url, due(frontier).article_url) == (FILE.url, ARTICLE.url)


def test_a_page_that_ends_the_process_each_time_it_is_read_is_given_up(frontier: Frontier) -> None:
    task = due(frontier)
    assert [frontier.begin_reading(task) for _ in range(MOST_READINGS + 1)] == [True] * MOST_READINGS + [False]
    frontier.end(task, State.FAILED, "ends_the_crawler")
    assert frontier.begin_reading(task)


def test_a_transaction_that_fails_leaves_nothing_behind(frontier: Frontier) -> None:
    task = due(frontier)
    with pytest.raises(UnicodeEncodeError):
        frontier.read(task, SITE, AnswerHead(200), [ARTICLE, replace(ARTICLE, url="http://a.gov.cn/\ud800")])
    assert due(frontier).url == task.url
    assert frontier.count_urls("a") == 1
