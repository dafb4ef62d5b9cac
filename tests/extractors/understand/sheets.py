"""Pages drawn in a test without a file: rows of texts, `<` for a cell merged to its left, `^` to the one above."""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, Page, TextLine, TextSource

LEFT, TOP, WIDTH, HEIGHT = 50.0, 120.0, 80.0, 20.0


def grid(
    drawing: str, *, page: int = 1, left: float = LEFT, top: float = TOP, widths: Sequence[float] | None = None
) -> Grid:
    """The grid of a drawing: a row a line, cells between bars."""
    rows = [[text.strip() for text in line.split("|")] for line in drawing.strip().splitlines()]
    columns = len(rows[0])
    edges = [left]
    for width in widths or [WIDTH] * columns:
        edges.append(edges[-1] + width)
    cells = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text in ("<", "^"):
                continue
            across = down = 1
            while column + across < columns and rows[row][column + across] == "<":
                across += 1
            while row + down < len(rows) and rows[row + down][column] == "^":
                down += 1
            box = Box(edges[column], top + row * HEIGHT, edges[column + across], top + (row + down) * HEIGHT)
            cells.append(GridCell(row, column, down, across, text, box))
    box = Box(edges[0], top, edges[-1], top + len(rows) * HEIGHT)
    return Grid(page, box, len(rows), columns, tuple(cells), TextSource.TEXT_LAYER)


def page(number: int, *grids: Grid, lines: Sequence[tuple[str, float]] = (), height: float = 600.0) -> Page:
    """A page of grids with lines of text, each given with its top."""
    placed = tuple(TextLine(text, Box(200.0, top, 200.0 + 10.0 * len(text), top + 10.0)) for text, top in lines)
    return Page(number, 800.0, height, TextSource.TEXT_LAYER, placed, grids)
