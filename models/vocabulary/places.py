"""The administrative divisions of China, down to the county, and the other areas that keep offices of their own.

`divisions.csv` is a complete list (2012 to 2024, with the last year of those that ended); `areas.csv` holds new areas,
development zones and short forms of names. Where they come from is told in NOTICE.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources

MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})
_ETHNIC = (
    "壮族|回族|维吾尔|朝鲜族|土家族|苗族|藏族|羌族|彝族|侗族|布依族|白族|傣族|景颇族|傈僳族|哈尼族|蒙古族|蒙古|哈萨克|柯尔克孜|满族|瑶族|仫佬族|毛南族"
    "|畲族|黎族|水族|仡佬族|佤族|拉祜族|布朗族|纳西族|独龙族|怒族|普米族|东乡族|保安族|撒拉族|裕固族|土族|达斡尔族|锡伯|塔吉克|鄂伦春|鄂温克族|各族"
)
_LONG_END = re.compile(rf"(.{{2,20}}?)(?:{_ETHNIC}){{0,6}}(自治州|自治县|自治旗|自治区|特别行政区)$")
_SHORT_ENDS = {"自治州": "州", "自治县": "县", "自治旗": "旗", "自治区": "", "特别行政区": ""}


@dataclass(frozen=True, slots=True)
class Division:
    """A division by its chain from the province down; a level that it lacks is None.

    `code`: six digits (GB/T 2260). `last_year`: of one that is no more.
    """

    province: str
    city: str | None = None
    county: str | None = None
    code: str | None = None
    last_year: int | None = None

    @property
    def region(self) -> str:
        """How the warehouse names it: `江苏省`, `苏州市`, `苏州市昆山市`, `上海市普陀区`."""
        if self.city:
            return self.city + (self.county or "")
        if self.county and self.province in MUNICIPALITIES:
            return self.province + self.county
        return self.county or self.province

    @property
    def chain(self) -> tuple[str, ...]:
        return tuple(part for part in (self.province, self.city, self.county) if part)

    def holds(self, other: Division) -> bool:
        """Whether `other` is this place or lies in it."""
        return other.chain[: len(self.chain)] == self.chain


@dataclass(frozen=True, slots=True)
class Divisions:
    """Places by the names that offices use: in full (昆山市, 延边州) and short (南京, 内蒙古).

    `words`: short names that are words too (中山, 安康), which tell a place only with 市 or in a chain. `common`: full
    names that many cities' parts have (城区, 市中区), which tell one only after their city. `counties`:
    short names of counties (昆山), too common as words to tell a place but at the head of a zone's name.
    """

    full: dict[str, tuple[Division, ...]]
    short: dict[str, tuple[Division, ...]]
    counties: dict[str, tuple[Division, ...]]
    words: frozenset[str]
    common: frozenset[str]
    longest: int


@cache
def divisions() -> Divisions:
    """Every division with its full and short names; those that ended keep their names after those that are."""
    full: dict[str, list[Division]] = defaultdict(list)
    short: dict[str, list[Division]] = defaultdict(list)
    counties: dict[str, list[Division]] = defaultdict(list)
    rows = sorted(_rows("divisions.csv"), key=lambda row: (bool(row["last_year"]), row["code"]))
    for row in rows:
        place = Division(
            row["province"], row["city"] or None, row["county"] or None, row["code"], int(row["last_year"] or 0) or None
        )
        name = place.chain[-1]
        for form in {name, *_shorter(name)}:
            full[form].append(place)
        # 西藏 and 南京 begin names of offices; short names of counties are too common as words.
        if 1 < len(row["short_name"]) < len(name):
            (counties if place.county else short)[row["short_name"]].append(place)
    kinds: dict[str, set[str]] = defaultdict(set)
    for row in _rows("areas.csv"):
        kinds[row["kind"]].add(row["name"])
        if not row["province"]:
            continue
        place = Division(row["province"], row["city"] or None, row["county"] or None, row["code"] or None)
        (short if row["kind"] == "short" else full)[row["name"]].append(place)
    kept = {name: tuple(dict.fromkeys(places)) for name, places in full.items() if len(name) > 1}
    return Divisions(
        kept,
        {name: tuple(places) for name, places in short.items()},
        {name: tuple(places) for name, places in counties.items()},
        frozenset(kinds["word"]),
        frozenset(kinds["common"]),
        max(map(len, kept)),
    )


def _shorter(name: str) -> list[str]:
    """Forms that offices print for a long name: 延边州, 湘西自治州, 广西自治区, 门源县."""
    found = _LONG_END.fullmatch(name)
    if not found:
        return []
    stem, end = found.groups()
    forms = [stem + end]
    if _SHORT_ENDS[end]:
        forms.append(stem + _SHORT_ENDS[end])
    return forms


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("mingzhang.models.vocabulary").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
