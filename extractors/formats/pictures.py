"""Pictures of pages (jpg, png, tif of many pages, bmp, webp): every page goes to the reader of scans."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mingzhang.extractors.formats.picture_file import frame_count, open_picture, page_picture
from mingzhang.extractors.formats.reading import Options, Reading, unread
from mingzhang.extractors.reread.looking import CLOSER
from mingzhang.extractors.reread.records import Look
from mingzhang.extractors.reread.records import Reading as CellReading
from mingzhang.extractors.scan.picture import recogniser_for
from mingzhang.extractors.settings import Settings
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Page

if TYPE_CHECKING:
    from PIL import Image


def read_pictures(data: bytes, options: Options) -> Reading:
    """All pages of a picture file. Raises `damaged`, `page_too_large` (a file of one page), `too_many_pages`.

    Of a file with many pages, one that cannot be read is recorded and the others are read.
    """
    with open_picture(data) as opened:
        count = frame_count(opened)
        options.require_few(count)
        pages = tuple(_pages(opened, count, options))
    return Reading(pages, look_at_picture(data, pages, options.settings))


def _pages(opened: Image.Image, count: int, options: Options) -> Iterator[Page]:
    page: Page | None = None
    for number in range(1, count + 1):
        options.begin(number, count)
        started = time.perf_counter()
        if number in options.skip_pages:
            page = unread(number, options.skip_pages[number])
        else:
            try:
                page = _page(opened, number, options.settings, page)
            except MingzhangError as error:
                if count == 1:
                    raise
                page = unread(number, ErrorCode.PAGE_FAILED if error.code is ErrorCode.DAMAGED else error.code)
        yield replace(page, seconds=round(time.perf_counter() - started, 4))


def _page(opened: Image.Image, number: int, settings: Settings, before: Page | None) -> Page:
    from mingzhang.extractors.scan.page import read_picture

    picture, scale = page_picture(opened, number, settings.scan_dpi)
    recogniser = recogniser_for(settings)
    return read_picture(picture, page_number=number, pixels_per_point=scale, recogniser=recogniser, before=before)


def look_at_picture(data: bytes, pages: Sequence[Page], settings: Settings) -> Look:
    """A look at the cells of a picture file that was read as `pages`, drawn larger than for the first reading."""
    by_number = {page.number: page for page in pages}

    def look(number: int, boxes: Sequence[Box]) -> list[tuple[CellReading, ...]]:
        from mingzhang.extractors.reread.closer import closer_readings

        try:
            with open_picture(data) as opened:
                picture, scale = page_picture(opened, number, round(CLOSER * settings.scan_dpi))
        except MingzhangError:
            return [() for _ in boxes]  # read before, and not again: its figures stay in doubt
        return closer_readings(picture, scale, by_number[number], boxes, recogniser_for(settings))

    return look
