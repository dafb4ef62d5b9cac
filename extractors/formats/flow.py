"""Text and tables in their order -> pages, for formats that know no places (docx, html).

They are laid out as an office would print them: A4, indented paragraphs in lines of 42 characters, titles in the
middle. What comes after reads places, so the order and the shape of the text have to show in them. Pages begin
where the file says that they do; else there is one, as long as it has to be.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from mingzhang.extractors.formats.captions import NOTE, is_caption_row, says_unit
from mingzhang.extractors.formats.grids import CellContent, grid_of
from mingzhang.extractors.formats.inserted import placed
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, Page, TextLine, TextSource
from mingzhang.models.text.amounts import currency_in

PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0
LEFT, RIGHT = 72.0, 523.0
EM, LEADING, INDENT = 10.5, 18.0, 21.0
ROW_HEIGHT = 16.0
# Share of a page's height that is left free above and below, so that no line is taken for a running head.
MARGIN = 0.2
MOST_PLACES = 2_000_000


@dataclass(slots=True)
class _Sheet:
    """A page on its way: `y` is where the next line goes."""

    lines: list[TextLine] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    y: float = 0.0
    is_run_over: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.lines and not self.grids and not self.is_run_over


class Flow:
    """Takes paragraphs, tables and page breaks in reading order."""

    def __init__(self) -> None:
        self._sheets = [_Sheet()]

    def words(self, text: str, *, centred: bool = False, flush: bool = False) -> None:
        """A paragraph; its newlines begin new lines. `flush`: the first line is not indented."""
        for part in text.split("\n"):
            squeezed = " ".join(part.split())
            if squeezed:
                self._paragraph(squeezed, centred, flush)

    def _paragraph(self, text: str, centred: bool, flush: bool) -> None:
        sheet = self._sheets[-1]
        size = width_of(text)
        if centred or size <= RIGHT - LEFT - INDENT:
            size = min(size, RIGHT - LEFT)
            middle = (LEFT + RIGHT) / 2
            x0 = middle - size / 2 if centred else LEFT if flush else LEFT + INDENT
            pieces = [(text, x0, x0 + size)]
        else:
            pieces = wrapped(text, 0.0 if flush else INDENT)
        for piece, x0, x1 in pieces:
            box = Box(round(x0, 2), round(sheet.y, 2), round(x1, 2), round(sheet.y + EM, 2))
            sheet.lines.append(TextLine(piece, box))
            sheet.y += LEADING

    def table(self, cells: Sequence[CellContent], widths: Sequence[float] = ()) -> None:
        """A table; captions in its first rows and notes in its last ones become lines around it.

        `widths` of the columns in any measure; without them all are as wide. Raises `page_too_large`.
        """
        cells = [cell for cell in cells if cell.area.bottom >= cell.area.top]
        if not cells:
            return
        row_count = max(cell.area.bottom for cell in cells) + 1
        column_count = max(cell.area.right for cell in cells) + 1
        if row_count * column_count > MOST_PLACES:
            raise MingzhangError(ErrorCode.PAGE_TOO_LARGE, f"{row_count} rows of {column_count} columns")
        first, last = _extent(cells, row_count, column_count)
        for cell in cells:
            if cell.area.top < first:
                self.words(cell.text, flush=cell.area.left == 0 and cell.area.right < column_count - 1,
                           centred=cell.area.right - cell.area.left == column_count - 1)  # fmt: skip
        inner = [
            CellContent(
                cell.area._replace(top=cell.area.top - first, bottom=min(cell.area.bottom, last) - first), cell.text
            )
            for cell in cells
            if first <= cell.area.top <= last
        ]
        self._grid(inner, last - first + 1, column_count, widths)
        for cell in cells:
            if cell.area.top > last:
                self.words(cell.text)

    def _grid(self, cells: Sequence[CellContent], row_count: int, column_count: int, widths: Sequence[float]) -> None:
        sheet = self._sheets[-1]
        heights = [ROW_HEIGHT] * row_count
        for area, text in cells:
            if area.top == area.bottom:
                heights[area.top] = max(heights[area.top], ROW_HEIGHT * (text.count("\n") + 1))
        wide = list(widths) if len(widths) == column_count and min(widths) > 0 else [1.0] * column_count
        share = (RIGHT - LEFT) / sum(wide)
        acrosses = [round(LEFT + edge * share, 2) for edge in accumulate(wide, initial=0.0)]
        downs = [round(edge, 2) for edge in accumulate(heights, initial=sheet.y)]
        grid = grid_of(cells, downs, acrosses, len(self._sheets))
        if grid is not None:
            sheet.grids.append(grid)
            sheet.y = grid.box.y1 + LEADING

    @property
    def unit_is_told(self) -> bool:
        """Whether a unit of money stands on the page since the last table."""
        sheet = self._sheets[-1]
        below = sheet.grids[-1].box.y1 if sheet.grids else 0.0
        return any(currency_in(line.text) for line in sheet.lines if line.box.y0 >= below)

    def insert(self, page: Page) -> None:
        """What a picture or a sheet inside the document shows, as wide as the text where it is wider."""
        sheet = self._sheets[-1]
        boxes = [*(line.box for line in page.lines), *(grid.box for grid in page.grids)]
        if not boxes:
            return
        left, top = min(box.x0 for box in boxes), min(box.y0 for box in boxes)
        scale = min(1.0, (RIGHT - LEFT) / max(1.0, max(box.x1 for box in boxes) - left))
        lines, grids = placed(page, len(self._sheets), LEFT - scale * left, sheet.y - scale * top, scale)
        sheet.lines += lines
        sheet.grids += grids
        sheet.y += scale * (max(box.y1 for box in boxes) - top) + LEADING

    def break_page(self, *, within_table: bool = False) -> None:
        """The page ends here; a break right after another one is the same one. Inside a table it always counts."""
        if within_table or not self._sheets[-1].is_blank:
            self._sheets.append(_Sheet(is_run_over=within_table))

    def pages(self) -> tuple[Page, ...]:
        """The pages, numbered from 1; at least one."""
        if len(self._sheets) > 1 and self._sheets[-1].is_blank:
            self._sheets.pop()
        return tuple(_page(sheet, number) for number, sheet in enumerate(self._sheets, start=1))


def _page(sheet: _Sheet, number: int) -> Page:
    room = max(sheet.y, PAGE_HEIGHT * (1 - 2 * MARGIN))
    margin = room * MARGIN / (1 - 2 * MARGIN)

    def lowered(box: Box) -> Box:
        return box._replace(y0=round(box.y0 + margin, 2), y1=round(box.y1 + margin, 2))

    lines = tuple(TextLine(line.text, lowered(line.box)) for line in sheet.lines)
    grids = tuple(
        replace(grid, box=lowered(grid.box), cells=tuple(replace(cell, box=lowered(cell.box)) for cell in grid.cells))
        for grid in sheet.grids
    )
    shows = bool(lines or grids or sheet.is_run_over)
    return Page(
        number=number,
        width=PAGE_WIDTH,
        height=round(room + 2 * margin, 2),
        text_source=TextSource.TEXT_LAYER if shows else TextSource.BLANK,
        lines=lines,
        grids=grids,
        mean_confidence=1.0 if shows else None,
    )


def width_of(text: str) -> float:
    """The width of a text in points: wide characters are square, others half as wide."""
    return sum(EM if unicodedata.east_asian_width(c) in "WFA" else EM / 2 for c in text)


def wrapped(text: str, indent: float, left: float = LEFT, right: float = RIGHT) -> list[tuple[str, float, float]]:
    """The lines of a paragraph: text, left and right edge."""
    lines = []
    x0 = left + indent
    piece, x = "", x0
    for character in text:
        step = width_of(character)
        if piece and x + step > right:
            lines.append((piece, x0, x))
            piece, x0, x = "", left, left
        piece += character
        x += step
    return [*lines, (piece, x0, x)]


def _extent(cells: Sequence[CellContent], row_count: int, column_count: int) -> tuple[int, int]:
    """First and last row of the table proper."""
    rows: dict[int, list[CellContent]] = {}
    for cell in cells:
        if cell.text:
            rows.setdefault(cell.area.top, []).append(cell)
    first, last = 0, row_count - 1
    while first < last and _is_caption(rows.get(first, []), column_count, rows.get(first + 1, [])):
        first += 1
    while last > first and _is_note(rows.get(last, []), column_count):
        last -= 1
    return first, last


def _is_caption(cells: Sequence[CellContent], column_count: int, following: Sequence[CellContent]) -> bool:
    """A title or unit row, by itself over the whole width, or with nothing beside it that belongs to a table."""
    if any(cell.area.bottom > cell.area.top for cell in cells):
        return False
    if not cells:
        return bool(following)
    texts = [cell.text for cell in cells]
    wide = cells[0].area.right - cells[0].area.left + 1 == column_count
    return is_caption_row(texts) and (wide or len(texts) > 1 or column_count < 2 or says_unit(texts[0]))


def _is_note(cells: Sequence[CellContent], column_count: int) -> bool:
    return len(cells) == 1 and bool(NOTE.match(cells[0].text)) and (
        cells[0].area.right - cells[0].area.left + 1 == column_count
    )  # fmt: skip
