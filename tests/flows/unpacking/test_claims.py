"""What an archive claims costs nothing: sizes that none has, holes without end, reading that turns round and round."""

from __future__ import annotations

import io
import tarfile
import time
from pathlib import Path

import pytest

from mingzhang.flows.unpacking.limits import UnpackLimits
from mingzhang.flows.unpacking.opening import UnpackingRun
from mingzhang.flows.unpacking.process import Unpacked, unpack
from mingzhang.flows.unpacking.records import PackedFile
from mingzhang.models.errors import ErrorCode

PAGE = b"<html><table><tr><td>1</table></html>"


def header(name: str, size: int) -> bytes:
    """A tar header whose size is written in base 256."""
    block = bytearray(tarfile.TarInfo(name).tobuf(tarfile.GNU_FORMAT))
    block[124:136] = (size & ((1 << 96) - 1)).to_bytes(12, "big") if size < 0 else b"\x80" + size.to_bytes(11, "big")
    block[148:156] = b"        "
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def packed(folder: Path, data: bytes) -> list[PackedFile]:
    (folder / "a.tar").write_bytes(data)
    return [PackedFile(folder / "a.tar", "a.tar", "a.tar", len(data))]


def good_member() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("good.html")
        member.size = len(PAGE)
        archive.addfile(member, io.BytesIO(PAGE))
    return out.getvalue()[:1024]


@pytest.mark.parametrize("size", [1 << 80, 1 << 62, 1 << 40])
@pytest.mark.parametrize("name", ["big.html", "big.bin"])
def test_a_member_that_claims_more_than_there_is(tmp_path: Path, name: str, size: int) -> None:
    started = time.monotonic()
    data = good_member() + header(name, size) + b"x" * 512 + bytes(9728)
    (found,) = unpack(packed(tmp_path, data), tmp_path / "out", UnpackLimits())
    assert time.monotonic() - started < 30
    assert [member.file_name for member in found.documents] == ["good.html"]
    assert found.opened[-1].error_code in (ErrorCode.ARCHIVE_DAMAGED, ErrorCode.ARCHIVE_TOO_LARGE)


def _turning(sender: object, *given: object) -> None:
    """A step of unpacking that says that it lives, and does nothing."""
    from mingzhang.flows.unpacking.process import _Alive

    while True:
        sender.send(_Alive("a.tar", 7))  # type: ignore[attr-defined]
        time.sleep(0.05)


def _slow(sender: object, *given: object) -> None:
    """A step that does a little all the time."""
    from mingzhang.flows.unpacking.process import _Alive

    for done in range(1 << 30):
        sender.send(_Alive("a.tar", done))  # type: ignore[attr-defined]
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("work", "limits"),
    [(_turning, UnpackLimits(stuck_seconds=1.0)), (_slow, UnpackLimits(archive_seconds=2.0))],
)
def test_signs_of_life_are_no_progress(
    tmp_path: Path, work: object, limits: UnpackLimits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingzhang.flows.unpacking.process._work", work)
    (found,) = unpack(packed(tmp_path, good_member()), tmp_path / "out", limits)
    assert isinstance(found, Unpacked)
    assert [opened.error_code for opened in found.opened] == [ErrorCode.ARCHIVE_STUCK]


def test_what_is_done_is_counted(tmp_path: Path) -> None:
    told: list[int] = []
    unpacking = UnpackingRun(tmp_path, lambda record: None, lambda uri, done: told.append(done))
    unpacking.goes_on("a", 5)
    unpacking._told = 0.0
    unpacking.goes_on("a", 0)
    assert told == [5, 5]
