"""PDF: pages with a text layer by their characters and rulings, the others by their picture."""

from __future__ import annotations

import contextlib
import re
import zlib
from dataclasses import replace
from functools import cache
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from mingzhang.extractors.formats.page_source import PageSource, pages_of
from mingzhang.extractors.formats.pdf_attached import attached_files, may_carry_files
from mingzhang.extractors.formats.pdf_pictures import with_picture_tables
from mingzhang.extractors.formats.pdf_repair import is_cut_short, with_end
from mingzhang.extractors.formats.reading import FileReading, Options, unread
from mingzhang.extractors.grids.borderless import is_inferred
from mingzhang.extractors.pages.fonts import lacks_font, use_own_fonts
from mingzhang.extractors.scan.picture import find_more_rulings, read_page_picture, too_large
from mingzhang.extractors.text_layer.digit_shapes import DigitShapes
from mingzhang.extractors.text_layer.page import OpenPage, needs_recognition, open_page, read_text_page
from mingzhang.extractors.text_layer.watermark import WatermarkStyles
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.pages import Page

PASSWORD_ERROR = 4
MOST_NOTES = 2000
_PACKED = re.compile(rb"/ObjStm[^>]{0,200}>>\s*stream\r?\n")
MOST_UNPACKED = 1 << 20
# Share of a page that pictures cover, and characters that stand on them, from where rulings may be in the pictures.
DRAWN_COVER, WRITTEN_OVER = 0.1, 20


def read_pdf(data: bytes, options: Options) -> FileReading:
    """All pages of a PDF. Raises `encrypted`, `damaged`, `too_many_pages`."""
    pdf = open_pdf(data)
    try:
        options.require_few(len(pdf))
        inside = [] if options.attached_apart or not may_carry_files(data) else _attached(pdf)
        if pdf.get_formtype() == raw.FORMTYPE_XFA_FULL:
            inside.append("an XFA form")  # its pages are made by a program; what stands for them asks to wait
        pages = tuple(pages_of(_PdfPages(pdf, options, has_layers(data)), options))
    finally:
        pdf.close()
    warning = (ErrorCode.INSIDE_UNREAD, ", ".join(inside[:3])) if inside else None
    return FileReading(pages, (ErrorCode.CUT_SHORT, "") if is_cut_short(data) else warning)


def _attached(pdf: pdfium.PdfDocument) -> list[str]:
    """The kinds of the documents that a PDF carries: they are files of their own, and not read here."""
    return [f"attached {attached.kind.name}" for attached in attached_files(pdf) if attached.is_read]


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """An open PDF. Raises `encrypted` or `damaged`."""
    use_own_fonts()
    try:
        pdf = _opened(data)
    except MingzhangError as error:
        if error.code is not ErrorCode.DAMAGED or not is_cut_short(data) or (whole := with_end(data)) is None:
            raise
        pdf = _opened(whole)
    if len(pdf) == 0:
        pdf.close()
        raise MingzhangError(ErrorCode.DAMAGED)
    return pdf


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == PASSWORD_ERROR or "assword" in str(error):
            raise MingzhangError(ErrorCode.ENCRYPTED) from error
        raise MingzhangError(ErrorCode.DAMAGED) from error


def _loaded(pdf: pdfium.PdfDocument, number: int) -> Any:
    """Page `number` (from 1), what is filled into its form fields made part of it. Raises pdfium's errors."""
    page = pdf[number - 1]
    count = raw.FPDFPage_GetAnnotCount(page)
    if count > 0 and any(_is_written(page, index) for index in range(min(count, MOST_NOTES))):
        page.close()
        if pdf.formenv is None:
            pdf.init_forms()  # draws fields that the file leaves to its reader
        page = pdf[number - 1]
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = pdf[number - 1]
    return page


def _is_written(page: Any, index: int) -> bool:
    note = raw.FPDFPage_GetAnnot(page, index)
    try:
        return raw.FPDFAnnot_GetSubtype(note) in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT)
    finally:
        raw.FPDFPage_CloseAnnot(note)


def has_layers(data: bytes) -> bool:
    """Whether a PDF has layers (optional content) that may be switched off; its catalogue may be packed."""
    if b"/OCProperties" in data:
        return True
    for found in _PACKED.finditer(data):
        start = found.end()
        end = data.find(b"endstream", start)
        with contextlib.suppress(zlib.error):
            if b"/OCProperties" in zlib.decompressobj().decompress(data[start:end], MOST_UNPACKED):
                return True
    return False


class _PdfPages(PageSource[OpenPage]):
    """An open PDF. A page whose text layer is read is opened once, and again only where it must be drawn."""

    def __init__(self, pdf: pdfium.PdfDocument, options: Options, layered: bool) -> None:
        self._pdf, self._options, self._layered = pdf, options, layered
        self._shapes = DigitShapes()

    @property
    def page_count(self) -> int:
        return len(self._pdf)

    def open(self, number: int) -> OpenPage:
        with contextlib.closing(_loaded(self._pdf, number)) as page:
            return open_page(page, self._layered, self._shapes)

    def text_layer(self, opened: OpenPage) -> OpenPage:
        return opened

    def read(self, number: int, opened: OpenPage, watermark: WatermarkStyles, before: Page | None) -> Page:
        with contextlib.ExitStack() as stack:
            page = cache(lambda: stack.enter_context(contextlib.closing(_loaded(self._pdf, number))))
            if needs_recognition(opened):
                return _recognised(page(), number, opened, self._options, before)
            result = read_text_page(opened, number, watermark, before=before)
            result = with_picture_tables(page, opened, result, self._options.settings)
            if not use_own_fonts() and lacks_font(page()):
                result = replace(result, error_code=ErrorCode.NO_FONT)
            if (
                all(is_inferred(grid) for grid in result.grids)
                and opened.rulings.picture_cover > DRAWN_COVER
                and _glyphs_over_pictures(opened) > WRITTEN_OVER
            ):
                more = find_more_rulings(page(), opened.placement)
                if more is not None:
                    result = read_text_page(opened, number, watermark, more, before)
            return result


def _glyphs_over_pictures(seen: OpenPage) -> int:
    """Characters that stand on a picture: its lines may be their table's, those of a chart beside the text are not."""
    return sum(
        any(x0 <= (g.x0 + g.x1) / 2 <= x1 and y0 <= (g.y0 + g.y1) / 2 <= y1 for x0, y0, x1, y1 in seen.rulings.pictures)
        for g in seen.glyphs
    )


def _recognised(page: Any, number: int, seen: OpenPage, options: Options, before: Page | None) -> Page:
    if too_large(seen.placement):
        return unread(number, ErrorCode.PAGE_TOO_LARGE)
    return read_page_picture(page, number, seen.placement, options.settings, before, options.kept)
