"""Pieces of patterns that several rooms look for, each once."""

from __future__ import annotations

import re

YEAR = r"20\d\d"  # a fiscal year in digits; the words around it (年, 年度) are the reader's
ANY_YEAR = r"(?:19|20)\d\d"  # a year that something else than a budget is of: a date, a law, a column
MULTIPLES = "百万|亿|千|万"  # of a yuan; the longest first
MONEY_UNIT = f"(?:{MULTIPLES})?元"
# A figure in a text. Its length is bounded: of a line of a million digits none is looked for a million times.
FIGURE = r"\d[\d,]{0,24}(?:\.\d{1,9})?"
MONEY = re.compile(f"({FIGURE})({MULTIPLES})?元")  # groups: the figure, the multiple
# A figure as tables print one: with decimals or with separated thousands, which no code and no year has.
PRINTED_FIGURE = r"-?\d[\d,]*(?:\.\d{1,2}|,\d{3})"
# 12, - 12 -, 第12页, 第 1 页，共 12 页, 1/12, 页(12): what a line has that numbers its page, white space removed.
PAGE_NUMBER = re.compile(
    r"[-—–─_~·]*(?:第?\d{1,4}页?(?:[,，、]?共\d{1,4}页?|[/／]\d{1,4}页?)?|页?[(（]\d{1,4}[)）]页?)[-—–─_~·]*"
)


def decimals_of(figure: str) -> int:
    """How many digits a printed figure has behind its point."""
    return len(figure.partition(".")[2])
