"""What is print and what is not: watermarks need proof, and text that a reader does not see says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.expenditure import (
    HEADER,
    TABLE,
    Drawn,
    drawn,
    figures,
    page_of,
    place,
    plainly,
    read,
    wanted,
)


def test_the_table_itself(tmp_path: Path) -> None:
    assert figures(read(drawn(), tmp_path)) == wanted()


@pytest.mark.parametrize("colour", [(0.75, 0.75, 0.75), (0.36, 0.61, 0.84), (0.85, 0.5, 0.5)])
def test_pale_and_coloured_figures_are_print(tmp_path: Path, colour: tuple[float, float, float]) -> None:
    def write(page: Drawn, row: int, column: int, x: float, y: float, text: str) -> None:
        page.canvas.setFillColorRGB(*(colour if row and column > 1 else (0, 0, 0)))
        plainly(page, row, column, x, y, text)

    assert figures(read(drawn(write), tmp_path)) == wanted()
    assert figures(read(drawn(write, pages=3), tmp_path)).total() >= 3 * 19


@pytest.mark.parametrize("rows", [(8,), (2, 5), (1, 2, 3, 4, 5, 6, 7, 8)])
def test_sheared_italics_are_print(tmp_path: Path, rows: tuple[int, ...]) -> None:
    def write(page: Drawn, row: int, column: int, x: float, y: float, text: str) -> None:
        page.canvas.saveState()
        page.canvas.translate(x, 842 - y)
        if row in rows:
            page.canvas.transform(1, 0, 0.33, 1, 0, 0)
        page.canvas.translate(-x, y - 842)
        plainly(page, row, column, x, y, text)
        page.canvas.restoreState()

    assert figures(read(drawn(write), tmp_path)) == wanted()


@pytest.mark.parametrize("shade", [1.0, 0.95, 0.7])
def test_white_and_grey_headers_on_a_dark_ground_are_print(tmp_path: Path, shade: float) -> None:
    page = Drawn()

    def write(page: Drawn, row: int, column: int, x: float, y: float, text: str) -> None:
        page.canvas.setFillGray(0 if row else shade)
        plainly(page, row, column, x, y, text)

    for number in range(2):
        if number:
            page.canvas.showPage()
        page.canvas.setFillGray(0.2)
        page.canvas.rect(45, 842 - 104, 500, 22, stroke=0, fill=1)
        page_of(page, write)
    document = read(page.done(), tmp_path)
    grids = [grid for one in document.pages for grid in one.grids]
    assert [[cell.text for cell in grid.cells if cell.row == 0] for grid in grids] == [list(HEADER)] * 2
    assert set(figures(document)) == set(wanted())


@pytest.mark.parametrize("size", [20, 24, 30])
def test_large_titles_that_come_again_are_print(tmp_path: Path, size: float) -> None:
    page = Drawn()
    for number in range(3):
        if number:
            page.canvas.showPage()
        page_of(page, title=size)
    document = read(page.done(), tmp_path)
    assert all("2025年部门支出总表" in one.lines[0].text for one in document.pages)
    assert all(one.watermark_text is None for one in document.pages)


def hidden_white(page: Drawn) -> None:
    page.canvas.setFillGray(1)


def hidden_clear(page: Drawn) -> None:
    page.canvas.setFillAlpha(0)


def hidden_mode(page: Drawn) -> None:
    page.canvas._code.append("3 Tr")


def hidden_clip(page: Drawn) -> None:
    path = page.canvas.beginPath()
    path.rect(10, 10, 20, 20)
    page.canvas.clipPath(path, stroke=0, fill=0)


@pytest.mark.parametrize("hide", [hidden_white, hidden_clear, hidden_mode, hidden_clip])
def test_text_that_no_reader_sees_is_not_read(tmp_path: Path, hide: object) -> None:
    page = Drawn()
    page_of(page)
    page.canvas.saveState()
    assert callable(hide)
    hide(page)
    for row in (1, 3, 8):
        page.right(place(row, 2)[0], place(row, 2)[1], "9,876.54")
        page.right(place(row, 4)[0], place(row, 4)[1], "555.00")
    page.canvas.restoreState()
    assert figures(read(page.done(), tmp_path)) == wanted()


@pytest.mark.parametrize("shown", [0.5, 1.5, 2.5])
@pytest.mark.parametrize("text", ["奕", "7,777.77"])
def test_the_second_line_of_a_cell_too_low_for_it_is_no_part_of_the_next_row(
    tmp_path: Path, text: str, shown: float
) -> None:
    """`shown`: about so many points of it are within the cell."""
    page = Drawn()
    page_of(page)
    for row, column in ((3, 1), (5, 2)):
        x, y = place(row, column)
        page.canvas.saveState()
        path = page.canvas.beginPath()
        path.rect(x - 60, 842 - y - 10 + 7 - shown, 120, 14)
        page.canvas.clipPath(path, stroke=0, fill=0)
        page.right(x, y + 10, text)
        page.canvas.restoreState()
    document = read(page.done(), tmp_path)
    assert figures(document) == wanted()
    assert all(text not in cell.text for one in document.pages for grid in one.grids for cell in grid.cells)


@pytest.mark.parametrize("cells", [((1, 2),), ((3, 2), (3, 3)), ((8, 2), (8, 3), (8, 4))])
def test_covered_figures_are_not_read(tmp_path: Path, cells: tuple[tuple[int, int], ...]) -> None:
    page = Drawn()
    for row, column in cells:
        page.right(*place(row, column), "9,999.99")
        x, y = place(row, column)
        page.canvas.setFillGray(1)
        page.canvas.rect(x - 60, 842 - y - 4, 62, 14, stroke=0, fill=1)
        page.canvas.setFillGray(0)
    page_of(page)
    assert figures(read(page.done(), tmp_path)) == wanted()


@pytest.mark.parametrize("width", [9.0, 12.0, 16.0])
def test_figures_under_a_broad_white_stroke_are_not_read(tmp_path: Path, width: float) -> None:
    page = Drawn()
    for row in (1, 3, 8):
        x, y = place(row, 2)
        page.right(x, y, "8,888.88")
        page.canvas.saveState()
        page.canvas.setStrokeGray(1)
        page.canvas.setLineWidth(width)
        page.canvas.line(x - 45, 842 - y + 3, x + 2, 842 - y + 3)
        page.canvas.restoreState()
    page_of(page)
    assert figures(read(page.done(), tmp_path)) == wanted()


@pytest.mark.parametrize("shift", [0.0, 2.0, 5.0])
def test_an_old_reading_under_digital_text_is_not_read(tmp_path: Path, shift: float) -> None:
    page = Drawn()
    page_of(page)
    page.canvas._code.append("3 Tr")
    for row, texts in enumerate(TABLE):
        for column, text in enumerate(texts):
            x, y = place(row, column)
            plainly(page, row, column, x + shift, y + shift, text.replace("1", "7"))
    assert figures(read(page.done(), tmp_path)) == wanted()


def test_a_layer_that_is_switched_off_is_not_read(tmp_path: Path) -> None:
    page = Drawn()
    page_of(page)
    page.canvas._code.append("/OC /Draft BDC")
    for row in (1, 3, 8):
        page.right(*place(row, 2), "9,999.99")
    page.canvas._code.append("EMC")
    data = page.done()
    group = b"90 0 obj\n<< /Type /OCG /Name (Draft) >>\nendobj\n"
    data = data.replace(b"/ProcSet", b"/Properties << /Draft 90 0 R >> /ProcSet", 1)
    data = data.replace(b"/Type /Catalog", b"/Type /Catalog /OCProperties << /OCGs [90 0 R] /D << /OFF [90 0 R] >> >>")
    start = data.rfind(b"xref\n", 0, data.rfind(b"startxref"))
    data = data[:start] + group + b"trailer\n<< /Root " + data[data.rfind(b"/Root") + 6 :].split(b"R", 1)[0] + b"R >>\n"
    assert figures(read(data + b"startxref\n0\n%%EOF\n", tmp_path)) == wanted()
