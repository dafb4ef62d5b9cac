"""One archive being opened: its members are named, measured, told apart and put down as files.

A reader of a format walks the archive and hands each member over, by `stream` or, where its library pushes bytes, by
`take`. What a member is called never decides where a byte is written: documents lie in `folder` under their sha256.
"""

from __future__ import annotations

import contextlib
import hashlib
import lzma
import struct
import tarfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from mingzhang.extractors.media_type import HEAD_BYTES, media_type, media_type_of
from mingzhang.flows.unpacking.kinds import archive_type, carrier_type, is_disclosure, is_named_archive, is_tar
from mingzhang.flows.unpacking.limits import Budget, OverLimit
from mingzhang.flows.unpacking.names import is_junk, numbered, readable, safe_parts
from mingzhang.flows.unpacking.records import Member, MemberOutcome, PackedFile, Record
from mingzhang.models.errors import ErrorCode, MingzhangError

# What decompressors raise for bytes that are not what they should be.
DAMAGES = (zlib.error, lzma.LZMAError, tarfile.TarError, OSError, EOFError, ValueError, struct.error)
ALIVE_SECONDS = 0.5


@dataclass(slots=True)
class UnpackingRun:
    """What all archives of a run share: where members are put down, whom to tell, how many files were made."""

    folder: Path
    tell: Callable[[Record], None]
    alive: Callable[[str, int], None] = lambda uri, done: None
    prefix: str = "member"
    _put_down: set[str] = field(default_factory=set)
    _made: int = 0
    _told: float = 0.0
    _done: int = 0

    def new_file(self) -> Path:
        """A path that nothing has."""
        self._made += 1
        return self.folder / f".{self.prefix}-{self._made}"

    def put_down(self, path: Path, digest: str) -> None:
        """A document that is whole goes by its sha256, once: whoever is told of it may take it away at once."""
        if digest in self._put_down:
            path.unlink()
        else:
            self._put_down.add(digest)
            path.replace(self.folder / digest)

    def goes_on(self, uri: str, done: int) -> None:
        """Tell now and then how much was done: bytes that came out, and entries. Turning round and round is none."""
        self._done += done
        if time.monotonic() - self._told >= ALIVE_SECONDS:
            self._told = time.monotonic()
            self.alive(uri, self._done)


@dataclass(slots=True)
class Opening:
    """An archive while it is read. `descend` opens an archive in it, and tells whether all of that one was read.

    A reader counts every entry by `count`.

    A reader that charges the budget itself, for all that it reads, sets `charges_members` to False.
    """

    archive: PackedFile
    budget: Budget
    unpacking: UnpackingRun
    descend: Callable[[PackedFile, Budget], bool]
    members: int = 0
    documents: int = 0
    left_out: int = 0
    refused: int = 0
    archives: int = 0
    unsound: int = 0
    reason: MingzhangError | None = None  # why the last member that was refused was
    charges_members: bool = True
    _names: Counter[str] = field(default_factory=Counter)

    def count(self) -> None:
        """One more entry, of whatever kind. Raises OverLimit."""
        self.members += 1
        self.budget.count_member()
        self.unpacking.goes_on(self.archive.uri, 1)

    def stream(self, name: str, chunks: Iterable[bytes], packed_bytes: int | None = None) -> None:
        """Take a member whole. A member that is damaged, or over a limit of its own, is refused; the rest goes on.

        `packed_bytes`: what it takes in the archive, where a format packs members one by one. Raises OverLimit of the
        archive.
        """
        intake = self.take(name, packed_bytes)
        if intake is None:
            return
        try:
            for chunk in chunks:
                intake.write(chunk)
                if not intake.is_wanted and packed_bytes is not None:
                    break
        except BaseException as error:  # A member that the run is stopped in is told of too, then it stops.
            intake.fail(error)
            if not is_of_member(error, intake.budget):
                raise
        else:
            intake.close()

    def take(self, name: str, packed_bytes: int | None = None) -> MemberIntake | None:
        """Something to write a member's bytes to; None where it is refused or left out by its name."""
        try:
            parts = safe_parts(name)
        except MingzhangError as error:
            self.refuse(name, error)
            return None
        if not parts or is_junk(parts):
            self.left_out += 1
            return None
        shown = "/".join(parts)
        self._names[shown] += 1
        shown = numbered(shown, self._names[shown])
        budget = self.budget if packed_bytes is None else self.budget.inner(packed_bytes)
        return MemberIntake(self, shown, self.unpacking.new_file(), budget)

    def refuse(self, name: str, error: MingzhangError, byte_size: int = 0) -> None:
        """Record a member that is not read, and why."""
        self.refused += 1
        shown = readable(name.replace("\0", "\ufffd"))[:1000]
        self.tell(shown, MemberOutcome.REFUSED, byte_size, error=error)

    def tell(
        self,
        shown: str,
        outcome: MemberOutcome,
        byte_size: int,
        document_id: str | None = None,
        error: MingzhangError | None = None,
    ) -> None:
        """Record a member that counts."""
        member = Member(
            archive_uri=self.archive.uri,
            uri=f"{self.archive.uri}!/{shown}",
            file_name=shown.rpartition("/")[2],
            byte_size=byte_size,
            outcome=outcome,
            document_id=document_id,
            error_code=error.code if error else None,
            error_message=str(error) if error else None,
        )
        self.reason = error or self.reason
        self.unpacking.tell(member)


