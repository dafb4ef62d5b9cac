"""What an xlsx holds beside cells: pictures on its sheets, workbooks inside it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mingzhang.extractors.formats.inserted import placed, read_inserted
from mingzhang.extractors.formats.reading import Options
from mingzhang.extractors.formats.unpacking import member, open_zip
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.pages import Page

FOLDER = "xl/embeddings/"
MOST_INSIDE = 100


class Inside:
    """Reads it; `unread` names what could not be read."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self.unread: list[str] = []

    def pictures(self, sheet: Any) -> list[Page]:
        """The pages of the pictures on an openpyxl sheet that show text."""
        found: list[Page] = []
        for number, picture in enumerate(getattr(sheet, "_images", ())[:MOST_INSIDE], start=1):
            try:
                data = picture._data()
            except (OSError, ValueError, AttributeError, KeyError):
                self.unread.append(f"a picture on {sheet.title}")
                continue
            found += self._read(data, f"picture {number} on {sheet.title}")
        return found

    def workbooks(self, data: bytes, before: int) -> Iterator[Page]:
        """The pages of workbooks inside a workbook, numbered on from the `before` pages of its own sheets."""
        number = before
        with open_zip(data) as archive:
            names = [name for name in archive.namelist() if name.startswith(FOLDER)]
            for name in names[:MOST_INSIDE]:
                for page in self._read(member(archive, name), posixpath.basename(name)):
                    number += 1
                    _, grids = placed(page, number, 0.0, 0.0)
                    yield replace(page, number=number, grids=grids)

    def _read(self, data: bytes, name: str) -> tuple[Page, ...]:
        try:
            return read_inserted(data, None, self._options)
        except MingzhangError as error:
            if error.code is not ErrorCode.BLANK:
                self.unread.append(name)
            return ()
