"""A recognised figure whose row or column is in doubt is not trusted, whatever its sums say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from mingzhang.models.identities.trust import untrusted
from mingzhang.models.records.documents import BudgetLine, Table, TableCell
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import TextSource
from mingzhang.models.vocabulary.enums import TableKind

ROWS = (("201", "一般公共服务支出"), ("20103", "政府办公厅（室）及相关机构事务"), ("2010301", "行政运行"))
HEADER = ("科目编码", "科目名称", "合计")


def cell(row: int, column: int, text: str, confidence: float = 0.99) -> TableCell:
    box = Box(column * 50.0, row * 20.0, column * 50.0 + 50, row * 20.0 + 20)
    return TableCell(row, column, 1, 1, text, row == 0, 1, box, confidence, TextSource.OCR)


def line(row: int, code: str | None, name: str) -> BudgetLine:
    return BudgetLine(
        row, 2, None, 2026, None, code, name, None, False, None, ("合计",), Decimal("100.00"), "100.00", 1, 0.99
    )


def table(source: TextSource = TextSource.OCR, **changes: TableCell) -> Table:
    cells = {(0, column): cell(0, column, text) for column, text in enumerate(HEADER)}
    lines = []
    for row, (code, name) in enumerate(ROWS, start=1):
        cells |= {(row, c): cell(row, c, text) for c, text in enumerate((code, name, "100.00"))}
        lines.append(line(row, code, name))
    for changed in changes.values():
        cells[changed.row_index, changed.column_index] = changed
    kept = tuple(replace(one, text_source=source) for one in cells.values())
    kind = TableKind.EXPENDITURE_SUMMARY
    return Table(1, None, kind, None, None, "元", 1, 1, 4, 3, False, 1.0, kept, tuple(lines))


def test_a_clean_table_is_trusted() -> None:
    assert untrusted(table()) == frozenset()


@pytest.mark.parametrize("text", ["2010301十", "208 =", "一"])
def test_a_code_with_the_rest_of_a_ruling_makes_its_row_doubted(text: str) -> None:
    assert untrusted(table(code=cell(3, 0, text))) == {(3, 2)}


@pytest.mark.parametrize("place", [(2, 0), (2, 1)])
def test_a_code_or_name_read_unsurely_makes_its_row_doubted(place: tuple[int, int]) -> None:
    row, column = place
    assert untrusted(table(one=cell(row, column, ROWS[row - 1][column], 0.6))) == {(2, 2)}


def test_a_header_read_unsurely_makes_its_column_doubted() -> None:
    assert untrusted(table(header=cell(0, 2, "合计", 0.6))) == {(1, 2), (2, 2), (3, 2)}


def test_several_figures_in_one_cell_make_its_row_doubted() -> None:
    assert untrusted(table(figure=cell(2, 2, "100.00 100.00"))) == {(2, 2)}


def test_a_known_code_beside_the_name_of_another_is_doubted() -> None:
    found = table()
    wrong = replace(found.lines[0], item_code="205", item_name="一般公共服务支出")
    assert untrusted(replace(found, lines=(wrong, *found.lines[1:]))) == {(1, 2)}


def test_a_text_layer_is_trusted() -> None:
    assert untrusted(table(TextSource.TEXT_LAYER, code=cell(3, 0, "2010301十"))) == frozenset()


def test_figures_whose_unit_of_money_was_not_read_are_doubted() -> None:
    found = table()
    bare = tuple(replace(line, amount_yuan=None) for line in found.lines)
    assert untrusted(replace(found, currency_unit=None, lines=bare)) == {(1, 2), (2, 2), (3, 2)}


@pytest.mark.parametrize("name", ["、卫生健康支出", ".一般公共预算拨款", "）其他支出"])
def test_a_name_that_lost_its_ordinal_is_doubted(name: str) -> None:
    found = table()
    cut = replace(found.lines[1], item_name=name)
    assert untrusted(replace(found, lines=(found.lines[0], cut, found.lines[2]))) == {(2, 2)}
