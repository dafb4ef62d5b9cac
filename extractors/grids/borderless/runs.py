"""Runs of characters that stand together on a line: the pieces that columns and rows are inferred from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median

from mingzhang.extractors.pages.glyphs import Glyph, group_lines
from mingzhang.models.text.amounts import plain, printed_amount
from mingzhang.models.text.codes import FUNCTION_LEVELS
from mingzhang.models.text.patterns import ANY_YEAR, PRINTED_FIGURE

SPLIT = 0.6
CODE_SPLIT = 0.12
MOST_DECIMALS = 5
HAN_BOX = 0.92
DIGIT_BOX, DIGIT_WIDTH = 0.68, 0.43

_FIGURE_THEN_WORDS = re.compile(rf"({PRINTED_FIGURE})(?=[一-鿿（(])")
_WORDS_THEN_FIGURE = re.compile(r"(?<=[一-鿿）)])(-?\d[\d,]*(?:\.\d{2}|,\d{3}))$")
_DIGITS = re.compile(r"[-\d,.]+")
_TOUCHING = re.compile(r"-?\d[\d,]*\.\d{2}.*[一-鿿]")
_SHARE = re.compile(r"[-+−]?\d[\d,.]*[%％]")
_CODE = re.compile(r"\d{2,9}")
_YEAR = re.compile(ANY_YEAR)
_ITEM = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d)|[①-⑩]|其中[:：]?"
    r"|[\[【]?[1235]\d{2}(?:\d{2}){0,2}[\]】]?(?=[一-鿿]))"
)
_TOTAL = re.compile(r"(?:[本当]年|部门|单位|全部|收入|支出|收支)*(?:合计|总计|共计|小计)")


@dataclass(frozen=True, slots=True)
class TextRun:
    """Characters of one line without a wide gap. `base`: the line's place (y of its baseline)."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    glyphs: tuple[Glyph, ...]

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def is_amount(self) -> bool:
        """A single number, dash or dot groups included; codes are among them."""
        return printed_amount(self.text) is not None and len(self.text.partition(".")[2]) < MOST_DECIMALS

    @property
    def is_glued(self) -> bool:
        """Digits, commas and points that are no one number: a figure that touches its neighbour."""
        if _TOUCHING.match(self.text):
            return True
        return bool(_DIGITS.fullmatch(self.text)) and len(self.text) > 3 and not self.is_amount

    @property
    def is_figure(self) -> bool:
        """An amount that is no year, code or small whole number by its looks."""
        return self.is_amount and ("." in self.text or "," in self.text)

    @property
    def is_share(self) -> bool:
        """A single number of per cent."""
        return bool(_SHARE.fullmatch(self.text))

    @property
    def is_code(self) -> bool:
        return bool(_CODE.fullmatch(self.text))

    @property
    def is_total(self) -> bool:
        return bool(_TOTAL.fullmatch(self.text))

    @property
    def is_year(self) -> bool:
        return bool(_YEAR.fullmatch(self.text))

    @property
    def begins_item(self) -> bool:
        return bool(_ITEM.match(self.text))


@dataclass(frozen=True, slots=True)
class RunLine:
    """The runs of one line from left to right."""

    runs: tuple[TextRun, ...]
    base: float
    y0: float
    y1: float

    @property
    def texts(self) -> list[str]:
        return [run.text for run in self.runs]

    @property
    def text(self) -> str:
        return "".join(self.texts)


def run_of(glyphs: Sequence[Glyph]) -> TextRun:
    """The run of some characters (at least one), in reading order."""
    return TextRun(
        plain("".join(g.text for g in glyphs)),
        min(g.x0 for g in glyphs),
        min(g.y0 for g in glyphs),
        max(g.x1 for g in glyphs),
        max(g.y1 for g in glyphs),
        median(g.base_y for g in glyphs),
        tuple(glyphs),
    )


