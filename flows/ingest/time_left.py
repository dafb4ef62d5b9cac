"""How long the rest of a run takes: its pages by kind, digital or scanned, at the pace that this run shows."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from mingzhang.flows.sources.page_guess import ExpectedPages, pages_of_file
from mingzhang.flows.workers.jobs import Job, Progress

# Seconds a page before anything is measured, on one core of an office machine, and how many pages that guess counts for
# beside those measured; a scanned page costs some fifty times a digital one.
GUESSES = {"digital": (0.04, 30.0), "scanned": (2.0, 3.0)}
# The share of a run's work for which counts that its pages take what is thought of them, before they show that they do
# not: the first that are read are the largest, and no fair draw.
GUESS_WEIGHS_SHARE = 0.05
# Less of the work than this tells no pace yet.
LEAST_SHARE = 0.06
# When its pages are read a document is understood and loaded: of each page so much as a share of a digital one.
AFTERWARDS = 0.25


@dataclass(slots=True)
class TimeLeft:
    """The estimate of one run. `expected` are the documents to read, by id; `looking_at` fills it, beside the run."""

    workers: int
    expected: dict[str, ExpectedPages] = field(default_factory=dict)
    is_ready: bool = True
    _looked: float = 0.0  # when it was last asked
    _room: float = 0.0  # seconds of workers since the first page was begun, of as many as had a document to read
    _finished: list[tuple[str, float, int]] = field(default_factory=list)
    _paces: dict[str, _Pace] = field(default_factory=lambda: {kind: _Pace(*guess) for kind, guess in GUESSES.items()})
    _begun: dict[str, float] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)
    _spent: float = 0.0  # seconds of workers on documents that are done

    @classmethod
    def looking_at(cls, jobs: Sequence[Job], workers: int, known: Mapping[str, ExpectedPages]) -> Self:
        """An estimate of the pages that are `known` since the files were hashed. Files whose hash was known before are
        looked at in a thread; until that is through it tells nothing."""
        made = cls(workers, {job.document_id: known[job.document_id] for job in jobs if job.document_id in known})
        unknown = [job for job in jobs if job.document_id not in known]
        made.is_ready = not unknown
        if made.is_ready:
            return made

        def look() -> None:
            made.expected.update({job.document_id: pages_of_file(job.path, job.byte_size) for job in unknown})
            made.is_ready = True

        threading.Thread(target=look, daemon=True).start()
        return made

    def finished(self, document_id: str, seconds: float, page_count: int) -> None:
        """A document took so many seconds of a worker."""
        self._finished.append((document_id, seconds, page_count))

    def seconds(self, elapsed: float, under_way: Mapping[str, Progress]) -> float | None:
        """Seconds until all is read; None where too little is done to tell. `elapsed` since the workers started."""
        if not self.is_ready:
            return None
        while self._finished:
            document_id, seconds, pages = self._finished.pop()
            self._paces = self._measured(self._paces, document_id, seconds, pages)
            self._done.add(document_id)
            self._spent += seconds
        reading = {name: one for name, one in under_way.items() if one.page_count and name not in self._done}
        for name in reading:
            self._begun.setdefault(name, self._looked)
        paces = self._paces
        for name, one in reading.items():
            paces = self._measured(paces, name, elapsed - self._begun[name], one.page - 1)
        works = {name: self._work(name, paces, under_way.get(name)) for name in self.expected}
        rests = {name: work * (1 - self._share(name, work, paces, under_way.get(name))) for name, work in works.items()}
        self._make_room(elapsed, len(self.expected) - len(self._done))
        rest, longest = sum(rests.values()), max(rests.values(), default=0.0)
        done = sum(works.values()) - rest
        if done < LEAST_SHARE * (done + rest) or not done:
            return None
        since = {name: elapsed - self._begun[name] for name in reading}
        told = self._spent + sum(seconds for name, seconds in since.items() if reading[name].page > 1)
        # Pages take longer than was thought of them, and workers wait: for the next document, for what is loaded.
        weight = GUESS_WEIGHS_SHARE * (done + rest)
        longer = (told + weight) / (done + weight)
        busy = self._spent + sum(since.values())
        waiting = (self._room + weight) / (min(busy, self._room) + weight)
        return longer * waiting * max(rest / self.workers, longest)

    def _make_room(self, elapsed: float, unread: int) -> None:
        """Count the time since the last look for each worker that had something to do; none while workers start."""
        if self._begun or self._done:
            self._room += (elapsed - self._looked) * min(self.workers, unread + 1)
        self._looked = elapsed

    def _measured(
        self, paces: dict[str, _Pace], document_id: str, seconds: float, page_count: float
    ) -> dict[str, _Pace]:
        """The paces with what pages of a document took, parted by what each kind of them is thought to take."""
        expected = self.expected[document_id]
        guess = sum(paces[kind].seconds * pages for kind, pages in _kinds(expected))
        if not guess or page_count <= 0:
            return paces
        scale = page_count / expected.count
        return {
            kind: paces[kind].with_pages(pages * scale, seconds * pages * paces[kind].seconds / guess)
            for kind, pages in _kinds(expected)
        }

    def _work(self, document_id: str, paces: dict[str, _Pace], progress: Progress | None) -> float:
        expected = self.expected[document_id]
        work = sum(paces[kind].seconds * pages for kind, pages in _kinds(expected))
        return work * progress.page_count / expected.count if progress and progress.page_count else work

    def _share(self, document_id: str, work: float, paces: dict[str, _Pace], progress: Progress | None) -> float:
        """How much of a document is done."""
        if document_id in self._done:
            return 1.0
        if progress is None or not progress.page_count or not work:
            return 0.0
        afterwards = min(1.0, AFTERWARDS * progress.page_count * paces["digital"].seconds / work)
        return (1 - afterwards) * min(1.0, max(0, progress.page - 1) / progress.page_count)


@dataclass(frozen=True, slots=True)
class _Pace:
    """Seconds a page, of so many pages, the guess among them."""

    seconds: float
    pages: float

    def with_pages(self, pages: float, seconds: float) -> _Pace:
        together = self.pages + pages
        return _Pace((self.seconds * self.pages + seconds) / together, together)


def _kinds(expected: ExpectedPages) -> tuple[tuple[str, float], ...]:
    return ("digital", expected.digital), ("scanned", expected.scanned)
