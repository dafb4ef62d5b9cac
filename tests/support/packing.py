"""Archives made by hand, byte by byte where no library would make them: hostile ones, and RAR, which none makes."""

from __future__ import annotations

import io
import struct
import tarfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import py7zr

STORED, DEFLATED = 0, 8


@dataclass(frozen=True)
class Packed:
    """A member of a zip, and what its headers shall say of it (None: the truth)."""

    name: str | bytes
    data: bytes = b"%PDF-1.4 member"
    flags: int = 0
    method: int = DEFLATED
    mode: int = 0
    extra: bytes = b""
    size: int | None = None
    crc: int | None = None
    offset: int | None = None
    packed: int | None = None


def zip_bytes(members: Iterable[Packed], count: int | None = None) -> bytes:
    """A zip; names given as text are in GBK, without the flag that says UTF-8, as Chinese Windows packs them."""
    body, listing = b"", b""
    given = list(members)
    for member in given:
        name = member.name if isinstance(member.name, bytes) else member.name.encode("gbk")
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(member.data) + packer.flush() if member.method == DEFLATED else member.data
        crc = zlib.crc32(member.data) if member.crc is None else member.crc
        size = len(member.data) if member.size is None else member.size
        length = len(packed) if member.packed is None else member.packed
        at = len(body) if member.offset is None else member.offset
        told = struct.pack("<2H2H3L2H", member.flags, member.method, 0, 0, crc, length, size, len(name), 0)
        body += struct.pack("<4sH", b"PK\x03\x04", 20) + told + name + packed
        told = told[:-2] + struct.pack("<H", len(member.extra))
        listing += struct.pack("<4s2H", b"PK\x01\x02", 20, 20) + told
        listing += struct.pack("<3H2L", 0, 0, 0, member.mode << 16, at) + name + member.extra
    total = len(given) if count is None else count
    return body + listing + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, total, total, len(listing), len(body), 0)


def tar_bytes(members: Iterable[tuple[str | bytes | tarfile.TarInfo, bytes]], mode: str = "w") -> bytes:
    """A tar; names given as bytes stand in it as they are."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=tarfile.GNU_FORMAT, encoding="latin-1") as archive:  # type: ignore[call-overload]
        for name, data in members:
            header = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(_latin(name))
            if header.isreg():
                header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return out.getvalue()


def _latin(name: str | bytes) -> str:
    return (name if isinstance(name, bytes) else name.encode("utf-8")).decode("latin-1")


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    """A header of a link or a device."""
    header = tarfile.TarInfo(_latin(name))
    header.type, header.linkname = kind, target
    return header


def seven_zip_bytes(members: Iterable[tuple[str, bytes]], *, folder: Path | None = None, **options: object) -> bytes:
    """A 7z; `folder` holds links and files that are added too."""
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", **options) as archive:  # type: ignore[arg-type]
        if not options.get("header_encryption"):
            archive.set_encoded_header_mode(False)
        for name, data in members:
            archive.writestr(data, name)
        for file in sorted(folder.iterdir()) if folder else ():
            archive.write(file, file.name)
    return out.getvalue()


def renamed_7z(data: bytes, old: str, new: str) -> bytes:
    """A 7z with a name changed to another of the same length, its checksums mended."""
    assert len(old) == len(new)
    offset, size = struct.unpack_from("<QQ", data, 12)
    header = data[32 + offset : 32 + offset + size]
    assert old.encode("utf-16-le") in header
    header = header.replace(old.encode("utf-16-le"), new.encode("utf-16-le"))
    start = struct.pack("<QQL", offset, size, zlib.crc32(header))
    return data[:8] + struct.pack("<L", zlib.crc32(start)) + start + data[32 : 32 + offset] + header


def rar5_bytes(members: Iterable[tuple[str, bytes, str | None]]) -> bytes:
    """A RAR 5 of (name, data, target of a symbolic link), nothing packed."""
    blocks = [_block5(1, 0, _number(0))]
    for name, data, target in members:
        raw = name.encode()
        checksum = struct.pack("<L", zlib.crc32(data))
        fields = _number(4) + _number(len(data)) + _number(0o100644) + checksum + _number(0) + _number(1)
        blocks.append(_block5(2, 2, fields + _number(len(raw)) + raw, _link(target) if target else b"", data))
    return b"Rar!\x1a\x07\x01\x00" + b"".join(blocks) + _block5(5, 0, _number(0))


def rar4_bytes(members: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A RAR 4 with names in the code page of whoever packed it, nothing packed."""
    blocks = [_block4(0x73, 0, bytes(6))]
    for name, data in members:
        size, checksum = len(data), zlib.crc32(data)
        fields = struct.pack("<LLBLLBBHL", size, size, 0, checksum, 0x5A21_0000, 20, 0x30, len(name), 0x20) + name
        blocks.append(_block4(0x74, 0x8000, fields) + data)
    return b"Rar!\x1a\x07\x00" + b"".join(blocks) + _block4(0x7B, 0x4000, b"")


def _number(value: int) -> bytes:
    out = b""
    while True:
        value, low = value >> 7, value & 0x7F
        out += bytes([low | (0x80 if value else 0)])
        if not value:
            return out


def _link(target: str) -> bytes:
    raw = target.encode()
    body = _number(5) + _number(1) + _number(0) + _number(len(raw)) + raw
    return _number(len(body)) + body


def _block5(kind: int, flags: int, fields: bytes, extra: bytes = b"", data: bytes = b"") -> bytes:
    body = _number(kind) + _number(flags | (1 if extra else 0))
    body += _number(len(extra)) if extra else b""
    body += _number(len(data)) if flags & 2 else b""
    body += fields + extra
    head = _number(len(body)) + body
    return struct.pack("<L", zlib.crc32(head)) + head + data


def _block4(kind: int, flags: int, fields: bytes) -> bytes:
    body = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
    return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body
