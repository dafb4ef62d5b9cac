from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.extractors.grids.ruled import lattice_grids

Segment = tuple[float, float, float, float]


def ruled(columns: list[float], rows: list[float]) -> tuple[list[Segment], list[Segment]]:
    across = [(columns[0], y, columns[-1], y) for y in rows]
    down = [(x, rows[0], x, rows[-1]) for x in columns]
    return across, down


@given(
    st.lists(st.floats(8, 120), min_size=2, max_size=9),
    st.lists(st.floats(8, 60), min_size=2, max_size=12),
    st.floats(-0.9, 0.9),
)
def test_a_full_grid_has_a_cell_for_every_place(widths: list[float], heights: list[float], overshoot: float) -> None:
    columns, rows = [40.0], [60.0]
    for width in widths:
        columns.append(columns[-1] + width)
    for height in heights:
        rows.append(rows[-1] + height)
    across, down = ruled(columns, rows)
    across = [(x0 - overshoot, y, x1 + overshoot, y) for x0, y, x1, _ in across]
    (lattice,) = lattice_grids(across, down)
    assert (lattice.row_count, lattice.column_count) == (len(heights), len(widths))
    assert len(lattice.cells) == len(heights) * len(widths)
    for number, cell in enumerate(lattice.cells):
        assert lattice.cell_at(*cell.box.middle) == number


def test_a_missing_line_joins_two_places() -> None:
    across, down = ruled([0, 50, 100], [0, 20, 40])
    down[1] = (50, 20, 50, 40)
    (lattice,) = lattice_grids(across, down)
    assert [(c.row, c.column, c.row_span, c.column_span) for c in lattice.cells] == [
        (0, 0, 1, 2),
        (1, 0, 1, 1),
        (1, 1, 1, 1),
    ]


def test_a_line_drawn_in_pieces_is_one_line() -> None:
    across, down = ruled([0, 50, 100], [0, 20, 40])
    pieces = [(x0, y, x0 + 50, y) for _, y, _, _ in across for x0 in (0.0, 50.0)]
    (lattice,) = lattice_grids(pieces, down)
    assert len(lattice.cells) == 4


def test_a_line_that_overshoots_the_table_still_divides_it() -> None:
    across, down = ruled([0, 50, 100], [10, 30, 50])
    down[1] = (50, 3, 50, 57)
    (lattice,) = lattice_grids(across, down)
    assert lattice.column_count == 2
    assert all(cell.column_span == 1 for cell in lattice.cells if 10 <= cell.box.y0 < 50)


def test_a_table_open_at_its_sides_keeps_its_outer_columns() -> None:
    across = [(0.0, y, 150.0, y) for y in (0.0, 20.0, 40.0)]
    down = [(50.0, 0.0, 50.0, 40.0), (100.0, 0.0, 100.0, 40.0)]
    (lattice,) = lattice_grids(across, down)
    assert (lattice.row_count, lattice.column_count) == (2, 3)


def test_two_tables_on_a_page_are_two() -> None:
    upper = ruled([0, 50, 100], [0, 20, 40])
    lower = ruled([0, 30, 100], [100, 120, 140])
    found = lattice_grids([*upper[0], *lower[0]], [*upper[1], *lower[1]])
    assert [round(lattice.box.y0) for lattice in found] == [0, 100]


def test_a_frame_or_an_underline_is_no_table() -> None:
    assert lattice_grids(*ruled([0, 500], [0, 800])) == []
    assert lattice_grids([(0, 10, 80, 10)], []) == []


@pytest.mark.parametrize("sides", [[-100.0], [-160.0, -90.0], [240.0], [-100.0, 250.0]])
def test_cells_that_a_page_break_cuts_above_and_below_are_closed(sides: list[float]) -> None:
    """年度绩效指标 and 产出指标 of a long form: on the pages between, their sides are all that is drawn of them."""
    across, down = ruled([0, 80, 200], [0, 20, 40, 60])
    down += [(x, 0.5, x, 60.0) for x in sides]
    (lattice,) = lattice_grids(across, down)
    assert lattice.column_count == 2 + len(sides)
    assert sorted(cell.row_span for cell in lattice.cells)[-len(sides) :] == [3] * len(sides)


@pytest.mark.parametrize(("top", "bottom"), [(0.7, 59.4), (-0.6, 60.5), (-1.9, 61.9)])
def test_a_cut_cell_is_closed_where_the_rules_of_its_table_stand(top: float, bottom: float) -> None:
    across, down = ruled([0, 80, 200], [0, 20, 40, 60])
    down = [(x, top, x, bottom) for x, *_ in [*down, (-100.0,)]]
    (lattice,) = lattice_grids(across, down)
    assert lattice.row_edges == (0, 20, 40, 60)


@pytest.mark.parametrize("side", [(-100.0, 10.0, -100.0, 60.0), (-100.0, 0.0, -100.0, 90.0)])
def test_an_upright_line_of_another_height_beside_a_table_is_none_of_its(side: Segment) -> None:
    across, down = ruled([0, 80, 200], [0, 20, 40, 60])
    (lattice,) = lattice_grids(across, [*down, side])
    assert lattice.column_count == 2
