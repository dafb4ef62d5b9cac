"""Cells that lost a ruling across, parted by the levels of figures beside them; cells that span, left whole."""

from __future__ import annotations

from mingzhang.extractors.grids.borderless import Filled
from mingzhang.extractors.grids.ruled import Lattice, LatticeCell
from mingzhang.extractors.grids.split_spans import split_spans
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.models.records.geometry import Box
from tests.extractors.grids.test_split_columns import glyphs

EDGES = (0.0, 20.0, 40.0, 60.0)


def beside_figures(*texts: tuple[Glyph, ...]) -> list[tuple[int, int, str]]:
    """(row, rows, text) of the first column of three rows, which lost its rulings, beside a figure each."""
    cells = [LatticeCell(0, 0, 3, 1, Box(0, 0, 100, 60))]
    cells += [LatticeCell(row, 1, 1, 1, Box(100, EDGES[row], 200, EDGES[row + 1])) for row in range(3)]
    lattice = Lattice(Box(0, 0, 200, 60), 3, 2, tuple(cells), EDGES, (0.0, 100.0, 200.0), ((0, 1), (0, 2), (0, 3)))
    held = (tuple(g for text in texts for g in text), *(glyphs("12.50", 150, 20 * row + 5) for row in range(3)))
    found = split_spans(Filled(lattice, held))
    return [
        (cell.row, cell.row_span, "".join(g.text for g in its))
        for cell, its in zip(found.lattice.cells, found.glyphs, strict=True)
        if cell.column == 0
    ]


def test_codes_on_the_levels_of_figures_are_cells() -> None:
    found = beside_figures(glyphs("208", 10, 5), glyphs("20805", 10, 25), glyphs("2080501", 10, 45))
    assert found == [(0, 1, "208"), (1, 1, "20805"), (2, 1, "2080501")]


def test_a_lone_code_belongs_to_the_row_on_whose_level_it_stands() -> None:
    assert beside_figures(glyphs("11", 10, 45)) == [(0, 1, ""), (1, 1, ""), (2, 1, "11")]


def test_the_rest_of_an_edge_between_two_codes_is_no_text() -> None:
    found = beside_figures(glyphs("205", 10, 5), glyphs("_", 10, 15), glyphs("208", 10, 25))
    assert found == [(0, 1, "205"), (1, 1, "208"), (2, 1, "")]


def test_what_stands_amid_its_rows_or_wraps_between_them_spans() -> None:
    assert beside_figures(glyphs("1", 10, 25)) == [(0, 3, "1")]
    assert beside_figures(glyphs("市政府办公厅", 10, 16), glyphs("日常运行", 10, 34)) == [
        (0, 3, "市政府办公厅日常运行")
    ]


def test_codes_and_figures_between_the_edges_of_rows_are_cells_on_any_level() -> None:
    assert beside_figures(glyphs("08", 10, 1), glyphs("09", 10, 30)) == [(0, 1, "08"), (1, 1, "09"), (2, 1, "")]
    assert beside_figures(glyphs("08", 10, 1), glyphs("09", 10, 11)) == [(0, 3, "0809")]


def below_headers(*texts: tuple[Glyph, ...], rows: int = 2) -> list[tuple[int, int, str]]:
    """(row, rows, text) of the first column of a header and a figure, which lost the ruling between them, beside
    one that kept it."""
    edges = tuple(20.0 * row for row in range(rows + 1))
    cells = [LatticeCell(0, 0, rows, 1, Box(0, 0, 100, edges[-1]))]
    cells += [LatticeCell(0, 1, rows - 1, 1, Box(100, 0, 200, edges[-2]))]
    cells += [LatticeCell(rows - 1, 1, 1, 1, Box(100, edges[-2], 200, edges[-1]))]
    owner = (*((0, 1) for _ in range(rows - 1)), (0, 2))
    lattice = Lattice(Box(0, 0, 200, edges[-1]), rows, 2, tuple(cells), edges, (0.0, 100.0, 200.0), owner)
    held = (tuple(g for t in texts for g in t), glyphs("项目支出", 150, 5), glyphs("12.50", 150, edges[-2] + 5))
    found = split_spans(Filled(lattice, held))
    return [
        (cell.row, cell.row_span, "".join(g.text for g in its))
        for cell, its in zip(found.lattice.cells, found.glyphs, strict=True)
        if cell.column == 0
    ]


def test_a_header_and_the_first_figure_below_it_are_two_cells() -> None:
    assert below_headers(glyphs("合计", 20, 5), glyphs("112.11", 30, 25)) == [(0, 1, "合计"), (1, 1, "112.11")]


def test_a_wrapped_header_over_several_rows_stays_whole_above_its_figure() -> None:
    found = below_headers(glyphs("一般公共", 20, 4), glyphs("预算拨款", 20, 22), glyphs("112.11", 30, 45), rows=3)
    assert found == [(0, 2, "一般公共预算拨款"), (2, 1, "112.11")]


def test_a_figure_on_another_level_or_below_numbers_parts_no_header() -> None:
    assert below_headers(glyphs("合计", 20, 5), glyphs("112.11", 30, 15)) == [(0, 2, "合计112.11")]
    assert below_headers(glyphs("2026", 20, 5), glyphs("112.11", 30, 25)) == [(0, 2, "2026112.11")]
