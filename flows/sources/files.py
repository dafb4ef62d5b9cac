"""Files to ingest: found in folders, known by their bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from mingzhang.flows.hashing import sha256_and_head
from mingzhang.flows.sources.page_guess import MOST_SNIFFED, ExpectedPages, expected_pages
from mingzhang.flows.unpacking.kinds import ARCHIVE_SUFFIXES, DOCUMENT_SUFFIXES
from mingzhang.models.errors import ErrorCode, MingzhangError

DISCLOSURE_SUFFIXES = DOCUMENT_SUFFIXES | ARCHIVE_SUFFIXES


@dataclass(frozen=True, slots=True)
class Publication:
    """How a file was published: the article that links to it. `fetched_at` is UTC, without a time zone."""

    article_uri: str | None = None
    article_title: str | None = None
    publisher: str | None = None
    link_text: str | None = None
    published_on: date | None = None
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to ingest, wherever it came from.

    `path` is where its bytes lie now. `uri` is where it was published or lies: an absolute path, `a.zip!/folder/b.pdf`
    for a member of an archive, or the address that it was fetched from. `file_name` is its name there: people see it,
    and it is not always the name of `path`. `stored` is the address of its object in the store and `document_id` the
    sha256 of its bytes, where they are kept and known already.
    """

    path: Path
    uri: str
    file_name: str
    byte_size: int
    modified_ns: int
    provenance: Publication | None = None
    document_id: str | None = None
    stored: str | None = None


@dataclass(slots=True)
class FileIntake:
    """Files by content, and those that could not be opened, with the reason.

    `expected`: the pages of each content that was read to be hashed.
    """

    by_content: dict[str, list[FoundFile]] = field(default_factory=dict)
    unreadable: list[tuple[FoundFile, MingzhangError]] = field(default_factory=list)
    expected: dict[str, ExpectedPages] = field(default_factory=dict)

    @property
    def file_count(self) -> int:
        return sum(map(len, self.by_content.values())) + len(self.unreadable)


def find_files(paths: Iterable[Path]) -> list[FoundFile]:
    """The files named, and those in the folders named that may be disclosures (by suffix; hidden ones left out).

    Folders that may not be entered and links that lead nowhere are among them: whoever opens them says what is wrong.
    Sorted by path, each once. Raises `MingzhangError` (`not_found`) for a path that is not there.
    """
    found: dict[Path, FoundFile] = {}
    for named in paths:
        path = Path(os.path.abspath(named))
        if not path.exists():
            raise MingzhangError(ErrorCode.NOT_FOUND, f"file or folder: {named}")
        for file in _walk(path) if path.is_dir() else [path]:
            size, modified_ns = _state(file)
            found[file] = FoundFile(file, str(file), file.name, size, modified_ns)
    return [found[path] for path in sorted(found)]


def _state(file: Path) -> tuple[int, int]:
    try:
        state = file.stat()
    except OSError:
        return 0, 0  # it has gone, or never was
    return state.st_size, state.st_mtime_ns


def _walk(folder: Path) -> Iterator[Path]:
    barred: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=lambda error: barred.append(Path(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            file = Path(parent, name)
            if name.startswith(".") or file.suffix.lower() not in DISCLOSURE_SUFFIXES:
                continue
            if file.is_file() or (file.is_symlink() and not file.exists()):
                yield file
    yield from barred


def identify(files: Iterable[FoundFile], places: Mapping[tuple[str, int, int], str]) -> FileIntake:
    """Sort files by the sha256 of their bytes. A file that `places` knows by uri, size and time is not read again."""
    intake = FileIntake()
    for file in files:
        document_id = file.document_id or places.get((file.uri, file.byte_size, file.modified_ns))
        if document_id is None:
            try:
                document_id, head = sha256_and_head(file.path, MOST_SNIFFED)
                intake.expected[document_id] = expected_pages(head, file.byte_size)
            except OSError as error:
                reason = MingzhangError(ErrorCode.UNREADABLE, error.strerror or "unknown reason")
                intake.unreadable.append((file, reason))
                continue
        intake.by_content.setdefault(document_id, []).append(file)
    return intake
