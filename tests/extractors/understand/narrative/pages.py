"""Pages of narrative for tests, set like print: an indent of two characters, lines that run to the right margin."""

from __future__ import annotations

from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Page, TextLine, TextSource

EM = 12.0
LEFT, RIGHT = 90.0, 510.0
PER_LINE = 35


def set_line(text: str, y: float, x: float = LEFT) -> TextLine:
    return TextLine(text, Box(x, y, x + EM * len(text), y + EM))


def set_paragraph(text: str, y: float) -> list[TextLine]:
    """A paragraph broken into lines; the first is indented by two characters."""
    first = PER_LINE - 2
    lines = [set_line(text[:first], y, LEFT + 2 * EM)]
    for start in range(first, len(text), PER_LINE):
        lines.append(set_line(text[start : start + PER_LINE], y + 20 * len(lines)))
    return lines


def page_of(lines: list[TextLine], number: int = 1) -> Page:
    return Page(number, 600.0, 840.0, TextSource.TEXT_LAYER, tuple(lines))


def set_page(*paragraphs: str, number: int = 1) -> Page:
    lines: list[TextLine] = []
    for paragraph in paragraphs:
        lines += set_paragraph(paragraph, 60 + 20 * len(lines))
    return page_of(lines, number)
