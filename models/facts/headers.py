"""What a column's header says of its figures: stage, money, meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from mingzhang.models.facts.concepts import concepts, word
from mingzhang.models.facts.records import FactStage, Fund
from mingzhang.models.records.documents import Table
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.enums import Measure, Side
from mingzhang.models.vocabulary.table_words import header_word, is_plain_sum, measure_words, without_unit


class MoneyPart(StrEnum):
    """What part of a row's money a column holds."""

    TOTAL = "total"
    BASIC = "basic"
    PROJECT = "project"
    PERSONNEL = "personnel"
    OPERATING = "operating"
    CARRYOVER = "carryover"
    FUND = "fund"
    UNKNOWN = "unknown"


class MoneyYear(StrEnum):
    """Of which year's money a column holds its part, where the table prints both apart."""

    CURRENT = "current"
    CARRYOVER = "carryover"


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """A column's meaning. `stage` None: the document's own. `item`: a concept of the “三公” family, where named.
    `within`: the fund that stands over a column of a part of it (一般公共预算 over 基本支出)."""

    role: MoneyPart
    stage: FactStage | None = None
    fund: Fund | None = None
    item: str | None = None
    period: MoneyYear | None = None
    within: Fund | None = None


_CHANGE = re.compile(r"增减|变化|变动|增长|比上年|比去年|较上年|同比")
_RATE = re.compile(r"[%％]|率|幅度|比例|占比|百分")
_PRIOR = re.compile(r"^上年$|^上年度$|^上年数|^上年预算|^上一年|^去年|上年度?(?:预算|执行|决算|完成|批复)")
_CARRYOVER = re.compile(r"结转|结余|余额")
_OTHERS = re.compile(r"执行数|完成数|预计|采购项目|中小企业|其中:?专项|专项资金列入|债务|投资|机动|全年预算|调整|行次")
_CURRENT = re.compile(r"^(?:编制预算|当年|(?:当年|本年)度?(?:财政)?(?:预算|拨款|收入|支出|安排|补助|资金)+)$")
# A sum of nothing but what every column is of: 采购预算合计, 本年预算总额.
_SUM = re.compile(
    r"^(?:本年度?|当年|今年|年初|年度|全年|采购|项目|预算|决算|收入|支出|安排|资金|金额)*(?:合计|总计|小计|共计|总额|总金额|金额|数额)数?$"
)
_TOTALS = re.compile(
    r"^(?:合计|总计|小计|共计|金额|预算数?|决算数?|预算金额|金额合计|数额|本年预算数?|当年预算数?|年初预算数?|支出总计|收入总计|支出合计|收入合计|本年支出合计|本年收入合计"
    r"|总额|资金总额|预算总额|合计数|预算安排|支出预算|收入预算|年度预算数?|项目金额|总金额|支出|收入|本年支出|本年收入|部门预算|支出功能分类|其中|本年|当年|今年|本年数"
    r"|合计金额|预算合计|预算支出|支出预算数|收入预算数|预算总计|项目|支出用途|功能分类|采购预算|采购金额|采购预算金额|预算资金|资金来源|统计数|编制预算|当年预算安排|本年预算安排)?$"
)
_FUNDS: tuple[tuple[re.Pattern[str], Fund], ...] = (
    (re.compile(r"一般公共预算|公共财政|公共预算"), Fund.GENERAL_PUBLIC),
    (re.compile(r"政府性基金|基金预算"), Fund.GOVERNMENT_FUND),
    (re.compile(r"国有资本"), Fund.STATE_CAPITAL),
    (re.compile(r"财政专户|教育收费"), Fund.SPECIAL_ACCOUNT),
    (re.compile(r"单位资金|自有资金"), Fund.UNIT_FUNDS),
    (re.compile(r"财政拨款|预算拨款|财政性资金"), Fund.FISCAL),
)
_VEHICLES = re.compile(r"公务用车(?:费用?|经费|支出)$")
# What money is planned as, behind what it is for.
_PLANNED = re.compile(r"(?:预算|决算|金额|安排|总额|数)+$")
_PARTS = (MoneyPart.BASIC, MoneyPart.PROJECT, MoneyPart.PERSONNEL, MoneyPart.OPERATING)
_LISTED: dict[Measure | None, MoneyPart] = {Measure(part.value): part for part in _PARTS}
_OF_FUND: dict[Measure | None, Fund] = {
    Measure.GENERAL_PUBLIC: Fund.GENERAL_PUBLIC,
    Measure.GOVERNMENT_FUND: Fund.GOVERNMENT_FUND,
    Measure.STATE_CAPITAL: Fund.STATE_CAPITAL,
    Measure.SPECIAL_ACCOUNT: Fund.SPECIAL_ACCOUNT,
    Measure.UNIT_FUNDS: Fund.UNIT_FUNDS,
    Measure.FISCAL_APPROPRIATION: Fund.FISCAL,
}
_OF_MEASURE = {Measure.PRIOR_YEAR: FactStage.PRIOR_YEAR, Measure.CHANGE: FactStage.CHANGE}
_YEAR = re.compile(rf"({YEAR})年")
_CAPTION = re.compile(r"^(?:预算|编制|填报)?(?:单位|部门)(?:名称)?:")


