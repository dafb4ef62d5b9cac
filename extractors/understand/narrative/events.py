"""What the figures of one clause group say: an amount, a change, a share, a figure of another year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto
from functools import cache

from mingzhang.extractors.understand.narrative.figures import FigureKind, StatedFigure
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.statement_words import statement_words

_CLAUSES = re.compile(r"[，。；：！？…]+")


_APART = re.compile(r"[，。：]$")
_FOLLOWS = re.compile(r"(?:是|为)([^，。；：]{2,50})")
LONGEST_NOUN = 60  # signs of what a figure may be of; longer is a clause of its own


class FigureRole(Enum):
    AMOUNT = auto()
    CHANGE = auto()
    SHARE = auto()
    OTHER_YEAR = auto()
    ORIGIN = auto()
    TARGET = auto()


@dataclass(frozen=True, slots=True)
class Event:
    """What one figure, or a change with its percentage, says.

    `subject` is the clause text that names it, '' for the subject before; `clauses` are the clauses between the
    figure before and this one. `year` is the compared year as offset (-1) or year (2024), None where not printed.
    `opens_parts` and `opens_reason`: 其中, 主要原因是 stands before it.
    """

    role: FigureRole
    start: int
    end: int
    subject: str
    clauses: tuple[str, ...]
    money: StatedFigure | None = None
    percent: StatedFigure | None = None
    sign: int | None = 1
    year: int | None = None
    opens_parts: bool = False
    opens_reason: bool = False
    bare: bool = False
    printed: str = ""


@cache
def _year_text() -> str:
    return f"(?:{'|'.join(statement_words().last_year)}|{YEAR}(?:年度?|(?=预算|执行|$)))"


@cache
def _compared() -> re.Pattern[str]:
    words = statement_words()
    stages = "|".join(words.year_stages)
    return re.compile(
        rf"(?:(?:{'|'.join(words.same_period)})|(?:{'|'.join(words.before_year)})(?P<year>{_year_text()})(?:的)?(?:{stages})*)"
        r"(?P<with>相比较?|比较|对比)?"
    )


@cache
def _other_year() -> re.Pattern[str]:
    words = statement_words()
    stages = "|".join(words.year_stages)
    before = "|".join(words.before_year)
    return re.compile(
        rf"(?P<subject>.*?)(?:(?:{before})(?P<compared>{_year_text()})[^，]{{0,20}}?(?:{stages})"
        rf"|(?:{before})?(?P<year>{_year_text()})(?:的)?(?:{stages})*)(?:为|是|的)?$"
    )


@cache
def _changed() -> re.Pattern[str]:
    words = statement_words()
    after = "|".join(words.after_change)
    return re.compile(
        rf"(?P<word>{'|'.join((*words.neither, *words.up, *words.down))})"
        rf"(?P<other>[（/或](?:{'|'.join((*words.up, *words.down))}|-)）?)?(?P<after>(?:{after})*)"
    )


@cache
def _target() -> re.Pattern[str]:
    words = statement_words()
    moves = "|".join((*words.up, *words.down))
    ends = f"(?:{moves})(?:{'|'.join(words.target)})|{'|'.join(words.short_target)}"
    return re.compile(rf"(?:{ends})(?:(?:{YEAR}年度?|{'|'.join(words.this_year)})的?)?$")


@cache
def _origin() -> re.Pattern[str]:
    words = statement_words()
    return re.compile(rf"(?:{'|'.join(words.origin)})(?:(?P<year>{YEAR}年度?|{'|'.join(words.last_year)})的?)?$")


def compared_year(text: str) -> int:
    """The year in a word of comparison: 2024, or -1 for the year before."""
    digits = re.search(YEAR, text)
    return int(digits.group()) if digits else -1


def events_of(text: str, figures: Sequence[StatedFigure]) -> list[Event]:
    """The events of a canonical text in order; percentages of a change are joined to it."""
    events: list[Event] = []
    end = 0
    for figure in figures:
        lead = text[end : figure.start]
        if end and lead.startswith(statement_words().joining):
            lead = lead[1:]
        event = _event(lead, figure, events[-1] if events else None, text[figure.end :])
        end = figure.end
        if event is None:
            continue
        joins = (
            events
            and event.role is FigureRole.CHANGE
            and event.percent is not None
            and event.money is None
            and not event.subject
            and events[-1].role is FigureRole.CHANGE
            and events[-1].percent is None
            and events[-1].money is not None
            and events[-1].money.kind is FigureKind.MONEY
        )
        if joins:
            sign = events[-1].sign if events[-1].sign is not None else event.sign
            events[-1] = replace(events[-1], percent=event.percent, end=event.end, sign=sign)
        else:
            events.append(event)
    return events


def _event(lead: str, figure: StatedFigure, before: Event | None, rest: str) -> Event | None:
    words = statement_words()
    clauses = tuple(clause for clause in _CLAUSES.split(lead) if clause.strip("、"))
    apart = bool(_APART.search(lead))
    last = clauses[-1].lstrip("、") if clauses and not apart else ""
    event = Event(
        FigureRole.AMOUNT,
        figure.start,
        figure.end,
        _after_openers(last),
        clauses,
        opens_parts=any(word in lead for word in words.parts),
        opens_reason=_opens_reason(lead, clauses),
        bare=not clauses,
        printed=_after_openers(last),
    )
    if apart and figure.kind is FigureKind.MONEY and (found := _FOLLOWS.match(rest)):
        return replace(event, money=figure, subject=found.group(1), clauses=(*clauses, ""), printed=found.group(1))
    if apart:
        event = replace(event, clauses=(*clauses, ""))
    if figure.kind is FigureKind.FLAT:
        return _flat(event, figure)
    if figure.kind is FigureKind.PERCENT and words.share in event.subject:
        start = event.subject.rindex(words.share)
        return replace(event, role=FigureRole.SHARE, percent=figure, subject=event.subject[:start])
    if figure.kind is FigureKind.MONEY:
        if found := _target().search(event.subject):
            return replace(event, role=FigureRole.TARGET, money=figure, subject=event.subject[: found.start()])
        if found := _origin().search(event.subject):
            year = compared_year(found.group("year")) if found.group("year") else None
            named = event.subject[: found.start()]
            return replace(event, role=FigureRole.ORIGIN, money=figure, subject=named, year=year)
    if changed := _change(event, figure, clauses[:-1]):
        return changed
    if figure.kind is FigureKind.PERCENT:
        if before and before.role is FigureRole.CHANGE and before.percent is None and not clauses:
            return replace(event, role=FigureRole.CHANGE, percent=figure, subject="")
        return None
    if found := _other_year().match(event.subject):
        return _of_other_year(event, figure, found)
    return replace(event, money=figure)


def _of_other_year(event: Event, figure: StatedFigure, found: re.Match[str]) -> Event:
    """An amount of another year, or the change against it: 比上年…多."""
    words = statement_words()
    named = found.group("subject")
    year = compared_year(found.group("compared") or found.group("year"))
    for sign, beyond in ((1, words.beyond), (-1, words.below)):
        word = next((word for word in beyond if named.endswith(word)), None)
        if word:
            named = named.removesuffix(word)
            return replace(event, role=FigureRole.CHANGE, money=figure, subject=named, year=year, sign=sign)
    return replace(event, role=FigureRole.OTHER_YEAR, money=figure, subject=named, year=year)


def _opens_reason(lead: str, clauses: Sequence[str]) -> bool:
    """Whether the words before a figure begin a reason, or count its grounds (一是, 二是)."""
    words = statement_words()
    return any(word in lead for word in words.reasons) or any(clause.startswith(words.counted) for clause in clauses)


def _after_openers(clause: str) -> str:
    """A clause without what opens parts or reasons: 其中, 主要原因是."""
    words = statement_words()
    for word in (*words.parts, *words.reasons):
        start = clause.rfind(word)
        if start >= 0:
            clause = clause[start + len(word) :].removeprefix("是").removeprefix("为")
    return clause


def _comparison(clause: str) -> tuple[str, int] | None:
    """(subject, year) of the last comparison in a clause; the subject is '' where the clause does not name it."""
    found = None
    for match in _compared().finditer(clause):
        found = match
    if found is None:
        return None
    before, after = clause[: found.start()], clause[found.end() :].lstrip("，、")
    if not before and (found.group("with") or not after.endswith(statement_words().year_stages)):
        before = after
    return before, compared_year(found.group("year") or "")


def _earlier(clauses: Sequence[str]) -> int | None:
    for clause in reversed(clauses):
        if found := _comparison(clause):
            return found[1]
    return None


def _flat(event: Event, figure: StatedFigure) -> Event | None:
    compared = _comparison(event.subject)
    if compared is None:
        if event.subject.endswith(tuple(statement_words().before_year)) or "与" in event.subject:
            return None
        return replace(event, role=FigureRole.CHANGE, money=figure, year=_earlier(event.clauses[:-1]), bare=True)
    return replace(event, role=FigureRole.CHANGE, money=figure, subject=compared[0], year=compared[1])


def _change(event: Event, figure: StatedFigure, earlier: Sequence[str]) -> Event | None:
    changes = list(_changed().finditer(event.subject))
    if not changes:
        return None
    change = changes[-1]
    left, noun = event.subject[: change.start()], event.subject[change.end() :]
    compared = _comparison(left)
    year = compared[1] if compared else None
    if year is None:
        year = _earlier(earlier)
    if compared:
        left = compared[0]
    if noun and year is None and not event.opens_reason and left:
        return None
    if noun and len(noun) > LONGEST_NOUN:
        return None
    words = statement_words()
    sign: int | None = -1 if change.group("word") in words.down else 1
    if change.group("other") or change.group("word") in words.neither:
        sign = None
    for _ in range(3):
        left = next((left[: -len(word)] for word in words.each if left.endswith(word)), left)
    money, percent = (figure, None) if figure.kind is FigureKind.MONEY else (None, figure)
    return replace(
        event, role=FigureRole.CHANGE, money=money, percent=percent, subject=noun or left, year=year, sign=sign
    )


def zero_or(value: Decimal, sign: int | None) -> Decimal | None:
    """A signed value; None where the text leaves the sign open and the value is not zero."""
    if value == 0:
        return Decimal(0)
    if sign is None:
        return None
    return abs(value) * sign
