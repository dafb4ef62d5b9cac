"""What the narrative says of the whole unit: totals, “三公”, 机关运行, procurement."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from mingzhang.models.facts.concepts import concepts
from mingzhang.models.facts.context import Context
from mingzhang.models.facts.records import FactClaim, FactScope, FactStage, Fund, Meaning
from mingzhang.models.facts.subjects import Named, read_subject
from mingzhang.models.identities.narrative.statements import CENTS, quantum_of
from mingzhang.models.records.documents import Document, Statement
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.patterns import YEAR

RANK = 5
# Concepts that a section about one budget narrows to it.
_OF_A_BUDGET = {"basic", "project", "personnel", "operating", "carryover_in"}
_OF_ALL = {"revenue_total", "expenditure_total", "revenue_current", "expenditure_current", "procurement_total"}
_BUDGETS = (
    (re.compile("一般公共预算"), Fund.GENERAL_PUBLIC),
    (re.compile("政府性基金"), Fund.GOVERNMENT_FUND),
    (re.compile("国有资本"), Fund.STATE_CAPITAL),
    (re.compile("财政拨款"), Fund.FISCAL),
)
_WHOLE_SECTION = re.compile(
    r"(?:部门|单位)?(?:收支|支出|收入)(?:预算|决算)?(?:总表|总体)?(?:的|安排)?(?:情况|增减|说明)|支出预算|收支预算|收入支出"
    r"|支出决算|收支决算|收入预算|收入决算|收支总|支出总|收入总"
)
# What a procurement or a “三公” sentence may narrow itself to; the fact would be another one.
_NARROWER = re.compile(r"其中:?(?:一般公共预算|面向|授予|预留)|中小|小微|预留|其他政府采购|一般公共预算拨款政府采购")
_RUNNING = re.compile(r"机关运行经费|行政经费")
_OF_VEHICLES = re.compile(r"(?:车辆)?(?:购置|运行(?:维护)?)(?:费|经费|支出)")
_APPROPRIATED = re.compile(rf"(?:{YEAR}年)?一般公共预算(?:财政)?拨款(?:合计|总计|规模|数)*")
_OF_LAST_YEAR = re.compile(r"上年(?:度)?(?:安排|结转)")


def claims_of_narrative(document: Document, context: Context, others: Iterable[FactClaim] = ()) -> Iterator[FactClaim]:
    """A claim for each statement that is about the whole unit and one concept; the others say nothing here.

    `others` are what the tables say: where a section tells no money, what 基本支出 adds up to tells it.
    """
    said: dict[Meaning, list[FactClaim]] = defaultdict(list)
    joint: dict[Meaning, list[FactClaim]] = defaultdict(list)
    unknown: dict[Meaning, list[FactClaim]] = defaultdict(list)
    before: Statement | None = None
    for number, statement in enumerate(document.statements, start=1):
        meanings = list(_meanings(_with_its_money(statement, before), context))
        before = statement
        for meaning, is_known in meanings:
            if statement.amount_yuan is not None:
                (unknown if not is_known else joint if len(meanings) > 1 else said)[meaning].append(
                    FactClaim(
                        meaning=meaning,
                        amount=statement.amount_yuan,
                        page_number=statement.page_number,
                        rank=RANK,
                        slack=max(_slack(statement.amount_yuan), Decimal(quantum_of(statement)) / CENTS / 2),
                        statement=number,
                    )
                )
    # What is said of a total by its own name holds against what is said of several at once (收支预算).
    for meaning, claims in joint.items():
        own = said[meaning]
        own += [claim for claim in claims if not _are_one(own) or claim.amount == own[0].amount]
    # Different amounts under one subject: it is not the whole unit that all of them are about.
    known = [claim for claims in said.values() if _are_one(claims) for claim in claims]
    known = _of_what_they_add_up_to(known, [*others, *known])
    told = {claim.meaning for claim in known}
    yield from known
    open_claims = [c for claims in unknown.values() if _are_one(claims) for c in claims]
    open_claims = [claim for claim in open_claims if claim.meaning not in told]
    parts = list(_parts_of_the_total(document.statements, open_claims, [*others, *known]))
    yield from parts
    told = {claim.meaning for claim in parts}
    for claim in _proven_whole(open_claims, [*others, *known]):
        if claim.meaning not in told:
            yield claim


def _are_one(claims: Sequence[FactClaim]) -> bool:
    return len({claim.amount for claim in claims}) == 1


_PAIRS = (
    ("basic", "project", ("expenditure_total", "expenditure_current", "revenue_total")),
    ("personnel", "operating", ("basic",)),
)


def _parts_of_the_total(
    statements: Sequence[Statement], unknown: Sequence[FactClaim], known: Sequence[FactClaim]
) -> Iterator[FactClaim]:
    """What a sentence lists, where the list adds up to the figure before it and that is the total of all expenditure:
    甲局预算100万元，包括在职人员经费60万元、公用经费10万元、项目支出30万元."""
    totals = [
        c
        for c in known
        if c.meaning.concept in _ALL_SUMS and c.meaning.fund is Fund.ALL and c.meaning.scope is FactScope.WHOLE
    ]
    stages = {claim.meaning.stage for claim in totals}
    sentences: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, statement in enumerate(statements, start=1):
        if statement.amount_yuan is not None:
            sentences[statement.page_number, statement.sentence].append(number)
    listed = {
        number
        for first, *rest in sentences.values()
        if _add_up(statements[first - 1], [statements[number - 1] for number in rest], totals)
        for number in rest
    }
    for claim in unknown:
        if claim.statement in listed and claim.meaning.fund is Fund.ALL and claim.meaning.stage in stages:
            yield claim


def _add_up(first: Statement, rest: Sequence[Statement], totals: Sequence[FactClaim]) -> bool:
    """Whether two or more amounts add up to the first, and the first is one of the totals."""
    whole, *parts = [one.amount_yuan or Decimal(0) for one in (first, *rest)]
    slack = sum(map(_slack, (whole, *parts)), Decimal(0))
    is_sum = len(parts) > 1 and whole > 0 and abs(sum(parts) - whole) <= slack
    return is_sum and any(abs(claim.value - whole) <= claim.slack + _slack(whole) for claim in totals)


def _proven_whole(unknown: Sequence[FactClaim], known: Sequence[FactClaim]) -> Iterator[FactClaim]:
    """Parts in pairs (基本 and 项目, 人员 and 公用) that add up to a total of all money are of all money."""
    found = list(known)
    for first, second, wholes in _PAIRS:
        for one in [claim for claim in unknown if claim.meaning.concept == first]:
            for other in [claim for claim in unknown if claim.meaning.concept == second]:
                total = one.value + other.value
                same = [
                    claim
                    for claim in found
                    if claim.meaning.concept in wholes
                    and claim.meaning.fund is Fund.ALL
                    and claim.meaning.stage is one.meaning.stage is other.meaning.stage
                    and claim.meaning.scope is FactScope.WHOLE
                ]
                if any(abs(claim.value - total) <= claim.slack + one.slack + other.slack for claim in same):
                    yield one
                    yield other
                    found += [one, other]


_SUMS = {Fund.FISCAL: "fiscal_expenditure", Fund.GENERAL_PUBLIC: "general_public_expenditure"}
_ALL_SUMS = ("expenditure_total", "expenditure_current", "revenue_total")


def _of_what_they_add_up_to(claims: list[FactClaim], known: Sequence[FactClaim]) -> list[FactClaim]:
    """基本 and 项目 are of the money that they add up to: in a section on 财政拨款 perhaps of 一般公共预算 only, in one
    on all expenditure perhaps of 财政拨款 (财政拨款安排支出900万元，其中：基本支出600万元)."""
    for fund in (Fund.ALL, Fund.FISCAL):
        own = {claim.meaning.concept: claim for claim in claims if claim.meaning.fund is fund}
        if "basic" in own and "project" in own:
            pair = [own["basic"], own["project"]]
            if narrower := _narrower(pair, fund, known):
                claims = [replace(c, meaning=replace(c.meaning, fund=narrower)) if c in pair else c for c in claims]
    return claims


def _narrower(pair: Sequence[FactClaim], fund: Fund, known: Sequence[FactClaim]) -> Fund | None:
    """The narrower money whose total some parts meet, where they do not meet that of `fund`."""
    total, slack = sum(c.value for c in pair), sum(c.slack for c in pair)

    def told(concepts_of: Sequence[str]) -> list[FactClaim]:
        stage = pair[0].meaning.stage
        return [
            c
            for c in known
            if c.meaning.concept in concepts_of and c.meaning.stage is stage and c.meaning.scope is FactScope.WHOLE
        ]

    def meets(concepts_of: Sequence[str]) -> bool:
        return any(abs(c.value - total) <= c.slack + slack for c in told(concepts_of))

    if fund is Fund.ALL:
        if not told(_ALL_SUMS) or meets(_ALL_SUMS):
            return None
        return next((narrower for narrower, concept in _SUMS.items() if meets((concept,))), None)
    has_more = any(claim.value for claim in told(("government_fund_expenditure",)))
    if meets((_SUMS[Fund.FISCAL],)) or not has_more:
        return None
    return Fund.GENERAL_PUBLIC if meets((_SUMS[Fund.GENERAL_PUBLIC],)) else None


def _with_its_money(statement: Statement, before: Statement | None) -> Statement:
    """A bare 支出 is of the money whose 收入 of one amount was told before it: 政府性基金收入9万元，支出9万元."""
    if before is None or plain(statement.subject) != "支出" or before.section != statement.section:
        return statement
    income = plain(before.subject)
    if not income.endswith("收入") or before.amount_yuan != statement.amount_yuan:
        return statement
    return replace(statement, subject=f"{income.removesuffix('收入')}支出")


def _meanings(statement: Statement, context: Context) -> Iterator[tuple[Meaning, bool]]:
    """What a statement is of, and whether its money is known to be the concept's."""
    subject = plain(statement.subject)
    if not subject or _NARROWER.search(subject):
        return
    unit = context.whole
    named = read_subject(subject, unit.name)
    if not named.concepts and (whole := _whole_name(subject, statement)):
        named = read_subject(whole, unit.name)
    stage = _stage(named, statement, context)
    if stage is None:
        return
    for concept in named.concepts:
        if concept in _OF_ALL and named.fund is not None:
            continue
        if concept.startswith("procurement") and _OF_LAST_YEAR.search(subject):
            continue
        fund, is_known = _fund(concept, statement, named)
        if fund is not None:
            yield (
                Meaning(unit.unit_id, unit.name, context.year_of(stage), concept, fund, stage, FactScope.WHOLE),
                is_known,
            )


