"""The numbers that Word puts before paragraphs: `一、`, `（二）`, `1.2`; they are in no text of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

CHINESE = "〇一二三四五六七八九"
HEAVENLY, EARTHLY = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
         (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
LEVELS = 9
MOST_CIRCLED = 20  # ⑳ is the last of the circled numbers
THOUSAND = 1000


def local(element: Any) -> str:
    """The name of an element without its namespace; '' for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """An attribute by its name, in whatever namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: Any, *names: str) -> Any | None:
    """A descendant along some names, each the first child of its name."""
    for name in names:
        element = next((one for one in element if local(one) == name), None) if element is not None else None
    return element


def value_of(element: Any, *names: str) -> str | None:
    """The `val` of such a descendant."""
    found = child(element, *names)
    return attribute(found, "val") if found is not None else None


def is_on(element: Any, *names: str) -> bool:
    """Whether a switch stands there and is not off."""
    found = child(element, *names)
    return found is not None and attribute(found, "val") not in ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list."""

    kind: str
    text: str
    start: int


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, root: Any | None) -> None:
        self._levels: dict[str, dict[int, ListLevel]] = {}
        self._list_of: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        for element in root if root is not None else ():
            if local(element) == "abstractNum":
                self._levels[attribute(element, "abstractNumId") or ""] = dict(_levels(element))
            elif local(element) == "num":
                number = attribute(element, "numId") or ""
                self._list_of[number] = value_of(element, "abstractNumId") or ""
                self._starts[number] = dict(_overrides(element))

    def label(self, number: str, depth: int) -> str:
        """The number of the next paragraph of a list, '' for bullets and lists that are not there."""
        which = self._list_of.get(number)
        levels = self._levels.get(which or "", {})
        if which is None or depth not in levels or number == "0":
            return ""
        counts = self._counts.setdefault(which, [None] * LEVELS)
        override = self._starts.get(number, {}).get(depth)
        if override is not None and (number, depth) not in self._begun:
            counts[depth] = override
        else:
            last = counts[depth]
            counts[depth] = levels[depth].start if last is None else last + 1
        self._begun.add((number, depth))
        counts[depth + 1 :] = [None] * (LEVELS - depth - 1)
        level = levels[depth]
        if level.kind in ("bullet", "none"):
            return ""

        def number_at(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            if at not in levels or at > depth:
                return ""
            count = counts[at]
            return counted(levels[at].start if count is None else count, levels[at].kind)

        return re.sub(r"%([1-9])", number_at, level.text)


def _levels(abstract: Any) -> Iterator[tuple[int, ListLevel]]:
    for element in abstract:
        depth = attribute(element, "ilvl") or ""
        if local(element) == "lvl" and depth.isdecimal() and int(depth) < LEVELS:
            start = value_of(element, "start") or "1"
            yield (
                int(depth),
                ListLevel(
                    value_of(element, "numFmt") or "decimal",
                    value_of(element, "lvlText") or "",
                    int(start) if start.isdecimal() else 1,
                ),
            )


def _overrides(number: Any) -> Iterator[tuple[int, int]]:
    for element in number:
        depth, start = attribute(element, "ilvl") or "", value_of(element, "startOverride") or ""
        if local(element) == "lvlOverride" and depth.isdecimal() and int(depth) < LEVELS and start.isdecimal():
            yield int(depth), int(start)


def counted(number: int, kind: str) -> str:
    """A number as a list counts it; kinds that are not known here count 1 2 3."""
    if kind in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"):
        return chinese(number)
    if kind in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return chinese(number).translate(str.maketrans("一二三四五六七八九十百", "壹贰叁肆伍陆柒捌玖拾佰"))
    if kind in ("ideographDigital", "taiwaneseDigital"):
        return "".join(CHINESE[int(digit)] for digit in str(number))
    if kind == "ideographTraditional":
        return HEAVENLY[(number - 1) % 10]
    if kind == "ideographZodiac":
        return EARTHLY[(number - 1) % 12]
    if kind in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if kind == "upperLetter" else letter.lower()
    if kind in ("upperRoman", "lowerRoman"):
        roman = ""
        for size, sign in ROMAN:
            roman += sign * (number // size)
            number %= size
        return roman.upper() if kind == "upperRoman" else roman
    if kind.startswith("decimalEnclosedCircle") and 1 <= number <= MOST_CIRCLED:
        return chr(0x2460 + number - 1)
    if kind == "decimalZero":
        return f"{number:02}"
    if kind == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
    return str(number)


def chinese(number: int) -> str:
    """1 to 999 in Chinese; beyond that in digits."""
    if not 0 < number < THOUSAND:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = CHINESE[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else CHINESE[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (CHINESE[ones] if ones else "")
