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
