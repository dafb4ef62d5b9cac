"""Sums within a sentence: 总额…万元，其中：甲…万元，乙…万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from mingzhang.models.identities.declarations import rule
from mingzhang.models.identities.formal.explanations import formal_check, some
from mingzhang.models.identities.narrative.statements import CENTS, quantum_of, shown
from mingzhang.models.records.documents import Check, Statement
from mingzhang.models.text.amounts import YUAN, plain
from mingzhang.models.text.patterns import MONEY, YEAR

LEAST_CONFIDENCE = 0.8
_MARK = re.compile(r"其中|主要包括|包括|分别为|分别是")
_YEAR = re.compile(rf"{YEAR}年")
_NOTE = re.compile(r"[(（][^()（）]*[)）]")
PlacedStatement = tuple[int, Statement]


def sum_checks(statements: Sequence[Statement]) -> Iterator[Check]:
    """The amount before 其中 over those after it. Parts that leave something out are no fault; parts beyond it are."""
    groups: dict[tuple[str | None, str, int], list[Statement]] = {}
    for statement in statements:
        if statement.amount_yuan is not None:
            groups.setdefault((statement.section, statement.sentence, statement.page_number), []).append(statement)
    for (_, sentence, _), its in groups.items():
        if len(its) > 2 and min(s.confidence for s in its) >= LEAST_CONFIDENCE:
            yield from _of_sentence(plain(sentence), its)


def _of_sentence(text: str, its: Sequence[Statement]) -> Iterator[Check]:
    placed = _placed(text, its)
    if placed is None:
        return
    depths = _depths(text)
    figures = [match.start() for match in MONEY.finditer(text)]
    marks = list(_MARK.finditer(text))
    for number, mark in enumerate(marks):
        depth = depths[mark.start()]
        end = next((at for at in range(mark.end(), len(text)) if depths[at] < depth), len(text))
        later = next((other.start() for other in marks[number + 1 :] if depths[other.start()] == depth), None)
        if later is not None and later < end:
            end = max((at for at in figures if at < later), default=later)
        before = [one for one in placed if one[0] < mark.start()]
        after = [one for one in placed if mark.start() < one[0] < end and depths[one[0]] == depth]
        printed = [at for at in figures if mark.start() < at < end and depths[at] == depth]
        nearest = [at for at in figures if at < mark.start()]
        if len(after) < 2 or len(printed) != len(after) or not before or before[-1][0] != nearest[-1]:
            continue
        check = _sum(before[-1][1], [one for _, one in after], mark.group().startswith("分别"))
        if check is not None:
            yield check


@rule("text_parts")
def _sum(whole: Statement, parts: Sequence[Statement], complete: bool) -> Check | None:
    if any(_YEAR.search(_NOTE.sub("", plain(one.subject))) for one in (whole, *parts)):
        return None
    amount = whole.amount_yuan or Decimal(0)
    total = sum((part.amount_yuan or Decimal(0) for part in parts), Decimal(0))
    slack = Decimal(quantum_of(whole)) / CENTS * (len(parts) + 1) / 2
    if total > amount + slack and (ahead := _first_that_add_up(amount, parts, slack)):
        if len(ahead) == 1:
            return None  # the same again, before what it consists of: 款1950万元：项1400万元，项550万元
        parts, total = ahead, sum((part.amount_yuan or Decimal(0) for part in ahead), Decimal(0))
    held = abs(total - amount) <= slack
    if not held and total < amount and not complete:
        return None
    told = f"第{whole.page_number}页文字“{whole.subject or ''}”{shown(amount)}，"
    named = some(f"“{part.subject or '其他'}”{shown(part.amount_yuan)}" for part in parts)
    told += f"其下{named}之和{shown(total)}，"
    told += "相符。" if held else f"相差{shown(abs(total - amount))}。"
    return formal_check("text_parts", held, told, page=whole.page_number, expected=total, actual=amount)


def _first_that_add_up(amount: Decimal, parts: Sequence[Statement], slack: Decimal) -> Sequence[Statement]:
    """The first parts that are all of the whole; what follows is told another way (中央、省级；下达、本级), or stands
    beside the whole. () where there are none, or one that the rest don't consist of."""
    total = Decimal(0)
    for count, part in enumerate(parts, start=1):
        total += part.amount_yuan or Decimal(0)
        rest = sum((one.amount_yuan or Decimal(0) for one in parts[count:]), Decimal(0))
        if abs(total - amount) <= slack and (count > 1 or abs(rest - amount) <= slack):
            return parts[:count]
    return ()


def _placed(text: str, its: Sequence[Statement]) -> list[PlacedStatement] | None:
    """Where each amount stands, in printed order; None where one is not found."""
    found: list[PlacedStatement] = []
    at = 0
    for statement in its:
        for match in MONEY.finditer(text, at):
            if Decimal(match.group(1).replace(",", "")) * YUAN[f"{match.group(2) or ''}元"] == statement.amount_yuan:
                found.append((match.start(), statement))
                at = match.end()
                break
        else:
            return None
    return found


def _depths(text: str) -> list[int]:
    """How many brackets are open at each place."""
    depths: list[int] = []
    depth = 0
    for sign in text:
        depth += sign == "("
        depths.append(depth)
        depth -= sign == ")"
    return depths
