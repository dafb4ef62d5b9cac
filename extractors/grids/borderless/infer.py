"""Grids of tables that no rules draw: found by their caption and their aligned figures, read by where text stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.extractors.grids.borderless.columns import ColumnExtent, crossing_share, cut_at, find_columns
from mingzhang.extractors.grids.borderless.header import InferredHeader, match_line, read_header
from mingzhang.extractors.grids.borderless.regions import (
    FEW_FIGURES,
    LEAST_COLUMNS,
    Region,
    find_regions,
    is_running,
    is_table,
)
from mingzhang.extractors.grids.borderless.rows import TextRow, find_rows
from mingzhang.extractors.grids.borderless.runs import RunLine, TextRun, em_of, read_runs
from mingzhang.extractors.grids.borderless.wrapped import with_wrapped_figures
from mingzhang.extractors.pages.glyphs import Glyph, text_of
from mingzhang.extractors.understand.headers import count_header_rows, is_number_row
from mingzhang.models.records.geometry import Box, Segment
from mingzhang.models.records.pages import Grid, GridCell, Page, TextSource
from mingzhang.models.text.amounts import plain

INFERRED = 0.8
HEADER_LINES = 12
APART = 3.2
CROSSING = 0.02
CENTRED = 0.6
ACROSS = 0.6
MANY_ROWS = 4
NAMELESS = 0.35

_FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+|,\d{3})")

ONE_ROW = 1.05


def _printed(glyphs: Sequence[Glyph]) -> tuple[str, float]:
    return text_of(glyphs), 1.0


def infer_grids(
    glyphs: Sequence[Glyph],
    number: int,
    before: Grid | None = None,
    rules: Sequence[Segment] = (),
    *,
    source: TextSource = TextSource.TEXT_LAYER,
    write: Callable[[Sequence[Glyph]], tuple[str, float]] = _printed,
) -> list[Grid]:
    """The grids of the unruled tables in some characters of a page (those that no ruled grid holds).

    `before`: the inferred grid at the end of the page before, which a table without a caption may continue. `rules`:
    the horizontal lines of the page, which no row crosses. `write` gives the text of a cell's characters and how surely
    they were read.
    """
    if sum(g.text in ",." for g in glyphs) < FEW_FIGURES:
        return []
    lines = with_wrapped_figures(read_runs(glyphs))
    for end in (0, -1):
        while lines and is_running(lines[end]):
            lines.pop(end)
    grids = []
    for index, region in enumerate(find_regions(lines)):
        continued = before if index == 0 and not region.known and not region.unit else None
        if not is_table(region, continued is not None):
            continue
        plan = _plan(region, continued, rules)
        if plan is not None:
            grids.append(_built(plan, number, source, write))
    return grids


def is_inferred(grid: Grid) -> bool:
    """Whether a grid was inferred from its text and not ruled."""
    return all(cell.confidence <= INFERRED for cell in grid.cells)


def lacks_columns(grid: Grid) -> bool:
    """Whether a ruled grid has rows alone, or a frame, and its lines hold several figures side by side."""
    if grid.column_count != 1:
        return False
    lines = [line.split(" ") for cell in grid.cells for line in cell.text.split("\n")]
    several = [words for words in lines if sum(bool(_FIGURE.fullmatch(word)) for word in words) > 1]
    return len(several) >= FEW_FIGURES


def inferred_end(page: Page | None) -> Grid | None:
    """The grid at the end of a page if it was inferred: a table that the next page may continue."""
    if page is None or not page.grids:
        return None
    return page.grids[-1] if is_inferred(page.grids[-1]) else None


def _plan(region: Region, before: Grid | None, rules: Sequence[Segment]) -> _Plan | None:
    lines = _kept(region.lines)
    em = em_of([g for line in lines for run in line.runs for g in run.glyphs])
    head, numbers, body = _parts(lines, em) if before is None else _parts_again(lines, before)
    if not body:
        return None
    columns = find_columns(body, em)
    known: list[float] | None = None
    if before is not None:
        known = _edges_of(before)
        runs = [run for line in body for run in line.runs if not run.is_glued and not run.is_total]
        if crossing_share(runs, known) <= CROSSING:
            columns = [ColumnExtent(a, b) for a, b in pairwise(known)]
        else:
            known = None
    if len(columns) < LEAST_COLUMNS:
        return None
    placed: list[tuple[int, TextRun]] = []
    if numbers:
        places, columns = match_line(numbers[0], columns, em, known is not None)
        placed = [(place, run) for place, run in places]
    header = read_header(head, columns, em, known)
    if len(header.columns) != len(columns):
        places, _ = match_line(numbers[0], header.columns, em, True) if numbers else ([], [])
        placed = [(place, run) for place, run in places]
    columns, edges = list(header.columns), list(header.edges)
    if before is not None and known is None:
        edges = _snapped(edges, _edges_of(before))
    rows = find_rows(
        with_wrapped_figures([cut_at(line, columns) for line in body]), edges, em, _places(rules, edges, body)
    )
    if _is_nameless(rows):
        return None
    if placed:
        rows = [TextRow(numbers[0].base, tuple(placed)), *rows]
    return _Plan(tuple(_cells(header, rows, edges, em)), tuple(edges), header.row_count + len(rows))


def _is_nameless(rows: Sequence[TextRow]) -> bool:
    """Whether many rows of figures have no name or code: their names were not understood, so whose figures they are."""
    figured = [row for row in rows if any(run.is_figure for _, run in row.runs)]
    nameless = [row for row in figured if all(run.is_figure or run.is_glued for _, run in row.runs)]
    return len(figured) >= MANY_ROWS and len(nameless) > NAMELESS * len(figured)


def _snapped(edges: list[float], before: Sequence[float]) -> list[float]:
    """The edges of a page's columns, ending where those of the page before did if they are the same columns."""
    if len(edges) != len(before):
        return edges
    inner = zip(pairwise(edges), pairwise(before), strict=True)
    if not all(min(b, d) - max(a, c) > 0.5 * min(b - a, d - c) for (a, b), (c, d) in inner):
        return edges
    return [before[0], *edges[1:-1], before[-1]]


