"""What a file really is, by its bytes and not by its name."""

from __future__ import annotations

from dataclasses import dataclass

from models.errors import ErrorCode, MingzhangError

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"PK\x03\x04", "application/zip"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b", "application/gzip"),
)
HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<script", b"<?xml")
PDF_WINDOW = 1024


@dataclass(frozen=True, slots=True)
class MediaType:
    """The media type told by the first bytes."""

    name: str

    @property
    def is_pdf(self) -> bool:
        return self.name == "application/pdf"

    @property
    def is_picture(self) -> bool:
        return self.name.startswith("image/")


def media_type(head: bytes) -> MediaType:
    """The media type of a file from its first kilobyte."""
    if b"%PDF-" in head[:PDF_WINDOW]:
        return MediaType("application/pdf")
    for signature, name in SIGNATURES:
        if head.startswith(signature):
            return MediaType(name)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()[:PDF_WINDOW]
    if any(start.startswith(mark) or mark in start[:256] for mark in HTML_MARKS):
        return MediaType("text/html")
    return MediaType("application/octet-stream")


def require_pdf(data: bytes, file_name: str) -> MediaType:
    """The media type, if the bytes are a PDF.

    Raises MingzhangError: `empty_file`, `not_a_pdf` (named .pdf and something else), `unsupported` (another format).
    """
    if not data:
        raise MingzhangError(ErrorCode.EMPTY_FILE)
    kind = media_type(data[: 2 * PDF_WINDOW])
    if kind.is_pdf:
        return kind
    if file_name.lower().endswith(".pdf"):
        raise MingzhangError(ErrorCode.NOT_A_PDF, kind.name)
    raise MingzhangError(ErrorCode.UNSUPPORTED, kind.name)
