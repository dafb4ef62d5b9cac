"""A PDF that carries files: each is a document of its own, as a member of an archive is."""

from __future__ import annotations

from pathlib import Path

from mingzhang.extractors.formats.pdf import open_pdf
from mingzhang.extractors.formats.pdf_attached import attached_files
from mingzhang.flows.unpacking.opening import Opening
from mingzhang.models.errors import MingzhangError


def read_attached(path: Path, opening: Opening) -> None:
    """The files that a PDF carries, as far as their bytes are documents or archives.

    None of one that cannot be opened: who reads it as a document says why.
    """
    try:
        pdf = open_pdf(path.read_bytes())
    except MingzhangError:
        return
    try:
        for attached in attached_files(pdf):
            opening.count()
            if attached.is_read:
                name = attached.name.replace("\\", "/").rpartition("/")[2]  # some state where it lay when it was put in
                opening.stream(name or "attached", [attached.data])
            else:
                opening.left_out += 1
    finally:
        pdf.close()
