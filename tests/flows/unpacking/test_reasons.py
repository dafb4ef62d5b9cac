"""An archive of which nothing came out says why by its own code: that of its members."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang.flows.unpacking.limits import Budget, UnpackLimits
from mingzhang.flows.unpacking.opening import UnpackingRun
from mingzhang.flows.unpacking.records import Opened, PackedFile, Record
from mingzhang.flows.unpacking.unpack import open_archive
from tests.support.packing import Packed, zip_bytes

GOOD = Packed("b.pdf", b"%PDF-1.7 b")
CUT = Packed("a.pdf", b"%PDF-1.7 a", crc=1)
OUTSIDE = Packed("../a.pdf", b"%PDF-1.7 a")


@pytest.mark.parametrize(
    ("members", "status", "code"),
    [
        ([CUT], "failed", "archive_damaged"),
        ([CUT, CUT], "failed", "archive_damaged"),
        ([OUTSIDE], "failed", "unsafe_name"),
        ([OUTSIDE, GOOD], "partial", None),
    ],
)
def test_an_archive_fails_for_what_its_members_did(
    tmp_path: Path, members: list[Packed], status: str, code: str | None
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_bytes(members))
    (tmp_path / "out").mkdir()
    told: list[Record] = []
    packed = PackedFile(path, str(path), path.name, path.stat().st_size)
    open_archive(packed, Budget(UnpackLimits(), packed.byte_size), UnpackingRun(tmp_path / "out", told.append))
    (opened,) = [record for record in told if isinstance(record, Opened)]
    assert (opened.status, opened.error_code) == (status, code)
