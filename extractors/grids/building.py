"""The one grid builder: characters and rulings of a page, however they were seen, become grids of cells.

A text layer gives characters by pdfium and rulings by the drawing; a scan gives those of the recogniser and of the
picture. Where rulings lack, wholly or between rows or columns, the grid is inferred from where the text stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mingzhang.extractors.grids.borderless import (
    INFERRED,
    Filled,
    infer_grids,
    infer_walled_grids,
    inferred_end,
    lacks_columns,
    split_rows,
    whole_figures,
)
from mingzhang.extractors.grids.forms import infer_form_grids, replaced, told
from mingzhang.extractors.grids.lost_headers import with_lost_headers
from mingzhang.extractors.grids.lost_walls import with_lost_walls
from mingzhang.extractors.grids.ruled import Lattice
from mingzhang.extractors.grids.slivers import without_slivers
from mingzhang.extractors.grids.split_columns import split_columns
from mingzhang.extractors.grids.split_spans import split_spans
from mingzhang.extractors.pages.glyphs import Glyph, group_lines, text_of
from mingzhang.models.records.geometry import Box, Segment
from mingzhang.models.records.pages import Grid, GridCell, Page, TextSource
from mingzhang.models.text.amounts import APART, printed_amount

LEAST_DIGITS = 2  # of a figure beside another one; single digits are one figure, spread
TO_HUNDREDTHS = (2, 2, 2, 2)  # digits of a box
PADDING = 2.0  # points between a rule and the text beside it
Writer = Callable[[Sequence[Glyph]], tuple[str, float]]
"""The text of the characters of one cell, and how surely they were read (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Built:
    """The grids of a page from top to bottom, and the characters that stand in none."""

    grids: tuple[Grid, ...]
    loose: tuple[Glyph, ...]


def printed(glyphs: Sequence[Glyph]) -> tuple[str, float]:
    """The `Writer` of text layers: their characters are what they are."""
    return text_of(glyphs), 1.0


def build_grids(
    glyphs: Sequence[Glyph],
    lattices: Sequence[Lattice],
    rules: Sequence[Segment],
    number: int,
    before: Page | None = None,
    *,
    walls: Sequence[Segment] = (),
    source: TextSource = TextSource.TEXT_LAYER,
    write: Writer = printed,
) -> Built:
    """The grids of page `number`. `lattices`: the ruled tables; `rules`: all lines across, which no row crosses.

    Where a caption tells of a table that no rules draw, its grid is inferred from where the text stands; `before`, the
    page before, tells the columns of a table that goes on. `walls`: all upright lines, which may divide a table alone.
    """
    filled, loose = _filled(lattices, glyphs)
    if source is TextSource.OCR:
        # What no ruling parts at all is left to the text as a whole, if that is a table.
        filled = [
            one if one.lattice.column_count == 1 and lacks_columns(_grid(one, number, source, write)) else _parted(one)
            for one in map(without_slivers, filled)
        ]
    ruled = [_grid(one, number, source, write) for one in filled]
    last = before.grids[-1] if before is not None and before.grids else None
    forms, loose = _forms(loose, lattices, walls, rules, number, last, source, write)
    walled, loose = _walled(loose, lattices, walls, rules, number, source, write)
    walled += forms
    inferred = infer_grids(loose, number, inferred_end(before), rules, source=source, write=write)
    is_scan = source is TextSource.OCR
    bare = [
        (one, grid)
        for one, grid in zip(filled, ruled, strict=True)
        if lacks_columns(grid) or (is_scan and any(_is_right_below(grid, above) for above in inferred))
    ]
    if bare:
        gone = [grid for _, grid in bare]
        freed = [g for one, _ in bare for some in one.glyphs for g in some]
        more = infer_grids([*loose, *freed], number, inferred_end(before), rules, source=source, write=write)
        if more and (all(grid.column_count == 1 for grid in gone) or _tell_more(more, [*gone, *inferred])):
            ruled = [grid for grid in ruled if grid not in gone]
            inferred, loose = more, [*loose, *freed]
        elif source is TextSource.OCR:
            filled = [_parted(one) if one.lattice.column_count == 1 else one for one in filled]
            ruled = [_grid(one, number, source, write) for one in filled]
    grids = [grid for grid in [*ruled, *walled] if any(cell.text for cell in grid.cells)]
    if inferred or walled:
        loose = _outside(loose, inferred)
        grids = sorted([*grids, *inferred], key=lambda grid: (grid.box.y0, grid.box.x0))
    if is_scan and lattices:
        grids, loose = _retold(grids, loose, glyphs, rules, walls, number, last, write)
    return Built(tuple(grids), tuple(loose))


def _is_right_below(grid: Grid, above: Grid) -> bool:
    """Whether a grid begins within a row of where another one ends: rulings that were lost above, not below."""
    row = grid.box.height / grid.row_count
    return abs(grid.box.y0 - above.box.y1) < row and min(grid.box.x1, above.box.x1) > max(grid.box.x0, above.box.x0)


def _tell_more(grids: Sequence[Grid], others: Sequence[Grid]) -> bool:
    """Whether some grids tell more than others do, or as much in one piece."""
    one, other = (told([cell for grid in some for cell in grid.cells]) for some in (grids, others))
    return one > other or (one == other and len(grids) < len(others))


def _retold(
    grids: list[Grid],
    loose: list[Glyph],
    glyphs: Sequence[Glyph],
    rules: Sequence[Segment],
    walls: Sequence[Segment],
    number: int,
    before: Grid | None,
    write: Writer,
) -> tuple[list[Grid], list[Glyph]]:
    """Grids of forms that lost some of their rulings, by their words where those tell more; the characters in none."""
    forms = infer_form_grids(glyphs, number, rules, walls, before=before, source=TextSource.OCR, write=write)
    kept = replaced(grids, forms)
    if all(grid in kept for grid in grids):
        return grids, loose
    more = [grid for grid in kept if grid not in grids]
    gone = [grid for grid in grids if grid not in kept]
    freed = [g for g in glyphs if any(grid.box.holds(*_middle(g)) for grid in gone)]
    return sorted(kept, key=lambda grid: (grid.box.y0, grid.box.x0)), _outside([*loose, *freed], more)


def _parted(filled: Filled) -> Filled:
    """A lattice of rulings that were seen, parted where the picture lost some: columns, then rows in what they leave,
    and single cells."""
    parted = with_lost_walls(filled)
    if parted is not filled:
        parted = split_rows(parted.lattice, parted.glyphs)
    return split_spans(split_columns(with_lost_headers(parted)))


def _forms(
    loose: list[Glyph],
    lattices: Sequence[Lattice],
    walls: Sequence[Segment],
    rules: Sequence[Segment],
    number: int,
    before: Grid | None,
    source: TextSource,
    write: Writer,
) -> tuple[list[Grid], list[Glyph]]:
    """The grids of forms outside of lattices, and the characters that still stand in none."""
    free_rules, free_walls = _free(rules, lattices), _free(walls, lattices)
    grids = infer_form_grids(loose, number, free_rules, free_walls, before=before, source=source, write=write)
    return grids, _outside(loose, grids)


def _walled(
    loose: list[Glyph],
    lattices: Sequence[Lattice],
    walls: Sequence[Segment],
    rules: Sequence[Segment],
    number: int,
    source: TextSource,
    write: Writer,
) -> tuple[list[Grid], list[Glyph]]:
    """The grids that upright rulings outside of lattices divide, and the characters that still stand in none."""
    free = _free(walls, lattices)
    grids = infer_walled_grids(loose, number, free, rules, source=source, write=write) if free else []
    return grids, _outside(loose, grids)


def _free(strokes: Sequence[Segment], lattices: Sequence[Lattice]) -> list[Segment]:
    """The strokes whose middles lie in no lattice."""
    return [s for s in strokes if not any(one.box.holds((s[0] + s[2]) / 2, (s[1] + s[3]) / 2) for one in lattices)]


def _outside(glyphs: list[Glyph], grids: Sequence[Grid]) -> list[Glyph]:
    return [g for g in glyphs if not any(grid.box.holds(*_middle(g)) for grid in grids)] if grids else glyphs


def _middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2


def _filled(lattices: Sequence[Lattice], glyphs: Sequence[Glyph]) -> tuple[list[Filled], list[Glyph]]:
    """The cells of each lattice with their characters, and the characters that stand in none."""
    taken = [False] * len(glyphs)
    middles = list(map(_middle, glyphs)) if lattices else []
    filled = []
    for lattice in lattices:
        free = [i for i, is_taken in enumerate(taken) if not is_taken]
        homes = lattice.cells_at([middles[i] for i in free])
        held: list[list[Glyph]] = [[] for _ in lattice.cells]
        for i, home in zip(free, whole_figures([glyphs[i] for i in free], homes), strict=True):
            if home is not None:
                held[home].append(glyphs[i])
                taken[i] = True
        filled.append(split_rows(lattice, held))
    return filled, [glyph for glyph, is_taken in zip(glyphs, taken, strict=True) if not is_taken]


def are_two_figures(text: str, glyphs: Sequence[Glyph], box: Box, source: TextSource) -> bool:
    """Whether the lines of a cell are a figure each. A figure wraps where its column is too narrow for it: lines that
    had room beside each other, and have as many decimals, did not."""
    parts = text.split()
    if len(parts) < 2 or min(map(len, parts)) < LEAST_DIGITS or any(g.turn for g in glyphs):
        return False
    if not all(printed_amount(part) is not None for part in parts):
        return False
    if len({len(line.partition(".")[2]) for line in parts}) > 1:
        return False
    lines = group_lines(glyphs)
    if len(lines) == 1:
        return source is TextSource.TEXT_LAYER  # wide gaps of print; a recogniser puts blanks where there are none
    together = sum(max(g.x1 for g in line) - min(g.x0 for g in line) for line in lines)
    digit = max(g.x1 - g.x0 for g in glyphs)
    return together + digit + 2 * PADDING < box.x1 - box.x0


def _grid(filled: Filled, number: int, source: TextSource, write: Writer) -> Grid:
    lattice = filled.lattice
    placed = []
    for index, (cell, glyphs) in enumerate(zip(lattice.cells, filled.glyphs, strict=True)):
        text, confidence = write(glyphs)
        box = Box(*map(round, cell.box, TO_HUNDREDTHS))
        if ("\n" in text or " " in text) and are_two_figures(text, glyphs, box, source):
            text = APART.join(text.split())
        sure = INFERRED if index in filled.split else 1.0
        placed.append(GridCell(cell.row, cell.column, cell.row_span, cell.column_span, text, box, sure * confidence))
    box = Box(*(round(v, 2) for v in lattice.box))
    return Grid(number, box, lattice.row_count, lattice.column_count, tuple(placed), source)
