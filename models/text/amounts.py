"""Printed amounts and units of money."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from mingzhang.models.text.characters import folded
from mingzhang.models.text.patterns import MONEY_UNIT, MULTIPLES

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
# What looks like a figure and is none: signs among digits that are taken for digits, brackets that say what nobody
# tells, words that round.
_FIGURE_LIKE = re.compile(
    r"[约近≈~]?[-+(\[〔【]*(?=\D?\d|\D\D?\d)[\dOoIlSBZ|][\dOoIlSBZ|,.、·。'’]{2,}[)\]〕】]*|[约近≈~]\d[\d,.]*"
)
_BRACKETED = re.compile(r"\(-?([\d,.]+)\)")
# What may stand around a figure: the sign of a currency before it, marks of notes and a minus after it.
_CURRENCY = re.compile(r"^([-+(]?)(?:[¥$€£]|RMB|CNY|人民币)([-+]?)", re.IGNORECASE)
_MINUS = re.compile(r"^[△▲负]")
_NOTE_MARKS = re.compile(
    r"(?<=[\d%\u4e00-\u9fff)）])[⁰¹²³⁴-⁹⁽⁾ᵃᵇᶜᵈᵉ]+\Z|(?<=\d)[①-⑳⓪❶-❿㊀-㊉]+\Z|\A[⁰¹²³⁴-⁹⁽⁾ᵃᵇᶜᵈᵉ]+(?=[\d\u4e00-\u9fff(（-])"
)
_STARS = re.compile(r"(?<=\d)[*※†‡#]+\Z")
_NOTE_BEHIND = re.compile(r"(?<=[.,]\d\d)(\d?)(?:[\[〔【]\d{1,2}[\]〕】]|\(注?\d{1,2}\)|[(\[]?注\d{0,2}[)\]]?)\Z")
_UNIT_BEHIND = re.compile(rf"(?<=[\d)])(?:{MONEY_UNIT}|万|亿)\Z")
_QUOTED_GROUPS = re.compile(r"[-+(]?\d{1,3}(?:['’]\d{3})+(?:\.\d+)?\)?")
# Groups parted by other signs, where decimals leave no doubt what is what: `1·060.25`, `1、060.25`, `1.060,25`; and a
# full stop for a point: `1,060。25`.
_OTHER_GROUPS = re.compile(r"([-+(]*\d{1,3}(?:([、·])\d{3})(?:\2\d{3})*)(\.\d\d?\)?)")
_COMMA_DECIMAL = re.compile(r"([-+(]*\d{1,3}(?:\.\d{3})+),(\d\d\)?)")
_FULL_STOP = re.compile(r"(?<=\d)。(?=\d\d?\)?\Z)")
_MARK_ALONE = re.compile(r"\s*[①-⑳⓪❶-❿㊀-㊉⁰¹²³⁴-⁹]+\s*")
_WITH_UNIT = re.compile(rf"(.*\d)(?:({MULTIPLES})?元|(万|亿))\Z")
# Between the word and the unit stands nothing but signs and words that are known: 单位：方元 is a 万元 misread, no 元.
_UNIT = re.compile(
    r"(?:单位|金额|人民币)(?:[:;.,、·/()\[\]为]|人民币|RMB|转化|转换|换算|折算|(?<=[:、,])[^\W\d]{1,2}[、,])*"
    rf"({MULTIPLES})?/?元|以({MULTIPLES})?元为(?:货币|计量)?单位"
)
_LOOSE_UNIT = re.compile(rf"[(\[](?:单位:?)?({MULTIPLES})?元[)\]]")
# Behind a header, by a sign or right after it. A sum is no unit (单价100万元), and 元 alone ends other words.
_UNIT_OF_HEADER = re.compile(rf"(?:[/_·-](?:单位:?)?({MULTIPLES})?|(?<![\d.])({MULTIPLES})|^({MULTIPLES})?)元\Z")
CENT = Decimal("0.01")
# A column of money has eighteen digits before the point; all of China spends some 3e13 yuan a year.
BEYOND_YUAN = Decimal(10) ** 18
APART = "\n\n"  # stands between two figures that one cell prints below each other
WIDE_ENOUGH = 4  # characters of a wrapped line; among so many a comma may have made room for one more below
LONGEST = 24  # with separators; what is longer is several figures run together, and no column could hold it


@lru_cache(maxsize=1 << 15)
def plain(text: str | None) -> str:
    """Text with full-width forms, radicals and dashes made plain (NFKC) and all white space removed.

    Marks that print nothing, and raised or circled marks of notes at either end, are no part of it.
    """
    squeezed = _SPACE.sub("", folded(text or ""))
    return unicodedata.normalize("NFKC", without_marks(squeezed)).translate(_DASHES)


def without_marks(text: str) -> str:
    """A text without white space less the raised or circled marks of notes at either end of it."""
    return text if text.isascii() else _NOTE_MARKS.sub("", text)


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


@lru_cache(maxsize=1 << 15)
def printed_amount(text: str | None) -> Decimal | None:
    """The number that a cell prints, in the printed unit; None where the cell holds no single amount.

    Commas, white space inside, full-width digits, a currency's sign (`￥126.49`), a unit of money behind (see
    `amount_with_unit`), marks of notes, a separator left out (`125360,898`), quoted (`125'360.50`) or another sign
    (`125·360.50`, `125.360,50`) are understood; so are `-126.49`, `126.49-`, `(126.49)`, `(-126.49)`, `△126.49`,
    `▲126.49` and `负126.49`. Blank, `-`, words, and two figures (`APART`) are none.
    """
    squeezed = plain(text)
    if not squeezed or len(squeezed) > LONGEST or (text is not None and APART in text):
        return None
    if _MARK_ALONE.fullmatch(text or "") or ("\n" in (text or "") and not is_one_wrapped(text or "")):
        return None
    squeezed = _NOTE_BEHIND.sub(r"\1", squeezed)
    squeezed = _UNIT_BEHIND.sub("", _STARS.sub("", _CURRENCY.sub(r"\1\2", squeezed)))
    squeezed = _in_usual_groups(squeezed)
    if _MINUS.match(squeezed) and squeezed[1:2].isdecimal():
        squeezed = f"-{squeezed[1:]}"
    elif squeezed.endswith("-") and squeezed[0].isdecimal():
        squeezed = f"-{squeezed[:-1]}"
    if _AMOUNT.fullmatch(squeezed):
        return Decimal(squeezed.replace(",", ""))
    bracketed = _BRACKETED.fullmatch(squeezed)
    if bracketed and _AMOUNT.fullmatch(bracketed.group(1)) and re.search("[.,-]", squeezed):
        return -Decimal(bracketed.group(1).replace(",", ""))
    return None


def _in_usual_groups(figure: str) -> str:
    """A figure whose groups or decimals are parted by other signs, without separators and with a decimal point; any
    other text as it is."""
    if _QUOTED_GROUPS.fullmatch(figure):
        return figure.replace("'", "").replace("’", "")
    figure = _FULL_STOP.sub(".", figure)
    if found := _OTHER_GROUPS.fullmatch(figure):
        return f"{found.group(1).replace(found.group(2), '')}{found.group(3)}"
    if found := _COMMA_DECIMAL.fullmatch(figure):
        return f"{found.group(1).replace('.', '')}.{found.group(2)}"
    return figure


def is_one_wrapped(text: str) -> bool:
    """Whether the lines of a cell may be one figure that was too long for it: such a figure fills every line but its
    last, so a line that is longer than one above it is another figure, or the first was a mark."""
    lengths = [len(line.strip()) for line in text.split("\n") if line.strip()]
    return all(below <= above + (above >= WIDE_ENOUGH) for above, below in pairwise(lengths))


def amount_with_unit(text: str | None) -> tuple[Decimal, str] | None:
    """A figure that prints its own unit of money (`1,234.56万元`) and the unit; None where it does not."""
    found = _WITH_UNIT.match(plain(text))
    amount = printed_amount(found.group(1)) if found else None
    return (amount, f"{found.group(2) or found.group(3) or ''}元") if found and amount is not None else None


def is_broken_amount(text: str | None) -> bool:
    """Whether a text looks like a figure (digits, points and commas, letters that look like digits, `约` before it) and
    yet is no amount: `1,2345,67`, `12.34.56`, `l,060.25`."""
    return printed_amount(text) is None and bool(_FIGURE_LIKE.fullmatch(plain(text)))


def is_beyond(amount: Decimal, currency_unit: str | None) -> bool:
    """Whether an amount is more money than there is: a number of another kind, or digits run together."""
    return abs(amount) * YUAN.get(currency_unit or "", Decimal(1)) >= BEYOND_YUAN


def to_yuan(amount: Decimal, currency_unit: str) -> Decimal:
    """An amount in a printed unit, in yuan with two decimals. KeyError for a unit not in `YUAN`."""
    return (amount * YUAN[currency_unit]).quantize(CENT)


def currency_in(text: str | None) -> str | None:
    """The unit of money named in a caption (`单位：万元`, `金额单位：元`, `单位：万/元`), None if there is none."""
    return _unit_found(_UNIT.search(plain(text)) or _LOOSE_UNIT.search(plain(text)))


def _unit_found(found: re.Match[str] | None) -> str | None:
    """The unit of a match whose groups are multiples of the yuan."""
    return f"{next(filter(None, found.groups()), '')}元" if found else None


def currency_of_header(text: str | None) -> str | None:
    """The unit of money named in a header (`合计（万元）`, `合计/万元`, `合计万元`, `万元` in a row of units)."""
    return currency_in(text) or _unit_found(_UNIT_OF_HEADER.search(plain(text)))


def without_currency(header: str) -> str:
    """A plain header text less the unit of money behind it."""
    return _UNIT_OF_HEADER.sub("", header)
