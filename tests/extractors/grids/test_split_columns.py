"""Cells that lost an upright ruling, parted by their texts; cells that span, left whole."""

from __future__ import annotations

import pytest

from mingzhang.extractors.grids.borderless import Filled
from mingzhang.extractors.grids.ruled import Lattice, LatticeCell
from mingzhang.extractors.grids.split_columns import split_columns
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box

EDGES = (0.0, 100.0, 200.0, 300.0)


def glyphs(text: str, x: float, y: float = 5.0) -> tuple[Glyph, ...]:
    found = []
    for character in text:
        width = 10.0 if ord(character) > 0x2000 else 5.0
        found.append(Glyph(character, x, y, x + width - 0.5, y + 9, x, y + 8, 10, 0, 0.0, 0))
        x += width
    return tuple(found)


def merged(*texts: tuple[Glyph, ...]) -> Filled:
    """One row of three columns whose cells lost the rulings between them."""
    cell = LatticeCell(0, 0, 1, 3, Box(0, 0, 300, 20))
    lattice = Lattice(Box(0, 0, 300, 20), 1, 3, (cell,), (0.0, 20.0), EDGES, ((0, 0, 0),))
    return split_columns(Filled(lattice, (tuple(g for text in texts for g in text),)))


def rows(filled: Filled) -> list[tuple[int, int, str]]:
    return [
        (cell.column, cell.column_span, "".join(g.text for g in its))
        for cell, its in zip(filled.lattice.cells, filled.glyphs, strict=True)
    ]


def test_a_name_and_figures_are_parted_where_other_rows_have_edges() -> None:
    found = merged(glyphs("住房公积金", 10), glyphs("251.80", 160), glyphs("12.00", 260))
    assert rows(found) == [(0, 1, "住房公积金"), (1, 1, "251.80"), (2, 1, "12.00")]
    assert found.lattice.owner == ((0, 1, 2),) and found.split == {0, 1, 2}


def test_a_blank_place_between_two_texts_is_a_cell() -> None:
    assert rows(merged(glyphs("行政运行", 10), glyphs("58.70", 260))) == [
        (0, 1, "行政运行"),
        (1, 1, ""),
        (2, 1, "58.70"),
    ]


def test_a_header_that_spans_two_columns_stays_whole_beside_another() -> None:
    found = merged(glyphs("功能分类科目及其名称", 50), glyphs("项目支出", 230))
    assert rows(found) == [(0, 2, "功能分类科目及其名称"), (2, 1, "项目支出")]


def test_texts_that_run_over_or_stand_letter_by_letter_part_nothing() -> None:
    for whole in (merged(glyphs("合", 60), glyphs("计", 230)), merged(glyphs("本年收入及上年结转合计数额", 85))):
        assert [span for _, span, _ in rows(whole)] == [3]


def test_a_lone_figure_stands_in_the_column_where_figures_end_as_it_does() -> None:
    edges = tuple(20.0 * row for row in range(5))
    cells, held = [], []
    for row in range(3):
        for column in range(3):
            box = Box(EDGES[column], edges[row], EDGES[column + 1], edges[row + 1])
            cells.append(LatticeCell(row, column, 1, 1, box))
            held.append(glyphs("12.50", EDGES[column + 1] - 30, edges[row] + 5))
    cells += [LatticeCell(3, 0, 1, 1, Box(0, 60, 100, 80)), LatticeCell(3, 1, 1, 2, Box(100, 60, 300, 80))]
    owner = (*(tuple(range(3 * row, 3 * row + 3)) for row in range(3)), (9, 10, 10))
    lattice = Lattice(Box(0, 0, 300, 80), 4, 3, tuple(cells), edges, EDGES, owner)
    for x, wanted in ((270.0, [(1, 1, ""), (2, 1, "38.25")]), (190.0, [(1, 2, "38.25")])):
        found = split_columns(Filled(lattice, (*held, (), glyphs("38.25", x, 65))))
        assert rows(found)[10:] == wanted


def test_numbers_that_almost_touch_over_an_edge_are_parted_and_the_rest_of_the_edge_is_no_sign() -> None:
    near = merged(glyphs("27", 88), glyphs("502", 101), glyphs("1", 197.5), glyphs("0", 250))
    assert rows(near) == [(0, 1, "27"), (1, 1, "502"), (2, 1, "0")]
    assert [span for _, span, _ in rows(merged(glyphs("27502", 88)))] == [3]


def test_single_characters_that_are_headers_stand_in_columns_of_their_own() -> None:
    assert rows(merged(glyphs("类", 60), glyphs("款", 130), glyphs("项", 230))) == [
        (0, 1, "类"),
        (1, 1, "款"),
        (2, 1, "项"),
    ]
    assert rows(merged(glyphs("类", 80), glyphs("：", 95), glyphs("款", 105), glyphs("科目名称", 230))) == [
        (0, 1, "类"),
        (1, 1, "款"),
        (2, 1, "科目名称"),
    ]


def test_the_last_character_of_a_header_that_wraps_goes_with_it() -> None:
    wrapped = merged(glyphs("一般公共预", 10), glyphs("政府性基金", 115), glyphs("算", 30, 15), glyphs("预算", 130, 15))
    assert rows(wrapped)[:2] == [(0, 1, "一般公共预算"), (1, 1, "政府性基金预算")]


@pytest.mark.parametrize(
    "captions",
    [
        ("部门：某局", "收入总表", "单位：万元"),
        ("公开表2", "收入总表", "单位：元"),
        ("1", "编制单位：某局", "金额单位：万元"),
    ],
)
def test_captions_that_a_frame_holds_above_the_table_stay_together(captions: tuple[str, str, str]) -> None:
    first, middle, last = captions
    kept = merged(glyphs(first, 5), glyphs(middle, 110), glyphs(last, 225))
    assert [span for _, span, _ in rows(kept)] == [3]
