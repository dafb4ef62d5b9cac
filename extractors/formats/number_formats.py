"""Numbers of a spreadsheet as its formats print them: `#,##0.00`, `0.00_ `, `0%`, `0!.0,"万元"`, dates.

The language is that of ECMA-376 part 1, 18.8.31: up to four sections (positive; negative; zero; text), conditions in
brackets, digits `0 # ?`, commas that group or divide by a thousand, `_x` a space as wide as x, `*x` a filling, `\\x`
and `"…"` letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

GENERAL = "general"
GENERAL_WIDTH = 11
SIGNS = "-(（−－△▲负"
# Spreadsheets calculate with 15 digits, and round what they show from those.
DIGITS = 15
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
LAST_DAY = 2_958_465
# Digits that a float may have before the point, and as many after it.
LONGEST_NUMBER = 700
TEXT_SECTION = 4  # the section that says how text is shown
FALSE_LEAP_DAY = 60  # Lotus and Excel count a 29th of February 1900
LONG_DAY, FIRST_LETTER = 4, 5  # `aaaa` is 星期一, `mmmmm` a month's first letter
NOON = 12

# Formats that have a number and no code in the file, as Chinese editions print them (18.8.30, zh-cn).
CHINESE_CODES: dict[int, str] = {
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
}

_TOKEN = re.compile(
    r'"[^"]*"?|\\.|!.|_.|\*.|\[[^\]]*\]|General|AM/PM|A/P|上午/下午|E[+-]0+|[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|a{3,4}|'
    r"[0#?]|[.,%@/]|.",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a format: its pieces in order, and when it counts (`None`: by its place)."""

    tokens: tuple[str, ...]
    condition: tuple[str, Decimal] | None

    @property
    def is_date(self) -> bool:
        return any(_ELAPSED.fullmatch(t) or (t[0] in "yYmMdDhHsS" and t.isalpha()) or _is_day_name(t)
                   for t in self.tokens)  # fmt: skip

    @property
    def is_text(self) -> bool:
        return "@" in self.tokens


def shown(value: object, code: str | None = None, *, from_1904: bool = False) -> str:
    """A cell's value as it is printed. `value`: None, bool, a number, a date, or text; `code`: its number format.

    Wider numbers than the column are shown whole, not as `####`, and numbers under `General` are rounded to 11
    characters but never written with an exponent; `?` pads with nothing.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time | timedelta):
        value = serial_of(value, from_1904)
    sections = sections_of(code or GENERAL)
    if not isinstance(value, int | float | Decimal):
        return _text(str(value), sections)
    try:
        number = Decimal(f"{value:.{DIGITS}g}") if isinstance(value, float) else Decimal(value)
    except ArithmeticError:
        return str(value)
    if not number.is_finite():
        return str(value)
    section, signed = _chosen(sections, number)
    with localcontext() as context:
        context.prec = LONGEST_NUMBER
        if section is None:
            return _general(number)
        if section.is_date:
            return _date(number, section, from_1904)
        return _with_sign(_number(number if signed else abs(number), section), number)


def _with_sign(text: str, number: Decimal) -> str:
    """What a format shows of a number, with a minus where nothing but a colour (`[Red]`) tells it below zero."""
    if number >= 0 or any(sign in text for sign in SIGNS) or not any(digit in text for digit in "123456789"):
        return text
    return f"-{text.lstrip()}"


def serial_of(value: datetime | date | time | timedelta, from_1904: bool = False) -> float:
    """A date as the number of days that a spreadsheet keeps for it."""
    epoch = EPOCH_1904 if from_1904 else EPOCH
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    return (value.replace(tzinfo=None) - epoch) / timedelta(days=1)


@lru_cache(maxsize=1024)
def sections_of(code: str) -> tuple[Section, ...]:
    """The sections of a format code."""
    sections: list[list[str]] = [[]]
    for token in _TOKEN.findall(code):
        if token == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return tuple(_section(tokens) for tokens in sections[:4])


def _section(tokens: Sequence[str]) -> Section:
    condition = None
    kept = []
    for token in tokens:
        if found := _CONDITION.fullmatch(token):
            condition = found.group(1), Decimal(found.group(2))
        else:
            kept.append(token)
    return Section(tuple(kept), condition)


def _text(text: str, sections: Sequence[Section]) -> str:
    section = sections[TEXT_SECTION - 1] if len(sections) == TEXT_SECTION else sections[-1]
    if not section.is_text:
        return text if len(sections) < TEXT_SECTION else _letters(section.tokens)
    return "".join(text if token == "@" else _letter(token) for token in section.tokens)


def _chosen(sections: Sequence[Section], number: Decimal) -> tuple[Section | None, bool]:
    """The section for a number, and whether it still shows the sign by itself. None: as `General`."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _holds(number, *section.condition):
                return section, True
        return None, True
    numeric = [section for section in sections[:3] if not (section.is_text and len(sections) > 1)]
    if not numeric or (len(sections) == 1 and sections[0].is_text):
        return None, True
    if number < 0 and len(numeric) > 1:
        return numeric[1], False
    if number == 0 and len(numeric) > 2:
        return numeric[2], True
    return numeric[0], True


