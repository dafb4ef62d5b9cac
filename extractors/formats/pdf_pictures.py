"""Tables in pictures on pages with a text layer: a picture is read where rules and writing make a table of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mingzhang.extractors.formats.inserted import LEAST_HEIGHT, LEAST_WIDTH, placed
from mingzhang.extractors.grids.ruled import lattice_grids
from mingzhang.extractors.pages import pdfium
from mingzhang.extractors.pages.pieces import pieces_of
from mingzhang.extractors.scan.part import reads_pictures
from mingzhang.extractors.scan.picture import RULING_DPI, draw, grey_of, recogniser_for, scale_for, too_large
from mingzhang.extractors.settings import Settings
from mingzhang.extractors.text_layer.drawing import objects_of
from mingzhang.extractors.text_layer.page import OpenPage
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, Page, TextLine
from mingzhang.models.text.amounts import printed_amount

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Share of a page below which a picture is a seal, a logo or an ornament.
LEAST_SHARE = 0.03
# Strips that one picture is cut into lie so near (points).
STRIP_GAP = 2.0
LEAST_CELLS, LEAST_PLACES = 6, 2
# What the parts of characters measure, in pixels at 150 dpi, and how many a table has.
PART_HEIGHT, PART_WIDTH, LEAST_PARTS = (4, 40), (2, 60), 30
DARK = 150
# Characters of the page's own that may lie on a picture without rules; rows of a table in one.
MOST_PRINT_OVER, LEAST_NAMED = 5, 3
_WORD = re.compile("[\u4e00-\u9fff]{2}")
PAPER = 225  # grey from here on is paper
# Pixels at 150 dpi: two lines of large print; a thick rule. Shares of their boxes that a bar and a slice fill.
TALLEST_PRINT, THICKEST_RULE, BAR, SLICE = 80, 8, 0.7, 0.3
BARE = 0.5  # share of a cell that its print leaves free
PADDING = 4.0


def with_picture_tables(page: Callable[[], Any], seen: OpenPage, result: Page, settings: Settings) -> Page:
    """A page of a text layer with the ruled tables that its pictures show; text over such a picture (a watermark, an
    old reading) gives way to it. Grids of pictures say that they were recognised (`text_source`). `page` opens it.

    Where what may be a table cannot be read since the part that reads pictures is not there, the page says so
    (`no_ocr`), and what lies over the picture is not taken for its print."""
    regions = [box for box in _regions(seen) if not _is_drawn_table(result, box)]
    if not regions or too_large(seen.placement):
        return result
    for box in regions:
        lines: tuple[TextLine, ...] = ()
        grids: tuple[Grid, ...] = ()
        try:
            read = _read(page(), seen, box, result.number, settings)
        except MingzhangError as error:
            if error.code is not ErrorCode.NO_OCR:
                raise
            result = replace(result, error_code=error.code)
        else:
            if read is None:
                continue
            lines, grids = placed(read, result.number, max(0.0, box.x0 - PADDING), max(0.0, box.y0 - PADDING))
        result = replace(
            result,
            lines=tuple(
                sorted(
                    [*(line for line in result.lines if not box.holds(*line.box.middle)), *lines],
                    key=lambda line: (round(line.box.y0), line.box.x0),
                )
            ),
            grids=tuple(
                sorted(
                    [*(grid for grid in result.grids if not box.holds(*grid.box.middle)), *grids],
                    key=lambda grid: (grid.box.y0, grid.box.x0),
                )
            ),
        )
    return result


def _is_drawn_table(result: Page, box: Box) -> bool:
    """Whether the text layer itself has a table with text in most of its rows where a picture lies."""
    return any(
        box.holds(*grid.box.middle) and sum(1 for cell in grid.cells if cell.text) >= 2 * grid.row_count
        for grid in result.grids
    )


def _regions(seen: OpenPage) -> list[Box]:
    """Where pictures lie that may hold a table, strips of one put together, cut to the page."""
    whole = seen.placement.width * seen.placement.height
    joined: list[list[float]] = []
    for x0, y0, x1, y1 in sorted(seen.rulings.pictures, key=lambda box: (box[1], box[0])):
        last = joined[-1] if joined else None
        if last and abs(last[0] - x0) < STRIP_GAP and abs(last[2] - x1) < STRIP_GAP and abs(y0 - last[3]) < STRIP_GAP:
            last[3] = max(last[3], y1)
        else:
            joined.append([x0, y0, x1, y1])
    boxes = []
    for x0, y0, x1, y1 in joined:
        box = Box(max(0.0, x0), max(0.0, y0), min(seen.placement.width, x1), min(seen.placement.height, y1))
        wide, high = box.x1 - box.x0, box.y1 - box.y0
        if wide >= LEAST_WIDTH and high >= LEAST_HEIGHT and wide * high >= LEAST_SHARE * whole:
            boxes.append(box)
    return boxes


def _read(page: Any, seen: OpenPage, box: Box, number: int, settings: Settings) -> Page | None:
    """What the picture at a place shows, its corner at the place's corner; None where that is no table.

    Where it has no rules it is read if no print of the page lies on it, and counts if names stand beside figures.
    Raises `no_ocr` for what may be a table where the part that reads pictures is not installed.
    """
    import numpy as np

    coarse = scale_for(seen.placement, RULING_DPI)
    gray = grey_of(_cut(page, seen, box, coarse))
    if np.median(gray) < DARK:  # a negative
        gray = 255 - gray
    if not _has_writing(gray):
        return None
    if not reads_pictures():
        if _holds_cells(gray) or not (_print_over(seen, box) > MOST_PRINT_OVER or _holds_drawing(gray)):
            raise MingzhangError(ErrorCode.NO_OCR)
        return None
    from mingzhang.extractors.scan.page import read_picture
    from mingzhang.extractors.scan.rulings import find_rulings, in_points

    horizontal, vertical = (in_points(lines, coarse) for lines in find_rulings(gray))
    ruled = any(
        len(one.cells) >= LEAST_CELLS and min(one.row_count, one.column_count) >= LEAST_PLACES
        for one in lattice_grids(horizontal, vertical)
    )
    if not ruled and (_print_over(seen, box) > MOST_PRINT_OVER or _holds_drawing(gray)):
        return None
    scale = scale_for(seen.placement, settings.scan_dpi)
    read = read_picture(
        _cut(page, seen, box, scale), page_number=number, pixels_per_point=scale, recogniser=recogniser_for(settings)
    )
    return read if read.grids and (ruled or any(map(_names_figures, read.grids))) else None


def _holds_drawing(gray: NDArray[np.uint8]) -> bool:
    """Whether a picture holds filled areas taller than any line of print, as the bars and slices of a chart are."""
    return any(
        high > TALLEST_PRINT
        and wide > THICKEST_RULE
        and filled >= (BAR if wide <= TALLEST_PRINT else SLICE) * wide * high
        for _, _, wide, high, filled in pieces_of(gray < PAPER, corners=True).tolist()
    )


def _holds_cells(gray: NDArray[np.uint8]) -> bool:
    """Whether dark lines enclose as many bare areas as a small table has cells."""
    cells: int = sum(
        wide > PART_WIDTH[1] and high > THICKEST_RULE and filled >= BARE * wide * high
        for _, _, wide, high, filled in pieces_of(gray >= DARK, corners=False).tolist()
    )
    return cells >= LEAST_CELLS


def _print_over(seen: OpenPage, box: Box) -> int:
    return sum(1 for g in seen.glyphs if g.text.strip() and box.holds((g.x0 + g.x1) / 2, (g.y0 + g.y1) / 2))


def _names_figures(grid: Grid) -> bool:
    """Whether some rows of a grid have a name before their figures: the numbers of a chart's axis have none."""
    rows: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    named = 0
    for cells in rows.values():
        words = [cell.column for cell in cells if _WORD.search(cell.text)]
        figures = [cell.column for cell in cells if printed_amount(cell.text) is not None]
        named += bool(words and figures and min(words) < max(figures))
    return named >= LEAST_NAMED


def _cut(page: Any, seen: OpenPage, box: Box, scale: float) -> NDArray[np.uint8]:
    """The part of a page at a place, drawn upright and without the text layer."""
    texts = [text.item for text in objects_of(page).written]
    for item in texts:
        pdfium.FPDFPageObj_SetIsActive(item, False)
    try:
        picture = draw(page, scale, seen.placement.turn - page.get_rotation() // 90)
    finally:
        for item in texts:
            pdfium.FPDFPageObj_SetIsActive(item, True)
    x0, y0 = max(0, int((box.x0 - PADDING) * scale)), max(0, int((box.y0 - PADDING) * scale))
    return picture[y0 : int((box.y1 + PADDING) * scale) + 1, x0 : int((box.x1 + PADDING) * scale) + 1].copy()


def _has_writing(gray: NDArray[np.uint8]) -> bool:
    """Whether a picture holds many small dark pieces, as characters are."""
    parts = sum(
        1
        for _, _, wide, high, _ in pieces_of(gray < DARK, corners=True).tolist()
        if PART_HEIGHT[0] <= high <= PART_HEIGHT[1] and PART_WIDTH[0] <= wide <= PART_WIDTH[1]
    )
    return parts >= LEAST_PARTS
