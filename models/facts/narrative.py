"""What the narrative says of the whole unit: totals, “三公”, 机关运行, procurement."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from mingzhang.models.facts.concepts import concept_of_subject, concepts
from mingzhang.models.facts.context import Context
from mingzhang.models.facts.records import Claim, Fund, Meaning, Scope, Stage
from mingzhang.models.records.documents import Document, Statement
from mingzhang.models.text.amounts import plain

RANK = 5
_YEAR = re.compile(r"^(20\d{2})年")
_TRIMMED = re.compile(r"^(?:20\d{2}年度?)?(?:本|当年|全年)?(?:部门|单位)?(?:年初)?(?:安排的?)?")
_OF_FUND = re.compile(r"^(?:一般公共预算|财政)(?:财政)?(?:拨款)?(?:安排的?)?")
# Concepts that a section about one budget narrows to it.
_OF_A_BUDGET = {"basic", "project", "personnel", "operating", "carryover_in", "fixed_assets"}
_OF_ALL = {"revenue_total", "expenditure_total", "revenue_current", "expenditure_current", "procurement_total"}
_BUDGETS = (
    (re.compile("一般公共预算"), Fund.GENERAL_PUBLIC),
    (re.compile("政府性基金"), Fund.GOVERNMENT_FUND),
    (re.compile("国有资本"), Fund.STATE_CAPITAL),
    (re.compile("财政拨款"), Fund.FISCAL),
)
_WHOLE_SECTION = re.compile(
    r"(?:部门|单位)?(?:收支|支出|收入)(?:预算)?(?:总体)?(?:情况|增减|说明)|支出预算|收支预算|收入支出"
)
# What a procurement or a “三公” sentence may narrow itself to; the fact would be another one.
_NARROWER = re.compile(
    r"其中:?(?:一般公共预算|面向|授予|预留)|中小|小微|预留|其他政府采购|一般公共预算拨款政府采购|上年(?:度)?(?:安排|结转)"
)


def claims_of_narrative(document: Document, context: Context) -> Iterator[Claim]:
    """A claim for each statement that is about the whole unit and one concept; the others say nothing here."""
    said: dict[Meaning, list[Claim]] = defaultdict(list)
    for number, statement in enumerate(document.statements, start=1):
        meaning = _meaning(statement, context)
        if meaning is not None and statement.amount_yuan is not None:
            said[meaning].append(
                Claim(
                    meaning=meaning,
                    amount=statement.amount_yuan,
                    page_number=statement.page_number,
                    rank=RANK,
                    slack=_slack(statement.amount_yuan),
                    statement=number,
                )
            )
    for claims in said.values():
        # Different amounts under one subject: it is not the whole unit that all of them are about.
        if len({claim.amount for claim in claims}) == 1:
            yield from claims


def _meaning(statement: Statement, context: Context) -> Meaning | None:
    subject = plain(statement.subject)
    if not subject:
        return None
    bare = _TRIMMED.sub("", subject)
    concept = concept_of_subject(subject) or concept_of_subject(bare)
    if concept is None and (concept := concept_of_subject(_OF_FUND.sub("", bare))) in _OF_ALL:
        return None
    if concept is None or _NARROWER.search(subject):
        return None
    stage = context.stage
    told = _YEAR.match(subject)
    if told and context.year:
        if int(told.group(1)) == context.year - 1:
            stage = Stage.PRIOR_YEAR
        elif int(told.group(1)) != context.year:
            return None
    fund = _fund(concept, statement)
    if fund is None:
        return None
    unit = context.whole
    return Meaning(unit.unit_id, unit.name, context.year_of(stage), concept, fund, stage, Scope.WHOLE)


def _fund(concept: str, statement: Statement) -> Fund | None:
    """Whose money a statement is about; None where that is not the whole that the concept means."""
    subject, section, sentence = plain(statement.subject), plain(statement.section), plain(statement.sentence)
    before = sentence.partition(subject)[0][-16:]
    if _NARROWER.search(before + subject):
        return None
    if concept in _OF_A_BUDGET:
        told = next((fund for pattern, fund in _BUDGETS if pattern.search(section)), None)
        if told:
            return told
        named = next((fund for pattern, fund in _BUDGETS if pattern.search(before)), None)
        if named or not _WHOLE_SECTION.search(section):
            return named
        return Fund.ALL
    if concept.startswith("procurement") and "一般公共预算" in before:
        return None
    return concepts()[concept].fund


def _slack(amount: Decimal) -> Decimal:
    """Half of the last digit that is not zero, of 元, 百元 (two decimals of 万元) or 万元: texts round."""
    for digits in (Decimal(10_000), Decimal(1_000), Decimal(100), Decimal(10)):
        if amount and amount % digits == 0:
            return digits / 2
    return Decimal("0.01") if amount else Decimal(0)
