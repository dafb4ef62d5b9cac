"""What runs in a worker process: read one document, stage its rows. The process may be killed at any point."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import pickle
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from mingzhang.extractors.media_type import media_type, media_type_of
from mingzhang.extractors.process_group import die_with_parent
from mingzhang.flows.sources.store import fetch
from mingzhang.flows.workers.jobs import DocumentOutcome, Job, Progress, note_progress
from mingzhang.models.errors import MingzhangError
from mingzhang.models.records.documents import Document
from mingzhang.models.vocabulary.enums import DocumentStatus
from mingzhang.warehouse.loading.staging import stage

# Understanding comes after the last page and grows with the pages.
UNDERSTANDING_SECONDS_A_PAGE = 0.5
# Bytes that a file's name may take on most file systems, and some for a suffix while it is written.
LONGEST_NAME = 200


def start_worker() -> None:
    """Once a process: die with whoever started it, be the first to go when memory runs out, keep quiet."""
    die_with_parent()
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")
    logging.disable(logging.WARNING)
    # Libraries print warnings about single files; what counts is in the document's status.
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 (for the life of the process)


def read_and_stage(job: Job) -> DocumentOutcome:
    """Read a document and stage it.

    A page past its time ends the process (SIGALRM with its default action ends it even inside C code); the progress
    note tells the parent which page it was.
    """
    read = _reader(job.reader)
    try:
        with _noting(job) as on_page, _at_hand(job) as path:
            document: Document = read(path, job.settings, skip_pages=job.skip_pages, on_page=on_page)
    except MingzhangError as error:
        return stage_failure(job, error)
    return _stage(replace(document, file_name=job.file_name), job)


def stage_failure(job: Job, error: MingzhangError, page_count: int | None = None) -> DocumentOutcome:
    """Stage a document that says only why it was not read."""
    try:
        kind = media_type_of(job.path)
    except OSError:
        kind = media_type(b"")
    document = Document(
        document_id=job.document_id,
        file_name=job.file_name,
        media_type=kind.name,
        byte_size=job.byte_size,
        page_count=page_count,
        status=DocumentStatus.FAILED,
        error_code=error.code,
        error_message=str(error),
    )
    return _stage(document, job)


@contextlib.contextmanager
def _at_hand(job: Job) -> Iterator[Path]:
    """The bytes under the name that they were published by: a reader may go by it, and a store names by content."""
    if job.stored is None and job.path.name == job.file_name:
        yield job.path
        return
    folder = job.folder / f"{job.document_id}.named"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    named = folder / short_name(job.file_name)
    try:
        if job.stored is not None:
            fetch(job.stored, job.document_id, named)
        else:
            named.symlink_to(job.path)
        yield named
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def short_name(name: str) -> str:
    """A name that a file may have here: a Chinese one may take three times the bytes that it took where it was."""
    stem, dot, suffix = name.rpartition(".")
    if len(name.encode("utf-8", "replace")) <= LONGEST_NAME or not dot:
        return name.encode("utf-8", "replace")[:LONGEST_NAME].decode("utf-8", "ignore")
    room = LONGEST_NAME - len(f".{suffix}".encode("utf-8", "replace"))
    return stem.encode("utf-8", "replace")[: max(1, room)].decode("utf-8", "ignore") + f".{suffix}"


def _stage(document: Document, job: Job) -> DocumentOutcome:
    if job.keeps_document:
        partial = job.kept.with_suffix(".partial")
        partial.write_bytes(pickle.dumps(document))
        partial.rename(job.kept)
    else:
        stage(document, job.staged)
    return DocumentOutcome(
        document_id=document.document_id,
        file_name=document.file_name,
        status=document.status.value,
        error_code=document.error_code,
        error_message=document.error_message,
        page_count=document.page_count or 0,
        seconds=document.seconds,
        staged=job.staged,
    )


def _reader(dotted: str) -> Any:
    module, _, function = dotted.partition(":")
    return getattr(importlib.import_module(module), function)


@contextlib.contextmanager
def _noting(job: Job) -> Iterator[Any]:
    process_id = os.getpid()
    descriptor = os.open(job.progress_file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)

    def on_page(page: int, page_count: int) -> None:
        note_progress(descriptor, Progress(process_id, page, page_count))
        more = UNDERSTANDING_SECONDS_A_PAGE * page_count if page == page_count else 0.0
        signal.setitimer(signal.ITIMER_REAL, job.page_seconds + more)

    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        on_page(0, 0)
        yield on_page
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        os.close(descriptor)
        job.progress_file.unlink(missing_ok=True)
