"""What a column's own texts say it is, over all pages of its table: numbers of rows, codes, years; or money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from mingzhang.models.identities.formal.names import codes
from mingzhang.models.text.amounts import plain, printed_amount
from mingzhang.models.text.patterns import ANY_YEAR

# So many figures at least tell a column's make; fewer may look like numbers of rows by chance.
FEWEST = 3
FEWEST_CODES = 4
# So many figures of other columns tell how the table prints money.
FEWEST_MONEY = 10
SHARE_OF_CODES = 0.9

_PADDED = re.compile(r"0\d{1,2}")
_YEAR = re.compile(f"{ANY_YEAR}年?度?")
_CODED = re.compile(r"\d{3}(?:\d{2}){0,2}")
_UNIT_CODE = re.compile(r"\d{6,9}")


class DigitContent(StrEnum):
    """What a column of digits is where it is no money."""

    ROW_NUMBER = "row_number"
    CODE = "code"
    YEAR = "year"
    COUNT = "count"


def content_of(texts: Sequence[str], decimals: int | None) -> DigitContent | None:
    """What the texts of a column (from top to bottom, none blank) are; None where they may be money.

    `decimals`: how many the table's money prints, None where it does not print always as many.
    """
    bare = [plain(text) for text in texts]
    figures = [text for text in bare if printed_amount(text) is not None]
    digits = [text for text in figures if text.isdecimal()]
    if len(figures) >= 2 and all(_YEAR.fullmatch(text) for text in bare):
        return DigitContent.YEAR
    if not figures or len(digits) < len(figures):
        return None
    numbers = [int(text) for text in digits]
    steps = [b - a for a, b in pairwise(numbers)]
    if len(numbers) >= FEWEST and all(step == 1 for step in steps):
        return DigitContent.ROW_NUMBER
    if any(_PADDED.fullmatch(text) for text in digits) and all(len(text) <= 3 for text in digits):
        return DigitContent.CODE
    known = sum(text in codes() for text in digits if _CODED.fullmatch(text))
    levels = len({len(text) for text in digits})
    if len(digits) >= FEWEST_CODES and known >= SHARE_OF_CODES * len(digits) and (levels > 1 or len(digits[0]) > 3):
        return DigitContent.CODE
    if decimals and len(digits) >= FEWEST and any(numbers):
        same_length = len({len(text) for text in digits}) == 1
        return DigitContent.CODE if same_length and _UNIT_CODE.fullmatch(digits[0]) else DigitContent.COUNT
    return None


def usual_decimals(columns: Sequence[Sequence[str]]) -> int | None:
    """How many decimals all money of a table prints, columns of bare digits left aside; None where they differ."""
    found: list[int] = []
    for texts in columns:
        figures = [text for text in map(plain, texts) if printed_amount(text) is not None]
        if figures and not all(text.isdecimal() for text in figures):
            found += [len(text.partition(".")[2]) for text in figures if text != "0"]
    return found[0] if len(found) >= FEWEST_MONEY and found[0] > 0 and len(set(found)) == 1 else None
