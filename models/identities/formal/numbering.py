"""The numbers that are printed over the tables: each once, of one style, none left out, as in the contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from mingzhang.models.identities.arithmetic.figures import FORMS
from mingzhang.models.identities.declarations import declared, rule
from mingzhang.models.identities.formal.explanations import formal_check, some, titled
from mingzhang.models.identities.formal.names import bare_name
from mingzhang.models.records.documents import Check, Document, Table
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.enums import TableKind

LEAST = 3
ALIKE = 0.7
_DIGITS = "一二三四五六七八九"
_NUMBER = re.compile(r"(\d+|[一二三四五六七八九十]+)((?:[-－—]\d+)?)")
_ENTRY = re.compile(
    rf"附?表(\d{{1,2}}(?={YEAR}年)|\d{{1,2}}(?!\d)|(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?!般))[、.:]?(.{{4,60}}?)[.…·。]*\d{{0,3}}"
)
_HEADING = re.compile(r"目[录次]")
_LOOSE = re.compile(rf"{YEAR}年度?|部门|单位|预算公开")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A table with its number: `style` is the number with # for its digits, `value` what it counts."""

    table: Table
    style: str
    value: int
    below: str


def number_of(text: str | None) -> tuple[str, int, str] | None:
    """Style, value and sub-number of a printed number: `表14-2` is (表#, 14, -2)."""
    squeezed = plain(text)
    found = _NUMBER.search(squeezed)
    if found is None:
        return None
    value = int(found.group(1)) if found.group(1).isdecimal() else _of_chinese(found.group(1))
    return squeezed[: found.start()] + "#" + squeezed[found.end() :], value, found.group(2)


def _of_chinese(text: str) -> int:
    tens, has_ten, ones = text.rpartition("十")
    value = _DIGITS.find(ones) + 1 if ones else 0
    return value + (10 * (_DIGITS.find(tens) + 1 if tens else 1) if has_ten else 0)


def numbering_checks(document: Document) -> Iterator[Check]:
    """Checks of the numbers of tables; none where fewer than three tables are numbered."""
    tables = [table for table in document.tables if table.table_kind not in FORMS]
    contents = contents_of(document)
    yield from _titles(tables, contents)
    numbered = [Numbered(table, *number) for table in tables if (number := number_of(table.table_number)) is not None]
    if len(numbered) < LEAST:
        return
    yield from _unique(numbered, contents)
    yield from _style(numbered)
    yield from _missing(tables, numbered, contents)
    yield from _as_in_contents(numbered, contents)
    yield from _gaps(document, tables, numbered, contents)


@rule("contents_titles")
def _titles(tables: list[Table], contents: dict[str, str]) -> Iterator[Check]:
    """Every table of the contents is there, under the same title."""
    cores = {_core(table.title): table for table in tables if table.title}
    left = [table for core, table in cores.items() if core not in contents]
    found = [core for core in contents if core in cores]
    for core, number in contents.items():
        if core in cores:
            continue
        near = max(left, key=lambda table: _likeness(core, table), default=None)
        if near is None or _likeness(core, near) < ALIKE:
            continue
        told = f"{titled(near)}的标题与目录中的表{number}“{core}”不同。"
        yield formal_check("contents_titles", False, told, table=near)
    if found:
        table = cores[found[0]]
        told = f"第{table.first_page}页起{len(found)}张表的标题与目录一致。"
        yield formal_check("contents_titles", True, told, table=table)


def _likeness(core: str, table: Table) -> float:
    return SequenceMatcher(None, core, _core(table.title)).ratio()


@rule("table_number_unique")
def _unique(numbered: list[Numbered], contents: dict[str, str]) -> Iterator[Check]:
    first: dict[tuple[str | None, int, str], Numbered] = {}
    twice = 0
    for each in numbered:
        key = (each.table.unit_name, each.value, each.below)
        before = first.setdefault(key, each)
        if before is each or _core(before.table.title) == _core(each.table.title):
            continue
        twice += 1
        told = f"{titled(each.table)}的编号“{each.table.table_number}”，{titled(before.table)}已经用过"
        listed = contents.get(_core(each.table.title))
        told += f"（目录中本表是表{listed}）。" if listed else "。"
        yield formal_check("table_number_unique", False, told, table=each.table)
    if not twice:
        told = f"{len(numbered)}张有编号的表，编号没有重复。"
        yield formal_check("table_number_unique", True, told, table=numbered[0].table)


