"""One file is read by a worker that may be killed, and gives what reading it here would give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mingzhang.extractors.pipeline import read_document
from mingzhang.extractors.settings import Settings
from mingzhang.flows.workers import single
from mingzhang.flows.workers.jobs import Job, Limits

PAGE = "<html><meta charset=utf-8><body><table><tr><td>甲<td>1.00</table></body></html>"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "页.html").write_text(PAGE, "utf-8")
    return tmp_path / "页.html"


def test_it_gives_the_document(page: Path) -> None:
    given = single.read_one(page, Settings(), Limits())
    assert replace(given, seconds=0.0, pages=()) == replace(read_document(page), seconds=0.0, pages=())


@pytest.mark.parametrize(
    ("deed", "limits", "code"),
    [
        ("at_open_hang", Limits(page_seconds=1.0), "document_timeout"),
        ("at_open_memory", Limits(page_seconds=60.0, memory_mib=400), "out_of_memory"),
        ("at_open_exit", Limits(page_seconds=20.0), "worker_died"),
    ],
)
def test_a_worker_past_its_limits_costs_itself(
    page: Path, deed: str, limits: Limits, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def job(**given: object) -> Job:
        return Job(**given, reader="tests.support.fake_readers:by_name")  # type: ignore[arg-type]

    monkeypatch.setattr(single, "Job", job)
    document = single.read_one(page.rename(page.with_name(f"{deed}.html")), Settings(), limits)
    assert (document.status, document.error_code) == ("failed", code)
    assert document.error_message