def _holds(number: Decimal, sign: str, limit: Decimal) -> bool:
    return {
        "<": number < limit, ">": number > limit, "<=": number <= limit, ">=": number >= limit,
        "=": number == limit, "<>": number != limit,
    }[sign]  # fmt: skip


def _letter(token: str) -> str:
    """What a piece that stands for no digit prints."""
    if token[0] == '"':
        return token.strip('"')
    if token[0] in "\\!" and len(token) == 2:
        return token[1]
    if token[0] == "_" and len(token) == 2:
        return " "
    if token[0] == "*" and len(token) == 2:
        return ""
    if token[0] == "[":
        sign = token[1:-1].removeprefix("$").split("-")[0] if token.startswith("[$") else ""
        return sign
    return token


def _letters(tokens: Sequence[str]) -> str:
    return "".join(map(_letter, tokens))


def _general(number: Decimal) -> str:
    text = f"{number:f}"
    if "." in text:
        whole = len(text.lstrip("-").partition(".")[0])
        places = max(0, GENERAL_WIDTH - whole - 1)
        text = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _number(number: Decimal, section: Section) -> str:
    tokens = section.tokens
    if any(token.lower() == GENERAL for token in tokens):
        return "".join(_general(number) if token.lower() == GENERAL else _letter(token) for token in tokens)
    if any(token[0] in "eE" and len(token) > 2 for token in tokens) or ("/" in tokens and "?" in tokens):
        return _general(number)
    digits = [i for i, token in enumerate(tokens) if token in ("0", "#", "?")]
    if not digits:
        sign = "-" if number < 0 else ""
        return sign + _letters(tokens) if any(token.strip() for token in tokens) else ""
    point = next((i for i, token in enumerate(tokens) if token == "." and i >= digits[0] - 1), None)
    last = digits[-1]
    after = [i for i, token in enumerate(tokens[last + 1 :], last + 1) if token == ","]
    ends = last + 1
    while ends < len(tokens) and tokens[ends] == ",":
        ends += 1
    thousands = ends - last - 1
    before_point = next((i for i in reversed(digits) if point is None or i < point), None)
    if point is not None and before_point is not None:
        thousands += sum(1 for i in range(before_point + 1, point) if tokens[i] == ",")
    grouped = any(tokens[i] == "," for i in range(digits[0], before_point or digits[0]))
    number = number.scaleb(2 * tokens.count("%")) if "%" in tokens else number
    number = number.scaleb(-3 * thousands) if thousands else number
    decimals = [i for i in digits if point is not None and i > point]
    rounded = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    whole, _, part = f"{abs(rounded):f}".partition(".")
    least = sum(1 for i in digits if i not in decimals and tokens[i] == "0")
    whole = whole.lstrip("0").zfill(least) if least or whole.lstrip("0") else ""
    sign = "-" if rounded < 0 else ""
    places = [i for i in digits if i not in decimals]
    skipped = set(after) | {i for i, token in enumerate(tokens) if token == "," and digits[0] < i < last}
    return sign + _filled(tokens, places, decimals, point, skipped, whole, part, grouped)


