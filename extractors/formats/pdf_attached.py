"""Files that a PDF carries: those in its list of embedded files, and those pinned to a page as notes."""

from __future__ import annotations

import contextlib
import ctypes
import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from mingzhang.extractors.media_type import MediaType, media_type

MOST_ATTACHED = 200
MOST_PAGES, MOST_NOTES = 3000, 2000
# What a PDF that carries files says of them somewhere that is never packed, or in its catalogue.
MARKS = (b"/EmbeddedFile", b"/FileAttachment", b"/Filespec")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file in a PDF: its name there, its bytes as they are unpacked, and what they are."""

    name: str
    data: bytes
    kind: MediaType

    @property
    def is_read(self) -> bool:
        """Whether it is of a kind that is read: a document or an archive of them."""
        return self.kind.is_document or self.kind.is_archive


def may_carry_files(data: bytes | mmap.mmap) -> bool:
    """Whether a PDF's bytes say that it carries files; only then is it worth a look."""
    return any(data.find(mark) >= 0 for mark in MARKS)


def attached_files(pdf: pdfium.PdfDocument) -> Iterator[AttachedFile]:
    """The files that a PDF carries, each once, `MOST_ATTACHED` at most. One that cannot be unpacked is left out."""
    seen: set[tuple[str, int]] = set()
    for handle in _handles(pdf):
        with contextlib.suppress(pdfium.PdfiumError, ValueError):
            attachment = pdfium.PdfAttachment(handle, pdf)
            data = bytes(attachment.get_data())
            name = attachment.get_name() or "attached"
            if (name, hash(data)) not in seen:
                seen.add((name, hash(data)))
                yield AttachedFile(name, data, media_type(data))
        if len(seen) >= MOST_ATTACHED:
            return


def _handles(pdf: pdfium.PdfDocument) -> Iterator[Any]:
    for number in range(min(pdf.count_attachments(), MOST_ATTACHED)):
        yield raw.FPDFDoc_GetAttachment(pdf, number)
    for number in range(min(len(pdf), MOST_PAGES)):
        with contextlib.suppress(pdfium.PdfiumError), contextlib.closing(pdf[number]) as page:
            for index in range(min(raw.FPDFPage_GetAnnotCount(page), MOST_NOTES)):
                note = raw.FPDFPage_GetAnnot(page, index)
                try:
                    if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_FILEATTACHMENT:
                        handle = raw.FPDFAnnot_GetFileAttachment(note)
                        if ctypes.cast(handle, ctypes.c_void_p).value:
                            yield handle
                finally:
                    raw.FPDFPage_CloseAnnot(note)
