"""The time that a run still takes: told by pages of each kind, by the pace that the run shows."""

from __future__ import annotations

import random
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from mingzhang.extractors.settings import Settings
from mingzhang.flows.ingest.time_left import TimeLeft
from mingzhang.flows.sources.files import FoundFile, find_files, identify
from mingzhang.flows.sources.page_guess import ExpectedPages, expected_pages, pages_of_file
from mingzhang.flows.workers.jobs import Job, Progress

PICTURE = b"%d 0 obj\n<< /Type /XObject /Subtype /Image /Filter /DCTDecode /Length %d >>\nstream\n%b\nendstream\n"


def pdf(pages: int, pictures: list[int], *, packed: bool = False) -> bytes:
    objects = b"".join(b"<< /Type /Page /Parent 1 0 R >>\n" for _ in range(pages))
    if packed:
        body = zlib.compress(objects)
        objects = b"9 0 obj\n<< /Type /ObjStm /Length %d >>\nstream\r\n%b\nendstream\n" % (len(body), body)
    drawn = b"".join(PICTURE % (20 + n, size, b"x" * size) for n, size in enumerate(pictures))
    return b"%PDF-1.5\n<< /Type /Pages >>\n" + objects + drawn


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("pages", "pictures", "scanned"),
    [
        (3, [], 0),
        (3, [60_000] * 3, 3),
        (4, [60_000], 0),  # a seal, or a cover
        (3, [900] * 9, 0),  # small emblems on every page
        (4, [60_000] * 9, 4),  # a page of strips
    ],
)
def test_the_bytes_of_a_file_tell_its_pages(
    pages: int, pictures: list[int], scanned: int, packed: bool, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    data = pdf(pages, pictures, packed=packed)
    path.write_bytes(data)
    found = ExpectedPages(pages - scanned, scanned)
    assert expected_pages(data, len(data)) == pages_of_file(path, len(data)) == found


@pytest.mark.parametrize(
    ("data", "pages"),
    [(b"<html>" + b"x" * 120_000, (2, 0)), (b"PK\x03\x04" + b"x" * 30_000, (5, 0)), (b"\xff\xd8\xff\xe0", (0, 1))],
)
def test_other_files_are_told_by_their_kind_and_size(data: bytes, pages: tuple[int, int], tmp_path: Path) -> None:
    found = expected_pages(data, len(data))
    assert (round(found.digital), found.scanned) == pages
    assert pages_of_file(tmp_path / "none", 600_000) == ExpectedPages(10.0, 0.0)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("digital_pace", "scanned_pace"), [(0.03, 2.0), (0.2, 9.0), (0.02, 0.4), (0.1, 1.0)])
def test_the_estimate_is_within_a_factor_of_two_nearly_always(
    seed: int, digital_pace: float, scanned_pace: float
) -> None:
    draw = random.Random(seed)
    pages = {
        f"{n}": ExpectedPages(0, draw.randint(5, 40)) if draw.random() < 0.3 else ExpectedPages(draw.randint(5, 90), 0)
        for n in range(40)
    }
    cost = {
        name: (p.digital * digital_pace + p.scanned * scanned_pace) * draw.uniform(0.7, 1.4)
        for name, p in pages.items()
    }
    right, told = 0, 0
    estimate = TimeLeft(2, dict(pages))
    clock, waiting, busy = 0.0, list(pages), {}
    end = run_of(cost, 2)
    while waiting or busy:
        while waiting and len(busy) < 2:
            name = waiting.pop(0)
            busy[name] = clock
        step = 0.2
        clock += step
        for name in [name for name, since in busy.items() if clock - since >= cost[name]]:
            estimate.finished(name, cost[name], round(pages[name].count))
            del busy[name]
        under_way = {
            name: Progress(1, 1 + int(pages[name].count * (clock - since) / cost[name]), round(pages[name].count))
            for name, since in busy.items()
        }
        said = estimate.seconds(clock, under_way)
        if said is not None and end - clock > 1:
            told += 1
            right += 0.5 <= said / (end - clock) <= 2
    assert told > 10
    assert right / told > 0.9


def run_of(cost: dict[str, float], workers: int) -> float:
    free = [0.0] * workers
    for seconds in cost.values():
        at = free.index(min(free))
        free[at] += seconds
    return max(free)


def test_nothing_is_told_before_anything_is_done() -> None:
    estimate = TimeLeft(2, {"a": ExpectedPages(10, 0), "b": ExpectedPages(10, 0)})
    assert estimate.seconds(20.0, {}) is None  # the workers start
    said = estimate.seconds(23.0, {"a": Progress(1, 6, 10)})
    assert said is not None
    assert 9 <= said <= 16  # the other document alone takes longer than half of this one took


def test_files_that_are_hashed_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = [tmp_path / f"{n}.pdf" for n in range(3)]
    for n, path in enumerate(named, start=1):
        path.write_bytes(pdf(n, []))
    files = find_files([tmp_path])
    intake = identify(files, {})
    assert sorted(pages.count for pages in intake.expected.values()) == [1, 2, 3]
    jobs = [job_of(tmp_path, document_id, some[0]) for document_id, some in intake.by_content.items()]
    monkeypatch.setattr("mingzhang.flows.ingest.time_left.pages_of_file", None)  # whoever reads again fails
    estimate = TimeLeft.looking_at(jobs, 2, intake.expected)
    assert estimate.is_ready and estimate.expected == intake.expected


def test_files_whose_hash_was_known_are_looked_at_beside_the_run(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(4, []))
    (file,) = find_files([path])
    intake = identify([file], {(file.uri, file.byte_size, file.modified_ns): "known"})
    assert intake.expected == {}
    estimate = TimeLeft.looking_at([job_of(tmp_path, "known", file)], 1, intake.expected)
    wait_for(lambda: estimate.is_ready)
    assert estimate.expected == {"known": ExpectedPages(4, 0)}


def job_of(folder: Path, document_id: str, file: FoundFile) -> Job:
    return Job(document_id, file.path, file.file_name, file.byte_size, folder, Settings(), 60.0)


def wait_for(held: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not held() and time.monotonic() < until:
        time.sleep(0.01)
    assert held()
