"""Zip, read by its list of members (APPNOTE 6.3): names as bytes, sizes as measured, members that overlap refused.

The standard library's reader decodes names before anyone can look at their bytes, gives up the whole archive for one
name that is no UTF-8, and holds a list of any length in memory.
"""

from __future__ import annotations

import bz2
import lzma
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Protocol

from mingzhang.flows.unpacking.limits import OverLimit
from mingzhang.flows.unpacking.names import decode_name
from mingzhang.flows.unpacking.opening import Opening
from mingzhang.models.errors import ErrorCode, MingzhangError

CHUNK = 1 << 18
END_MARK, END64_MARK, ENTRY_MARK, LOCAL_MARK = b"PK\x05\x06", b"PK\x06\x06", b"PK\x01\x02", b"PK\x03\x04"
_END = struct.Struct("<4s4H2LH")
_END64_PLACE = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
LONGEST_COMMENT = 0xFFFF
IN_ZIP64 = 0xFFFFFFFF
# Old programs let the number of members run over: what counts is how many are listed.
IN_END = 0xFFFF
FLAG_ENCRYPTED, FLAG_SIZES_FOLLOW, FLAG_STRONG, FLAG_UTF8, FLAG_MASKED = 0x1, 0x8, 0x40, 0x800, 0x2000
STORED, DEFLATED, DEFLATED64, BZIPPED, LZMA = 0, 8, 9, 12, 14


