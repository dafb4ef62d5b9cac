"""What statements say, checked in itself: changes and percentages, shares, procurement, published forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from mingzhang.models.identities.declarations import declared, rule
from mingzhang.models.identities.formal.explanations import formal_check
from mingzhang.models.identities.years import is_whole, subject_of
from mingzhang.models.records.documents import Check, Statement
from mingzhang.models.text.amounts import YUAN, plain
from mingzhang.models.text.patterns import MONEY, YEAR, decimals_of
from mingzhang.models.vocabulary.enums import Measure
from mingzhang.models.vocabulary.statement_words import statement_words

CENTS = 100
PERCENT = 100
# yuan: 万元, and its second decimal, the last digit that a disclosure prints of it
TEN_THOUSAND, LAST_DIGIT = 10_000, 100
HEAD = 24
# Who says 100% says all of it: that is not rounded.
ALL, ALL_OF_IT = Decimal(100), Decimal("0.05")
# Measures that a share may name as its whole.
NAMED = (Measure.PROJECT, Measure.BASIC, Measure.PERSONNEL, Measure.OPERATING)
TotalRows = Sequence[Mapping[Measure, Decimal]]
_BASE = re.compile(r"占([^,。;:、%]{2,40}?)(?:的比例|的比重|比例|比重|的)?为?\d+(?:\.\d+)?[%％]")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_YEAR = re.compile(rf"{YEAR}年")
_PERCENT = re.compile(r"\d{1,9}(?:\.(\d{1,9}))?[%％]")


def cents_of(amount: Decimal | None) -> int:
    return int((amount or Decimal(0)) * CENTS)


def quantum_of(statement: Statement) -> int:
    """The last printed decimal of a statement's amount, in cents."""
    for number, unit in MONEY.findall(plain(statement.sentence)):
        factor = YUAN[f"{unit}元"]
        if Decimal(number.replace(",", "")) * factor == abs(statement.amount_yuan or 0):
            return max(1, int(factor * CENTS / Decimal(10) ** decimals_of(number)))
    return 10_000


def shown(amount: Decimal | None) -> str:
    if amount is None:
        return "空"
    is_printed_in_yuan = abs(amount) < LAST_DIGIT or (abs(amount) < TEN_THOUSAND and amount % LAST_DIGIT != 0)
    return f"{amount:,f}元" if is_printed_in_yuan else f"{(amount / TEN_THOUSAND).normalize():,f}万元"


def _percent_slack(statement: Statement, percent: Decimal) -> Decimal:
    for match in _PERCENT.finditer(plain(statement.sentence)):
        if Decimal(match.group().rstrip("%％")) == abs(percent):
            return Decimal(10) ** -len(match.group(1) or "")
    return Decimal(1)


@rule("text_change")
def change_checks(statement: Statement) -> Iterator[Check]:
    amount, change, percent = statement.amount_yuan, statement.change_yuan, statement.change_percent
    if amount is None or change is None or percent is None:
        return
    base = amount - change
    if base <= 0 or not change:
        return
    expected = change / base * 100
    quantum = Decimal(quantum_of(statement)) / CENTS
    slack = _percent_slack(statement, percent) + 2 * quantum / base * max(Decimal(100), abs(percent))
    held = abs(expected - percent) <= slack
    told = f"第{statement.page_number}页“{statement.subject or ''}”{shown(amount)}，增减{shown(change)}，"
    told += f"文字写{percent}%，按增减额计算为{expected:.2f}%，{'相符' if held else '不符'}。"
    yield formal_check("text_change", held, told, page=statement.page_number)


@rule("text_last_year")
def last_year_checks(statement: Statement, others: Sequence[Statement]) -> Iterator[Check]:
    """This year less the change = last year, where a section says all three of one subject; the direction with it."""
    amount, change, year = statement.amount_yuan, statement.change_yuan, statement.compared_year
    if amount is None or not change or year is None or not statement.subject or _YEAR.search(statement.subject):
        return
    subject = _subject(statement)
    before = [
        other
        for other in others
        if other.section == statement.section
        and other.amount_yuan is not None
        and plain(other.subject).startswith(f"{year}年")
        and (_subject(other) == subject or (is_whole(_subject(other)) and is_whole(subject)))
    ]
    if not before:
        return
    slack = Decimal(quantum_of(statement)) / CENTS * 2
    near = min(before, key=lambda other: abs(amount - change - (other.amount_yuan or 0)))
    last = near.amount_yuan or Decimal(0)
    held = abs(amount - change - last) <= slack
    if not held and any(_comes_from(other, statement, before, slack) for other in others):
        return  # it is another amount's change: 全年预算40万元，实际支出31.2万元。较上年30万元增加1.2万元
    word = "增加" if change > 0 else "减少"
    told = f"第{statement.page_number}页“{statement.subject}”{shown(amount)}，{year}年{shown(last)}，"
    told += f"文字写{word}{shown(abs(change))}"
    if not held:
        real = amount - last
        told += f"，按两年数应为{'增加' if real > 0 else '减少'}{shown(abs(real))}" if real else "，而两年数相同"
    told += "，相符。" if held else "，不符。"
    yield formal_check("text_last_year", held, told, page=statement.page_number, expected=amount - last, actual=change)


def _comes_from(other: Statement, statement: Statement, before: Sequence[Statement], slack: Decimal) -> bool:
    """Whether another amount of the same section, less the change of a statement, is one of last year's amounts."""
    if other.section != statement.section or other.amount_yuan is None or other in before:
        return False
    this_year = other.amount_yuan - (statement.change_yuan or Decimal(0))
    return any(abs(this_year - (last.amount_yuan or Decimal(0))) <= slack for last in before)


