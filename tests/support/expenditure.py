"""One table of 19 figures, drawn or written in many ways: whatever the way, the same budget lines come out."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

from reportlab.pdfgen import canvas

from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import Document
from tests.support.drawing import FONT

TITLE, OWNER, UNIT = "2025年部门支出总表", "部门：某某市财政局", "单位：万元"
HEADER = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
ROWS: tuple[tuple[str, str, str, str, str], ...] = (
    ("201", "一般公共服务支出", "1,234.56", "1,000.00", "234.56"),
    ("20103", "政府办公厅（室）及相关机构事务", "1,234.56", "1,000.00", "234.56"),
    ("2010301", "行政运行", "1,000.00", "1,000.00", ""),
    ("2010302", "一般行政管理事务", "234.56", "", "234.56"),
    ("208", "社会保障和就业支出", "345.60", "345.60", ""),
    ("20805", "行政事业单位养老支出", "345.60", "345.60", ""),
    ("2080505", "机关事业单位基本养老保险缴费支出", "345.60", "345.60", ""),
    ("", "合计", "1,580.16", "1,345.60", "234.56"),
)
TABLE: tuple[tuple[str, ...], ...] = (HEADER, *ROWS)
Figure = tuple[str | None, str | None, Decimal | None]
WIDTHS = (70, 190, 80, 80, 80)
LEFT, TOP, ROW = 45.0, 82.0, 22.0


def wanted() -> Counter[Figure]:
    """Code, name and yuan of the 19 figures."""
    return Counter(
        (code or None, name, Decimal(text.replace(",", "")) * 10_000)
        for code, name, *texts in ROWS
        for text in texts
        if text
    )


def figures(document: Document) -> Counter[Figure]:
    return Counter((line.item_code, line.item_name, line.amount_yuan) for t in document.tables for line in t.lines)


def read(data: bytes, folder: Path, name: str = "a.pdf") -> Document:
    path = folder / name
    path.write_bytes(data)
    return read_document(path)


class Drawn:
    """A canvas with places from the top left, for pages whose parts a test draws in ways of its own."""

    def __init__(self) -> None:
        self.stream = io.BytesIO()
        self.canvas = canvas.Canvas(self.stream, pagesize=(595, 842), invariant=1, pageCompression=0)

    def text(self, x: float, y: float, text: str, size: float = 9.0) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, 842 - y, text)

    def right(self, x: float, y: float, text: str, size: float = 9.0) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawRightString(x, 842 - y, text)

    def rules(self, rows: int = len(TABLE)) -> None:
        edges = [LEFT]
        for width in WIDTHS:
            edges.append(edges[-1] + width)
        for number in range(rows + 1):
            y = 842 - TOP - number * ROW
            self.canvas.line(edges[0], y, edges[-1], y)
        for x in edges:
            self.canvas.line(x, 842 - TOP, x, 842 - TOP - rows * ROW)

    def done(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.stream.getvalue()


Write = Callable[[Drawn, int, int, float, float, str], None]


def plainly(page: Drawn, row: int, column: int, x: float, y: float, text: str) -> None:
    """The usual way to write a cell: figures at the right (`x` is their end), other texts at the left."""
    (page.right if row and column > 1 else page.text)(x, y, text)


def place(row: int, column: int) -> tuple[float, float]:
    """Where the text of a cell begins, or ends if it is a figure; its baseline."""
    left = LEFT + sum(WIDTHS[:column])
    x = left + WIDTHS[column] - 4 if row and column > 1 else left + 3
    return x, TOP + row * ROW + 15


def page_of(page: Drawn, write: Write = plainly, table: Sequence[Sequence[str]] = TABLE, title: float = 16) -> None:
    """The table on a page, each cell written by `write(page, row, column, x, y, text)`."""
    page.canvas.setFont(FONT, title)
    page.canvas.drawCentredString(297, 842 - 37, TITLE)
    page.text(LEFT, 74, OWNER)
    page.right(545, 74, UNIT)
    page.rules(len(table))
    for row, texts in enumerate(table):
        for column, text in enumerate(texts):
            if text:
                write(page, row, column, *place(row, column), text)


def drawn(write: Write = plainly, table: Sequence[Sequence[str]] = TABLE, pages: int = 1) -> bytes:
    """A PDF of the table."""
    page = Drawn()
    for number in range(pages):
        if number:
            page.canvas.showPage()
        page_of(page, write, table)
    return page.done()


def with_cell(row: int, column: int, text: str) -> list[list[str]]:
    """The table with another text in one cell (rows count from the header, 0)."""
    table = [list(texts) for texts in TABLE]
    table[row][column] = text
    return table
