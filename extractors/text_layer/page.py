"""A page with a text layer: its characters, its ruled grids, and the text of each cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mingzhang.extractors.grids.borderless import (
    INFERRED,
    Filled,
    infer_grids,
    inferred_end,
    lacks_columns,
    split_rows,
    whole_figures,
)
from mingzhang.extractors.grids.ruled import Lattice, lattice_grids
from mingzhang.extractors.pages.glyphs import UNKNOWN, Glyph, main_turn, read_glyphs, text_lines, text_of
from mingzhang.extractors.pages.placement import Placement, placement_of
from mingzhang.extractors.text_layer.rulings import Rulings, objects_of, rulings_of
from mingzhang.extractors.text_layer.shown import hidden_text
from mingzhang.extractors.text_layer.watermark import Watermark, split_watermark
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, Page, TextSource

GARBAGE = 0.3
# Fonts without a way from codes to characters leave more than single bullets unexplained.
UNEXPLAINED = 0.02
COVERING = 0.85
LARGE_PICTURE = 0.4
FEW_GLYPHS = 150


@dataclass(frozen=True, slots=True)
class OpenPage:
    """What the text layer and the drawing of one page hold, before it is decided how to read it."""

    placement: Placement
    turn: int
    glyphs: tuple[Glyph, ...]
    rulings: Rulings

    @property
    def is_blank(self) -> bool:
        return not self.glyphs and self.rulings.picture_cover < 0.02 and self.rulings.path_count < 40


def open_page(page: Any, layered: bool = False) -> OpenPage:
    """Read the characters and lines of a pypdfium2 page; a page whose writing runs sideways is turned upright.

    Text that a reader does not see is left out. `layered`: the file has layers that may be switched off.
    """
    placement = placement_of(page)
    drawn = objects_of(page)
    hidden = hidden_text(page, drawn, layered)
    text_page = page.get_textpage()
    try:
        glyphs = read_glyphs(text_page, placement, hidden)
        turn = main_turn([g for g in glyphs if abs(g.angle) <= 3])
        if turn:
            placement = placement.turned(-turn)
            glyphs = read_glyphs(text_page, placement, hidden)
    finally:
        text_page.close()
    return OpenPage(placement, turn, tuple(glyphs), rulings_of(drawn, placement))


def needs_recognition(page: OpenPage) -> bool:
    """Whether the text must be read from the picture of the page: no text, garbage, or a picture that covers it."""
    if page.is_blank:
        return False
    if not page.glyphs:
        return True
    if sum(1 for g in page.glyphs if g.text == UNKNOWN) > UNEXPLAINED * len(page.glyphs):
        return True
    odd = sum(1 for g in page.glyphs if _is_garbage(g.text))
    if odd > GARBAGE * len(page.glyphs):
        return True
    if page.rulings.opaque_over_text >= COVERING:
        return True
    return page.rulings.picture_cover >= LARGE_PICTURE and len(page.glyphs) < FEW_GLYPHS


def _is_garbage(character: str) -> bool:
    code = ord(character)
    if 0x20 < code < 0x7F or 0x4E00 <= code <= 0x9FFF or 0x3000 <= code <= 0x303F or 0xFF00 <= code <= 0xFFEF:
        return False
    return code == 0xFFFD or unicodedata.category(character) in ("Co", "Cn", "Cc", "Cs") or 0x0250 <= code < 0x2000


def read_text_page(
    page: OpenPage,
    number: int,
    watermark: Watermark,
    more_rulings: tuple[Sequence[tuple[float, float, float, float]], Sequence[tuple[float, float, float, float]]]
    | None = None,
    before: Page | None = None,
) -> Page:
    """The page as grids and lines. `more_rulings` (horizontal, vertical) replace those of the drawing.

    Where a caption tells of a table that no rules draw, its grid is inferred from where the text stands; `before`, the
    page before, tells the columns of a table that goes on.
    """
    glyphs, mark = split_watermark(page.glyphs, watermark)
    horizontal, vertical = more_rulings or (page.rulings.horizontal, page.rulings.vertical)
    lattices = lattice_grids(horizontal, vertical)
    filled, loose = _filled(lattices, glyphs)
    grids = [_grid(one, number) for one in filled]
    inferred = infer_grids(loose, number, inferred_end(before), horizontal)
    bare = [one for one, grid in zip(filled, grids, strict=True) if lacks_columns(grid)]
    if bare:
        freed = [g for one in bare for some in one.glyphs for g in some]
        if more := infer_grids([*loose, *freed], number, inferred_end(before), horizontal):
            grids = [grid for grid in grids if not lacks_columns(grid)]
            inferred, loose = more, [*loose, *freed]
    grids = [grid for grid in grids if any(cell.text for cell in grid.cells)]
    if inferred:
        loose = [g for g in loose if not any(grid.box.holds(*_middle(g)) for grid in inferred)]
        grids = sorted([*grids, *inferred], key=lambda grid: (grid.box.y0, grid.box.x0))
    placement = page.placement
    return Page(
        number=number,
        width=round(placement.width, 2),
        height=round(placement.height, 2),
        text_source=TextSource.TEXT_LAYER if page.glyphs else TextSource.BLANK,
        lines=tuple(text_lines(loose)),
        grids=tuple(grids),
        rotation=placement.turn * 90,
        watermark_text=mark,
        mean_confidence=1.0 if page.glyphs else None,
    )


def _middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2


def _filled(lattices: Sequence[Lattice], glyphs: Sequence[Glyph]) -> tuple[list[Filled], list[Glyph]]:
    """The cells of each lattice with their characters, and the characters that stand in none."""
    taken = [False] * len(glyphs)
    filled = []
    for lattice in lattices:
        free = [i for i, is_taken in enumerate(taken) if not is_taken]
        homes = [lattice.cell_at(*_middle(glyphs[i])) for i in free]
        held: list[list[Glyph]] = [[] for _ in lattice.cells]
        for i, home in zip(free, whole_figures([glyphs[i] for i in free], homes), strict=True):
            if home is not None:
                held[home].append(glyphs[i])
                taken[i] = True
        filled.append(split_rows(lattice, held))
    return filled, [glyph for glyph, is_taken in zip(glyphs, taken, strict=True) if not is_taken]


def _grid(filled: Filled, number: int) -> Grid:
    lattice = filled.lattice
    placed = tuple(
        GridCell(
            cell.row,
            cell.column,
            cell.row_span,
            cell.column_span,
            text_of(glyphs),
            Box(*(round(v, 2) for v in cell.box)),
            INFERRED if index in filled.split else 1.0,
        )
        for index, (cell, glyphs) in enumerate(zip(lattice.cells, filled.glyphs, strict=True))
    )
    box = Box(*(round(v, 2) for v in lattice.box))
    return Grid(number, box, lattice.row_count, lattice.column_count, placed, TextSource.TEXT_LAYER)
