"""Which of several places counts: the one whose figure adds up with the figures beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from mingzhang.models.facts.records import FactClaim, Fund, Meaning

Claims = Mapping[Meaning, Sequence[FactClaim]]
_SPENT = {
    Fund.ALL: ("expenditure_total", "expenditure_current"),
    Fund.FISCAL: ("fiscal_expenditure",),
    Fund.GENERAL_PUBLIC: ("general_public_expenditure",),
    Fund.GOVERNMENT_FUND: ("government_fund_expenditure",),
}
_SUMS = (
    ("three_public_total", ("overseas", "vehicle_total", "reception")),
    ("vehicle_total", ("vehicle_purchase", "vehicle_operation")),
    ("basic", ("personnel", "operating")),
    ("procurement_total", ("procurement_goods", "procurement_works", "procurement_services")),
)
THERE_FOR_IT = 1  # rank of the table that is there for a fact: it may print more parts than these (经营支出)
FIRST = 0  # rank of a place that is proven so
LEAST = 2  # figures that differ, of tables: what only the text says otherwise stays behind


def settled_by_sums(by_meaning: Claims) -> dict[Meaning, list[FactClaim]]:
    """The claims of each meaning; where its places differ, those that alone make a sum hold come first.

    项目支出 of a list of projects leaves out what is carried over; with 基本支出 only the 收支总表's makes the total.
    """
    return {meaning: _settled(meaning, claims, by_meaning) for meaning, claims in by_meaning.items()}


def _settled(meaning: Meaning, claims: Sequence[FactClaim], by_meaning: Claims) -> list[FactClaim]:
    printed = {claim.value for claim in claims if claim.lines}
    if _are_one(claims) or len(printed) < LEAST or any(claim.rank == THERE_FOR_IT for claim in claims):
        return list(claims)
    sums = [_Sum.of(meaning, whole, parts, by_meaning) for whole, parts in _sums_with(meaning)]
    if any(one.is_open for one in sums):
        return list(claims)
    slack = claims[0].slack
    proven = {value for value in printed if any(one.holds_with(value, slack) for one in sums)}
    if len(proven) != 1:
        return list(claims)
    return [replace(claim, rank=FIRST) if claim.lines and claim.value in proven else claim for claim in claims]


def _are_one(claims: Sequence[FactClaim]) -> bool:
    return all(abs(claim.value - claims[0].value) <= claim.slack + claims[0].slack for claim in claims)


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum that a figure is the whole or a part of; `others` by concept, None where nothing says one.

    `is_open`: of another one of its figures the places differ too.
    """

    whole: str
    own: str
    others: Mapping[str, FactClaim | None]
    is_open: bool

    @staticmethod
    def of(meaning: Meaning, whole: str, parts: Sequence[str], by_meaning: Claims) -> _Sum:
        names = [name for name in (whole, *parts) if name != meaning.concept]
        said = {name: by_meaning.get(replace(meaning, concept=name), ()) for name in names}
        others = {name: claims[0] if claims else None for name, claims in said.items()}
        return _Sum(whole, meaning.concept, others, not all(_are_one(claims) for claims in said.values() if claims))

    def holds_with(self, value: Decimal, slack: Decimal) -> bool:
        """Whether it holds with a value in the figure's place, all others being said and not all parts zero."""
        known = [claim for claim in self.others.values() if claim is not None]
        if len(known) < len(self.others):
            return False
        values = {self.own: value} | {name: claim.value for name, claim in self.others.items() if claim is not None}
        total = values.pop(self.whole)
        error = slack + sum((claim.slack for claim in known), Decimal(0))
        return any(values.values()) and abs(total - sum(values.values())) <= error


def _sums_with(meaning: Meaning) -> Iterator[tuple[str, tuple[str, ...]]]:
    spent = [(whole, ("basic", "project")) for whole in _SPENT.get(meaning.fund, ())]
    yield from (one for one in (*spent, *_SUMS) if meaning.concept in (one[0], *one[1]))
