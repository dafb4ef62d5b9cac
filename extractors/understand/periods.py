"""Of which year and stage a figure is, by its own column and row: 2025年预算数, 上年, 决算数, a column of years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mingzhang.models.text.amounts import plain
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.enums import Measure, Stage
from mingzhang.models.vocabulary.table_words import header_word

LONGEST_LABEL = 16

_YEARS = re.compile(rf"(?<!\d)({YEAR})(?!\d)")
_BEFORE = re.compile(r"上年|去年|上一年")
_NOW = re.compile(r"本年|当年|今年")
_CHANGE = re.compile(r"增减|变动|变化|比上年|较上年|同比|比去年")
# Money that is left over is of the year whose table prints it, wherever it comes from.
_LEFT_OVER = re.compile(r"结转|结余|余额|滚存")
_BUDGET = re.compile(
    r"(?:上年|去年|本年|当年|年初|全年|调整后?|部门|支出|收入|批复|度)*"
    r"预算(?:数|金额|额|安排|资金)?(?:\(.*\))?"
)
_FINAL = re.compile(
    r"(?:上年|去年|本年|当年|全年|预计|实际|累计|支出|收入|度)*"
    r"(?:决算(?:数|金额|额)?|(?:执行|完成)(?:数|金额|额)|执行情况|快报数?|实绩数?|实际执行|实际完成)(?:\(.*\))?"
)
_LABEL = re.compile(
    rf"(?:({YEAR})年?|(上年|去年|上一年)|(本年|当年|今年))(?:度)?"
    r"(?:部门|年初|全年)*(?:预算|决算|执行|支出)?(?:数|金额|安排|情况)?"
)
_CHANGE_LABEL = re.compile(
    r"(?:比上年|较上年|同比|本年比上年)?(?:增减|增长|变动|变化)"
    r"(?:变化|变动|情况|金额|额|数|率|比例|%|\(.*\))*"
)


@dataclass(frozen=True, slots=True)
class FiscalPeriod:
    """A fiscal year (None: not known) and whether its figures are planned or spent."""

    year: int | None
    stage: Stage


def period_of_header(path: Sequence[str], base: FiscalPeriod) -> FiscalPeriod:
    """The period of a column; what its header leaves open is that of its table (`base`). The lowest text wins."""
    found = base
    for part in path:
        text = plain(part)
        if _CHANGE.search(text) or _LEFT_OVER.search(text):
            continue
        years = set(_YEARS.findall(text))
        if len(years) == 1:
            found = replace(found, year=int(years.pop()))
        elif base.year and _BEFORE.search(text):
            found = replace(found, year=base.year - 1)
        elif _NOW.search(text):
            found = replace(found, year=base.year)
        word = header_word(text)
        if _BUDGET.fullmatch(word):
            found = replace(found, stage=Stage.BUDGET)
        elif _FINAL.fullmatch(word):
            found = replace(found, stage=Stage.FINAL)
    return found


def names_stage(text: str) -> bool:
    """Whether a header says no more than that its figures are planned, or were spent (年初预算数, 全年执行数(B))."""
    word = header_word(text)
    return bool(_BUDGET.fullmatch(word) or _FINAL.fullmatch(word))


def has_year(path: Sequence[str]) -> bool:
    """Whether a header names the year of its figures by number."""
    return any(len(set(_YEARS.findall(plain(part)))) == 1 for part in path if not _LEFT_OVER.search(plain(part)))


def period_of_label(label: str | None, base: FiscalPeriod) -> FiscalPeriod | None:
    """The period that the label of a row says, where it says nothing else; None for any other label."""
    text = plain(label)
    found = _LABEL.fullmatch(text) if len(text) <= LONGEST_LABEL else None
    if found is None:
        return None
    year = int(found[1]) if found[1] else base.year
    if found[2]:
        year = base.year - 1 if base.year else None
    stage = Stage.FINAL if "决算" in text or "执行" in text else Stage.BUDGET if "预算" in text else base.stage
    return FiscalPeriod(year, stage)


def is_change_label(label: str | None) -> bool:
    """Whether a row prints the change from one year to the next."""
    return bool(_CHANGE_LABEL.fullmatch(plain(label)))


def measure_at(measure: Measure | None, period: FiscalPeriod, base: FiscalPeriod) -> Measure | None:
    """A column's measure, which is only that it is of another year or stage where it is."""
    if measure in (Measure.CHANGE, Measure.CHANGE_PERCENT):
        return measure
    is_dated = period.year is not None and base.year is not None
    if is_dated and (period.year or 0) > (base.year or 0):
        return Measure.OTHER
    is_spent = period.stage is Stage.FINAL and base.stage is Stage.BUDGET
    if (is_dated and period.year != base.year) or measure is Measure.PRIOR_YEAR:
        return Measure.FINAL_ACCOUNTS if is_spent else Measure.PRIOR_YEAR
    if period.stage is base.stage:
        return measure
    return Measure.FINAL_ACCOUNTS if is_spent else Measure.BUDGET
