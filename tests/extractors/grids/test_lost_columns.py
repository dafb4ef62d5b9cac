"""Scans whose walls were lost, or seen where none are: their lattices are inferred anew."""

from __future__ import annotations

import pytest

from mingzhang.extractors.grids.borderless import lacks_columns
from mingzhang.extractors.grids.building import build_grids
from mingzhang.extractors.grids.ruled import lattice_grids
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, TextSource
from tests.extractors.grids.test_split_columns import glyphs

HEADER = (("科目编码", 20), ("科目名称", 100), ("合计", 250), ("基本支出", 320), ("项目支出", 400))
ROWS = [
    (("204", 20), ("公共安全支出", 100), ("9.50", 250), ("8.00", 320), ("1.50", 400)),
    (("20402", 20), ("公安", 100), ("7.50", 250), ("6.00", 320), ("1.50", 400)),
    (("2040201", 20), ("行政运行", 100), ("6.00", 250), ("6.00", 320), ("0.00", 400)),
    (("2040202", 20), ("治安管理", 100), ("1.50", 250), ("0.00", 320), ("1.50", 400)),
    (("210", 20), ("卫生健康支出", 100), ("2.00", 250), ("2.00", 320), ("0.00", 400)),
]


def seen(*texts: str, source: TextSource = TextSource.OCR) -> Grid:
    cells = tuple(GridCell(0, n, 1, 1, text, Box(50.0 * n, 0, 50.0 * n + 50, 20)) for n, text in enumerate(texts))
    return Grid(1, Box(0, 0, 50.0 * len(texts), 20), 1, len(texts), cells, source)


def test_figures_side_by_side_in_cells_of_a_scan_lack_columns() -> None:
    lines = "1.50 0.00\n2.50 0.00\n3.50 0.00"
    assert lacks_columns(seen("公安", lines))
    assert not lacks_columns(seen("公安", lines, source=TextSource.TEXT_LAYER))
    assert lacks_columns(seen(lines, source=TextSource.TEXT_LAYER))
    assert not lacks_columns(seen("1.50\n2.50", "0.00 0.00", "公安 公共安全"))


@pytest.mark.parametrize("walls", [[90.0], [90.0, 310.0], [240.0, 390.0]], ids=["codes", "two", "figures"])
def test_a_lattice_of_some_walls_amid_a_table_is_inferred_whole(walls: list[float]) -> None:
    lines = [(("支出总表", 200),), (("单位：万元", 380),), HEADER, *ROWS]
    some = [g for number, line in enumerate(lines) for text, x in line for g in glyphs(text, x, 20.0 * number + 5)]
    rules = [(10.0, 20.0 * number, 450.0, 20.0 * number) for number in range(2, 9)]
    upright = [(x, 80.0, x, 160.0) for x in (10.0, *walls, 450.0)]
    built = build_grids(some, lattice_grids(rules, upright), rules, 1, walls=upright, source=TextSource.OCR)
    (grid,) = built.grids
    rows = [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.row_count)]
    assert rows == [[text for text, _ in line] for line in (HEADER, *ROWS)]
