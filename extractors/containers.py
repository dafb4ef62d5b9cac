"""What is inside the two containers of office files: zip and OLE storage. Names only; nothing is unpacked."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO

ZIP = "application/zip"
OLE = "application/x-ole-storage"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
OFD = "application/ofd"
XLS = "application/vnd.ms-excel"
DOC = "application/msword"
PPT = "application/vnd.ms-powerpoint"
ENCRYPTED_OFFICE = "application/x-encrypted-office"

# Office files list some thousand members at most; a longer list is an archive's, and the archive reader's to judge.
LONGEST_LISTING = 4 << 20
END_RECORD = b"PK\x05\x06"
LONGEST_END = 66_000

FREE_SECTOR = 0xFFFFFFFB
MOST_SECTORS = 4096
ENTRY_BYTES = 128
# Bytes of a zip's end record up to its list's length, and of the fixed part before a member's name (APPNOTE 4.3).
END_SIZE, LOCAL_HEADER = 16, 30
FIRST_MEMBER = 200  # bytes at the front of an OpenDocument file that hold its media type
# Bytes of an OLE storage's header, its sector sizes as powers of two, bytes of a name in it ([MS-CFB] 2.2, 2.6).
OLE_HEADER, SECTOR_SHIFTS, NAME_BYTES = 512, (9, 12), 64


def kind_of_zip(stream: BinaryIO) -> str:
    """The media type of a zip by the names of its members: an office document, or `application/zip`."""
    if listing_bytes(stream) > LONGEST_LISTING:
        return ZIP
    try:
        stream.seek(0)
        with zipfile.ZipFile(stream) as archive:
            return _office_kind(archive.namelist()) or ZIP
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError, struct.error, EOFError):
        stream.seek(0)
        return kind_of_zip_head(stream.read(1 << 16))


def kind_of_zip_head(head: bytes) -> str:
    """The media type of a zip by the names that stand in its first bytes (a head, or a file cut short)."""
    return _office_kind(_local_names(head)) or ZIP


def listing_bytes(stream: BinaryIO) -> int:
    """How long a zip's list of members says that it is; 0 where the end record is missing."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - LONGEST_END))
    tail = stream.read()
    at = tail.rfind(END_RECORD)
    if at < 0 or len(tail) < at + END_SIZE:
        return 0
    return int(struct.unpack_from("<I", tail, at + 12)[0])


def _local_names(head: bytes) -> Iterator[str]:
    at = head.find(b"PK\x03\x04")
    while 0 <= at <= len(head) - LOCAL_HEADER:
        length = struct.unpack_from("<H", head, at + 26)[0]
        yield head[at + LOCAL_HEADER : at + LOCAL_HEADER + length].decode("utf-8", "replace")
        at = head.find(b"PK\x03\x04", at + LOCAL_HEADER)


def _office_kind(names: Iterable[str]) -> str | None:
    """An office document by its fixed members; a folder of an archive that is called `word` or `xl` makes none."""
    plain = {name.replace("\\", "/").lstrip("/") for name in names}
    if any(name.lower() == "ofd.xml" for name in plain):
        return OFD
    if "xl/workbook.bin" in plain:
        return XLSB
    is_office = bool(plain & {"[Content_Types].xml", "_rels/.rels", "docProps/app.xml"})
    for folder, main, kind in (("xl/", "xl/workbook.xml", XLSX), ("word/", "word/document.xml", DOCX)):
        if main in plain or (is_office and any(name.startswith(folder) for name in plain)):
            return kind
    return PPTX if is_office and any(name.startswith("ppt/") for name in plain) else None


def opendocument_kind(head: bytes) -> str | None:
    """The media type that an OpenDocument file states in its first member, stored plain at the front."""
    for kind in (ODT, ODS):
        if b"mimetype" + kind.encode() in head[:FIRST_MEMBER]:
            return kind
    return None


def kind_of_ole(data: bytes) -> str:
    """The media type of an OLE storage by the names of its streams; a head may be too short to tell."""
    names = set(ole_names(data))
    if "EncryptedPackage" in names:
        return ENCRYPTED_OFFICE
    if names & {"Workbook", "Book"}:
        return XLS
    if "WordDocument" in names:
        return DOC
    if "PowerPoint Document" in names:
        return PPT
    return OLE


def ole_names(data: bytes) -> Iterator[str]:
    """Names of the streams and folders of an OLE storage, as far as they can be found; loops end."""
    if len(data) < OLE_HEADER:
        return
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in SECTOR_SHIFTS:
        return
    size = 1 << shift
    fat = _fat(data, size)
    sector = struct.unpack_from("<I", data, 48)[0]
    seen: set[int] = set()
    while sector < FREE_SECTOR and sector not in seen and len(seen) < MOST_SECTORS:
        seen.add(sector)
        block = data[(sector + 1) * size : (sector + 2) * size]
        for at in range(0, len(block) - ENTRY_BYTES + 1, ENTRY_BYTES):
            length = struct.unpack_from("<H", block, at + NAME_BYTES)[0]
            if block[at + 66] and 2 < length <= NAME_BYTES:
                yield block[at : at + length - 2].decode("utf-16-le", "replace")
        sector = fat.get(sector, FREE_SECTOR)


def _fat(data: bytes, size: int) -> dict[int, int]:
    """The chain of sectors, from the fat sectors that the header lists (109; files up to some 6 MB, or 400 MB)."""
    chain: dict[int, int] = {}
    places = struct.unpack_from("<109I", data, 76)
    for number, place in enumerate(places):
        if place >= FREE_SECTOR:
            break
        block = data[(place + 1) * size : (place + 2) * size]
        values = struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])
        chain.update(enumerate(values, start=number * (size // 4)))
    return chain