@rule("table_number_style")
def _style(numbered: list[Numbered]) -> Iterator[Check]:
    styles = Counter(each.style for each in numbered)
    usual, count = styles.most_common(1)[0]
    others = [each for each in numbered if each.style != usual]
    if others and (count < LEAST or len(others) > count // 2):
        return
    example = next(each for each in numbered if each.style == usual)
    for each in others:
        told = f"{titled(each.table)}的编号写作“{each.table.table_number}”，"
        told += f"其余{count}张表都写作“{example.table.table_number}”这样的形式。"
        yield formal_check("table_number_style", False, told, table=each.table)
    if not others:
        told = f"{count}张表的编号都是“{example.table.table_number}”这样的形式。"
        yield formal_check("table_number_style", True, told, table=example.table)


@rule("table_number_missing")
def _missing(tables: list[Table], numbered: list[Numbered], contents: dict[str, str]) -> Iterator[Check]:
    """A table without number among numbered ones, or one that the contents number."""
    with_number = {each.table.ordinal for each in numbered}
    first, last = numbered[0].table.ordinal, numbered[-1].table.ordinal
    without = [
        table
        for table in tables
        if table.ordinal not in with_number
        and table.title
        and table.table_kind is not TableKind.OTHER
        and (first < table.ordinal < last or _core(table.title) in contents)
    ]
    whole = len(numbered) + len(without)
    if without:
        shown = [titled(t) + (f"（目录作表{n}）" if (n := contents.get(_core(t.title))) else "") for t in without]
        told = f"{shown[0]}没有编号"
        told += f"；没有编号的还有{'、'.join(shown[1:])}" if shown[1:] else ""
        told += f"。{whole}张表中{len(numbered)}张印有编号。"
        yield formal_check("table_number_missing", False, told, table=without[0])
    else:
        told = f"{whole}张表都印有编号。"
        yield formal_check("table_number_missing", True, told, table=numbered[0].table)


@rule("table_number_gap")
def _gaps(
    document: Document, tables: list[Table], numbered: list[Numbered], contents: dict[str, str]
) -> Iterator[Check]:
    """Numbers that a set of tables leaves out, though no table without number stands in their place.

    What the contents number is there, only not so numbered: `_as_in_contents` and `_missing` tell of it.
    """
    listed = {number[1] for text in contents.values() if (number := number_of(text)) is not None}
    texts = "\n".join(plain(line.text) for page in document.pages for line in page.lines)
    places = {table.ordinal: place for place, table in enumerate(tables)}
    gaps = 0
    highest: dict[str | None, int] = {}
    for before, after in pairwise(numbered):
        unit = after.table.unit_name
        ahead = after.value - places[after.table.ordinal]
        highest.setdefault(before.table.unit_name, before.value - places[before.table.ordinal])
        if unit != before.table.unit_name or ahead <= highest[unit]:
            continue
        highest[unit] = ahead
        missing = [str(value) for value in range(before.value + 1, after.value) if value not in listed]
        if not missing or any(re.search(rf"表0?{value}(?!\d)|(?<!\d)0?{value}表", texts) for value in missing):
            continue
        gaps += 1
        told = f"{titled(after.table)}编号为“{after.table.table_number}”，前一张{titled(before.table)}"
        told += f"编号为“{before.table.table_number}”，缺第{'、'.join(missing)}号表。"
        yield formal_check("table_number_gap", False, told, table=after.table)
    if not gaps:
        yield formal_check("table_number_gap", True, f"{len(numbered)}张表的编号连续。", table=numbered[0].table)


@rule("table_number_contents")
def _as_in_contents(numbered: list[Numbered], contents: dict[str, str]) -> Iterator[Check]:
    agreeing: list[str] = []
    for each in numbered:
        listed = contents.get(_core(each.table.title))
        number = number_of(listed)
        if number is None:
            continue
        if number[1] == each.value:
            agreeing.append(each.table.table_number or "")
            continue
        told = f"{titled(each.table)}编号为“{each.table.table_number}”，目录中是表{listed}。"
        yield formal_check("table_number_contents", False, told, table=each.table)
    if agreeing:
        told = f"{some(agreeing)}的编号与目录一致。"
        yield formal_check("table_number_contents", True, told, table=numbered[0].table)


def contents_of(document: Document) -> dict[str, str]:
    """Core of a title -> the number that the contents give it; {} without contents that number tables."""
    found: dict[str, str] = {}
    first = min((table.first_page for table in document.tables), default=0)
    started = False
    for page in document.pages:
        if page.number >= first:
            break
        for line in page.lines:
            text = plain(line.text)
            started = started or bool(_HEADING.fullmatch(text))
            if started and (entry := _ENTRY.fullmatch(text)):
                found.setdefault(_core(entry.group(2)), entry.group(1))
    return found if len(found) >= LEAST else {}


def _core(title: str | None) -> str:
    """A title without year, and words that one of two places may leave out."""
    words: list[str] = declared()["numbering"]["loose"]
    text = _LOOSE.sub("", plain(title))
    for word in words:
        text = text.replace(word, "")
    return bare_name(text)
