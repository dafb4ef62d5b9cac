"""Rows of a table's file that are no part of the table: titles and units over it, notes under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mingzhang.models.text.amounts import currency_in, plain, printed_amount

NOTE = re.compile(r"[(（]?(?:注|备注|说明|附注|填表|制表|审核|负责)")
OWNER = re.compile(r"(?:编制|编报|填报|预算)?(?:单位|部门)(?:名称)?(?:[(].{1,3}章[)])?:.+")
MOST_TEXTS = 3


def is_caption_row(texts: Sequence[str]) -> bool:
    """Whether the filled cells of a row over a table are its title, number, owner or unit of money."""
    if any(printed_amount(text) is not None for text in texts):
        return False
    return len(texts) == 1 or (len(texts) <= MOST_TEXTS and any(map(says_unit, texts)))


def says_unit(text: str) -> bool:
    """Whether a text names the unit of money, or with a colon whose table it is."""
    return currency_in(text) is not None or bool(OWNER.match(plain(text)))
