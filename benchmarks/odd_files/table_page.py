"""A ruled table on a page of `pdf_writer`, each cell written as a kind wants it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.odd_files.content import Content
from benchmarks.odd_files.pdf_writer import Page, Writer, width_of

WIDTHS = (66.0, 198.0, 82.0, 82.0, 82.0)
LEFT, TOP, ROW = 40.0, 120.0, 20.0
# (page, row, column, x of the left edge, y of the baseline, width, text)
Write = Callable[[Page, int, int, float, float, float, str], None]


def plainly(page: Page, row: int, column: int, x: float, y: float, width: float, text: str) -> None:
    """Headers in the middle, names at the left, figures at the right."""
    if row and column > 1:
        page.right(x + width - 3, y, text)
    elif row:
        page.text(x + 3, y, text)
    else:
        page.text(x + (width - width_of(text, 9)) / 2, y, text)


def draw(
    page: Page,
    content: Content,
    write: Write = plainly,
    table: Sequence[Sequence[str]] | None = None,
    *,
    left: float = LEFT,
    top: float = TOP,
    columns: Sequence[int] = range(5),
    captions: bool = True,
    rules: str = "all",
) -> Page:
    """The captions and the table; `rules` is all, rows, columns, three or none."""
    rows = table or content.table
    edges = [left]
    for column in columns:
        edges.append(edges[-1] + WIDTHS[column])
    if captions:
        page.text(left + 150, top - 46, content.title, 16)
        page.text(left, top - 8, content.owner).text(edges[-1] - 70, top - 8, content.unit)
    page.add("0.6 w")
    for number in range(len(rows) + 1):
        if rules in ("all", "rows") or (rules == "three" and number in (0, 1, len(rows))):
            page.line(left, top + number * ROW, edges[-1], top + number * ROW)
    for x in edges if rules in ("all", "columns") else ():
        page.line(x, top, x, top + len(rows) * ROW)
    for row, texts in enumerate(rows):
        for place, column in enumerate(columns):
            if texts[column]:
                write(page, row, column, edges[place], top + row * ROW + 14, WIDTHS[column], texts[column])
    return page


def one_page(content: Content, write: Write = plainly, **more: object) -> bytes:
    """A file of one page with the table."""
    return Writer().pages(draw(Page(), content, write, **more)).bytes()  # type: ignore[arg-type]


def with_marks(change: Callable[[Page, int, int, float, float, float, str], bool]) -> Write:
    """A way to write that `change` may take over: it says whether it has written the cell."""

    def write(page: Page, row: int, column: int, x: float, y: float, width: float, text: str) -> None:
        if not change(page, row, column, x, y, width, text):
            plainly(page, row, column, x, y, width, text)

    return write
