"""A recognised figure whose row or column is in doubt is not trusted, whatever its sums say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from mingzhang.models.identities.inferred import MARK, mark_of
from mingzhang.models.identities.trust import CellOfGrid, unlisted, untrusted, with_fewer_decimals
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


def spanning(cells: dict[CellOfGrid, TableCell], place: CellOfGrid, text: str, rows: int = 1, columns: int = 1) -> None:
    """A cell put over others, which it replaces."""
    row, column = place
    for r in range(row, row + rows):
        for c in range(column, column + columns):
            cells.pop((r, c), None)
    cells[place] = replace(cell(row, column, text), row_span=rows, column_span=columns, is_header=row < 2)


def sheet(*merged: tuple[CellOfGrid, str, int, int]) -> Table:
    """Two rows of header, 财政拨款 over two columns and 单位资金 beside them; three rows; some cells merged."""
    cells = {(1, c): cell(1, c, text) for c, text in ((3, "一般公共预算"), (4, "政府性基金"))}
    for column, text in enumerate(("科目编码", "科目名称", "合计")):
        spanning(cells, (0, column), text, rows=2)
    spanning(cells, (0, 3), "财政拨款", columns=2)
    spanning(cells, (0, 5), "单位资金", rows=2)
    lines = []
    for row, (code, name) in enumerate(ROWS, start=2):
        cells |= {(row, c): cell(row, c, text) for c, text in enumerate((code, name, *["100.00"] * 4))}
        lines += [replace(line(row, code, name), column_index=column) for column in range(2, 6)]
    for place, text, rows, columns in merged:
        spanning(cells, place, text, rows, columns)
    cells = {place: replace(one, is_header=place[0] < 2) for place, one in cells.items()}
    return replace(table(), row_count=5, column_count=6, cells=tuple(cells.values()), lines=tuple(lines))


def columns_doubted(found: Table) -> set[int]:
    return {column for _, column in untrusted(found)}


def test_a_header_over_several_columns_is_trusted_where_each_has_one_of_its_own() -> None:
    assert untrusted(sheet()) == frozenset()


@pytest.mark.parametrize(
    ("merged", "doubted"),
    [
        (((1, 3), "", 1, 1), {3, 4}),
        (((1, 3), "一般公共预算政府性基金", 1, 2), {3, 4}),
        (((0, 3), "财政拨款单位资金", 1, 3), {3, 4, 5}),
        (((0, 5), "", 2, 1), {5}),
    ],
    ids=["own header not read", "two headers in one cell", "lost beside a spanning one", "no header at all"],
)
def test_a_column_without_a_header_of_its_own_is_doubted_with_those_beside_it(
    merged: tuple[CellOfGrid, str, int, int], doubted: set[int]
) -> None:
    found = sheet(merged, ((1, 5), "", 1, 1)) if merged[3] == 3 else sheet(merged)
    assert columns_doubted(found) == doubted


@pytest.mark.parametrize("text", ["合计\n100.00", "合计 1,250.5", "预算数（万元） 1,250"])
def test_a_header_that_swallowed_the_first_figure_makes_its_column_doubted(text: str) -> None:
    found = sheet(((0, 2), text, 3, 1))
    lines = tuple(one for one in found.lines if (one.row_index, one.column_index) != (2, 2))
    assert untrusted(replace(found, lines=lines)) == {(3, 2), (4, 2)}


def test_a_header_over_an_edge_too_many_is_that_of_one_column() -> None:
    found = sheet(((1, 3), "一般公共预算", 1, 2))
    by_turns = [one for one in found.lines if one.column_index in (3, 4) and (one.row_index + one.column_index) % 2]
    lines = (*(one for one in found.lines if one.column_index not in (3, 4)), *by_turns)
    assert untrusted(replace(found, lines=lines)) == frozenset()


@pytest.mark.parametrize(
    ("merged", "rows"),
    [
        (((2, 1), "一般公共服务支出\n政府办公厅", 2, 1), {2, 3}),
        (((2, 1), "一般公共服务支出\n政府办公厅\n行政运行", 3, 1), {2, 3, 4}),
        (((0, 1), "科目名称\n一般公共服务支出", 3, 1), {2}),
    ],
    ids=["two rows", "three rows", "header and first row"],
)
def test_rows_that_share_one_cell_of_names_are_doubted(
    merged: tuple[CellOfGrid, str, int, int], rows: set[int]
) -> None:
    assert {row for row, _ in untrusted(sheet(merged))} == rows


@pytest.mark.parametrize("stroke", ["一", "1", "丨"])
def test_a_known_name_behind_the_rest_of_a_ruling_is_doubted(stroke: str) -> None:
    found = table()
    behind = replace(found.lines[2], item_name=f"{stroke}行政运行")
    assert untrusted(replace(found, lines=(*found.lines[:2], behind))) == {(3, 2)}
    begins_so = replace(found.lines[0], item_name="一般公共服务支出")
    assert untrusted(replace(found, lines=(begins_so, *found.lines[1:]))) == frozenset()


@pytest.mark.parametrize("code", ["003", None])
def test_a_code_without_what_its_first_column_prints_is_doubted(code: str | None) -> None:
    found = table()
    lacking = replace(found.lines[1], item_code=code)
    assert (2, 2) in untrusted(replace(found, lines=(found.lines[0], lacking, found.lines[2])))


def test_the_mark_of_an_inferred_grid_is_no_doubt_of_what_was_read() -> None:
    found = table()
    marked = replace(found, cells=tuple(replace(one, confidence=0.8 * one.confidence) for one in found.cells))
    assert untrusted(marked) == frozenset()
    unsure = replace(marked.cells[3], confidence=0.8 * 0.6)
    assert untrusted(replace(marked, cells=(*marked.cells[:3], unsure, *marked.cells[4:]))) == {(1, 2)}


def test_a_table_in_which_one_cell_was_read_unsurely_bears_no_mark() -> None:
    assert mark_of(table(one=cell(1, 1, ROWS[0][1], 0.6))) == 1.0
    marked = tuple(replace(one, confidence=0.75) for one in table().cells)
    assert mark_of(replace(table(), cells=marked)) == MARK
    text_layer = tuple(replace(one, text_source=TextSource.TEXT_LAYER) for one in marked)
    assert mark_of(replace(table(), cells=text_layer)) == 1.0


@pytest.mark.parametrize(("code", "name"), [("01", "行政运行"), ("11", "行政事业单位医疗"), ("301", "09职业年金缴费")])
def test_a_code_whose_parts_ran_together_is_doubted(code: str, name: str) -> None:
    found = table()
    cut = replace(found.lines[2], item_code=code, item_name=name)
    assert (3, 2) in untrusted(replace(found, lines=(*found.lines[:2], cut)))


@pytest.mark.parametrize(
    ("code", "name", "is_doubted"),
    [
        ("30108", "机关事业单位基本养老保费", True),
        ("210", "中生健康支出", True),
        ("30201", "办公弗", True),
        ("20805", "行政事业单位离退休", False),
        ("30213", "维修（护）费", False),
        ("21010", "药品监督管理事务", False),
        ("2010301", "某市要情专报", False),
    ],
)
def test_a_name_that_is_nearly_its_codes_own_is_doubted(code: str, name: str, is_doubted: bool) -> None:
    found = table(code=cell(3, 0, code), name=cell(3, 1, name))
    other = replace(found.lines[2], item_code=code, item_name=name)
    assert ((3, 2) in untrusted(replace(found, lines=(*found.lines[:2], other)))) == is_doubted


@pytest.mark.parametrize(
    ("printed_code", "printed_name"),
    [("30109", "职业年金"), ("30199", "职业年金缴费"), ("3010", "职业年金缴费"), ("30109", "职业年全缴费")],
)
def test_what_the_list_told_in_place_of_print_is_doubted(printed_code: str, printed_name: str) -> None:
    found = table(code=cell(3, 0, printed_code), name=cell(3, 1, printed_name))
    told = replace(found.lines[2], item_code="30109", item_name="职业年金缴费")
    assert (3, 2) in untrusted(replace(found, lines=(*found.lines[:2], told)))


@pytest.mark.parametrize(
    ("name", "is_doubted"),
    [
        ("其他一最公共服务支出", True),
        ("一股行政管理事务", True),
        ("医疗卫牛与计划生育支出", False),  # no listed name is so near
        ("某某大桥维护", False),
        ("一般行政管理事务", False),
    ],
)
def test_a_name_without_a_code_that_is_listed_but_for_one_sign_is_doubted(name: str, is_doubted: bool) -> None:
    found = table(code=cell(3, 0, ""), name=cell(3, 1, name))
    other = replace(found.lines[2], item_code=None, item_name=name)
    rows = [replace(line, item_code=None) for line in found.lines[:2]]
    assert ((3, 2) in untrusted(replace(found, lines=(*rows, other)))) is is_doubted


@pytest.mark.parametrize("name", ["计", "公务用车运行", "一般行政管理事", "关事业单位基本养老保险缴费"])
def test_a_cut_name_without_a_code_is_doubted(name: str) -> None:
    found = table(code=cell(3, 0, ""), name=cell(3, 1, name))
    cut = replace(found.lines[2], item_code=None, item_name=name)
    assert (3, 2) in untrusted(replace(found, lines=(*found.lines[:2], cut)))


def test_a_code_without_a_name_is_doubted() -> None:
    found = table(name=cell(3, 1, ""))
    nameless = replace(found.lines[2], item_name=None)
    assert (3, 2) in untrusted(replace(found, lines=(*found.lines[:2], nameless)))


@pytest.mark.parametrize(
    ("name", "is_doubted"), [("监然", True), ("法治建项", True), ("监狱", False), ("普法宣传", False)]
)
def test_a_name_that_is_not_listed_among_names_that_are_is_doubted(name: str, is_doubted: bool) -> None:
    listed = ["公共安全支出", "司法", "行政运行", "一般行政管理事务", "基层司法业务", "律师管理"]
    rows = [line(number, None, each) for number, each in enumerate([*listed, name], start=1)]
    assert ((7, 2) in unlisted(rows)) is is_doubted
    assert not unlisted([line(1, None, name), line(2, None, "某桥维护"), *rows[:2]])


@pytest.mark.parametrize(
    ("text", "is_doubted"),
    [("539", True), ("370,000.0", True), ("0", False), ("0.0", False), ("5.00", False)],
)
def test_a_figure_with_fewer_decimals_than_the_others_is_doubted(text: str, is_doubted: bool) -> None:
    rows = [line(number, None, "项目") for number in range(1, 10)]
    assert (with_fewer_decimals([*rows, replace(line(10, None, "项目"), amount_text=text)]) == {(10, 2)}) is is_doubted


def test_figures_of_several_kinds_are_not_doubted_for_their_decimals() -> None:
    rows = [replace(line(n, None, "项目"), amount_text="3.50" if n % 3 else "3.5") for n in range(1, 16)]
    assert not with_fewer_decimals(rows)
