"""Grids of consecutive pages that are one table, joined: rows run on, repeated headers appear once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mingzhang.extractors.heads.captions import Caption, body_lines, read_caption, running_lines
from mingzhang.extractors.heads.headers import count_header_rows
from mingzhang.extractors.understand.continuing import (
    EDGE_REACH,
    JoinedPieces,
    Piece,
    continues,
    edges_of,
    is_only_header,
    merged,
    starts_form,
)
from mingzhang.extractors.understand.forms import looks_like_form
from mingzhang.extractors.understand.money import Noted, Printed, noted_under, printed_units
from mingzhang.models.records.documents import TableCell
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, Page, TextLine
from mingzhang.models.text.amounts import currency_in, plain
from mingzhang.models.vocabulary.enums import TableKind
from mingzhang.models.vocabulary.table_words import kind_of_title

CAPTION_ROWS = 4
# A grid that reaches this share of the page's height may go on; text under it is a cell's that ran over the edge.
PAGE_END = 0.88
# Text under a table that is longer than this is no character that spilled out of a narrow cell.
SPILLED = 2
# Share of the lower one's height that grids side by side have in common.
BESIDE = 0.5
# How far (points) under a table's foot its title may stand.
TITLE_BELOW = 40.0


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


def join_tables(pages: Sequence[Page]) -> list[LogicalTable]:
    """All tables of a document, in reading order."""
    running = running_lines(pages)
    runs: list[JoinedPieces] = []
    trailing: list[TextLine] = []
    for page in pages:
        pieces, trailing = _pieces(page, running, trailing)
        for piece in pieces:
            going_on = continues(runs[-1], piece) if runs else None
            if going_on is None:
                runs.append(JoinedPieces([piece], [0], [0.0]))
            else:
                runs[-1].pieces.append(piece)
                runs[-1].dropped.append(going_on.dropped)
                runs[-1].shifts.append(going_on.shift)
    captions = [*(run.pieces[0].caption for run in runs), Caption()]
    units = printed_units([_unit_of(run) for run in runs])
    return [_joined(run, after, unit) for run, after, unit in zip(runs, captions[1:], units, strict=True)]


def _unit_of(run: JoinedPieces) -> Printed:
    """What is printed of a run's unit of money: under its last piece, else under one before."""
    first = run.pieces[0]
    under = next((piece.under for piece in reversed(run.pieces) if piece.under), None)
    return Printed(first.caption.currency_unit, under, first.before)


def _pieces(page: Page, running: frozenset[str], trailing: Sequence[TextLine]) -> tuple[list[Piece], list[TextLine]]:
    """The grids of a page, and the lines under its last one. `trailing`: such lines of the page before."""
    lines = body_lines(page, running)
    pieces = []
    top = 0.0
    tops: dict[int, float] = {}
    for index, grid in enumerate(page.grids):
        beside = [other for other in page.grids if _stands_beside(other, grid)]
        start = min([top, *(tops[id(other)] for other in beside if id(other) in tops)])
        tops[id(grid)] = start
        above = [line for line in lines if start <= line.box.middle[1] < grid.box.y0 + 1]
        own = _over(above, grid, beside)
        grid, inner = _without_caption_rows(grid)
        caption = read_caption([*own, *inner])
        if inner:  # a title in the first row of the grid, the unit of money over it
            over = read_caption(own)
            caption = replace(
                caption,
                unit_name=caption.unit_name or over.unit_name,
                currency_unit=caption.currency_unit or over.currency_unit,
            )
        if beside and caption.is_blank:
            caption = read_caption([*above, *inner])
        before = None
        if index == 0 and trailing:
            before = _unit_before(caption, trailing)
            caption = _with_foot_before(caption, trailing)
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
                any(len(plain(line.text)) > SPILLED for line in below) if last else True,
                looks_like_form(texts),
                _title_below(lines, grid),
                noted_under(_notes(lines, grid, page), grid.box, page.height),
                before,
            )
        )
        top = grid.box.y1 - 1
    return pieces, [line for line in lines if line.box.y0 >= top]


def _stands_beside(other: Grid, grid: Grid) -> bool:
    """Whether two grids share most of their height and none of their width."""
    shared = min(other.box.y1, grid.box.y1) - max(other.box.y0, grid.box.y0)
    apart = other.box.x1 <= grid.box.x0 + 1 or grid.box.x1 <= other.box.x0 + 1
    return other is not grid and apart and shared > BESIDE * min(other.box.height, grid.box.height)


def _over(lines: Sequence[TextLine], grid: Grid, beside: Sequence[Grid]) -> list[TextLine]:
    """Lines that stand over a grid itself and not over those at its sides."""
    left = max((other.box.x1 for other in beside if other.box.x1 <= grid.box.x0 + 1), default=0.0)
    right = min((other.box.x0 for other in beside if other.box.x0 >= grid.box.x1 - 1), default=float("inf"))
    return [line for line in lines if left <= line.box.middle[0] <= right]


