"""Texts of a form that stand together: wrapped labels, stacked ones, single lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from mingzhang.extractors.grids.borderless.runs import TextRun
from mingzhang.models.text.amounts import plain
from mingzhang.models.vocabulary.form_words import column_of, field_of, form_words, fund_of, label_key, level_word

PITCH = 1.5  # em from one line of a wrapped text to the next
SAME_PLACE = 0.5  # of the narrower text's width: what two lines of one text share
LONGEST_WORD = 24


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of text below each other. Places are points."""

    runs: tuple[TextRun, ...]
    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def centre(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def is_beside(self, other: Block) -> bool:
        """Whether two blocks stand on one level: they share most of the lower one's height."""
        shared = min(self.y1, other.y1) - max(self.y0, other.y0)
        return shared > SAME_PLACE * min(self.height, other.height)


def block_of(runs: Sequence[TextRun]) -> Block:
    """The block of some runs (at least one)."""
    ordered = tuple(sorted(runs, key=lambda run: (run.base, run.x0)))
    return Block(
        ordered,
        "".join(run.text for run in ordered),
        min(run.x0 for run in ordered),
        min(run.y0 for run in ordered),
        max(run.x1 for run in ordered),
        max(run.y1 for run in ordered),
    )


def label_of(text: str) -> str | None:
    """The field that a text is the label of, or begins with before a colon."""
    if len(text) > LONGEST_WORD:
        return _inline(text)
    return field_of(text) or _inline(text)


def _inline(text: str) -> str | None:
    label, colon, _ = plain(text).partition(":")
    return form_words().fields.get(label_key(label)) if colon else None


def is_level(text: str) -> bool:
    """Whether a text is a known first or second level."""
    word = level_word(text)
    return word in form_words().first_levels or word in form_words().second_levels


def begins_level(text: str, levels: Iterable[str]) -> bool:
    """Whether a text is the beginning of one of some levels, or all of it."""
    return any((level + "指标").startswith(text) for level in levels)


def is_of_side(text: str) -> bool:
    """Whether a text is a label at the side of indicators, or a part of one."""
    return any(text in word for word, field in form_words().fields.items() if field == "side")


def is_word(text: str) -> bool:
    """Whether a text is a whole word of forms: a label, a header, a level, a source of funds."""
    if len(text) > LONGEST_WORD:
        return False
    return label_of(text) is not None or column_of(text) is not None or is_level(text) or fund_of(text) is not None


def blocks_of(runs: Iterable[TextRun], em: float) -> list[Block]:
    """Runs as blocks: a line goes on with the one right above it, unless one of them is a whole word and both
    together are none."""
    open_: list[list[TextRun]] = []
    for run in sorted(runs, key=lambda run: run.base):
        above = [one for one in open_ if 0 < run.base - one[-1].base <= PITCH * em and _share(one[-1], run)]
        last = max(above, key=lambda one: one[-1].base, default=None)
        if last is not None and _goes_on(last, run):
            last.append(run)
        else:
            open_.append([run])
    return sorted(map(block_of, open_), key=lambda block: (block.y0, block.x0))


def _share(one: TextRun, other: TextRun) -> bool:
    return min(one.x1, other.x1) - max(one.x0, other.x0) > SAME_PLACE * min(one.width, other.width)


def _goes_on(above: Sequence[TextRun], run: TextRun) -> bool:
    if above[-1].is_amount and run.is_amount:
        return False
    text = "".join(one.text for one in above)
    return begins_word(text + run.text) or not (is_word(text) or is_word(run.text))


@cache
def _beginnings() -> frozenset[str]:
    words = form_words()
    levels = [level + "指标" for level in (*words.first_levels, *words.second_levels)]
    return frozenset(word[:end] for word in (*words.fields, *words.columns, *levels) for end in range(1, len(word) + 1))


def begins_word(text: str) -> bool:
    """Whether a text is the beginning of a word of forms, or all of it."""
    return label_key(text) in _beginnings() or is_word(text)
