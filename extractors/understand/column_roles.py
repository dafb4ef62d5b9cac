"""What stands in a column: codes, names, years, figures, counts or text; by its own texts first, then its header, then
what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate, pairwise

from mingzhang.extractors.heads.headers import is_total_name
from mingzhang.extractors.understand.contents import DigitContent, content_of
from mingzhang.extractors.understand.periods import FiscalPeriod, is_change_label, period_of_label
from mingzhang.models.identities.formal.names import bare_name, codes
from mingzhang.models.text.amounts import plain, printed_amount
from mingzhang.models.text.codes import CLASS
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.enums import Measure
from mingzhang.models.vocabulary.table_words import (
    header_role,
    header_word,
    is_count_header,
    measure_of,
    percentage_words,
)

_CODE = re.compile(r"\d{2,9}")
_WORD = re.compile(r"[一-鿿]")
# A year, a date, or a span of them: 2026, 2026年3月, 2024-2026.
_DATED = re.compile(rf"{YEAR}(?:[年.\-/~至]*\d{{0,4}}[年月日]?)*(?:底|末)?")
_DIGIT = re.compile(r"\d")
_IN_PERCENT = re.compile(r"[%％]\)?$")
_PERCENTAGE = re.compile(r"[-+]?[\d.,]+%")
# A column of years labels the rows only where it stands among the first columns.
LAST_LABEL = 4
# So many texts beside figures are items of a panel, fewer may be remarks.
FEWEST_ITEMS = 3
FEWEST_NAMES = 2  # a table of one row is named by its headers
# So many numbers in a row (or codes) are no money even where the header says so.
FEWEST_AGAINST_HEADER = 8


class ColumnRole(StrEnum):
    CODE = "code"
    NAME = "name"
    FIGURE = "figure"
    PERCENT = "percent"
    YEAR = "year"
    COUNT = "count"
    TEXT = "text"


_CONTENT_ROLES = {
    DigitContent.ROW_NUMBER: ColumnRole.COUNT,
    DigitContent.CODE: ColumnRole.CODE,
    DigitContent.YEAR: ColumnRole.YEAR,
    DigitContent.COUNT: ColumnRole.COUNT,
}
# Measures that tell money from numbers of things, whatever the figures look like.
MONEY = frozenset(Measure) - {Measure.OTHER, Measure.OF_WHICH, Measure.CHANGE_PERCENT}


def undated_roles(
    paths: Sequence[tuple[str, ...]], texts: Sequence[Sequence[str]], decimals: int | None
) -> list[ColumnRole]:
    """The role of each column, as far as no year tells. `paths`, `texts`: its header and body; `decimals`: how many the
    table's figures have."""
    filled = accumulate((bool(body) for body in texts), initial=0)
    fullest = max(map(len, texts), default=0)
    roles = [
        ColumnRole.FIGURE if _is_remarked(path, body, fullest) else _role(left, path, body, decimals)
        for left, path, body in zip(filled, paths, texts, strict=False)
    ]
    return _with_named_codes(roles, texts)


def _with_named_codes(roles: Sequence[ColumnRole], texts: Sequence[Sequence[str]]) -> list[ColumnRole]:
    """Roles, with codes and names where a column prints listed codes and the one right of it the names of these codes,
    whatever stands over them (经济科目, 科目, nothing at all)."""
    found = list(roles)
    for place, (body, beside) in enumerate(pairwise(texts)):
        if tuple(roles[place : place + 2]) != (ColumnRole.CODE, ColumnRole.NAME) and _are_named(body, beside):
            found[place], found[place + 1] = ColumnRole.CODE, ColumnRole.NAME
    return found


def _are_named(body: Sequence[str], beside: Sequence[str]) -> bool:
    """Whether a column prints nothing but codes (and totals), and that beside it the listed names of most of them."""
    printed = [text for text in map(plain, body) if not is_total_name(text)]
    if not printed or not all(map(_CODE.fullmatch, printed)):
        return False
    listed = {codes()[text] for text in printed if text in codes()}
    names = {bare_name(text) for text in beside}
    return bool(listed) and 2 * len(listed & names) > len(set(printed))


