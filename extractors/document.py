"""One file -> one `Document`: open, clean, grid, understand. Never raises for what is wrong with the file."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from extractors.intake import media_type, require_pdf
from extractors.picture import find_more_rulings, read_page_picture, too_large
from extractors.second_reading import look_at, second_reading
from extractors.settings import Settings
from extractors.text_layer import OpenPage, needs_recognition, open_page, read_text_page
from extractors.understand.disclosure import understand
from extractors.unruled import is_inferred
from extractors.watermark import Watermark, learn_watermark
from models.documents import Document
from models.errors import SENTENCES, ErrorCode, MingzhangError
from models.identities import proved
from models.pages import Page, TextSource
from models.vocabulary import DocumentStatus

SAMPLE_PAGES = 24
PASSWORD_ERROR = 4
END_MARK = b"%%EOF"
TAIL = 4096

OnPage = Callable[[int, int], None]


def read_document(
    path: Path,
    settings: Settings = Settings(),
    *,
    skip_pages: Mapping[int, ErrorCode] | None = None,
    on_page: OnPage | None = None,
) -> Document:
    """Everything that a file says.

    `on_page(page_number, page_count)` is called before each page, and again before a page is looked at a second time.
    Pages in `skip_pages` are not read; they are recorded with the code given. A file that cannot be
    read gives a document with status `failed` or `skipped`.
    """
    started = time.perf_counter()
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return _refused(b"", path.name, MingzhangError(ErrorCode.NOT_FOUND, str(path)))
    except OSError as error:
        return _refused(b"", path.name, MingzhangError(ErrorCode.UNREADABLE, error.strerror or "unknown"))
    try:
        require_pdf(data, path.name)
        document = _read_pdf(data, path.name, settings, skip_pages or {}, on_page)
    except MingzhangError as error:
        document = proved(_refused(data, path.name, error))
    return replace(document, seconds=round(time.perf_counter() - started, 3))


def _refused(data: bytes, file_name: str, error: MingzhangError) -> Document:
    skipped = error.code in (ErrorCode.UNSUPPORTED, ErrorCode.TOO_MANY_PAGES)
    return Document(
        document_id=hashlib.sha256(data).hexdigest(),
        file_name=file_name,
        media_type=media_type(data[:2048]).name,
        byte_size=len(data),
        page_count=None,
        status=DocumentStatus.SKIPPED if skipped else DocumentStatus.FAILED,
        error_code=error.code,
        error_message=str(error),
    )


def _read_pdf(
    data: bytes, file_name: str, settings: Settings, skip: Mapping[int, ErrorCode], on_page: OnPage | None
) -> Document:
    pdf = _open(data)
    try:
        count = len(pdf)
        if count > settings.max_pages:
            raise MingzhangError(ErrorCode.TOO_MANY_PAGES, str(count))
        pages = tuple(_pages(pdf, settings, skip, on_page))
        document = proved(_understood(data, file_name, pages))
        if any(page.text_source is TextSource.OCR for page in pages):
            document = second_reading(document, look_at(pdf, pages, settings), on_page)
        return document
    finally:
        pdf.close()


def _understood(data: bytes, file_name: str, pages: tuple[Page, ...]) -> Document:
    understood = understand(pages)
    status, code, message = _outcome(pages, bool(understood.tables), END_MARK in data[-TAIL:])
    return Document(
        document_id=hashlib.sha256(data).hexdigest(),
        file_name=file_name,
        media_type="application/pdf",
        byte_size=len(data),
        page_count=len(pages),
        status=status,
        facts=understood.facts,
        pages=pages,
        tables=understood.tables,
        projects=understood.projects,
        statements=understood.statements,
        error_code=code,
        error_message=message,
    )


def _outcome(pages: Sequence[Page], has_tables: bool, has_end: bool) -> tuple[DocumentStatus, str | None, str | None]:
    """(status, code, sentence) of a PDF that was opened."""
    bad = [page for page in pages if page.error_code]
    if bad:
        code = ErrorCode(bad[0].error_code or ErrorCode.PAGE_FAILED)
        status = DocumentStatus.FAILED if len(bad) == len(pages) else DocumentStatus.PARTIAL
        return status, code, f"Page {bad[0].number}: {SENTENCES[code].format(found='see pages.error_code')}"
    if all(page.text_source is TextSource.BLANK for page in pages):
        return DocumentStatus.SKIPPED, ErrorCode.BLANK, SENTENCES[ErrorCode.BLANK].format(found=len(pages))
    if not has_end:
        return DocumentStatus.PARTIAL, ErrorCode.CUT_SHORT, SENTENCES[ErrorCode.CUT_SHORT]
    if not has_tables:
        return DocumentStatus.COMPLETE, ErrorCode.NO_TABLES, SENTENCES[ErrorCode.NO_TABLES]
    return DocumentStatus.COMPLETE, None, None


def _open(data: bytes) -> pdfium.PdfDocument:
    """An open PDF. Raises `encrypted` or `damaged`."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == PASSWORD_ERROR or "assword" in str(error):
            raise MingzhangError(ErrorCode.ENCRYPTED) from error
        raise MingzhangError(ErrorCode.DAMAGED) from error
    if len(pdf) == 0:
        pdf.close()
        raise MingzhangError(ErrorCode.DAMAGED)
    return pdf