def _filled(
    tokens: Sequence[str],
    places: Sequence[int],
    decimals: Sequence[int],
    point: int | None,
    skipped: set[int],
    whole: str,
    part: str,
    grouped: bool,
) -> str:
    """The letters of a section with the digits put in. Digits before the first place stand with it."""
    wholes: dict[int, str] = {}
    rest = whole
    for index in reversed(places[1:]):
        wholes[index], rest = (rest[-1:], rest[:-1])
    if places:
        wholes[places[0]] = rest
    if grouped:
        wholes = _grouped(wholes, places)
    parts = dict(zip(decimals, part, strict=False))
    for index in reversed(decimals):
        if tokens[index] == "0" or parts.get(index, "0") != "0":
            break
        parts[index] = ""
    out = ""
    for index, token in enumerate(tokens):
        if index in wholes:
            out += wholes[index]
        elif index in parts:
            out += parts[index]
        elif index == point:  # a point that nothing follows is dropped: `1,060.` of `#,##0.##` is 1,060
            out += ("" if places else whole) + ("." if any(parts.values()) or not whole else "")
        elif index not in skipped:
            out += _letter(token)
    return out


def _grouped(wholes: Mapping[int, str], places: Sequence[int]) -> dict[int, str]:
    """The digits before the point, by their place, with a comma after every third from the right."""
    found: dict[int, str] = {}
    count = 0
    for index in reversed(places):
        found[index] = ""
        for digit in reversed(wholes[index]):
            found[index] = digit + ("," if count and count % 3 == 0 else "") + found[index]
            count += 1
    return found


def _is_day_name(token: str) -> bool:
    return token.lower() in ("aaa", "aaaa")


def _date(number: Decimal, section: Section, from_1904: bool) -> str:
    """A serial number as a date; out of the calendar it is shown as a number."""
    if number < 0 or number > LAST_DAY:
        return _general(number)
    seconds = int((number * 86400).quantize(Decimal(1), ROUND_HALF_UP))
    moment = (EPOCH_1904 if from_1904 else EPOCH) + timedelta(seconds=seconds)
    if not from_1904 and number < FALSE_LEAP_DAY:
        moment += timedelta(days=1)  # the 29th of February 1900 that never was
    half = any(token in ("AM/PM", "A/P", "上午/下午") or token.upper() in ("AM/PM", "A/P") for token in section.tokens)
    out = ""
    clock = False
    for place, token in enumerate(section.tokens):
        low = token.lower()
        if elapsed := _ELAPSED.fullmatch(token):
            unit = elapsed.group(1)[0].lower()
            out += str(seconds // {"h": 3600, "m": 60, "s": 1}[unit]).zfill(len(elapsed.group(1)))
            clock = True
        elif low[0] in "ymdhs" and low.isalpha():
            minutes = low[0] == "m" and len(low) <= 2 and (clock or _seconds_follow(section.tokens[place + 1 :]))
            out += _date_part(low, moment, minutes, half)
            clock = low[0] in "hs" or minutes
        elif _is_day_name(low):
            out += ("星期" if len(low) == LONG_DAY else "") + _WEEKDAYS[moment.weekday()]
        elif token.upper() in ("AM/PM", "A/P"):
            out += ("AM" if moment.hour < NOON else "PM")[: 2 if len(token) > 3 else 1]
        elif token == "上午/下午":
            out += "上午" if moment.hour < NOON else "下午"
        elif token != "@":
            out += _letter(token)
    return out


def _seconds_follow(tokens: Sequence[str]) -> bool:
    for token in tokens:
        if token[0] in "yYmMdDhHsS" and token.isalpha():
            return token[0] in "sS"
    return False


def _date_part(token: str, moment: datetime, minutes: bool, half: bool) -> str:
    if token[0] == "y":
        return f"{moment.year % 100:02}" if len(token) <= 2 else f"{moment.year:04}"
    if token[0] == "d":
        return (
            moment.strftime("%a" if len(token) == 3 else "%A") if len(token) > 2 else str(moment.day).zfill(len(token))
        )
    if token[0] == "m" and not minutes:
        if len(token) > 2:
            return moment.strftime("%b" if len(token) == 3 else "%B")[: 1 if len(token) == FIRST_LETTER else None]
        return str(moment.month).zfill(len(token))
    hour = (moment.hour % 12 or 12) if half else moment.hour
    return str({"h": hour, "m": moment.minute, "s": moment.second}[token[0]]).zfill(len(token))
