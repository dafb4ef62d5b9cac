"""Pictures of pages (jpg, png, tif of many pages, bmp, webp): every page goes to the reader of scans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mingzhang.extractors.formats.page_source import PageSource, pages_of
from mingzhang.extractors.formats.picture_file import frame_count, open_picture, page_picture
from mingzhang.extractors.formats.reading import FileReading, Options
from mingzhang.extractors.scan.picture import recogniser_for
from mingzhang.extractors.text_layer.watermark import WatermarkStyles
from mingzhang.models.records.pages import Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image


def read_pictures(data: bytes, options: Options) -> FileReading:
    """All pages of a picture file. Raises `damaged`, `page_too_large` (a file of one page), `too_many_pages`.

    Of a file with many pages, one that cannot be read is recorded and the others are read.
    """
    with open_picture(data) as opened:
        source = _PicturePages(opened, options)
        options.require_few(source.page_count)
        pages = tuple(pages_of(source, options))
    return FileReading(pages)


class _PicturePages(PageSource[tuple["NDArray[np.uint8]", float]]):
    """An open picture file. A page that is ready to be read: the picture (BGR) and its pixels a point."""

    has_text_layer = False
    is_its_page = True

    def __init__(self, opened: Image.Image, options: Options) -> None:
        self._opened, self._options = opened, options
        self._count = frame_count(opened)

    @property
    def page_count(self) -> int:
        return self._count

    def open(self, number: int) -> tuple[NDArray[np.uint8], float]:
        return page_picture(self._opened, number, self._options.settings.scan_dpi)

    def read(
        self, number: int, opened: tuple[NDArray[np.uint8], float], watermark: WatermarkStyles, before: Page | None
    ) -> Page:
        from mingzhang.extractors.scan.page import read_picture

        picture, scale = opened
        return read_picture(
            picture,
            page_number=number,
            pixels_per_point=scale,
            recogniser=recogniser_for(self._options.settings),
            before=before,
            kept=self._options.kept,
        )
