"""The samples' facts: printed totals, and sums over leaves that meet them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from mingzhang.extractors.pipeline import read_document
from mingzhang.models.facts.deriving import derive_facts
from mingzhang.models.facts.records import Fact, FactScope, Fund

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


@pytest.fixture(scope="module", params=["budget_2025.pdf", "three_units_2026.pdf"])
def facts(request: pytest.FixtureRequest) -> tuple[Fact, ...]:
    return derive_facts(read_document(SAMPLES / request.param))


def test_the_books_balance(facts: tuple[Fact, ...]) -> None:
    said = {
        fact.meaning.concept: fact.amount_yuan
        for fact in facts
        if fact.meaning.scope is FactScope.WHOLE and fact.meaning.fund is Fund.ALL and fact.meaning.stage == "budget"
        if not (fact.meaning.project or fact.meaning.function_code)
    }
    assert said["revenue_total"] == said["expenditure_total"]
    assert said["basic"] is not None and said["project"] is not None


def test_leaves_never_count_twice(facts: tuple[Fact, ...]) -> None:
    sums: dict[object, Decimal] = defaultdict(Decimal)
    totals: dict[object, Decimal] = {}
    for fact in facts:
        m = fact.meaning
        if fact.amount_yuan is None:
            continue
        if fact.is_leaf:
            sums[m.group] += fact.amount_yuan
        if m.concept == "expenditure_total" and m.fund is Fund.ALL:
            totals[m.unit_id, m.year, "function", m.stage, m.scope] = fact.amount_yuan
        if m.concept == "project" and not m.project and m.fund is Fund.ALL:
            totals[m.group] = fact.amount_yuan
    met = [group for group in totals if group in sums]
    assert met
    assert all(sums[group] <= totals[group] + 1000 for group in met)
