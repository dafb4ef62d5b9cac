"""OFD (GB/T 33190): text and rulings go the way of a PDF's text layer, pictures of pages that of scans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mingzhang.extractors.formats.ofd_drawing import drawn
from mingzhang.extractors.formats.ofd_objects import (
    POINTS_A_MM,
    WHITE,
    Character,
    PageDrawing,
    Path,
    PlacedPicture,
    drawing_of,
    glyphs_of,
    shown,
)
from mingzhang.extractors.formats.ofd_package import Package, PageParts, all_pages
from mingzhang.extractors.formats.ofd_syntax import moved
from mingzhang.extractors.formats.page_source import PageSource, pages_of
from mingzhang.extractors.formats.reading import FileReading, Options, unread
from mingzhang.extractors.formats.unpacking import open_zip
from mingzhang.extractors.pages.glyphs import main_turn, text_lines
from mingzhang.extractors.pages.placement import Placement
from mingzhang.extractors.scan.picture import recogniser_for
from mingzhang.extractors.text_layer.drawing import THIN, Seen, lines_of
from mingzhang.extractors.text_layer.page import OpenPage, needs_recognition, read_text_page
from mingzhang.extractors.text_layer.rulings import Rulings, rulings_of
from mingzhang.extractors.text_layer.watermark import WatermarkStyles
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.pages import Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class _Opened:
    """A page, ready to be read either way."""

    seen: OpenPage
    drawing: PageDrawing


def read_ofd(data: bytes, options: Options) -> FileReading:
    """All pages of an OFD. Raises `damaged`, `encrypted`, `unpacks_too_large`, `too_many_pages`.

    A page whose part is missing or malformed is recorded, and the others are read.
    """
    with open_zip(data) as archive:
        package, parts = all_pages(archive)
        options.require_few(len(parts))
        pages = tuple(pages_of(_OfdPages(package, parts, options), options))
    return FileReading(pages)


class _OfdPages(PageSource[OpenPage]):
    """An open OFD; None among its pages is one whose part is missing or malformed.

    A page's drawing is kept for as long as it is needed: many are large, and most are read by their text."""

    def __init__(self, package: Package, parts: Sequence[PageParts | None], options: Options) -> None:
        self._package, self._parts, self._options = package, parts, options

    @property
    def page_count(self) -> int:
        return len(self._parts)

    def open(self, number: int) -> OpenPage:
        return _open(self._part(number)).seen

    def text_layer(self, opened: OpenPage) -> OpenPage:
        return opened

    def read(self, number: int, opened: OpenPage, watermark: WatermarkStyles, before: Page | None) -> Page:
        if not needs_recognition(opened):
            return read_text_page(opened, number, watermark, before=before)
        part = self._part(number)
        return _recognised(self._package, part, number, _open(part), self._options)

    def _part(self, number: int) -> PageParts:
        part = self._parts[number - 1] if 1 <= number <= len(self._parts) else None
        if part is None:
            raise MingzhangError(ErrorCode.PAGE_FAILED, f"page {number}")
        return part

    def drawn(self, number: int, dpi: int) -> tuple[NDArray[np.uint8], float]:
        """Page `number` without its text (BGR), and its pixels a point."""
        part = self._part(number)
        opened = _open(part)
        return drawn(opened.drawing, self._package, part.resources, _unturned(opened.seen.placement), dpi)


def _open(parts: PageParts) -> _Opened:
    drawing = drawing_of(parts)
    placement = Placement(0.0, 0.0, parts.area[2] * POINTS_A_MM, parts.area[3] * POINTS_A_MM, 0)
    items = shown(drawing.items)
    glyphs = tuple(glyphs_of(items, placement))
    turn = main_turn([glyph for glyph in glyphs if abs(glyph.angle) <= 3])
    if turn:
        placement = placement.turned(-turn)
        glyphs = tuple(glyphs_of(items, placement))
    return _Opened(OpenPage(placement, turn, glyphs, _rulings(drawing, placement)), drawing)


def _rulings(drawing: PageDrawing, placement: Placement) -> Rulings:
    seen = Seen([], [], [], [])
    for item in drawing.items:
        seen.order += 1
        if isinstance(item, Character):
            seen.texts.append((seen.order, True))
        elif isinstance(item, Path):
            filled = item.fills and not item.strokes
            if not (filled and item.shade >= WHITE):
                straight = (points for points, curves in item.parts if not curves)
                seen.segments += lines_of(straight, filled)
        else:
            box = _box(item)
            if min(box[2] - box[0], box[3] - box[1]) <= THIN < max(box[2] - box[0], box[3] - box[1]):
                seen.segments += lines_of([[(box[0], box[1]), (box[2], box[3])]], True)
            else:
                seen.pictures.append(box)
                seen.opaque.append((box, seen.order))
    return rulings_of(seen, placement)


def _box(item: PlacedPicture) -> tuple[float, float, float, float]:
    corners = [moved(item.at, x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _recognised(package: Package, parts: PageParts, number: int, opened: _Opened, options: Options) -> Page:
    """A page read as a picture, with what its text layer prints beside the tables."""
    if not any(isinstance(item, PlacedPicture | Path) for item in opened.drawing.items):
        return unread(number, ErrorCode.PAGE_FAILED)  # characters without meaning, and no font to draw them with
    from mingzhang.extractors.scan.page import read_picture

    picture, scale = drawn(
        opened.drawing, package, parts.resources, _unturned(opened.seen.placement), options.settings.scan_dpi
    )
    page = read_picture(
        picture,
        page_number=number,
        pixels_per_point=scale,
        recogniser=recogniser_for(options.settings),
        kept=options.kept,
    )
    if page.rotation or page.skew or opened.seen.turn or opened.seen.rulings.opaque_over_text:
        return page
    beside = [
        line
        for line in text_lines(opened.seen.glyphs)
        if not any(grid.box.holds(*line.box.middle) for grid in page.grids)
        and not any(other.box.holds(*line.box.middle) for other in page.lines)
    ]
    lines = sorted([*page.lines, *beside], key=lambda line: (line.box.middle[1], line.box.x0))
    return replace(page, lines=tuple(lines))


def _unturned(placement: Placement) -> Placement:
    return replace(placement, turn=0)


def page_of_ofd(data: bytes, number: int, dpi: int) -> tuple[NDArray[np.uint8], float]:
    """The picture of page `number` (BGR) and its pixels a point, without text. Raises `damaged`, `page_failed`."""
    with open_zip(data) as archive:
        return _OfdPages(*all_pages(archive), Options()).drawn(number, dpi)