@dataclass(frozen=True, slots=True)
class _Entry:
    """A member as the list tells of it. `overlaps`: its bytes would reach into those of another."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    mode: int
    offset: int
    name_length: int
    overlaps: bool = False

    @property
    def is_folder(self) -> bool:
        return self.name.endswith(("/", "\\"))

    @property
    def problem(self) -> MingzhangError | None:
        """Why it is not read at all."""
        kind = stat.S_IFMT(self.mode)
        if kind == stat.S_IFLNK:
            return MingzhangError(ErrorCode.NOT_A_FILE, "symbolic link")
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            return MingzhangError(ErrorCode.NOT_A_FILE, "device or pipe")
        if self.flags & (FLAG_ENCRYPTED | FLAG_STRONG | FLAG_MASKED):
            return MingzhangError(ErrorCode.ARCHIVE_ENCRYPTED, "this member")
        if self.overlaps:
            return MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "the member reaches into another")
        return None


def read_zip(path: Path, opening: Opening) -> None:
    """The members of a zip. Raises `archive_damaged` where its list is missing or ends too early.

    Without a list, as in a zip that is cut short, members are found by their own headers.
    """
    with path.open("rb") as stream:
        entries: list[_Entry] = []
        problem: OverLimit | MingzhangError | None = None
        try:
            problem = _list(stream, opening, entries)
        except OverLimit as error:
            problem = error
        for entry in _mark_overlaps(entries):
            if entry.is_folder:
                continue
            if entry.problem:
                opening.refuse(entry.name, entry.problem, entry.packed)
            else:
                opening.stream(entry.name, _chunks(stream, entry), entry.packed)
        if problem is not None:
            raise problem


def _list(stream: BinaryIO, opening: Opening, entries: list[_Entry]) -> MingzhangError | None:
    """Fill in the members; gives what is wrong with the list of them. Raises OverLimit."""
    try:
        start, place, length, count = _list_place(stream)
    except MingzhangError as error:
        entries.extend(_without_list(stream, opening))
        return error
    entries.extend(_entries(stream, start, place, length, opening))
    if len(entries) == count or len(entries) & IN_END == count:
        return None
    return MingzhangError(ErrorCode.ARCHIVE_DAMAGED, f"its list names {len(entries)} of {count} members")


def _list_place(stream: BinaryIO) -> tuple[int, int, int, int]:
    """(bytes before the archive proper, where the list of members is, its length, how many members)."""
    size = stream.seek(0, 2)
    tail_at = max(0, size - LONGEST_COMMENT - _END.size)
    stream.seek(tail_at)
    tail = stream.read()
    at = tail.rfind(END_MARK)
    if at < 0 or len(tail) < at + _END.size:
        raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "its end is missing")
    _, disk, _, _, count, length, place, _ = _END.unpack_from(tail, at)
    end_at = tail_at + at
    if disk not in (0, 0xFFFF):
        raise MingzhangError(ErrorCode.ARCHIVE_UNSUPPORTED, "it is one volume of several")
    locator_at = end_at - _END64_PLACE.size
    if locator_at >= 0:
        stream.seek(locator_at)
        locator = _END64_PLACE.unpack(stream.read(_END64_PLACE.size))
        if locator[0] == b"PK\x06\x07":
            end_at = _end64_place(stream, locator[2], locator_at)
            stream.seek(end_at)
            _, _, _, _, _, _, _, count, length, place = _END64.unpack(stream.read(_END64.size))
    start = end_at - length - place
    if start < 0:
        raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "its list lies outside of it")
    return start, start + place, length, count


def _end64_place(stream: BinaryIO, told: int, before: int) -> int:
    for place in (told, before - _END64.size):
        if place < 0:
            continue
        stream.seek(place)
        if stream.read(len(END64_MARK)) == END64_MARK:
            return place
    raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "its zip64 end is missing")


def _entries(stream: BinaryIO, start: int, place: int, length: int, opening: Opening) -> Iterator[_Entry]:
    """What the list names, each counted, however many it says that there are."""
    stream.seek(place)
    end = place + length
    while stream.tell() + _ENTRY.size <= end:
        fixed = stream.read(_ENTRY.size)
        if len(fixed) < _ENTRY.size or not fixed.startswith(ENTRY_MARK):
            return
        opening.count()
        _, _, _, flags, method, _, _, crc, packed, size, named, extended, noted, _, _, mode, offset = _ENTRY.unpack(
            fixed
        )
        raw, extra = stream.read(named), stream.read(extended)
        stream.seek(noted, 1)
        size, packed, offset = _zip64(extra, size, packed, offset)
        yield _Entry(
            name=decode_name(raw, is_utf8=bool(flags & FLAG_UTF8), extra=extra),
            flags=flags,
            method=method,
            crc=crc,
            packed=packed,
            size=size,
            mode=mode >> 16,
            offset=start + offset,
            name_length=named,
        )


def _without_list(stream: BinaryIO, opening: Opening) -> Iterator[_Entry]:
    """Members by their own headers, from the start, as far as these tell how long they are: the end was lost."""
    place = 0
    while True:
        stream.seek(place)
        fixed = stream.read(_LOCAL.size)
        if len(fixed) < _LOCAL.size or not fixed.startswith(LOCAL_MARK):
            return
        opening.count()
        _, _, flags, method, _, _, crc, packed, size, named, extended = _LOCAL.unpack(fixed)
        raw, extra = stream.read(named), stream.read(extended)
        size, packed = _zip64(extra, size, packed)
        name = decode_name(raw, is_utf8=bool(flags & FLAG_UTF8), extra=extra)
        yield _Entry(name, flags, method, crc, packed, size, 0, place, named)
        if flags & FLAG_SIZES_FOLLOW and not packed:
            return
        place += _LOCAL.size + named + extended + packed


def _zip64(extra: bytes, *told: int) -> Iterator[int]:
    """Size, packed size and offset, each out of the zip64 field where it does not fit its own."""
    at = 0
    large = b""
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            large = extra[at + 4 : at + 4 + length]
        at += 4 + length
    for value in told:
        if value == IN_ZIP64 and len(large) >= 8:
            value, large = struct.unpack("<Q", large[:8])[0], large[8:]
        yield value


def _mark_overlaps(entries: list[_Entry]) -> list[_Entry]:
    """Members whose bytes reach past the start of the next one, or start where another does, are marked."""
    order = sorted(range(len(entries)), key=lambda index: entries[index].offset)
    marked = list(entries)
    for here, after in pairwise(order):
        entry = entries[here]
        end = entry.offset + _LOCAL.size + entry.name_length + entry.packed
        if not entry.is_folder and end > entries[after].offset:
            marked[here] = replace(entry, overlaps=True)
    return marked


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, /, max_length: int = ...) -> bytes: ...


def _chunks(stream: BinaryIO, entry: _Entry) -> Iterator[bytes]:
    """A member's bytes. Raises `archive_damaged` where they are not what the list says, `archive_unsupported`."""
    stream.seek(entry.offset)
    local = stream.read(_LOCAL.size)
    if len(local) < _LOCAL.size or not local.startswith(LOCAL_MARK):
        raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "the member is not where the list says")
    _, _, _, _, _, _, _, _, _, named, extended = _LOCAL.unpack(local)
    data_at = entry.offset + _LOCAL.size + named + extended
    crc, size = 0, 0
    for chunk in _unpacked(_Part(stream, data_at, entry.packed), entry.method):
        crc = zlib.crc32(chunk, crc)
        size += len(chunk)
        yield chunk
    if size != entry.size:
        raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, f"{size} bytes where the list says {entry.size}")
    if crc != entry.crc:
        raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "its checksum does not hold")


