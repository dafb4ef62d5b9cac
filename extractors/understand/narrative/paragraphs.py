"""Lines of pages -> paragraphs: over line and page breaks, without page numbers, running heads and captions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from mingzhang.models.records.pages import Page, TextLine
from mingzhang.models.text.patterns import PAGE_NUMBER
from mingzhang.models.vocabulary.statement_words import canonical, statement_words

SHORTEST_RUNNING, LONG_LINE, OWN_LINE = 4, 20, 6  # characters
ENOUGH_LINES = 5  # long lines that tell a page's margins
WIDE, MARGINS = 0.6, (0.2, 0.8)  # shares of a page's width
SAME_LINE, NEXT_TO = 0.3, 1.5  # heights: between the middles of one line's pieces; between them along the line
LONGEST_CENTRED, LONGEST_HEADING = 40, 80  # characters
FEW_PAGES = 3
RUNNING = 0.1  # of a page's height, at either end: running heads stand there
# Points of a line where no long one tells; of a body's line that a small one counts as.
USUAL_HEIGHT, LEAST_EM = 12.0, 0.7
INDENT = 1.25
RAGGED = 2.5
SHORT = 6
OTHER_SIZE = 1.5
# The right margin is at least here, part of the page's width: a page of short lines has no full one.
NARROWEST = 0.75

_RULE = re.compile(r"[-—–─_·.]+")
_DOTS = re.compile(r"[.·…]{4,}")
_OPENING = re.compile(
    r"第[一二三四五六七八九十]+(?:部分|章|篇)|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|（\d{1,2}）|\d{1,2}[.、．](?!\d)|[①-⑳]"
)
_INSIDE = re.compile(r"[，。；：！？,;:]")
_CLOSED = re.compile(r"[。；！？]$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text without white space; `starts` and `numbers` say on which page a place of the text stands.

    `centred` is true for a line alone in the middle of the page, `height` is that of its first line in points.
    """

    text: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]
    confidence: float
    centred: bool
    height: float

    def page_at(self, offset: int) -> int:
        return self.numbers[max(0, bisect_right(self.starts, offset) - 1)]


@dataclass(slots=True)
class _Line:
    text: str
    page: int
    line: TextLine
    indented: bool
    full: bool
    short: bool
    centred: bool


