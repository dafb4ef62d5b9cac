"""What a web page shows of fields, marks, frames and pictures that lie within its own bytes."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from lxml import html as lxml_html

from mingzhang.extractors.formats.inserted import read_inserted
from mingzhang.extractors.formats.reading import Options, damage_recorded
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.pages import Page
from mingzhang.models.text.characters import raised

# Kinds of `input` whose value shows as text.
WRITTEN = frozenset(("", "text", "number", "tel", "search", "date", "month", "email", "url"))
MOST_PICTURES = 100
_DATA = re.compile(r"data:image/[\w.+-]{1,40}((?:;[\w=.-]{1,40})*),", re.IGNORECASE)
_PIXELS = re.compile(r"\s*(\d{1,5})(?:\.\d{1,6})?\s*(?:px)?\s*")
POINTS_A_PIXEL = 0.75


def raise_marks(root: Any) -> None:
    """What stands in `sup`, as characters above the line: no digits of the figure before it."""
    for mark in root.iter("sup"):
        mark.text = raised(mark.text or "")
        for part in mark:
            if isinstance(part.tag, str):
                part.text = raised(part.text or "")
            part.tail = raised(part.tail or "")


def show_fields(root: Any) -> None:
    """Fields of a form as the text that they show."""
    for field in list(root.iter("input", "select")):
        if field.tag == "input":
            text = (field.get("value") or "") if (field.get("type") or "").lower() in WRITTEN else ""
        else:
            options = list(field.iter("option"))
            chosen = next((one for one in options if one.get("selected") is not None), None)
            shown = chosen if chosen is not None else options[0] if options else None
            text = shown.text_content() if shown is not None else ""
        tail = field.tail
        style, hidden = field.get("style"), field.get("hidden")
        field.clear()
        field.tag, field.text, field.tail = "span", text, tail
        for name, value in (("style", style), ("hidden", hidden)):
            if value is not None:
                field.set(name, value)


def open_frames(root: Any) -> None:
    """Frames whose page stands in the frame itself (`srcdoc`), as blocks of the page around them."""
    for frame in list(root.iter("iframe")):
        text = (frame.get("srcdoc") or "").strip()
        if text:
            with damage_recorded():
                inner = lxml_html.document_fromstring(text)
            frame.text = None
            frame.tag = "div"
            frame.append(inner)


class PicturesInside:
    """Reads the pictures of a page that came with it; `unread` counts those that could not be read.

    `files`: what was saved with the page, by address.
    """

    def __init__(self, files: Mapping[str, bytes], options: Options) -> None:
        self._files = files
        self._options = options
        self._count = 0
        self.unread = 0

    def read(self, element: Any) -> Iterator[Page]:
        """What an `img` shows, if it is large enough for a table and shows text."""
        data = self._bytes(element.get("src") or "")
        if data is None:
            return
        self._count += 1
        across, down = (_PIXELS.fullmatch(element.get(name) or "") for name in ("width", "height"))
        points = (int(across[1]) * POINTS_A_PIXEL, int(down[1]) * POINTS_A_PIXEL) if across and down else None
        try:
            if self._count > MOST_PICTURES:
                raise MingzhangError(ErrorCode.INSIDE_UNREAD, str(self._count))
            yield from read_inserted(data, points, self._options)
        except MingzhangError:
            self.unread += 1

    def _bytes(self, address: str) -> bytes | None:
        found = _DATA.match(address.strip())
        if found is None:
            return self._files.get(address.strip())
        body = address.strip()[found.end() :]
        if ";base64" not in found[1].lower():
            return unquote_to_bytes(body)
        try:
            return base64.b64decode(unquote(body))
        except (binascii.Error, ValueError):
            return b""
