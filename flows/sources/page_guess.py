"""How many pages a file holds, and whether they are pictures: told by its bytes alone, without opening it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Picture data a page, in bytes, from which a page is a picture and not print with a seal or an emblem.
PICTURE_BYTES = 15_000
# Of what is no PDF: bytes of a page of print, in web pages and the like, and where they are packed (office files).
BYTES_OF_A_PAGE, PACKED_BYTES_OF_A_PAGE = 60_000, 6_000
MOST_SNIFFED, MOST_UNPACKED = 64 << 20, 4 << 20
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"II*\x00", b"MM\x00*", b"BM", b"RIFF")
_PAGE = re.compile(rb"/Type\s{0,4}/Page(?![a-zA-Z])")
_PACKED = re.compile(rb"/Type\s{0,4}/ObjStm")
_IMAGE = re.compile(rb"/Subtype\s{0,4}/Image")
_LENGTH = re.compile(rb"/Length\s{1,4}(\d{1,10})(?!\s{1,4}\d{1,5}\s{1,4}R)")


@dataclass(frozen=True, slots=True)
class ExpectedPages:
    """Pages of a file by kind."""

    digital: float
    scanned: float

    @property
    def count(self) -> float:
        return self.digital + self.scanned


def expected_pages(data: bytes, byte_size: int) -> ExpectedPages:
    """What the first `MOST_SNIFFED` bytes of a file tell of its pages; about so many where they tell nothing."""
    about = ExpectedPages(max(1.0, byte_size / BYTES_OF_A_PAGE), 0.0)
    if data.startswith(PICTURES):
        return ExpectedPages(0.0, 1.0)
    if b"%PDF" not in data[:1024]:
        is_packed = data.startswith(b"PK")
        return ExpectedPages(max(1.0, byte_size / PACKED_BYTES_OF_A_PAGE), 0.0) if is_packed else about
    pages = len(_PAGE.findall(data)) or sum(len(_PAGE.findall(part)) for part in _unpacked(data))
    if not pages:
        return about
    pictures = [_length_beside(data, found.start()) for found in _IMAGE.finditer(data)]
    large = sum(size >= PICTURE_BYTES for size in pictures)
    scanned = min(pages, large) if 2 * large >= pages else 0
    return ExpectedPages(pages - scanned, scanned)


def pages_of_file(path: Path, byte_size: int) -> ExpectedPages:
    """The same of a file that nobody has read yet; of one that cannot be read its size alone tells."""
    try:
        with path.open("rb") as file:
            return expected_pages(file.read(MOST_SNIFFED), byte_size)
    except OSError:
        return expected_pages(b"", byte_size)


def _length_beside(data: bytes, position: int) -> int:
    """The length that the dictionary around a place tells; that of a picture whose length stands elsewhere is large."""
    start, end = data.rfind(b"obj", max(0, position - 600), position), data.find(b"stream", position, position + 600)
    found = _LENGTH.search(data, max(0, start), end if end >= 0 else position + 600)
    return int(found.group(1)) if found else PICTURE_BYTES


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The object streams of a PDF, where pages stand that are not seen in its bytes."""
    for found in _PACKED.finditer(data):
        start = data.find(b"stream", found.end(), found.end() + 400)
        if start >= 0:
            try:
                yield zlib.decompressobj().decompress(data[start + 6 :].lstrip(b"\r\n"), MOST_UNPACKED)
            except zlib.error:
                continue
