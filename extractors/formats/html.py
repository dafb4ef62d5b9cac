"""Web pages: the innermost tables that hold data, and the text around them in reading order.

Government pages put tables into tables for their layout: such an outer table is read as text in its order, and so are
menus (cells that hold little but links). Scripts, styles and what is hidden are not read. A page has no pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from mingzhang.extractors.comma_separated import rows_of, separator_of
from mingzhang.extractors.formats.charset import decoded
from mingzhang.extractors.formats.flow import MOST_PLACES, Flow
from mingzhang.extractors.formats.grids import CellContent
from mingzhang.extractors.formats.html_generated import hold_figures, show_generated
from mingzhang.extractors.formats.html_inside import PicturesInside, open_frames, raise_marks, show_fields
from mingzhang.extractors.formats.html_styles import HIDDEN, hide_by_style
from mingzhang.extractors.formats.reading import FileReading, Options, damage_recorded, unread
from mingzhang.extractors.formats.sheet import Area
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.text.amounts import printed_amount

DROPPED = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "option",
        "button",
        "svg",
        "iframe",
        "object",
        "del",
        "s",
        "strike",
    )
)
BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
        ),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav"),
        *("ol", "p", "pre", "section", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
WRAPPERS = ("div", "span", "font", "center", "section", "article", "b", "strong")
HEADINGS = frozenset(("h1", "h2", "h3", "center", "caption"))
CENTRED = re.compile(r"text-align\s*:\s*center")
MOST_COLUMNS_SPANNED = 1000
MOST_DEPTH = 200
# Share of a table's text in links, from which it is a menu, and how many of them.
LINKED, FEW_LINKS = 0.7, 3
LONG_TEXT = 200
LEAST_ROWS, LEAST_PARTS, LEAST_FIGURE_ROWS = 3, 3, 2
# Elements that hold one another and nothing else, by the dozen.
_PILE = re.compile(r"(?:<(?:div|span|font|center|section|article|b|i|u)>\s*){24,}", re.IGNORECASE)
SPACE = re.compile(r"[ \t\r\n\f ]+")
LONGEST_STYLE = 500
_TRACKS = re.compile(r"grid-template-columns\s*:([^;]*)")
_REPEATED = re.compile(r"repeat\(\s*(\d{1,3})\s*,[^()]*(?:\([^()]*\))?[^()]*\)")


def read_html(data: bytes, options: Options, files: Mapping[str, bytes] | None = None) -> FileReading:
    """The text and the tables of a web page, as one page; a page that begins and does not end is cut short.

    `files`: what was saved with it, by the addresses that it uses. Raises `damaged`, `page_too_large`.
    """
    options.begin(1, 1)
    if 1 in options.skip_pages:
        return FileReading((unread(1, options.skip_pages[1]),))
    text, _ = decoded(data)
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).replace("\x00", "")
    if not text.strip():
        raise MingzhangError(ErrorCode.DAMAGED)
    text = _PILE.sub("<div>", text)  # what closes them closes nothing then, and browsers and parsers pass over it
    with damage_recorded():
        root = lxml_html.document_fromstring(text, parser=parser)
    is_limited = any("RESOURCE_LIMIT" in entry.type_name for entry in parser.error_log)
    open_frames(root)
    hide_by_style(root)
    show_generated(root)
    show_fields(root)
    raise_marks(root)
    is_too_deep = is_limited or (depth_of(root) > MOST_DEPTH and depth_of(unwrapped(root)) > MOST_DEPTH)
    flow, pictures = Flow(), PicturesInside(files or {}, options)
    try:
        _Walk(flow, pictures).block(root)
    except RecursionError:  # tables in tables, each of them several steps: what was reached is kept
        is_too_deep = True
    low = text.lower()
    cut = "<html" in low and "</html" not in low
    warning = (ErrorCode.TOO_DEEP, str(MOST_DEPTH)) if is_too_deep else (ErrorCode.CUT_SHORT, "") if cut else None
    if pictures.unread and not warning:
        warning = ErrorCode.INSIDE_UNREAD, f"{pictures.unread} pictures"
    pages = flow.pages()
    if not warning and not any(page.grids for page in pages) and hold_figures(root):
        warning = ErrorCode.INSIDE_UNREAD, "figures in scripts or drawings"
    return FileReading(pages, warning=warning)


def depth_of(root: Any) -> int:
    """How deep a page's elements lie in each other."""
    deepest, depth = 0, 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def unwrapped(root: Any) -> Any:
    """A page without the elements that hold nothing but one other element: a few programs pile them up by thousands."""
    for element in list(root.iter(*WRAPPERS)):
        (only,) = element if len(element) == 1 else (None,)
        parent = element.getparent()
        if only is None or parent is None or (element.text or "").strip() or (only.tail or "").strip():
            continue
        if not element.attrib:
            only.tail = element.tail
            parent.replace(element, only)
    return root


