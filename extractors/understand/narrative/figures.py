"""The figures of a sentence: money, percentages, and words that say that nothing changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from functools import cache

from mingzhang.models.text.amounts import YUAN
from mingzhang.models.text.patterns import MONEY_UNIT
from mingzhang.models.vocabulary.statement_words import statement_words

BEHIND = 16  # characters: an annotation in brackets and the words of a threshold (以上, /人)
_NUMBER = r"(?<![\d.])-?(?:\d{1,3}(?:，\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_FIGURE = re.compile(rf"({_NUMBER})(?:({MONEY_UNIT})|(%))")
_ZERO = re.compile(r"(?<=为)(0(?:\.0+)?)(?=[；。，、]|$)")
_ANNOTATION = re.compile(r"^(?:（[^（）]{0,8}）)?")


class FigureKind(Enum):
    MONEY = auto()
    PERCENT = auto()
    FLAT = auto()


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure at `start:end` of a canonical text; money in yuan, percentages as printed. FLAT is a word: 持平.

    `is_bare` marks a zero without a unit (支出预算为0), which may be money or not.
    """

    kind: FigureKind
    start: int
    end: int
    value: Decimal
    decimals: int = 0
    unit: Decimal = Decimal(1)
    is_bare: bool = False


def has_figure(text: str) -> bool:
    """Whether a canonical text prints money or a percentage."""
    return bool(_FIGURE.search(text))


@cache
def _flat() -> re.Pattern[str]:
    words = statement_words()
    return re.compile(f"({'|'.join(words.vague)})|({'|'.join(words.flat)})(?![\\d一-龥])")


def figures_of(text: str) -> list[StatedFigure]:
    """The figures of a canonical text in order. Thresholds (100万元以上) and rates (元/人) are none."""
    thresholds = statement_words().thresholds
    found: list[StatedFigure] = []
    for match in _FIGURE.finditer(text):
        rest = text[match.end() : match.end() + BEHIND]
        annotation = _ANNOTATION.match(rest)
        if rest[annotation.end() if annotation else 0 :].startswith(thresholds):
            continue
        number = match.group(1).replace("，", "")
        value, decimals = Decimal(number), len(number.partition(".")[2])
        if match.group(3):
            found.append(StatedFigure(FigureKind.PERCENT, match.start(), match.end(), value, decimals))
        else:
            unit = YUAN[match.group(2)]
            found.append(StatedFigure(FigureKind.MONEY, match.start(), match.end(), value * unit, decimals, unit))
    taken = {figure.start for figure in found}
    for match in _ZERO.finditer(text):
        if match.start() not in taken:
            found.append(StatedFigure(FigureKind.MONEY, match.start(), match.end(), Decimal(0), is_bare=True))
    for match in _flat().finditer(text):
        if match.group(2):
            found.append(StatedFigure(FigureKind.FLAT, match.start(), match.end(), Decimal(0)))
    return sorted(found, key=lambda figure: figure.start)
