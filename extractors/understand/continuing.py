"""Whether the first grid of a page goes on with the table of the page before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mingzhang.extractors.heads.captions import Caption, less_continued
from mingzhang.extractors.heads.headers import count_header_rows
from mingzhang.extractors.understand.money import Noted
from mingzhang.models.records.pages import Grid
from mingzhang.models.text.amounts import printed_amount
from mingzhang.models.vocabulary.enums import TableKind

# How far (points) the edges of one column may lie apart on two pages.
EDGE_REACH = 4.0
# How far (points) a page may be printed to the side of the one before (2 to 9 seen).
SIDEWAYS = 15.0
# Share of a header's characters that come again where a text crosses into the next cell on one of the pages.
SAME_HEADER = 0.9
# Share of the texts of a header row that another table of the same make has too (序号, 时间, 金额).
SISTER = 0.4
MOST_FIELDS = 4  # texts of a form's first row: two labels and their fields
FORM_BEGINNINGS = ("项目名称", "专项名称", "部门(单位)名称", "部门名称", "单位名称", "部门(单位)", "专项资金名称")


@dataclass(frozen=True, slots=True)
class Piece:
    """One grid of one page with what is printed over and under it.

    `text_below`: more than a cell's spilled text. `under`, `before`: units of money under it and on the page before.
    """

    grid: Grid
    caption: Caption
    rows: tuple[tuple[str, ...], ...]
    header_rows: int
    last_on_page: bool
    first_on_page: bool
    text_below: bool
    form: TableKind | None
    title_below: Caption
    under: Noted | None = None
    before: Noted | None = None


@dataclass(slots=True)
class JoinedPieces:
    """Pieces that belong together: how many first rows of each are repeated print, how far to the side it is."""

    pieces: list[Piece] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    shifts: list[float] = field(default_factory=list)

    @property
    def form(self) -> TableKind | None:
        return next((piece.form for piece in self.pieces if piece.form), None)


@dataclass(frozen=True, slots=True)
class Continuation:
    """How a piece goes on with a run: its first `dropped` rows repeat the header, it lies `shift` points aside."""

    dropped: int
    shift: float


def continues(run: JoinedPieces, piece: Piece) -> Continuation | None:
    """How a piece goes on with a run's table; None where it is a table of its own."""
    first, last = run.pieces[0], run.pieces[-1]
    if not (piece.first_on_page and last.last_on_page and piece.grid.page_number == last.grid.page_number + 1):
        return None
    if is_only_header(run) and piece.caption.is_blank and (shift := _shift(run, piece)) is not None:
        return Continuation(_repeated_rows(first, piece), shift)
    if starts_form(piece):
        return None
    repeated = _repeated_rows(first, piece)
    caption = piece.caption
    if caption.title is not None or (caption.table_number and caption.table_number != first.caption.table_number):
        same = caption.title is not None and less_continued(caption.title) == less_continued(first.caption.title)
        same_owner = caption.unit_name in (None, first.caption.unit_name)
        if same and same_owner and repeated and (piece.form is None or repeated >= first.header_rows > 0):
            return Continuation(repeated, piece.grid.box.x0 - first.grid.box.x0)
        return None
    shift = _shift(run, piece)
    if shift is None:
        return None
    if repeated:
        return Continuation(repeated, shift)
    own_header = piece.header_rows > 0 and not run.form and _own_header(first, piece)
    if own_header or (last.text_below and (piece.header_rows or not _same_columns(last.grid, piece.grid, shift))):
        return None
    return Continuation(0, shift)


def is_only_header(run: JoinedPieces) -> bool:
    """Whether nothing but a header stands at the foot of the page so far."""
    first = run.pieces[0]
    return len(run.pieces) == 1 and 0 < first.grid.row_count == first.header_rows and first.form is None


def starts_form(piece: Piece) -> bool:
    """Whether a piece begins a form of its own: its first rows name a project or are a form's title."""
    for row in piece.rows[:2]:
        if row and (
            (row[0].rstrip(":") in FORM_BEGINNINGS and len(row) <= MOST_FIELDS)
            or (len(row) == 1 and row[0].endswith("绩效目标表"))
        ):
            return True
    return False


def _own_header(first: Piece, piece: Piece) -> bool:
    """Whether the first rows of a piece are words of a header and not a continued row.

    They are where they are known words, where nothing but figures stands under them (such rows have no names to go on
    with), or where some of them are those of the run's own header and others are not.
    """
    body = [text for row in piece.rows[piece.header_rows :] for text in row]
    if count_header_rows(piece.grid, certain=True) > 0:
        return True
    if body and all(printed_amount(text) is not None for text in body):
        return True
    words = {text for row in first.rows[: first.header_rows] for text in row}
    mine = set(piece.rows[0]) if piece.rows else set()
    return len(mine) > 2 and SISTER * len(mine) <= len(mine & words) < len(mine)


def _repeated_rows(first: Piece, piece: Piece) -> int:
    """How many leading rows of a piece print the header of the run again."""
    rows = first.header_rows
    if not rows or piece.grid.column_count != first.grid.column_count:
        return 0
    count = 0
    for mine, theirs in zip(piece.rows, first.rows[:rows], strict=False):
        if mine != theirs:
            break
        count += 1
    if count == rows or (count and count == len(piece.rows)):
        return count
    return rows if len(piece.rows) >= rows and _same_characters(piece.rows[:rows], first.rows[:rows]) else 0


def _same_characters(some: Sequence[Sequence[str]], others: Sequence[Sequence[str]]) -> bool:
    """Whether two headers print the same characters, whatever cells they fall into."""
    one, two = (Counter("".join(text for row in rows for text in row)) for rows in (some, others))
    return sum((one & two).values()) >= SAME_HEADER * max(one.total(), two.total(), 1)


def edges_of(grid: Grid, shift: float = 0.0) -> list[float]:
    """The places of a grid's column edges from left to right, as they would stand without its shift."""
    return merged(x - shift for cell in grid.cells for x in (cell.box.x0, cell.box.x1))


def merged(places: Iterable[float]) -> list[float]:
    """Places from left to right, those that are one edge drawn twice counted once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > EDGE_REACH / 2:
            found.append(place)
    return found


def _shift(run: JoinedPieces, piece: Piece) -> float | None:
    """How far to the side a piece is printed whose columns are those of the run; None where they are others.

    Printed in place, the outer edges must agree (a form's page may lack columns at a side: then all edges are the
    run's); printed aside, all edges.
    """
    last = run.pieces[-1].grid
    box = piece.grid.box
    here = run.shifts[-1]
    if abs(last.box.x0 - box.x0) <= EDGE_REACH and abs(last.box.x1 - box.x1) <= EDGE_REACH:
        return here
    known = merged(x for one, shift in zip(run.pieces, run.shifts, strict=True) for x in edges_of(one.grid, shift))
    if run.form and _among(edges_of(piece.grid, here), known):
        return here
    if len(piece.grid.cells) < 2 or piece.grid.column_count != last.column_count:
        return None
    aside = box.x0 - last.box.x0
    return here + aside if abs(aside) <= SIDEWAYS and _same_columns(last, piece.grid, aside) else None


def _among(edges: Sequence[float], known: Sequence[float]) -> bool:
    return all(any(abs(edge - one) <= EDGE_REACH for one in known) for edge in edges)


def _same_columns(one: Grid, two: Grid, shift: float) -> bool:
    """Whether two grids have the same columns, the second printed `shift` points to the side."""
    left, right = edges_of(one), edges_of(two, shift)
    return len(left) == len(right) and all(abs(a - b) <= EDGE_REACH for a, b in zip(left, right, strict=True))
