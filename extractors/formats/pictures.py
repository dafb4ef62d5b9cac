"""Pictures of pages (jpg, png, tif of many pages, bmp, webp): every page goes to the reader of scans."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from mingzhang.extractors.formats.picture_file import frame_count, open_picture, page_picture
from mingzhang.extractors.formats.reading import FileReading, Options, unread
from mingzhang.extractors.scan.picture import recogniser_for
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.pages import Page

if TYPE_CHECKING:
    from PIL import Image


def read_pictures(data: bytes, options: Options) -> FileReading:
    """All pages of a picture file. Raises `damaged`, `page_too_large` (a file of one page), `too_many_pages`.

    Of a file with many pages, one that cannot be read is recorded and the others are read.
    """
    with open_picture(data) as opened:
        count = frame_count(opened)
        options.require_few(count)
        pages = tuple(_pages(opened, count, options))
    return FileReading(pages)


def _pages(opened: Image.Image, count: int, options: Options) -> Iterator[Page]:
    page: Page | None = None
    for number in range(1, count + 1):
        options.begin(number, count)
        started = time.perf_counter()
        if number in options.skip_pages:
            page = unread(number, options.skip_pages[number])
        else:
            try:
                page = _page(opened, number, options, page)
            except MingzhangError as error:
                if count == 1:
                    raise
                page = unread(number, ErrorCode.PAGE_FAILED if error.code is ErrorCode.DAMAGED else error.code)
        yield replace(page, seconds=round(time.perf_counter() - started, 4))


def _page(opened: Image.Image, number: int, options: Options, before: Page | None) -> Page:
    from mingzhang.extractors.scan.page import read_picture

    picture, scale = page_picture(opened, number, options.settings.scan_dpi)
    return read_picture(
        picture,
        page_number=number,
        pixels_per_point=scale,
        recogniser=recogniser_for(options.settings),
        before=before,
        kept=options.kept,
    )
