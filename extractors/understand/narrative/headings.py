"""Which heading a paragraph stands under, and whether statements are made there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingzhang.extractors.understand.narrative.figures import has_figure
from mingzhang.extractors.understand.narrative.paragraphs import Paragraph
from mingzhang.models.vocabulary.statement_words import canonical, statement_words

LONGEST = 60

_LEVELS = (
    re.compile(r"第[一二三四五六七八九十]+(?:部分|章|篇)"),
    re.compile(r"[一二三四五六七八九十]{1,3}、"),
    re.compile(r"（[一二三四五六七八九十]{1,3}）"),
    re.compile(r"\d{1,2}[.、．](?!\d)|\d{1,2}[.、．](?=\d{3,7}[^\d.])"),
    re.compile(r"（\d{1,2}）|[①-⑳]|\d{1,2}）"),
)
_SENTENCE = re.compile(r"[。；！？]")
SECTION, SUBSECTION = 1, 2


@dataclass(frozen=True, slots=True)
class PlacedParagraph:
    """A paragraph that may hold statements. `heading` is the line directly over it that has no figure, if any."""

    paragraph: Paragraph
    section: str | None
    heading: str | None


def level_of(text: str) -> int | None:
    """0 (第一部分) to 4 ((1), ①) by the ordinal that a canonical text opens with."""
    return next((level for level, pattern in enumerate(_LEVELS) if pattern.match(text)), None)


def without_ordinal(text: str) -> str:
    """A canonical text without the ordinals that it opens with."""
    while (level := level_of(text)) is not None:
        found = _LEVELS[level].match(text)
        assert found
        text = text[found.end() :]
    return text


def placed(paragraphs: Sequence[Paragraph]) -> Iterator[PlacedParagraph]:
    """The paragraphs of the narrative, each with its section; those of duties and glossaries are left out."""
    stack: dict[int, str] = {}
    for paragraph in paragraphs:
        text = canonical(paragraph.text)
        level = _heading_level(paragraph, text)
        if level is not None:
            stack = {above: heading for above, heading in stack.items() if above < level}
            stack[level] = paragraph.text
            continue
        if not _skipped(stack):
            yield PlacedParagraph(paragraph, _section(stack), stack[max(stack)] if stack else None)


def _heading_level(paragraph: Paragraph, text: str) -> int | None:
    if len(text) > LONGEST or has_figure(text) or _SENTENCE.search(text.rstrip("。")):
        return None
    level = level_of(text)
    if level == 0:
        return 0
    if text.endswith(("。", "，", "、")) or ("，" in text and "“" not in text):
        return None
    if level is not None:
        return level
    words = statement_words()
    if paragraph.centred and not text.startswith(("图", "表")) and text.rstrip("表").endswith(words.titles):
        return 0
    return None


def _section(stack: dict[int, str]) -> str | None:
    """The heading of level 一、; a heading （一） under it where that names a section of its own."""
    below = stack.get(SUBSECTION)
    if below and any(word in canonical(below) for word in statement_words().own):
        return below
    return stack.get(SECTION) or below or stack.get(0)


def _skipped(stack: dict[int, str]) -> bool:
    words = statement_words()
    for level in sorted(stack, reverse=True):
        heading = canonical(stack[level])
        if level <= SUBSECTION and any(word in heading for word in words.skipped):
            return not any(word in heading for word in words.kept)
        if level <= SUBSECTION and any(word in heading for word in words.kept):
            return False
    return False
