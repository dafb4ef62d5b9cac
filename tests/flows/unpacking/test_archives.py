"""Hostile and broken archives: each is refused with a reason, nothing is written outside, the good members land."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import random
import re
import shutil
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import inflate64
import psutil
import pytest

from mingzhang.flows.unpacking.limits import Budget, UnpackLimits
from mingzhang.flows.unpacking.opening import UnpackingRun
from mingzhang.flows.unpacking.process import Unpacked, unpack
from mingzhang.flows.unpacking.records import Member, MemberOutcome, PackedFile, Record
from mingzhang.flows.unpacking.unpack import open_archive
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
    "deep.zip": Case(lambda: nested(6), BOTH, (TOO_DEEP,)),
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
    "encrypted.7z": Case(lambda: seven_zip_bytes([("甲.pdf", FIRST)], password="secret"), NONE, (ENCRYPTED,)),
    "encrypted-names.7z": Case(
        lambda: seven_zip_bytes([("甲.pdf", FIRST)], password="secret", header_encryption=True), NONE, (), ENCRYPTED
    ),
    "bomb.7z": Case(lambda: seven_zip_bytes([("甲.pdf", FIRST), ("丙.pdf", ZEROS)]), ONE, (TOO_LARGE,), TOO_LARGE),
    "cut.7z": Case(lambda: cut(seven_zip_bytes(SEVEN_ZIP), 0.7), NONE, (), DAMAGED),
    "turned.7z": Case(lambda: (data := seven_zip_bytes(SEVEN_ZIP))[:36] + bytes(8) + data[44:], NONE, (DAMAGED,) * 3),
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


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Unpacked]]:
    """All of them, opened by one run of the process that opens archives."""
    base = tmp_path_factory.mktemp("hostile")
    (base / "in").mkdir()
    packed = []
    made = {name: case.make() for name, case in CASES.items()}
    made["links.7z"] = seven_with_links(base / "links")
    for name, data in made.items():
        path = base / "in" / name
        path.write_bytes(data)
        packed.append(PackedFile(path, str(path), name, len(data)))
    found = {each.packed.file_name: each for each in unpack(packed, base / "out" / "here", UnpackLimits())}
    return base, found


def bytes_of(base: Path, unpacked: Unpacked) -> set[bytes]:
    return {(base / "out" / "here" / (member.document_id or "")).read_bytes() for member in unpacked.documents}


def refusals(unpacked: Unpacked) -> list[Member]:
    """What was refused, those in archives inside too."""
    return [member for member in unpacked.members if member.outcome is MemberOutcome.REFUSED]


@pytest.mark.parametrize("name", CASES)
def test_what_is_bad_is_refused_and_what_is_good_lands(opened: tuple[Path, dict[str, Unpacked]], name: str) -> None:
    base, found = opened
    case = CASES[name]
    if name.endswith(".rar") and not any(map(shutil.which, ("bsdtar", "unar", "7z"))):
        pytest.skip("no program that opens RAR is installed")
    unpacked = found[name]
    outermost = unpacked.opened[-1]
    assert bytes_of(base, unpacked) == case.lands
    inside = [opened.error_code for opened in unpacked.opened[:-1] if opened.error_code]
    assert tuple(member.error_code for member in refusals(unpacked)) + tuple(inside) == case.refused
    assert outermost.error_code == case.archive
    assert all(member.error_message for member in refusals(unpacked))
    assert (outermost.status == "complete") == (not case.refused and case.archive is None)


def test_nothing_is_written_outside_of_the_folder(opened: tuple[Path, dict[str, Unpacked]]) -> None:
    base, _ = opened
    assert {path.name for path in base.iterdir()} == {"in", "out", "links"}
    assert [path.name for path in (base / "out").iterdir()] == ["here"]
    written = list((base / "out" / "here").iterdir())
    assert [path.name for path in written if not re.fullmatch("[0-9a-f]{64}", path.name)] == []
    assert all(stat.S_ISREG(path.lstat().st_mode) for path in written)
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in written)
    assert {path.name for path in (base / "in").iterdir()} == {*CASES, "links.7z"}


def test_links_in_7z_are_refused(opened: tuple[Path, dict[str, Unpacked]]) -> None:
    base, found = opened
    assert bytes_of(base, found["links.7z"]) == BOTH
    assert [member.error_code for member in refusals(found["links.7z"])] == [NO_FILE]


def open_here(path: Path, limits: UnpackLimits = UnpackLimits()) -> list[Record]:  # noqa: B008 (frozen)
    told: list[Record] = []
    (path.parent / "out").mkdir(exist_ok=True)
    packed = PackedFile(path, str(path), path.name, path.stat().st_size)
    open_archive(packed, Budget(limits, packed.byte_size), UnpackingRun(path.parent / "out", told.append))
    return told


def test_without_a_program_a_rar_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "a.rar"
    path.write_bytes(rar5_bytes(RAR))
    (told,) = open_here(path)
    assert told.error_code == NO_UNPACKER
    assert "install libarchive-tools or unar" in (told.error_message or "")


@pytest.mark.parametrize("program", ["bsdtar", "unar", "7z"])
def test_each_program_gives_the_same_of_a_rar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    where = shutil.which(program)
    if where is None:
        pytest.skip(f"{program} is not installed")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / program).write_text(f'#!/bin/sh\nexec {where} "$@"\n')
    (tmp_path / "bin" / program).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}")
    path = tmp_path / "a.rar"
    path.write_bytes(rar5_bytes(RAR))
    told = open_here(path)
    assert sorted(record.file_name for record in told) == ["a.rar", "乙.pdf", "甲.pdf"]
    assert told[-1].error_code is None


def test_limits_can_be_narrower(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(tarred(*((f"{number}.pdf", EVIL + b"%d" % number) for number in range(20))))
    told = open_here(path, UnpackLimits(members=5))
    assert [record.error_code for record in told if record.error_code] == [TOO_LARGE]
    assert sum(isinstance(record, Member) for record in told) == 5
    told = open_here(path, UnpackLimits(total_bytes=8000))
    assert told[-1].error_code == TOO_LARGE


def test_an_archive_that_hangs_costs_itself_only(tmp_path: Path) -> None:
    """A pipe that nobody writes to never ends, as a hang does."""
    good = tmp_path / "good.zip"
    good.write_bytes(zipped())
    os.mkfifo(tmp_path / "hangs.zip")
    packed = [PackedFile(tmp_path / "hangs.zip", "hangs", "hangs.zip", 1), PackedFile(good, "good", "good.zip", 1)]
    hung, after = unpack(packed, tmp_path / "out", UnpackLimits(stuck_seconds=2))
    assert [opened.error_code for opened in hung.opened] == [ErrorCode.ARCHIVE_STUCK]
    assert len(after.documents) == 2


def test_an_archive_that_kills_its_process_costs_itself_only(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(tarred(*((f"{number}.pdf", EVIL + b"%d" % number) for number in range(3000))))
    packed = [PackedFile(path, uri, "a.tar", path.stat().st_size) for uri in ("dies", "after")]

    def kill(uri: str, members: int) -> None:
        if (uri, members) == ("dies!/3.pdf", 5):
            for child in psutil.Process().children():
                if "spawn_main" in " ".join(child.cmdline()) and "resource_tracker" not in " ".join(child.cmdline()):
                    child.kill()

    died, after = unpack(packed, tmp_path / "out", UnpackLimits(), on_member=kill)
    assert [(opened.status, opened.error_code) for opened in died.opened] == [("partial", ErrorCode.ARCHIVE_STUCK)]
    assert "SIGKILL" in (died.opened[0].error_message or "")
    assert 5 <= len(died.documents) < 3002
    assert len(after.documents) == 3002


def test_two_members_of_one_name_both_land_and_can_be_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_bytes([Packed("预算.pdf", FIRST), Packed("预算.pdf", LAST)]))
    names = [record.file_name for record in open_here(path) if isinstance(record, Member)]
    assert names == ["预算.pdf", "预算 (2).pdf"]


def test_names_are_readable_in_gbk_utf8_and_by_the_unicode_field(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    field = "字段/预算.pdf".encode()
    extra = struct.pack("<HHBL", 0x7075, 5 + len(field), 1, zlib.crc32(b"x.pdf")) + field
    stale = struct.pack("<HHBL", 0x7075, 5 + len(field), 1, 7) + field
    members = [
        Packed("某市/部门预算（公开）.pdf"),
        Packed("某县/联通预算.pdf".encode(), flags=0x800),
        Packed("没有标志/预算.pdf".encode()),
        Packed(b"x.pdf", extra=extra),
        Packed(b"y.pdf", extra=stale),
        Packed("联通.pdf"),
        Packed("〇㐂镕.pdf".encode("gb18030")),
        Packed(b"\xff\xfe\x80.pdf"),
        Packed("换\n行\u202e.pdf".encode(), flags=0x800),
    ]
    path.write_bytes(zip_bytes(members))
    uris = [record.uri.partition("!/")[2] for record in open_here(path) if isinstance(record, Member)]
    assert uris == [
        "某市/部门预算（公开）.pdf",
        "某县/联通预算.pdf",
        "没有标志/预算.pdf",
        "字段/预算.pdf",
        "y.pdf",
        "联通.pdf",
        "〇㐂镕.pdf",
        "\u00a0■Ç.pdf",
        "换\ufffd行\ufffd.pdf",
    ]


def test_what_macos_leaves_is_left_out_and_what_is_no_disclosure_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    junk = ["__MACOSX/._甲.pdf", "好/.DS_Store", "Thumbs.db", "._甲.pdf"]
    others = [Packed("读我.txt", b"hello"), Packed("程序.exe", b"MZ" + bytes(99)), Packed("空/", b"")]
    path.write_bytes(zipped(*(Packed(name) for name in junk), *others, Packed("无名", EVIL)))
    told = open_here(path)
    assert {record.file_name for record in told if isinstance(record, Member)} == {"甲.pdf", "乙.pdf", "无名"}
    assert (told[-1].members, told[-1].documents, told[-1].left_out, told[-1].refused) == (10, 3, 6, 0)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_each_packing_method_gives_the_same_bytes(tmp_path: Path, method: int) -> None:
    data = b"%PDF-1.4 " + random.Random(2).randbytes(400_000) + bytes(400_000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", method) as archive:
        archive.writestr("预算.pdf", data)
    document, opened = open_here(tmp_path / "a.zip")
    assert (document.file_name, opened.error_code) == ("预算.pdf", None)
    assert (tmp_path / "out" / hashlib.sha256(data).hexdigest()).read_bytes() == data


def test_deflate64_as_windows_packs_large_files(tmp_path: Path) -> None:
    data = b"%PDF-1.4 " + random.Random(2).randbytes(200_000)
    packer = inflate64.Deflater()
    packed = packer.deflate(data) + packer.flush()
    member = Packed("预算.pdf", packed, method=9, size=len(data), crc=zlib.crc32(data))
    (tmp_path / "a.zip").write_bytes(zip_bytes([member]))
    open_here(tmp_path / "a.zip")
    assert (tmp_path / "out" / hashlib.sha256(data).hexdigest()).read_bytes() == data
