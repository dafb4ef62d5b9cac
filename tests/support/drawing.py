"""Small PDFs drawn for one test: ruled tables and lines of text, in a font that PDF readers bring with them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


@dataclass
class Sheet:
    """A page being drawn; places in points from the top left."""

    width: float = 595.0
    height: float = 842.0
    texts: list[tuple[float, float, str, float]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 10.0) -> Sheet:
        self.texts.append((x, y, text, size))
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        self.rules.append((x0, y0, x1, y1))
        return self

    def table(
        self, x: float, y: float, widths: Sequence[float], rows: Sequence[Sequence[str | None]], row: float = 18.0
    ) -> Sheet:
        """A fully ruled table. None merges a place with the one at its left, so no line stands between them."""
        edges = [x]
        for width in widths:
            edges.append(edges[-1] + width)
        for number in range(len(rows) + 1):
            self.rule(x, y + number * row, edges[-1], y + number * row)
        for number, texts in enumerate(rows):
            top = y + number * row
            self.rule(edges[-1], top, edges[-1], top + row)
            for column, text in enumerate(texts):
                if text is None:
                    continue
                self.rule(edges[column], top, edges[column], top + row)
                if text:
                    self.text(edges[column] + 2, top + row - 5, text)
        return self


def pdf(*sheets: Sheet, rotate: int = 0) -> bytes:
    """The PDF of some sheets."""
    stream = io.BytesIO()
    drawn = canvas.Canvas(stream, invariant=1)
    for sheet in sheets:
        size = (sheet.width, sheet.height)
        drawn.setPageSize(size[::-1] if rotate in (90, 270) else size)  # reportlab swaps them back
        if rotate:
            drawn.setPageRotation(rotate)
        for x0, y0, x1, y1 in sheet.rules:
            drawn.line(x0, sheet.height - y0, x1, sheet.height - y1)
        for x, y, text, size in sheet.texts:
            drawn.setFont(FONT, size)
            drawn.drawString(x, sheet.height - y, text)
        drawn.showPage()
    drawn.save()
    return stream.getvalue()
