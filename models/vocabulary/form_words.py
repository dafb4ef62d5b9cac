"""The words of performance forms, read once: labels, headers, funds, levels, comparators."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from mingzhang.models.text.amounts import plain
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.enums import Comparator, IndicatorPeriod

TOLERANT_LENGTH = 4

_YEAR = re.compile(rf"^{YEAR}年?度?(?=\D)")
_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|\(?[一二三四五六七八九十\d]{1,2}\)|\d{1,2}[、.](?!\d)|[①-⑩])")
_TAIL = re.compile(r"[(\[][^()\[\]]*[)\]]$|[(\[][^()\[\]]*$")
_SEVERAL = re.compile(r"[、/,，及和与|]|\(|\)")
_MARKS = str.maketrans("", "", ":;*\"'“”‘’")


@dataclass(frozen=True, slots=True)
class FormWords:
    """`fields`, `columns`, `lists`, `tasks`: label -> what it stands for. `funds`: key -> words."""

    fields: dict[str, str]
    columns: dict[str, str]
    lists: dict[str, str]
    tasks: dict[str, str]
    funds: dict[str, tuple[str, ...]]
    fund_endings: tuple[str, ...]
    overall: frozenset[str]
    sources: frozenset[str]
    list_amount: frozenset[str]
    unit_endings: tuple[str, ...]
    funding_levels: frozenset[str]
    periods: tuple[tuple[str, IndicatorPeriod], ...]
    sums: frozenset[str]
    first_levels: frozenset[str]
    second_levels: dict[str, str]
    before: tuple[tuple[str, Comparator], ...]
    neutral: tuple[str, ...]
    after: tuple[tuple[str, Comparator], ...]
    units: frozenset[str]
    cut_lengths: tuple[tuple[int, int], ...]
    whole_endings: tuple[str, ...]
    open_endings: tuple[str, ...]


@cache
def form_words() -> FormWords:
    """The tables of `form_words.toml`."""
    words: dict[str, Any] = tomllib.loads(
        resources.files("mingzhang.models.vocabulary").joinpath("form_words.toml").read_text("utf-8")
    )
    periods = [(word, IndicatorPeriod(name)) for name, some in words["periods"].items() for word in some]
    return FormWords(
        fields=_turned(words["fields"]),
        columns=_turned(words["columns"]),
        lists=_turned(words["list"]),
        tasks=_turned(words["tasks"]),
        funds={key: tuple(some) for key, some in words["funds"].items()},
        fund_endings=tuple(words["funds"]["endings"]),
        overall=frozenset(words["shape"]["overall"]),
        sources=frozenset(words["shape"]["sources"]),
        list_amount=frozenset(words["shape"]["list_amount"]),
        unit_endings=tuple(words["endings"]["unit"]),
        funding_levels=frozenset(words["funding"]["levels"]),
        periods=tuple(sorted(periods, key=lambda pair: -len(pair[0]))),
        sums=frozenset(words["sums"]["words"]),
        first_levels=frozenset(words["levels"]["first"]),
        second_levels=dict(words["levels"]["second"]),
        before=tuple((word, Comparator(sign)) for word, sign in words["comparators"]["before"]),
        neutral=tuple(words["comparators"]["neutral"]),
        after=tuple((word, Comparator(sign)) for word, sign in words["comparators"]["after"]),
        units=frozenset(words["units"]["words"]),
        cut_lengths=tuple((long, short) for long, short in words["cuts"]["lengths"]),
        whole_endings=tuple(words["cuts"]["whole_endings"]),
        open_endings=tuple(words["cuts"]["open_endings"]),
    )


def _turned(section: dict[str, list[str]]) -> dict[str, str]:
    return {word: name for name, some in section.items() for word in some}


@lru_cache(maxsize=8192)
def label_key(text: str | None) -> str:
    """A label as the tables have it: plain, without colon, ordinal, 其中, leading year and trailing bracket."""
    key = plain(text).translate(_MARKS)
    key = _ORDINAL.sub("", key).removeprefix("其中").strip("、,.")
    key = _YEAR.sub("", key)
    while (shorter := _TAIL.sub("", key)) != key and shorter:
        key = shorter
    return key


def field_of(text: str | None) -> str | None:
    """The field that a label names; a label of four characters or more may have one wrong character."""
    return _lookup(label_key(text), "fields")


def column_of(text: str | None) -> str | None:
    """What stands in a column of indicators under this header."""
    key = label_key(text)
    words = form_words()
    return None if key in words.fields and key not in words.columns else _lookup(key, "columns")


def heads_indicators(roles: Iterable[str | None]) -> bool:
    """Whether columns of such roles (see `column_of`) are those of indicators: values, and names or second levels."""
    held = set(roles)
    return "value" in held and bool(held & {"level2", "level3"})


def list_column_of(text: str | None) -> str | None:
    """What stands in a column of a list of projects: `name`, `unit` or `code`.

    A header of several labels (`单位名称、项目名称`) names what the rows are: the project where one of them does.
    """
    key = label_key(text)
    if (role := _lookup(key, "lists")) is not None:
        return role
    roles = [_lookup(part, "lists") for part in _SEVERAL.split(key)]
    if len(roles) < 2 or None in roles:
        return None
    return next((role for role in ("name", "unit", "code") if role in roles), None)


def task_column_of(text: str | None) -> str | None:
    return _lookup(label_key(text), "tasks")


@lru_cache(maxsize=8192)
def _lookup(key: str, name: str) -> str | None:
    table: dict[str, str] = getattr(form_words(), name)
    if key in table:
        return table[key]
    if len(key) < TOLERANT_LENGTH:
        return None
    words = {word for rest in (key, *_shorter(key)) for word in _by_rest(name).get(rest, ())}
    near = {table[word] for word in words if one_apart(key, word)}
    return near.pop() if len(near) == 1 else None


@cache
def _by_rest(name: str) -> dict[str, list[str]]:
    """The longer words of a table by themselves and by what is left of them without one character: two texts that are
    one character apart share such a rest."""
    table: dict[str, str] = getattr(form_words(), name)
    found: dict[str, list[str]] = {}
    for word in table:
        if len(word) >= TOLERANT_LENGTH:
            for rest in {word, *_shorter(word)}:
                found.setdefault(rest, []).append(word)
    return found


def _shorter(text: str) -> list[str]:
    return [text[:i] + text[i + 1 :] for i in range(len(text))]


def one_apart(one: str, two: str) -> bool:
    """Whether one character put in, left out or changed makes two texts the same."""
    if abs(len(one) - len(two)) > 1:
        return False
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    if len(one) == len(two):
        return one[start + 1 :] == two[start + 1 :]
    return one[start + 1 :] == two[start:] if len(one) > len(two) else one[start:] == two[start + 1 :]


def period_of(text: str | None) -> IndicatorPeriod | None:
    """The period that a label speaks of, None where it names none."""
    key = plain(text)
    return next((period for word, period in form_words().periods if word in key), None)


def fund_of(text: str | None) -> str | None:
    """The field of `Funds` that a label in the block of funds names; None for sources that `Funds` lacks."""
    key = label_key(text)
    funds = form_words().funds
    bare = {key.replace(word, "", 1) for word, _ in form_words().periods}
    if (bare | {key}) & set(funds["total"]):
        return "total"
    for name in ("central", "provincial", "municipal", "self_raised", "other"):
        if any(word in key for word in funds[name]):
            return name
    return None


def is_sum(text: str | None) -> bool:
    return label_key(text) in form_words().sums


def level_word(text: str | None) -> str:
    """A level as the tables have it: plain, `指标` at the end left out."""
    return plain(text).removesuffix("指标")
