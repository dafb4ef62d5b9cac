"""Cut-outs of pages: the part that a person is to look at, drawn, with the figures in question outlined."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium

from mingzhang.extractors.containers import OFD
from mingzhang.extractors.media_type import MediaType, media_type
from mingzhang.extractors.pages.fonts import use_own_fonts
from mingzhang.extractors.pages.placement import Placement, placement_of
from mingzhang.extractors.pages.written_contacts import contact_boxes
from mingzhang.extractors.scan.part import picture_part
from mingzhang.extractors.scan.picture import draw, scale_for, too_large
from mingzhang.extractors.settings import Settings
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.excerpts import Excerpt
from mingzhang.models.records.geometry import Box, union

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DPI = 160
# Points around what is shown of a table, and around words of running text.
ABOVE, BESIDE, AROUND_TEXT = 2.5, 8.0, 34.0
BESIDE_TEXT = 60.0
# Points above a table that its title takes.
TITLE = 64.0
MOST_HITS = 3
# Blue, green, red.
RED, BLUE = (48, 40, 208), (196, 120, 30)
TINTS = {RED: (0.86, 0.88, 1.0), BLUE: (1.0, 0.96, 0.88)}
COVER, TORN = 205, (150, 150, 150)


@dataclass(frozen=True, slots=True)
class Cutout:
    """A PNG and its size in pixels, at 160 pixels an inch (scans as they are read; less of a very large page)."""

    page_number: int
    png: bytes
    width: int
    height: int


def cut_out(data: bytes, excerpts: Iterable[Excerpt]) -> Iterator[Cutout]:
    """A cut-out for each excerpt, in their order.

    Raises `MingzhangError` (`damaged`, `page_too_large`, `page_failed`), and `no_page_picture` for formats whose
    pages are not drawn: workbooks, docx and web pages have none, and the text of OFD needs fonts. A cut-out of a scan
    raises `no_ocr` where the part that reads pictures is not installed.
    """
    kind = media_type(data)
    if kind.is_picture or kind.name == OFD:
        for excerpt in excerpts:
            yield _cut_from_picture(data, kind, excerpt)
        return
    if kind.is_document and not kind.is_pdf:
        raise MingzhangError(ErrorCode.NO_PAGE_PICTURE, kind.name)
    try:
        use_own_fonts()
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise MingzhangError(ErrorCode.DAMAGED) from error
    try:
        for excerpt in excerpts:
            yield _cutout(pdf, excerpt)
    finally:
        pdf.close()


def _cut_from_picture(data: bytes, kind: MediaType, excerpt: Excerpt) -> Cutout:
    """A cut-out of a file whose pages are pictures."""
    with picture_part():
        from mingzhang.extractors.scan.as_read import as_read

    if not excerpt.is_scan:
        raise MingzhangError(ErrorCode.NO_PAGE_PICTURE, kind.name)
    dpi = Settings().scan_dpi
    if kind.is_picture:
        from mingzhang.extractors.formats.picture_file import open_picture, page_picture

        with open_picture(data) as opened:
            picture, scale = page_picture(opened, excerpt.page_number, dpi)
    else:
        from mingzhang.extractors.formats.ofd import page_of_ofd

        picture, scale = page_of_ofd(data, excerpt.page_number, dpi)
    upright = as_read(picture, scale, skew=excerpt.skew, rotation=excerpt.rotation).copy()
    return _finished(upright, scale, excerpt, excerpt.outlined)


def _cutout(pdf: pdfium.PdfDocument, excerpt: Excerpt) -> Cutout:
    try:
        page = pdf[excerpt.page_number - 1]
    except (pdfium.PdfiumError, IndexError) as error:
        raise MingzhangError(ErrorCode.PAGE_FAILED, f"page {excerpt.page_number}") from error
    try:
        placement = placement_of(page)
        if too_large(placement):
            raise MingzhangError(ErrorCode.PAGE_TOO_LARGE, f"{placement.width:.0f} x {placement.height:.0f} points")
        scale = scale_for(placement, Settings().scan_dpi if excerpt.is_scan else DPI)
        picture = _upright(page, excerpt, scale)
        outlined = excerpt.outlined
        if not excerpt.is_scan:
            upright = placement.turned((excerpt.rotation // 90) - placement.turn)
            excerpt = replace(excerpt, covered=(*excerpt.covered, *contact_boxes(page, upright)))
            if not outlined and excerpt.phrases and not excerpt.closed:
                outlined = tuple(_found(page, upright, excerpt.phrases))
    finally:
        page.close()
    return _finished(picture, scale, excerpt, outlined)


def _finished(picture: NDArray[np.uint8], scale: float, excerpt: Excerpt, outlined: tuple[Box, ...]) -> Cutout:
    """What must not be seen covered, the figures outlined, cut to what is to be looked at."""
    picture = _closed(picture, excerpt, scale)
    for index, box in reversed(list(enumerate(outlined))):
        _outline(picture, box, scale, RED if (index == 0 and excerpt.leading) or excerpt.frame is None else BLUE)
    if not excerpt.whole:
        picture = _cropped(picture, excerpt, outlined, scale)
    return Cutout(excerpt.page_number, _png(picture), picture.shape[1], picture.shape[0])


def _png(picture: NDArray[np.uint8]) -> bytes:
    """A picture (height, width, blue-green-red) as PNG."""
    import numpy as np
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1])).save(out, "PNG", compress_level=6)
    return out.getvalue()


def _upright(page: Any, excerpt: Excerpt, scale: float) -> NDArray[np.uint8]:
    """The page as it was read: a text layer's is turned as a whole, a scan's levelled and then turned."""
    if not excerpt.is_scan:
        return draw(page, scale, (excerpt.rotation - page.get_rotation()) // 90).copy()
    with picture_part():
        from mingzhang.extractors.scan.as_read import as_read

    return as_read(draw(page, scale), scale, skew=excerpt.skew, rotation=excerpt.rotation).copy()


def _found(page: Any, placement: Placement, phrases: Iterable[str]) -> Iterator[Box]:
    """Boxes of phrases on a page with a text layer; a phrase that stands in many places points nowhere."""
    text = page.get_textpage()
    try:
        for phrase in phrases:
            search = text.search(phrase, match_case=True)
            hits: list[Box] = []
            while (hit := search.get_next()) is not None and len(hits) <= MOST_HITS:
                rects = [text.get_rect(i) for i in range(text.count_rects(*hit))]
                boxes = [Box(*placement.box(left, bottom, right, top)) for left, bottom, right, top in rects]
                if boxes:
                    hits.append(union(boxes))
            if len(hits) <= MOST_HITS:
                yield from (Box(b.x0 - 1.5, b.y0 - 2, b.x1 + 1.5, b.y1 + 2) for b in hits)
    finally:
        text.close()


def _closed(picture: NDArray[np.uint8], excerpt: Excerpt, scale: float) -> NDArray[np.uint8]:
    """The picture without what must not be seen."""
    for box in excerpt.covered:
        x0, y0, x1, y1 = _pixels(box, picture, scale, 1.0)
        picture[y0:y1, x0:x1] = COVER
    if excerpt.closed:
        open_part = picture.copy()
        picture[:] = 255
        if excerpt.frame is not None:
            x0, y0, x1, y1 = _pixels(excerpt.frame, picture, scale, 1.0)
            picture[y0:y1, x0:x1] = open_part[y0:y1, x0:x1]
    return picture


def _outline(picture: NDArray[np.uint8], box: Box, scale: float, colour: tuple[int, int, int]) -> None:
    import numpy as np

    x0, y0, x1, y1 = _pixels(box, picture, scale, 0.0)
    part = picture[y0:y1, x0:x1]
    part[:] = (part * np.array(TINTS[colour])).astype(np.uint8)
    half = max(1, round(0.55 * scale))
    for place, across in ((y0, True), (y1, True), (x0, False), (x1, False)):
        near, far = max(0, place - half), place + half
        edge = picture[near:far, max(0, x0 - half) : x1 + half] if across else picture[y0:y1, near:far]
        edge[:] = colour


def _cropped(
    picture: NDArray[np.uint8], excerpt: Excerpt, outlined: tuple[Box, ...], scale: float
) -> NDArray[np.uint8]:
    """The part around what is outlined, as wide as its table, under the table's header; else the table or the page."""
    import numpy as np

    shown = None
    if not outlined and excerpt.frame is not None:
        shown = excerpt.frame._replace(y0=excerpt.frame.y0 - TITLE)
    elif outlined:
        shown = union(list(outlined))
        wide = excerpt.frame or Box(BESIDE_TEXT, 0, picture.shape[1] / scale - BESIDE_TEXT, 0)
        rows = excerpt.rows or Box(0, shown.y0 - AROUND_TEXT, 0, shown.y1 + AROUND_TEXT)
        shown = Box(min(shown.x0, wide.x0), min(rows.y0, shown.y0), max(shown.x1, wide.x1), max(rows.y1, shown.y1))
    if shown is None:
        return picture
    x0, _, x1, _ = _pixels(shown, picture, scale, BESIDE)
    _, y0, _, y1 = _pixels(shown, picture, scale, ABOVE)
    part = picture[y0:y1, x0:x1]
    if excerpt.header is None or not outlined:
        return part
    _, top, _, bottom = _pixels(excerpt.header, picture, scale, 1.5)
    if bottom >= y0:
        part = picture[min(top, y0) : y1, x0:x1]
        return part
    gap = np.full((round(6 * scale), x1 - x0, 3), 255, np.uint8)
    gap[gap.shape[0] // 2, :: max(2, round(2 * scale))] = TORN
    gap[gap.shape[0] // 2, 1 :: max(2, round(2 * scale))] = TORN
    return np.vstack([picture[top:bottom, x0:x1], gap, part])


def _pixels(box: Box, picture: NDArray[np.uint8], scale: float, margin: float) -> tuple[int, int, int, int]:
    height, width = picture.shape[:2]
    x0, x1 = (min(max(0, round(x * scale)), width) for x in (box.x0 - margin, box.x1 + margin))
    y0, y1 = (min(max(0, round(y * scale)), height) for y in (box.y0 - margin, box.y1 + margin))
    return x0, y0, max(x1, x0 + 1), max(y1, y0 + 1)
