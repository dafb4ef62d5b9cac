"""docx: paragraphs and tables in their order, as they stand when all tracked changes are accepted.

The file knows no pages: they begin at its page breaks, and where Word noted that a page began when it last drew the
document (`lastRenderedPageBreak`). Where there are neither, everything stands on page 1. A table belongs to the page
on which it begins.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from mingzhang.extractors.formats.docx_inside import Parts
from mingzhang.extractors.formats.docx_numbering import Numbering, attribute, child, is_on, local, value_of
from mingzhang.extractors.formats.docx_shown import STYLE_DEPTH, hide_unseen
from mingzhang.extractors.formats.docx_tabs import TAB, tabbed_table
from mingzhang.extractors.formats.flow import MOST_PLACES, Flow
from mingzhang.extractors.formats.grids import CellContent
from mingzhang.extractors.formats.reading import FileReading, Options
from mingzhang.extractors.formats.sheet import Area
from mingzhang.extractors.formats.unpacking import member, open_zip, xml_of
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.pages import Page
from mingzhang.models.text.amounts import currency_in
from mingzhang.models.text.characters import raised

GONE = frozenset(("del", "moveFrom", "Fallback", "rPr", "pPr", "instrText", "delText", "rt", "annotationRef"))
MOST_DEPTH = 120
MOST_SPANNED = 1000
ORNAMENTS = ("wingdings", "webdings")
OF_FIGURES = frozenset("0123456789.,-+()%")
# A break of the page inside a text; private use, never printed.
BREAK = "\ue000"


def read_docx(data: bytes, options: Options) -> FileReading:
    """The text and the tables of a document.

    Raises `damaged`, `encrypted`, `unpacks_too_large`, `page_too_large`, `too_many_pages`.
    """
    options.begin(1, 1)
    with open_zip(data) as archive:
        main = _main_part(archive)
        folder = posixpath.dirname(main)
        root = xml_of(member(archive, main))
        styles = _optional(archive, f"{folder}/styles.xml")
        numbering = Numbering(_optional(archive, f"{folder}/numbering.xml"))
        body = child(root, "body")
        if body is None:
            raise MingzhangError(ErrorCode.DAMAGED)
        hide_unseen(root, styles)
        flow = Flow()
        parts = Parts(archive, main, options)
        walk = _Walk(flow, _Styles(styles), numbering, parts)
        walk.read_heads(parts.heads(body))
        walk.blocks(body)
    pages = flow.pages()
    options.require_few(len(pages))
    warning = (ErrorCode.INSIDE_UNREAD, ", ".join(parts.unread[:3])) if parts.unread else None
    return FileReading(tuple(_skipped(page, options) for page in pages), warning=warning)


def _skipped(page: Page, options: Options) -> Page:
    from mingzhang.extractors.formats.reading import unread

    code = options.skip_pages.get(page.number)
    return unread(page.number, code) if code else page


def _main_part(archive: zipfile.ZipFile) -> str:
    """The part that holds the text, by the package's own list of relations."""
    names = set(archive.namelist())
    if "_rels/.rels" in names:
        for relation in xml_of(member(archive, "_rels/.rels")):
            if (attribute(relation, "Type") or "").endswith("/officeDocument"):
                target = (attribute(relation, "Target") or "").lstrip("/")
                if target in names:
                    return target
    return "word/document.xml"


def _optional(archive: zipfile.ZipFile, name: str) -> Any | None:
    return xml_of(member(archive, name)) if name in archive.namelist() else None


class _Styles:
    """What paragraph styles say, through the styles that they are based on."""

    def __init__(self, root: Any | None) -> None:
        self._styles = {
            attribute(style, "styleId"): style
            for style in (root if root is not None else ())
            if local(style) == "style"
        }
        self._usual = next((name for name, style in self._styles.items()
                            if attribute(style, "default") in ("1", "true")
                            and attribute(style, "type") == "paragraph"), None)  # fmt: skip

    def of(self, paragraph: Any) -> Iterator[Any]:
        """The properties of a paragraph: its own, then those of its styles from near to far."""
        own = child(paragraph, "pPr")
        if own is not None:
            yield own
        name = (value_of(own, "pStyle") if own is not None else None) or self._usual
        for _ in range(STYLE_DEPTH):
            style = self._styles.get(name)
            if style is None:
                return
            properties = child(style, "pPr")
            if properties is not None:
                yield properties
            name = value_of(style, "basedOn")


