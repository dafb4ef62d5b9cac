"""What a docx keeps in parts of their own: pictures, embedded workbooks, the heads of its pages."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from mingzhang.extractors.formats.docx_numbering import attribute, local
from mingzhang.extractors.formats.inserted import LEAST_HEIGHT, LEAST_WIDTH, read_inserted
from mingzhang.extractors.formats.reading import Options
from mingzhang.extractors.formats.unpacking import member, xml_of
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.pages import Page

EMU = 12_700
MOST_PICTURES = 200
_STYLE = re.compile(r"(?<![a-z-])(width|height)\s*:\s*([\d.]+)\s*(pt|in|cm|mm|px)?")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "": 0.75}
SHOWN = ("OLEObject", "blip", "imagedata")
SHOWN_ELSEWHERE = frozenset(("Fallback", "del", "moveFrom"))


class Parts:
    """The other parts of an open docx; `unread` names those that could not be read."""

    def __init__(self, archive: zipfile.ZipFile, main: str, options: Options) -> None:
        self._archive = archive
        self._folder = posixpath.dirname(main)
        self._names = set(archive.namelist())
        self._targets = self._relations(f"{self._folder}/_rels/{posixpath.basename(main)}.rels")
        self._options = options
        self._count = 0
        self.unread: list[str] = []

    def _relations(self, name: str) -> dict[str, str]:
        if name not in self._names:
            return {}
        return {
            attribute(one, "Id") or "": (attribute(one, "Target") or "")
            for one in xml_of(member(self._archive, name))
            if attribute(one, "TargetMode") != "External"
        }

    def _place(self, key: str | None) -> str | None:
        target = self._targets.get(key or "")
        if not target:
            return None
        place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{self._folder}/{target}")
        return place if place in self._names else None

    def heads(self, body: Any) -> Iterator[Any]:
        """The head of the first page: units of money and names of offices stand there."""
        for element in body.iter():
            if local(element) == "headerReference" and (place := self._place(attribute(element, "id"))):
                yield xml_of(member(self._archive, place))
                return

    def inside(self, paragraph: Any) -> Iterator[Page]:
        """What pictures and embedded workbooks of a paragraph show. A workbook's picture is not read beside it."""
        own = [element for element in paragraph.iter() if local(element) in SHOWN and _is_own(element, paragraph)]
        objects = [attribute(element, "id") for element in own if local(element) == "OLEObject"]
        shapes = [element for element in own if local(element) != "OLEObject"]
        embedded = [page for key in objects for page in self._read(key, None, is_object=True)]
        yield from embedded
        seen = bool(embedded)
        for element in () if embedded else shapes:
            for page in self._read(attribute(element, "embed") or attribute(element, "id"), _size(element)):
                seen = True
                yield page
        if objects and not seen and not (shapes and all(_is_small(element) for element in shapes)):
            self.unread += [posixpath.basename(place) for key in objects if (place := self._place(key))]

    def chunk(self, element: Any) -> Iterator[Page]:
        """What a document or web page shows that is taken in whole (`altChunk`)."""
        yield from self._read(attribute(element, "id"), None)

    def _read(self, key: str | None, points: tuple[float, float] | None, *, is_object: bool = False) -> Iterator[Page]:
        place = self._place(key)
        if place is None:
            return
        self._count += 1
        try:
            if self._count > MOST_PICTURES:
                raise MingzhangError(ErrorCode.INSIDE_UNREAD, place)
            yield from read_inserted(member(self._archive, place), points, self._options)
        except MingzhangError:
            if not is_object:  # the picture of an object is read in its place
                self.unread.append(posixpath.basename(place))


def _is_own(element: Any, paragraph: Any) -> bool:
    """Whether an element stands in the paragraph itself, not in a text box or in what other versions of Word show."""
    for parent in element.iterancestors():
        if parent is paragraph:
            return True
        if local(parent) == "p" or local(parent) in SHOWN_ELSEWHERE:
            return False
    return False


def _is_small(element: Any) -> bool:
    """Whether a picture is shown too small for a table: that of a formula, or the sign of a sound."""
    size = _size(element)
    return size is not None and (size[0] < LEAST_WIDTH or size[1] < LEAST_HEIGHT)


def _size(element: Any) -> tuple[float, float] | None:
    """Width and height in points at which a picture is shown; None where the file does not say."""
    for parent in element.iterancestors():
        name = local(parent)
        if name in ("inline", "anchor"):
            extent = next((one for one in parent if local(one) == "extent"), None)
            if extent is not None:
                across, down = attribute(extent, "cx") or "", attribute(extent, "cy") or ""
                if across.isdecimal() and down.isdecimal():
                    return int(across) / EMU, int(down) / EMU
        if name in ("shape", "rect"):
            found = {
                key: float(value) * _POINTS[unit] for key, value, unit in _STYLE.findall(parent.get("style") or "")
            }
            if len(found) == 2:
                return found["width"], found["height"]
        if name == "p":
            return None
    return None
