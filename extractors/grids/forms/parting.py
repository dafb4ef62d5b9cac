"""Lines whose texts stand so close that they were taken for one: headers side by side, a label beside a text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from mingzhang.extractors.grids.borderless.runs import RunLine, TextRun, line_of, run_of
from mingzhang.extractors.grids.forms.blocks import LONGEST_WORD, begins_level, begins_word, is_of_side, label_of
from mingzhang.models.vocabulary.form_words import column_of, field_of, form_words, level_word

SHORTEST_HEADER = 2
SHORTEST_LABEL = 4
SHORTEST_LEVEL = 2
BEHIND_LABEL = 0.2  # em
FEWEST_LINES = 3
SAME_PLACE = 0.5  # em
PITCH = 2.0  # em from one character of a stacked label to the next


def parted_lines(lines: Sequence[RunLine], em: float) -> list[RunLine]:
    """Lines with such texts as runs of their own."""
    lines = [
        line_of([part for run in line.runs for one in _headers(run) for two in _side(one) for part in _rest(two, em)])
        for line in lines
    ]
    return _unstacked(lines, em)


def _rest(run: TextRun, em: float) -> list[TextRun]:
    levels = _levels(run)
    return levels if len(levels) > 1 else _label(run, em)


def _headers(run: TextRun) -> list[TextRun]:
    """A run that is several headers of indicators, as those; one sign of a header may be misread where it touches."""
    columns = form_words().columns
    text = run.text
    if text in columns or len(text) != len(run.glyphs) or len(text) < 2 * SHORTEST_HEADER:
        return [run]
    for end in range(len(text) - SHORTEST_HEADER, SHORTEST_HEADER - 1, -1):
        if column_of(text[:end]) is not None:
            rest = _headers(run_of(run.glyphs[end:]))
            if all(part.text in columns for part in rest):
                return [run_of(run.glyphs[:end]), *rest]
    return [run]


def _levels(run: TextRun) -> list[TextRun]:
    """A run that is a line of a first level and one of the second level beside it, as both."""
    text = run.text
    if len(text) != len(run.glyphs) or begins_word(text):
        return [run]
    words = form_words()
    for end in range(SHORTEST_LEVEL, len(text) - SHORTEST_LEVEL + 1):
        if begins_level(text[:end], words.first_levels) and begins_level(text[end:], words.second_levels):
            return [run_of(run.glyphs[:end]), run_of(run.glyphs[end:])]
    return [run]


def _side(run: TextRun) -> list[TextRun]:
    """A run that is a line of the label at the side and the first level that it touches, as both."""
    for end in range(1, min(len(run.glyphs) - 1, LONGEST_WORD)):
        label, level = run.text[:end], run.text[end:]
        if level_word(level) in form_words().first_levels and level_word(level) != level and is_of_side(label):
            return [run_of(run.glyphs[:end]), run_of(run.glyphs[end:])]
    return [run]


def _label(run: TextRun, em: float) -> list[TextRun]:
    """A run that begins with a label, with some white behind it, as the label and its value."""
    for end in range(SHORTEST_LABEL, min(len(run.glyphs), LONGEST_WORD)):
        if run.text[:end] in form_words().fields and field_of(run.text) is None:
            whites = [b.x0 - a.x1 for a, b in pairwise(run.glyphs)]
            if whites[end - 1] - median(whites) > BEHIND_LABEL * em:
                return [run_of(run.glyphs[:end]), run_of(run.glyphs[end:])]
    return [run]


def _unstacked(lines: Sequence[RunLine], em: float) -> list[RunLine]:
    """Lines whose first characters, below each other, are a label (总体目标) beside what it is the label of."""
    lines = list(lines)
    at = 0
    while at < len(lines):
        stack = _stack(lines, at, em)
        for index in stack:
            first, *others = lines[index].runs
            if len(first.glyphs) > 1:
                lines[index] = line_of([run_of(first.glyphs[:1]), run_of(first.glyphs[1:]), *others])
        at = stack[-1] + 1 if stack else at + 1
    return lines


def _stack(lines: Sequence[RunLine], start: int, em: float) -> list[int]:
    """The lines from one on whose first characters are a label; none where they are none."""
    text, stack = "", list[int]()
    place = base = 0.0
    for index in range(start, len(lines)):
        glyph = lines[index].runs[0].glyphs[0]
        if stack and lines[index].base - base > PITCH * em:
            break
        if stack and glyph.x0 - place > SAME_PLACE * em:
            continue
        if (stack and place - glyph.x0 > SAME_PLACE * em) or not begins_word(text + glyph.text):
            break
        text, place, base = text + glyph.text, glyph.x0, lines[index].base
        stack.append(index)
        if len(stack) >= FEWEST_LINES and label_of(text) is not None and not _grows(lines, index, text, place, em):
            return stack
    return []


def _grows(lines: Sequence[RunLine], index: int, text: str, place: float, em: float) -> bool:
    """Whether the label goes on with the next line."""
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is None or following.base - lines[index].base > PITCH * em:
        return False
    glyph = following.runs[0].glyphs[0]
    return abs(glyph.x0 - place) <= SAME_PLACE * em and begins_word(text + glyph.text)
