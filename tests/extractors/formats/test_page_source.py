"""One way through the pages of a file: what holds for PDF, OFD and pictures alike."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from mingzhang.extractors.formats.page_source import SAMPLE_PAGES, PageSource, pages_of
from mingzhang.extractors.formats.reading import Options
from mingzhang.extractors.pages.placement import Placement
from mingzhang.extractors.text_layer.drawing import Seen
from mingzhang.extractors.text_layer.page import OpenPage
from mingzhang.extractors.text_layer.rulings import rulings_of
from mingzhang.extractors.text_layer.watermark import WatermarkStyles
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.pages import Page, TextSource

SHEET = Placement(0.0, 0.0, 595.0, 842.0, 0)
EMPTY = OpenPage(SHEET, 0, (), rulings_of(Seen([], [], [], []), SHEET))


@dataclass
class Pages(PageSource[OpenPage]):
    """A file of `count` blank pages, some of which cannot be opened or read."""

    count: int
    unopened: dict[int, Exception] = field(default_factory=dict)
    unread: dict[int, Exception] = field(default_factory=dict)
    opened: list[int] = field(default_factory=list)
    befores: list[int | None] = field(default_factory=list)

    @property
    def page_count(self) -> int:
        return self.count

    def open(self, number: int) -> OpenPage:
        self.opened.append(number)
        if number in self.unopened:
            raise self.unopened[number]
        return EMPTY

    def text_layer(self, opened: OpenPage) -> OpenPage:
        return opened

    def read(self, number: int, opened: OpenPage, watermark: WatermarkStyles, before: Page | None) -> Page:
        self.befores.append(before.number if before else None)
        if number in self.unread:
            raise self.unread[number]
        return Page(number, 595.0, 842.0, TextSource.BLANK)


class WithoutTextLayer(Pages):
    has_text_layer = False
    is_its_page = True


def codes(source: Pages, **options: object) -> list[str | None]:
    return [page.error_code for page in pages_of(source, Options(**options))]  # type: ignore[arg-type]


def test_every_page_is_given_the_one_before_it_and_is_opened_once() -> None:
    source = Pages(3)
    assert codes(source) == [None, None, None]
    assert source.befores == [None, 1, 2]
    assert source.opened == [1, 2, 3]


def test_the_watermark_is_learnt_from_a_spread_of_pages() -> None:
    source = Pages(10 * SAMPLE_PAGES)
    first = next(pages_of(source, Options()))
    assert first.number == 1
    assert source.opened == list(range(1, 10 * SAMPLE_PAGES, 10))


def test_a_fault_is_its_pages_and_the_file_goes_on() -> None:
    source = Pages(4, {2: MingzhangError(ErrorCode.PAGE_TOO_LARGE, "x")}, {3: KeyError("x")})
    assert codes(source) == [None, ErrorCode.PAGE_TOO_LARGE, ErrorCode.PAGE_FAILED, None]


def test_a_skipped_page_is_neither_opened_nor_read() -> None:
    source = Pages(3)
    assert codes(source, skip_pages={1: ErrorCode.PAGE_TIMEOUT}) == [ErrorCode.PAGE_TIMEOUT, None, None]
    assert 1 not in source.opened


def test_each_page_is_announced_before_it_is_opened() -> None:
    told: list[tuple[int, int]] = []
    source = Pages(2)
    list(pages_of(source, Options(on_page=lambda number, count: told.append((number, len(source.opened))))))
    assert told == [(1, 0), (2, 1), (1, 2), (2, 2)]  # sampled, then read


def test_pictures_are_not_opened_to_learn_a_watermark_from() -> None:
    source = WithoutTextLayer(2)
    next(pages_of(source, Options()))
    assert source.opened == [1]


def test_a_file_that_is_one_picture_fails_as_a_file_and_one_of_many_does_not() -> None:
    damaged = MingzhangError(ErrorCode.DAMAGED)
    with pytest.raises(MingzhangError) as caught:
        codes(WithoutTextLayer(1, {1: damaged}))
    assert caught.value.code is ErrorCode.DAMAGED
    assert codes(WithoutTextLayer(2, {1: damaged})) == [ErrorCode.PAGE_FAILED, None]
    assert codes(Pages(1, {1: damaged})) == [ErrorCode.PAGE_FAILED]
