"""Pictures, workbooks and documents that stand inside other documents: read as what they are, and put where they
stand."""

from __future__ import annotations

import importlib
import io
from collections.abc import Sequence
from dataclasses import replace

from mingzhang.extractors.containers import DOCX, OLE, XLS, XLSX
from mingzhang.extractors.formats.picture_file import open_picture, page_picture
from mingzhang.extractors.formats.reading import FileReading, Options, damage_recorded
from mingzhang.extractors.media_type import EXCEL_XML, HTML, PDF, PICTURES, SAVED_PAGE, WORD_XML, media_type
from mingzhang.extractors.scan.part import picture_part
from mingzhang.extractors.scan.picture import POINTS_PER_INCH, recogniser_for
from mingzhang.extractors.settings import Settings
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, Page, TextLine

# Points (or pixels, where points are not told) below which a picture is a mark, a signature or an ornament.
LEAST_WIDTH, LEAST_HEIGHT = 150.0, 60.0
MOST_DEPTH = 2
STREAMS = ("Package", "CONTENTS")
# Loaded when one of its kind comes: these read what is inside of them too.
_READERS = {
    XLSX: "mingzhang.extractors.formats.xlsx:read_xlsx",
    XLS: "mingzhang.extractors.formats.xls:read_xls",
    DOCX: "mingzhang.extractors.formats.docx:read_docx",
    PDF: "mingzhang.extractors.formats.pdf:read_pdf",
    WORD_XML: "mingzhang.extractors.formats.word_xml:read_word_xml",
    EXCEL_XML: "mingzhang.extractors.formats.excel_xml:read_excel_xml",
    HTML: "mingzhang.extractors.formats.html:read_html",
    SAVED_PAGE: "mingzhang.extractors.formats.saved_page:read_saved_page",
}


def read_inserted(data: bytes, points: tuple[float, float] | None, options: Options) -> tuple[Page, ...]:
    """The pages of a picture, a workbook or a document; none where a picture is too small for a table, or shows no
    text.

    `points`: width and height at which it is shown. Raises what its format raises; `unsupported` for other formats,
    `inside_unread` for what lies deeper than `MOST_DEPTH`, or was read in part only.
    """
    data = packed_in(data)
    kind = media_type(data).name
    if kind in _READERS:
        if options.depth >= MOST_DEPTH:
            raise MingzhangError(ErrorCode.INSIDE_UNREAD, kind)
        module, _, function = _READERS[kind].partition(":")
        read = getattr(importlib.import_module(module), function)
        reading: FileReading = read(data, Options(options.settings, depth=options.depth + 1))
        lost = next((page.error_code for page in reading.pages if page.error_code), None)
        if reading.warning is not None or lost:
            raise MingzhangError(ErrorCode.INSIDE_UNREAD, kind)
        return reading.pages
    if points is not None and (points[0] < LEAST_WIDTH or points[1] < LEAST_HEIGHT):
        return ()
    if kind not in PICTURES:
        raise MingzhangError(ErrorCode.UNSUPPORTED, kind)
    page = _picture_page(data, points, options.settings)
    return (page,) if page is not None and (page.grids or len(page.lines) > 1) else ()


def packed_in(data: bytes) -> bytes:
    """What an OLE object holds as its own file (`Package`, or the `CONTENTS` of a PDF); else the bytes themselves."""
    if media_type(data).name != OLE:
        return data
    from xlrd.compdoc import CompDoc

    with damage_recorded():
        storage = CompDoc(data, logfile=io.StringIO())
        for name in STREAMS:
            if (stream := storage.get_named_stream(name)) is not None:
                return bytes(stream)
    return data


def _picture_page(data: bytes, points: tuple[float, float] | None, settings: Settings) -> Page | None:
    with picture_part():
        import cv2
        import numpy as np

        from mingzhang.extractors.scan.page import read_picture

    with open_picture(data) as opened:
        if opened.size[0] < LEAST_WIDTH or opened.size[1] < LEAST_HEIGHT:
            return None
        picture, scale = page_picture(opened, 1, settings.scan_dpi, whole=True)
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
