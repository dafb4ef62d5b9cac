"""Planted misreadings on a sample: none is proved, nearly all are doubted. The sample itself is proved."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.proof import planted
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.identities import proved, rules
from mingzhang.models.records.documents import Document
from mingzhang.models.vocabulary.enums import CheckStatus, Verification

SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "three_units_2026.pdf"


@pytest.fixture(scope="module")
def sample() -> Document:
    return read_document(SAMPLE)


def test_the_sample_adds_up(sample: Document) -> None:
    checks = proved(sample).checks
    assert sum(check.status is CheckStatus.PASS for check in checks) > 100
    assert {check.rule_id for check in checks} <= {rule.id for rule in rules()}
    assert [check.explanation for check in checks if check.status is CheckStatus.FAIL and check.lines] == []
    lines = [line for table in proved(sample).tables for line in table.lines]
    assert sum(line.verification is Verification.VERIFIED for line in lines) >= 0.8 * len(lines)


def test_planted_misreadings_are_never_verified(sample: Document) -> None:
    outcomes, wrong = planted([sample], 100, seed=5)
    total = sum(outcomes.values(), Counter())
    assert wrong == []
    assert total["suspect"] >= 0.93 * sum(total.values())
