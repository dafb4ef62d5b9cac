"""Names and codes as the identities compare them, and the standard lists of codes (`codes.csv`)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from importlib import resources

from mingzhang.models.identities.declarations import words
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.codes import ALL_LEVELS
from mingzhang.models.text.patterns import YEAR

# Share of signs that two names have in common in one order, from where one is the other misread.
NEARLY = 0.65
SHORTEST_LIKENED = 4  # signs; shorter names differ by one and are two
EDGE = 2  # so many signs at its end tell a whole name from a cut one

_ORDINALS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("一、", re.compile(r"^[一二三四五六七八九十]+[、.．]")),
    ("(一)", re.compile(r"^[(（][一二三四五六七八九十]+[)）]")),
    ("(1)", re.compile(r"^[(（]\d{1,2}[)）]")),
    ("1.", re.compile(r"^\d{1,2}[、.．](?!\d)")),
    ("①", re.compile(r"^[①-⑳]")),
)
_AMONG = re.compile(r"^其中[:：]?")
_MARKS = re.compile(r"[\W_]+")
_CODE_AHEAD = re.compile(r"^[\[【]?[1235]\d{2}(?:\d{2}){0,3}[\]】]?[-_—]?")


@cache
def ordinal_of(name: str) -> str | None:
    """The style of the ordinal that a name begins with (`一、`, `(一)`, `1.`, `(1)`, `①`), None without one."""
    text = _AMONG.sub("", plain(name))
    return next((style for style, pattern in _ORDINALS if pattern.match(text)), None)


@cache
def is_among(name: str) -> bool:
    """Whether a name says 其中: a part of the row above that others may stand beside."""
    return bool(_AMONG.match(plain(name)))


@cache
def bare_name(name: str) -> str:
    """A name without white space, ordinal, 其中, code, quotes and marks."""
    text = _AMONG.sub("", plain(name))
    for _, pattern in _ORDINALS:
        text = pattern.sub("", text, count=1)
    return _MARKS.sub("", _CODE_AHEAD.sub("", text))


@cache
def header_name(part: str) -> str:
    """A header text as a bare word; 其中 and ordinals removed."""
    return bare_name(part)


@cache
def _sum_words() -> frozenset[str]:
    return frozenset(words()["sums"])


@cache
def is_sum_word(word: str) -> bool:
    """Whether a bare header says nothing but sum: 合计, 小计, 金额, 预算数."""
    return word in _sum_words() or bool(re.fullmatch(rf"{YEAR}年?(?:预算数|预算|决算数)?", word))


@cache
def codes() -> dict[str, str]:
    """Standard codes and their bare names: functional (2…), economic of departments (3…) and of governments (5…)."""
    return {code: bare_name(name) for code, name in listed_names().items()}


@cache
def listed_names() -> dict[str, str]:
    """Standard codes and their names as they are listed, with their marks: 30213 is 维修（护）费."""
    text = resources.files("mingzhang.models.identities.formal").joinpath("codes.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


def is_cut(name: str, whole: str) -> bool:
    """Whether a bare name is the beginning of another and ends as no listed name does, or its end and begins as none
    does: the rest was lost, no short form of it."""
    if len(name) <= EDGE or len(name) >= len(whole):
        return False
    return (whole.startswith(name) and name[-EDGE:] not in _edges()[1]) or (
        whole.endswith(name) and name[:EDGE] not in _edges()[0]
    )


@cache
def _edges() -> tuple[frozenset[str], frozenset[str]]:
    """The first and the last signs of all listed names."""
    return frozenset(n[:EDGE] for n in codes_by_name()), frozenset(n[-EDGE:] for n in codes_by_name())


def is_nearly(name: str, other: str) -> bool:
    """Whether two bare names are one but for a few signs."""
    return SequenceMatcher(None, name, other, autojunk=False).ratio() >= NEARLY


@cache
def codes_by_name() -> dict[str, tuple[str, ...]]:
    """Bare name -> the codes that bear it, in order."""
    found: dict[str, list[str]] = {}
    for code, name in codes().items():
        found.setdefault(name, []).append(code)
    return {name: tuple(some) for name, some in found.items()}


def is_one_sign_off(name: str) -> bool:
    """Whether a bare name of some length is listed but for one sign."""
    return len(name) >= SHORTEST_LIKENED and any(less in _less_a_sign() for less in _each_less_a_sign(name))


@cache
def _less_a_sign() -> frozenset[tuple[int, str]]:
    """Each listed name without each of its signs in turn, with that sign's place."""
    return frozenset(less for name in codes_by_name() for less in _each_less_a_sign(name))


def _each_less_a_sign(name: str) -> Iterator[tuple[int, str]]:
    return ((place, name[:place] + name[place + 1 :]) for place in range(len(name)))


def is_classification(code: str | None) -> bool:
    """Whether a code is one of the functional or economic classification (three, five, seven or nine digits)."""
    return code is not None and code[:1] in "235" and len(code) in ALL_LEVELS and code.isdecimal()
