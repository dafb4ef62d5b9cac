"""Files to ingest: found in folders, known by their bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import ErrorCode, MingzhangError

DISCLOSURE_SUFFIXES = frozenset(
    (
        *(".pdf", ".htm", ".html", ".doc", ".docx", ".xls", ".xlsx", ".wps", ".et", ".ofd"),
        *(".zip", ".rar", ".7z", ".png", ".jpg", ".jpeg", ".tif", ".tiff"),
    )
)
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file as it lies in a folder; `uri` is its absolute path."""

    path: Path
    byte_size: int
    modified_ns: int

    @property
    def uri(self) -> str:
        return str(self.path)


@dataclass(slots=True)
class Intake:
    """Files by content, and those that could not be opened, with the reason."""

    by_content: dict[str, list[FoundFile]] = field(default_factory=dict)
    unreadable: list[tuple[FoundFile, MingzhangError]] = field(default_factory=list)

    @property
    def file_count(self) -> int:
        return sum(map(len, self.by_content.values())) + len(self.unreadable)


def find_files(paths: Iterable[Path]) -> list[FoundFile]:
    """The files named, and those in the folders named that may be disclosures (by suffix; hidden ones left out).

    Sorted by path, each once. Raises `MingzhangError` (`not_found`) for a path that is not there.
    """
    found: dict[Path, FoundFile] = {}
    for named in paths:
        path = Path(os.path.abspath(named))
        if not path.exists():
            raise MingzhangError(ErrorCode.NOT_FOUND, str(named))
        for file in _walk(path) if path.is_dir() else [path]:
            state = file.stat()
            found[file] = FoundFile(file, state.st_size, state.st_mtime_ns)
    return [found[path] for path in sorted(found)]


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            file = Path(parent, name)
            if not name.startswith(".") and file.suffix.lower() in DISCLOSURE_SUFFIXES and file.is_file():
                yield file


def identify(files: Iterable[FoundFile], places: Mapping[tuple[str, int, int], str]) -> Intake:
    """Sort files by the sha256 of their bytes. A file that `places` knows by path, size and time is not read again."""
    intake = Intake()
    for file in files:
        document_id = places.get((file.uri, file.byte_size, file.modified_ns))
        if document_id is None:
            try:
                document_id = sha256_of(file.path)
            except OSError as error:
                reason = MingzhangError(ErrorCode.UNREADABLE, error.strerror or "unknown reason")
                intake.unreadable.append((file, reason))
                continue
        intake.by_content.setdefault(document_id, []).append(file)
    return intake


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
