"""Silver rows are compared in yuan, and a figure elsewhere is told from the figure in its place."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.archive import CodedAmount, Reading
from benchmarks.silver import Found, load_silver, match


@pytest.fixture
def silver(tmp_path: Path) -> Path:
    table = {"pdf": "a.pdf", "title": "支出总表", "unit": "万元", "page_first": 3}
    rows = [{"code": "20133", "name": "宣传事务", "page": 3, "values": [22022.92, 3973.7]}]
    path = tmp_path / "silver.jsonl"
    path.write_text(json.dumps({**table, "rows": rows}, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def reading(*coded: CodedAmount) -> Reading:
    none: Counter[str] = Counter()
    return Reading(
        "a.pdf", True, "complete", None, True, 7, (), none, none, 1, 1, 1, (), none, 0, 0, 0, False, none, (), coded
    )


def found(silver: Path, *coded: CodedAmount) -> Found:
    return next(match(load_silver(silver), [reading(*coded)]))


def test_an_amount_in_ten_thousands_is_found_as_yuan(silver: Path) -> None:
    one = found(silver, CodedAmount("20133", Decimal("220229200.00"), 3, True))
    assert (one.in_document, one.on_page, one.in_place) == (True, True, True)


def test_the_same_amount_later_in_the_row_or_on_another_page_is_told_apart(silver: Path) -> None:
    later = found(silver, CodedAmount("20133", Decimal("220229200.00"), 3, False))
    assert (later.in_document, later.on_page, later.in_place) == (True, True, False)
    elsewhere = found(silver, CodedAmount("20133", Decimal("220229200.00"), 9, True))
    assert (elsewhere.in_document, elsewhere.on_page, elsewhere.in_place) == (True, False, False)


def test_another_codes_amount_does_not_count(silver: Path) -> None:
    assert not found(silver, CodedAmount("20134", Decimal("220229200.00"), 3, True)).in_document
