"""Documents that Word saved as one XML file: WordprocessingML 2003, and the parts of a docx in a row (Flat OPC).

Both are put into the package that a docx is, and read as such.
"""

from __future__ import annotations

import base64
import io
import zipfile
from typing import Any

from lxml import etree

from mingzhang.extractors.formats.docx import read_docx
from mingzhang.extractors.formats.docx_numbering import attribute, local
from mingzhang.extractors.formats.reading import FileReading, Options, damage_recorded
from mingzhang.extractors.formats.unpacking import MOST_MEMBERS, xml_of
from mingzhang.extractors.formats.xlsx import read_xlsx
from mingzhang.models.errors import ErrorCode, MingzhangError

OF_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
OF_DOCX = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Names that the two have for one thing.
RENAMED = {"vmerge": "vMerge", "instrText": "instrText"}
# Elements of Word 2003 that only hold paragraphs and tables together.
HOLDERS = ("sect", "sub-section", "pBdrGroup")
PICTURES = ("binData",)


def read_word_xml(data: bytes, options: Options) -> FileReading:
    """A document of Word 2003. Its pictures are kept in a way of their own: `inside_unread` tells of them.

    Raises what `read_docx` raises.
    """
    root = xml_of(data)
    pictures = sum(1 for one in root.iter() if local(one) in PICTURES)
    body = next((one for one in root if local(one) == "body"), None)
    if body is None:
        raise MingzhangError(ErrorCode.DAMAGED)
    for holder in [one for one in body.iter() if local(one) in HOLDERS]:
        _unwrap(holder)
    made = etree.Element(f"{{{OF_DOCX}}}document", nsmap={"w": OF_DOCX})
    made.append(body)
    for element in made.iter():
        if isinstance(element.tag, str):
            element.tag = _name(element.tag)
            for name, value in list(element.attrib.items()):
                if str(name).startswith(f"{{{OF_2003}}}"):
                    del element.attrib[name]
                    element.set(_name(str(name)), value)
    reading = read_docx(_package({"word/document.xml": etree.tostring(made)}), options)
    if pictures and reading.warning is None:
        return FileReading(reading.pages, warning=(ErrorCode.INSIDE_UNREAD, f"{pictures} pictures"))
    return reading


def read_flat_office(data: bytes, options: Options) -> FileReading:
    """A docx or xlsx written as one XML file. Raises what those raise."""
    parts: dict[str, bytes] = {}
    for part in xml_of(data):
        name = (attribute(part, "name") or "").lstrip("/")
        content = next(iter(part), None)
        if local(part) != "part" or not name or content is None or len(parts) >= MOST_MEMBERS:
            continue
        with damage_recorded():
            if local(content) == "binaryData":
                parts[name] = base64.b64decode("".join((content.text or "").split()))
            else:
                parts[name] = b"".join(etree.tostring(one) for one in content)
    is_sheet = any(name.startswith("xl/") for name in parts)
    return (read_xlsx if is_sheet else read_docx)(_package(parts), options)


def _name(name: str) -> str:
    space, _, bare = name.rpartition("}")
    return f"{{{OF_DOCX}}}{RENAMED.get(bare, bare)}" if space == f"{{{OF_2003}" else name


def _unwrap(holder: Any) -> None:
    """Put what an element holds in its place."""
    parent = holder.getparent()
    place = parent.index(holder)
    for child in list(holder):
        parent.insert(place, child)
        place += 1
    parent.remove(holder)


def _package(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()
