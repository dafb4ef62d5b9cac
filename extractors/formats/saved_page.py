"""Web pages that a browser or Word saved in one file (MHTML, RFC 2557): the page is its first part of HTML."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from mingzhang.extractors.formats.charset import decoded
from mingzhang.extractors.formats.html import read_html
from mingzhang.extractors.formats.inserted import read_inserted
from mingzhang.extractors.formats.reading import FileReading, Options, damage_recorded
from mingzhang.models.errors import ErrorCode, MingzhangError

MOST_PARTS = 500


def read_saved_page(data: bytes, options: Options) -> FileReading:
    """The text and tables of the page. Pictures saved with it that show text are not put in: `inside_unread` says so.

    Raises `damaged`, `page_too_large`.
    """
    with damage_recorded():
        message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(data)
        parts = [part for _, part in zip(range(MOST_PARTS), message.walk(), strict=False)]
        pages = [_bytes(part) for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
        pictures = [_bytes(part) for part in parts if part.get_content_maintype() == "image"]
    if not pages:
        raise MingzhangError(ErrorCode.DAMAGED)
    label = next((charset for part in parts if (charset := part.get_content_charset())), None)
    text, _ = decoded(pages[0], label)
    reading = read_html(text.encode(), options)
    if any(page.grids for page in reading.pages) or reading.warning:
        return reading
    unread = sum(1 for picture in pictures if _shows_text(picture, options))
    return FileReading(reading.pages, warning=(ErrorCode.INSIDE_UNREAD, f"{unread} pictures") if unread else None)


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _shows_text(picture: bytes, options: Options) -> bool:
    try:
        return bool(read_inserted(picture, None, options))
    except MingzhangError:
        return False