def is_of_member(error: BaseException, budget: Budget) -> bool:
    """Whether an error is about one member only, so that the next one can be read."""
    if isinstance(error, OverLimit):
        return error.budget is budget and budget.parent is not None
    if isinstance(error, MingzhangError):
        return error.code is not ErrorCode.STORE_UNUSABLE
    return isinstance(error, (NotImplementedError, *DAMAGES))


@dataclass(slots=True)
class MemberIntake:
    """A member on its way in: measured, hashed, and put down unless its first bytes say that it is no disclosure."""

    opening: Opening
    shown: str
    path: Path
    budget: Budget
    is_wanted: bool = True
    byte_size: int = 0
    _head: bytes = b""
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    _stream: BinaryIO | None = None

    def write(self, chunk: bytes) -> None:
        """Take more bytes. Raises OverLimit."""
        if self.opening.charges_members:
            self.budget.charge(len(chunk))
        self.byte_size += len(chunk)
        self.opening.unpacking.goes_on(self.opening.archive.uri, len(chunk))
        if not self.is_wanted:
            return
        if self._stream is None:
            self._head += chunk
            if len(self._head) < HEAD_BYTES:
                return
            self._begin()
        else:
            self._put(chunk)

    def close(self) -> None:
        """The member is whole: a document, an archive to open, or nothing of interest."""
        if self.is_wanted and self._stream is None:
            self._begin()
        if self._stream is None:
            self.opening.left_out += 1
            return
        with _writing(self.path):
            self._stream.close()
        if archive_type(self.path, self.shown):
            self._open()
        elif is_disclosure(media_type_of(self.path), self.shown):
            digest = self._digest.hexdigest()
            if carrier_type(self.path) and self.opening.archive.level + 1 < self.budget.limits.levels:
                self._descend()  # before somebody takes it away; deeper than that the document tells of them
            self.opening.unpacking.put_down(self.path, digest)
            self.opening.documents += 1
            self.opening.tell(self.shown, MemberOutcome.DOCUMENT, self.byte_size, digest)
        elif is_named_archive(self.shown):
            self.path.unlink()
            self.opening.refuse(self.shown, MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "it is none"), self.byte_size)
        else:
            self.path.unlink()
            self.opening.left_out += 1

    def fail(self, error: BaseException) -> None:
        """The member is not whole: it is refused, with the reason."""
        if self._stream is not None:
            with contextlib.suppress(OSError):
                self._stream.close()
            self.path.unlink(missing_ok=True)
        elif not self.is_wanted:
            self.opening.left_out += 1
            return
        self.opening.refuse(self.shown, as_typed(error), self.byte_size)

    def _begin(self) -> None:
        kind = media_type(self._head)
        if is_disclosure(kind, self.shown) or kind.is_archive or is_named_archive(self.shown) or is_tar(self._head):
            with _writing(self.path):
                self._stream = self.path.open("wb")
            self._put(self._head)
            self._head = self._head[:HEAD_BYTES]
        else:
            self.is_wanted = False

    def _put(self, chunk: bytes) -> None:
        assert self._stream is not None
        self._digest.update(chunk)
        with _writing(self.path):
            self._stream.write(chunk)

    def _open(self) -> None:
        opening = self.opening
        try:
            if opening.archive.level + 1 >= self.budget.limits.levels:
                opening.refuse(
                    self.shown,
                    MingzhangError(ErrorCode.ARCHIVE_TOO_DEEP, str(self.budget.limits.levels)),
                    self.byte_size,
                )
                return
            opening.archives += 1
            opening.tell(self.shown, MemberOutcome.ARCHIVE, self.byte_size, self._digest.hexdigest())
            self._descend()
        finally:
            self.path.unlink(missing_ok=True)

    def _descend(self) -> None:
        archive, name = self.opening.archive, self.shown.rpartition("/")[2]
        packed = PackedFile(self.path, f"{archive.uri}!/{self.shown}", name, self.byte_size, archive.level + 1)
        self.opening.unsound += not self.opening.descend(packed, self.opening.budget.inner(self.byte_size))


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    """A full disk is no damage of the archive's."""
    try:
        yield
    except OSError as error:
        raise MingzhangError(ErrorCode.STORE_UNUSABLE, f"{path.parent}: {error.strerror or error}") from error


def as_typed(error: BaseException) -> MingzhangError:
    """An error with a code, of whatever went wrong with a member or an archive."""
    if isinstance(error, MingzhangError):
        return error
    if isinstance(error, OverLimit):
        return error.error
    if isinstance(error, MemoryError):
        return MingzhangError(ErrorCode.ARCHIVE_TOO_LARGE, "the memory that unpacking may take")
    if isinstance(error, NotImplementedError):
        return MingzhangError(ErrorCode.ARCHIVE_UNSUPPORTED, str(error) or "its packing method")
    said = (str(error).splitlines() or [type(error).__name__])[0][:200]
    if isinstance(error, DAMAGES):
        return MingzhangError(ErrorCode.ARCHIVE_DAMAGED, said)
    return MingzhangError(ErrorCode.INTERNAL, f"{type(error).__name__}: {said}")
