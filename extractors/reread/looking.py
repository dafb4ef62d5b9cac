"""Looking again at the figures that were kept of recognised pages."""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.extractors.reread.records import CellReading, DoubtfulFigure, Look
from mingzhang.extractors.scan.kept import SURE, Kept, KeptLine
from mingzhang.extractors.scan.picture import recogniser_for
from mingzhang.extractors.settings import Settings


def look_at(kept: Kept, settings: Settings) -> Look:
    """A look at figures of the pages of which `kept` holds the lines. A cell without any gives no readings: it stays
    in doubt. Nor does one that breaks no identity and every sign of which was surely read: no other would be."""

    def look(number: int, figures: Sequence[DoubtfulFigure]) -> list[tuple[CellReading, ...]]:
        from mingzhang.extractors.reread.closer import closer_readings

        lines = [kept.lines_in(number, figure.box) for figure in figures]
        worth = [not _is_settled(figure, its) for figure, its in zip(figures, lines, strict=True)]
        seen = [its for its, is_worth in zip(lines, worth, strict=True) if is_worth]
        readings = iter(closer_readings(seen, recogniser_for(settings)))
        return [next(readings) if is_worth else () for is_worth in worth]

    return look


def _is_settled(figure: DoubtfulFigure, lines: Sequence[KeptLine]) -> bool:
    return not figure.failing and figure.amount is not None and all(line.least >= SURE for line in lines)
