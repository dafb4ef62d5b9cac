"""First and second levels of indicators, inherited through merged and blank cells and over page breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.extractors.understand.forms.sheet import FormCells, WidthSpan, flat
from mingzhang.models.vocabulary.form_words import form_words, level_word

WORD_ENDS = ("标", "指标")


@dataclass(slots=True)
class _Run:
    """Rows that one cell of a level column covers, and what it reads."""

    text: str | None
    rows: list[int]
    begins_page: bool
    ends_page: bool


def read_levels(
    sheet: FormCells, rows: Sequence[int], columns: Mapping[str, WidthSpan]
) -> dict[int, tuple[str | None, str | None]]:
    """Row -> level 1 and level 2, None where the form has no such column or says nothing."""
    first = _runs(sheet, rows, columns.get("level1"))
    second = _runs(sheet, rows, columns.get("level2"), columns.get("level1"))
    words = form_words()
    below = {row: run.text for run in second for row in run.rows}
    _settle(first, _is_merged(sheet, rows, columns.get("level1")), words.first_levels, below)
    level1 = {row: run.text for run in first for row in run.rows}
    _settle(second, _is_merged(sheet, rows, columns.get("level2")), frozenset(words.second_levels), {}, level1)
    level2 = {row: run.text for run in second for row in run.rows}
    return {row: (level1.get(row), level2.get(row)) for row in rows}


def _runs(sheet: FormCells, rows: Sequence[int], span: WidthSpan | None, left: WidthSpan | None = None) -> list[_Run]:
    """The runs of a column. A cell over both level columns is the second level if its word is one, else the first."""
    if span is None:
        return []
    runs: list[_Run] = []
    previous = None
    for row in rows:
        cell = sheet.at(row, span)
        text = flat(cell.text) if cell else None
        if cell is not None and left is not None and cell is sheet.at(row, left):
            text = text if level_word(text) in form_words().second_levels else None
        if runs and cell is not None and cell is previous:
            runs[-1].rows.append(row)
        else:
            runs.append(_Run(text, [row], sheet.begins_page(row), False))
        previous = cell
    for run, following in pairwise(runs):
        run.ends_page = following.begins_page
    return runs


def _is_merged(sheet: FormCells, rows: Sequence[int], span: WidthSpan | None) -> bool:
    """Whether a column merges cells over rows, so that a blank cell is not the one above going on."""
    if span is None:
        return False
    return any((cell := sheet.at(row, span)) is not None and cell.row_span > 1 for row in rows)


def _settle(
    runs: list[_Run],
    merged: bool,
    known: frozenset[str],
    below: Mapping[int, str | None],
    parents: Mapping[int, str | None] | None = None,
) -> None:
    """Give blank runs their text, and make words whole that a page break cut in two (`效益指` and `标`)."""
    for index, run in enumerate(runs):
        before = runs[index - 1] if index else None
        if run.text is None:
            after = runs[index + 1] if index + 1 < len(runs) else None
            foot = merged and run.ends_page and not run.begins_page
            if foot and after and after.text and _one_parent(run, after, parents) and _goes_on(run, after, below):
                run.text = after.text
            elif before and _one_parent(before, run, parents):
                run.text = before.text
        elif before and before.text and run.begins_page and level_word(before.text) != level_word(run.text):
            whole = before.text + run.text
            if run.text in WORD_ENDS or (level_word(whole) in known and level_word(before.text) not in known):
                text = before.text
                for one in runs[: index + 1]:
                    if one is run or one.text == text:
                        one.text = whole


def _one_parent(upper: _Run, lower: _Run, parents: Mapping[int, str | None] | None) -> bool:
    return parents is None or parents.get(upper.rows[-1]) == parents.get(lower.rows[0])


def _goes_on(run: _Run, after: _Run, below: Mapping[int, str | None]) -> bool:
    """Whether a blank cell at a page's foot is the upper part of the cell with text at the next page's head."""
    second = level_word(below.get(run.rows[0]) or "")
    parent = form_words().second_levels.get(second)
    return parent is None or parent == level_word(after.text)