def read_headers(table: Table, year: int | None) -> dict[int, ColumnMeaning]:
    """The meaning of each column of figures, by its index; columns whose figures are no part of a fact are left out."""
    paths: dict[int, tuple[str, ...]] = {}
    sides: dict[int, set[Side | None]] = {}
    measures: dict[int, Measure | None] = {}
    for line in table.lines:
        paths.setdefault(line.column_index, _own_parts(line.column_path))
        measures.setdefault(line.column_index, line.measure)
        sides.setdefault(line.column_index, set()).add(line.side)
    read: dict[int, ColumnMeaning] = {}
    for columns in _by_side(sides):
        shared = _shared([paths[index] for index in columns], year)
        for index in columns:
            column = read_header(paths[index][shared:], year)
            if column is not None:
                read[index] = _staged(column, measures[index])
        for index in _of_all_years([index for index in columns if index in read], paths, year):
            read.pop(index)
        if any(paths[index] and index in read and read[index].role is MoneyPart.TOTAL for index in columns):
            for index in columns:
                if not paths[index]:
                    read.pop(index, None)  # nobody said that what stands under no header is a sum
    return read


def _of_all_years(columns: Sequence[int], paths: Mapping[int, tuple[str, ...]], year: int | None) -> list[int]:
    """The columns without a year where others are of this year and of years to come: 项目总额 beside 2026年, 2027年."""
    named = {index: {int(found) for part in paths[index] for found in _YEAR.findall(plain(part))} for index in columns}
    if year is None or not any(min(years, default=0) > year for years in named.values()):
        return []
    return [index for index in columns if not named[index]] if {year} in named.values() else []


def _staged(column: ColumnMeaning, measure: Measure | None) -> ColumnMeaning:
    """A column's meaning, with the stage that understanding found where its own words say another or none."""
    stage = _OF_MEASURE.get(measure) if measure is not None else None
    return column if stage is None or column.stage is FactStage.FINAL else replace(column, stage=stage)


def _by_side(sides: Mapping[int, set[Side | None]]) -> list[list[int]]:
    """The columns of each side of a table; all together where a column serves several sides, or none is told."""
    if any(len(found) > 1 or None in found for found in sides.values()):
        return [list(sides)]
    grouped: dict[Side | None, list[int]] = {}
    for index, found in sides.items():
        grouped.setdefault(next(iter(found)), []).append(index)
    return list(grouped.values())


def _own_parts(path: Sequence[str]) -> tuple[str, ...]:
    """A header's parts less what a caption printed into the grid."""
    return tuple(part for part in path if not _CAPTION.match(plain(part)))


def _shared(paths: Sequence[tuple[str, ...]], year: int | None) -> int:
    """How many first parts all columns share: they name the table or its side (财政拨款收入), no column."""
    shortest = min((len(path) for path in paths), default=0)
    count = 0
    while (
        count < shortest - 1 and len({path[count] for path in paths}) == 1 and not _is_of_a_year(paths[0][count], year)
    ):
        count += 1
    return count


def _is_of_a_year(part: str, year: int | None) -> bool:
    told = _YEAR.search(part)
    is_other = told is not None and (year is None or int(told.group(1)) != year)
    return is_other or _stage([plain(part)], year) is not None


