"""Tar, as it is or packed by gzip, bzip2 or xz, from a stream; and single files packed by these three."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO

from mingzhang.flows.unpacking.kinds import BLOCK, is_tar
from mingzhang.flows.unpacking.names import decode_name
from mingzhang.flows.unpacking.opening import Opening
from mingzhang.models.errors import ErrorCode, MingzhangError

CHUNK = 1 << 18
# A pax header or a long name is read into memory: what claims to be larger than this is none.
LONGEST_HEADER = 1 << 20
# No member is larger (8 EiB); what claims more, or less than nothing, is damaged.
LARGEST_MEMBER = 1 << 63
# The library may look a few times whether anything follows the end.
READS_AT_THE_END = 8
KINDS = {
    tarfile.LNKTYPE: "hard link",
    tarfile.SYMTYPE: "symbolic link",
    tarfile.CHRTYPE: "device",
    tarfile.BLKTYPE: "device",
    tarfile.FIFOTYPE: "pipe",
}
# The one error of a header that is a regular end: a block of zeros.
_END: type[Exception] = tarfile.EOFHeaderError  # type: ignore[attr-defined]
_HEADERS = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)
PACKED = ("application/gzip", "application/x-bzip2", "application/x-xz")


def read_packed(path: Path, media_type: str, opening: Opening) -> None:
    """A file packed by gzip, bzip2 or xz: a tar, or one file of its own, named as the archive without its suffix."""
    with _open_packed(media_type, path) as stream:
        head = stream.read(BLOCK)
        rest = _Joined(head, stream)
        if is_tar(head):
            read_tar(rest, opening)
        else:
            name = opening.archive.file_name
            stem, _, suffix = name.rpartition(".")
            opening.count()
            known = stem and suffix.lower() in ("gz", "bz2", "xz")
            opening.stream(stem if known else f"{name}.unpacked", iter(lambda: rest.read(CHUNK), b""))


def _open_packed(media_type: str, path: Path) -> gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile:
    if media_type == "application/gzip":
        return gzip.open(path, "rb")
    return bz2.open(path, "rb") if media_type == "application/x-bzip2" else lzma.open(path, "rb")


def read_tar(stream: BinaryIO | _Joined, opening: Opening) -> None:
    """The members of a tar, in one pass. Raises `archive_damaged` for one that ends or goes wrong before its end."""
    opening.charges_members = False
    measured = _Measured(stream, opening)
    try:
        archive = tarfile.open(fileobj=measured, mode="r|", tarinfo=_Header, encoding="utf-8", errors="surrogateescape")  # type: ignore[call-overload]  # noqa: SIM115
        for header in archive:
            name = decode_name(header.name.encode("utf-8", "surrogateescape"))
            opening.count()
            if header.isreg():
                opening.stream(name, _chunks(archive, header, opening))
            elif not header.isdir():
                kind = KINDS.get(header.type, "special entry")
                opening.refuse(name, MingzhangError(ErrorCode.NOT_A_FILE, kind))
            archive.members.clear()
        _require_nothing_more(archive.fileobj)
        if measured.total % BLOCK:
            raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "a part of it is missing")
    except tarfile.TarError as error:
        raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, str(error)) from error


def _chunks(archive: tarfile.TarFile, header: tarfile.TarInfo, opening: Opening) -> Iterator[bytes]:
    """A member's bytes. The holes of a sparse one come out of nothing that was read, so it is charged for here."""
    stream = archive.extractfile(header)
    if stream is None:
        return
    with stream:
        left = header.size
        while left:
            chunk = stream.read(min(CHUNK, left))
            if not chunk:
                raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "it ends within a member")
            left -= len(chunk)
            if header.issparse():
                opening.budget.charge(len(chunk))
            yield chunk


def _require_nothing_more(stream: Any) -> None:
    """Blocks of zeros may follow the end; members that most programs would not show may not."""
    while chunk := stream.read(CHUNK):
        if chunk.strip(b"\0"):
            raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "something follows its end")


class _Header(tarfile.TarInfo):
    """A header that is not silent: the library takes a header that is cut or wrong for the end of the archive."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> _Header:
        try:
            return super().fromtarfile(archive)
        except tarfile.HeaderError as error:
            if isinstance(error, _END):
                raise
            said = "its end is missing" if str(error) == "empty header" else str(error)
            raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, said) from error

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if not 0 <= self.size <= LARGEST_MEMBER:
            raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "a member claims a size that none has")
        if self.type in _HEADERS and not 0 <= self.size <= LONGEST_HEADER:
            raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "a header claims a size that none has")
        made: tarfile.TarInfo = super()._proc_member(archive)  # type: ignore[misc]
        return made


class _Joined:
    """The head of a stream that was looked at, and the rest of it."""

    def __init__(self, head: bytes, rest: IO[bytes] | Any) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int) -> bytes:
        if self._head:
            head, self._head = self._head[:size], self._head[size:]
            return head
        chunk: bytes = self._rest.read(size)
        return chunk


class _Measured:
    """A stream whose every byte is charged, those too that the library skips because nobody wants them."""

    def __init__(self, stream: BinaryIO | _Joined, opening: Opening) -> None:
        self._stream = stream
        self._opening = opening
        self.total = 0
        self._read_nothing = 0

    def read(self, size: int) -> bytes:
        chunk = self._stream.read(size)
        self.total += len(chunk)
        self._opening.budget.charge(len(chunk))
        self._opening.unpacking.goes_on(self._opening.archive.uri, len(chunk))
        self._read_nothing = 0 if chunk else self._read_nothing + 1
        if self._read_nothing > READS_AT_THE_END:  # the library skips what a header claims, however much that is
            raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "it ends within a member")
        return chunk
