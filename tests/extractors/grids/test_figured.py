"""Tables on pictures that nothing but their figures in columns tells of; and lines of text that must not become one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mingzhang.extractors.grids.building import build_grids
from mingzhang.extractors.grids.ruled import lattice_grids
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Segment
from mingzhang.models.records.pages import Grid, TextSource
from tests.extractors.grids.test_split_columns import glyphs

Row = Sequence[tuple[str, float]]
"""Texts and where they begin, or end where they print a figure."""


def placed(rows: Sequence[Row], top: float = 20.0, step: float = 15.0) -> list[Glyph]:
    found: list[Glyph] = []
    for number, row in enumerate(rows):
        for text, x in row:
            ends = text[-1].isdigit() or text.endswith("%")
            found += glyphs(text, x - 5.0 * len(text) if ends else x, top + step * number)
    return found


def seen(rows: Sequence[Row], upright: Sequence[Segment] = (), level: Sequence[Segment] = ()) -> tuple[Grid, ...]:
    lattices = lattice_grids(level, upright)
    return build_grids(placed(rows), lattices, level, 1, walls=upright, source=TextSource.OCR).grids


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.row_count)]


AMOUNTS: list[Row] = [[(f"项目名称{n}号", 20), (f"{n},110.50", 250), (f"{n}20.00", 330)] for n in "一二三四五六七八"]
SHARES: list[Row] = [
    [("增长", 20), ("2022", 250), ("2023", 330), ("2024", 410)],
    [("收入", 20), ("1,816.00", 250), ("16.0%", 330), ("-2.4%", 410)],
    *([(f"部门{n}", 20), ("-8.8%", 250), ("18.0%", 330), ("-2.9%", 410)] for n in "甲乙丙丁戊己"),
    [("支出", 20), ("2,155.00", 250), ("2,952.10", 330), ("2,397.00", 410)],
]
PRICES: list[Row] = [
    [("名目", 20), ("单位", 200), ("价格", 300), ("类别", 400)],
    *([(f"检测项目{n}号", 20), ("项", 205), (f"{n}5.00", 330), ("甲类", 400)] for n in range(1, 9)),
]


def numbered(rows: Sequence[Row]) -> list[Row]:
    """The same rows, digits in place of the numerals that name them."""
    return [[(text.translate(str.maketrans("一二三四五六七八", "12345678")), x) for text, x in row] for row in rows]


@pytest.mark.parametrize(("rows", "columns"), [(numbered(AMOUNTS), 3), (SHARES, 4), (PRICES, 4)])
def test_rows_of_a_name_and_figures_in_columns_are_a_table(rows: list[Row], columns: int) -> None:
    (grid,) = seen(rows)
    assert (grid.row_count, grid.column_count) == (len(rows), columns)
    assert texts(grid)[-1] == [text for text, _ in rows[-1]]
    assert texts(grid)[0] == [text for text, _ in rows[0]]


@pytest.mark.parametrize("words", [("数量/单位", "金额（元）"), ("计量单位", "单价（元）"), ("单位", "数额（万元）")])
def test_headers_that_name_units_of_things_and_of_money_are_no_caption(words: tuple[str, str]) -> None:
    (name, _), (_, x), (_, y), last = PRICES[0]
    head: Row = [(name, 20), (words[0], x), (words[1], y), last]
    (grid,) = seen([head, *PRICES[1:]])
    assert texts(grid)[0] == [text for text, _ in head]


FRAME = [(10.0, 8.0, 450.0, 8.0), (10.0, 170.0, 450.0, 170.0)], [(10.0, 8.0, 10.0, 170.0), (450.0, 8.0, 450.0, 170.0)]


@pytest.mark.parametrize(
    "more", [[], [(10.0, 33.0, 450.0, 33.0)], [(10.0, 33.0, 450.0, 33.0), (10.0, 63.0, 450.0, 63.0)]]
)
def test_a_frame_around_rows_is_no_grid_of_its_own(more: list[Segment]) -> None:
    (grid,) = seen(PRICES, FRAME[1], [*FRAME[0], *more])
    assert (grid.row_count, grid.column_count) == (len(PRICES), 4)
    assert texts(grid)[3] == [text for text, _ in PRICES[3]]


def test_rulings_across_and_one_wall_leave_the_other_columns_to_the_text() -> None:
    level = [(10.0, y, 450.0, y) for y in (16.0, 31.0, 46.0, 61.0, 151.0)]
    upright = [(370.0, 16.0, 370.0, 151.0), (450.0, 16.0, 450.0, 151.0)]
    (grid,) = seen(SHARES, upright, level)
    assert grid.column_count == 4
    assert texts(grid)[-1] == ["支出", "2,155.00", "2,952.10", "2,397.00"]


@pytest.mark.parametrize(
    "rows",
    [
        numbered(AMOUNTS[:4]),
        [
            [
                (f"本年度第{n}季度完成支出", 20 + 9 * n),
                (f"{n},120.50", 230 + 31 * (n % 4)),
                ("万元", 300 + 29 * (n % 4)),
            ]
            for n in range(1, 9)
        ],
        [[("安排资金用于支持各项工作", 20), ("其中包括", 200)] for _ in range(9)],
    ],
)
def test_few_rows_and_figures_that_stand_anywhere_are_none(rows: list[Row]) -> None:
    assert seen(rows) == ()


def test_a_text_layer_has_captions() -> None:
    assert build_grids(placed(numbered(AMOUNTS)), [], [], 1).grids == ()
