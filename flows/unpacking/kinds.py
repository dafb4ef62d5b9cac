"""What is an archive, what may be a disclosure: by the bytes, and by the name only where they tell nothing."""

from __future__ import annotations

import mmap
from pathlib import Path

from mingzhang.extractors.formats.pdf_attached import may_carry_files
from mingzhang.extractors.media_type import PDF, MediaType, media_type_of

DOCUMENT_SUFFIXES = frozenset(
    (
        *(".pdf", ".ofd", ".htm", ".html", ".mht", ".mhtml", ".doc", ".docx", ".xls", ".xlsx", ".wps", ".et", ".rtf"),
        *(".docm", ".xlsm", ".xlsb", ".odt", ".ods", ".xml", ".csv"),
        *(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"),
    )
)
ARCHIVE_SUFFIXES = frozenset(
    (".zip", ".rar", ".7z", ".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".gz", ".bz2", ".xz", ".001"),
)
TAR = "application/x-tar"
ZIP = "application/zip"
# Formats that are a zip themselves: one of such a name that shows no trace of it is damaged, and no archive.
ZIPPED_DOCUMENTS = frozenset((".docx", ".xlsx", ".ofd", ".wps", ".et"))
BLOCK = 512
_SUM = slice(148, 156)


def archive_type(path: Path, name: str) -> str | None:
    """The media type of an archive; None for a document and for anything else. Raises OSError."""
    with path.open("rb") as stream:
        if is_tar(stream.read(BLOCK)):
            return TAR
    kind = media_type_of(path)
    if not kind.is_archive or (kind.name == ZIP and Path(name).suffix.lower() in ZIPPED_DOCUMENTS):
        return None
    return kind.name


def carrier_type(path: Path) -> str | None:
    """The media type of a document that may carry files of their own: a PDF that says so. Raises OSError."""
    if not media_type_of(path).is_pdf:
        return None
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return PDF if may_carry_files(data) else None


def is_disclosure(kind: MediaType, name: str) -> bool:
    """Whether a member may be a disclosure, by its bytes or, where they tell nothing, by its name."""
    return kind.is_document or Path(name).suffix.lower() in DOCUMENT_SUFFIXES


def is_named_archive(name: str) -> bool:
    """Whether a member's name says that it is an archive."""
    return Path(name).suffix.lower() in ARCHIVE_SUFFIXES


def is_tar(head: bytes) -> bool:
    """Whether the first 512 bytes are a tar header: its sum holds, in the oldest form too, which has no mark."""
    block = head[:BLOCK]
    digits = block[_SUM].strip(b" \0")
    if len(block) < BLOCK or not block[0] or not digits or not set(digits) <= set(b"01234567"):
        return False
    return int(digits, 8) == sum(block) - sum(block[_SUM]) + 8 * ord(" ")
