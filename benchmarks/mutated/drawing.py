"""Tables as they were read, drawn anew as ruled pages: title, unit of money, cells with their spans."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from mingzhang.models.records.documents import Document, Table
from mingzhang.models.vocabulary.enums import TableKind

FONT = "STSong-Light"
SIZE, LINE, MARGIN, TOP = 9.0, 12.0, 40.0, 90.0
NARROWEST, WIDEST = 44.0, 170.0
# Longer tables go on over the next page.
ROWS_A_PAGE = 45
LEFT_OUT = frozenset(
    (
        TableKind.OTHER,
        TableKind.PERFORMANCE_TARGET_FORM,
        TableKind.OVERALL_PERFORMANCE_TARGET_FORM,
        TableKind.PERFORMANCE_SELF_EVALUATION,
    )
)


@dataclass(frozen=True)
class Spot:
    """A cell to be drawn. `figure` names the figure (row, column of the table as it was read) that it prints."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    is_header: bool = False
    figure: tuple[int, int] | None = None
    indent: float = 0.0


@dataclass(frozen=True)
class Plan:
    """A table to be drawn, and how."""

    kind: TableKind
    title: str
    unit_name: str
    currency_unit: str
    spots: tuple[Spot, ...]
    is_titled_in_two_lines: bool = False
    unit_line: str = "above"  # above, foot, before (at the foot of the page before), title
    unit_words: str = "单位：{}"
    repeats_header: bool = True
    rows_a_page: int = ROWS_A_PAGE
    shift: float = 0.0  # of the pages that follow
    has_frame: bool = True
    more: tuple[str, ...] = field(default=())

    @property
    def header_rows(self) -> int:
        return max((spot.row + spot.row_span for spot in self.spots if spot.is_header), default=0)

    @property
    def row_count(self) -> int:
        return max(spot.row + spot.row_span for spot in self.spots)

    @property
    def column_count(self) -> int:
        return max(spot.column + spot.column_span for spot in self.spots)

    def with_spots(self, spots: Sequence[Spot]) -> Plan:
        return replace(self, spots=tuple(spots))


def plans_of(document: Document) -> list[Plan]:
    """The tables of a document that are no forms and have figures."""
    return [_plan(table) for table in document.tables if table.lines and table.table_kind not in LEFT_OUT]


def _plan(table: Table) -> Plan:
    figures = {(line.row_index, line.column_index) for line in table.lines}
    spots = tuple(
        Spot(
            cell.row_index,
            cell.column_index,
            cell.row_span,
            cell.column_span,
            cell.text,
            cell.is_header,
            (cell.row_index, cell.column_index) if (cell.row_index, cell.column_index) in figures else None,
        )
        for cell in table.cells
    )
    title = (table.title or "").replace("\n", "")
    return Plan(table.table_kind, title, table.unit_name or "", table.currency_unit or "万元", spots)


def draw(cover: str, plans: Sequence[Plan]) -> tuple[bytes, list[tuple[int, int]]]:
    """The PDF, and the first and last page of each table (from 1)."""
    stream = io.BytesIO()
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(stream, invariant=1)
    canvas.setPageSize((595, 842))
    canvas.setFont(FONT, 22)
    canvas.drawCentredString(297, 600, cover)
    if plans and plans[0].unit_line == "before":
        canvas.setFont(FONT, 10)
        canvas.drawString(450, 40, _unit_line(plans[0]))
    canvas.showPage()
    page, ranges = 2, []
    for number, plan in enumerate(plans):
        after = plans[number + 1] if number + 1 < len(plans) else None
        pages = _draw_table(canvas, plan, after)
        ranges.append((page, page + pages - 1))
        page += pages
    canvas.save()
    return stream.getvalue(), ranges


def _unit_line(plan: Plan) -> str:
    return plan.unit_words.format(plan.currency_unit)


