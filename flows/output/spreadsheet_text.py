"""Texts of foreign documents in files that spreadsheets open: no text turns into a formula or deceives the eye."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from mingzhang.models.text.amounts import printed_amount

# What a spreadsheet takes for the start of a formula, full-width forms too (some programs fold them).
_FORMULA = frozenset("=+-@＝＋－＠")
_DASHES = "-－ "
_LONGEST_CELL = 32_767
_NOT_CHARACTERS = frozenset((0xFFFE, 0xFFFF))
# Excel reads `_x0041_` in a cell as one character by its code.
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def visible(text: str) -> str:
    r"""A text whose characters that control, reverse or hide are written out: `\u202e`. Line breaks and tabs stay."""
    if text.isprintable():
        return text
    return "".join(_escaped(sign) if _hides(sign) else sign for sign in text)


def _hides(sign: str) -> bool:
    if sign in "\n\t":
        return False
    if ord(sign) & 0xFFFF in _NOT_CHARACTERS:
        return True
    # Cf holds the marks of direction, the joiners and the byte order mark; none is needed to read a disclosure.
    return unicodedata.category(sign) in ("Cc", "Cs", "Cf")


def _escaped(sign: str) -> str:
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet that opens a file of texts would take this one for a formula; dashes alone are none."""
    start = text.lstrip(" \t\r\n\u3000\u00a0")
    return start[:1] in _FORMULA and bool(start.strip(_DASHES)) and printed_amount(text) is None if start else False


def csv_value(value: Any) -> Any:
    """A value of a CSV file: a text that would be a formula gets a quotation mark before it; None is empty."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = " ".join(map(str, value))
    if not isinstance(value, str):
        return value
    shown = visible(value)
    return f"'{shown}" if is_formula_like(shown) else shown


def cell_text(text: str) -> str:
    """A text as a workbook's cell may hold it; of one that is too long the end is left out, and that is told."""
    shown = visible(text)
    coded = _CODED.sub("_x005F_", shown)
    if len(coded) <= _LONGEST_CELL:
        return coded
    told = f"……（全文{len(shown):,}字，单元格最多{_LONGEST_CELL:,}字，余下未录）"
    return coded[: _LONGEST_CELL - len(told)] + told
