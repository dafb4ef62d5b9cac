"""A table cut from top to bottom over two pages is one table; what only looks like it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.drawing import Sheet, pdf
from tests.support.expenditure import OWNER, TABLE, TITLE, UNIT, figures, read, wanted

WIDTHS = (70, 190, 80, 80, 80)


def halves(cut: int, *, shift: float = 0.0, title: str = "") -> bytes:
    left = Sheet().text(200, 40, TITLE, 16).text(45, 74, OWNER).text(480, 74, UNIT)
    left.table(45, 82, WIDTHS[:cut], [texts[:cut] for texts in TABLE])
    right = Sheet()
    if title:
        right.text(200, 40, title, 16)
    right.table(45, 82 + shift, WIDTHS[cut:], [texts[cut:] for texts in TABLE])
    return pdf(left, right)


@pytest.mark.parametrize("cut", [2, 3, 4])
def test_the_right_part_on_the_next_page_belongs_to_the_left(tmp_path: Path, cut: int) -> None:
    document = read(halves(cut), tmp_path)
    assert figures(document) == wanted()
    (table,) = document.tables
    assert (table.first_page, table.last_page) == (1, 2)
    assert {line.page_number for line in table.lines if line.column_index >= cut} == {2}


@pytest.mark.parametrize("cuts", [(3, 4), (2, 4)])
def test_a_table_over_more_than_two_pages(tmp_path: Path, cuts: tuple[int, ...]) -> None:
    sheets = []
    for first, last in zip((0, *cuts), (*cuts, 5), strict=True):
        sheet = Sheet()
        if not first:
            sheet.text(200, 40, TITLE, 16).text(45, 74, OWNER).text(480, 74, UNIT)
        sheets.append(sheet.table(45, 82, WIDTHS[first:last], [texts[first:last] for texts in TABLE]))
    document = read(pdf(*sheets), tmp_path)
    assert figures(document) == wanted() and len(document.tables) == 1


@pytest.mark.parametrize(("shift", "title"), [(40.0, ""), (0.0, "2025年部门收入总表")])
def test_other_tables_of_as_many_rows_stay_apart(tmp_path: Path, shift: float, title: str) -> None:
    assert len(read(halves(3, shift=shift, title=title), tmp_path).tables) == 2