def _draw_table(canvas: Canvas, plan: Plan, after: Plan | None) -> int:
    widths = _widths(plan)
    edges = [MARGIN]
    for width in widths:
        edges.append(edges[-1] + width)
    head = plan.header_rows
    chunks = _chunks(plan)
    across = max(edges[-1] + MARGIN + abs(plan.shift), 595)
    for place, (first, last) in enumerate(chunks):
        rows = [*(range(head) if place and plan.repeats_header else ()), *range(first, last)]
        heights = {row: _height(plan, row, widths) for row in rows}
        high = max(842.0, TOP + sum(heights.values()) + 80)
        canvas.setPageSize((across, high))
        y = high - TOP
        if not place:
            _caption(canvas, plan, across, high)
        left = plan.shift if place else 0.0
        tops = {}
        for row in rows:
            tops[row] = y
            y -= heights[row]
        for spot in plan.spots:
            its = [row for row in range(spot.row, spot.row + spot.row_span) if row in tops]
            if its:
                bottom = tops[its[-1]] - heights[its[-1]]
                x0, x1 = edges[spot.column] + left, edges[spot.column + spot.column_span] + left
                _cell(canvas, plan, spot, (x0, bottom, x1, tops[its[0]]), edges[-1] + left)
        canvas.setFont(FONT, 10)
        if place == len(chunks) - 1:
            if plan.unit_line == "foot":
                canvas.drawString(MARGIN, y - 16, _unit_line(plan))
            if after is not None and after.unit_line == "before":
                canvas.drawString(across - 150, 40, _unit_line(after))
        canvas.showPage()
    return len(chunks)


def _chunks(plan: Plan) -> list[tuple[int, int]]:
    """Runs of rows, a page each; no page break goes through a cell."""
    found, first = [], 0
    joined = {row for spot in plan.spots for row in range(spot.row + 1, spot.row + spot.row_span)}
    while first < plan.row_count:
        last = min(first + plan.rows_a_page, plan.row_count)
        while last < plan.row_count and last in joined:
            last += 1
        found.append((first, last))
        first = last
    return found


def _caption(canvas: Canvas, plan: Plan, across: float, high: float) -> None:
    title = plan.title + (f"（{_unit_line(plan)}）" if plan.unit_line == "title" else "")
    canvas.setFont(FONT, 15)
    if plan.is_titled_in_two_lines and len(title) > 6:
        half = len(title) // 2
        canvas.drawCentredString(across / 2, high - 36, title[:half])
        canvas.drawCentredString(across / 2, high - 54, title[half:])
    else:
        canvas.drawCentredString(across / 2, high - 46, title)
    canvas.setFont(FONT, 10)
    if plan.unit_name:
        canvas.drawString(MARGIN, high - 78, f"部门名称：{plan.unit_name}")
    if plan.unit_line == "above":
        canvas.drawRightString(across - MARGIN, high - 78, _unit_line(plan))


def _cell(canvas: Canvas, plan: Plan, spot: Spot, box: tuple[float, float, float, float], right: float) -> None:
    x0, y0, x1, y1 = box
    canvas.line(x0, y0, x1, y0)
    canvas.line(x0, y1, x1, y1)
    if plan.has_frame or spot.column:
        canvas.line(x0, y0, x0, y1)
    if plan.has_frame or x1 < right - 1:
        canvas.line(x1, y0, x1, y1)
    canvas.setFont(FONT, SIZE)
    lines = _wrapped(spot.text, x1 - x0 - 6 - spot.indent)
    y = (y0 + y1) / 2 + LINE * (len(lines) - 1) / 2 - SIZE / 3
    for line in lines:
        if spot.figure is not None:
            canvas.drawRightString(x1 - 3, y, line)
        elif spot.is_header:
            canvas.drawCentredString((x0 + x1) / 2, y, line)
        else:
            canvas.drawString(x0 + 3 + spot.indent, y, line)
        y -= LINE


def _long(text: str) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, SIZE))


def _wrapped(text: str, width: float) -> list[str]:
    found: list[str] = []
    for part in text.split("\n"):
        line = ""
        for sign in part:
            if line and _long(line + sign) > width:
                found.append(line)
                line = ""
            line += sign
        found.append(line)
    return found


def _widths(plan: Plan) -> list[float]:
    found = [NARROWEST] * plan.column_count
    for spot in plan.spots:
        if spot.column_span == 1 and spot.text:
            longest = max(_long(line) for line in spot.text.split("\n")) + 8 + spot.indent
            most = longest if spot.figure is not None else min(longest, WIDEST)
            found[spot.column] = max(found[spot.column], most)
    return found


def _height(plan: Plan, row: int, widths: Sequence[float]) -> float:
    most = 1
    for spot in plan.spots:
        if spot.row == row and spot.row_span == 1:
            width = sum(widths[spot.column : spot.column + spot.column_span])
            most = max(most, len(_wrapped(spot.text, width - 6 - spot.indent)))
    return LINE * most + 6
