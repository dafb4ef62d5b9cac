"""How long the rest of a run takes: its pages by kind, digital or scanned, at the pace that this run shows.

What a file holds is told by its bytes alone, without opening it: how many pages, and whether they are pictures.
"""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from mingzhang.flows.workers.jobs import Job, Progress

# Seconds a page before anything is measured, on one core of an office machine; a scanned page costs some fifty times a
# digital one, and what is measured soon outweighs both.
DIGITAL_SECONDS, SCANNED_SECONDS = 0.04, 2.0
# How many pages the first guess counts for beside those measured.
GUESS_WEIGHS_PAGES = 3.0
# Less of the work than this tells no pace yet.
LEAST_SHARE = 0.06
# Of a document all of whose pages are read: what is left is to understand it, and to load it.
READ_SHARE = 0.8
# Picture data a page, in bytes, from which a page is a picture and not print with a seal or an emblem.
PICTURE_BYTES = 15_000
# Of what is no PDF: bytes of a page of print, in web pages and the like, and where they are packed (office files).
BYTES_OF_A_PAGE, PACKED_BYTES_OF_A_PAGE = 60_000, 6_000
MOST_SNIFFED, MOST_UNPACKED = 64 << 20, 4 << 20
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"II*\x00", b"MM\x00*", b"BM", b"RIFF")
_PAGE = re.compile(rb"/Type\s{0,4}/Page(?![a-zA-Z])")
_PACKED = re.compile(rb"/Type\s{0,4}/ObjStm")
_IMAGE = re.compile(rb"/Subtype\s{0,4}/Image")
_LENGTH = re.compile(rb"/Length\s{1,4}(\d{1,10})(?!\s{1,4}\d{1,5}\s{1,4}R)")


@dataclass(frozen=True, slots=True)
class ExpectedPages:
    """Pages of a file by kind."""

    digital: float
    scanned: float

    @property
    def count(self) -> float:
        return self.digital + self.scanned


def expected_pages(path: Path, byte_size: int) -> ExpectedPages:
    """What the bytes of a file tell of its pages; about so many where they tell nothing."""
    about = ExpectedPages(max(1.0, byte_size / BYTES_OF_A_PAGE), 0.0)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_SNIFFED)
    except OSError:
        return about
    if data.startswith(PICTURES):
        return ExpectedPages(0.0, 1.0)
    if b"%PDF" not in data[:1024]:
        is_packed = data.startswith(b"PK")
        return ExpectedPages(max(1.0, byte_size / PACKED_BYTES_OF_A_PAGE), 0.0) if is_packed else about
    pages = len(_PAGE.findall(data)) or sum(len(_PAGE.findall(part)) for part in _unpacked(data))
    if not pages:
        return about
    pictures = [_length_beside(data, found.start()) for found in _IMAGE.finditer(data)]
    large = sum(size >= PICTURE_BYTES for size in pictures)
    scanned = min(pages, large) if 2 * large >= pages else 0
    return ExpectedPages(pages - scanned, scanned)


def _length_beside(data: bytes, position: int) -> int:
    """The length that the dictionary around a place tells; that of a picture whose length stands elsewhere is large."""
    start, end = data.rfind(b"obj", max(0, position - 600), position), data.find(b"stream", position, position + 600)
    found = _LENGTH.search(data, max(0, start), end if end >= 0 else position + 600)
    return int(found.group(1)) if found else PICTURE_BYTES


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The object streams of a PDF, where pages stand that are not seen in its bytes."""
    for found in _PACKED.finditer(data):
        start = data.find(b"stream", found.end(), found.end() + 400)
        if start >= 0:
            try:
                yield zlib.decompressobj().decompress(data[start + 6 :].lstrip(b"\r\n"), MOST_UNPACKED)
            except zlib.error:
                continue


@dataclass(slots=True)
class TimeLeft:
    """The estimate of one run. `expected` are the documents to read, by id; `looking_at` fills it, beside the run."""

    workers: int
    expected: dict[str, ExpectedPages] = field(default_factory=dict)
    is_ready: bool = True
    _starting: float = 0.0  # seconds until the first page was read: workers start once
    _finished: list[tuple[str, float, int]] = field(default_factory=list)
    _seconds: dict[str, float] = field(default_factory=lambda: {"digital": 0.0, "scanned": 0.0})
    _pages: dict[str, float] = field(default_factory=lambda: {"digital": 0.0, "scanned": 0.0})
    _done: set[str] = field(default_factory=set)

    @classmethod
    def looking_at(cls, jobs: Sequence[Job], workers: int) -> Self:
        """An estimate that looks at the files in a thread of its own; until it is through it tells nothing."""
        made = cls(workers, is_ready=False)

        def look() -> None:
            made.expected.update({job.document_id: expected_pages(job.path, job.byte_size) for job in jobs})
            made.is_ready = True

        threading.Thread(target=look, daemon=True).start()
        return made

    def finished(self, document_id: str, seconds: float, page_count: int) -> None:
        """A document took so many seconds of a worker."""
        self._finished.append((document_id, seconds, page_count))

    def _measure(self, document_id: str, seconds: float, page_count: int) -> None:
        expected = self.expected[document_id]
        self._done.add(document_id)
        guess = self._work(expected)
        scale = page_count / expected.count if page_count else 1.0
        for kind in ("digital", "scanned"):
            pages = getattr(expected, kind)
            self._pages[kind] += pages * scale
            self._seconds[kind] += seconds * pages * self._pace(kind) / guess if guess else 0.0

    def seconds(self, elapsed: float, under_way: Mapping[str, Progress]) -> float | None:
        """Seconds until all is read; None where too little is done to tell. `elapsed` since the workers started."""
        if not self.is_ready:
            return None
        while self._finished:
            self._measure(*self._finished.pop())
        done, rests = 0.0, []
        for document_id, expected in self.expected.items():
            progress = under_way.get(document_id)
            work = self._work(expected)
            if progress and progress.page_count:
                work *= progress.page_count / expected.count
            share = 1.0 if document_id in self._done else _share(progress)
            done += work * share
            rests.append(work * (1 - share))
        if not done:
            self._starting = elapsed
        rest = sum(rests)
        if done < LEAST_SHARE * (done + rest):
            return None
        # What loading costs, and other programs, makes a second of work longer than a second.
        slower = (elapsed - self._starting) * self.workers / done
        return slower * max(rest / self.workers, max(rests, default=0.0))

    def _work(self, expected: ExpectedPages) -> float:
        return expected.digital * self._pace("digital") + expected.scanned * self._pace("scanned")

    def _pace(self, kind: str) -> float:
        guess = DIGITAL_SECONDS if kind == "digital" else SCANNED_SECONDS
        return (guess * GUESS_WEIGHS_PAGES + self._seconds[kind]) / (GUESS_WEIGHS_PAGES + self._pages[kind])


def _share(progress: Progress | None) -> float:
    if progress is None or not progress.page_count:
        return 0.0
    return READ_SHARE * min(1.0, max(0, progress.page - 1) / progress.page_count)
