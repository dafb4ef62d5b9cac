"""What a figure is about: the words before it, cleaned of ordinals, years and names of units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extractors.understand.statements.headings import without_ordinal
from models.form_words import form_words
from models.statement_words import statement_words
from models.vocabulary import Measure

LONGEST = 80

_YEAR = re.compile(r"(20\d{2})年(?:度)?(?!\d{1,2}月|底|末)")
_DATE = re.compile(r"^(?:截至|截止到?)?20\d{2}年\d{1,2}月(?:\d{1,2}日|底|末)?|^截至(?:上|20\d{2})年(?:底|末)?")
_QUOTED = re.compile(r"^[“\"]([^“”\"]+)[”\"]科目$")
_COUNT = re.compile(r"(?:共计?|总计)?\d+个$")
_WITHIN = re.compile(r"^(?:收入|支出|收支)?(?:预算|决算)?(?:收入|支出|收支)?中(?=.{2})")
_TAIL = re.compile(r"(?:预算)?(?:安排)?(?:增减变动)?(?:原因)?(?:变化)?(?:情况|的说明|说明)+$")
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
        rf"^(?=[^\d“”]{{4}})(?:(?!{budget})[一-龥（）·]){{2,30}}?(?:{endings})(?:（?(?:本级|汇总|机关|本部)）?)*(?:部门|单位|系统)?(?={budget}|20\d\d年)"
    )


def clean(text: str, fiscal_year: int | None) -> Subject:
    """The subject in the words before a figure (one clause of a canonical text)."""
    words = statement_words()
    year: int | None = None
    for _ in range(12):
        before = text
        text = without_ordinal(text).lstrip("、，；：.．-—")
        text = _DATE.sub("", text)
        found = _YEAR.match(text)
        if found:
            printed = int(found.group(1))
            year = None if printed == fiscal_year else printed
            text = _WITHIN.sub("", text[found.end() :])
        text = _without_front(text, words.front)
        text = _unit_name().sub("", text)
        text = _without_back(text, words.back)
        text = _QUOTED.sub(r"\1", text)
        if text == before:
            break
    return Subject(text[-LONGEST:], year)


def _without_front(text: str, front: tuple[str, ...]) -> str:
    for word in front:
        if text.startswith(word):
            return text[len(word) :]
    return text


def _without_back(text: str, back: tuple[str, ...]) -> str:
    for word in back:
        if text.endswith(word):
            return text[: -len(word)]
    return text


def is_empty(text: str) -> bool:
    """Whether cleaned words name no subject of their own."""
    return not text or text in statement_words().empty


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
    return _COUNT.sub("", re.sub(r"共\d+个(?=[一-龥]{2})", "", clause))


def label(text: str | None, fiscal_year: int | None) -> str:
    """The subject that a heading or a label names: （一）因公出国（境）费用."""
    if not text:
        return ""
    found = clean(_TAIL.sub("", text.rstrip("。：；")), fiscal_year)
    return found.text if len(found.text) <= 50 else ""


@cache
def _filler() -> re.Pattern[str]:
    words = ("各", "总计", "合计", "总额", "总", "安排", "费用", "年初", "当年", "本年", "支出预算", "数", "经费")
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


def is_fiscal(text: str) -> bool:
    return any(word in text for word in statement_words().fiscal)


def measure_of(subject: Subject) -> Measure | None:
    """The measure that a subject of the fiscal year means; None where it means none."""
    words = statement_words()
    text = subject.text
    if subject.year or not text:
        return None
    if text in words.exact_measures:
        return words.exact_measures[text]
    if any(word in text for word in words.no_measure) or re.search(r"\d", text):
        return None
    return next((measure for word, measure in words.measures if word in text), None)
