"""Columns that lost the wall between them: white through all rows parts them; what merely has wide blanks stays."""

from __future__ import annotations

from mingzhang.extractors.grids.borderless import Filled
from mingzhang.extractors.grids.lost_walls import with_lost_walls
from mingzhang.extractors.grids.ruled import Lattice, LatticeCell
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box
from tests.extractors.grids.test_split_columns import glyphs

Row = tuple[tuple[str, float], ...]


def merged(*rows: Row) -> list[list[str]]:
    """The texts by row of a lattice of two columns, the first of which holds the texts at the given places."""
    edges = tuple(20.0 * row for row in range(len(rows) + 1))
    cells, held = [], []
    for row, texts in enumerate(rows):
        cells += [
            LatticeCell(row, 0, 1, 1, Box(0, edges[row], 300, edges[row + 1])),
            LatticeCell(row, 1, 1, 1, Box(300, edges[row], 400, edges[row + 1])),
        ]
        first: tuple[Glyph, ...] = tuple(g for text, x in texts for g in glyphs(text, x, edges[row] + 5))
        held += [first, glyphs("9.00", 350, edges[row] + 5)]
    owner = tuple((2 * row, 2 * row + 1) for row in range(len(rows)))
    box = Box(0, 0, 400, edges[-1])
    lattice = Lattice(box, len(rows), 2, tuple(cells), edges, (0.0, 300.0, 400.0), owner)
    found = with_lost_walls(Filled(lattice, tuple(held)))
    count = found.lattice.column_count
    for row_of in found.lattice.owner:
        assert len(row_of) == count
    return [
        [
            "".join(g.text for g in its)
            for cell, its in zip(found.lattice.cells, found.glyphs, strict=True)
            if cell.row == row
        ]
        for row in range(len(rows))
    ]


def test_codes_names_and_figures_in_one_cell_are_three_columns() -> None:
    rows = merged(
        (("科目编码", 5), ("科目名称", 100), ("小计", 230)),
        (("204", 5), ("公共安全支出", 90), ("1994.64", 240)),
        (("20402", 5), ("公安", 110), ("56.23", 250)),
        (("2040201", 5), ("行政运行", 100), ("142.03", 245)),
    )
    assert rows[0] == ["科目编码", "科目名称", "小计", "9.00"]
    assert rows[3] == ["2040201", "行政运行", "142.03", "9.00"]


def test_a_row_that_lacks_one_of_them_has_a_blank_cell() -> None:
    rows = merged(
        (("公安", 5), ("56.23", 240)), (("教育", 5), ("1.00", 245)), (("卫生", 5),), (("住房", 5), ("22.10", 240))
    )
    assert rows[2] == ["卫生", "", "9.00"]


def test_a_total_across_two_of_them_keeps_them_together() -> None:
    rows = merged(
        (("科目编码", 5), ("科目名称", 100)),
        (("本年支出总计及结转", 20),),
        (("20402", 5), ("公安", 100)),
        (("20403", 5), ("教育", 100)),
        (("20404", 5), ("住房", 100)),
    )
    assert rows[1] == ["本年支出总计及结转", "9.00"] and rows[2] == ["20402", "公安", "9.00"]


def test_names_with_blanks_and_codes_under_one_header_stay_one_column() -> None:
    names = merged(
        *(((first, 5), (second, 100)) for first, second in (("合", "计"), ("本年", "收入"), ("上年", "结转")))
    )
    assert all(len(row) == 2 for row in names)
    coded = merged((("功能分类", 40),), *(((code, 5), ("行政", 60)) for code in ("20401", "20402", "20403")))
    assert all(len(row) == 2 for row in coded)
