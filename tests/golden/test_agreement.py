"""The comparison itself: it must see a wrong figure, a missing cell, a surplus one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from benchmarks.accuracy import SAMPLES
from benchmarks.agreement import Json, compare, load_golden
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import Document


@pytest.fixture(scope="module")
def golden() -> Json:
    return load_golden(SAMPLES / "three_units_2026.golden.json")


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(SAMPLES / "three_units_2026.pdf")


def test_a_wrong_figure_is_seen(golden: Json, document: Document) -> None:
    before = compare(golden, document).figures
    table = document.tables[1]
    wrong = replace(table.lines[0], amount_yuan=table.lines[0].amount_yuan + Decimal("0.01"))
    changed = replace(table, lines=(wrong, *table.lines[1:]))
    after = compare(golden, replace(document, tables=(document.tables[0], changed, *document.tables[2:]))).figures
    assert (after.right, after.count) == (before.right - 1, before.count)


def test_a_missing_and_a_surplus_cell_are_seen(golden: Json, document: Document) -> None:
    before = compare(golden, document).cells
    table = document.tables[1]
    moved = replace(table.cells[-1], row_index=table.row_count + 5)
    changed = replace(table, cells=(*table.cells[:-1], moved))
    after = compare(golden, replace(document, tables=(document.tables[0], changed, *document.tables[2:]))).cells
    assert (after.right, after.extra) == (before.right - 1, before.extra + 1)


def test_a_missing_table_costs_all_its_cells(golden: Json, document: Document) -> None:
    before = compare(golden, document)
    after = compare(golden, replace(document, tables=document.tables[1:]))
    assert after.cells.right < before.cells.right and after.cells.count == before.cells.count
    assert after.figures.count == before.figures.count


def test_text_is_compared_without_width_and_white_space(golden: Json, document: Document) -> None:
    table = document.tables[0]
    cells = tuple(replace(cell, text=cell.text.replace("一", "一 \n")) for cell in table.cells)
    spaced = replace(document, tables=(replace(table, cells=cells), *document.tables[1:]))
    assert compare(golden, spaced).cells.right == compare(golden, document).cells.right