def _places(rules: Sequence[Segment], edges: Sequence[float], body: Sequence[RunLine]) -> list[float]:
    """The places of the lines that cross most of a table's width between the lines of its body."""
    width = edges[-1] - edges[0]
    covered: dict[int, float] = {}
    for x0, y, x1, _ in rules:
        if body[0].base < y < body[-1].base:
            covered[round(y)] = covered.get(round(y), 0.0) + min(x1, edges[-1]) - max(x0, edges[0])
    return sorted(y for y, length in covered.items() if length > ACROSS * width)


def _kept(lines: Sequence[RunLine]) -> list[RunLine]:
    """A region's lines less running heads and feet that stand far off."""
    kept = list(lines)
    steps = sorted(b.base - a.base for a, b in pairwise(kept))
    usual = steps[len(steps) // 2] if steps else 0.0
    while len(kept) > 2 and len(kept[0].runs) == 1 and kept[1].base - kept[0].base > APART * usual:
        kept.pop(0)
    while len(kept) > 2 and len(kept[-1].runs) <= 2 and kept[-1].base - kept[-2].base > APART * usual:
        kept.pop()
    return kept


def _parts(lines: Sequence[RunLine], em: float) -> tuple[list[RunLine], list[RunLine], list[RunLine]]:
    """Lines of the header, of the column numbers, and of the body."""
    for index, line in enumerate(lines[:HEADER_LINES]):
        if index and len(line.runs) > 1 and is_number_row(line.texts):
            return list(lines[:index]), [line], list(lines[index + 1 :])
        if _begins_body(line):
            while index > 1 and lines[index].base - lines[index - 1].base < ONE_ROW * em:
                index -= 1  # the first line of a name that wraps around its figures
            return list(lines[:index]), [], list(lines[index:])
    return [], [], list(lines)


def _parts_again(lines: Sequence[RunLine], before: Grid) -> tuple[list[RunLine], list[RunLine], list[RunLine]]:
    """The same for a page that goes on with a table: its first lines are a header only if they repeat that one's."""
    rows = count_header_rows(before)
    texts = [plain(cell.text) for cell in before.cells if cell.row < rows]
    index = 0
    for line in lines[:HEADER_LINES]:
        if is_number_row(line.texts) and len(line.runs) > 1:
            return list(lines[:index]), [line], list(lines[index + 1 :])
        if _begins_body(line) or not all(any(run.text in text for text in texts) for run in line.runs):
            break
        index += 1
    return list(lines[:index]), [], list(lines[index:])


def _begins_body(line: RunLine) -> bool:
    """Whether a line has a figure, or begins with the ordinal or code of an item."""
    first = line.runs[0]
    if any(run.is_figure or run.is_glued or (run.begins_item and run.text[:2] != "其中") for run in line.runs):
        return True
    numbers = [run for run in line.runs if run.is_amount and not run.is_year]
    return (first.is_total and bool(numbers)) or (first.is_code and not first.is_year and len(line.runs) > len(numbers))


def _edges_of(grid: Grid) -> list[float]:
    return sorted({x for cell in grid.cells for x in (cell.box.x0, cell.box.x1)})


@dataclass(frozen=True, slots=True)
class _Cell:
    row: int
    column: int
    row_span: int
    column_span: int
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """An inferred grid before its text is written: the cells that hold characters, column edges, rows."""

    cells: tuple[_Cell, ...]
    edges: tuple[float, ...]
    row_count: int


def _cells(header: InferredHeader, rows: Sequence[TextRow], edges: Sequence[float], em: float) -> list[_Cell]:
    """The cells with text, header rows first."""
    cells = [
        _Cell(c.row, c.column, c.row_span, c.column_span, tuple(g for run in c.runs for g in run.glyphs))
        for c in header.cells
    ]
    for index, row in enumerate(rows, start=header.row_count):
        places: dict[int, list[TextRun]] = {}
        for column, run in row.runs:
            places.setdefault(column, []).append(run)
        for column, runs in sorted(places.items()):
            first, last = column, column
            if len(runs) == 1 and runs[0].is_total:
                first, last = _across(runs[0], column, set(places), edges, em)
            glyphs = tuple(g for run in runs for g in run.glyphs)
            cells.append(_Cell(index, first, 1, last - first + 1, glyphs))
    return cells


def _across(run: TextRun, column: int, filled: set[int], edges: Sequence[float], em: float) -> tuple[int, int]:
    """The columns that a total is printed across: blank ones around its own whose middle it stands at."""
    first = last = column
    while first > 0 and first - 1 not in filled:
        first -= 1
    while last + 2 < len(edges) and last + 1 not in filled:
        last += 1
    spans = [(a, b) for a in range(first, column + 1) for b in range(column, last + 1) if b > a]
    best = min(spans, key=lambda s: abs((edges[s[0]] + edges[s[1] + 1]) / 2 - run.middle), default=None)
    if best is None or abs((edges[best[0]] + edges[best[1] + 1]) / 2 - run.middle) > CENTRED * em:
        return column, column
    alone = abs((edges[column] + edges[column + 1]) / 2 - run.middle)
    inside = run.x0 >= edges[column] and run.x1 <= edges[column + 1]
    return (column, column) if alone <= CENTRED * em or inside else best


def _built(plan: _Plan, number: int, source: TextSource, write: Callable[[Sequence[Glyph]], tuple[str, float]]) -> Grid:
    cells, edges, row_count = plan.cells, plan.edges, plan.row_count
    spans: list[list[float]] = [[] for _ in range(row_count)]
    for cell in cells:
        if cell.row_span == 1:
            spans[cell.row] += [g.y0 for g in cell.glyphs] + [g.y1 for g in cell.glyphs]
    heights = _row_edges(spans)
    taken = {
        (r, c)
        for cell in cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.column, cell.column + cell.column_span)
    }
    width = len(edges) - 1
    blanks = [_Cell(r, c, 1, 1, ()) for r in range(row_count) for c in range(width) if (r, c) not in taken]
    placed = []
    for cell in sorted([*cells, *blanks], key=lambda cell: (cell.row, cell.column)):
        text, confidence = write(cell.glyphs)
        left, right = edges[cell.column], edges[cell.column + cell.column_span]
        around = Box(
            round(left, 2), round(heights[cell.row], 2), round(right, 2), round(heights[cell.row + cell.row_span], 2)
        )
        placed.append(
            GridCell(cell.row, cell.column, cell.row_span, cell.column_span, text, around, INFERRED * confidence)
        )
    box = Box(round(edges[0], 2), round(heights[0], 2), round(edges[-1], 2), round(heights[-1], 2))
    return Grid(number, box, row_count, width, tuple(placed), source)


def _row_edges(spans: Sequence[Sequence[float]]) -> list[float]:
    """Places between rows, in order, however the extents of their texts overlap."""
    tops = [min(span) if span else None for span in spans]
    ends = [max(span) if span else None for span in spans]
    edges = [next(t for t in tops if t is not None) - 1.0]
    for index in range(1, len(spans)):
        above = next((e for e in reversed(ends[:index]) if e is not None), edges[0])
        below = next((t for t in tops[index:] if t is not None), above)
        edges.append(max((above + below) / 2, edges[-1] + 0.01))
    edges.append(max(next(e for e in reversed(ends) if e is not None) + 1.0, edges[-1] + 0.01))
    return edges
