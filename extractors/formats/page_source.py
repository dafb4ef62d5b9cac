"""Files that consist of pages (PDF, OFD, pictures): one way through them, whatever a page is made of.

How a page is opened and read is the format's. That pages are counted, begun, skipped and timed, that the watermark is
learnt from a spread of them before the first is read, and that a fault of one page is that page's, is the same for all.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Generic, TypeVar

from mingzhang.extractors.formats.reading import Options, fault_of_page, read_or_unread, unread
from mingzhang.extractors.text_layer.page import OpenPage
from mingzhang.extractors.text_layer.watermark import WatermarkStyles, learn_watermark
from mingzhang.models.records.pages import Page

SAMPLE_PAGES = 24
OpenedPage = TypeVar("OpenedPage")


class PageSource(ABC, Generic[OpenedPage]):
    """The pages of one open file, numbered from 1. `OpenedPage`: a page that is ready to be read.

    `has_text_layer`: pages may have one, and so a watermark in it. `is_its_page`: a file of one page that cannot be
    read is refused as a file, with the page's error.
    """

    has_text_layer = True
    is_its_page = False

    @property
    @abstractmethod
    def page_count(self) -> int:
        """How many pages the file has."""

    @abstractmethod
    def open(self, number: int) -> OpenedPage:
        """Page `number`, ready to be read. Raises what keeps it from being opened."""

    def text_layer(self, opened: OpenedPage) -> OpenPage:
        """What the text layer of a page holds; asked where `has_text_layer`."""
        raise NotImplementedError

    @abstractmethod
    def read(self, number: int, opened: OpenedPage, watermark: WatermarkStyles, before: Page | None) -> Page:
        """Page `number`; `before` is the page before it. Raises what keeps it from being read."""


def pages_of(source: PageSource[OpenedPage], options: Options) -> Iterator[Page]:
    """All pages of a file, in order. Raises the page's error where the file is its one page, and nothing else."""
    sampled: dict[int, OpenedPage] = {}
    watermark: WatermarkStyles | None = None
    page: Page | None = None
    count = source.page_count
    for number in range(1, count + 1):
        skipped = options.skip_pages.get(number)
        if watermark is None and skipped is None:
            sampled = _sampled(source, options) if source.has_text_layer else {}
            seen = [source.text_layer(opened) for opened in sampled.values()]
            watermark = learn_watermark([one.glyphs for one in seen], [one.rulings for one in seen])
        options.begin(number, count)
        started = time.perf_counter()
        if skipped is not None:
            page = unread(number, skipped)
        else:
            read = partial(_read, source, number, sampled.pop(number, None), watermark or WatermarkStyles(), page)
            page = read() if source.is_its_page and count == 1 else read_or_unread(number, read)
        yield replace(page, seconds=round(time.perf_counter() - started, 4))


def _read(
    source: PageSource[OpenedPage],
    number: int,
    opened: OpenedPage | None,
    watermark: WatermarkStyles,
    before: Page | None,
) -> Page:
    return source.read(number, source.open(number) if opened is None else opened, watermark, before)


def _sampled(source: PageSource[OpenedPage], options: Options) -> dict[int, OpenedPage]:
    """A spread of a file's pages, opened, to learn its watermark from. A page that hangs here is told as itself."""
    numbers = [number for number in range(1, source.page_count + 1) if number not in options.skip_pages]
    opened = {}
    for number in numbers[:: max(1, -(-len(numbers) // SAMPLE_PAGES))]:
        options.begin(number, source.page_count)
        with fault_of_page():  # told again, with its number, when the page itself is read
            opened[number] = source.open(number)
    return opened
