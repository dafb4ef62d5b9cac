"""Each table is read once: whose figures they are, of when and in which unit of money is told to what was read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from mingzhang.extractors.pipeline import read_document
from mingzhang.extractors.understand import disclosure, lines
from mingzhang.extractors.understand.columns import CellMatrix
from tests.support.expenditure import drawn

SAMPLE = Path(__file__).parents[3] / "samples" / "budget_2025.pdf"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often tables were laid out, their rows read, and their forms looked for."""
    reads: Counter[str] = Counter()

    class Matrix(CellMatrix):
        def __init__(self, table: object) -> None:
            reads["laid out"] += 1
            super().__init__(table)  # type: ignore[arg-type]

    def counting(name: str, function: object) -> object:
        def called(*arguments: object, **named: object) -> object:
            reads[name] += 1
            return function(*arguments, **named)  # type: ignore[operator]

        return called

    monkeypatch.setattr(lines, "CellMatrix", Matrix)
    monkeypatch.setattr(lines, "_read_body", counting("rows", lines._read_body))
    monkeypatch.setattr(disclosure, "read_forms", counting("forms", disclosure.read_forms))
    monkeypatch.setattr(disclosure, "read_goals", counting("forms", disclosure.read_goals))
    return reads


def test_a_table_is_laid_out_once_and_its_rows_are_read_once(counted: Counter[str]) -> None:
    document = read_document(SAMPLE)
    assert len(document.tables) > 1
    assert counted["laid out"] == len(document.tables)
    assert counted["rows"] == len(document.tables)
    assert counted["forms"] <= len(document.tables)


def test_the_years_that_label_rows_may_ask_for_a_second_look_and_no_more(tmp_path: Path, counted: Counter[str]) -> None:
    (tmp_path / "a.pdf").write_bytes(drawn())
    document = read_document(tmp_path / "a.pdf")
    assert document.tables
    assert counted["laid out"] == len(document.tables)
    assert counted["rows"] <= 2 * len(document.tables)