def _subject(statement: Statement) -> str:
    return subject_of(statement.subject).replace("的", "")


@rule("text_share")
def share_checks(
    statement: Statement, others: Sequence[Statement], totals: Mapping[Measure | None, frozenset[Decimal]]
) -> Iterator[Check]:
    """A share of a whole: one that the text names (占项目支出总额的), or any that its section or a total prints.

    `totals` are the printed totals by measure, in yuan. Only where the whole is known can a share be wrong.
    """
    share, amount = statement.share_percent, statement.amount_yuan
    if share is None or amount is None or not share:
        return
    slack = min(_percent_slack(statement, share), ALL_OF_IT) if share == ALL else _percent_slack(statement, share)
    section = [o for o in others if o.section == statement.section and o.amount_yuan and o is not statement]
    base = _BASE.search(plain(statement.sentence))
    measure = _measure_in(_BRACKETS.sub("", base.group(1))) if base else None
    named = [*totals.get(measure, ())] if measure in NAMED else []
    beside = [o for o in section if o.share_percent]
    sums = sum((o.amount_yuan or Decimal(0) for o in beside), amount)
    told = f"第{statement.page_number}页“{statement.subject or ''}”{shown(amount)}"
    wholes = named or [*(o.amount_yuan or Decimal(0) for o in section), sums, *totals.get(Measure.TOTAL, ())]
    for whole in wholes:
        if whole >= amount and abs(amount / whole * PERCENT - share) <= slack:
            yield formal_check(
                "text_share", True, f"{told}占{shown(whole)}的{share}%，相符。", page=statement.page_number
            )
            return
    same = [o.amount_yuan for o in section if o.sentence.startswith(statement.sentence[:HEAD]) and not o.share_percent]
    known = [whole for whole in (named or same) if whole and whole > amount]
    if not known:
        return
    whole = min(known, key=lambda whole: abs(amount / whole * PERCENT - share))
    told += f"，文字写占{base.group(1) if named and base else '总数'}的{share}%，"
    told += f"按{shown(whole)}计算为{amount / whole * 100:.2f}%，不符。"
    yield formal_check("text_share", False, told, page=statement.page_number)


@rule("text_measure")
def measure_checks(
    statement: Statement,
    others: Sequence[Statement],
    totals: Mapping[Measure | None, frozenset[Decimal]],
    rows: TotalRows,
) -> Iterator[Check]:
    """The money of one kind (基本支出, 项目支出, 上年结转) against the totals that tables print of that kind.

    That no table prints it is no contradiction: only where the same sentence gives the whole, and a table prints that
    very whole with another figure of the kind beside it, is one of the two wrong. `rows`: the printed totals of each
    row of totals, by measure.
    """
    amount, measure = statement.amount_yuan, statement.measure
    kind = Measure(measure) if measure else None
    its = totals.get(kind, frozenset())
    subject = statement.subject or ""
    if not amount or kind in (None, Measure.TOTAL) or not its or any(word in subject for word in _later()):
        return
    slack = max(Decimal(quantum_of(statement)) / CENTS, Decimal(100))
    every = [total for some in totals.values() for total in some]
    near = min(every, key=lambda total: abs(total - amount))
    told = f"第{statement.page_number}页文字“{subject}”为{shown(amount)}，"
    page = statement.page_number
    if abs(near - amount) <= slack:
        yield formal_check(
            "text_measure", True, f"{told}各表的合计中有此数，相符。", page=page, expected=near, actual=amount
        )
        return
    wholes = [o.amount_yuan for o in others if o.sentence == statement.sentence and is_whole(subject_of(o.subject))]
    beside = {
        figures[kind]
        for figures in rows
        if kind in figures and any(whole and abs(figures[Measure.TOTAL] - whole) <= slack for whole in wholes)
    }
    if len(beside) == 1:
        printed = beside.pop()
        told += f"同句的总数与表相符，而该表此项为{shown(printed)}，不符。"
        yield formal_check("text_measure", False, told, page=page, expected=printed, actual=amount)


def _later() -> list[str]:
    words: list[str] = declared()["text"]["later"]
    return words


def _measure_in(words: str) -> Measure | None:
    """The measure that words name: 部门项目支出总额 is one of projects."""
    return next((measure for word, measure in statement_words().measures if word in words), None)


@rule("text_procurement")
def procurement_checks(statements: Sequence[Statement]) -> Iterator[Check]:
    word: str = declared()["text"]["procurement"]
    goods: list[str] = declared()["text"]["goods"]
    by_section: dict[str | None, list[Statement]] = {}
    for statement in statements:
        if statement.amount_yuan is not None and statement.subject and word in statement.subject:
            by_section.setdefault(statement.section, []).append(statement)
    for some in by_section.values():
        wholes = [s for s in some if not any(name in (s.subject or "") for name in goods)]
        parts = {name: [s for s in some if name in (s.subject or "")] for name in goods}
        if len(wholes) != 1 or any(len(its) > 1 for its in parts.values()) or not parts["货物"] or not parts["服务"]:
            continue
        total = sum((s.amount_yuan or Decimal(0) for its in parts.values() for s in its), Decimal(0))
        whole = wholes[0].amount_yuan or Decimal(0)
        held = abs(total - whole) <= 2 * Decimal(quantum_of(wholes[0])) / CENTS
        told = f"第{wholes[0].page_number}页政府采购总额{shown(whole)}，货物、工程、服务之和{shown(total)}，"
        told += "相符。" if held else "不符。"
        yield formal_check("text_procurement", held, told, page=wholes[0].page_number, expected=total, actual=whole)
