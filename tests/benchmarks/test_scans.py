"""Pages as scans: agreement is counted cell by cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.scans import compared, scanned_pages
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Grid, GridCell, Page, TextSource

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def page(*texts: str) -> Page:
    box = Box(0, 0, 10, 10)
    cells = tuple(GridCell(n // 2, n % 2, 1, 1, text, box) for n, text in enumerate(texts))
    return Page(1, 100, 100, TextSource.OCR, grids=(Grid(1, box, len(texts) // 2, 2, cells, TextSource.OCR),))


def test_a_misread_figure_is_a_miss_and_a_misread_name_is_none() -> None:
    found = compared(
        Path("a.pdf"), page("合计", "1,234.50", "办公费", "8.00"), page("合计", "1,234.50", "力公费", "3.00")
    )
    assert (found.cells, found.cells_right, found.figures, found.figures_right) == (4, 2, 2, 1)
    assert found.misses == ((1, 1, "8.00", "3.00"),)


def test_figures_in_a_table_of_another_shape_are_not_in_their_cells() -> None:
    printed = page("合计", "1,234.50")
    grid = replace(printed.grids[0], column_count=3)
    found = compared(Path("a.pdf"), printed, replace(printed, grids=(grid,)))
    assert (found.same_shape, found.figures, found.figures_right, found.figures_found) == (False, 1, 0, 1)


def test_a_page_of_a_sample_is_drawn_and_read() -> None:
    (found,) = scanned_pages([SAMPLES / "three_units_2026.pdf"], seed=1, dpi=200)
    assert found.same_shape
    assert found.figures and found.figures_right == found.figures