def _pages(
    pdf: pdfium.PdfDocument, settings: Settings, skip: Mapping[int, ErrorCode], on_page: OnPage | None
) -> Iterator[Page]:
    count = len(pdf)
    watermark: Watermark | None = None
    opened: dict[int, OpenPage] = {}
    page: Page | None = None
    for number in range(1, count + 1):
        if watermark is None and number not in skip:
            opened = _sample(pdf, skip, on_page)
            watermark = learn_watermark([page.glyphs for page in opened.values()])
        if on_page:
            on_page(number, count)
        started = time.perf_counter()
        if number in skip:
            page = _unread(number, skip[number])
        else:
            page = _page(pdf, number, opened.pop(number, None), watermark or Watermark(), settings, page)
        yield replace(page, seconds=round(time.perf_counter() - started, 4))


def _sample(pdf: pdfium.PdfDocument, skip: Mapping[int, ErrorCode], on_page: OnPage | None) -> dict[int, OpenPage]:
    """A spread of a document's pages, opened, to learn its watermark from. A page that hangs here is told as itself."""
    numbers = [n for n in range(1, len(pdf) + 1) if n not in skip]
    step = max(1, -(-len(numbers) // SAMPLE_PAGES))
    opened = {}
    for number in numbers[::step]:
        if on_page:
            on_page(number, len(pdf))
        try:
            page = pdf[number - 1]
        except pdfium.PdfiumError:
            continue  # told again, with its number, when the page itself is read
        opened[number] = open_page(page)
        page.close()
    return opened


def _page(
    pdf: pdfium.PdfDocument,
    number: int,
    opened: OpenPage | None,
    watermark: Watermark,
    settings: Settings,
    before: Page | None,
) -> Page:
    try:
        page = pdf[number - 1]
    except pdfium.PdfiumError:
        return _unread(number, ErrorCode.PAGE_FAILED)
    try:
        seen = opened or open_page(page)
        if needs_recognition(seen):
            return _recognised(page, number, seen, settings)
        result = read_text_page(seen, number, watermark, before=before)
        if (
            all(is_inferred(grid) for grid in result.grids)
            and seen.rulings.picture_cover > 0.1
            and len(seen.glyphs) > 20
        ):
            more = find_more_rulings(page, seen.placement)
            if more is not None:
                result = read_text_page(seen, number, watermark, more, before)
        return result
    except MingzhangError as error:
        return _unread(number, error.code)
    except pdfium.PdfiumError:
        return _unread(number, ErrorCode.PAGE_FAILED)
    finally:
        page.close()


def _recognised(page: Any, number: int, seen: OpenPage, settings: Settings) -> Page:
    if too_large(seen.placement):
        return _unread(number, ErrorCode.PAGE_TOO_LARGE)
    return read_page_picture(page, number, seen.placement, settings)


def _unread(number: int, code: ErrorCode) -> Page:
    return Page(number, 0.0, 0.0, TextSource.BLANK, error_code=code)
