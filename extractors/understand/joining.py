"""Grids of consecutive pages that are one table, joined: rows run on, repeated headers appear once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mingzhang.extractors.understand.captions import Caption, body_lines, read_caption, running_lines
from mingzhang.extractors.understand.forms import looks_like_form
from mingzhang.extractors.understand.headers import count_header_rows
from mingzhang.models.records.documents import TableCell
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, Page, TextLine
from mingzhang.models.text.amounts import plain
from mingzhang.models.vocabulary.enums import TableKind
from mingzhang.models.vocabulary.table_words import kind_of_title

EDGE_REACH = 4.0
CAPTION_ROWS = 4
# A grid that reaches this share of the page's height may go on; text under it is a cell's that ran over the edge.
PAGE_END = 0.88
FORM_BEGINNINGS = ("项目名称", "专项名称", "部门(单位)名称", "部门名称", "单位名称", "部门(单位)", "专项资金名称")


@dataclass(frozen=True, slots=True)
class Piece:
    """One grid of one page with what is printed over and under it."""

    grid: Grid
    caption: Caption
    rows: tuple[tuple[str, ...], ...]
    header_rows: int
    last_on_page: bool
    first_on_page: bool
    text_below: bool
    form: TableKind | None


@dataclass(frozen=True, slots=True)
class LogicalTable:
    """A table with its rows numbered through. `header_rows` counts the rows of its (first) header."""

    caption: Caption
    cells: tuple[TableCell, ...]
    row_count: int
    column_count: int
    header_rows: int
    first_page: int
    last_page: int
    form: TableKind | None
    pieces: int = 1


@dataclass(slots=True)
class _Run:
    """Pieces that belong together, with how many leading rows of each are repeated print."""

    pieces: list[Piece] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)


def join_tables(pages: Sequence[Page]) -> list[LogicalTable]:
    """All tables of a document, in reading order."""
    running = running_lines(pages)
    runs: list[_Run] = []
    trailing: list[TextLine] = []
    for page in pages:
        pieces, trailing = _pieces(page, running, trailing)
        for piece in pieces:
            dropped = _continues(runs[-1], piece) if runs else None
            if dropped is None:
                runs.append(_Run([piece], [0]))
            else:
                runs[-1].pieces.append(piece)
                runs[-1].dropped.append(dropped)
    return [_joined(run) for run in runs]


def _pieces(page: Page, running: frozenset[str], trailing: Sequence[TextLine]) -> tuple[list[Piece], list[TextLine]]:
    """The grids of a page, and the lines under its last one. `trailing`: such lines of the page before."""
    lines = body_lines(page, running)
    pieces = []
    top = 0.0
    for index, grid in enumerate(page.grids):
        above = [line for line in lines if top <= line.box.middle[1] < grid.box.y0 + 1]
        grid, inner = _without_caption_rows(grid)
        caption = read_caption([*above, *inner])
        if caption.is_blank and index == 0 and trailing:
            caption = _with_title_before(caption, trailing)
        texts = [cell.text for cell in grid.cells if cell.text]
        at_end = grid.box.y1 > PAGE_END * page.height
        below = [] if at_end else [line for line in lines if line.box.y0 >= grid.box.y1 - 1]
        rows = _row_texts(grid)
        last = index == len(page.grids) - 1
        pieces.append(
            Piece(
                grid,
                caption,
                rows,
                count_header_rows(grid),
                last,
                index == 0,
                bool(below) if last else True,
                looks_like_form(texts),
            )
        )
        top = grid.box.y1 - 1
    return pieces, [line for line in lines if line.box.y0 >= top]


def _with_title_before(caption: Caption, trailing: Sequence[TextLine]) -> Caption:
    """A caption whose title stands at the foot of the page before, as its last lines."""
    before = read_caption(trailing[-CAPTION_ROWS:])
    if before.title is None or kind_of_title(before.title) is None:
        return caption
    return Caption(
        before.table_number,
        before.title,
        caption.unit_name or before.unit_name,
        caption.currency_unit or before.currency_unit,
        before.fiscal_year,
    )


def _row_texts(grid: Grid) -> tuple[tuple[str, ...], ...]:
    rows: list[list[str]] = [[] for _ in range(grid.row_count)]
    for cell in grid.cells:
        if cell.text:
            rows[cell.row].append(plain(cell.text))
    return tuple(tuple(row) for row in rows)


def _without_caption_rows(grid: Grid) -> tuple[Grid, list[TextLine]]:
    """The grid less first rows that a frame drew around the title and the unit line; those rows as lines."""
    lines: list[TextLine] = []
    count = 0
    for row in range(min(CAPTION_ROWS, grid.row_count - 1)):
        cells = [cell for cell in grid.cells if cell.row == row]
        texts = [cell for cell in cells if cell.text]
        whole = len(cells) == 1 and cells[0].column_span == grid.column_count and cells[0].row_span == 1
        captioned = texts and all(_is_caption_text(cell.text) for cell in texts)
        if not captioned or (not whole and len(texts) > 3):
            break
        lines += [TextLine(cell.text.replace("\n", ""), cell.box, cell.confidence) for cell in texts]
        count = row + 1
    if not count:
        return grid, []
    kept = tuple(replace(cell, row=cell.row - count) for cell in grid.cells if cell.row >= count)
    if not kept:
        return grid, []
    box = grid.box._replace(y0=min(cell.box.y0 for cell in kept))
    return replace(grid, cells=kept, row_count=grid.row_count - count, box=box), lines


def _is_caption_text(text: str) -> bool:
    caption = read_caption([TextLine(text.replace("\n", ""), _NOWHERE)])
    return bool(caption.currency_unit or (caption.title and kind_of_title(caption.title)) or caption.table_number)


_NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


def _continues(run: _Run, piece: Piece) -> int | None:
    """How many first rows of a piece repeat the run's header, if it goes on with the run's table; else None."""
    first, last = run.pieces[0], run.pieces[-1]
    if not (piece.first_on_page and last.last_on_page and piece.grid.page_number == last.grid.page_number + 1):
        return None
    repeated = _repeated_rows(first, piece)
    if not piece.caption.is_blank:
        same = piece.caption.title is not None and piece.caption.title == first.caption.title
        same_owner = piece.caption.unit_name in (None, first.caption.unit_name)
        if same and same_owner and repeated and (piece.form is None or repeated >= first.header_rows > 0):
            return repeated if not _starts_form(piece) else None
        return None
    if _starts_form(piece) or not (
        _same_width(last.grid, piece.grid) or (first.form and _part_of(last.grid, piece.grid))
    ):
        return None
    if repeated:
        return repeated
    if last.text_below:
        return None
    if piece.header_rows and not first.form and _own_header(piece):
        return None
    return 0


def _own_header(piece: Piece) -> bool:
    """Whether the first rows of a piece are words of a header and not a continued row."""
    return count_header_rows(piece.grid, certain=True) > 0


def _starts_form(piece: Piece) -> bool:
    """Whether a piece begins a form of its own: its first rows name a project or are a form's title."""
    for row in piece.rows[:2]:
        if row and (
            (row[0].rstrip(":") in FORM_BEGINNINGS and len(row) <= 4)
            or (len(row) == 1 and row[0].endswith("绩效目标表"))
        ):
            return True
    return False


