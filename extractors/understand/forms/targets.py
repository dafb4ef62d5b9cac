"""The target of an indicator: comparator, number and unit out of the print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.extractors.understand.forms.sheet import flat
from mingzhang.models.text.patterns import ANY_YEAR
from mingzhang.models.vocabulary.enums import Comparator
from mingzhang.models.vocabulary.form_words import form_words

LONGEST_UNIT = 10
SYMBOLS = frozenset("≥≤><=≧≦⩾⩽＞＜＝")

_NUMBER = re.compile(r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(.*)", re.DOTALL)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_YEAR = re.compile(ANY_YEAR)
_PER = re.compile(r"[/·]")
_REMARK = re.compile(r"\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class IndicatorTarget:
    """What a form asks for. `text` is the print; the rest is None where the print is no single number."""

    text: str | None
    comparator: Comparator | None = None
    value: Decimal | None = None
    unit: str | None = None


def read_target(
    value: str | None, sign: str | None = None, unit: str | None = None, name: str | None = None
) -> IndicatorTarget:
    """A target from its cell, and from the cells of sign and unit where the form has such columns.

    `≥95%`, `>=100百分比`, `15次以上`, `46人/年` and `≥ | 90 | %` are numbers; dates, ranges and words are text only.
    A bare number takes the unit in brackets at the end of the indicator's name.
    """
    text = flat(value or "")
    if text is None:
        return IndicatorTarget(None)
    comparator, rest = _before(_half_width(text))
    number = _NUMBER.fullmatch(rest)
    signed, extra = _before(_half_width(sign))
    if extra:
        signed = None
    unit_text = flat(unit or "")
    if number is None or not _is_unit(number.group(1), _split_after(number.group(2))[1]):
        return IndicatorTarget(text)
    printed = text
    after, own_unit = _split_after(number.group(2))
    if unit_text and not own_unit:
        printed, own_unit = text + unit_text, _half_width(unit_text)
    if signed and comparator is None and after is None:
        comparator = signed
        mark = (flat(sign or "") or "") if set(_half_width(sign)) <= SYMBOLS else ""
        printed = mark + printed
    own_unit = _REMARK.sub("", own_unit) or own_unit or _unit_in_name(name)
    return IndicatorTarget(printed, comparator or after, Decimal(number.group(1).replace(",", "")), own_unit or None)


def _half_width(text: str | None) -> str:
    """Full-width ASCII made plain and white space removed; signs of units (㎡, ℃) stay as printed."""
    return "".join((text or "").translate(_FULL_WIDTH).split())


def _unit_in_name(name: str | None) -> str:
    found = _REMARK.search(_half_width(name))
    unit = found.group(0)[1:-1] if found else ""
    return unit if unit and all(part in form_words().units for part in _PER.split(unit)) else ""


def _before(text: str) -> tuple[Comparator | None, str]:
    for word, sign in form_words().before:
        if text.startswith(word):
            return sign, text[len(word) :]
    for word in form_words().neutral:
        if text.startswith(word):
            return None, text[len(word) :]
    return None, text


def _split_after(unit: str) -> tuple[Comparator | None, str]:
    for word, sign in form_words().after:
        if unit.endswith(word):
            return sign, unit[: -len(word)]
    return None, unit


def _is_unit(number: str, unit: str) -> bool:
    """Whether what follows a number can be its unit; `2026年12月`, `12月31日前` and `90%-95%` are no numbers."""
    if unit.startswith(("年", "年度")) and _YEAR.fullmatch(number):
        return False
    if unit.startswith(("月", "日", "号", "-", "~", ":", "至", ".", "、")):
        return False
    bare = _REMARK.sub("", unit)
    return len(bare) <= LONGEST_UNIT and not re.search(r"[\d,。;、!?]", bare)
