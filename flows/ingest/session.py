"""One run over an archive: what is new is read by worker processes and loaded by this one, a document at a time.

Resuming needs nothing but the warehouse: a document that is in it with this version of the reader is not read again.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mingzhang.extractors.settings import Settings
from mingzhang.flows.ingest.options import RunOptions
from mingzhang.flows.ingest.time_left import TimeLeft
from mingzhang.flows.sources.archives import ArchiveIntake, ArchiveTally
from mingzhang.flows.sources.files import FileIntake, FoundFile, Publication, find_files, identify
from mingzhang.flows.sources.store import Store, default_root, is_remote
from mingzhang.flows.workers.child import stage_failure
from mingzhang.flows.workers.jobs import READER, DocumentOutcome, Job, Limits
from mingzhang.flows.workers.version import pipeline_version
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.loading.loader import Loader, SourcePlace
from mingzhang.warehouse.storage.address import Where

if TYPE_CHECKING:
    from mingzhang.flows.workers.dask_readers import DaskReaders
    from mingzhang.flows.workers.pool import Readers

# Seconds between tries where the disk is full; after the last one the run stops.
PAUSES_FOR_ROOM = (1.0, 4.0, 10.0)
# What may end differently on another day, with more time or memory.
TRANSIENT = frozenset(
    (
        *(ErrorCode.PAGE_TIMEOUT, ErrorCode.DOCUMENT_TIMEOUT, ErrorCode.OUT_OF_MEMORY, ErrorCode.WORKER_DIED),
        *(ErrorCode.NO_OCR, ErrorCode.INTERNAL),
    )
)


@dataclass(frozen=True, slots=True)
class Request:
    """What a run is asked to do. `found` are files that a crawl has stored; they are ingested beside `paths`.

    `dask` is the address of a scheduler whose workers read, `shared` a folder that they and this process see.
    """

    paths: tuple[Path, ...]
    warehouse: Where
    workers: int = 0
    again: bool = False
    retry_failed: bool = False
    settings: Settings = field(default_factory=Settings)
    limits: Limits = field(default_factory=Limits)
    reader: str = READER
    found: tuple[FoundFile, ...] = ()
    store: str | None = None
    keep_files: bool = False
    dask: str = ""
    shared: Path | None = None

    @classmethod
    def of(cls, options: RunOptions, paths: Iterable[Path | str] = (), found: Iterable[FoundFile] = ()) -> Request:
        """What `options` ask of the files at `paths` and those found."""
        return cls(
            paths=tuple(map(Path, paths)),
            warehouse=options.warehouse,
            workers=options.workers,
            again=options.again,
            retry_failed=options.retry_failed,
            settings=options.settings,
            limits=options.limits,
            found=tuple(found),
            store=options.store,
            keep_files=options.keep_files,
            dask=options.dask,
            shared=options.shared_folder,
        )


@dataclass(slots=True)
class Tally:
    """How far a run is, and at its end what it came to."""

    files: int = 0
    documents: int = 0
    unchanged: int = 0
    to_read: int = 0
    archives: ArchiveTally = field(default_factory=ArchiveTally)
    bytes_to_read: int = 0
    bytes_read: int = 0
    pages_read: int = 0
    pages_under_way: int = 0
    most_pages: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0
    stopped: MingzhangError | None = None
    problems: list[tuple[str, str, str, str]] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    interrupted: bool = False
    seconds_left: float | None = None

    @property
    def landed(self) -> int:
        """Documents of this run that are in the warehouse."""
        return sum(self.by_status.values())

    @property
    def pages(self) -> int:
        """Pages read, of documents under way too; never fewer than before, though a document may be read again."""
        self.most_pages = max(self.most_pages, self.pages_read + self.pages_under_way)
        return self.most_pages

    @property
    def left(self) -> int:
        """Documents that were to be read and are not in the warehouse."""
        return self.to_read - self.landed

    @property
    def seconds(self) -> float:
        """Time since the start."""
        return time.monotonic() - self.started


class Session:
    """A run. `start` sets the workers to work; `land` loads what they finish. Not for more than one thread."""

    def __init__(self, request: Request, observe: Callable[[Tally], None] = lambda tally: None) -> None:
        self.request = request
        self.tally = Tally()
        self.interrupted = False
        self.abandoned = False
        self._closed = False
        self._pauses_left = list(PAUSES_FOR_ROOM)
        self.observe = observe
        files = [*find_files(request.paths), *request.found]
        self._version = pipeline_version(request.settings)
        self._readers: Readers | DaskReaders | None = None
        self._jobs: list[Job] = []
        self._time_left: TimeLeft | None = None
        self._started = 0.0
        self._loader = Loader(request.warehouse)
        self._folder = self._loader.address.staging
        try:
            self._store = Store(request.store or default_root(self._loader.address))
            self._known = self._loader.known()
            places = {} if request.again else self._loader.places()
            self._intake = identify(self._opened(files, places), places)
            self._jobs = self._plan()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def open(self) -> int:
        """How many documents are still to land."""
        return len(self._jobs) - self.tally.landed if not self.interrupted and not self.tally.stopped else 0

    def start(self) -> None:
        """Set the workers to work on everything that is to be read; returns at once."""
        if not self._jobs or self._readers:
            return
        self._started = time.monotonic()
        if self.request.dask:
            from mingzhang.flows.workers.dask_readers import DaskReaders

            shared = self.request.shared or self._loader.address.shared
            self._readers = DaskReaders(self.request.dask, shared.absolute(), self.request.limits, self._version)
            self._readers.submit(self._jobs)
            return
        from mingzhang.flows.workers.pool import Readers

        for folder in self._loader.address.left_behind():
            shutil.rmtree(folder, ignore_errors=True)
        self._folder.mkdir(mode=0o700, parents=True)
        workers = min(self.request.workers or os.cpu_count() or 1, len(self._jobs))
        self._readers = Readers(workers, self.request.limits, self._folder)
        self._readers.submit(self._jobs)
        self._time_left = TimeLeft.looking_at(self._jobs, workers, self._intake.expected)

    def land(self, count: int) -> int:
        """Load the next `count` documents as they are finished; fewer when the run is interrupted."""
        self.start()
        landed = 0
        while landed < count and self.open and self._readers:
            try:
                for outcome in self._readers.finished():
                    self._land(outcome)
                    landed += 1
            except MingzhangError as error:
                if error.code is not ErrorCode.DISK_FULL:
                    raise
                self._wait_for_room(error)
            self.tally.pages_under_way = self._readers.pages_under_way()
            self.tally.seconds_left = self._seconds_left(self._readers)
            self.observe(self.tally)
        return landed

    def _seconds_left(self, readers: Readers | DaskReaders) -> float | None:
        """Time that the rest takes; by bytes where other machines read, whose pace by kind of page nobody tells."""
        elapsed = time.monotonic() - self._started
        if self._time_left:
            return self._time_left.seconds(elapsed, readers.under_way())
        tally = self.tally
        return elapsed * (tally.bytes_to_read - tally.bytes_read) / tally.bytes_read if tally.bytes_read else None

    def _wait_for_room(self, error: MingzhangError) -> None:
        """Wait a moment and read again what had no room; where that has happened too often the run stops.

        Nothing is recorded of what was not loaded, so the next run reads it.
        """
        if self._pauses_left and not self.interrupted and self._readers:
            time.sleep(self._pauses_left.pop(0))
            if self._readers.again():
                return
        self.tally.stopped = error
        self.tally.problems.append((str(self._loader.address), "stopped", error.code, str(error)))

    def interrupt(self) -> None:
        """Stop after the document that is being loaded; what is loaded stays."""
        self.interrupted = True
        self.tally.interrupted = True

    def close(self) -> None:
        """End the workers, write the warehouse into its one file. A second call does nothing."""
        if self._closed:
            return
        self._closed = True
        if self._readers:
            self._readers.close(at_once=self.interrupted or self.tally.stopped is not None or self.open > 0)
        shutil.rmtree(self._folder, ignore_errors=True)
        try:
            self._loader.close()
        except MingzhangError as error:
            if self.tally.stopped is None:
                raise
            self.tally.stopped = error

    def _opened(self, files: list[FoundFile], places: dict[tuple[str, int, int], str]) -> list[FoundFile]:
        """The files of the run with the documents of archives in place of the archives."""

        def on_member(archives: ArchiveTally) -> None:
            self.tally.archives = archives
            self.observe(self.tally)

        opening = ArchiveIntake(self._loader, self._store, self._folder, self._wants, on_member, self.request.again)
        self.tally.archives = opening.tally
        return opening.documents(files, places)

    def _wants(self, document_id: str) -> bool:
        """Whether a document is to be read: it is new, or was read by another version, or somebody asks for it."""
        before = self._known.get(document_id)
        if before is None or before.pipeline_version != self._version or self.request.again:
            return True
        return self.request.retry_failed and before.error_code in TRANSIENT

    def _plan(self) -> list[Job]:
        """The documents to read, largest first, so that the last worker does not sit long on a large one."""
        if self.request.keep_files:
            self._keep_files()
        fresh = {i: files[0] for i, files in self._intake.by_content.items() if self._wants(i)}
        self._loader.add_places({i: map(_place, f) for i, f in self._intake.by_content.items() if i not in fresh})
        self._count(self._intake, fresh)
        carriers = _carriers(self._intake)
        return [
            Job(
                document_id=document_id,
                path=file.path,
                file_name=file.file_name,
                byte_size=file.byte_size,
                folder=self._folder,
                settings=replace(self.request.settings, attached_apart=document_id in carriers),
                page_seconds=self.request.limits.page_seconds,
                reader=self.request.reader,
                stored=file.stored if file.stored and is_remote(file.stored) else None,
            )
            for document_id, file in sorted(fresh.items(), key=lambda item: -item[1].byte_size)
        ]

    def _keep_files(self) -> None:
        """Put what lies in folders into the store; a file that cannot be read now is read, or not, by the worker."""
        self._store.sweep()
        for document_id, files in self._intake.by_content.items():
            stored = next((file.stored for file in files if file.stored), None)
            if stored is None and self._store.has(document_id, files[0].byte_size):
                stored = self._store.address(document_id)
            if stored is None:
                with contextlib.suppress(OSError):
                    stored = self._store.put_file(files[0].path).address
            files[:] = [replace(file, stored=file.stored or stored) for file in files]

    def _count(self, intake: FileIntake, fresh: dict[str, FoundFile]) -> None:
        tally = self.tally
        tally.files = intake.file_count
        tally.documents = len(intake.by_content)
        tally.to_read = len(fresh)
        tally.unchanged = tally.documents - tally.to_read
        tally.bytes_to_read = sum(file.byte_size for file in fresh.values())
        tally.unreadable = len(intake.unreadable)
        tally.problems = [(file.uri, "unreadable", error.code, str(error)) for file, error in intake.unreadable]
        tally.problems += tally.archives.problems

    def _load(self, outcome: DocumentOutcome, places: list[SourcePlace]) -> DocumentOutcome:
        """Load a document; where its rows do not fit, record that it failed and why, and go on.

        Where the disk is full it is tried again a few times. Raises `MingzhangError` (`disk_full`).
        """
        try:
            self._put_in(outcome, places)
        except MingzhangError as error:
            if error.code is ErrorCode.DISK_FULL:
                raise
            shutil.rmtree(outcome.staged)
            job = next(job for job in self._jobs if job.document_id == outcome.staged.name)
            outcome = stage_failure(job, error)
            self._put_in(outcome, places)
        return outcome

    def _put_in(self, outcome: DocumentOutcome, places: list[SourcePlace]) -> None:
        while True:
            try:
                self._loader.load(outcome.document_id, outcome.staged, self._version, places)
                return
            except MingzhangError as error:
                if error.code is not ErrorCode.DISK_FULL or not self._pauses_left or self.interrupted:
                    raise
            time.sleep(self._pauses_left.pop(0))
            self._reopen()

    def _reopen(self) -> None:
        """Open the warehouse anew: DuckDB lets go of one whose log it could not write."""
        with contextlib.suppress(MingzhangError):
            self._loader.close()
        try:
            self._loader = Loader(self.request.warehouse)
        except MingzhangError as error:
            raise MingzhangError(ErrorCode.DISK_FULL, str(self.request.warehouse)) from error

    def _lost(self, outcome: DocumentOutcome, address: str) -> DocumentOutcome:
        """An object of the store that is missing or changed: that is recorded, and nothing of what was read."""
        shutil.rmtree(outcome.staged, ignore_errors=True)
        job = next(job for job in self._jobs if job.document_id == outcome.staged.name)
        missing = MingzhangError(ErrorCode.STORE_UNUSABLE, f"{address} is missing or not what its name says")
        return replace(stage_failure(replace(job, folder=outcome.staged.parent), missing), staged=outcome.staged)

    def _land(self, outcome: DocumentOutcome) -> None:
        asked = outcome.staged.name
        files = self._intake.by_content[asked]
        if files[0].stored and outcome.document_id != asked:
            outcome = self._lost(outcome, files[0].stored)
        if outcome.error_code == ErrorCode.DISK_FULL:
            raise MingzhangError(ErrorCode.DISK_FULL, str(self._folder.parent))
        if outcome.error_code not in (ErrorCode.NOT_FOUND, ErrorCode.UNREADABLE):
            outcome = self._load(outcome, [_place(file) for file in files])
        shutil.rmtree(outcome.staged, ignore_errors=True)
        tally = self.tally
        tally.by_status[outcome.status] += 1
        tally.pages_read += outcome.page_count
        tally.bytes_read += files[0].byte_size
        if self._time_left:
            self._time_left.finished(asked, outcome.seconds, outcome.page_count)
        if outcome.error_code:
            tally.problems.append((files[0].uri, outcome.status, outcome.error_code, outcome.error_message or ""))


def _carriers(intake: FileIntake) -> set[str]:
    """The documents that carry others which are read beside them: those lie within their places."""
    around = {file.uri.rpartition("!/")[0] for files in intake.by_content.values() for file in files}
    return {document_id for document_id, files in intake.by_content.items() if any(f.uri in around for f in files)}


def _place(file: FoundFile) -> SourcePlace:
    published = file.provenance or Publication()
    return SourcePlace(
        uri=file.uri,
        file_name=file.file_name,
        byte_size=file.byte_size,
        modified_ns=file.modified_ns,
        article_uri=published.article_uri,
        article_title=published.article_title,
        publisher=published.publisher,
        link_text=published.link_text,
        published_on=published.published_on,
        fetched_at=published.fetched_at,
        stored_uri=file.stored,
    )
