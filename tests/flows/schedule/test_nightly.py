"""The flow of every night: what the crawl brings is ingested once, also what a crawl brought that failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.site_mirror import Mirror
from mingzhang.flows.ingest.session import Request, Session
from mingzhang.models.errors import ErrorCode, MingzhangError
from tests.flows.crawl.conftest import SETTINGS


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    served = Mirror(articles=10, slow=0.0).start()
    yield served
    served.stop()


@pytest.fixture
def landed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many documents each night landed. The crawl and the session are real; Prefect's tasks are left out."""
    from mingzhang.flows.schedule import nightly

    counts: list[int] = []

    def run_session(request: Request, title: str, report: str | None) -> dict[str, Any]:
        with Session(replace(request, reader="tests.support.fake_readers:well")) as session:
            while session.open:
                session.land(session.open)
        counts.append(session.tally.landed)
        return {"interrupted": session.interrupted}

    monkeypatch.setattr("mingzhang.flows.ingest.session.pipeline_version", lambda settings: "test")
    monkeypatch.setattr(nightly, "load_sites", partial(nightly.load_sites, private_hosts=SETTINGS.private_hosts))
    monkeypatch.setattr(nightly, "CrawlSettings", lambda **given: replace(SETTINGS, delay=0.0, back_off=0.2))
    monkeypatch.setattr(nightly, "crawl_sites", nightly.crawl)
    monkeypatch.setattr(nightly, "run_session", run_session)
    return counts


def night(folder: Path, mirror: Mirror) -> None:
    from mingzhang.flows.schedule.nightly import crawl_and_ingest

    (folder / "sites.yaml").write_text(mirror.sites_yaml(), "utf-8")
    names = {name: str(folder / file) for name, file in [("warehouse", "w.duckdb"), ("state", "crawl.sqlite")]}
    crawl_and_ingest.fn(str(folder / "sites.yaml"), store=str(folder / "store"), workers=1, **names)


def test_what_is_new_is_ingested_once(mirror: Mirror, landed: list[int], tmp_path: Path) -> None:
    night(tmp_path, mirror)
    night(tmp_path, mirror)
    assert landed == [len({one.sha256 for one in mirror.expected}), 0]
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as connection:
        sources = connection.execute("SELECT source_uri, article_title FROM document_sources").fetchall()
    published = {uri.partition("!/")[0]: title for uri, title in sources}
    assert published == {one.url: one.title for one in mirror.expected}
    assert any("!/" in uri for uri, _ in sources)  # a member of an archive that was linked to


def test_what_was_brought_before_a_crawl_failed_is_ingested(
    mirror: Mirror, landed: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mingzhang.flows.schedule import nightly

    def failing(plan: nightly.CrawlPlan) -> bool:
        nightly.crawl(plan)
        raise MingzhangError(ErrorCode.CRAWL_FAILED, "log")

    monkeypatch.setattr(nightly, "crawl_sites", failing)
    with pytest.raises(MingzhangError) as error:
        night(tmp_path, mirror)
    assert error.value.code == ErrorCode.CRAWL_FAILED
    assert landed == [len({one.sha256 for one in mirror.expected})]
