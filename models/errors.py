"""Errors that a person can act on: a stable code and one sentence that says what to do."""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """Codes as they stand in `documents.error_code` and `pages.error_code`. Never renamed."""

    EMPTY_FILE = "empty_file"
    NOT_A_PDF = "not_a_pdf"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    CUT_SHORT = "cut_short"
    TOO_DEEP = "too_deep"
    BLANK = "blank"
    NO_TABLES = "no_tables"
    UNSUPPORTED = "unsupported"
    TOO_MANY_PAGES = "too_many_pages"
    PAGE_TOO_LARGE = "page_too_large"
    PAGE_FAILED = "page_failed"
    PAGE_TIMEOUT = "page_timeout"
    PAGE_ILLEGIBLE = "page_illegible"
    UNIT_UNREAD = "unit_unread"
    DOCUMENT_TIMEOUT = "document_timeout"
    OUT_OF_MEMORY = "out_of_memory"
    WORKER_DIED = "worker_died"
    NO_OCR = "no_ocr"
    NO_FONT = "no_font"
    NOT_AS_NAMED = "not_as_named"
    NOT_CALCULATED = "not_calculated"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    INSIDE_UNREAD = "inside_unread"
    NEEDS_LIBREOFFICE = "needs_libreoffice"
    CONVERSION_FAILED = "conversion_failed"
    NO_PAGE_PICTURE = "no_page_picture"
    NOT_FOUND = "not_found"
    UNREADABLE = "unreadable"
    NOT_WRITABLE = "not_writable"
    DISK_FULL = "disk_full"
    WAREHOUSE_BUSY = "warehouse_busy"
    WAREHOUSE_UNUSABLE = "warehouse_unusable"
    WAREHOUSE_NEWER = "warehouse_newer"
    WAREHOUSE_FOREIGN = "warehouse_foreign"
    BAD_ADDRESS = "bad_address"
    BAD_OPTION = "bad_option"
    BAD_FORMAT = "bad_format"
    MISSING_EXTRA = "missing_extra"
    QUERY_FAILED = "query_failed"
    QUERY_TIMEOUT = "query_timeout"
    QUERY_TOO_LARGE = "query_too_large"
    NO_MATCH = "no_match"
    NO_SUCH_LINE = "no_such_line"
    BAD_AMOUNT = "bad_amount"
    SOURCE_MISSING = "source_missing"
    SOURCE_CHANGED = "source_changed"
    PORT_TAKEN = "port_taken"
    NO_SCHEDULER = "no_scheduler"
    NO_WORKERS = "no_workers"
    DASK_FAILED = "dask_failed"
    SHARED_UNSEEN = "shared_unseen"
    WORKERS_DIFFER = "workers_differ"
    BAD_SITES = "bad_sites"
    CRAWL_BUSY = "crawl_busy"
    CRAWL_FAILED = "crawl_failed"
    ARCHIVE_ENCRYPTED = "archive_encrypted"
    ARCHIVE_DAMAGED = "archive_damaged"
    ARCHIVE_UNSUPPORTED = "archive_unsupported"
    ARCHIVE_TOO_DEEP = "archive_too_deep"
    ARCHIVE_TOO_LARGE = "archive_too_large"
    ARCHIVE_STUCK = "archive_stuck"
    NO_UNPACKER = "no_unpacker"
    NO_DOCUMENTS = "no_documents"
    UNSAFE_NAME = "unsafe_name"
    NOT_A_FILE = "not_a_file"
    STORE_UNUSABLE = "store_unusable"
    INTERNAL = "internal"


