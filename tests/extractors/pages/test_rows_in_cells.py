"""Rows written as lines of one row of cells: a row each again, and no wrapped text is taken for such."""

from __future__ import annotations

import pytest

from mingzhang.extractors.pages.rows_in_cells import rows_apart, rows_in
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, TextSource


@pytest.mark.parametrize(
    ("cells", "count"),
    [
        (["201\n20126\n", "一般公共服务\n档案事务\n合计", "10.00\n10.00\n10.00"], 3),
        (["类\n款", "12.50\n7.25", "12.50\n7.25"], 2),
        (["甲局\n乙局\n丙局", "1\n2\n3", "100\n200\n300", ""], 3),
        (["201", "一般公共\n服务支出", "12.50", "12.50"], 1),  # a wrapped name
        (["甲\n乙", "12,345,\n678.90", "12,345,\n678.90"], 1),  # figures that wrap
        (["甲\n乙", "12345\n678.90", "12345\n678.90"], 1),
        (["201", "某项", "100\n200", "1,000.00"], 1),  # two figures in one cell
        (["甲\n乙", "10.00\n20.00", "说明一\n说明二"], 1),  # one column of figures proves nothing
    ],
)
def test_how_many_rows_stand_in_a_row_of_cells(cells: list[str], count: int) -> None:
    assert rows_in(cells) == count


def test_rows_get_places_of_their_own() -> None:
    texts = [["编码", "名称", "合计"], ["201\n202", "甲\n乙", "1.00\n2.00"], ["", "合计", "3.00"]]
    cells = tuple(
        GridCell(r, c, 1, 1, text, Box(50.0 * c, 40.0 * r, 50.0 * c + 50, 40.0 * r + 40))
        for r, row in enumerate(texts)
        for c, text in enumerate(row)
    )
    found = rows_apart(Grid(1, Box(0, 0, 150, 120), 3, 3, cells, TextSource.TEXT_LAYER))
    assert found.row_count == 4
    assert [[cell.text for cell in found.cells if cell.row == row] for row in range(4)] == [
        ["编码", "名称", "合计"],
        ["201", "甲", "1.00"],
        ["202", "乙", "2.00"],
        ["", "合计", "3.00"],
    ]
    assert [cell.box.y0 for cell in found.cells if cell.column == 0] == [0, 40, 60, 80]


def test_a_cell_over_several_rows_keeps_them_whole() -> None:
    cells = (
        GridCell(0, 0, 2, 1, "甲\n乙", Box(0, 0, 50, 80)),
        GridCell(0, 1, 1, 1, "1.00\n2.00", Box(50, 0, 100, 40)),
        GridCell(0, 2, 1, 1, "1.00\n2.00", Box(100, 0, 150, 40)),
        GridCell(1, 1, 1, 1, "3.00", Box(50, 40, 100, 80)),
        GridCell(1, 2, 1, 1, "3.00", Box(100, 40, 150, 80)),
    )
    grid = Grid(1, Box(0, 0, 150, 80), 2, 3, cells, TextSource.TEXT_LAYER)
    assert rows_apart(grid) is grid