def _repeated_rows(first: Piece, piece: Piece) -> int:
    """How many leading rows of a piece print the header of the run again."""
    if not first.header_rows or piece.grid.column_count != first.grid.column_count:
        return 0
    count = 0
    for mine, theirs in zip(piece.rows, first.rows[: first.header_rows], strict=False):
        if mine != theirs:
            break
        count += 1
    return count if count == first.header_rows or (count and count == len(piece.rows)) else 0


def _same_width(one: Grid, two: Grid) -> bool:
    return abs(one.box.x0 - two.box.x0) <= EDGE_REACH and abs(one.box.x1 - two.box.x1) <= EDGE_REACH


def _part_of(one: Grid, two: Grid) -> bool:
    """Whether a grid lacks columns at one side of another: a form's side label without rules on the next page."""
    if abs(one.box.x1 - two.box.x1) > EDGE_REACH or two.column_count >= one.column_count:
        return False
    return any(abs(cell.box.x0 - two.box.x0) <= EDGE_REACH for cell in one.cells)


def _joined(run: _Run) -> LogicalTable:
    first = run.pieces[0]
    form = next((piece.form for piece in run.pieces if piece.form), None)
    header_rows = 0 if form and _starts_form(first) else first.header_rows
    edges = _column_edges([piece.grid for piece in run.pieces])
    cells: list[TableCell] = []
    row = 0
    for piece, dropped in zip(run.pieces, run.dropped, strict=True):
        for cell in piece.grid.cells:
            if cell.row + cell.row_span <= dropped:
                continue
            top = max(cell.row, dropped)
            cells.append(_placed(cell, row + top - dropped, cell.row + cell.row_span - top, edges, piece))
        row += piece.grid.row_count - dropped
    return LogicalTable(
        caption=first.caption,
        cells=tuple(replace(cell, is_header=cell.row_index < header_rows) for cell in cells),
        row_count=row,
        column_count=len(edges) - 1,
        header_rows=header_rows,
        first_page=first.grid.page_number,
        last_page=run.pieces[-1].grid.page_number,
        form=form,
        pieces=len(run.pieces),
    )


def _column_edges(grids: Sequence[Grid]) -> list[float]:
    """The column edges of all grids of a table, those within reach of each other merged."""
    places = sorted({x for grid in grids for cell in grid.cells for x in (cell.box.x0, cell.box.x1)})
    if len({grid.column_count for grid in grids}) == 1:
        places = sorted({x for cell in grids[0].cells for x in (cell.box.x0, cell.box.x1)})
    merged = [places[0]]
    for place in places[1:]:
        if place - merged[-1] > EDGE_REACH / 2:
            merged.append(place)
    return merged


def _placed(cell: GridCell, row: int, row_span: int, edges: list[float], piece: Piece) -> TableCell:
    if len(edges) - 1 == piece.grid.column_count:
        column, column_span = cell.column, cell.column_span
    else:
        column = min(range(len(edges) - 1), key=lambda i: abs(edges[i] - cell.box.x0))
        end = min(range(1, len(edges)), key=lambda i: abs(edges[i] - cell.box.x1))
        column_span = max(1, end - column)
    return TableCell(
        row,
        column,
        row_span,
        column_span,
        cell.text,
        False,
        piece.grid.page_number,
        cell.box,
        cell.confidence,
        piece.grid.text_source,
    )