def read_runs(glyphs: Iterable[Glyph]) -> list[RunLine]:
    """The upright text of some characters as lines of runs, from top to bottom."""
    lines = []
    for line in group_lines(g for g in glyphs if g.turn == 0):
        runs = [run for piece in _split(line) for run in _parted(piece)]
        lines.append(line_of(_whole_totals(runs)))
    return sorted(lines, key=lambda line: line.base)


def _whole_totals(runs: Sequence[TextRun]) -> list[TextRun]:
    """Runs with a letter-spaced total (`合    计`) made whole."""
    whole: list[TextRun] = []
    for run in runs:
        if whole and len(run.text) == len(whole[-1].text) == 1 and _TOTAL.fullmatch(whole[-1].text + run.text):
            whole[-1] = run_of([*whole[-1].glyphs, *run.glyphs])
        else:
            whole.append(run)
    return whole


def line_of(runs: Sequence[TextRun]) -> RunLine:
    """The line of some runs (at least one)."""
    ordered = tuple(sorted(runs, key=lambda run: run.x0))
    return RunLine(ordered, median(r.base for r in ordered), min(r.y0 for r in ordered), max(r.y1 for r in ordered))


def em_of(glyphs: Sequence[Glyph]) -> float:
    """The height of the type, in points, by the size of its characters."""
    han = [max(g.x1 - g.x0, g.y1 - g.y0) for g in glyphs if _is_wide(g.text) and g.text not in "一、，。：；（）"]
    if han:
        return max(1.0, median(han) / HAN_BOX)
    digits = [g.y1 - g.y0 for g in glyphs if g.text.isdecimal()]
    return max(1.0, median(digits or [g.y1 - g.y0 for g in glyphs]) / DIGIT_BOX)


def type_of(glyphs: Sequence[Glyph]) -> float:
    """As `em_of`, of characters that may be taller than their type: a recogniser's digits are as tall as their line,
    and its commas reach below them. Where no Chinese character tells better, how wide digits are bounds it."""
    digits = [g.x1 - g.x0 for g in glyphs if g.text.isdecimal()]
    em = em_of(glyphs)
    return em if not digits or any(_is_wide(g.text) for g in glyphs) else min(em, median(digits) / DIGIT_WIDTH)


@lru_cache(maxsize=1 << 14)
def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def gap_between(before: Glyph, glyph: Glyph, em: float) -> float:
    """The space between two characters of a line, each with the whole place that its type takes."""
    advance = em if _is_wide(before.text) else 0.5 * em
    return min(glyph.x0, max(glyph.base_x, glyph.x0 - 0.5 * em)) - max(before.x1, before.base_x + advance)


def _split(line: Sequence[Glyph]) -> list[list[Glyph]]:
    """A line cut at gaps wider than a space."""
    em = em_of(line)
    pieces = [[line[0]]]
    for before, glyph in pairwise(line):
        gap = gap_between(before, glyph, em)
        if gap > SPLIT * em or (gap > CODE_SPLIT * em and _is_wide(glyph.text) and _is_whole_code(pieces[-1])):
            pieces.append([glyph])
        else:
            pieces[-1].append(glyph)
    return pieces


def _is_whole_code(glyphs: Sequence[Glyph]) -> bool:
    text = "".join([g.text for g in glyphs])
    return text.isdecimal() and len(text) in FUNCTION_LEVELS


def _parted(glyphs: Sequence[Glyph]) -> list[TextRun]:
    """A run, cut where a figure with decimals touches words of the neighbouring column."""
    whole = run_of(glyphs)
    if len(whole.text) != len(glyphs):
        return [whole]
    found = _FIGURE_THEN_WORDS.match(whole.text)
    if found:
        return [run_of(glyphs[: found.end()]), *_parted(glyphs[found.end() :])]
    found = _WORDS_THEN_FIGURE.search(whole.text)
    if found:
        return [run_of(glyphs[: found.start()]), run_of(glyphs[found.start() :])]
    return [whole]
