"""The texts of a header: letter-spaced words made whole, wrapped ones joined, neighbours that touch cut apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from mingzhang.extractors.grids.borderless.columns import ColumnExtent
from mingzhang.extractors.grids.borderless.runs import RunLine, TextRun, gap_between, line_of, run_of
from mingzhang.models.vocabulary.table_words import header_word, header_words

TOUCH = 0.3  # em: places and texts that differ by less stand alike
FILLED = 0.6  # em: a line of a header that falls short of the next by less is full
MOST_SIGNS = 4  # characters of a header that one spread word makes
WRAPPED = 2.0
SAME_MIDDLE = 0.5
LETTER_SPACED = 16.0
LETTERS_APART = 4.0
NARROW = 0.2


@dataclass(frozen=True, slots=True)
class HeaderText:
    """The text of one header cell: runs on one or several lines."""

    runs: tuple[TextRun, ...]

    @property
    def x0(self) -> float:
        return min(run.x0 for run in self.runs)

    @property
    def x1(self) -> float:
        return max(run.x1 for run in self.runs)

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def first(self) -> float:
        return min(run.base for run in self.runs)

    @property
    def last(self) -> float:
        return max(run.base for run in self.runs)


def header_blocks(lines: Sequence[RunLine], columns: Sequence[ColumnExtent], em: float) -> list[HeaderText]:
    """Header texts: letter-spaced words made whole, wrapped ones joined."""
    blocks: list[list[TextRun]] = []
    for line in lines:
        for runs in _words(
            line_of([part for run in line.runs for part in _over_columns(run, columns, em)]), columns, em
        ):
            above = next((b for b in reversed(blocks) if _goes_on(b, runs, columns, em)), None)
            if above is None:
                blocks.append(list(runs))
            else:
                above += runs
    return [HeaderText(tuple(runs)) for runs in blocks]


def _over_columns(run: TextRun, columns: Sequence[ColumnExtent], em: float) -> list[TextRun]:
    """A run cut at small gaps where its parts stand over different columns: headers of neighbours that almost touch."""
    for index, (before, glyph) in enumerate(pairwise(run.glyphs), start=1):
        if gap_between(before, glyph, em) < NARROW * em:
            continue
        left, right = run_of(run.glyphs[:index]), run_of(run.glyphs[index:])
        if len(left.text) < 2 or len(right.text) < 2:
            continue
        ours = {i for i, c in enumerate(columns) if c.distance(left) < 0}
        theirs = {i for i, c in enumerate(columns) if c.distance(right) < 0}
        if ours and theirs and not ours & theirs:
            return [left, *_over_columns(right, columns, em)]
    return [run]


def _words(line: RunLine, columns: Sequence[ColumnExtent], em: float) -> list[list[TextRun]]:
    """The runs of a header line, those of one letter-spaced word together (`支  出`, `项 目`)."""
    words: list[list[TextRun]] = []
    for run in line.runs:
        if words and run.x0 - words[-1][-1].x1 < LETTER_SPACED * em and _one_word(words[-1], run, columns, em):
            words[-1].append(run)
        else:
            words.append([run])
    return words


def _one_word(word: Sequence[TextRun], run: TextRun, columns: Sequence[ColumnExtent], em: float) -> bool:
    text = "".join(r.text for r in word)
    if len(run.text) > 2 or len(text) > MOST_SIGNS or text.isdecimal() or run.text.isdecimal():
        return False
    joined = header_word(text + run.text) in _words_of_header()
    if run.x0 - word[-1].x1 > LETTERS_APART * em:
        return joined and len(text) == len(run.text) == 1
    if header_word(text) in _words_of_header() and header_word(run.text) in _words_of_header():
        return False
    here = [i for i, c in enumerate(columns) if any(c.distance(r) < 0 for r in word)]
    there = [i for i, c in enumerate(columns) if c.distance(run) < 0]
    return joined or (bool(here) and here == there) or (len(run.text) == 1 and len(word[-1].text) == 1)


@cache
def _words_of_header() -> frozenset[str]:
    return frozenset(header_words())


def _goes_on(block: Sequence[TextRun], word: Sequence[TextRun], columns: Sequence[ColumnExtent], em: float) -> bool:
    """Whether a word is the next line of a block: close under it, around the same middle, over the same columns."""
    gap = word[0].base - block[-1].base
    if not TOUCH * em < gap <= WRAPPED * em:
        return False
    upper = [run for run in block if abs(run.base - block[-1].base) < TOUCH * em]
    x0, x1 = min(r.x0 for r in upper), max(r.x1 for r in upper)
    y0, y1 = word[0].x0, word[-1].x1
    centred = abs((x0 + x1) / 2 - (y0 + y1) / 2) <= SAME_MIDDLE * em
    aligned = abs(x0 - y0) <= TOUCH * em and y1 <= x1 + TOUCH * em
    if not (centred or aligned):
        return False
    over = sum(min(x1, c.x1) - max(x0, c.x0) > TOUCH * em for c in columns)
    under = sum(min(y1, c.x1) - max(y0, c.x0) > TOUCH * em for c in columns)
    if over > 1 and under < over:
        return False
    text, more = "".join(r.text for r in block), "".join(r.text for r in word)
    words = _words_of_header()
    if header_word(text + more) in words:
        return True
    filled = x1 - x0 >= y1 - y0 - FILLED * em or aligned
    return filled and header_word(text) not in words and header_word(more) not in words
