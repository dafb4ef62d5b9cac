"""Rows come out of the relation's own columns; keys out of what is printed where, never out of words about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mingzhang.models.records.documents import Check, Document, LineReference
from mingzhang.models.vocabulary.enums import CheckStatus
from mingzhang.warehouse.loading.rows import _rows, rows_of
from mingzhang.warehouse.schema import relations as r
from mingzhang.warehouse.schema.declaration import Column, Relation
from tests.support.documents import line, small_document


def staged(document: Document, relation: Relation) -> list[dict[str, Any]]:
    names = [column.name for column in relation.staged]
    return [dict(zip(names, row, strict=True)) for row in rows_of(document)[relation.name]]


def of_one_table(*lines: object) -> Document:
    table = replace(small_document().tables[0], lines=lines)
    return small_document(tables=(table,), checks=(), projects=())


def failing(explanation: str, *parts: LineReference) -> Document:
    check = Check(
        "total_codes", CheckStatus.FAIL, 1, None, None, None, None, explanation,
        wholes=(LineReference(1, 1, 1),), parts=parts,
    )  # fmt: skip
    return small_document(checks=(check,))


def test_rewording_a_sentence_changes_no_check_id() -> None:
    other = LineReference(1, 2, 1)
    (one,), (reworded,) = (staged(failing(words, other), r.CHECKS) for words in ("合计不等。", "各项之和与合计不符。"))
    assert one["explanation"] != reworded["explanation"]
    assert one["check_id"] == reworded["check_id"]


def test_other_figures_make_another_check() -> None:
    (one,), (other,) = (staged(failing("合计不等。", LineReference(1, row, 1)), r.CHECKS) for row in (2, 3))
    assert one["check_id"] != other["check_id"]


def test_a_check_keeps_its_wholes_and_its_parts_apart() -> None:
    (check,) = staged(failing("合计不等。", LineReference(1, 2, 1), LineReference(1, 3, 1)), r.CHECKS)
    assert len(check["whole_line_ids"]) == 1
    assert len(check["part_line_ids"]) == 2
    assert not set(check["whole_line_ids"]) & set(check["part_line_ids"])


@pytest.mark.parametrize(
    ("path", "printed"), [(("收入/支出", "合计"), "收入/支出/合计"), (("收入", "支出", "合计"), "收入/支出/合计")]
)
def test_a_header_that_holds_a_slash_is_one_level(path: tuple[str, ...], printed: str) -> None:
    """Only where it is printed are levels joined by /; the list keeps them apart."""
    document = of_one_table(line(1, "卫生健康支出", "1.00", "1.00", column_path=path))
    (row,) = staged(document, r.BUDGET_LINES_EXTRACTED)
    assert tuple(row["column_parts"]) == path
    assert row["column_path"] == printed


def test_a_row_follows_the_order_of_its_relations_columns() -> None:
    """Whoever moves a column in the schema moves it in the rows: no second list says the order."""
    columns = (
        Column("y1", "DOUBLE", "", source="box.y1"),
        Column("text", "VARCHAR", ""),
        Column("x0", "DOUBLE", "", source="box.x0"),
    )
    cell = small_document().tables[0].cells[0]
    rows = {
        order: next(_rows(Relation("c", "", tuple(columns[n] for n in order)), [(cell, {"text": "t"})]))
        for order in ((0, 1, 2), (2, 0, 1))
    }
    assert rows == {(0, 1, 2): (cell.box.y1, "t", cell.box.x0), (2, 0, 1): (cell.box.x0, cell.box.y1, "t")}
