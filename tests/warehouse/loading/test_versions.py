"""The same disclosure twice is one; a document can be taken out again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mingzhang.models.records.documents import Document
from mingzhang.models.vocabulary.enums import DocumentKind, TableKind
from mingzhang.warehouse.loading.corrections import Action, Decision
from mingzhang.warehouse.loading.loader import Loader
from mingzhang.warehouse.reading.query import Reader
from tests.support.documents import line
from tests.support.facts import disclosure, table
from tests.warehouse.conftest import Load

ROWS = [(None, "合计", ["100"]), ("201", "一般公共服务支出", ["100"])]
STATE = "SELECT document_id, is_current, supersedes FROM documents ORDER BY document_id"


def file(name: str, *, more: bool = False, narrative: bool = False) -> Document:
    """A file of one disclosure; `more`: a figure more; `narrative`: without tables."""
    spending = table(TableKind.EXPENDITURE_SUMMARY, ["合计"], ROWS)
    if more:
        spending = replace(spending, lines=(*spending.lines, line(9, "教育支出", "0.00", "0.00", item_code="205")))
    document = disclosure(*(() if narrative else (spending,)))
    return replace(document, document_id=name * 64)


def test_another_file_of_the_same_disclosure_is_superseded_whichever_comes_first(tmp_path: Path, load: Load) -> None:
    for document in (file("a"), file("b", more=True), file("c", narrative=True)):
        load(document, source=f"/{document.document_id[0]}.pdf")
    told = Reader(tmp_path / "w.duckdb").ask(STATE).rows
    assert told == [("a" * 64, False, None), ("b" * 64, True, "a" * 64), ("c" * 64, True, None)]
    current = Reader(tmp_path / "w.duckdb").ask(
        "SELECT sum(amount_yuan)::BIGINT FROM facts WHERE concept = 'function' AND is_leaf AND is_current"
    )
    assert current.rows == [(1000000,)]


@pytest.mark.parametrize("order", ["ab", "ba"])
@pytest.mark.parametrize("kind", [DocumentKind.DEPARTMENT_BUDGET, DocumentKind.UNIT_BUDGET, DocumentKind.OTHER])
@pytest.mark.parametrize("holds_tables", [True, False])
def test_tables_attached_to_a_disclosure_that_prints_them_count_once(
    order: str, kind: DocumentKind, holds_tables: bool, tmp_path: Path, load: Load
) -> None:
    # The attachment alone may be taken for another kind: it has no cover to tell it.
    attached = replace(file("b"), facts=replace(file("b").facts, document_kind=kind))
    documents = {"a": (file("a", narrative=not holds_tables), "/a.pdf"), "b": (attached, "/a.pdf!/b.xlsx")}
    for name in order:
        load(documents[name][0], source=documents[name][1])
    sums = "SELECT concept, sum(amount_yuan)::BIGINT FROM facts WHERE is_leaf AND is_current GROUP BY 1 ORDER BY 1"
    told = dict(Reader(tmp_path / "w.duckdb").ask(sums).rows)
    assert told["function"] == told["expenditure_total"] == 1000000


def test_what_is_forgotten_is_gone_and_what_it_superseded_counts_again(tmp_path: Path, load: Load) -> None:
    for document in (file("b", more=True), file("a")):
        load(document, source=f"/{document.document_id[0]}.pdf")
    with Loader(tmp_path / "w.duckdb") as loader:
        assert loader.forget("b" * 64)
        assert not loader.forget("b" * 64)
    reader = Reader(tmp_path / "w.duckdb")
    assert reader.ask(STATE).rows == [("a" * 64, True, None)]
    left = reader.ask("SELECT count(*) FROM facts_extracted WHERE document_id LIKE 'bbb%'")
    assert left.rows == [(0,)]


def test_one_unit_over_the_years_is_one_row_of_units(tmp_path: Path, load: Load) -> None:
    for name, unit in (("a", "中共甲州市委办公厅"), ("b", "甲州市委办公厅"), ("c", "中国共产党甲州市委员会办公厅")):
        document = replace(file(name), facts=replace(file(name).facts, unit_name=unit, department_name=unit))
        load(document, source=f"/{name}.pdf")
    answer = Reader(tmp_path / "w.duckdb").ask("SELECT aliases, region, document_count FROM units")
    assert answer.rows == [(["中共甲州市委办公厅", "中国共产党甲州市委员会办公厅", "甲州市委办公厅"], "甲州市", 3)]


def test_a_corrected_figure_corrects_its_fact(tmp_path: Path, load: Load) -> None:
    load(file("a"))
    path = tmp_path / "w.duckdb"
    line_id = Reader(path).ask("SELECT line_ids[1] FROM facts WHERE concept = 'expenditure_total'").rows[0][0]
    with Loader(path) as loader:
        loader.decide(Decision(line_id, Action.CORRECT, "me", "typo", {"amount_yuan": "1200000.00"}))
    answer = Reader(path).ask("SELECT amount_yuan::BIGINT, verification FROM facts WHERE concept = 'expenditure_total'")
    assert answer.rows == [(1200000, "corrected")]
