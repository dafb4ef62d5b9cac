"""What the pages of one server share."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fastapi import Request

from mingzhang.flows.browse.rendering import Pages
from mingzhang.flows.findings.gather import cut_out_of_source
from mingzhang.models.errors import MingzhangError
from mingzhang.models.records.excerpts import Excerpt
from mingzhang.warehouse.reading.excerpts import excerpt_of_box
from mingzhang.warehouse.reading.library import Library, SharedReader
from mingzhang.warehouse.storage.address import Where

MOST_PICTURES = 400


class Pictures:
    """Parts of pages, drawn once; kept in a folder that is gone afterwards. pdfium draws one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drawing = threading.Lock()
        self._there: OrderedDict[str, Path | MingzhangError] = OrderedDict()

    def of_excerpt(self, reader: SharedReader, document_id: str, excerpt: Excerpt) -> bytes:
        """The PNG of a part of a page. Raises `MingzhangError` as `cut_out_of_source` does."""
        name = hashlib.sha256(f"{document_id} {excerpt}".encode()).hexdigest()
        with self._drawing:
            found = self._there.get(name)
            if found is None:
                found = self._drawn(reader, document_id, excerpt, name)
        if isinstance(found, MingzhangError):
            raise found
        return found.read_bytes()

    def _drawn(self, reader: SharedReader, document_id: str, excerpt: Excerpt, name: str) -> Path | MingzhangError:
        try:
            (cutout,) = cut_out_of_source(reader, document_id, [excerpt])
        except MingzhangError as error:
            return error
        path = self._folder / f"{name}.png"
        path.write_bytes(cutout.png)
        self._there[name] = path
        while len(self._there) > MOST_PICTURES:
            _, old = self._there.popitem(last=False)
            if isinstance(old, Path):
                old.unlink(missing_ok=True)
        return path

    def of_page(self, reader: SharedReader, document_id: str, page_number: int) -> bytes:
        """The PNG of a whole page, contacts covered. Raises as `of_excerpt`."""
        excerpt = excerpt_of_box(reader, document_id, page_number, None, None)
        return self.of_excerpt(reader, document_id, replace(excerpt, whole=True, phrases=()))


@dataclass(frozen=True, slots=True)
class Shelf:
    """The warehouse, its pages and pictures; `warehouse` is where decisions are written."""

    library: Library
    warehouse: Where
    pictures: Pictures
    pages: Pages = field(default_factory=Pages)
    reviewer: str = "browser"

    def has(self, relation: str) -> bool:
        """Whether the warehouse has a relation."""
        return bool(self.library.columns(relation))


def number_in(request: Request, name: str, otherwise: int = 1, least: int = 1, most: int = 10**9) -> int:
    """A whole number of the query; `otherwise` where it is none."""
    text = request.query_params.get(name, "")
    return min(most, max(least, int(text))) if text.isascii() and text.isdecimal() and len(text) < 12 else otherwise


def year_in(request: Request) -> int | None:
    """The year of the query, if one is named."""
    found = number_in(request, "year", 0, 0)
    return found or None


Content = dict[str, Any]
