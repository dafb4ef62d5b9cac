"""Pictures and workbooks that stand inside other documents: read as what they are, and put where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mingzhang.extractors.containers import XLS, XLSX
from mingzhang.extractors.formats.picture_file import open_picture, page_picture
from mingzhang.extractors.formats.reading import Options
from mingzhang.extractors.media_type import PICTURES, media_type
from mingzhang.extractors.scan.picture import POINTS_PER_INCH, recogniser_for
from mingzhang.extractors.settings import Settings
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, Page, TextLine

# Points (or pixels, where points are not told) below which a picture is a mark, a signature or an ornament.
LEAST_WIDTH, LEAST_HEIGHT = 150.0, 60.0


def read_inserted(data: bytes, points: tuple[float, float] | None, options: Options) -> tuple[Page, ...]:
    """The pages of a picture or a workbook; none where a picture is too small for a table, or shows no text.

    `points`: width and height at which it is shown. Raises what its format raises; `unsupported` for other formats.
    """
    kind = media_type(data).name
    if kind in (XLSX, XLS):
        from mingzhang.extractors.formats.xls import read_xls
        from mingzhang.extractors.formats.xlsx import read_xlsx

        return (read_xlsx if kind == XLSX else read_xls)(data, Options(options.settings)).pages
    if points is not None and (points[0] < LEAST_WIDTH or points[1] < LEAST_HEIGHT):
        return ()
    if kind not in PICTURES:
        raise MingzhangError(ErrorCode.UNSUPPORTED, kind)
    page = _picture_page(data, points, options.settings)
    return (page,) if page is not None and (page.grids or len(page.lines) > 1) else ()


def _picture_page(data: bytes, points: tuple[float, float] | None, settings: Settings) -> Page | None:
    import cv2
    import numpy as np

    from mingzhang.extractors.scan.page import read_picture

    with open_picture(data) as opened:
        if opened.size[0] < LEAST_WIDTH or opened.size[1] < LEAST_HEIGHT:
            return None
        picture, scale = page_picture(opened, 1, settings.scan_dpi)
    if points is not None:
        scale = settings.scan_dpi / POINTS_PER_INCH
        size = max(1, round(points[0] * scale)), max(1, round(points[1] * scale))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    return read_picture(picture, page_number=1, pixels_per_point=scale, recogniser=recogniser_for(settings))


def placed(
    page: Page, number: int, x: float, y: float, scale: float = 1.0
) -> tuple[tuple[TextLine, ...], tuple[Grid, ...]]:
    """The lines and grids of a page as they stand on page `number`, its top left corner at (x, y)."""

    def moved(box: Box) -> Box:
        return Box(*(round(v, 2) for v in (x + scale * box.x0, y + scale * box.y0, x + scale * box.x1,
                                           y + scale * box.y1)))  # fmt: skip

    lines = tuple(replace(line, box=moved(line.box)) for line in page.lines)
    grids = tuple(
        replace(
            grid,
            page_number=number,
            box=moved(grid.box),
            cells=tuple(replace(cell, box=moved(cell.box)) for cell in grid.cells),
        )
        for grid in page.grids
    )
    return lines, grids


def below(page: Page, inserted: Sequence[Page]) -> Page:
    """A page with other pages put under what it shows."""
    for one in inserted:
        lines, grids = placed(one, page.number, 0.0, page.height)
        page = replace(
            page,
            width=max(page.width, one.width),
            height=round(page.height + one.height, 2),
            lines=(*page.lines, *lines),
            grids=(*page.grids, *grids),
        )
    return page