def _is_remarked(path: tuple[str, ...], body: Sequence[str], fullest: int) -> bool:
    """Whether a few words stand in a column of a measure that is blank in most rows: a remark, or a stroke of a pen
    that was read, names no rows. `fullest`: how many texts the column has that has most."""
    if not body or 2 * len(body) >= fullest or any(printed_amount(plain(text)) is not None for text in body):
        return False
    return measure_of(*path) is not None and _named_role([header_word(part) for part in path]) is None


def dated_roles(
    roles: Sequence[ColumnRole], paths: Sequence[tuple[str, ...]], texts: Sequence[Sequence[str]], base: FiscalPeriod
) -> list[ColumnRole]:
    """Roles by what stands beside a column too. `base`: the table's own year and stage."""
    dated = [_year_or(role, roles, c, some, base) for c, (role, some) in enumerate(zip(roles, texts, strict=True))]
    return _with_names(_with_panels(_with_classes(dated, paths, texts), paths, texts), texts)


def _role(column: int, path: tuple[str, ...], body: Sequence[str], decimals: int | None) -> ColumnRole:
    """What stands in a column: by its own texts (`body`) first, its header (`path`) where they leave it open. `column`:
    how many columns at its left print anything."""
    printed = [(text, printed_amount(text) is not None) for text in map(plain, body)]
    codes = sum(bool(_CODE.fullmatch(text)) for text, is_amount in printed if is_amount)
    bare = sum(text.isdecimal() for text, is_amount in printed if is_amount)
    percentages = sum(bool(_PERCENTAGE.fullmatch(text)) for text, is_amount in printed if not is_amount)
    amounts = sum(is_amount for _, is_amount in printed)
    texts = len(body) - amounts
    parts = [header_word(part) for part in path]
    named = _named_role(parts)
    measure = measure_of(*path)
    if measure is Measure.CHANGE_PERCENT or (measure is Measure.CHANGE and parts[-1] in percentage_words()):
        return ColumnRole.PERCENT
    if path and _IN_PERCENT.search(plain(path[-1])):
        return ColumnRole.PERCENT if measure is Measure.CHANGE else ColumnRole.COUNT
    nothing = sum(not printed_amount(text) for text, is_amount in printed if is_amount)
    if percentages > amounts - nothing and percentages + amounts == len(body):
        return ColumnRole.PERCENT if measure is Measure.CHANGE else ColumnRole.COUNT
    if named is ColumnRole.COUNT:
        return ColumnRole.COUNT
    content = content_of(body, None if measure in MONEY else decimals)
    if content is not None and (measure not in MONEY or len(body) >= FEWEST_AGAINST_HEADER):
        # Codes may follow each other by ones (201, 202, …); rows are numbered from 1.
        may_be_codes = content is DigitContent.COUNT or (
            content is DigitContent.ROW_NUMBER and all(len(text) >= CLASS for text, _ in printed)
        )
        role = ColumnRole.CODE if named is ColumnRole.CODE and may_be_codes else _CONTENT_ROLES[content]
        is_label = role is not ColumnRole.YEAR or column <= LAST_LABEL
        return (
            role
            if is_label and not (role is ColumnRole.CODE and named in (ColumnRole.FIGURE, ColumnRole.TEXT))
            else ColumnRole.COUNT
        )
    if named is ColumnRole.CODE and amounts <= bare + texts + 2:
        return ColumnRole.NAME if _are_words(body) else ColumnRole.CODE
    if named is ColumnRole.NAME and (texts >= amounts or codes == amounts):
        return ColumnRole.NAME
    are_dates = measure is None and texts > 0 and all(_DATED.fullmatch(text) for text, _ in printed)
    if are_dates or (named is ColumnRole.TEXT and amounts <= texts):
        return ColumnRole.TEXT
    if amounts and amounts >= texts:
        return ColumnRole.FIGURE
    if named is ColumnRole.FIGURE:
        return ColumnRole.FIGURE if amounts or not texts else ColumnRole.TEXT
    if texts:
        return (
            ColumnRole.NAME
            if column <= 1 or (named is None and texts > 2 * amounts and column < 3)
            else ColumnRole.TEXT
        )
    return ColumnRole.FIGURE if measure is not None and named is None else (named or ColumnRole.TEXT)


