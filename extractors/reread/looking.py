"""Looking again at the figures that were kept of recognised pages."""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.extractors.reread.records import CellReading, Look
from mingzhang.extractors.scan.kept import Kept
from mingzhang.extractors.scan.picture import recogniser_for
from mingzhang.extractors.settings import Settings
from mingzhang.models.records.geometry import Box


def look_at(kept: Kept, settings: Settings) -> Look:
    """A look at cells of the pages of which `kept` holds the lines with figures. A cell without any gives no readings:
    it stays in doubt."""

    def look(number: int, boxes: Sequence[Box]) -> list[tuple[CellReading, ...]]:
        from mingzhang.extractors.reread.closer import closer_readings

        return closer_readings([kept.lines_in(number, box) for box in boxes], recogniser_for(settings))

    return look
