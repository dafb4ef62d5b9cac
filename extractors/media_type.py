"""What a file really is, by its bytes and not by its name."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

from mingzhang.extractors.comma_separated import is_csv
from mingzhang.extractors.containers import (
    DOC,
    DOCX,
    ENCRYPTED_OFFICE,
    ODS,
    ODT,
    OFD,
    OLE,
    XLS,
    XLSB,
    XLSX,
    ZIP,
    kind_of_ole,
    kind_of_zip,
    ole_names,
    opendocument_kind,
)
from mingzhang.models.errors import ErrorCode, MingzhangError

PDF = "application/pdf"
HTML = "text/html"
RTF = "application/rtf"
CSV = "text/csv"
EXCEL_XML = "application/x-excel-2003-xml"
WORD_XML = "application/x-word-2003-xml"
FLAT_OFFICE = "application/vnd.ms-office.flat-opc+xml"
SAVED_PAGE = "multipart/related"
UNKNOWN = "application/octet-stream"

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
    (b"\xd0\xcf\x11\xe0", OLE),
    (b"\x09\x08\x10\x00", XLS),
    (b"\x09\x08\x08\x00", XLS),
    (b"{\\rtf", RTF),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
)
ARCHIVES = frozenset(
    (
        *(ZIP, "application/vnd.rar", "application/x-7z-compressed", "application/gzip"),
        *("application/x-bzip2", "application/x-xz", "application/x-tar"),
    )
)
PICTURES = frozenset(("image/png", "image/jpeg", "image/tiff", "image/bmp", "image/webp"))
# What LibreOffice turns into a format that is read here.
CONVERTED = frozenset((DOC, RTF, XLSB, ODT, ODS))
DOCUMENTS = (
    PICTURES
    | CONVERTED
    | {
        *(PDF, HTML, CSV, XLSX, XLS, DOCX, OFD, ENCRYPTED_OFFICE, EXCEL_XML, WORD_XML, FLAT_OFFICE, SAVED_PAGE),
    }
)

ZIPPED_NAMES = (".xlsx", ".xlsm", ".docx", ".ofd")
HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<script", b"<?xml")
HTML_STARTS = (b"<style", b"<meta", b"<body", b"<!--")
# A part of a web page begins with one of its elements, or has a table's.
_FRAGMENT = re.compile(
    rb"<(?:table|thead|tbody|tr|div|p|h[1-6]|span|center|font|b|strong|section|article|main|ul|ol|dl|form|br|hr|title|link)[\s>/]"
)
_TABLE = re.compile(rb"<table[\s>].*?<t[dh][\s>]", re.DOTALL)
# Office's own XML by its root element; a web page saved with its parts by its headers.
_ROOT = re.compile(rb"<(?![?!])(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_OFFICE_ROOTS = {b"Workbook": EXCEL_XML, b"wordDocument": WORD_XML, b"package": FLAT_OFFICE}
_OFFICE_MARKS = (b"schemas.microsoft.com/office/", b"urn:schemas-microsoft-com:office:", b"<?mso-application")
_SAVED_PAGE = re.compile(
    rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\r\n]{0,1000}\r?\n(?:[ \t][^\r\n]{0,1000}\r?\n){0,8}){0,24}?"
    rb"content-type:\s{0,8}multipart/(?:related|alternative|mixed)\b",
    re.IGNORECASE,
)
PDF_WINDOW = 1024
HEAD_BYTES = 4096
HTML_WINDOW = 256  # bytes at the front that a comment or a declaration may stand in before a page's first element
WEBP_PLACE = 8
TAR_MARK, TAR_PLACE = b"ustar", 257


@dataclass(frozen=True, slots=True)
class MediaType:
    """The media type told by a file's bytes."""

    name: str

    @property
    def is_pdf(self) -> bool:
        return self.name == PDF

    @property
    def is_picture(self) -> bool:
        return self.name in PICTURES

    @property
    def is_archive(self) -> bool:
        """Whether it holds other files: zip, rar, 7z, tar, or something packed. Office files and OFD are none."""
        return self.name in ARCHIVES

    @property
    def is_document(self) -> bool:
        """Whether it is of a kind that is read here (a password may still stand in the way)."""
        return self.name in DOCUMENTS


def media_type(data: bytes) -> MediaType:
    """The media type of a file from its bytes. The first kilobytes will do for all but containers.

    Given a head only, an office document may be called by its container (`application/zip`, `x-ole-storage`).
    """
    head = data[:HEAD_BYTES]
    name = _by_head(head)
    if name == ZIP:
        return MediaType(opendocument_kind(head) or kind_of_zip(io.BytesIO(data)))
    return MediaType(kind_of_ole(data) if name == OLE else name)


def media_type_of(path: Path) -> MediaType:
    """The media type of a file, looking into containers without reading all of a large one. Raises OSError."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        name = _by_head(head)
        if name == ZIP:
            return MediaType(opendocument_kind(head) or kind_of_zip(stream))
        if name == OLE:
            return MediaType(kind_of_ole(head + stream.read()))
    return MediaType(name)


def _by_head(head: bytes) -> str:
    if head.startswith(b"%PDF-"):
        return PDF
    for signature, name in SIGNATURES:
        if head.startswith(signature):
            return name
    if head.startswith(b"RIFF") and head[WEBP_PLACE:].startswith(b"WEBP"):
        return "image/webp"
    if head[TAR_PLACE : TAR_PLACE + len(TAR_MARK)] == TAR_MARK:
        return "application/x-tar"
    # Something may stand before a PDF; but an archive that holds one unpacked is an archive.
    if b"%PDF-" in head[:PDF_WINDOW]:
        return PDF
    return _by_text(head) or UNKNOWN


def _by_text(head: bytes) -> str | None:
    """Web pages and Office's own XML; a web page in UTF-16 has a byte-order mark."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode()
    head = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    start = head.lower()
    if _SAVED_PAGE.match(head):
        return SAVED_PAGE
    root = _ROOT.search(head)
    if root and root[1] in _OFFICE_ROOTS and any(mark in head for mark in _OFFICE_MARKS):
        return _OFFICE_ROOTS[root[1]]
    if start.startswith(HTML_MARKS + HTML_STARTS) or any(mark in start[:HTML_WINDOW] for mark in HTML_MARKS):
        return HTML
    if _FRAGMENT.match(start) or _TABLE.search(start):
        return HTML
    return CSV if is_csv(head) else None


def require_document(data: bytes, file_name: str) -> MediaType:
    """The media type, if the bytes are of a kind that is read.

    Raises MingzhangError: `empty_file`, `not_a_pdf` (named .pdf, and a web page or nothing known), `encrypted`,
    `damaged` (an office file whose list of contents is lost), `unsupported` (another format).
    """
    if not data:
        raise MingzhangError(ErrorCode.EMPTY_FILE)
    kind = media_type(data)
    if kind.is_pdf:
        return kind
    if file_name.lower().endswith(".pdf") and (kind.name == HTML or not kind.is_document):
        raise MingzhangError(ErrorCode.NOT_A_PDF, kind.name)
    if kind.name == ENCRYPTED_OFFICE:
        raise MingzhangError(ErrorCode.ENCRYPTED)
    lost = kind.name == ZIP and file_name.lower().endswith(ZIPPED_NAMES)
    if lost or (kind.name == OLE and not any(ole_names(data))):
        raise MingzhangError(ErrorCode.DAMAGED)
    if not kind.is_document:
        raise MingzhangError(ErrorCode.UNSUPPORTED, kind.name)
    return kind
