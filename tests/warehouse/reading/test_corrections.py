"""Decisions of people: served over what was read, kept through newer readers, never silently lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.documents import Check, Document, LineReference, Table
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import TextSource
from mingzhang.models.vocabulary.enums import CheckStatus
from mingzhang.warehouse.loading.corrections import Action, Decision, FigurePlace, placed
from mingzhang.warehouse.loading.loader import Loader
from mingzhang.warehouse.reading.query import Reader
from tests.support.documents import PERSON, PHONE, cell, line, small_document
from tests.warehouse.conftest import Load

AMOUNTS = "SELECT amount_yuan::VARCHAR, extracted_yuan::VARCHAR, verification FROM budget_lines ORDER BY amount_text"


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    reader = Reader(path)
    try:
        return reader.ask(sql).rows
    finally:
        reader.close()


def line_id_of(path: Path, row: int) -> str:
    return str(ask(path, f"SELECT line_id FROM budget_lines WHERE row_index = {row}")[0][0])


def decide(path: Path, row: int, action: Action = Action.CORRECT, **values: str) -> None:
    line_id = line_id_of(path, row)
    with Loader(path) as loader:
        loader.decide(Decision(line_id, action, "me", "looked at the page", values or None))


def scanned(document: Document) -> Document:
    """The document as if its first table had been recognised from a picture."""
    cells = tuple(replace(cell, text_source=TextSource.OCR) for cell in document.tables[0].cells)
    return replace(document, tables=(replace(document.tables[0], cells=cells), *document.tables[1:]))


def with_first_table(document: Document, **changes: object) -> Document:
    first = replace(document.tables[0], **changes)  # type: ignore[arg-type]
    return replace(document, tables=(first, *document.tables[1:]))


def moved_down(table: Table, rows: int) -> Table:
    """The same page, read by a reader that finds more rows above: other numbers, the same boxes."""
    head = tuple(cell(row, column, "目") for row in range(rows) for column in range(2))
    cells = tuple(replace(c, row_index=c.row_index + rows) for c in table.cells)
    lines = tuple(replace(one, row_index=one.row_index + rows) for one in table.lines)
    return replace(table, cells=(*head, *cells), lines=lines, row_count=table.row_count + rows)


def test_a_corrected_amount_is_served_and_the_extracted_one_stays(warehouse: Path) -> None:
    decide(warehouse, 2, amount_yuan="7157500.00", item_name="总计")
    assert ask(warehouse, AMOUNTS) == [
        ("7157500.00", "7157500.00", "unverified"),
        ("7157500.00", "7157500.10", "corrected"),
    ]
    kept = ask(warehouse, "SELECT old_value, new_value, reason, decided_by, amount_text FROM corrections ORDER BY ALL")
    assert kept == [
        ("7157500.10", "7157500.00", "looked at the page", "me", "715.75001"),
        ("合计", "总计", "looked at the page", "me", "715.75001"),
    ]
    assert ask(warehouse, "SELECT item_name FROM budget_lines WHERE is_total") == [("总计",)]


def test_the_last_decision_holds_and_can_be_withdrawn(warehouse: Path) -> None:
    decide(warehouse, 2, amount_yuan="1")
    decide(warehouse, 2, amount_yuan="7157500.00")
    assert ask(warehouse, AMOUNTS)[1][0] == "7157500.00"
    decide(warehouse, 2, Action.WITHDRAW)
    assert ask(warehouse, AMOUNTS)[1] == ("7157500.10", "7157500.10", "suspect")
    assert ask(warehouse, "SELECT count(*) FROM corrections WHERE column_name = 'amount_yuan'") == [(3,)]


def test_a_newer_reader_with_other_rows_and_tables_keeps_the_correction(warehouse: Path, load: Load) -> None:
    decide(warehouse, 2, amount_yuan="7157500.00")
    document = small_document()
    table = replace(moved_down(document.tables[0], 2), ordinal=7)
    load(replace(document, tables=(table, document.tables[1]), checks=()), version="v2")
    assert ask(warehouse, AMOUNTS)[1] == ("7157500.00", "7157500.10", "corrected")
    assert ask(warehouse, "SELECT decided_line_id LIKE '%.t1.r2.c1', line_id LIKE '%.t7.r4.c1' FROM corrections") == [
        (True, True)
    ]


def test_a_newer_reader_that_puts_another_figure_on_the_key_does_not_take_the_correction(
    warehouse: Path, load: Load
) -> None:
    """The key of the corrected figure now belongs to the row above it: a key alone would correct the wrong figure."""
    document = small_document()
    decide(warehouse, 1, amount_yuan="42.00")
    load(replace(document, tables=(moved_down(document.tables[0], 1), document.tables[1]), checks=()), version="v2")
    assert ask(warehouse, "SELECT item_name, amount_yuan::VARCHAR FROM budget_lines ORDER BY row_index") == [
        ("卫生健康支出", "42.00"),
        ("合计", "7157500.10"),
    ]


def test_a_correction_that_cannot_be_placed_is_told_and_comes_back(warehouse: Path, load: Load) -> None:
    decide(warehouse, 2, amount_yuan="7157500.00")
    load(small_document(tables=(), checks=(), projects=()), version="v2")
    told = ask(warehouse, "SELECT item_kind, severity, page_number, amount_yuan::VARCHAR, x0 FROM review_items")
    assert told[0] == ("correction", 4, 1, "7157500.00", 60.0)
    load(small_document(), version="v3")
    assert ask(warehouse, AMOUNTS)[1] == ("7157500.00", "7157500.10", "corrected")
    assert ask(warehouse, "SELECT count(*) FROM review_items WHERE item_kind = 'correction'") == [(0,)]


def test_a_correction_that_balances_the_books_closes_the_finding(warehouse: Path) -> None:
    assert ask(warehouse, "SELECT rule_id, origin FROM findings") == [("total_codes", "source")]
    decide(warehouse, 2, amount_yuan="7157500.00")
    assert ask(warehouse, "SELECT count(*) FROM findings") == [(0,)]
    assert ask(warehouse, "SELECT status FROM checks") == [("fail",)]
    assert ask(warehouse, "SELECT count(*) FROM review_items WHERE item_kind = 'line'") == [(0,)]


def test_a_correction_that_breaks_a_sum_opens_a_finding(tmp_path: Path, load: Load) -> None:
    document = small_document()
    good = line(2, "合计", "7157500.00", "715.75", is_total=True)
    held = Check(
        *("total_codes", CheckStatus.PASS, 1, good.amount_yuan, good.amount_yuan, None, None, "相符。"),
        lines=(LineReference(1, 2, 1), LineReference(1, 1, 1)),
        wholes=(LineReference(1, 2, 1),),
        parts=(LineReference(1, 1, 1),),
    )
    load(replace(with_first_table(document, lines=(document.tables[0].lines[0], good)), checks=(held,)))
    path = tmp_path / "w.duckdb"
    assert ask(path, "SELECT count(*) FROM findings") == [(0,)]
    decide(path, 1, amount_yuan="7157000.00")
    assert ask(path, "SELECT difference_yuan::VARCHAR, contains(explanation, '更正后') FROM findings") == [
        ("500.00", True)
    ]


def test_a_reading_that_was_confirmed_is_the_sources_own(tmp_path: Path, load: Load) -> None:
    path = tmp_path / "w.duckdb"
    load(scanned(small_document()))
    assert ask(path, "SELECT origin FROM findings") == [("reading",)]
    decide(path, 1, Action.ACCEPT)
    assert ask(path, "SELECT origin FROM findings") == [("reading",)]
    decide(path, 2, Action.ACCEPT)
    assert ask(path, "SELECT origin, difference_yuan::VARCHAR FROM findings") == [("source", "0.10")]
    assert ask(path, "SELECT verification FROM budget_lines") == [("corrected",), ("corrected",)]


def test_checks_keep_their_keys_when_others_come_before_them(warehouse: Path, load: Load) -> None:
    before = ask(warehouse, "SELECT check_id, severity, doubted_line_ids FROM checks")
    (check,) = small_document().checks
    other = replace(check, lines=(LineReference(1, 2, 1),))
    load(small_document(checks=(other, check, check)), version="v2")
    after = ask(warehouse, "SELECT check_id, severity, doubted_line_ids FROM checks")
    assert before[0] in after
    assert len({row[0] for row in after}) == 3


def test_an_explanation_shows_no_contact(tmp_path: Path, load: Load) -> None:
    (check,) = small_document().checks
    load(small_document(checks=(replace(check, explanation=f"表中留有占位符：{PERSON}，{PHONE}"),)))
    (told,) = ask(tmp_path / "w.duckdb", "SELECT explanation FROM findings")[0]
    assert PERSON not in told
    assert PHONE not in told
    assert "欧***" in told


def test_a_figure_that_is_not_there_cannot_be_corrected(warehouse: Path) -> None:
    with Loader(warehouse) as loader, pytest.raises(MingzhangError) as caught:
        loader.decide(Decision("nowhere.p1.t1.r1.c1", Action.ACCEPT, "me"))
    assert caught.value.code is ErrorCode.NO_SUCH_LINE
    assert ask(warehouse, "SELECT count(*) FROM corrections") == [(0,)]


def place(key: str, box: Sequence[float] | None, text: str = "5.00", name: str = "甲", row: int = 1) -> FigurePlace:
    return FigurePlace(key, 1, None if box is None else Box(*box), row, 1, name, "合计", text)


ANCHOR = place("old", (10, 10, 50, 20))


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ([place("same", (11, 10, 51, 20), text="6.00")], "same"),
        ([place("old", (10, 30, 50, 40), text="6.00", name="乙")], None),
        ([place("whole", (0, 0, 100, 100)), place("whole.2", (0, 0, 100, 100), text="7.00")], "whole"),
        ([place("a", (0, 0, 100, 100)), place("b", (0, 0, 100, 100))], None),
        ([place("moved", (10, 60, 50, 70), row=9)], "moved"),
        ([place("moved", (10, 60, 50, 70), row=9), place("twin", (60, 60, 90, 70), row=9)], None),
        ([place("unboxed", None, name="改名")], "unboxed"),
        ([replace(place("other page", (10, 10, 50, 20)), page_number=2)], None),
        ([], None),
    ],
)
def test_where_a_decision_is_placed(there: list[FigurePlace], found: str | None) -> None:
    assert placed(ANCHOR, there) == found
