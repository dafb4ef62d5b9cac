"""Draws source tables and text as a PDF the way an office prints them. Says on which page every row came to stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from io import BytesIO

import reportlab.rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from samples.sheet import Cell, SourceTable, anchors, parse_amount

FONT_FILES = {
    "hei": "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "zen": "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
}
A4 = (595.0, 842.0)
PAD = 2.0


def register_fonts() -> None:
    """Make the fonts known to reportlab, and streams binary; raises OSError where the fonts are not installed."""
    reportlab.rl_config.useA85 = 0
    for font, path in FONT_FILES.items():
        pdfmetrics.registerFont(TTFont(font, path, subfontIndex=0))


def wrap(text: str, font: str, size: float, width: float) -> list[str]:
    """Lines no wider than `width`; numbers stay whole where they fit, and no closing mark starts a line."""
    lines, line = [], ""
    for token in re.findall(r"[0-9][0-9.,]*%?|.", text):
        fits = pdfmetrics.stringWidth(line + token, font, size) <= width
        if line and not fits:
            keep = 1 if token in "，。；：、）” %" and len(line) > 1 else 0
            lines.append(line[: len(line) - keep])
            line = line[len(line) - keep :]
        line += token
    return [*lines, line]


@dataclass(slots=True)
class Placement:
    """Where a table came to stand: the page of every row, counted from 1."""

    table: SourceTable
    row_pages: list[int]


@dataclass(slots=True)
class Style:
    """What differs between offices: type, row height, and whether rules are strokes or thin filled bars."""

    font: str = "hei"
    size: float = 8.0
    title_size: float = 15.0
    row_height: float = 19.0
    rule: float = 0.6
    filled_rules: bool = False
    number_at_right: bool = False
    rotate: bool = False
    margin: float = 60.0
    header_grey: float | None = None
    page_numbers: bool = True


@dataclass
class Press:
    """A document on its way to paper. `page_kinds` says for each page what it shows."""

    style: Style
    watermark: Callable[[Canvas, float, float], None] | None = None
    watermark_on_top: bool = True
    placements: list[Placement] = field(default_factory=list)
    page_kinds: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._buffer = BytesIO()
        self.canvas = Canvas(self._buffer, pagesize=A4, invariant=1, pageCompression=1)
        self.canvas.setTitle("")
        self.width, self.height = A4
        self.y = 0.0

    @property
    def page(self) -> int:
        return len(self.page_kinds)

    def new_page(self, kind: str, landscape: bool = False) -> None:
        """Start a page; a landscape one is wide paper, or upright paper with /Rotate 90 (`Style.rotate`)."""
        self._finish_page()
        self.page_kinds.append(kind)
        self.width, self.height = (A4[1], A4[0]) if landscape else A4
        turned = landscape and self.style.rotate
        # With a rotation, reportlab turns the size that it is given into the upright MediaBox by itself.
        self.canvas.setPageSize((self.width, self.height))
        self.canvas.setPageRotation(90 if turned else 0)
        if turned:
            self.canvas.translate(A4[0], 0)
            self.canvas.rotate(90)
        if self.watermark and not self.watermark_on_top:
            self._draw_watermark()
        self.y = self.height - self.style.margin

    def _draw_watermark(self) -> None:
        if self.watermark:
            self.canvas.saveState()
            self.watermark(self.canvas, self.width, self.height)
            self.canvas.restoreState()

    def _finish_page(self) -> None:
        if not self.page_kinds:
            return
        if self.watermark_on_top:
            self._draw_watermark()
        if self.style.page_numbers and self.page_kinds[-1] not in ("cover", "form"):
            self.text(f"— {self.page} —", self.width / 2, 28, 9, "center")
        self.canvas.showPage()

    def finish(self) -> bytes:
        self._finish_page()
        self.canvas.save()
        return self._buffer.getvalue()

    def text(self, text: str, x: float, y: float, size: float, align: str = "left", bold: bool = False) -> None:
        self.canvas.setFont(self.style.font, size)
        draw = {"left": self.canvas.drawString, "right": self.canvas.drawRightString}.get(
            align, self.canvas.drawCentredString
        )
        for shift in (0.0, 0.25) if bold else (0.0,):
            draw(x + shift, y, text)

    def paragraphs(self, lines: Iterable[str], kind: str = "narrative") -> None:
        """Running text; `# `, `## `, `### ` are headings, `@pie` a chart. Breaks pages where needed."""
        left, size, lead = self.style.margin + 12, 11.0, 21.0
        for line in lines:
            level = len(line) - len(line.lstrip("#")) if line.startswith("#") else 0
            if line.startswith("@pie"):
                self._pie(line.split()[1], line.split()[2:], kind)
                continue
            if level == 1:
                self._room(60, kind)
                self.y -= 14
                self.text(line[2:], self.width / 2, self.y, 17, "center", bold=True)
                self.y -= 34
                continue
            text = line[level + 1 :] if level else "　　" + line
            for part in wrap(text, self.style.font, size + (1 if level else 0), self.width - 2 * left):
                self._room(lead, kind)
                self.text(part, left, self.y, size + (1 if level else 0), bold=level == 2)
                self.y -= lead

    def _room(self, height: float, kind: str) -> None:
        if self.y - height < self.style.margin:
            self.new_page(kind)

    def _pie(self, title: str, parts: list[str], kind: str) -> None:
        self._room(150, kind)
        self.text(title, self.width / 2, self.y - 4, 10, "center")
        x, y, start = self.width / 2 - 60, self.y - 130, 90.0
        for n, part in enumerate(parts):
            label, share = part.split("=")
            extent = float(share) * 3.6
            self.canvas.setFillGray(0.35 + 0.3 * n)
            self.canvas.setStrokeGray(1)
            if extent >= 360:
                self.canvas.ellipse(x, y, x + 110, y + 110, stroke=0, fill=1)
            else:
                self.canvas.wedge(x, y, x + 110, y + 110, start, extent, stroke=1, fill=1)
            start += extent
            self.canvas.setFillGray(0)
            self.text(f"{label} {share}%", x + 130, y + 70 - 16 * n, 9)
        self.canvas.setStrokeGray(0)
        self.y -= 150

    def table(self, table: SourceTable, kind: str = "table", row_height: float | None = None) -> None:
        """Title, unit line, grid and note, continued over as many pages as it takes."""
        style = replace(self.style, row_height=row_height or self.style.row_height)
        total = sum(table.widths)
        left = (self.width - total) / 2
        heights = row_heights(table, style)
        if table.number:
            where = (left + total, "right") if style.number_at_right else (left, "left")
            self.text(table.number, where[0], self.y, 10, where[1])
            self.y -= 16
        self.y -= 8
        self.text(table.title, self.width / 2, self.y, style.title_size, "center", bold=True)
        self.y -= 20
        if table.subtitle:
            self.text(table.subtitle, self.width / 2, self.y + 3, 10, "center")
            self.y -= 14
        if table.unit_line:
            self.text(table.unit_line, left, self.y, 9)
            self.text(f"单位：{table.currency}", left + total, self.y, 9, "right")
            self.y -= 7
        pages = self._grid(table, heights, left, kind)
        self.placements.append(Placement(table, pages))
        if table.note:
            self.y -= 14
            self.text(table.note, left, self.y, 9)
        self.y -= 34

    def _grid(self, table: SourceTable, heights: list[float], left: float, kind: str) -> list[int]:
        cells = anchors(table)
        depth = len(table.header)
        pages: list[int] = []
        landscape = self.width > self.height
        row = 0
        while row < len(heights):
            end, room = row, self.y - self.style.margin
            repeated = depth if row and table.repeat_header else 0
            room -= sum(heights[:repeated])
            while end < len(heights) and (heights[end] <= room + 0.01 or end == row):
                room -= heights[end]
                end += 1
            while end < len(heights) and any(c.row < end < c.row + c.row_span for c in cells):
                end -= 1
            if repeated:
                self._rows(table, cells, heights, left, range(depth))
            self._rows(table, cells, heights, left, range(row, end))
            pages += [self.page] * (end - row)
            row = end
            if row < len(heights):
                self.new_page(kind, landscape)
        return pages

    def _rows(self, table: SourceTable, cells: list[Cell], heights: list[float], left: float, rows: range) -> None:
        for cell in cells:
            if cell.row in rows:
                x = left + sum(table.widths[: cell.column])
                top = self.y - sum(heights[rows.start : cell.row])
                width = sum(table.widths[cell.column : cell.column + cell.column_span])
                height = sum(heights[cell.row : cell.row + cell.row_span])
                self._cell(table, cell, x, top, width, height)
        self.y -= sum(heights[r] for r in rows)

    def _cell(self, table: SourceTable, cell: Cell, x: float, top: float, width: float, height: float) -> None:
        style, canvas = self.style, self.canvas
        if cell.is_header and style.header_grey is not None:
            canvas.setFillGray(style.header_grey)
            canvas.rect(x, top - height, width, height, stroke=0, fill=1)
            canvas.setFillGray(0)
        if style.filled_rules:
            bar = style.rule
            for bx, by, bw, bh in (
                (x, top - bar / 2, width, bar), (x, top - height - bar / 2, width, bar),
                (x - bar / 2, top - height, bar, height), (x + width - bar / 2, top - height, bar, height),
            ):  # fmt: skip
                canvas.rect(bx, by, bw, bh, stroke=0, fill=1)
        else:
            canvas.setLineWidth(style.rule)
            canvas.rect(x, top - height, width, height, stroke=1, fill=0)
        if not cell.text:
            return
        lines = wrap(cell.text, style.font, style.size, width - 2 * PAD)
        lead = style.size * 1.18
        y = top - height / 2 + lead * (len(lines) - 1) / 2 - style.size * 0.36
        align = alignment(table, cell)
        at = {"left": x + PAD, "right": x + width - PAD - 1, "center": x + width / 2}[align]
        for line in lines:
            self.text(line, at, y, style.size, align)
            y -= lead


def alignment(table: SourceTable, cell: Cell) -> str:
    """Figures at the right, names at the left, headers and totals in the middle; forms as the office prints them."""
    if table.form is not None:
        if (cell.row, cell.column) in table.fund_cells:
            return "right"
        return "left" if cell.column_span > 2 and len(cell.text) > 24 else "center"
    if cell.is_header or cell.text.endswith(("合计", "总计")):
        return "center"
    role = table.columns[cell.column].role
    if role == "amount" and is_amount(cell.text):
        return "right"
    return "center" if role == "code" else "left"


def is_amount(text: str) -> bool:
    try:
        return parse_amount(text) is not None
    except ArithmeticError:
        return False


def row_heights(table: SourceTable, style: Style) -> list[float]:
    """Heights that hold every wrapped text; a merged cell's lines are shared by its rows."""
    heights = [style.row_height] * len(table.rows)
    if table.form is not None:
        heights = [style.row_height - 1.0] * len(table.rows)
    for cell in sorted(anchors(table), key=lambda c: c.row_span):
        width = sum(table.widths[cell.column : cell.column + cell.column_span])
        lines = len(wrap(cell.text, style.font, style.size, width - 2 * PAD))
        rows = range(cell.row, cell.row + cell.row_span)
        lacking = lines * style.size * 1.18 + 6 - sum(heights[r] for r in rows)
        if lacking > 0:
            heights[rows[-1]] += lacking
    return heights
