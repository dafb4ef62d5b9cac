"""What a figure is about: the words before it, cleaned of ordinals, years and names of units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mingzhang.extractors.understand.narrative.figures import has_figure
from mingzhang.extractors.understand.narrative.headings import without_ordinal
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.enums import Measure
from mingzhang.models.vocabulary.form_words import form_words
from mingzhang.models.vocabulary.statement_words import statement_words

LONGEST = 80
LONGEST_LABEL = 50  # signs of a heading that names a subject
LONG_NAME = 6

_YEAR = re.compile(rf"({YEAR})(?:年度?|度)(?!\d{{1,2}}月|底|末)")
_DATE = re.compile(rf"^(?:截至|截止到?)?{YEAR}年\d{{1,2}}月(?:\d{{1,2}}日|底|末)?|^截至(?:上|{YEAR})年(?:底|末)?")
_QUOTED = re.compile(r"^[“\"]([^“”\"]+)[”\"]科目$")
_UNITS = re.compile(r"^.*\d{1,6}家[一-龥]*单位的(?=.{2})")
_COUNTED = re.compile(r"^\d+个(?=[一-龥]{2})")
_BELOW = re.compile(r"(?:所属|下属|直属)(?!各|预算|单位|事业)")
_OUT_OF = re.compile(r"^从(.{2,})中$")
_COUNT = re.compile(r"(?:共计?|总计)?(?<!\d)\d+个$")
_WITHIN = re.compile(r"^(?:收入|支出|收支)?(?:预算|决算)?(?:收入|支出|收支)?中(?=.{2})")
_ASIDE = re.compile(r"（(?:详见|见)[^（）]*）$")
_TAIL = re.compile(r"(?:具体|总体)?(?:预算)?(?:安排)?(?:增减变动)?(?:原因)?(?:变化)?(?:情况|的说明|说明)+$")
_OWN_YEAR = re.compile(r"^(?:本年|当年|今年)度?(?=本部门|本单位|我)")
_WHOLE = re.compile(r"本年|当年|预算|决算|部门|单位|总计|合计|总额|总|、|各")
_SIDES = ("收入", "支出", "收支", "收入支出")
_STAGED = re.compile(r"(?:预算|决算|数|支出|合计|总计|总额|年初)+$")
_PARTS = (Measure.PERSONNEL, Measure.OPERATING, Measure.BASIC, Measure.PROJECT)
_LOOSE = re.compile(r"[“”\"'‘’、，的]|（|）")


@dataclass(frozen=True, slots=True)
class Subject:
    """`text` is '' where nothing is left; `year` is the year printed before it, other than the fiscal year."""

    text: str
    year: int | None = None

    @property
    def printed(self) -> str | None:
        if not self.text:
            return None
        return f"{self.year}年{self.text}" if self.year else self.text


@cache
def _unit_name() -> re.Pattern[str]:
    budget = "|".join(statement_words().budget)
    endings = "|".join(sorted(form_words().unit_endings, key=len, reverse=True)).replace("(", "（").replace(")", "）")
    return re.compile(
        rf"^(?:(?!(?:{budget})(?![局厅所审监投学科]))[一-龥（）·]){{2,30}}?(?:{endings})"
        rf"(?:（?(?:本级|汇总|机关|本部)）?)*(?:部门|单位|系统)?(?={budget}|{YEAR}年)"
    )


def clean(text: str, fiscal_year: int | None) -> Subject:
    """The subject in the words before a figure (one clause of a canonical text)."""
    words = statement_words()
    year: int | None = None
    printed_text = text
    for _ in range(12):
        before = text
        text = without_ordinal(text).lstrip("、，；：.．-—")
        text = _DATE.sub("", text)
        found = _YEAR.match(text)
        if found:
            printed = int(found.group(1))
            year = None if printed == fiscal_year else printed
            text = _WITHIN.sub("", text[found.end() :])
        elif is_of_last_year(text) and fiscal_year is not None:
            word = next(word for word in words.last_year if text.startswith(word))
            year, text = fiscal_year - 1, text[len(word) :]
        text = _OWN_YEAR.sub("", text)
        text = _without_front(text, words.front)
        text = _without_unit(text)
        text = _without_back(text, words.back)
        text = _COUNTED.sub("", _UNITS.sub("", text))
        text = _OUT_OF.sub(r"\1", text)
        text = _QUOTED.sub(r"\1", text)
        if text == before:
            break
    if year is not None and is_empty(text) and is_of_last_year(printed_text):
        return Subject(printed_text[-LONGEST:])  # 上年度安排了经费: of what is not said
    return Subject(text[-LONGEST:], year)


def _without_unit(text: str) -> str:
    """A text without the name of a unit before budget words; a short one (公立医院) must say where it is. What is said
    of a unit below (所属信息中心) is not said of the whole."""
    found = None if _BELOW.match(text) else _unit_name().match(text)
    if found and (found.end() >= LONG_NAME or any(place in found.group() for place in "省市区县州")):
        return text[found.end() :]
    return text


def _without_front(text: str, front: tuple[str, ...]) -> str:
    for word in front:
        if text.startswith(word):
            return text[len(word) :]
    return text


def _without_back(text: str, back: tuple[str, ...]) -> str:
    for word in back:
        if text.endswith(word) and len(text) > len(word):
            return text[: -len(word)]
    return text


def is_empty(text: str) -> bool:
    """Whether cleaned words name no subject of their own."""
    words = statement_words()
    return not text or text in words.empty or (text in words.back and len(text) < 3)


def stage_of(text: str) -> str | None:
    """The stage (年初预算, 支出决算) that cleaned words are, None where they are more."""
    return text if text in statement_words().stages else None


def without_stage(text: str) -> str:
    """A subject without the stage that it ends with: 一般公共预算财政拨款支出年初预算."""
    for stage in statement_words().stages:
        if text.endswith(stage) and len(text) > len(stage) + 1:
            return text[: -len(stage)]
    return text


def staged(base: str, stage: str) -> str:
    """A subject with a stage, a word that both have said once."""
    for size in range(min(len(base), len(stage)), 0, -1):
        if base.endswith(stage[:size]):
            return base + stage[size:]
    return base + stage


def is_carried(text: str) -> bool:
    """Whether the clause before says which money it is: 涉及金额."""
    return text.startswith(("涉及", "共计金额", "合计金额", "金额")) or text in statement_words().carried


def without_count(clause: str) -> str:
    return _COUNT.sub("", re.sub(r"共\d{1,9}个(?=[一-龥]{2})", "", clause))


def label(text: str | None, fiscal_year: int | None) -> str:
    """The subject that a heading or a label names: （一）因公出国（境）费用."""
    if not text or has_figure(text):
        return ""
    found = clean(_TAIL.sub("", _ASIDE.sub("", text.rstrip("。：；"))), fiscal_year)
    if len(found.text) > LONGEST_LABEL or any(word in found.text for word in statement_words().vague_labels):
        return ""
    return found.text


@cache
def _filler() -> re.Pattern[str]:
    words = ("各", "总计", "合计", "总额", "总", "安排", "费用", "年初", "当年", "本年", "数", "经费")
    stages = statement_words().year_stages
    return re.compile("|".join(sorted({*words, *stages}, key=len, reverse=True)))


@cache
def core(text: str) -> str:
    """What two ways to write one subject have in common: 收、支预算总计 and 收入、支出预算总计."""
    text = re.sub(r"收[、，]支(?!出)", "收入支出", text)
    text = re.sub(r"收支", "收入支出", text)
    return _filler().sub("", _LOOSE.sub("", text))


def is_whole(text: str) -> bool:
    """Whether the words before a word of change mean the whole that was named before."""
    return not text or text in statement_words().whole or not core(text)


def is_of_last_year(text: str) -> bool:
    """Whether a subject is only said to be of the year before: 上年度安排了经费, but not 上年结转."""
    words = statement_words()
    rest = next((text[len(word) :] for word in words.last_year if text.startswith(word)), None)
    return rest is not None and not any(word in rest for word in words.left_over)


def is_fiscal(text: str) -> bool:
    return any(word in text for word in statement_words().fiscal)


def is_fund(text: str) -> bool:
    """Whether a subject is one of money by its last word: 支出预算, 公务用车购置, but not 购置车辆."""
    return text.endswith((*statement_words().fiscal, "购置"))


def measure_of(subject: Subject) -> Measure | None:
    """The measure that a subject of the fiscal year means; None where it means none."""
    words = statement_words()
    text = subject.text
    if subject.year or not text:
        return None
    if text in words.exact_measures:
        return words.exact_measures[text]
    if text not in _SIDES and _WHOLE.sub("", text) in _SIDES:
        return Measure.TOTAL
    if any(word in text for word in words.no_measure) or re.search(r"\d", text):
        return None
    if found := next((measure for word, measure in words.measures if word in text), None):
        return found if found not in _PARTS or any(_ends(text, word) for word, _ in words.measures) else None
    return None


def _ends(text: str, word: str) -> bool:
    """Whether a subject is the word itself, a stage left out: 基本支出预算数, but not 人员经费补助."""
    return _STAGED.sub("", text).endswith(_STAGED.sub("", word))