class _Walk:
    """A walk in reading order; `words` gathers the text of the block at hand."""

    def __init__(self, flow: Flow, pictures: PicturesInside) -> None:
        self.flow = flow
        self.pictures = pictures
        self.words = ""
        self.centred = False

    def block(self, element: Any, depth: int = 0) -> None:
        self._children(element, depth)
        self.flush()

    def flush(self) -> None:
        self.flow.words(self.words, centred=self.centred)
        self.words = ""

    def _children(self, element: Any, depth: int) -> None:
        self.words += SPACE.sub(" ", element.text or "")
        for child in element:
            self._child(child, depth + 1)
            self.words += SPACE.sub(" ", child.tail or "")

    def _child(self, element: Any, depth: int) -> None:
        name = element.tag if isinstance(element.tag, str) else ""
        if not name or depth > MOST_DEPTH or is_dropped(element) or is_menu(element):
            return
        if name == "br":
            self.words += "\n"
        elif name == "img":
            for page in self.pictures.read(element):
                self.flush()
                self.flow.insert(page)
        elif name == "pre" and (lines := rows_of_lines(element)) is not None:
            self.flush()
            self.flow.table(
                [
                    CellContent(Area(r, c, r, c), text.strip())
                    for r, row in enumerate(lines)
                    for c, text in enumerate(row)
                ]
            )
        elif name == "table":
            self.flush()
            self._table(element, depth)
        elif (rows := rows_of_blocks(element)) is not None:
            self.flush()
            self.flow.table(
                [
                    CellContent(Area(r, c, r, c), text_of(cell))
                    for r, row in enumerate(rows)
                    for c, cell in enumerate(row)
                ]
            )
        elif name in BLOCKS:
            self.flush()
            before, self.centred = self.centred, _is_centred(element, self.centred)
            self._children(element, depth)
            self.flush()
            self.centred = before
        else:
            self._children(element, depth)

    def _table(self, table: Any, depth: int) -> None:
        for caption in table.iterchildren("caption"):
            self.flow.words(text_of(caption), centred=True)
        if not is_data(table) and not is_head_of_next(table):
            for cell in _own_cells(table):
                before, self.centred = self.centred, _is_centred(cell, False)
                self.block(cell, depth + 1)
                self.centred = before
            return
        self.flow.table(cells_of(table))


def is_dropped(element: Any) -> bool:
    """Whether an element shows nothing to a reader."""
    if element.tag in DROPPED or element.get("hidden") is not None:
        return True
    return bool(HIDDEN.search((element.get("style") or "").lower()))


def is_menu(element: Any) -> bool:
    """Whether a table or list holds little but links: no part of what the page says."""
    if element.tag not in ("table", "ul", "ol", "nav"):
        return False
    links = list(element.iterdescendants("a"))
    linked = sum(len("".join(link.text_content().split())) for link in links)
    return len(links) >= FEW_LINKS and linked > LINKED * len("".join(element.text_content().split()))


def _is_centred(element: Any, inherited: bool) -> bool:
    style, align = (element.get("style") or "").lower(), (element.get("align") or "").lower()
    if element.tag in HEADINGS or align == "center" or CENTRED.search(style):
        return True
    return inherited and not align and "text-align" not in style


def is_data(table: Any) -> bool:
    """Whether a table holds data: at least two rows and columns of text, no tables of data inside it, and no long
    text beside a single row (an article under its menu)."""
    if not text_of(table):
        return False
    inner = [nested for nested in table.iterdescendants("table") if next(nested.iterancestors("table")) is table]
    if any(is_data(nested) for nested in inner):
        return False
    rows = [sum(1 for cell in row if text_of(cell)) for row in _rows(table)]
    beside = sum(1 for count in rows if count >= 2)
    longest = max((len(text_of(cell)) for cell in _own_cells(table)), default=0)
    return sum(1 for count in rows if count) >= 2 and (beside >= 2 or (beside == 1 and longest < LONG_TEXT))


def _rows(table: Any) -> Iterator[list[Any]]:
    """The cells of each row of a table itself."""
    for rows in _row_groups(table):
        yield from rows


def _row_groups(table: Any) -> Iterator[list[list[Any]]]:
    """The rows of a table by their groups: its head, bodies (rows outside of any are one), foot, which comes last
    wherever the file has it, as the head comes first."""
    groups: list[list[Any]] = []
    for child in table:
        if child.tag in ("thead", "tbody", "tr", "tfoot") and not is_dropped(child):
            if child.tag == "tr" and groups and groups[-1][0].tag == "tr":
                groups[-1].append(child)
            else:
                groups.append([child])
    for group in sorted(groups, key=lambda group: (group[0].tag == "tfoot") - (group[0].tag == "thead")):
        rows = group if group[0].tag == "tr" else group[0].iterchildren("tr")
        yield [
            [cell for cell in row.iterchildren("td", "th") if not is_dropped(cell)]
            for row in rows
            if not is_dropped(row)
        ]


def _own_cells(table: Any) -> Iterator[Any]:
    for row in _rows(table):
        yield from row


