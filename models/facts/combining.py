"""Claims into facts: one fact a meaning, with all places that say it; leaves never count anything twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from mingzhang.models.facts.concepts import concepts
from mingzhang.models.facts.context import verification_of
from mingzhang.models.facts.records import Agreement, Fact, FactClaim, Fund, Meaning
from mingzhang.models.facts.sums import settled_by_sums

# Amounts of one fact may differ by their last printed digits, and by so much where sums were rounded on the way.
ROUNDING = Decimal(200)
LAST_DIGIT = 100  # yuan: the second decimal of 万元, the last that a disclosure prints
# From this rank on an item of the classification is known by its name only.
NAMED = 3
_CODED = ("function", "economic", "economic_total", "economic_project")


def combine(claims: Iterable[FactClaim]) -> tuple[Fact, ...]:
    """One fact a meaning, in a stable order; `is_leaf` set so that leaves of a group add up to it at most."""
    by_meaning: dict[Meaning, list[FactClaim]] = defaultdict(list)
    for claim in _with_current(list(claims)):
        by_meaning[claim.meaning].append(claim)
    beside = _named_functions(by_meaning)
    _add_fiscal(by_meaning)
    summed = {meaning: _summed(some) for meaning, some in by_meaning.items()}
    facts = [_fact(meaning, some) for meaning, some in settled_by_sums(summed).items()]
    leaves = leaf_meanings([fact for fact in facts if fact.meaning not in beside])
    marked = [replace(fact, is_leaf=fact.meaning in leaves) for fact in facts]
    return tuple(sorted(marked, key=_order))


def _order(fact: Fact) -> tuple[str, ...]:
    m = fact.meaning
    parts = (m.unit_id, m.year, m.scope, m.concept, m.stage, m.fund, m.function_code, m.economic_code, m.project)
    return tuple("" if part is None else str(part) for part in parts)


def _with_current(claims: list[FactClaim]) -> list[FactClaim]:
    """The 合计 of a 支出总表 or 收入总表 is the grand total, or that of 本年 where only that one agrees."""
    said: dict[Meaning, FactClaim] = {}
    for claim in claims:
        if claim.rank == 1:
            said.setdefault(claim.meaning, claim)
    moved = []
    for claim in claims:
        concept = claim.meaning.concept
        if concept in ("revenue_total", "expenditure_total") and claim.rank == 2:
            current = replace(claim.meaning, concept=concept.replace("_total", "_current"))
            total, its_current = said.get(claim.meaning), said.get(current)
            if total and not _agree(total, claim) and its_current and _agree(its_current, claim):
                claim = replace(claim, meaning=current)
        moved.append(claim)
    return moved


def _named_functions(by_meaning: dict[Meaning, list[FactClaim]]) -> set[Meaning]:
    """Functions that only a 收支总表 names: no leaves where a table by function is there.

    Nothing is said of them where they don't add up to the total: a panel's items may stand beside another's figures.
    """
    groups: dict[object, list[Meaning]] = defaultdict(list)
    for meaning in by_meaning:
        if meaning.concept == "function":
            groups[meaning.group, meaning.fund].append(meaning)
    beside: set[Meaning] = set()
    for some in groups.values():
        weak = [meaning for meaning in some if all(claim.rank >= NAMED for claim in by_meaning[meaning])]
        if len(weak) < len(some):
            beside.update(weak)
            continue
        found = sum((by_meaning[meaning][0].value for meaning in weak), Decimal(0))
        totals = [
            claims[0].value
            for whole, claims in by_meaning.items()
            if whole.concept in ("expenditure_total", "expenditure_current")
            and replace(whole, concept="function").group == weak[0].group
        ]
        if not any(abs(total - found) <= ROUNDING + LAST_DIGIT * len(weak) for total in totals):
            for meaning in weak:
                del by_meaning[meaning]
    return beside


def _summed(claims: list[FactClaim]) -> list[FactClaim]:
    """Rows of one table with one meaning (a project under two functions, a code under two units) are one claim."""
    if not (claims[0].meaning.project or claims[0].meaning.concept in _CODED):
        return claims
    by_table: dict[int, list[FactClaim]] = defaultdict(list)
    rest = []
    for claim in claims:
        if claim.lines:
            by_table[claim.lines[0].table_ordinal].append(claim)
        else:
            rest.append(claim)
    for some in by_table.values():
        rows = {claim.lines[0].row_index for claim in some}
        if len(rows) == len(some) > 1:
            amount = sum((claim.value for claim in some), Decimal(0))
            lines = tuple(line for claim in some for line in claim.lines)
            slack = sum((claim.slack for claim in some), Decimal(0))
            rest.append(replace(some[0], amount=amount, lines=lines, slack=slack))
        else:
            rest += some
    return rest


def _fact(meaning: Meaning, claims: Sequence[FactClaim]) -> Fact:
    first, *others = sorted(claims, key=lambda claim: (claim.rank, claim.page_number))
    places = {_place(claim) for claim in claims}
    agree = all(_agree(first, other) for other in others)
    agreement = Agreement.SINGLE if len(places) == 1 else Agreement.AGREE if agree else Agreement.DIFFER
    saying = [first, *(other for other in others if _agree(first, other))]
    return Fact(
        meaning=meaning,
        amount_yuan=first.amount,
        quantity=first.quantity,
        quantity_unit=first.quantity_unit,
        is_leaf=False,
        page_number=first.page_number,
        agreement=agreement,
        verification=verification_of(saying),
        lines=tuple(dict.fromkeys(line for claim in (first, *others) for line in claim.lines)),
        statements=tuple(sorted({claim.statement for claim in claims if claim.statement is not None})),
    )


def _place(claim: FactClaim) -> tuple[object, ...]:
    return (claim.lines, claim.statement)


def _agree(one: FactClaim, other: FactClaim) -> bool:
    return abs(one.value - other.value) <= one.slack + other.slack + Decimal("0.01")


def _add_fiscal(by_meaning: dict[Meaning, list[FactClaim]]) -> None:
    """“三公” printed by funds only (Shenzhen): 财政拨款 is their sum."""
    apart: dict[Meaning, list[FactClaim]] = defaultdict(list)
    for meaning, claims in by_meaning.items():
        if concepts()[meaning.concept].fund is Fund.FISCAL and meaning.fund in (
            Fund.GENERAL_PUBLIC,
            Fund.GOVERNMENT_FUND,
            Fund.STATE_CAPITAL,
        ):
            apart[replace(meaning, fund=Fund.FISCAL)].append(claims[0])
    for meaning, claims in apart.items():
        told = by_meaning.get(meaning, [])
        if not any(claim.lines for claim in told):
            lines = tuple(line for claim in claims for line in claim.lines)
            amount = sum((claim.value for claim in claims), Decimal(0))
            slack = sum((claim.slack for claim in claims), Decimal(0))
            by_meaning[meaning] = [*told, replace(claims[0], meaning=meaning, amount=amount, lines=lines, slack=slack)]


def leaf_meanings(facts: Sequence[Fact]) -> set[Meaning]:
    """The meanings of which none is part of another.

    One fund (all money, else 财政拨款, else each budget), and in it the lowest items that add up to what is above them.
    """
    groups: dict[object, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.meaning.group].append(fact)
    leaves: set[Meaning] = set()
    for some in groups.values():
        funds = {fact.meaning.fund for fact in some}
        whole = next((fund for fund in (Fund.ALL, Fund.FISCAL) if fund in funds), None)
        for fund in [whole] if whole else sorted(funds):
            leaves |= _leaves_of([fact for fact in some if fact.meaning.fund is fund])
    return leaves


def _leaves_of(facts: Sequence[Fact]) -> set[Meaning]:
    if facts[0].meaning.concept in _CODED:
        return _coded_leaves(facts)
    named = [fact for fact in facts if fact.meaning.project]
    whole = [fact for fact in facts if not fact.meaning.project]
    if not named:
        return {fact.meaning for fact in whole}
    if whole and not _add_up(whole[0], named):
        return {fact.meaning for fact in whole}
    return {fact.meaning for fact in named}


def _coded_leaves(facts: Sequence[Fact]) -> set[Meaning]:
    by_code = {fact.meaning.function_code or fact.meaning.economic_code or "": fact for fact in facts}
    children: dict[str, list[str]] = defaultdict(list)
    tops = []
    for code in by_code:
        above = next((code[:size] for size in range(len(code) - 1, 2, -1) if code[:size] in by_code), None)
        if above is None:
            tops.append(code)
        else:
            children[above].append(code)
    leaves: set[Meaning] = set()

    def descend(code: str) -> None:
        below = [by_code[child] for child in children[code]]
        if below and _add_up(by_code[code], below):
            for child in children[code]:
                descend(child)
        else:
            leaves.add(by_code[code].meaning)

    for code in tops:
        descend(code)
    return leaves


def _add_up(whole: Fact, parts: Sequence[Fact]) -> bool:
    total = whole.amount_yuan or Decimal(0)
    found = sum((part.amount_yuan or Decimal(0) for part in parts), Decimal(0))
    return abs(total - found) <= ROUNDING + LAST_DIGIT * len(parts)
