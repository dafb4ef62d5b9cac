"""The tables of words, read once: kinds by title, measures by header, header words."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from mingzhang.models.text.amounts import YUAN, plain, without_currency
from mingzhang.models.text.patterns import ANY_YEAR, MONEY_UNIT
from mingzhang.models.vocabulary.enums import Measure, TableKind
from mingzhang.models.vocabulary.form_words import form_words

_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|[(][一二三四五六七八九十\d]+[)]|\d{1,2}[、.](?!\d)|[①-⑩])")
_QUOTES = str.maketrans("", "", "“”\"'‘’「」:;*")
_YEAR = re.compile(f"{ANY_YEAR}年?度?")
_IN_UNIT = re.compile(rf"[(（](?:单位:?)?{MONEY_UNIT}[)）]$")
_AMONG = re.compile(r"^(?:其中[:：]?|预留(?:给|份额|.{0,4}(?:中小|小微)))")
# A header that says only when, by whom and that money is planned: 年初预算批复数, 本年预算安排数, 资金合计.
_PLAIN_SUM = re.compile(
    "(?:本年度?|当年|今年|年度|年初|全年|(?:部门|单位)(?!资金)|收入|支出|总|全口径|全部|人代会|财政(?=核定|批复|审核|审定|下达)"
    "|预算|安排|批复|批准|核定|审定|审核|下达|控制|拟|计划|金额|额度|数|额|值|合计|总计|小计|共计|汇总|资金|规模)+"
)
SHORTEST_SUM = 3  # signs; shorter ones (资金, 规模) say nothing of a sum
_MAY_BE_EITHER = re.compile(r"\([增减加少升降+\-/、或]+\)")  # 增(减)额, 增加(减少)
_OF_CHANGE = "增减|增加|减少|增长|下降|升降|变动|变化|同比|环比|差额|[+]/-|增幅|降幅|增额|减额"
_RATE_OF_CHANGE = re.compile(
    rf"(?:{_OF_CHANGE}|较|比)\S{{0,30}}?(?:率|幅度?|比例|百分比|百分点|%)(?:\(%\))?$|(?:{_OF_CHANGE})\(%\)$|^[增降]幅(?:\(%\))?$"
)
_CHANGE = re.compile(
    rf"(?:较|比|与)?(?:上年|去年|\d{{4}}年)?\S{{0,4}}(?:{_OF_CHANGE})(?:额|数|情况|金额|变动|变化|增减)*$"
)
_COUNTED_IN = re.compile(r"\(([^()]{1,6})\)$")
_BRACKETS = re.compile(r"[()\[\]]")
_LEAVES_OUT = re.compile(r"[(（][^()（）]{0,60}不含[^)）]{0,60}[)）]")


@cache
def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("mingzhang.models.vocabulary").joinpath(name).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class KindRule:
    kind: TableKind
    all: tuple[str, ...]
    any: tuple[str, ...]
    none: tuple[str, ...]

    def fits(self, title: str) -> bool:
        return (
            all(word in title for word in self.all)
            and (not self.any or any(word in title for word in self.any))
            and not any(word in title for word in self.none)
        )


@cache
def kind_rules() -> tuple[KindRule, ...]:
    """The rules of `table_kinds.toml`, in order."""
    return tuple(
        KindRule(
            TableKind(rule["kind"]), tuple(rule.get("all", ())), tuple(rule.get("any", ())), tuple(rule.get("none", ()))
        )
        for rule in _toml("table_kinds.toml")["rule"]
    )


@cache
def by_function() -> dict[TableKind, TableKind]:
    """Kinds that mean another kind where the rows carry functional codes."""
    return {TableKind(a): TableKind(b) for a, b in _toml("table_kinds.toml")["by_function"].items()}


def title_words(title: str | None) -> str:
    """A title as the rules read it: white space, quotes, years and brackets that say 不含… removed."""
    return _YEAR.sub("", _LEAVES_OUT.sub("", plain(title))).translate(_QUOTES)


def kind_of_title(title: str | None) -> TableKind | None:
    """The kind that a title names, None where it names none."""
    words = title_words(title)
    if not words:
        return None
    return next((rule.kind for rule in kind_rules() if rule.fits(words)), None)


def without_unit(header: str) -> str:
    """A plain header text less the unit of money that it names: 合计 of 合计(万元), 合计/万元, 合计万元."""
    return without_currency(_IN_UNIT.sub("", header))


@lru_cache(maxsize=8192)
def header_word(part: str) -> str:
    """A header text as the tables of words read it: plain, without ordinal, quotes, year and unit of money."""
    word = _YEAR.sub("", _ORDINAL.sub("", without_unit(plain(part))).translate(_QUOTES))
    return word if word == "其中" else word.removeprefix("其中")


@dataclass(frozen=True, slots=True)
class MeasureWords:
    generic: frozenset[str]
    dominant: dict[str, Measure]
    exact: dict[str, Measure]
    contains: tuple[tuple[str, Measure], ...]


@cache
def measure_words() -> MeasureWords:
    words = _toml("measures.toml")

    def turned(section: str) -> dict[str, Measure]:
        return {header_word(word): Measure(name) for name, some in words[section].items() for word in some}

    return MeasureWords(
        frozenset(header_word(word) for word in words["generic"]) | {""},
        turned("dominant"),
        turned("exact"),
        tuple((word, Measure(name)) for name, some in words["contains"].items() for word in some),
    )


@lru_cache(maxsize=4096)
def measure_of(*column_path: str) -> Measure | None:
    """The measure that the header texts over a column mean, from top to bottom; None where none is understood."""
    words = measure_words()
    parts = [header_word(part) for part in column_path if part]
    among = {header_word(part) for part in column_path if _AMONG.match(plain(part)) and plain(part) != "其中:"}
    among -= words.generic
    for part in parts:
        if part in words.dominant:
            return words.dominant[part]
        if change := _change_in(part):
            return change
    known = False
    for part in reversed(parts):
        if part in words.exact:
            return words.exact[part]
        if part in words.generic or is_plain_sum(part):
            known = True
            continue
        if part in among:
            return Measure.OF_WHICH
        for word, measure in words.contains:
            if word in part and f"非{word}" not in part:  # 非财政拨款结余 is none of 财政拨款
                return measure
    return Measure.TOTAL if known or (parts and not parts[-1]) else None


@lru_cache(maxsize=4096)
def _change_in(part: str) -> Measure | None:
    """Whether a header (as `header_word` reads it) stands over changes from year to year, or over their rates."""
    part = _MAY_BE_EITHER.sub("", part)
    if _RATE_OF_CHANGE.search(part):
        return Measure.CHANGE_PERCENT
    return Measure.CHANGE if _CHANGE.fullmatch(part) else None


@lru_cache(maxsize=4096)
def is_plain_sum(part: str) -> bool:
    """Whether a header says no more than that it is money planned or summed up, in whatever words."""
    return len(part) >= SHORTEST_SUM and bool(_PLAIN_SUM.fullmatch(part))


@cache
def header_words() -> dict[str, str]:
    """Header text -> what stands below it: `code`, `name`, `text` or `figure`."""
    words = _toml("measures.toml")
    found = {header_word(word): role for role, some in words["headers"].items() for word in some}
    for word in measure_words().generic | measure_words().exact.keys() | measure_words().dominant.keys():
        found.setdefault(word, "figure")
    found.pop("", None)
    return found


@cache
def header_role(text: str) -> str | None:
    """What stands below a header text (`code`, `name`, `text`, `figure`); None where the text is no known header."""
    word = header_word(text)
    if (role := header_words().get(word)) is not None:
        return role
    endings = _toml("measures.toml")["header_endings"]
    ending = next((role for role, some in endings.items() if word.endswith(tuple(some))), None)
    return ending or _role_of_parts(word)


def _role_of_parts(word: str) -> str | None:
    """What a header says in two words of one role, one of them in brackets: 单位名称(科目), 单位(科目名称)."""
    parts = [part for part in _BRACKETS.split(word) if part]
    roles = {header_words().get(part) for part in parts}
    return roles.pop() if len(parts) > 1 and len(roles) == 1 else None


@cache
def count_words() -> frozenset[str]:
    """Headers over figures that are no money: numbers of things, people, percentages."""
    return frozenset(header_word(word) for word in _toml("measures.toml")["counts"]["words"])


@lru_cache(maxsize=4096)
def is_count_header(part: str) -> bool:
    """Whether a header (as `header_word` reads it) stands over figures that are no money."""
    words = _toml("measures.toml")["counts"]
    counted = _COUNTED_IN.search(part)
    units = {*form_words().units, *words["units"]} - {*YUAN, *words["no_units"]}
    if counted and set(re.split("[/、]", counted[1])) <= units:
        return True
    return part in count_words() or part.endswith(tuple(words["endings"]))


@cache
def percentage_words() -> frozenset[str]:
    """Headers over percentages where they stand under a change from year to year."""
    return frozenset(header_word(word) for word in _toml("measures.toml")["counts"]["percentages"])
