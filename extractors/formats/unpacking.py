"""Zip files of office documents, opened within limits, and the XML in them, read without entities or network."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lxml import etree

from mingzhang.extractors.containers import LONGEST_LISTING, listing_bytes
from mingzhang.extractors.formats.reading import damage_recorded
from mingzhang.models.errors import ErrorCode, MingzhangError

MOST_MEMBERS = 20_000
MOST_BYTES = 1 << 30
LARGEST_MEMBER = 256 << 20
ROOT_ELEMENT = 4096  # bytes at the front of a part that hold its root element and its namespaces
# Sheets of blank rows pack well: office files reach some 50, and bombs a thousand.
MOST_RATIO, RATIO_COUNTS_FROM = 250, 32 << 20


@contextmanager
def open_zip(data: bytes) -> Iterator[zipfile.ZipFile]:
    """An open zip. Raises `damaged`, `encrypted` and `unpacks_too_large` (by what its listing says)."""
    if listing_bytes(io.BytesIO(data)) > LONGEST_LISTING:
        raise MingzhangError(ErrorCode.UNPACKS_TOO_LARGE, "a very long list of members")
    with damage_recorded():
        archive = zipfile.ZipFile(io.BytesIO(data))
    with archive:
        members = archive.infolist()
        size = sum(member.file_size for member in members)
        if len(members) > MOST_MEMBERS:
            raise MingzhangError(ErrorCode.UNPACKS_TOO_LARGE, f"{len(members)} members")
        if size > MOST_BYTES or any(member.file_size > LARGEST_MEMBER for member in members):
            raise MingzhangError(ErrorCode.UNPACKS_TOO_LARGE, f"{size >> 20} MB")
        if size > RATIO_COUNTS_FROM and size > MOST_RATIO * len(data):
            raise MingzhangError(ErrorCode.UNPACKS_TOO_LARGE, f"{size >> 20} MB out of {len(data) >> 10} KB")
        if any(member.flag_bits & 1 for member in members):
            raise MingzhangError(ErrorCode.ENCRYPTED)
        for info in members:  # some writers part folders by backslashes
            if "\\" in info.filename:
                info.filename = info.filename.replace("\\", "/")
                archive.NameToInfo.setdefault(info.filename, info)
        yield archive


def member(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a member. Raises `damaged` where it is missing, or is not as long as the listing says."""
    with damage_recorded():
        info = archive.getinfo(name)
        with archive.open(info) as stream:
            data = stream.read(info.file_size + 1)
        if len(data) != info.file_size:
            raise MingzhangError(ErrorCode.DAMAGED)
        return data


def xml_of(data: bytes) -> Any:
    """The root of an XML document: no entities, no network, no very deep or huge trees. Raises `damaged`."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    with damage_recorded():
        root = etree.fromstring(data, parser)
    if root is None:
        raise MingzhangError(ErrorCode.DAMAGED)
    return root


_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)  # fmt: skip


def transitional(data: bytes) -> bytes:
    """An office file with the names that Office itself writes, where it has those of the strict kind (ISO/IEC 29500
    part 1), or parts its folders by backslashes: libraries know the former only. Raises as `open_zip`."""
    with open_zip(data) as archive:
        parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        is_turned = any("\\" in info.orig_filename for info in archive.infolist())
        if not is_turned and not any(_STRICT in member(archive, name)[:ROOT_ELEMENT] for name in parts):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
            for name in archive.namelist():
                part = member(archive, name)
                if name in parts:
                    for strict, usual in _TRANSITIONAL:
                        part = part.replace(strict, usual)
                changed.writestr(name, part)
    return out.getvalue()
