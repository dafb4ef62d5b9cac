"""One file -> one `Document`: open, clean, grid, understand. Never raises for what is wrong with the file."""

from __future__ import annotations

import gc
import hashlib
import importlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from mingzhang.extractors.containers import DOCX, OFD, XLS, XLSX
from mingzhang.extractors.formats.reading import FileReading, Options
from mingzhang.extractors.media_type import (
    CONVERTED,
    CSV,
    EXCEL_XML,
    FLAT_OFFICE,
    HTML,
    PDF,
    PICTURES,
    SAVED_PAGE,
    WORD_XML,
    media_type,
    require_document,
)
from mingzhang.extractors.pages.rows_in_cells import with_rows_apart
from mingzhang.extractors.pages.stacked import with_headers_joined
from mingzhang.extractors.reread import look_at, second_reading
from mingzhang.extractors.scan.kept import Kept
from mingzhang.extractors.settings import OnPage, Settings
from mingzhang.extractors.understand.disclosure import understand
from mingzhang.extractors.understand.unread import marked_without_unit
from mingzhang.extractors.witness import witnessed
from mingzhang.models.contacts.cells import without_contact_lines
from mingzhang.models.errors import SENTENCES, ErrorCode, MingzhangError
from mingzhang.models.identities import proved
from mingzhang.models.identities.confidence import with_confidence
from mingzhang.models.records.documents import Document
from mingzhang.models.records.pages import Page, TextSource
from mingzhang.models.vocabulary.enums import DocumentStatus

# Who reads what: `module:function`, called with the bytes and `Options`. Loaded when a file of its kind comes.
READERS: dict[str, str] = {
    PDF: "mingzhang.extractors.formats.pdf:read_pdf",
    XLSX: "mingzhang.extractors.formats.xlsx:read_xlsx",
    XLS: "mingzhang.extractors.formats.xls:read_xls",
    DOCX: "mingzhang.extractors.formats.docx:read_docx",
    HTML: "mingzhang.extractors.formats.html:read_html",
    CSV: "mingzhang.extractors.formats.csv_file:read_csv",
    OFD: "mingzhang.extractors.formats.ofd:read_ofd",
    **dict.fromkeys(PICTURES, "mingzhang.extractors.formats.pictures:read_pictures"),
    **dict.fromkeys(CONVERTED, "mingzhang.extractors.formats.office:read_through_office"),
    EXCEL_XML: "mingzhang.extractors.formats.excel_xml:read_excel_xml",
    WORD_XML: "mingzhang.extractors.formats.word_xml:read_word_xml",
    FLAT_OFFICE: "mingzhang.extractors.formats.word_xml:read_flat_office",
    SAVED_PAGE: "mingzhang.extractors.formats.saved_page:read_saved_page",
}
COLLECT_AFTER = 100_000  # new records, some 20 MB
SKIPPED = (ErrorCode.UNSUPPORTED, ErrorCode.TOO_MANY_PAGES, ErrorCode.NEEDS_LIBREOFFICE)
# A web page under such a name is none of its own will: an error page, or a sheet that a program saved as HTML.
PAGE_NAMES = (".mht", ".mhtml", ".html", ".htm", ".shtml", ".xhtml", ".jsp", ".aspx", ".php")


def read_document(
    path: Path,
    settings: Settings = Settings(),
    *,
    skip_pages: Mapping[int, ErrorCode] | None = None,
    on_page: OnPage | None = None,
    kept: Kept | None = None,
) -> Document:
    """Everything that a file says.

    `on_page(page_number, page_count)` is called before each page, and again before a page is looked at a second time.
    `kept` is given what a second look at recognised figures needs.
    Pages in `skip_pages` are not read; they are recorded with the code given. A file that cannot be
    read gives a document with status `failed` or `skipped`.
    """
    started = time.perf_counter()
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return _refused(b"", path.name, MingzhangError(ErrorCode.NOT_FOUND, f"file or folder: {path}"))
    except OSError as error:
        return _refused(b"", path.name, MingzhangError(ErrorCode.UNREADABLE, error.strerror or "unknown"))
    try:
        with _few_collections():
            plain = replace(settings, attached_apart=False)  # what is kept loaded goes by the rest
            options = Options(plain, skip_pages or {}, on_page, 0, kept or Kept(), settings.attached_apart)
            document = _read(data, path.name, options)
    except MingzhangError as error:
        document = proved(_refused(data, path.name, error))
    return replace(document, seconds=round(time.perf_counter() - started, 3))


