"""Grids of tables that no rules draw: found by their caption and their aligned figures, read by where text stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.extractors.grids.borderless.columns import ColumnExtent, crossing_share, cut_at, find_columns
from mingzhang.extractors.grids.borderless.figured import figured_part
from mingzhang.extractors.grids.borderless.header import InferredHeader, match_line, read_header
from mingzhang.extractors.grids.borderless.parts import parts_again, parts_of, table_lines
from mingzhang.extractors.grids.borderless.regions import (
    FEW_FIGURES,
    LEAST_COLUMNS,
    find_regions,
    is_running,
    is_table,
)
from mingzhang.extractors.grids.borderless.rows import TextRow, find_rows
from mingzhang.extractors.grids.borderless.runs import RunLine, TextRun, read_runs, type_of
from mingzhang.extractors.grids.borderless.walls import cut_at_walls, walled_fields
from mingzhang.extractors.grids.borderless.wrapped import with_wrapped_figures
from mingzhang.extractors.pages.glyphs import Glyph, text_of
from mingzhang.models.records.geometry import Box, Segment
from mingzhang.models.records.pages import Grid, GridCell, Page, TextSource

INFERRED = 0.8
APART = 3.2
CROSSING = 0.02
CENTRED = 0.6
ACROSS = 0.6
MANY_ROWS = 4
NAMELESS = 0.35

TOGETHER = 0.3  # of a grid's figures: so many stand beside others in one line of a cell
FEW_WORDS = 3

_FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+|,\d{3})[%％]?")

SAME_COLUMN = 0.5  # of the narrower: what columns of two pages share that are one


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
        told = region.lines
        if not is_table(region, continued is not None, _is_framed(region.lines, rules)):
            # What tells of a table on a page may lie outside of a picture.
            told = figured_part(region.lines, _em(region.lines)) if source is TextSource.OCR else ()
        plan = _plan(told, continued, rules) if told else None
        if plan is not None:
            grids.append(_built(plan, number, source, write))
    return grids


def infer_walled_grids(
    glyphs: Sequence[Glyph],
    number: int,
    upright: Sequence[Segment],
    rules: Sequence[Segment] = (),
    *,
    source: TextSource = TextSource.TEXT_LAYER,
    write: Callable[[Sequence[Glyph]], tuple[str, float]] = _printed,
) -> list[Grid]:
    """The grids of tables that upright rulings alone divide (`upright`: those that no ruled grid holds); the rest as
    for `infer_grids`. They need no caption: the rulings say that they are tables and where their columns end."""
    grids = []
    for field in walled_fields(upright, glyphs):
        lines = cut_at_walls(read_runs([glyph for glyph in glyphs if field.holds(glyph)]), field)
        if sum(len(line.runs) > 1 for line in lines) < MANY_ROWS:
            continue
        plan = _plan(lines, None, rules, field.edges)
        if plan is not None:
            grids.append(_built(plan, number, source, write))
    return grids


def is_inferred(grid: Grid) -> bool:
    """Whether a grid was inferred from its text and not ruled."""
    return all(cell.confidence <= INFERRED for cell in grid.cells)


def lacks_columns(grid: Grid) -> bool:
    """Whether the lines of a ruled grid hold several figures side by side, or a figure among words where nothing parts
    them: one that has rows alone, or a frame; one of a scan whose walls were lost, or seen where none are."""
    seen = grid.text_source is TextSource.OCR
    bare = all(cell.column_span == grid.column_count for cell in grid.cells)
    if grid.column_count != 1 and not seen:
        return False
    lines = [line.split(" ") for cell in grid.cells for line in cell.text.split("\n")]
    figures = [sum(bool(_FIGURE.fullmatch(word)) for word in words) for words in lines]
    together = [
        count
        for count, words in zip(figures, lines, strict=True)
        if count > 1 or (count and seen and bare and len(words) >= FEW_WORDS)
    ]
    return len(together) >= FEW_FIGURES and sum(together) > TOGETHER * sum(figures)


def inferred_end(page: Page | None) -> Grid | None:
    """The grid at the end of a page if it was inferred: a table that the next page may continue."""
    if page is None or not page.grids:
        return None
    return page.grids[-1] if is_inferred(page.grids[-1]) else None


def _plan(
    given: Sequence[RunLine], before: Grid | None, rules: Sequence[Segment], walls: Sequence[float] | None = None
) -> _Plan | None:
    """`before`: the grid that the lines go on with; `walls`: the edges of the columns where rulings draw them."""
    lines = list(given) if walls else table_lines(given)
    em = _em(lines)
    sides = min(line.runs[0].x0 for line in lines), max(line.runs[-1].x1 for line in lines)
    places = _places(rules, sides, lines, em)
    head, numbers, body = parts_of(lines, em, places) if before is None else parts_again(lines, before)
    if not body:
        return None
    columns = find_columns(body, em, head) if walls is None else [ColumnExtent(a, b) for a, b in pairwise(walls)]
    known = None if walls is None else list(walls)
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
        numbered, columns = match_line(numbers[0], columns, em, known is not None)
        placed = [(place, run) for place, run in numbered]
    header = read_header(head, columns, em, known)
    if len(header.columns) != len(columns):
        numbered, _ = match_line(numbers[0], header.columns, em, True) if numbers else ([], [])
        placed = [(place, run) for place, run in numbered]
    columns, edges = list(header.columns), list(header.edges)
    if before is not None and known is None:
        edges = _snapped(edges, _edges_of(before))
    rows = find_rows([cut_at(line, columns) for line in body], edges, em, places)
    if _is_nameless(rows):
        return None
    if placed:
        rows = [TextRow(numbers[0].base, tuple(placed)), *rows]
    return _Plan(tuple(_cells(header, rows, edges, em)), tuple(edges), header.row_count + len(rows))


def _em(lines: Sequence[RunLine]) -> float:
    return type_of([g for line in lines for run in line.runs for g in run.glyphs])


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
    if not all(min(b, d) - max(a, c) > SAME_COLUMN * min(b - a, d - c) for (a, b), (c, d) in inner):
        return edges
    return [before[0], *edges[1:-1], before[-1]]


def _is_framed(lines: Sequence[RunLine], rules: Sequence[Segment]) -> bool:
    """Whether lines across enclose some lines of text, all but their caption."""
    em = _em(lines)
    sides = min(line.runs[0].x0 for line in lines), max(line.runs[-1].x1 for line in lines)
    places = _places(rules, sides, lines, em)
    return bool(places) and places[0] < lines[0].base and places[-1] > lines[-1].base


def _places(rules: Sequence[Segment], edges: Sequence[float], lines: Sequence[RunLine], em: float) -> list[float]:
    """The places of the lines that cross most of a table's width, between its lines of text and around them."""
    width = edges[-1] - edges[0]
    covered: dict[int, float] = {}
    for x0, y, x1, _ in rules:
        if lines[0].base - APART * em < y < lines[-1].base + APART * em:
            covered[round(y)] = covered.get(round(y), 0.0) + min(x1, edges[-1]) - max(x0, edges[0])
    return sorted(y for y, length in covered.items() if length > ACROSS * width)


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
