"""A paragraph cut into sentences and clause groups; bracketed groups with figures stand apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mingzhang.extractors.understand.narrative.figures import FigureKind, StatedFigure, figures_of

LONGEST_BRACKET = 400
_OPEN, _CLOSE = "（", "）"


@dataclass(frozen=True, slots=True)
class SentencePart:
    """A part of a sentence between ； or 。 at `start:end` of its paragraph.

    `outer` is its canonical text without the brackets that hold figures; `inner` are those, with the place in `outer`
    that they stand after.
    """

    start: int
    end: int
    outer: str
    inner: tuple[tuple[int, str], ...]
    opens_sentence: bool


def segments_of(text: str) -> Iterator[SentencePart]:
    """The segments of a canonical paragraph."""
    start = 0
    opens = True
    for end in _ends(text):
        if text[start:end].strip("。；！？"):
            outer, inner = _apart(text[start:end].rstrip("。；！？"))
            yield SentencePart(start, end, outer, inner, opens)
        opens = text[end - 1] != "；"
        start = end


def _ends(text: str) -> Iterator[int]:
    """Where a sentence or a part of it ends: a sign outside brackets, or the end of the text."""
    close, last = -1, 0
    for place, sign in enumerate(text):
        if sign == _OPEN and place > close:
            close = _closing(text, place)
        if place > close and sign in "。；！？":
            last = place + 1
            yield last
    if last < len(text):
        yield len(text)


def _closing(text: str, start: int) -> int:
    """The place of the bracket that closes the one at `start`; `start` itself where none does nearby."""
    depth = 0
    for place in range(start, min(len(text), start + LONGEST_BRACKET)):
        depth += (text[place] == _OPEN) - (text[place] == _CLOSE)
        if depth == 0:
            return place
    return start


def _apart(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    outer = ""
    inner: list[tuple[int, str]] = []
    place = 0
    for match in re.finditer(_OPEN, text):
        if match.start() < place:
            continue
        close = _closing(text, match.start())
        if close == match.start():
            continue
        group = text[match.start() + 1 : close]
        if _is_group(figures_of(group)):
            outer += text[place : match.start()]
            inner.append((len(outer), group))
            place = close + 1
    return outer + text[place:], tuple(inner)


def _is_group(figures: list[StatedFigure]) -> bool:
    return any(figure.kind is not FigureKind.FLAT for figure in figures)
