"""A workbook without the parts that no figure needs, for when one of them keeps all the rest from being read.

Programs other than Excel write filters, styles, names and rules that a strict reader refuses; Excel opens such files.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from lxml import etree

from mingzhang.extractors.formats.docx_numbering import attribute, local
from mingzhang.extractors.formats.unpacking import member, open_zip

# Of a sheet and of the workbook: what says how to work with it, not what it shows.
ASIDE = frozenset((
    "autoFilter", "sortState", "dataValidations", "conditionalFormatting", "extLst", "protectedRanges", "scenarios",
    "customSheetViews", "sheetViews", "hyperlinks", "tableParts", "legacyDrawing", "legacyDrawingHF", "ignoredErrors",
    "rowBreaks", "colBreaks", "headerFooter", "pageMargins", "pageSetup", "printOptions", "phoneticPr",
    "dataConsolidate", "definedNames", "externalReferences", "customWorkbookViews", "pivotCaches", "oleObjects",
    "controls", "webPublishItems",
))  # fmt: skip
PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
STYLES = "xl/styles.xml"
_RANGE = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}(?::[A-Z]{1,3}[1-9]\d{0,6})?")
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LARGEST_NUMBER = 9  # digits of an identity or a count; a longer one is none
MOST_STYLES = 65_000


def repaired(data: bytes, *, styles_too: bool) -> bytes:
    """The workbook with its sheets' cells, merges, widths and styles (of these, with `styles_too`, only the number
    formats), and little else. Raises as `open_zip`."""
    out = io.BytesIO()
    with open_zip(data) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        names = archive.namelist()
        styles, count = _styles(member(archive, STYLES) if STYLES in names else b"")
        for name in names:
            part = member(archive, name)
            if name in PROPERTIES or (styles_too and name == STYLES):
                continue
            if name.startswith("xl/worksheets/sheet") or name == "xl/workbook.xml":
                part = _stripped(part, count)
            changed.writestr(name, part)
        if styles_too:
            changed.writestr(STYLES, styles)
    return out.getvalue()


def _tree(part: bytes) -> Any | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        return etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _stripped(part: bytes, style_count: int) -> bytes:
    root = _tree(part)
    if root is None:
        return part
    for element in list(root):
        if local(element) in ASIDE:
            root.remove(element)
    for element in list(root.iter()):
        name = local(element)
        if name == "mergeCell" and not _is_range(attribute(element, "ref") or ""):
            element.getparent().remove(element)
        elif name in ("c", "row", "col"):
            for key in ("s", "style"):
                said = element.get(key)
                if said is not None and not (_is_number(said) and int(said) < style_count):
                    del element.attrib[key]
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _is_range(text: str) -> bool:
    from openpyxl.utils import range_boundaries

    if not _RANGE.fullmatch(text):
        return False
    left, top, right, bottom = range_boundaries(text)
    return bool(left <= right and top <= bottom)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LARGEST_NUMBER


def _styles(part: bytes) -> tuple[bytes, int]:
    """(a part of styles that holds number formats alone, how many kinds of cells it knows)."""
    root = _tree(part) if part.strip() else None
    elements = list(root) if root is not None else []
    formats = [
        (attribute(one, "numFmtId") or "", attribute(one, "formatCode") or "")
        for group in elements
        if local(group) == "numFmts"
        for one in group
    ]
    kinds = [
        said if _is_number(said := attribute(one, "numFmtId") or "") else "0"
        for group in elements
        if local(group) == "cellXfs"
        for one in group
    ][:MOST_STYLES] or ["0"]
    made = etree.Element(f"{{{_SPACE}}}styleSheet", nsmap={None: _SPACE})
    known = [(number, code) for number, code in formats if _is_number(number) and code]
    if known:
        group = etree.SubElement(made, f"{{{_SPACE}}}numFmts", count=str(len(known)))
        for number, code in known:
            etree.SubElement(group, f"{{{_SPACE}}}numFmt", numFmtId=number, formatCode=code)
    for name, inner in (("fonts", "font"), ("fills", "fill"), ("borders", "border")):
        one = etree.SubElement(etree.SubElement(made, f"{{{_SPACE}}}{name}", count="1"), f"{{{_SPACE}}}{inner}")
        if inner == "fill":
            etree.SubElement(one, f"{{{_SPACE}}}patternFill", patternType="none")
    group = etree.SubElement(made, f"{{{_SPACE}}}cellStyleXfs", count="1")
    etree.SubElement(group, f"{{{_SPACE}}}xf", numFmtId="0", fontId="0", fillId="0", borderId="0")
    group = etree.SubElement(made, f"{{{_SPACE}}}cellXfs", count=str(len(kinds)))
    for number in kinds:
        etree.SubElement(group, f"{{{_SPACE}}}xf", numFmtId=number, fontId="0", fillId="0", borderId="0", xfId="0")
    return bytes(etree.tostring(made, xml_declaration=True, encoding="UTF-8")), len(kinds)
