"""Hostile and broken archives: each is refused with a reason, nothing is written outside, the good members land."""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import stat
import struct
import zipfile
import zlib
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
from tests.support.archive_cases import (
    BOTH,
    CASES,
    EVIL,
    FIRST,
    LAST,
    NO_FILE,
    NO_UNPACKER,
    RAR,
    TOO_LARGE,
    seven_with_links,
    tarred,
    zipped,
)
from tests.support.packing import (
    Packed,
    rar5_bytes,
    zip_bytes,
)


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