SENTENCES: dict[ErrorCode, str] = {
    ErrorCode.EMPTY_FILE: "The file has no bytes; fetch it again from where it was published.",
    ErrorCode.NOT_A_PDF: "The file is named .pdf but holds something else ({found}); fetch the attachment itself.",
    ErrorCode.ENCRYPTED: "The file asks for a password; save a copy without one and ingest that.",
    ErrorCode.DAMAGED: "The file is cut short or damaged and cannot be opened; fetch it again.",
    ErrorCode.CUT_SHORT: "The end of the file is missing, so pages may be lost; what is there was read. Fetch it anew.",
    ErrorCode.TOO_DEEP: "The page lays its parts more than {found} deep into each other; what lies deeper is not read.",
    ErrorCode.BLANK: "Nothing is printed on any of the {found} pages; fetch the file again or leave it out.",
    ErrorCode.NO_TABLES: "The document was read and prints no tables; look for them in an attachment of their own.",
    ErrorCode.UNSUPPORTED: "Files of type {found} are not read; convert the file to PDF first.",
    ErrorCode.TOO_MANY_PAGES: "The file has {found} pages, more than the limit; raise --max-pages to read it.",
    ErrorCode.PAGE_TOO_LARGE: "The page measures {found}, too large to draw; its picture was not read.",
    ErrorCode.PAGE_FAILED: "The page could not be read ({found}); the other pages were.",
    ErrorCode.PAGE_ILLEGIBLE: (
        "The picture of the page is too poor to be read ({found}); what was read of it is not to be trusted. "
        "Scan it again, at 200 dpi or more."
    ),
    ErrorCode.UNIT_UNREAD: (
        "No unit of money could be read for a table that prints amounts ({found}); in yuan they are left empty; "
        "look at the page, or scan it again with its edges."
    ),
    ErrorCode.PAGE_TIMEOUT: "The page took longer than its time limit; raise --page-timeout to wait longer.",
    ErrorCode.DOCUMENT_TIMEOUT: "The document took longer than its time limit; raise --document-timeout.",
    ErrorCode.OUT_OF_MEMORY: "Reading the document took more memory than a worker may use; raise --memory-limit.",
    ErrorCode.WORKER_DIED: "The process that read the document died ({found}); run mingzhang extract on it to see.",
    ErrorCode.NO_OCR: (
        "The page is a picture, or shows a table in one, and no recogniser is there; "
        "type: pip install 'mingzhang[ocr]'."
    ),
    ErrorCode.NO_FONT: "The page is written in fonts that neither the file nor this machine has; run mingzhang doctor.",
    ErrorCode.NOT_AS_NAMED: "The file is named {found} but is a web page without tables; fetch the attachment itself.",
    ErrorCode.NOT_CALCULATED: "Formulas without results ({found}) were left blank; open and save the workbook first.",
    ErrorCode.UNPACKS_TOO_LARGE: "The file unpacks to more than an office document would ({found}); it was not read.",
    ErrorCode.INSIDE_UNREAD: "What the file holds inside ({found}) was not read; save it apart and ingest that too.",
    ErrorCode.NEEDS_LIBREOFFICE: "Reading {found} takes LibreOffice; install libreoffice-writer and libreoffice-calc.",
    ErrorCode.CONVERSION_FAILED: "LibreOffice could not convert the file ({found}); save it as PDF and ingest that.",
    ErrorCode.NO_PAGE_PICTURE: "Files of type {found} have no drawn pages, so no page is shown; open the file itself.",
    ErrorCode.NOT_FOUND: "There is no such {found}.",
    ErrorCode.UNREADABLE: "The file cannot be opened ({found}); check its permissions.",
    ErrorCode.NOT_WRITABLE: "The file cannot be written ({found}); name a place that is there and yours.",
    ErrorCode.DISK_FULL: "The disk is full ({found}); make room and run the same command: what is loaded stays.",
    ErrorCode.WAREHOUSE_BUSY: "The warehouse is open in another process ({found}); wait for its end, or name another.",
    ErrorCode.WAREHOUSE_UNUSABLE: "The warehouse cannot be used: {found}",
    ErrorCode.WAREHOUSE_NEWER: "A newer mingzhang made the warehouse ({found}); install that, or name another.",
    ErrorCode.WAREHOUSE_FOREIGN: "This DuckDB file is no warehouse of mingzhang ({found}); name another.",
    ErrorCode.BAD_OPTION: "An option cannot be so: {found}.",
    ErrorCode.BAD_FORMAT: "The format cannot be told: {found}.",
    ErrorCode.MISSING_EXTRA: "A part is not installed that this needs: {found}.",
    ErrorCode.BAD_ADDRESS: "This is no address of a warehouse: {found}.",
    ErrorCode.QUERY_FAILED: "The query cannot be answered: {found}",
    ErrorCode.QUERY_TIMEOUT: "The query took longer than {found} s; narrow it down or raise --timeout.",
    ErrorCode.QUERY_TOO_LARGE: "The query took more than {found} MiB; narrow it down or raise --memory-limit.",
    ErrorCode.NO_MATCH: "No document of the warehouse matches {found}; mingzhang status tells what it holds.",
    ErrorCode.NO_SUCH_LINE: "There is no figure {found}; mingzhang check and budget_lines give the line_ids there are.",
    ErrorCode.BAD_AMOUNT: "{found} is no amount; write 7157500.00 (yuan) or name the unit: 715.75万元.",
    ErrorCode.SOURCE_MISSING: "The file is not where it was read ({found}), so no page is shown; ingest it again.",
    ErrorCode.SOURCE_CHANGED: "The file at {found} is not the one that was read, so no page is shown.",
    ErrorCode.PORT_TAKEN: "Something listens on port {found} already; end it, or name another with --port.",
    ErrorCode.NO_SCHEDULER: "No Dask scheduler answers at {found}; start it (dask scheduler) or name another.",
    ErrorCode.NO_WORKERS: "The scheduler at {found} has no workers; start some (dask worker) and try again.",
    ErrorCode.DASK_FAILED: "Dask cannot run it ({found}); scheduler and workers need this mingzhang and this Python.",
    ErrorCode.SHARED_UNSEEN: "A worker ({found}) does not see the run's shared folder; mount it there too.",
    ErrorCode.WORKERS_DIFFER: "A worker ({found}) has another version of mingzhang; install the same one everywhere.",
    ErrorCode.BAD_SITES: "The description of the sites cannot be used: {found}.",
    ErrorCode.CRAWL_BUSY: "Another crawl works on {found}; wait for its end, or name another --state.",
    ErrorCode.CRAWL_FAILED: "The crawling process ended before its time; what it found is kept, its log is {found}.",
    ErrorCode.ARCHIVE_ENCRYPTED: "The archive asks for a password ({found}); unpack it and ingest the folder.",
    ErrorCode.ARCHIVE_DAMAGED: "The archive is cut short or damaged ({found}); what could be read was. Fetch it again.",
    ErrorCode.ARCHIVE_UNSUPPORTED: "The archive cannot be read here ({found}); unpack it and ingest the folder.",
    ErrorCode.ARCHIVE_TOO_DEEP: "Archives are opened {found} levels deep; unpack this one and ingest the folder.",
    ErrorCode.ARCHIVE_TOO_LARGE: "The archive unpacks to more than the limit ({found}); what came before was read.",
    ErrorCode.ARCHIVE_STUCK: "Unpacking stopped ({found}); what came before was read. Unpack it and ingest the folder.",
    ErrorCode.NO_UNPACKER: "No program opens {found} files here; install libarchive-tools or unar and run again.",
    ErrorCode.NO_DOCUMENTS: "The archive was opened and holds no disclosures ({found} members were left out).",
    ErrorCode.UNSAFE_NAME: "The member's name leads out of the archive or names a device ({found}); it was not read.",
    ErrorCode.NOT_A_FILE: "The member is a {found} and no file; it was not read.",
    ErrorCode.STORE_UNUSABLE: "The store cannot be used: {found}",
    ErrorCode.INTERNAL: "An error inside mingzhang ({found}); please report it with the file's name.",
}


class MingzhangError(Exception):
    """An error with a stable code; `str()` gives the sentence for people, `detail` what may be shown under it."""

    def __init__(self, code: ErrorCode, found: str = "", detail: str = "") -> None:
        self.code = code
        self.found = found
        self.detail = detail
        super().__init__(SENTENCES[code].format(found=found))

    def __reduce__(self) -> tuple[type[MingzhangError], tuple[ErrorCode, str, str]]:
        return type(self), (self.code, self.found, self.detail)