def _are_words(body: Sequence[str]) -> bool:
    """Whether a column prints names and no code, whatever its header promises (支出功能分类, 经济分类)."""
    names = {text for text in map(plain, body) if not is_total_name(text)}
    return len(names) >= FEWEST_NAMES and not any(map(_DIGIT.search, names)) and all(map(_WORD.search, names))


def _year_or(
    role: ColumnRole, roles: Sequence[ColumnRole], column: int, body: Sequence[str], base: FiscalPeriod
) -> ColumnRole:
    """The role of a column, `YEAR` where it labels rows by their years beside a column of names."""
    beside = any(other is ColumnRole.NAME for place, other in enumerate(roles) if place != column)
    if role not in (ColumnRole.NAME, ColumnRole.TEXT) or column > LAST_LABEL or not beside or len(body) < 2:
        return role
    told = all(period_of_label(text, base) is not None or is_change_label(text) for text in body)
    return ColumnRole.YEAR if told else role


def _with_classes(
    roles: Sequence[ColumnRole], paths: Sequence[tuple[str, ...]], texts: Sequence[Sequence[str]]
) -> list[ColumnRole]:
    """Roles, with whole numbers that are all known 类 as codes where the column right of them holds codes: a header
    that was lost says nothing of them."""
    return [
        ColumnRole.CODE
        if role is ColumnRole.COUNT
        and roles[place + 1 : place + 2] == [ColumnRole.CODE]
        and _named_role([header_word(part) for part in paths[place]]) is None
        and all(len(text) == CLASS and text in codes() for text in map(plain, texts[place]))
        else role
        for place, role in enumerate(roles)
    ]


def _with_panels(
    roles: Sequence[ColumnRole], paths: Sequence[tuple[str, ...]], texts: Sequence[Sequence[str]]
) -> list[ColumnRole]:
    """Roles, with texts between figures as the names of a panel of their own: of figures to their right.

    Tables of balance print two to four panels side by side, each with its own items.
    """
    found = list(roles)
    for place, role in enumerate(roles[:-1]):
        named = _named_role([header_word(part) for part in paths[place][-1:]])
        before = any(other is ColumnRole.FIGURE and texts[left] for left, other in enumerate(roles[:place]))
        between = before and roles[place + 1] is ColumnRole.FIGURE and all(map(_WORD.search, texts[place]))
        is_open = named in (None, ColumnRole.NAME, ColumnRole.CODE) or _ends_in_total(texts[place])
        if role is ColumnRole.TEXT and is_open and between and len(texts[place]) >= FEWEST_ITEMS:
            found[place] = ColumnRole.NAME
    return found


def _ends_in_total(body: Sequence[str]) -> bool:
    """Whether different items and a total below them stand in a column, as in a panel and in no column of remarks."""
    names = [plain(text) for text in body]
    return bool(names) and is_total_name(names[-1]) and len(set(names)) == len(names)


def _named_role(parts: Sequence[str]) -> ColumnRole | None:
    """The role that the lowest known part of a header names."""
    for part in reversed(parts):
        if is_count_header(part):
            return ColumnRole.COUNT
        if role := header_role(part):
            return ColumnRole(role)
    return None


def _with_names(roles: Sequence[ColumnRole], texts: Sequence[Sequence[str]]) -> list[ColumnRole]:
    """Roles, with the fullest column of words before the figures as names where none stand there: its words tell the
    rows of figures apart, whatever its header says."""
    found = list(roles)
    first = roles.index(ColumnRole.FIGURE) if ColumnRole.FIGURE in roles else 0
    before = roles[:first]
    if ColumnRole.NAME in before:
        return found
    words = {
        place: len({text for text in texts[place] if _WORD.search(text)})
        for place, role in enumerate(before)
        if role is ColumnRole.TEXT
    }
    place = max(words, key=lambda one: words[one], default=None)
    if place is not None and words[place] >= FEWEST_NAMES and 2 * words[place] >= max(map(len, texts[: first + 1])):
        found[place] = ColumnRole.NAME
    return found