@contextmanager
def _few_collections() -> Iterator[None]:
    """A document is many small records that live until it is read, and next to no circles among them: looking for
    circles after every 700 new ones takes a twentieth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], COLLECT_AFTER) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _refused(data: bytes, file_name: str, error: MingzhangError) -> Document:
    return Document(
        document_id=hashlib.sha256(data).hexdigest(),
        file_name=file_name,
        media_type=media_type(data).name,
        byte_size=len(data),
        page_count=None,
        status=DocumentStatus.SKIPPED if error.code in SKIPPED else DocumentStatus.FAILED,
        error_code=error.code,
        error_message=str(error),
    )


def _read(data: bytes, file_name: str, options: Options) -> Document:
    kind = require_document(data, file_name).name
    reading = _reader(kind)(data, options)
    reading = replace(reading, pages=tuple(with_headers_joined(with_rows_apart(page)) for page in reading.pages))
    document = _understood(data, file_name, kind, reading)
    if (
        kind in (HTML, SAVED_PAGE)
        and not document.tables
        and not file_name.lower().endswith(PAGE_NAMES)
        and "." in file_name
    ):
        raise MingzhangError(ErrorCode.NOT_AS_NAMED, Path(file_name).suffix)
    document = proved(document)
    if options.kept.pages:
        document = second_reading(document, look_at(options.kept, options.settings), options.on_page)
    document = with_confidence(document)
    return witnessed(document, data) if kind == PDF else document


def _reader(kind: str) -> Callable[[bytes, Options], FileReading]:
    if kind not in READERS:
        raise MingzhangError(ErrorCode.UNSUPPORTED, kind)
    module, _, function = READERS[kind].partition(":")
    found: Callable[[bytes, Options], FileReading] = getattr(importlib.import_module(module), function)
    return found


def _understood(data: bytes, file_name: str, kind: str, reading: FileReading) -> Document:
    understood = understand(reading.pages)
    pages = marked_without_unit(reading.pages, understood.tables)
    status, code, message = _outcome(pages, bool(understood.tables), reading.warning)
    return Document(
        document_id=hashlib.sha256(data).hexdigest(),
        file_name=file_name,
        media_type=kind,
        byte_size=len(data),
        page_count=len(pages),
        status=status,
        facts=understood.facts,
        pages=pages,
        tables=tuple(map(without_contact_lines, understood.tables)),
        projects=understood.projects,
        statements=understood.statements,
        error_code=code,
        error_message=message,
    )


def _outcome(
    pages: Sequence[Page], has_tables: bool, warning: tuple[ErrorCode, str] | None
) -> tuple[DocumentStatus, str | None, str | None]:
    """(status, code, sentence) of a file that was opened."""
    bad = [page for page in pages if page.error_code]
    if bad:
        unread = [page for page in bad if not page.lines and not page.grids]
        code = ErrorCode(bad[0].error_code or ErrorCode.PAGE_FAILED)
        status = DocumentStatus.FAILED if len(unread) == len(pages) else DocumentStatus.PARTIAL
        return status, code, f"Page {bad[0].number}: {SENTENCES[code].format(found='see pages.error_code')}"
    is_unseen = warning is not None and warning[0] in (ErrorCode.TOO_DEEP, ErrorCode.INSIDE_UNREAD)
    if all(page.text_source is TextSource.BLANK for page in pages) and not is_unseen:
        return DocumentStatus.SKIPPED, ErrorCode.BLANK, SENTENCES[ErrorCode.BLANK].format(found=len(pages))
    if warning is not None:
        code, found = warning
        return DocumentStatus.PARTIAL, code, SENTENCES[code].format(found=found)
    if not has_tables:
        return DocumentStatus.COMPLETE, ErrorCode.NO_TABLES, SENTENCES[ErrorCode.NO_TABLES]
    return DocumentStatus.COMPLETE, None, None
