"""Web pages that a browser or Word saved in one file (MHTML, RFC 2557): the page is its first part of HTML."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from mingzhang.extractors.formats.charset import decoded
from mingzhang.extractors.formats.html import read_html
from mingzhang.extractors.formats.reading import FileReading, Options, damage_recorded
from mingzhang.models.errors import ErrorCode, MingzhangError

MOST_PARTS = 500


def read_saved_page(data: bytes, options: Options) -> FileReading:
    """The text and tables of the page, and of the pictures saved with it, in their places.

    Raises `damaged`, `page_too_large`.
    """
    with damage_recorded():
        message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(data)
        parts = [part for _, part in zip(range(MOST_PARTS), message.walk(), strict=False)]
        pages = [_bytes(part) for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
        pictures = [part for part in parts if part.get_content_maintype() == "image"]
    if not pages:
        raise MingzhangError(ErrorCode.DAMAGED)
    label = next((charset for part in parts if (charset := part.get_content_charset())), None)
    text, _ = decoded(pages[0], label)
    return read_html(text.encode(), options, {name: _bytes(part) for part in pictures for name in _addresses(part)})


def _addresses(part: EmailMessage) -> list[str]:
    """By what a page calls a part that was saved with it: its place, its identity."""
    place, identity = str(part["Content-Location"] or "").strip(), str(part["Content-ID"] or "").strip("<> ")
    return [name for name in (place, f"cid:{identity}") if name and name != "cid:"]


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
