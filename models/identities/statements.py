"""What statements say, checked in itself: changes and percentages, shares, procurement, published forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from models.amounts import YUAN, plain
from models.documents import Check, Document, Statement
from models.identities.declarations import declared
from models.vocabulary import CheckStatus

CENTS = 100
_FIGURE = re.compile(r"(\d[\d,]*(?:\.(\d+))?)(百万|亿|千|万)?元")
_PERCENT = re.compile(r"\d+(?:\.(\d+))?[%％]")
_COUNT = re.compile(r"(\d+)个(?:一级|二级)?项目")


def cents_of(amount: Decimal | None) -> int:
    return int((amount or Decimal(0)) * CENTS)


def quantum_of(statement: Statement) -> int:
    """The last printed decimal of a statement's amount, in cents."""
    for number, decimals, unit in _FIGURE.findall(plain(statement.sentence)):
        factor = YUAN[f"{unit}元"]
        if Decimal(number.replace(",", "")) * factor == abs(statement.amount_yuan or 0):
            return max(1, int(factor * CENTS / Decimal(10) ** len(decimals)))
    return 10_000


def shown(amount: Decimal | None) -> str:
    if amount is None:
        return "空"
    return f"{(amount / 10_000).normalize():,f}万元" if abs(amount) >= 100 else f"{amount:,f}元"


def _percent_slack(statement: Statement, percent: Decimal) -> Decimal:
    for match in _PERCENT.finditer(plain(statement.sentence)):
        if Decimal(match.group().rstrip("%％")) == abs(percent):
            return Decimal(10) ** -len(match.group(1) or "")
    return Decimal(1)


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
    yield _plain_check("text_change", held, told, statement.page_number)


def share_checks(statement: Statement, others: Sequence[Statement]) -> Iterator[Check]:
    share, amount = statement.share_percent, statement.amount_yuan
    if share is None or amount is None or not share:
        return
    slack = _percent_slack(statement, share)
    wholes = [o.amount_yuan for o in others if o.section == statement.section and o.amount_yuan]
    for whole in wholes:
        if whole >= amount and abs(amount / whole * 100 - share) <= slack:
            told = f"第{statement.page_number}页“{statement.subject or ''}”{shown(amount)}"
            told += f"占{shown(whole)}的{share}%，相符。"
            yield _plain_check("text_share", True, told, statement.page_number)
            return


def _plain_check(
    rule: str, held: bool, told: str, page: int, expected: Decimal | None = None, actual: Decimal | None = None
) -> Check:
    return Check(
        rule_id=rule,
        status=CheckStatus.PASS if held else CheckStatus.FAIL,
        table_ordinal=None,
        expected_yuan=expected,
        actual_yuan=actual,
        difference_yuan=actual - expected if actual is not None and expected is not None else None,
        tolerance_yuan=None,
        explanation=told,
        page_number=page,
    )


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
        yield _plain_check(
            "text_procurement", held, told + ("相符。" if held else "不符。"), wholes[0].page_number, total, whole
        )


def form_count_checks(document: Document) -> Iterator[Check]:
    """How many projects the text says to have published targets for, where just so many forms are printed."""
    word: str = declared()["text"]["performance"]
    forms = [project for project in document.projects if not project.is_overall]
    if not forms:
        return
    for statement in document.statements:
        sentence = plain(statement.sentence)
        count = _COUNT.search(sentence)
        if word not in sentence or count is None:
            continue
        same = int(count.group(1)) == len(forms)
        told = f"第{statement.page_number}页文字写{count.group(1)}个项目公开绩效目标，文件附{len(forms)}个绩效目标表"
        check = _plain_check(
            "text_forms", same, told + ("，相符。" if same else "，口径可能不同。"), statement.page_number
        )
        if same:
            yield check
        return