class _Walk:
    def __init__(self, flow: Flow, styles: _Styles, numbering: Numbering, parts: Parts) -> None:
        self.parts = parts
        self.unit_line: str | None = None
        self.flow = flow
        self.styles = styles
        self.numbering = numbering

    def read_heads(self, heads: Iterator[Any]) -> None:
        """Heads of pages: the unit of money in them is that of every table that prints none itself."""
        for head in heads:
            for paragraph in head.iter():
                if local(paragraph) == "p" and not _is_gone(paragraph, head):
                    text = text_of(paragraph, []).replace(BREAK, " ")
                    if currency_in(text):
                        self.unit_line = text
                    else:
                        self.flow.words(text)

    def blocks(self, parent: Any, depth: int = 0) -> None:
        """Paragraphs and tables of a body, a text box, or a cell that only lays out."""
        if depth > MOST_DEPTH:
            raise MingzhangError(ErrorCode.DAMAGED)
        passed, cells = 0, list[CellContent]()
        for place, element in enumerate(parent):
            name = local(element)
            if name == "p" and place >= passed:
                count, cells = tabbed_table(_with_next(element), tabbed_text_of)
                passed = place + count
                if cells:
                    self.flow.table(cells, [])
            if place < passed and cells:
                continue
            if name == "p":
                self._paragraph(element, depth)
            elif name == "tbl":
                self._table(element, depth)
            elif name == "altChunk":
                for page in self.parts.chunk(element):
                    self.flow.insert(page)
            elif name not in GONE and name != "sectPr":
                self.blocks(element, depth + 1)

    def _paragraph(self, paragraph: Any, depth: int) -> None:
        properties = list(self.styles.of(paragraph))
        if any(is_on(one, "pageBreakBefore") for one in properties[:1]):
            self.flow.break_page()
        align = next((found for one in properties if (found := value_of(one, "jc"))), "")
        boxes: list[Any] = []
        text = self._label(properties) + text_of(paragraph, boxes)
        for number, part in enumerate(text.split(BREAK)):
            if number:
                self.flow.break_page()
            self.flow.words(part, centred=align == "center")
        for box in boxes:
            self.blocks(box, depth + 1)
        for page in self.parts.inside(paragraph):
            self.flow.insert(page)
        section = child(properties[0], "sectPr") if properties else None
        if section is not None and value_of(section, "type") != "continuous":
            self.flow.break_page()

    def _label(self, properties: list[Any]) -> str:
        for one in properties:
            numbered = child(one, "numPr")
            if numbered is not None:
                number, depth = value_of(numbered, "numId"), value_of(numbered, "ilvl") or "0"
                if number is None:
                    continue
                return self.numbering.label(number, int(depth)) if depth.isdecimal() else ""
        return ""

    def _table(self, table: Any, depth: int) -> None:
        rows = list(_rows(table))
        if is_layout(rows):
            for row in rows:
                for cell in _cells(row):
                    self.blocks(cell, depth + 1)
            return
        breaks = 0
        cells = _Cells()
        for row in rows:
            breaks += max((_breaks(cell) for cell in _cells(row)), default=0)
            cells.add_row(row, self._cell_text)
        if self.unit_line and not self.flow.unit_is_told:
            self.flow.words(self.unit_line)
        self.flow.table(cells.contents(), _widths(table))
        for _ in range(breaks):
            self.flow.break_page(within_table=True)

    def _cell_text(self, cell: Any) -> str:
        """The paragraphs of a cell, blank ones too; tables and boxes inside it give their text in its order."""
        lines = []
        for paragraph in cell.iter():
            if local(paragraph) == "p" and not _is_gone(paragraph, cell):
                text = self._label(list(self.styles.of(paragraph))) + text_of(paragraph, [])
                lines += [" ".join(line.split()) for line in text.replace(BREAK, "\n").split("\n")]
        return "\n".join(lines) if any(lines) else ""


def _with_next(paragraph: Any) -> Iterator[Any]:
    """A paragraph and those that follow it without anything else between."""
    yield paragraph
    yield from takewhile(lambda one: local(one) == "p", paragraph.itersiblings())


def _is_gone(element: Any, upto: Any) -> bool:
    for parent in element.iterancestors():
        if parent is upto:
            return False
        if local(parent) in GONE:
            return True
    return False


def text_of(paragraph: Any, boxes: list[Any]) -> str:
    """The text of a paragraph; text boxes in it are put into `boxes`. Hidden, deleted and moved text is not there."""
    pieces: list[str] = []
    _gather(paragraph, pieces, boxes, 0)
    return "".join(pieces).replace(TAB, " ")


def tabbed_text_of(paragraph: Any) -> str:
    """The text of a paragraph with its tabs as `TAB`; blank where it breaks the page."""
    pieces: list[str] = []
    _gather(paragraph, pieces, [], 0)
    text = "".join(pieces)
    return "" if BREAK in text else text


# What elements of a run print by themselves.
PRINTED = {"tab": TAB, "ptab": " ", "cr": "\n", "lastRenderedPageBreak": BREAK, "noBreakHyphen": "-"}


