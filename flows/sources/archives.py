"""Archives among the files of a run: opened once, their documents put into the store, all of it recorded.

An archive that the warehouse knows by place, size and modification time is not opened again: where its documents lie
is known. The exception is one whose documents are to be read and are no longer in the store.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mingzhang.extractors.media_type import media_type_of
from mingzhang.flows.sources.files import FoundFile
from mingzhang.flows.sources.store import Store, fetch, is_remote, is_there
from mingzhang.flows.unpacking.kinds import ARCHIVE_SUFFIXES, archive_type, carrier_type
from mingzhang.flows.unpacking.limits import UnpackLimits
from mingzhang.flows.unpacking.process import Unpacked, unpack
from mingzhang.flows.unpacking.records import Member, MemberOutcome, Opened, PackedFile
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.loading.loader import Loader

# Raised when archives that were opened before may give more now.
UNPACKER = "1"
# What may end differently on another day: a program was installed, the disk has room again.
PASSING = (ErrorCode.NO_UNPACKER, ErrorCode.STORE_UNUSABLE, ErrorCode.ARCHIVE_STUCK)


@dataclass(slots=True)
class ArchiveTally:
    """What became of archives: how many were opened or known, members seen, left out, refused."""

    archives: int = 0
    known: int = 0
    members: int = 0
    documents: int = 0
    left_out: int = 0
    refused: int = 0
    under_way: str = ""
    problems: list[tuple[str, str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class ArchiveIntake:
    """Opens the archives of a run. `folder` is the run's own; `wants` tells whether a document is to be read."""

    loader: Loader
    store: Store
    folder: Path
    wants: Callable[[str], bool]
    observe: Callable[[ArchiveTally], None]
    again: bool = False
    limits: UnpackLimits = field(default_factory=UnpackLimits)
    tally: ArchiveTally = field(default_factory=ArchiveTally)

    def documents(self, files: Iterable[FoundFile], places: dict[tuple[str, int, int], str]) -> list[FoundFile]:
        """The files that are no archives, and the documents in those that are. `places`: files that are known."""
        plain: list[FoundFile] = []
        packed: list[FoundFile] = []
        known = set() if self.again else self.loader.archives(UNPACKER, PASSING)
        with tempfile.TemporaryDirectory(prefix="fetched-", dir=_made(self.folder)) as fetched:
            for file in files:
                key = (file.uri, file.byte_size, file.modified_ns)
                inside = self._known_within(file) if key in known else None
                if inside is not None:
                    plain += [*inside, file] if _is_pdf(file) else inside
                elif key in places and self._is_settled(file, places[key]):
                    plain.append(file)
                elif (path := self._archive(file, Path(fetched))) is not None:
                    packed.append(file if path == file.path else _at(file, path))
                elif _carries_files(file):
                    plain.append(file)
                    packed.append(file)
                else:
                    plain.append(file)
            if packed:
                plain += self._open(packed)
        return plain

    def _is_settled(self, file: FoundFile, document_id: str) -> bool:
        """Whether a file that is known as a document need not be looked into."""
        is_named = Path(file.file_name).suffix.lower() in ARCHIVE_SUFFIXES
        return not is_named and not (self.wants(document_id) and _carries_files(file))

    def _known_within(self, file: FoundFile) -> list[FoundFile] | None:
        """The documents of an archive that was opened before; None where it is to be opened again."""
        found = []
        for document_id, uri, name, size, stored in self.loader.documents_within(file.uri):
            address = stored or self.store.address(document_id)
            if self.wants(document_id) and not is_there(address, size):
                return None
            found.append(_member(file, Member(file.uri, uri, name, size, MemberOutcome.DOCUMENT, document_id), address))
        self.tally.archives += 1
        self.tally.known += 1
        self.tally.documents += len(found)
        return found

    def _archive(self, file: FoundFile, folder: Path) -> Path | None:
        """Where an archive's bytes lie; None for a file that is none. Those of a far store are fetched."""
        path = file.path
        try:
            if file.stored is not None and is_remote(file.stored):
                if Path(file.file_name).suffix.lower() not in ARCHIVE_SUFFIXES or file.document_id is None:
                    return None
                path = folder / file.document_id
                fetch(file.stored, file.document_id, path)
            return path if archive_type(path, file.file_name) else None
        except (OSError, MingzhangError):
            return None  # Whoever reads it next says what is wrong.

    def _open(self, packed: list[FoundFile]) -> Iterator[FoundFile]:
        self.store.sweep()
        folder = _made(self.folder / "unpacked")
        by_uri = {file.uri: file for file in packed}
        archives = [PackedFile(file.path, file.uri, file.file_name, file.byte_size) for file in by_uri.values()]
        before = self.tally.members
        adopted: set[str] = set()

        def on_member(uri: str, members: int) -> None:
            self.tally.under_way, self.tally.members = uri, before + members
            self.observe(self.tally)

        def on_document(member: Member) -> None:
            if member.document_id is not None and member.document_id not in adopted:
                adopted.add(member.document_id)
                self.store.adopt(folder / member.document_id, member.document_id)

        for unpacked in unpack(archives, folder, self.limits, on_member, on_document):
            file = by_uri[unpacked.packed.uri]
            self._record(file, unpacked)
            before = self.tally.members
            for member in unpacked.documents:
                if member.document_id is not None:
                    yield _member(file, member, self.store.address(member.document_id))
        self.tally.under_way = ""
        shutil.rmtree(folder, ignore_errors=True)

    def _record(self, file: FoundFile, unpacked: Unpacked) -> None:
        now = datetime.now(UTC).replace(tzinfo=None)
        self.loader.add_archive(
            file.uri,
            [_archive_row(opened, file, now) for opened in unpacked.opened],
            [_member_row(member, file) for member in unpacked.members],
        )
        tally = self.tally
        tally.archives += 1
        tally.documents += len(unpacked.documents)
        for opened in unpacked.opened:
            tally.left_out += opened.left_out
            tally.refused += opened.refused
            if opened.error_code:
                status = "complete" if opened.status == "complete" else f"archive {opened.status}"
                tally.problems.append((opened.uri, status, opened.error_code, opened.error_message or ""))
        tally.problems += [
            (member.uri, "refused", member.error_code or "", member.error_message or "")
            for member in unpacked.members
            if member.outcome is MemberOutcome.REFUSED
        ]


