"""One file, read by a worker process like those of a run: past its time or memory it is killed, and this says why."""

from __future__ import annotations

import hashlib
import pickle
import tempfile
from collections.abc import Callable
from pathlib import Path

from mingzhang.extractors.media_type import media_type, media_type_of
from mingzhang.extractors.settings import Settings
from mingzhang.flows.workers.jobs import DocumentOutcome, Job, Limits, Progress, read_progress
from mingzhang.flows.workers.pool import Readers
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.documents import Document
from mingzhang.models.vocabulary.enums import DocumentStatus

Observe = Callable[[Progress], None]


def read_one(path: Path, settings: Settings, limits: Limits, observe: Observe = lambda progress: None) -> Document:
    """Everything that a file says; one that cannot be read within the limits has a status and a reason.

    `observe` is told which page is read. Raises `MingzhangError` (`disk_full`).
    """
    with tempfile.TemporaryDirectory(prefix="mingzhang-one-") as folder:
        size = path.stat().st_size if path.exists() else 0
        # The bytes are hashed by who reads them; here the name only has to be one that no other job has.
        job = Job(
            document_id="one",
            path=path.absolute(),
            file_name=path.name,
            byte_size=size,
            folder=Path(folder),
            settings=settings,
            page_seconds=limits.page_seconds,
            keeps_document=True,
        )
        readers = Readers(1, limits, job.folder)
        try:
            readers.submit([job])
            outcome = _wait(readers, job, observe)
        finally:
            readers.close(at_once=True)
        kept = job.kept
        if kept.exists():
            document: Document = pickle.loads(kept.read_bytes())
            return document
    return _failed(path, size, outcome)


def _wait(readers: Readers, job: Job, observe: Observe) -> DocumentOutcome:
    while True:
        for outcome in readers.finished():
            return outcome
        progress = read_progress(job.progress_file)
        if progress is not None:
            observe(progress)


def _failed(path: Path, size: int, outcome: DocumentOutcome) -> Document:
    try:
        kind = media_type_of(path)
    except OSError:
        kind = media_type(b"")
    code = ErrorCode(outcome.error_code or ErrorCode.INTERNAL)
    return Document(
        document_id=_digest(path),
        file_name=path.name,
        media_type=kind.name,
        byte_size=size,
        page_count=outcome.page_count or None,
        status=DocumentStatus.FAILED,
        error_code=code,
        error_message=outcome.error_message or str(MingzhangError(code)),
    )


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return hashlib.sha256().hexdigest()
