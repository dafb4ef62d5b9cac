"""What travels between the run and its worker processes: a job, its progress, its outcome."""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from mingzhang.extractors.settings import Settings
from mingzhang.models.errors import ErrorCode

PROGRESS_SUFFIX = ".progress"
READER = "mingzhang.extractors.pipeline:read_document"


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may cost. A worker past one of them is killed; the run goes on."""

    page_seconds: float = 120.0
    document_seconds: float = 1800.0
    memory_mib: int = 4096
    attempts: int = 4
    documents_a_worker: int = 50


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read. `folder` is the run's own; `reader` names a function with `read_document`'s signature.

    The bytes lie at `path`, or in a store that is not of this machine at `stored`; the document is named `file_name`.
    """

    document_id: str
    path: Path
    file_name: str
    byte_size: int
    folder: Path
    settings: Settings = field(default_factory=Settings)
    page_seconds: float = 120.0
    skip_pages: Mapping[int, ErrorCode] = field(default_factory=dict)
    reader: str = READER
    stored: str | None = None
    keeps_document: bool = False

    @property
    def kept(self) -> Path:
        """Where the worker puts the document itself, instead of its rows, where `keeps_document`."""
        return self.folder / f"{self.document_id}.document"

    @property
    def staged(self) -> Path:
        """Where the worker stages what it read."""
        return self.folder / self.document_id

    @property
    def progress_file(self) -> Path:
        """Where the worker notes how far it is."""
        return self.folder / f"{self.document_id}{PROGRESS_SUFFIX}"


@dataclass(frozen=True, slots=True)
class DocumentOutcome:
    """How a document ended; its rows lie in `staged`."""

    document_id: str
    file_name: str
    status: str
    error_code: str | None
    error_message: str | None
    page_count: int
    seconds: float
    staged: Path


class Progress(NamedTuple):
    """How far a worker is: its process, the page it reads (0 before the first), and of how many."""

    process_id: int
    page: int
    page_count: int


_FORMAT = struct.Struct("<qqq")


def note_progress(descriptor: int, progress: Progress) -> None:
    """Write a progress note in one piece; the last one stays readable when the process is killed."""
    os.pwrite(descriptor, _FORMAT.pack(*progress), 0)


def read_progress(path: Path) -> Progress | None:
    """The last note; None where there is none yet, or no more."""
    try:
        noted = path.read_bytes()
    except FileNotFoundError:
        return None
    return Progress(*_FORMAT.unpack(noted)) if len(noted) == _FORMAT.size else None