def _gather(parent: Any, pieces: list[str], boxes: list[Any], depth: int) -> None:
    if depth > MOST_DEPTH:
        return
    for element in parent:
        name = local(element)
        if name in GONE or not name:
            continue
        if name == "t":
            pieces.append(element.text or "")
        elif name in PRINTED:
            pieces.append(PRINTED[name])
        elif name == "br":
            pieces.append(BREAK if attribute(element, "type") == "page" else "\n")
        elif name == "sym":
            pieces.append(_symbol(element))
        elif name == "txbxContent":
            boxes.append(element)
        elif name != "r" or not is_on(element, "rPr", "vanish"):
            start = len(pieces)
            _gather(element, pieces, boxes, depth + 1)
            if name == "r" and value_of(element, "rPr", "vertAlign") == "superscript":
                pieces[start:] = map(raised, pieces[start:])


def _symbol(element: Any) -> str:
    try:
        code = int(attribute(element, "char") or "", 16)
    except ValueError:
        return ""
    is_ornament = (attribute(element, "font") or "").lower().startswith(ORNAMENTS)
    if 0xF000 <= code < 0xF080 and not is_ornament and chr(code - 0xF000) in OF_FIGURES:
        return chr(code - 0xF000)  # fonts of symbols have the signs of figures where all have them
    return "" if 0xE000 <= code < 0xF900 or code > 0x10FFFF else chr(code)


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table that show, those inside content controls and insertions too."""
    for element in table:
        name = local(element)
        if name == "tr":
            properties = child(element, "trPr")
            if properties is None or (child(properties, "del") is None and not is_on(properties, "hidden")):
                yield element
        elif name in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
            yield from _rows(element)


def _cells(row: Any) -> Iterator[Any]:
    for element in row:
        name = local(element)
        if name == "tc":
            if child(element, "tcPr", "cellDel") is None:
                yield element
        elif name in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
            yield from _cells(element)


def is_layout(rows: list[Any]) -> bool:
    """Whether a table only lays out: one cell; or tables of data inside it, and hardly any rows of its own beside."""
    if sum(1 for row in rows for _ in _cells(row)) <= 1:
        return True
    inner = [table for row in rows for cell in _cells(row) for table in cell.iter() if local(table) == "tbl"]
    return any(_filled_rows(list(_rows(table))) >= 2 for table in inner) and _filled_rows(rows) < 2


def _filled_rows(rows: list[Any]) -> int:
    """Rows of which two cells at least hold text of their own, outside tables in them."""
    return sum(1 for row in rows if sum(1 for cell in _cells(row) if _own_text(cell)) >= 2)


def _own_text(cell: Any) -> bool:
    return any(text_of(one, []).strip() for one in cell if local(one) == "p")


def _breaks(cell: Any) -> int:
    return sum(1 for element in cell.iter() if local(element) == "lastRenderedPageBreak")


def _widths(table: Any) -> list[float]:
    grid = child(table, "tblGrid")
    widths = [
        attribute(column, "w") or "" for column in (grid if grid is not None else ()) if local(column) == "gridCol"
    ]
    return [float(width) for width in widths if width.isdecimal()]


class _Cells:
    """Cells in their places; merges over rows are put together."""

    def __init__(self) -> None:
        self._rows = 0
        self._places = 0
        self._found: list[tuple[Area, str]] = []
        self._open: dict[int, int] = {}

    def add_row(self, row: Any, text: Any) -> None:
        """Place the cells of the next row. Raises `page_too_large`."""
        column = _count(value_of(row, "trPr", "gridBefore"), 0)
        still_open: dict[int, int] = {}
        for cell in _cells(row):
            span = max(1, _count(value_of(cell, "tcPr", "gridSpan"), 1))
            merge, merged_across = child(cell, "tcPr", "vMerge"), child(cell, "tcPr", "hMerge")
            goes_on = merge is not None and (attribute(merge, "val") or "continue") == "continue"
            if merged_across is not None and (attribute(merged_across, "val") or "continue") == "continue":
                if self._found and self._found[-1][0].top == self._rows:
                    area, before = self._found[-1]
                    self._found[-1] = area._replace(right=area.right + span), before
            elif goes_on and column in self._open:
                index = self._open[column]
                area, before = self._found[index]
                self._found[index] = area._replace(bottom=self._rows), before
                still_open[column] = index
            else:
                self._found.append((Area(self._rows, column, self._rows, column + span - 1), text(cell)))
                if merge is not None:
                    still_open[column] = len(self._found) - 1
            column += span
            self._places += span
            if self._places > MOST_PLACES:
                raise MingzhangError(ErrorCode.PAGE_TOO_LARGE, f"{self._rows} rows")
        self._open = still_open
        self._rows += 1

    def contents(self) -> list[CellContent]:
        return [CellContent(area, text) for area, text in self._found]


def _count(text: str | None, usual: int) -> int:
    return min(int(text), MOST_SPANNED) if text and text.isdecimal() else usual