def read_paragraphs(pages: Sequence[Page]) -> list[Paragraph]:
    """The paragraphs of a document, in reading order."""
    running = _running(pages)
    body = _body_height(pages)
    margins = _margins(pages, running)
    paragraphs: list[Paragraph] = []
    held: list[_Line] = []
    for page in pages:
        for line in _lines(page, running, body, margins):
            if held and not _continues(held[-1], line):
                paragraphs.append(_joined(held))
                held = []
            held.append(line)
    if held:
        paragraphs.append(_joined(held))
    return paragraphs


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _running(pages: Sequence[Page]) -> frozenset[str]:
    """Texts that stand at the top or bottom of several pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        edge = page.height * RUNNING
        texts = {
            _squeezed(line.text)
            for line in page.lines
            if line.box.y1 < edge or line.box.y0 > page.height - edge
        }  # fmt: skip
        seen.update(texts)
    return frozenset(text for text, count in seen.items() if count >= FEW_PAGES and len(text) >= SHORTEST_RUNNING)


def _body_height(pages: Sequence[Page]) -> float:
    heights = [line.box.height for page in pages for line in page.lines if len(line.text) >= LONG_LINE]
    return median(heights) if heights else USUAL_HEIGHT


def _margins(pages: Sequence[Page], running: frozenset[str]) -> dict[int, tuple[float, float]]:
    """Page width -> the usual left and right edge of the text on pages of that width."""
    lefts: dict[int, list[float]] = {}
    rights: dict[int, list[float]] = {}
    for page in pages:
        long = [line.box for line in page.lines if len(line.text) >= LONG_LINE and _squeezed(line.text) not in running]
        if len(long) >= ENOUGH_LINES:
            lefts.setdefault(round(page.width), []).append(min(box.x0 for box in long))
            rights.setdefault(round(page.width), []).append(max(box.x1 for box in long))
    return {width: (median(some), median(rights[width])) for width, some in lefts.items()}


def _lines(page: Page, running: frozenset[str], body: float, margins: dict[int, tuple[float, float]]) -> list[_Line]:
    kept: list[tuple[str, TextLine]] = []
    for line in page.lines:
        text = _squeezed(line.text)
        if text and text not in running and not _is_apart(text):
            kept.append((text, line))
    if not kept:
        return []
    kept = _side_by_side(kept)
    long = [line for text, line in kept if len(text) >= OWN_LINE] or [line for _, line in kept]
    left = min(line.box.x0 for line in long)
    right = max(line.box.x1 for line in long)
    if usual := margins.get(round(page.width)):
        left = min(left, usual[0]) if left - usual[0] < 3 * body else left
        right = max(right, usual[1]) if usual[1] - right < WIDE * page.width else right
    right = max(right, NARROWEST * page.width)
    lines = []
    for text, line in kept:
        em = max(line.box.height, body * LEAST_EM)
        x0, x1 = line.box.x0, line.box.x1
        off = abs((x0 + x1) / 2 - page.width / 2)
        centred = (
            off < 2 * em
            and x0 > page.width * MARGINS[0]
            and x1 < page.width * MARGINS[1]
            and len(text) <= LONGEST_CENTRED
        )
        full, short = x1 > right - RAGGED * em, x1 < right - SHORT * em
        lines.append(_Line(text, page.number, line, x0 > left + INDENT * em, full, short, centred))
    return lines


def _side_by_side(kept: list[tuple[str, TextLine]]) -> list[tuple[str, TextLine]]:
    """Pieces of one line set apart by a wide gap, joined again."""
    joined: list[tuple[str, TextLine]] = []
    for text, line in kept:
        if joined:
            before_text, before = joined[-1]
            same = abs(before.box.middle[1] - line.box.middle[1]) < SAME_LINE * min(before.box.height, line.box.height)
            if same and -1 < line.box.x0 - before.box.x1 < NEXT_TO * line.box.height:
                box = before.box._replace(x1=line.box.x1)
                whole = TextLine(before.text + line.text, box, min(before.confidence, line.confidence))
                joined[-1] = (before_text + text, whole)
                continue
        joined.append((text, line))
    return joined


def _is_apart(text: str) -> bool:
    """Page numbers, contents with dots, captions and notes of tables."""
    words = statement_words()
    plain = canonical(text)
    if PAGE_NUMBER.fullmatch(plain) or _RULE.fullmatch(plain) or _DOTS.search(plain):
        return True
    return len(plain) <= LONGEST_HEADING and (
        plain.startswith(words.notes) or (any(word in plain for word in words.captions) and not _CLOSED.search(plain))
    )


def _continues(before: _Line, line: _Line) -> bool:
    if line.indented or (before.centred and (not before.full or before.page != line.page)):
        return False
    heights = before.line.box.height, line.line.box.height
    if max(heights) > OTHER_SIZE * min(heights):
        return False
    closed = bool(_CLOSED.search(before.text))
    if _OPENING.match(canonical(line.text)) and (closed or not before.full):
        return False
    if before.full:
        return True
    heading = before.short and _OPENING.match(canonical(before.text)) and not _INSIDE.search(before.text)
    return not closed and not heading


def _joined(held: Sequence[_Line]) -> Paragraph:
    text = ""
    starts: list[int] = []
    numbers: list[int] = []
    for line in held:
        if not numbers or numbers[-1] != line.page:
            starts.append(len(text))
            numbers.append(line.page)
        text += line.text
    return Paragraph(
        text=text,
        starts=tuple(starts),
        numbers=tuple(numbers),
        confidence=min(line.line.confidence for line in held),
        centred=len(held) == 1 and held[0].centred,
        height=held[0].line.box.height,
    )