def is_head_of_next(table: Any) -> bool:
    """Whether a table is one row of short headings over a table of data with as many columns."""
    rows = list(_rows(table))
    following = table.getnext()
    while following is not None and following.tag in ("br", "p") and not text_of(following):
        following = following.getnext()
    if len(rows) != 1 or len(rows[0]) < LEAST_PARTS or following is None or following.tag != "table":
        return False
    first = next(_rows(following), [])
    return len(first) == len(rows[0]) and is_data(following) and all(len(text_of(cell)) < LONG_TEXT for cell in rows[0])


def rows_of_blocks(element: Any) -> list[list[Any]] | None:
    """The cells of a table that is made of blocks (`div`, lists) instead of table's elements; None where it is none.

    Its rows have equally many parts, three at least, nothing beside them, and figures in two rows at least.
    """
    if element.tag not in ("div", "section", "ul", "ol", "dl", "form", "article", "main"):
        return None
    rows = [_parts(row) for part in _parts(element) for row in (_parts(part) if _is_row_group(part) else [part])]
    if (wide := _tracks(element)) >= LEAST_PARTS:
        cells = _parts(element)
        rows = [cells[start : start + wide] for start in range(0, len(cells), wide)]
    if len(rows) < LEAST_ROWS or len(rows[0]) < LEAST_PARTS or any(len(row) != len(rows[0]) for row in rows):
        return None
    parents = {id(row[0].getparent()): row[0].getparent() for row in rows}.values()
    if any(_own_text(one) for one in (element, *parents)) or next(element.iterdescendants("table"), None) is not None:
        return None
    figures = sum(1 for row in rows if any(printed_amount(text_of(cell)) is not None for cell in row[1:]))
    return rows if figures >= LEAST_FIGURE_ROWS else None


def rows_of_lines(element: Any) -> list[list[str]] | None:
    """The fields of a text that stands as it is written (`pre`), where tabs or the like part it; None where they do
    not."""
    text = element.text_content().strip("\r\n")
    separator = separator_of(text) if next(element.iterdescendants("table"), None) is None else None
    return list(rows_of(text, separator)) if separator else None


def _parts(element: Any) -> list[Any]:
    return [child for child in element if isinstance(child.tag, str) and not is_dropped(child)]


def _is_row_group(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("role") == "rowgroup" or bool(re.search("display:table-(row|header|footer)-group", style))


def _tracks(element: Any) -> int:
    """How many columns a block lays its parts out in (`display: grid`); 0 where it does not."""
    style = (element.get("style") or "")[:LONGEST_STYLE].lower()
    found = _TRACKS.search(style) if re.search(r"display\s*:\s*grid", style) else None
    if found is None:
        return 0
    tracks = _REPEATED.sub(lambda one: "x " * min(int(one[1]), MOST_COLUMNS_SPANNED), found[1])
    return len(tracks.split())


def _own_text(element: Any) -> bool:
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


def cells_of(table: Any) -> list[CellContent]:
    """The cells of a table in the places that HTML gives them: no cell goes down beyond its group of rows. Raises
    `page_too_large` for spans without end."""
    rows, ends = [], []
    for group in _row_groups(table):
        rows += group
        ends += [len(rows)] * len(group)
    taken: set[tuple[int, int]] = set()
    cells = []
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            wide = min(_span(cell, "colspan"), MOST_COLUMNS_SPANNED)
            high = min(_span(cell, "rowspan") or len(rows), ends[number] - number)
            area = Area(number, column, number + high - 1, column + max(1, wide) - 1)
            taken.update((r, c) for r in range(area.top, area.bottom + 1) for c in range(area.left, area.right + 1))
            if len(taken) > MOST_PLACES:
                raise MingzhangError(ErrorCode.PAGE_TOO_LARGE, f"{len(rows)} rows")
            cells.append(CellContent(area, text_of(cell)))
            column = area.right + 1
    last = max((cell.area.left for cell in cells), default=0)  # a column that no cell begins is none
    return [cell._replace(area=cell.area._replace(right=min(cell.area.right, last))) for cell in cells]


def _span(cell: Any, name: str) -> int:
    """A span as browsers read it: 1 where it is no number."""
    found = re.match(r"\s*(\d{1,6})", cell.get(name) or "1")
    return int(found.group(1)) if found else 1


def text_of(element: Any) -> str:
    """The text that an element shows, its lines separated by newlines."""
    pieces: list[str] = []
    _gather(element, pieces, 0)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _gather(element: Any, pieces: list[str], depth: int) -> None:
    pieces.append(SPACE.sub(" ", element.text or ""))
    for child in element:
        if isinstance(child.tag, str) and not is_dropped(child) and depth < MOST_DEPTH:
            if child.tag == "br":
                pieces.append("\n")
            else:
                edge = "\n" if child.tag in BLOCKS or child.tag == "table" else ""
                pieces.append(edge)
                _gather(child, pieces, depth + 1)
                pieces.append(edge)
        pieces.append(SPACE.sub(" ", child.tail or ""))
