"""Rows that no line parts: figures, shares and whole numbers on the same places, and words far below each other."""

from __future__ import annotations

import pytest

from mingzhang.extractors.grids.borderless import split_rows
from mingzhang.extractors.grids.ruled import lattice_grids
from mingzhang.extractors.pages.glyphs import Glyph
from tests.extractors.grids.test_split_columns import glyphs

Cell = tuple[tuple[str, float], ...]
"""Lines of a cell and where they stand, from its top."""


def split(*cells: Cell) -> list[list[str]]:
    """The texts by row of one ruled row of cells, a row of heads above it."""
    edges = [120.0 * number for number in range(len(cells) + 1)]
    (lattice,) = lattice_grids(
        [(0.0, y, edges[-1], y) for y in (0.0, 20.0, 220.0)], [(x, 0.0, x, 220.0) for x in edges]
    )
    held: list[tuple[Glyph, ...]] = [glyphs("表头", x + 10, 5) for x in edges[:-1]]
    for x, cell in zip(edges, cells, strict=False):
        held.append(tuple(g for text, y in cell for g in glyphs(text, x + 10, 25 + y)))
    found = split_rows(lattice, held)
    return [
        [
            "".join(g.text for g in some)
            for cell, some in zip(found.lattice.cells, found.glyphs, strict=True)
            if cell.row == row
        ]
        for row in range(1, found.lattice.row_count)
    ]


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        (("甲区", "乙区", "丙区"), ("747", "4143", "4549"), ("1", "34", "50")),
        (("收入", "支出", "结余"), ("16.0%", "-2.4%", "8.3%"), ("17.7%", "14.2%", "1.5%")),
        (("本级", "所属", "其他"), ("1,296.00", "1,759.50", "88.10"), ("12%", "34%", "50%")),
    ],
)
def test_numbers_of_several_columns_on_the_same_places_are_rows(
    first: tuple[str, ...], second: tuple[str, ...], third: tuple[str, ...]
) -> None:
    places = (0, 15, 30)
    rows = split(*(tuple(zip(texts, places, strict=True)) for texts in (first, second, third)))
    assert rows == [list(texts) for texts in zip(first, second, third, strict=True)]


@pytest.mark.parametrize(
    ("left", "right", "step"),
    [
        (("科室", "中心"), ("张村", "李庄"), 40),
        (("一层", "二层", "三层"), ("东", "西侧", "南侧"), 30),
        (("Row 1", "Row 2"), ("Value", "Other"), 30),
    ],
)
def test_words_of_all_cells_far_below_each_other_are_rows(
    left: tuple[str, ...], right: tuple[str, ...], step: int
) -> None:
    rows = split(*(tuple((text, step * k) for k, text in enumerate(texts)) for texts in (left, right)))
    assert [["".join(t.split()) for t in row] for row in rows] == [
        ["".join(t.split()) for t in row] for row in zip(left, right, strict=True)
    ]


@pytest.mark.parametrize(
    "cells",
    [
        ((("项目管理", 0), ("办公室", 13)), (("负责日常", 0), ("工作", 13))),  # texts that wrap
        (
            (("年", 0), ("度", 30), ("目", 60), ("标", 90)),
            (("目标一", 0), ("目标二", 30), ("目标三", 60), ("目标四", 90)),
        ),
        ((("名称", 0), ("单位", 40)), (("甲", 20),)),
        ((("2025", 0), ("2026", 13)), (("110", 0), ("220", 13))),  # two whole numbers may be one text
    ],
)
def test_what_may_be_one_text_stays_one_row(cells: tuple[Cell, ...]) -> None:
    assert len(split(*cells)) == 1