def _member(file: FoundFile, member: Member, address: str) -> FoundFile:
    """A document of an archive, in the store."""
    return FoundFile(
        path=Path(address),
        uri=member.uri,
        file_name=member.file_name,
        byte_size=member.byte_size,
        modified_ns=file.modified_ns,
        provenance=file.provenance,
        document_id=member.document_id,
        stored=address,
    )


def _is_pdf(file: FoundFile) -> bool:
    try:
        return media_type_of(file.path).is_pdf
    except OSError:
        return False


def _carries_files(file: FoundFile) -> bool:
    """Whether it is a document that carries others. One in a far store is not fetched for that: it tells of them."""
    try:
        return carrier_type(file.path) is not None
    except OSError:
        return False


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _at(file: FoundFile, path: Path) -> FoundFile:
    return replace(file, path=path)


def _archive_row(opened: Opened, file: FoundFile, now: datetime) -> dict[str, Any]:
    return {
        "archive_uri": opened.uri,
        "outer_uri": file.uri,
        "file_name": opened.file_name,
        "archive_id": opened.digest,
        "media_type": opened.media_type or None,
        "byte_size": opened.byte_size,
        "modified_ns": file.modified_ns,
        "level": opened.level,
        "status": opened.status,
        "error_code": opened.error_code,
        "error_message": opened.error_message,
        "member_count": opened.members,
        "document_count": opened.documents,
        "left_out_count": opened.left_out,
        "refused_count": opened.refused,
        "unpacked_bytes": opened.unpacked_bytes,
        "unpacker": UNPACKER,
        "opened_at": now,
    }


def _member_row(member: Member, file: FoundFile) -> dict[str, Any]:
    return {
        "outer_uri": file.uri,
        "archive_uri": member.archive_uri,
        "source_uri": member.uri,
        "file_name": member.file_name,
        "byte_size": member.byte_size,
        "outcome": member.outcome.value,
        "document_id": member.document_id,
        "error_code": member.error_code,
        "error_message": member.error_message,
    }
