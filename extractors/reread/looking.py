"""Looking at the pages of an open PDF again, drawn larger than for the first reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pypdfium2 as pdfium

from mingzhang.extractors.pages.placement import placement_of
from mingzhang.extractors.reread.records import Look, Reading
from mingzhang.extractors.scan.picture import draw, recogniser_for, scale_for
from mingzhang.extractors.settings import Settings
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Page

CLOSER = 1.5


def look_at(pdf: Any, pages: Sequence[Page], settings: Settings) -> Look:
    """A look at the cells of an open pypdfium2 document that was read as `pages`.

    A page that can't be drawn (any more) gives no readings: its figures stay in doubt.
    """
    by_number = {page.number: page for page in pages}

    def look(number: int, boxes: Sequence[Box]) -> list[tuple[Reading, ...]]:
        from mingzhang.extractors.reread.closer import closer_readings

        try:
            page = pdf[number - 1]
        except pdfium.PdfiumError:
            return [() for _ in boxes]
        try:
            scale = scale_for(placement_of(page), round(CLOSER * settings.scan_dpi))
            picture = draw(page, scale)
        except pdfium.PdfiumError:
            return [() for _ in boxes]
        finally:
            page.close()
        return closer_readings(picture, scale, by_number[number], boxes, recogniser_for(settings))

    return look