def _title_below(lines: Sequence[TextLine], grid: Grid) -> Caption:
    """The title that stands close under a grid as the next line; blank where there is none."""
    line = next((line for line in lines if line.box.y0 >= grid.box.y1 - 1), None)
    if line is None or line.box.y0 > grid.box.y1 + TITLE_BELOW:
        return Caption()
    caption = read_caption([line])
    return caption if kind_of_title(caption.title) else Caption()


def _notes(lines: Sequence[TextLine], grid: Grid, page: Page) -> list[TextLine]:
    """The lines under a grid, up to a title or to the next grid."""
    end = min((other.box.y0 for other in page.grids if other.box.y0 >= grid.box.y1 - 1), default=page.height)
    below = [line for line in lines if grid.box.y1 - 1 <= line.box.y0 < end]
    title = next((place for place, line in enumerate(below) if not read_caption([line]).is_blank), None)
    if title is None and end < page.height:
        return []  # it may as well be the next one's
    return below[:title]


def _unit_before(caption: Caption, trailing: Sequence[TextLine]) -> Noted | None:
    """The unit of money that ends the page before, for a caption that has a title and names none."""
    last = currency_in(trailing[-1].text)
    if last is None or caption.is_blank or caption.currency_unit:
        return None
    return Noted(last, trailing[-1])


def _with_foot_before(caption: Caption, trailing: Sequence[TextLine]) -> Caption:
    """A caption with what of it stands at the foot of the page before, as its last lines, where nothing stands over it.

    A title there counts where its words name a kind of table, or where the unit of money follows it.
    """
    before = read_caption(trailing[-CAPTION_ROWS:])
    last = currency_in(trailing[-1].text)
    if not caption.is_blank:
        return caption
    if before.title is None or (kind_of_title(before.title) is None and last is None):
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
        if not texts:
            continue
        whole = len(cells) == 1 and cells[0].column_span == grid.column_count and cells[0].row_span == 1
        captioned = all(_is_caption_text(cell.text) for cell in texts)
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


def _joined(run: JoinedPieces, after: Caption, unit: str | None) -> LogicalTable:
    """One run as a table. `after`: the caption of the next one, so that its title is not taken for one below this.
    `unit`: its unit of money."""
    first = run.pieces[0]
    form = run.form
    header_rows = 0 if form and starts_form(first) else first.header_rows
    if is_only_header(JoinedPieces(run.pieces[:1])) and len(run.pieces) > 1 and not run.dropped[1]:
        header_rows += run.pieces[1].header_rows
    edges = _column_edges(run)
    cells: list[TableCell] = []
    row = 0
    for piece, dropped, shift in zip(run.pieces, run.dropped, run.shifts, strict=True):
        for cell in piece.grid.cells:
            if cell.row + cell.row_span <= dropped:
                continue
            top = max(cell.row, dropped)
            cells.append(_placed(cell, row + top - dropped, cell.row + cell.row_span - top, edges, piece, shift))
        row += piece.grid.row_count - dropped
    return LogicalTable(
        caption=replace(_whole_caption(run, after), currency_unit=unit),
        cells=tuple(
            cell
            if cell.is_header == (is_header := cell.row_index < header_rows)
            else replace(cell, is_header=is_header)
            for cell in cells
        ),
        row_count=row,
        column_count=len(edges) - 1,
        header_rows=header_rows,
        first_page=first.grid.page_number,
        last_page=run.pieces[-1].grid.page_number,
        form=form,
        pieces=len(run.pieces),
    )


def _whole_caption(run: JoinedPieces, after: Caption) -> Caption:
    """The caption over a run's first piece, its title from under the last piece where it has none above."""
    caption, below = run.pieces[0].caption, run.pieces[-1].title_below
    if caption.title is not None or below.title is None or below.title == after.title:
        return caption
    return replace(
        caption,
        title=below.title,
        table_number=caption.table_number or below.table_number,
        fiscal_year=caption.fiscal_year or below.fiscal_year,
    )


def _column_edges(run: JoinedPieces) -> list[float]:
    """The column edges of all grids of a table, those within reach of each other merged.

    Pages of as many columns have the same columns though their widths differ; of a form only between the same edges.
    """
    first = run.pieces[0].grid
    if all(
        piece.grid.column_count == first.column_count
        and (
            not run.form
            or (
                abs(piece.grid.box.x0 - shift - first.box.x0) <= EDGE_REACH
                and abs(piece.grid.box.x1 - shift - first.box.x1) <= EDGE_REACH
            )
        )
        for piece, shift in zip(run.pieces, run.shifts, strict=True)
    ):
        return edges_of(first)
    return merged(x for piece, shift in zip(run.pieces, run.shifts, strict=True) for x in edges_of(piece.grid, shift))


def _placed(cell: GridCell, row: int, row_span: int, edges: list[float], piece: Piece, shift: float) -> TableCell:
    if len(edges) - 1 == piece.grid.column_count:
        column, column_span = cell.column, cell.column_span
    else:
        column = min(range(len(edges) - 1), key=lambda i: abs(edges[i] - cell.box.x0 + shift))
        end = min(range(1, len(edges)), key=lambda i: abs(edges[i] - cell.box.x1 + shift))
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