def _whole_name(subject: str, statement: Statement) -> str | None:
    """A subject that leaves out what its section or its sentence has said: 采购货物 under 政府采购, 运行维护费 after
    公务用车购置及运行维护费, 一般公共预算拨款合计 under 一般公共预算当年拨款."""
    section, before = plain(statement.section), plain(statement.sentence).partition(subject)[0]
    if subject.startswith("采购") and "政府采购" in section:
        return f"政府{subject}"
    if _OF_VEHICLES.match(subject) and "公务用车购置" in before:
        return f"公务用车{subject}"
    if _APPROPRIATED.fullmatch(subject) and "当年拨款" in section:
        return "一般公共预算当年拨款"
    return None


def _stage(named: Named, statement: Statement, context: Context) -> FactStage | None:
    """The stage of a subject's figure; None where that is of a year, or a moment, that makes no fact."""
    # 2025年预算10万元，比2025年减少: a figure that is compared with its own year is of the document's, misprinted.
    is_misprint = named.year == statement.compared_year and str(context.year) not in statement.sentence
    if named.year and context.year and not is_misprint:
        if named.year == context.year - 1:
            return FactStage.PRIOR_YEAR
        if named.year != context.year:
            return None
    if context.stage is FactStage.FINAL:
        return FactStage.BUDGET if named.stage == "预算" else FactStage.FINAL
    return None if named.stage == "决算" else context.stage


