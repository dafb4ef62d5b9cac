"""What a subject of the narrative names: concepts, whose money, which year and stage.

A subject is a stem between words that only say how it is told: 通过财政拨款安排的“三公”经费支出年初预算数 is 三公.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mingzhang.models.facts.concepts import concepts, word
from mingzhang.models.facts.records import Fund
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.patterns import YEAR

_BRACKETED = re.compile(r"\([^)]*\)")
_YEAR = re.compile(rf"({YEAR})年(?:度)?")
_FUNDS = (
    (re.compile(r"(?:一般公共|公共财政)预算(?:当年)?(?:财政)?(?:拨款)?"), Fund.GENERAL_PUBLIC),
    (re.compile(r"政府性基金(?:预算)?(?:财政)?(?:拨款)?"), Fund.GOVERNMENT_FUND),
    (re.compile(r"国有资本经营(?:预算)?(?:财政)?(?:拨款)?"), Fund.STATE_CAPITAL),
    (re.compile(r"财政拨款|财政性资金"), Fund.FISCAL),
)
_FRONT = re.compile(
    r"通过|使用|安排的?|部门|单位|全部|全年|本级|机关及|年初(?!结)|年度|本(?=部门|单位)|各(?=部门|单位)|所属|预算单位|财务|共|的|中"
    r"|运转类(?=公用)"
    r"|(?:当年|本年)度?(?=财政|一般公共|政府性|国有|三公|机关)"
)
_BACK = re.compile(
    r"(?:预算|决算|年初|全年|总额|总数|总计|合计|共计|总金额|金额|安排|财政拨款|拨款|资金|数|均|各|总|额)$"
)
_SPENT = re.compile(r"(?:支出|费用|经费|费)$")
_CURRENT = re.compile(r"(?:本年|当年)度?(收入|支出)(?:合计|总计|小计|预算|决算|总额|数)*$")
_BOTH = "收、?支|收入、?(?:和|及|与)?支出"
_HOW = "预算|决算|年初|总额|总数|总计|合计|总|数|额|均|各|安排"
_SUM = re.compile(rf"(?:{_HOW})*+({_BOTH}|收入|支出)(?:{_HOW})*+(?:支出)?$")
_CARRYOVER = re.compile(
    r"(?:上年度?|上一年度?|年初|以前年度|历年)(?:的)?(?:财政拨款)?(?:结转|结余)[和、及与]?(?:结余|结转)?(?:资金|收入|余额)*$"
)
_LEFT = re.compile(r"加?(?:部门|单位)?(?:结转|结余)(?:结余)?资金$")
_THIS_YEAR = re.compile(r"(?:当年|本年)度?$")
_ASSETS = re.compile(r"固定资产(?:金额|总量|总额|总值|总计|合计|原值|账面原值|账面)*$")
_NOT_HELD = re.compile(r"拟|购置|采购|新增|处置|报废|净值")
_OF_TOTALS = {
    Fund.GENERAL_PUBLIC: "general_public_expenditure",
    Fund.GOVERNMENT_FUND: "government_fund_expenditure",
    Fund.STATE_CAPITAL: "state_capital_expenditure",
    Fund.FISCAL: "fiscal_expenditure",
}
_TOTALS = {
    *("revenue_total", "expenditure_total", "revenue_current", "expenditure_current", "appropriation_total"),
    *_OF_TOTALS.values(),
}


@dataclass(frozen=True, slots=True)
class Named:
    """`year` and `stage` (`预算`, `决算`) None where the subject says none; `fund` is of the words before the stem."""

    concepts: tuple[str, ...]
    fund: Fund | None
    year: int | None
    stage: str | None


@cache
def read_subject(subject: str, unit_name: str) -> Named:
    """What a printed subject names; no concepts where it names none or something narrower."""
    text = plain(subject)
    years = _YEAR.findall(text)
    bare = _YEAR.sub("", text)
    year = int(years[-1]) if years else None
    rest = bare
    for pattern, _ in _FUNDS:
        rest = pattern.sub("", rest)
    stage = "决算" if "决算" in rest or "执行" in rest else "预算" if "预算" in rest else None
    fund = None
    for name in dict.fromkeys((bare, _BRACKETED.sub("", bare))):
        fund, inner = _peeled(_plain_marks(name).removeprefix(_plain_marks(unit_name)))
        if found := _concepts(inner, fund) or _by_pattern(name):
            return Named(found, fund, year, stage)
    if fund is None and (behind := _fund_behind(inner)) and (found := _concepts(behind[0], None)):
        return Named(found, behind[1], year, stage)
    return Named((), fund, year, stage)


def _plain_marks(text: str) -> str:
    return re.sub(r"[\"“”'‘’()\[\]]", "", text)


def _peeled(text: str) -> tuple[Fund | None, str]:
    """A subject less the words before its stem, and the money that they tell."""
    fund: Fund | None = None
    while True:
        for pattern, its_fund in _FUNDS:
            if (found := pattern.match(text)) and len(text) > found.end():
                fund, text = fund or its_fund, text[found.end() :]
                break
        else:
            found = _FRONT.match(text)
            if not found or len(text) <= found.end():
                return fund, text
            text = text[found.end() :]


def _fund_behind(text: str) -> tuple[str, Fund] | None:
    """A stem, and the money named behind it: “三公”经费一般公共预算支出预算, 机关运行经费当年一般公共预算拨款."""
    for pattern, fund in _FUNDS:
        if (found := pattern.search(text)) and found.start():
            return _THIS_YEAR.sub("", text[: found.start()]), fund
    return None


def _concepts(text: str, fund: Fund | None) -> tuple[str, ...]:
    if found := _CURRENT.match(text):
        return () if fund else ("revenue_current" if found.group(1) == "收入" else "expenditure_current",)
    if found := _SUM.match(text):
        return _of_sum(found.group(1), text, fund)
    if _CARRYOVER.match(text) or _LEFT.match(text):
        return ("carryover_in",)
    if _ASSETS.search(text):
        return () if _NOT_HELD.search(text) else ("fixed_assets",)
    stemmed = _by_stem().get(stem(word(text)))
    return (stemmed,) if stemmed else _by_pattern(text)


def _by_pattern(text: str) -> tuple[str, ...]:
    name = word(text)
    matched = (concept.id for concept in concepts().values() if concept.pattern and concept.pattern.search(name))
    return tuple(matched)[:1]


def _of_sum(side: str, text: str, fund: Fund | None) -> tuple[str, ...]:
    if text == side and fund is None:
        return ()  # 支出 alone is of what went before
    if side not in ("收入", "支出"):
        if fund is None:
            return ("revenue_total", "expenditure_total")
        return ("appropriation_total",) if fund is Fund.FISCAL else ()
    if fund is None:
        return ("revenue_total" if side == "收入" else "expenditure_total",)
    return (_OF_TOTALS[fund],) if side == "支出" and not (fund is Fund.FISCAL and "总" in text) else ()


@cache
def _by_stem() -> dict[str, str]:
    return {
        stem(word(name)): concept.id
        for concept in concepts().values()
        if concept.id not in _TOTALS
        for name in sorted({*concept.subjects, *(concept.rows if concept.subjects else ())})
    }


@cache
def item_of_row(name: str) -> str | None:
    """The concept that a row of a “三公” table names."""
    return _rows_by_stem().get(stem(word(name)))


@cache
def _rows_by_stem() -> dict[str, str]:
    found = {stem(row): c.id for c in concepts().values() if c.headers or c.id == "vehicle_total" for row in c.rows}
    return found | {stem(word("公务用车购置及运行维护费")): "vehicle_total"}


@cache
def procurement_of_row(name: str) -> str | None:
    """The concept of procurement that a row names in a table of other things (机构运行信息表)."""
    found = _by_pattern(plain(name)) if "政府采购" in name else ()
    return next((concept for concept in found if concept.startswith("procurement")), None)


@cache
def is_carryover(name: str) -> bool:
    """Whether a row names money left from years before: 上年结转, 加：部门结转资金."""
    return bool(_CARRYOVER.match(word(name)) or _LEFT.match(word(name)))


@cache
def stem(name: str) -> str:
    """What a name is about, less the words of sum, stage and spending around it: 公务接待费支出预算数 -> 公务接待."""
    text = name.replace("运维", "运行维护").replace("运行维护", "运行")
    text = re.sub(r"购置[和与、]运行", "购置及运行", text)
    text = re.sub(r"^公务(?:车辆?|用车辆)(?=购|运)|^公车", "公务用车", text)
    text = re.sub(r"^因?公?出国境|^因公出国|^公务出国境?", "因公出国境", text)
    while True:
        found = _BACK.search(text) or _SPENT.search(text)
        if not found or (found.start() < 3 and text[: found.start()] != "三公"):
            return text
        text = text[: found.start()]
