"""Lines read from a picture as characters in their places, so that grids are built of them as of a text layer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.extractors.scan.cells import Snippet, reading_of
from mingzhang.extractors.scan.figures import FREED, freed, is_rest, is_whole
from mingzhang.extractors.scan.guesses import ReadLine
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import TextLine
from mingzhang.models.text.amounts import printed_amount
from mingzhang.models.text.patterns import MULTIPLES

HAN_HEIGHT = 0.95
DIGIT_HEIGHT = 0.72
HAN_WIDTH = 0.92
DIGIT_WIDTH = 0.5
BASELINE = 0.4
SAME_LINE = 0.5


UNSURE_MARK = 0.6
_MARK = re.compile(r"[√✓✔一—_|/\\丨丿‘’'`´ˊ·.,、vVⅴ-]{1,2}")
_MARKED = re.compile(r"^[√✓✔|丨]\s*|(?<!\s)\s*[√✓✔|丨]$")
_DASH = re.compile(r"[一—_-]{1,2}")
_REST = re.compile(r"[一—_|丨丿十-]{1,2}")
_UNIT_BEGUN = re.compile(rf"单位[：:]?\s*(?:{MULTIPLES})?\s*$")
_UNIT_END = re.compile(rf"(?:{MULTIPLES})?元")
UNIT_JOINT = 1.5  # heights of a line between the pieces of a unit of money


@dataclass(frozen=True, slots=True)
class Word:
    """One line as it was read: text, confidence (0 to 1), box in points, and its characters but for spaces."""

    text: str
    confidence: float
    box: Box
    glyphs: tuple[Glyph, ...]
    indices: tuple[int, ...]


def word_of(snippet: Snippet, line: ReadLine, glyph: float, scale: float) -> Word | None:
    """The word that a crop holds; None where nothing was read. `glyph`: the usual height of a line of text, pixels."""
    text, confidence = reading_of(snippet, line.text, line.confidence)
    if not text:
        return None
    box = Box(*(value / scale for value in snippet.box))
    if "\n" in text and len(text.replace("\n", "")) == len(snippet.stacked):
        size = glyph / scale
        boxes = [Box(*(value / scale for value in one)) for one in snippet.stacked]
        stacked = tuple(_glyph(c, one, size) for c, one in zip(text.replace("\n", ""), boxes, strict=True))
        return Word(text, confidence, box, stacked, tuple(range(0, len(text), 2)))
    offset = len(line.text) - len(line.text.lstrip())
    places = line.places[offset : offset + len(text)]
    if len(places) != len(text):
        step = (box.x1 - box.x0) / len(text)
        middles = [box.x0 + (i + 0.5) * step for i in range(len(text))]
    else:
        middles = [(snippet.left + place) / scale for place in places]
    return Word(text, confidence, box, *_placed(text, middles, box, glyph / scale))


def _placed(text: str, middles: Sequence[float], box: Box, size: float) -> tuple[tuple[Glyph, ...], tuple[int, ...]]:
    """The characters of a level line, each as wide as its kind is, none reaching past the middle to its neighbour."""
    indices = tuple(i for i, c in enumerate(text) if not c.isspace())
    height = min(box.y1 - box.y0, 1.6 * size)
    han = any(_is_wide(text[i]) for i in indices)
    em = height / (HAN_HEIGHT if han else DIGIT_HEIGHT)
    halves = [(HAN_WIDTH if _is_wide(text[i]) else DIGIT_WIDTH) * em / 2 for i in indices]
    xs = [min(max(middles[i], box.x0), box.x1) for i in indices]
    cuts = [box.x0, *((a + b) / 2 for a, b in pairwise(xs)), box.x1]
    glyphs = []
    for k, index in enumerate(indices):
        x0 = box.x0 if k == 0 else max(cuts[k], xs[k] - halves[k])
        x1 = box.x1 if k == len(indices) - 1 else min(cuts[k + 1], xs[k] + halves[k])
        glyphs.append(_glyph(text[index], Box(x0, box.y0, max(x1, x0 + 0.1), box.y1), size))
    return tuple(glyphs), indices


def _glyph(character: str, box: Box, size: float) -> Glyph:
    base = (box.y0 + box.y1) / 2 + BASELINE * size
    return Glyph(character, box.x0, box.y0, box.x1, box.y1, box.x0, base, size, 0, 0.0, 0)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


@dataclass(slots=True)
class Script:
    """The words of a page, and the way back from some of their characters to text."""

    words: Sequence[Word]
    _homes: dict[int, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, word in enumerate(self.words):
            for index, glyph in zip(word.indices, word.glyphs, strict=True):
                self._homes[id(glyph)] = number, index

    @property
    def glyphs(self) -> list[Glyph]:
        """The characters of all words."""
        return [glyph for word in self.words for glyph in word.glyphs]

    def write(self, glyphs: Iterable[Glyph]) -> tuple[str, float]:
        """The text of some characters (words of one line parted by spaces, lines by newlines), as sure as the least
        sure of them: a sure line beside it makes no unsure one right."""
        parts = _without_marks(self._parts(glyphs))
        lines: list[list[tuple[str, Box, float]]] = []
        for part in sorted(parts, key=lambda part: (part[1].y0 + part[1].y1) / 2):
            if lines and _overlap(lines[-1][-1][1], part[1]) > SAME_LINE:
                lines[-1].append(part)
            else:
                lines.append([part])
        text = "\n".join(" ".join(one[0] for one in sorted(line, key=lambda one: one[1].x0)) for line in lines)
        return text, min((confidence for _, _, confidence in parts), default=1.0)

    def _parts(self, glyphs: Iterable[Glyph]) -> list[tuple[str, Box, float]]:
        """The pieces of words that some characters are: text, box, confidence."""
        held: dict[int, list[tuple[int, Glyph]]] = {}
        for glyph in glyphs:
            number, index = self._homes[id(glyph)]
            held.setdefault(number, []).append((index, glyph))
        parts = []
        for number, its in held.items():
            word = self.words[number]
            if len(its) == len(word.glyphs):
                parts.append((word.text, word.box, word.confidence))
                continue
            its.sort(key=lambda one: one[0])
            text = word.text[its[0][0] : its[-1][0] + 1].strip()
            box = Box(min(g.x0 for _, g in its), word.box.y0, max(g.x1 for _, g in its), word.box.y1)
            parts.append((text, box, word.confidence))
        return parts

    def lines(self, glyphs: Iterable[Glyph]) -> list[TextLine]:
        """Some characters as lines of running text, from top to bottom."""
        lines = _with_whole_units([TextLine(text, box, sure) for text, box, sure in self._parts(glyphs)])
        return sorted(lines, key=lambda line: (line.box.middle[1], line.box.x0))


def _with_whole_units(lines: list[TextLine]) -> list[TextLine]:
    """Lines, with a unit of money (单位：万元) that was read in two pieces side by side as one; a sign at their joint
    that both hold counts once."""
    for begun in [line for line in lines if _UNIT_BEGUN.search(line.text)]:
        size = begun.box.y1 - begun.box.y0
        ends = [
            line
            for line in lines
            if _UNIT_END.fullmatch(line.text.strip())
            and -UNIT_JOINT * size < line.box.x0 - begun.box.x1 < UNIT_JOINT * size
            and _overlap(begun.box, line.box) > SAME_LINE
        ]
        if len(ends) == 1:
            (end,) = ends
            head, tail = begun.text.rstrip(), end.text.strip()
            box = Box(begun.box.x0, begun.box.y0, end.box.x1, begun.box.y1)
            whole = TextLine(head.removesuffix(tail[:-1]) + tail, box, min(begun.confidence, end.confidence))
            lines = [whole if line is begun else line for line in lines if line is not end]
    return lines


def _without_marks(parts: list[tuple[str, Box, float]]) -> list[tuple[str, Box, float]]:
    """The pieces of a cell that holds one figure, less ticks and rests of rulings that were read beside it."""
    figures = [box for text, box, _ in parts if printed_amount(text) is not None]
    if len(figures) == 1:
        parts = [part for part in parts if part[1] is figures[0] or not _is_mark(part, figures[0])]
        whole = [(text, box, min(sure, FREED)) for text, box, sure in parts if box is figures[0] and is_whole(text)]
        if whole and len(parts) > 1 and all(box is figures[0] or is_rest(text) for text, box, _ in parts):
            parts = whole
    if len(parts) == 1:
        text, box, confidence = parts[0]
        bare = _MARKED.sub("", text)
        if bare != text and printed_amount(bare) is not None and any(c.isdecimal() for c in bare):
            return [(bare, box, confidence)]
        if (figure := freed(text)) is not None:
            return [(figure, box, min(confidence, FREED))]
        if _REST.fullmatch(text) and confidence < UNSURE_MARK:
            return []
    return parts


def _is_mark(part: tuple[str, Box, float], figure: Box) -> bool:
    """Whether a piece beside a figure is a stray mark; a dash on its line may be its minus."""
    text, box, _ = part
    return bool(_MARK.fullmatch(text)) and not (_DASH.fullmatch(text) and _overlap(box, figure) > SAME_LINE)


def _overlap(one: Box, other: Box) -> float:
    """How much of the lower of two boxes' heights they share."""
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    return shared / max(0.1, min(one.y1 - one.y0, other.y1 - other.y0))
