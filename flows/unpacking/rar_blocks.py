"""How many members a RAR has, by its own headers: programs that open RAR take one that is cut for a shorter one."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mingzhang.models.errors import ErrorCode, MingzhangError

SIGNATURE4, SIGNATURE5 = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
FILE5, ENCRYPTED5, END5 = 2, 4, 5
MAIN4, FILE4, END4 = 0x73, 0x74, 0x7B
HEADERS_ENCRYPTED4, LONG4, FOLDER4 = 0x80, 0x8000, 0xE0
WITH_EXTRA, WITH_DATA, IS_FOLDER5 = 1, 2, 1
LONGEST_HEADER = 2 << 20


@dataclass(frozen=True, slots=True)
class Listed:
    """Members that the headers name."""

    files: int
    folders: int


@dataclass(frozen=True, slots=True)
class _Block:
    is_file: bool = False
    is_folder: bool = False
    is_end: bool = False
    is_hidden: bool = False


def listed(path: Path) -> Listed | None:
    """What the headers name; None where they are encrypted. Raises `archive_damaged` where the end is missing."""
    files = folders = 0
    with path.open("rb") as stream:
        head = stream.read(len(SIGNATURE5))
        is_new = head == SIGNATURE5
        stream.seek(len(SIGNATURE5 if is_new else SIGNATURE4))
        for block in _blocks5(stream) if is_new else _blocks4(stream):
            if block.is_hidden:
                return None
            if block.is_end:
                return Listed(files, folders)
            folders += block.is_folder
            files += block.is_file and not block.is_folder
        if is_new or stream.tell() != stream.seek(0, 2):
            raise MingzhangError(ErrorCode.ARCHIVE_DAMAGED, "its end is missing")
    return Listed(files, folders)  # RAR 4 of old programs ends without a block that says so.


def _blocks5(stream: BinaryIO) -> Iterator[_Block]:
    """RAR 5.0 archive format: CRC-32, size of the header, type, flags, size of the extra area and of the data."""
    while len(stream.read(4)) == 4:
        size = _number(stream)
        if size is None or not 0 < size <= LONGEST_HEADER:
            return
        start = stream.tell()
        kind, flags = _number(stream), _number(stream)
        if kind is None or flags is None:
            return
        if flags & WITH_EXTRA:
            _number(stream)
        data = _number(stream) if flags & WITH_DATA else 0
        own = _number(stream)
        if data is None or own is None:
            return
        end = start + size + data
        if end > stream.seek(0, 2):
            return
        stream.seek(end)
        yield _Block(kind == FILE5, kind == FILE5 and bool(own & IS_FOLDER5), kind == END5, kind == ENCRYPTED5)


def _number(stream: BinaryIO) -> int | None:
    """Seven bits a byte, the lowest first; the highest bit says that more follow."""
    value = 0
    for shift in range(0, 70, 7):
        byte = stream.read(1)
        if not byte:
            return None
        value |= (byte[0] & 0x7F) << shift
        if not byte[0] & 0x80:
            return value
    return None


def _blocks4(stream: BinaryIO) -> Iterator[_Block]:
    """RAR 4: CRC-16, type, flags, size of the header, and where the flags say so the size of the data."""
    while True:
        start = stream.tell()
        fixed = stream.read(7)
        if len(fixed) < 7:
            stream.seek(start)
            return
        kind, flags, size = struct.unpack("<2xBHH", fixed)
        more = stream.read(4) if flags & LONG4 or kind == FILE4 else bytes(4)
        end = start + size + (struct.unpack("<L", more)[0] if len(more) == 4 else 0)
        if size < 7 or len(more) < 4 or end > stream.seek(0, 2):
            stream.seek(start)
            return
        stream.seek(end)
        is_file = kind == FILE4
        hidden = kind == MAIN4 and bool(flags & HEADERS_ENCRYPTED4)
        yield _Block(is_file, is_file and flags & FOLDER4 == FOLDER4, kind == END4, hidden)