def _fund(concept: str, statement: Statement, named: Named) -> tuple[Fund | None, bool]:
    """Whose money a statement is about, and whether that is told; None where it is not the whole."""
    subject, section, sentence = plain(statement.subject), plain(statement.section), plain(statement.sentence)
    before = sentence.partition(subject)[0][-16:]
    if _NARROWER.search(before + subject):
        return None, False
    if concept.startswith("procurement") and _OF_LAST_YEAR.search(before):
        return None, False
    if concept != "agency_operating" and _RUNNING.search(sentence.partition(subject)[0]):
        return None, False  # what 机关运行经费 is spent on is a part of it
    beside = re.split(r"[,。;:、]", before)[-1]
    if concept in _OF_A_BUDGET:
        if named.fund:
            return named.fund, True
        told = next((fund for pattern, fund in _BUDGETS if pattern.search(section)), None)
        if told:
            return told, True
        near = next((fund for pattern, fund in _BUDGETS if pattern.search(beside)), None)
        return near or Fund.ALL, bool(near or _WHOLE_SECTION.search(section))
    if concept.startswith("procurement") and "一般公共预算" in before:
        return None, False
    return concepts()[concept].fund, True


def _slack(amount: Decimal) -> Decimal:
    """Half of the last digit that is not zero, of 元, 百元 (two decimals of 万元) or 万元: texts round."""
    for digits in (Decimal(10_000), Decimal(1_000), Decimal(100), Decimal(10)):
        if amount and amount % digits == 0:
            return digits / 2
    return Decimal("0.01") if amount else Decimal(0)