class _Part:
    """Some bytes of a file. Keeps its own place: members in members read the same file in between."""

    def __init__(self, stream: BinaryIO, at: int, length: int) -> None:
        self._stream = stream
        self._at = at
        self._left = length

    def read(self, size: int = CHUNK) -> bytes:
        self._stream.seek(self._at)
        chunk = self._stream.read(min(size, self._left))
        self._at += len(chunk)
        self._left -= len(chunk)
        if not chunk and self._left:
            raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "it ends within the member")
        return chunk


def _unpacked(part: _Part, method: int) -> Iterator[bytes]:
    if method == STORED:
        yield from iter(part.read, b"")
    elif method == DEFLATED:
        yield from _inflated(part)
    elif method == DEFLATED64:
        yield from _inflated64(part)
    elif method == BZIPPED:
        yield from _decompressed(part, bz2.BZ2Decompressor())
    elif method == LZMA:
        yield from _decompressed(part, _lzma(part))
    else:
        raise MingzhangError(ErrorCode.ARCHIVE_UNSUPPORTED, f"packing method {method}")


def _inflated(part: _Part) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    while not unpacker.eof:
        packed = unpacker.unconsumed_tail or part.read()
        chunk = unpacker.decompress(packed, CHUNK)
        if not packed and not chunk:
            raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "the member is cut short")
        if chunk:
            yield chunk


def _inflated64(part: _Part) -> Iterator[bytes]:
    """Deflate64, which Windows uses for large files; the library comes with py7zr."""
    import inflate64

    unpacker = inflate64.Inflater()
    while packed := part.read(CHUNK >> 4):
        if chunk := unpacker.inflate(packed):
            yield chunk


def _decompressed(part: _Part, unpacker: _Decompressor) -> Iterator[bytes]:
    packed = b""
    while not unpacker.eof:
        if getattr(unpacker, "needs_input", True):
            packed = part.read()
            if not packed:
                raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "the member is cut short")
        if chunk := unpacker.decompress(packed, max_length=CHUNK):
            yield chunk
        packed = b""


def _lzma(part: _Part) -> lzma.LZMADecompressor:
    """APPNOTE 5.8.8: version, length of the properties, the properties of LZMA."""
    head = part.read(4)
    if len(head) < 4 or struct.unpack_from("<H", head, 2)[0] != 5:
        raise MingzhangError(ErrorCode.ARCHIVE_UNSUPPORTED, "its LZMA properties")
    flags, dictionary = struct.unpack("<BL", part.read(5))
    filters = {
        "id": lzma.FILTER_LZMA1,
        "dict_size": dictionary,
        "lc": flags % 9,
        "lp": flags // 9 % 5,
        "pb": flags // 45,
    }
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[filters])