@lru_cache(maxsize=1 << 14)
def read_header(parts: tuple[str, ...], year: int | None) -> ColumnMeaning | None:
    """A column's meaning by its header texts from top to bottom; None where its figures are no part of a fact.

    The lowest part that says something counts; a word of sum takes the meaning of the part above it.
    """
    plains = [without_unit(plain(part)) for part in parts]
    if any(_RATE.search(part) or _OTHERS.search(part) for part in plains):
        return None
    stage = _stage(plains, year)
    item = next((found for part in reversed(plains) if (found := three_public_item(part))), None)
    if item:
        fund = fund_named(plains[-1]) if three_public_item(plains[-1]) is None else None
        period = MoneyYear.CARRYOVER if any(_CARRYOVER.search(part) for part in plains[:-1]) else None
        return ColumnMeaning(MoneyPart.TOTAL, stage, fund, item, period or _current(plains))
    told = [part for part in plains if not _is_stage(part, year)]
    role, deciding = next(
        ((found, part) for part in reversed(told) if (found := _role(word(part))) is not MoneyPart.TOTAL),
        (MoneyPart.TOTAL, ""),
    )
    outer = told[: told.index(deciding)] if deciding else told
    period = MoneyYear.CARRYOVER if any(_CARRYOVER.search(part) for part in outer) else _current(plains)
    within = next((found for part in reversed(outer) if (found := fund_named(part))), None)
    return ColumnMeaning(role, stage, fund_named(deciding) if role is MoneyPart.FUND else None, None, period, within)


def _current(parts: Sequence[str]) -> MoneyYear | None:
    return MoneyYear.CURRENT if any(_CURRENT.match(part) for part in parts) else None


@lru_cache(maxsize=1 << 12)
def three_public_item(part: str) -> str | None:
    """The concept of the “三公” family (and 机关运行, 会议, 培训) that a header's part names."""
    if "机关运行" in part or "行政经费" in part:
        return "agency_operating"
    if ("购置" in part and "运行" in part and "其中" not in part) or _VEHICLES.search(part):
        return "vehicle_total"
    if "三公" in part:
        return "three_public_total"
    named = (c.id for c in concepts().values() if any(name in part for name in c.headers))
    found = next(named, None)
    return None if found in ("vehicle_purchase", "vehicle_operation") and not _of_vehicles(part) else found


def _of_vehicles(part: str) -> bool:
    return "用车" in part or bool(re.match(r"^(?:其中:?)?(?:车辆)?(?:购置费?|运行(?:维护)?费?)", part))


def _is_stage(part: str, year: int | None) -> bool:
    return _stage([part], year) is not None and not fund_named(part) and _role(word(part)) not in _PARTS


def _stage(parts: Sequence[str], year: int | None) -> FactStage | None:
    for part in reversed(parts):
        if _CHANGE.search(part):
            return FactStage.CHANGE
        told = _YEAR.search(part)
        is_older = told is not None and year is not None and int(told.group(1)) < year
        if (_PRIOR.search(part) or is_older) and not _CARRYOVER.search(part):
            return FactStage.PRIOR_YEAR
    for part in reversed(parts):
        if "决算" in part and "预" not in part:
            return FactStage.FINAL
        if re.search(r"预算数|^年初预算|^预算$", part):
            return FactStage.BUDGET
    return None


def fund_named(part: str) -> Fund | None:
    """The fund that a plain text names; None where it names none."""
    found = next((fund for pattern, fund in _FUNDS if pattern.search(part)), None)
    return found or _OF_FUND.get(measure_words().exact.get(header_word(part)))


def _role(part: str) -> MoneyPart:
    if _CARRYOVER.search(part):
        return MoneyPart.CARRYOVER
    core = _PLANNED.sub("", part)
    if core != part and (found := _role(core)) in _PARTS:
        return found  # 基本支出预算数, 项目支出金额
    if (listed := _LISTED.get(measure_words().exact.get(header_word(part)))) is not None:
        return listed
    if re.search(r"人员(?:经费|支出|类)|^人员$", part) and "公用" not in part:
        return MoneyPart.PERSONNEL
    if re.search(r"公用(?:经费)?(?:支出|项目)?(?:合计|小计)?$|(?<!其他)运转类", part) and "人员" not in part:
        return MoneyPart.OPERATING
    if re.search(r"项目支出(?:合计|小计|总计)?$|^专项业务经费|^项目经费|^专项支出", part):
        return MoneyPart.PROJECT
    if _TOTALS.match(part) or _SUM.match(part) or (is_plain_sum(part) and not fund_named(part)):
        return MoneyPart.TOTAL
    if re.search(r"基本支出(?:合计|小计|预算)?$", part):
        return MoneyPart.BASIC
    if fund_named(part):
        return MoneyPart.FUND
    return MoneyPart.UNKNOWN
