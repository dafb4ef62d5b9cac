"""Hostile archives, and what shall come of each: what lands, what is refused and why."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import stat
import struct
import tarfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mingzhang.models.errors import ErrorCode
from tests.support.packing import (
    Packed,
    rar4_bytes,
    rar5_bytes,
    renamed_7z,
    seven_zip_bytes,
    special,
    tar_bytes,
    zip_bytes,
)

FIRST, LAST = b"%PDF-1.4 the first good one", b"%PDF-1.4 the last good one"
EVIL = b"%PDF-1.4 evil"
ZEROS = b"%PDF-1.4 " + bytes(20_000_000)
SPARSE = b"%PDF-1.4 " + random.Random(4).randbytes(20_000) + bytes(1_750_000)
LINK, FIFO, BLOCK_DEVICE = stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o644, stat.S_IFBLK | 0o644
BOTH, ONE, NONE = {FIRST, LAST}, {FIRST}, set()

UNSAFE, NO_FILE, TOO_LARGE = ErrorCode.UNSAFE_NAME, ErrorCode.NOT_A_FILE, ErrorCode.ARCHIVE_TOO_LARGE
DAMAGED, ENCRYPTED, TOO_DEEP = ErrorCode.ARCHIVE_DAMAGED, ErrorCode.ARCHIVE_ENCRYPTED, ErrorCode.ARCHIVE_TOO_DEEP
UNSUPPORTED, NO_UNPACKER = ErrorCode.ARCHIVE_UNSUPPORTED, ErrorCode.NO_UNPACKER


@dataclass(frozen=True)
class Case:
    """An archive, what lands of it, the codes of what is refused in it, and the one of the archive itself."""

    make: Callable[[], bytes]
    lands: set[bytes]
    refused: tuple[str, ...] = ()
    archive: str | None = None


def zipped(*members: Packed, count: int | None = None) -> bytes:
    return zip_bytes([Packed("好/甲.pdf", FIRST), *members, Packed("好/乙.pdf", LAST)], count)


def tarred(*members: tuple[str | bytes | tarfile.TarInfo, bytes], mode: str = "w") -> bytes:
    return tar_bytes([("好/甲.pdf", FIRST), *members, ("好/乙.pdf", LAST)], mode)


def named(name: str | bytes) -> Case:
    return Case(lambda: zipped(Packed(name, EVIL)), BOTH, (UNSAFE,))


def in_tar(kind: bytes) -> Case:
    return Case(lambda: tarred((special("好/丙.pdf", kind, "../../../etc/passwd"), b"")), BOTH, (NO_FILE,))


def of_mode(mode: int) -> Case:
    return Case(lambda: zipped(Packed("好/丙.pdf", b"../../etc/passwd", mode=mode)), BOTH, (NO_FILE,))


def overlapping() -> bytes:
    """A member whose bytes reach into the next one, and two that are said to be the same bytes."""
    before = [Packed("甲.pdf", FIRST), Packed("丁.pdf", ZEROS[:1000], packed=60)]
    at = zip_bytes(before).index(b"PK\x01\x02")
    shared = Packed("戊.pdf", EVIL, offset=at)
    return zip_bytes([*before, Packed("丙.pdf", EVIL), shared, Packed("乙.pdf", LAST)])


def nested(levels: int) -> bytes:
    inner = zip_bytes([Packed("最里.pdf", EVIL)])
    for level in range(levels, 1, -1):
        inner = zip_bytes([Packed(f"{level}.zip", inner)])
    return zipped(Packed("深.zip", inner))


def solid_bomb() -> bytes:
    """Forty copies of a zip that unpacks to eighty times its size: xz takes them for next to nothing."""
    inner = zip_bytes([Packed("a.pdf", SPARSE)])
    return tarred(*((f"{number}.zip", inner) for number in range(40)), mode="w:xz")


def seven_with_links(folder: Path) -> bytes:
    folder.mkdir()
    (folder / "甲.pdf").write_bytes(FIRST)
    (folder / "乙.pdf").write_bytes(LAST)
    (folder / "link.pdf").symlink_to("甲.pdf")
    return seven_zip_bytes([], folder=folder)


def huge_claim() -> bytes:
    header = tarfile.TarInfo("丙.pdf")
    header.size = 9_000_000_000
    return tar_bytes([("甲.pdf", FIRST)])[:1024] + header.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict") + b"%PDF"


def huge_pax_header() -> bytes:
    header = tarfile.TarInfo("././@PaxHeader")
    header.type, header.size = tarfile.XHDTYPE, 5_000_000_000
    return tar_bytes([("甲.pdf", FIRST)])[:1024] + header.tobuf(tarfile.USTAR_FORMAT, "utf-8", "strict") + bytes(4096)


def holes() -> bytes:
    """A tar of some KB with a PDF of a terabyte, all of which but its beginning is a hole."""
    whole = io.BytesIO()
    places = f"2\n0\n512\n{10**12}\n0\n".encode().ljust(512, b"\0")  # of what is no hole: start, length; start, length
    sparse = {"major": "1", "minor": "0", "name": "丙.pdf", "realsize": str(10**12)}
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data, headers in (("甲.pdf", FIRST, {}), ("丙.pdf", places + EVIL.ljust(512), sparse)):
            header = tarfile.TarInfo(name)
            header.size = len(data)
            header.pax_headers = {f"GNU.sparse.{key}": value for key, value in headers.items()}
            archive.addfile(header, io.BytesIO(data))
    return whole.getvalue()


def cut(data: bytes, keep: float) -> bytes:
    return data[: int(len(data) * keep)]


ZIP_CASES = {
    "climbs.zip": named("../../evil.pdf"),
    "climbs-within.zip": named("好/../../evil.pdf"),
    "climbs-by-backslash.zip": named(b"..\\..\\evil.pdf"),
    "climbs-in-gbk.zip": named("某市/../../../预算.pdf"),
    "climbs-in-full-width.zip": named("．．/evil.pdf".encode()),
    "climbs-with-blanks.zip": named(b".. /evil.pdf"),
    "climbs-by-unicode-field.zip": Case(
        lambda: zipped(
            Packed(
                b"plain.pdf",
                EVIL,
                extra=struct.pack("<HHBL", 0x7075, 5 + 14, 1, zlib.crc32(b"plain.pdf")) + b"../../evil.pdf",
            )
        ),
        BOTH,
        (UNSAFE,),
    ),
    "absolute.zip": named("/etc/evil.pdf"),
    "drive.zip": named(b"C:\\evil.pdf"),
    "drive-within.zip": named(b"a/c:evil.pdf"),
    "server.zip": named(b"\\\\server\\share\\evil.pdf"),
    "nul.zip": named(b"evil.pdf\x00.txt"),
    "device-name.zip": named(b"nul.pdf"),
    "device-name-deep.zip": named("好/COM1/丙.pdf"),
    "long.zip": named(b"a/" * 3000 + b"evil.pdf"),
    "symbolic-link.zip": of_mode(LINK),
    "pipe.zip": of_mode(FIFO),
    "device.zip": of_mode(BLOCK_DEVICE),
    "bomb.zip": Case(lambda: zipped(Packed("丙.pdf", ZEROS)), BOTH, (TOO_LARGE,)),
    "bomb-of-bombs.zip": Case(
        lambda: zipped(Packed("丙.zip", zip_bytes([Packed("a.zip", zip_bytes([Packed("a.pdf", ZEROS)]))]))),
        BOTH,
        (TOO_LARGE,) * 3,
    ),
    "bomb-unsaid.zip": Case(lambda: zipped(Packed("丙.pdf", ZEROS, size=10)), BOTH, (TOO_LARGE,)),
    "solid-bomb.tar.xz": Case(solid_bomb, {FIRST, SPARSE}, (TOO_LARGE, TOO_LARGE), TOO_LARGE),
    "deep.zip": Case(lambda: nested(6), BOTH, (TOO_DEEP, TOO_DEEP)),
    "many.zip": Case(
        lambda: zipped(*(Packed(b"%d.txt" % number, b"") for number in range(10_010))), ONE, (), TOO_LARGE
    ),
    "overlapping.zip": Case(overlapping, {*BOTH, EVIL}, (DAMAGED, DAMAGED)),
    "size-too-small.zip": Case(lambda: zipped(Packed("丙.pdf", EVIL * 9, size=10)), BOTH, (DAMAGED,)),
    "size-too-large.zip": Case(lambda: zipped(Packed("丙.pdf", EVIL, size=2**31)), BOTH, (DAMAGED,)),
    "checksum.zip": Case(lambda: zipped(Packed("丙.pdf", EVIL, crc=1)), BOTH, (DAMAGED,)),
    "method-not-so.zip": Case(lambda: zipped(Packed("丙.pdf", EVIL, method=12)), BOTH, (DAMAGED,)),
    "elsewhere.zip": Case(lambda: zipped(Packed("丙.pdf", EVIL, offset=2**31)), BOTH, (DAMAGED,)),
    "method.zip": Case(lambda: zipped(Packed("丙.pdf", EVIL, method=93)), BOTH, (UNSUPPORTED,)),
    "encrypted.zip": Case(lambda: zipped(Packed("丙.pdf", EVIL, flags=1)), BOTH, (ENCRYPTED,)),
    "no-archive-inside.zip": Case(lambda: zipped(Packed("丙.rar", b"Not found")), BOTH, (DAMAGED,)),
    "cut-inside.zip": Case(lambda: zipped(Packed("丙.zip", cut(zipped(), 0.5))), BOTH, (DAMAGED,) * 2),
    "count.zip": Case(lambda: zipped(count=9), BOTH, (), DAMAGED),
    "cut.zip": Case(lambda: cut(zipped(Packed("丙.pdf", EVIL)), 0.3), ONE, (DAMAGED,), DAMAGED),
    "cut-list.zip": Case(lambda: zipped()[:-30], BOTH, (), DAMAGED),
    "cut-at-once.zip": Case(lambda: zipped()[:20], NONE, (), DAMAGED),
}
TAR_CASES = {
    "climbs.tar": Case(lambda: tarred(("../../evil.pdf", EVIL)), BOTH, (UNSAFE,)),
    "climbs-in-gbk.tar": Case(lambda: tarred(("某市/../../预算.pdf".encode("gbk"), EVIL)), BOTH, (UNSAFE,)),
    "absolute.tar": Case(lambda: tarred(("/evil.pdf", EVIL)), BOTH, (UNSAFE,)),
    "symbolic-link.tar": in_tar(tarfile.SYMTYPE),
    "hard-link.tar": in_tar(tarfile.LNKTYPE),
    "device.tar": in_tar(tarfile.BLKTYPE),
    "character-device.tar": in_tar(tarfile.CHRTYPE),
    "pipe.tar": in_tar(tarfile.FIFOTYPE),
    "huge-claim.tar": Case(huge_claim, ONE, (DAMAGED,), DAMAGED),
    "holes.tar": Case(holes, {FIRST}, (TOO_LARGE,), TOO_LARGE),
    "huge-pax-header.tar": Case(huge_pax_header, ONE, (), DAMAGED),
    "cut.tar": Case(lambda: tarred(("丙.pdf", EVIL * 99))[:1800], ONE, (DAMAGED,), DAMAGED),
    "cut-between.tar": Case(lambda: tarred(("丙.pdf", EVIL))[:1024], ONE, (), DAMAGED),
    "cut-out.tar": Case(lambda: (data := tarred(("丙.pdf", EVIL)))[:1100] + data[3600:], ONE, (), DAMAGED),
    "after-the-end.tar": Case(lambda: tarred() + tarred(), BOTH, (), DAMAGED),
    "bomb.tar.gz": Case(lambda: tarred(("丙.pdf", ZEROS), mode="w:gz"), ONE, (TOO_LARGE,), TOO_LARGE),
    "bomb-nobody-wants.tar.bz2": Case(lambda: tarred(("丙.bin", bytes(20_000_000)), mode="w:bz2"), ONE, (), TOO_LARGE),
    "cut.tar.gz": Case(lambda: cut(tarred(("丙.pdf", os.urandom(99_999)), mode="w:gz"), 0.5), ONE, (DAMAGED,), DAMAGED),
    "bomb.pdf.xz": Case(lambda: lzma.compress(ZEROS), NONE, (TOO_LARGE,), TOO_LARGE),
    "checksum.pdf.gz": Case(lambda: gzip.compress(FIRST)[:-8] + bytes(8), NONE, (), DAMAGED),
    "cut.pdf.bz2": Case(lambda: bz2.compress(FIRST)[:-9], NONE, (), DAMAGED),
}
SEVEN_ZIP = [("好/甲.pdf", FIRST), ("好/xxx/yyyy.pdf", EVIL), ("好/乙.pdf", LAST)]
SEVEN_ZIP_CASES = {
    "climbs.7z": Case(
        lambda: renamed_7z(seven_zip_bytes(SEVEN_ZIP), "好/xxx/yyyy.pdf", "../../yyyy.pdf"), BOTH, (UNSAFE,)
    ),
    "absolute.7z": Case(
        lambda: renamed_7z(seven_zip_bytes(SEVEN_ZIP), "好/xxx/yyyy.pdf", "/xxx/yyyyy.pdf"), BOTH, (UNSAFE,)
    ),
    "encrypted.7z": Case(
        lambda: seven_zip_bytes([("甲.pdf", FIRST)], password="secret"), NONE, (ENCRYPTED,), ENCRYPTED
    ),
    "encrypted-names.7z": Case(
        lambda: seven_zip_bytes([("甲.pdf", FIRST)], password="secret", header_encryption=True), NONE, (), ENCRYPTED
    ),
    "bomb.7z": Case(lambda: seven_zip_bytes([("甲.pdf", FIRST), ("丙.pdf", ZEROS)]), ONE, (TOO_LARGE,), TOO_LARGE),
    "cut.7z": Case(lambda: cut(seven_zip_bytes(SEVEN_ZIP), 0.7), NONE, (), DAMAGED),
    "turned.7z": Case(
        lambda: (data := seven_zip_bytes(SEVEN_ZIP))[:36] + bytes(8) + data[44:], NONE, (DAMAGED,) * 3, DAMAGED
    ),
}
RAR = [("好/甲.pdf", FIRST, None), ("好/乙.pdf", LAST, None)]
RAR_CASES = {
    "climbs.rar": Case(lambda: rar5_bytes([RAR[0], ("../../evil.pdf", EVIL, None), RAR[1]]), BOTH, (UNSAFE,)),
    "symbolic-link.rar": Case(
        lambda: rar5_bytes([RAR[0], ("好/丙.pdf", b"", "/etc/passwd"), RAR[1]]), BOTH, (NO_FILE,)
    ),
    "climbs-in-gbk.rar": Case(
        lambda: rar4_bytes([("甲.pdf".encode("gbk"), FIRST), ("..\\预算.pdf".encode("gbk"), EVIL), (b"b.pdf", LAST)]),
        BOTH,
        (UNSAFE,),
    ),
    "cut-between.rar": Case(lambda: rar5_bytes([RAR[0]])[:-8], ONE, (), DAMAGED),
    "cut-in-a-header.rar": Case(lambda: cut(rar5_bytes(RAR), 0.57), ONE, (), DAMAGED),
    "cut-old.rar": Case(lambda: rar4_bytes([(b"a.pdf", FIRST), (b"b.pdf", LAST)])[:110], ONE, (), DAMAGED),
    "cut.rar": Case(lambda: cut(rar5_bytes([*RAR, ("丙.pdf", EVIL * 999, None)]), 0.5), BOTH, (DAMAGED,), DAMAGED),
}
CASES = {**ZIP_CASES, **TAR_CASES, **SEVEN_ZIP_CASES, **RAR_CASES}
