"""Printed amounts and units of money."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

YUAN: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}

_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "‐": "-", "‑": "-"})
_SPACE = re.compile(r"\s+")
_AMOUNT = re.compile(r"[-+]?\d+(?:,\d{3})*(?:\.\d+)?")
_FIGURE_LIKE = re.compile(r"[-+(]?\d[\d,.]{2,}\)?")
_BRACKETED = re.compile(r"\(([\d,.]+)\)")
_UNIT = re.compile(r"(?:单位|金额|计量单位)[^:元]{0,4}?:?[^元]{0,4}?(百万|亿|千|万)?/?元")
_LOOSE_UNIT = re.compile(r"[(\[](?:单位:?)?(百万|亿|千|万)?元[)\]]")
CENT = Decimal("0.01")
LONGEST = 24  # with separators; what is longer is several figures run together, and no column could hold it


@lru_cache(maxsize=1 << 15)
def plain(text: str | None) -> str:
    """Text with full-width forms and dashes made plain (NFKC) and all white space removed."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text or "").translate(_DASHES))


def as_printed(text: str, found: str | None) -> str | None:
    """The piece of a printed text whose plain form is `found`, as it is printed (less white space)."""
    if found is None:
        return None
    printed = _SPACE.sub("", text)
    plain_text = plain(printed)
    start = plain_text.find(found)
    if start < 0 or len(plain_text) != len(printed):
        return found
    return printed[start : start + len(found)]


def printed_amount(text: str | None) -> Decimal | None:
    """The number that a cell prints, in the printed unit; None where the cell holds no single amount.

    Commas, white space inside, full-width digits, `-126.49`, `(126.49)` and a separator left out (`125360,898`) are
    understood. Blank, `-` and words are none.
    """
    squeezed = plain(text)
    if not squeezed or len(squeezed) > LONGEST:
        return None
    if _AMOUNT.fullmatch(squeezed):
        return Decimal(squeezed.replace(",", ""))
    bracketed = _BRACKETED.fullmatch(squeezed)
    if bracketed and _AMOUNT.fullmatch(bracketed.group(1)) and "." in squeezed:
        return -Decimal(bracketed.group(1).replace(",", ""))
    return None


def is_broken_amount(text: str | None) -> bool:
    """Whether a text looks like a figure (digits, points and commas) and yet is no amount: `1,2345,67`, `12.34.56`."""
    return printed_amount(text) is None and bool(_FIGURE_LIKE.fullmatch(plain(text)))


def to_yuan(amount: Decimal, currency_unit: str) -> Decimal:
    """An amount in a printed unit, in yuan with two decimals. KeyError for a unit not in `YUAN`."""
    return (amount * YUAN[currency_unit]).quantize(CENT)


def currency_in(text: str | None) -> str | None:
    """The unit of money named in a caption (`单位：万元`, `金额单位：元`, `单位：万/元`), None if there is none."""
    found = _UNIT.search(plain(text)) or _LOOSE_UNIT.search(plain(text))
    return f"{found.group(1) or ''}元" if found else None
