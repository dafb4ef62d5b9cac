"""What browsers and office programs do to a table when they print it: marks a sixth smaller, stripes, parts with a gap
between, figures wrapped in a narrow column, rows hidden by rules within rules."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from mingzhang.models.text.amounts import is_one_wrapped, plain, printed_amount
from tests.support.expenditure import (
    HEADER,
    LEFT,
    OWNER,
    ROW,
    ROWS,
    TABLE,
    TITLE,
    TOP,
    UNIT,
    WIDTHS,
    Drawn,
    drawn,
    figures,
    place,
    plainly,
    read,
    wanted,
)


@pytest.mark.parametrize("size", [6.8, 7.5, 8.0])
@pytest.mark.parametrize("mark", ["1", "[2]", "a"])
def test_a_mark_a_sixth_smaller_than_its_figure_is_none_of_it(tmp_path: Path, mark: str, size: float) -> None:
    def write(page: Drawn, row: int, column: int, x: float, y: float, text: str) -> None:
        if (row, column) in ((1, 2), (4, 4), (8, 3)):
            width = 0.6 * size * len(mark)
            page.text(x - width, y - 3.2, mark, size)
            x -= width + 0.5
        plainly(page, row, column, x, y, text)

    assert figures(read(drawn(write), tmp_path)) == wanted()


@pytest.mark.parametrize("mark", ["1", "a", "[3]"])
def test_a_raised_mark_before_a_figure_is_none_of_it(tmp_path: Path, mark: str) -> None:
    def write(page: Drawn, row: int, column: int, x: float, y: float, text: str) -> None:
        if (row, column) in ((1, 2), (5, 3)):
            page.text(x - 4.6 * len(text) - 4.5 * len(mark), y - 3.2, mark, 7.0)
        plainly(page, row, column, x, y, text)

    assert figures(read(drawn(write), tmp_path)) == wanted()


@pytest.mark.parametrize("mark", ["1", "②", "b"])
def test_a_raised_mark_on_a_name_is_none_of_it(tmp_path: Path, mark: str) -> None:
    def write(page: Drawn, row: int, column: int, x: float, y: float, text: str) -> None:
        plainly(page, row, column, x, y, text)
        if (row, column) == (5, 1):
            page.text(x + 9 * len(text), y - 3.2, mark, 7.0)

    assert figures(read(drawn(write), tmp_path)) == wanted()


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("15,320,41\n8.77", True), ("2,200,000.\n00", True), ("1,234,\n567.89", True), ("1\n15,320,418.77", False),
     ("100\n2,000", False), ("12\n345.60", False)],
)  # fmt: skip
def test_a_longer_line_below_a_shorter_one_is_no_rest_of_it(text: str, is_one: bool) -> None:
    assert is_one_wrapped(text) is is_one
    assert (printed_amount(text) is not None) is is_one


def test_marks_at_either_end_of_a_text_are_none_of_it() -> None:
    assert plain("¹612.40") == "612.40"
    assert plain("社会保障和就业支出⁽²⁾") == "社会保障和就业支出"
    assert plain("①其中：人员经费") != plain("其中：人员经费")


HIDDEN = {
    "a row by its class": ("tr.x td{display:none}", ""),
    "a cell within a row": ("table tr.x > td {visibility: hidden}", ""),
    "white on the page": ("tr.x td{color:#FFF}", ""),
    "clear": (".x td{color:rgba(0, 0, 0, 0)}", ""),
    "clipped": (".x td{clip-path: inset(100%)}", ""),
    "of the named row": ("tr#gone td{opacity:0}", "id=gone"),
}
SHOWN = {
    "white on blue": "th{color:white;background:#1f4e79}",
    "white, the row blue": "thead tr{background-color:navy} thead th{color:#fff}",
    "white within another": "p.x td{color:white} .y th{display:none}",
    "for paper only": "@media print{td{color:white}}",
}


def web_page(style: str, extra: str = "") -> bytes:
    head = "<thead><tr>" + "".join(f"<th>{text}</th>" for text in HEADER) + "</tr></thead>"
    rows = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in ROWS)
    body = f"<h2>{TITLE}</h2><p>{OWNER} {UNIT}</p><table>{head}{extra}{rows}</table>"
    return f"<html><meta charset=utf-8><style>{style}</style><body>{body}</body></html>".encode()


@pytest.mark.parametrize("name", HIDDEN)
def test_a_row_that_a_style_sheet_hides_is_not_read(tmp_path: Path, name: str) -> None:
    style, marks = HIDDEN[name]
    extra = f"<tr class=x {marks}><td>299</td><td>测试</td><td>9.00</td><td>9.00</td><td></td></tr>"
    assert figures(read(web_page(style, extra), tmp_path, "a.html")) == wanted()


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_white_on_a_ground_or_meant_for_others_is_read(tmp_path: Path, name: str) -> None:
    assert figures(read(web_page(SHOWN[name]), tmp_path, "a.html")) == wanted()


@pytest.mark.parametrize(("first", "is_headed"), [(1, False), (2, False), (2, True)])
def test_stripes_behind_rows_are_no_rules(tmp_path: Path, first: int, is_headed: bool) -> None:
    page = Drawn()
    page.canvas.setFillColorRGB(0.9, 0.9, 1.0)
    for row in range(first, len(TABLE), 2):
        left = LEFT
        for width in WIDTHS:
            page.canvas.rect(left, 842 - TOP - (row + 1) * ROW, width, ROW, stroke=0, fill=1)
            left += width
    if is_headed:
        page.canvas.setFillColorRGB(0.7, 0.8, 1.0)
        page.canvas.rect(LEFT, 842 - TOP - ROW, sum(WIDTHS), ROW, stroke=0, fill=1)
    page.canvas.setFillColorRGB(0, 0, 0)
    captions(page)
    for row, texts in enumerate(TABLE):
        for column, text in enumerate(texts):
            plainly(page, row, column, *place(row, column), text)
    assert figures(read(page.done(), tmp_path)) == wanted()


@pytest.mark.parametrize("cut", [1, 4, 8])
@pytest.mark.parametrize("gap", [6.0, 30.0])
def test_parts_of_a_table_with_nothing_between_are_one(tmp_path: Path, cut: int, gap: float) -> None:
    page = Drawn()
    captions(page)
    for rows, down in ((range(cut), 0.0), (range(cut, len(TABLE)), gap)):
        top = 842 - TOP - rows[0] * ROW - down
        foot = top - len(rows) * ROW
        edges = [LEFT + sum(WIDTHS[:column]) for column in range(len(WIDTHS) + 1)]
        for number in range(len(rows) + 1):
            page.canvas.line(edges[0], top - number * ROW, edges[-1], top - number * ROW)
        for x in edges:
            page.canvas.line(x, top, x, foot)
        for row in rows:
            for column, text in enumerate(TABLE[row]):
                x, y = place(row, column)
                plainly(page, row, column, x, y + down, text)
    assert figures(read(page.done(), tmp_path)) == wanted()


def test_figures_that_wrap_in_a_table_without_rules_are_whole(tmp_path: Path) -> None:
    page = Drawn()
    captions(page)
    printed: Counter[Decimal | None] = Counter()
    for row, texts in enumerate(TABLE):
        for column, text in enumerate(texts):
            x, y = place(row, column)[0], TOP + row * 2 * ROW + 15
            if row and column > 1 and text:
                amount = Decimal(text.replace(",", "")) + 23_000_000
                page.text(x - 40, y, f"{amount:,}"[:9])
                page.text(x - 40, y + 11, f"{amount:,}"[9:])
                printed[amount * 10_000] += 1
            else:
                page.text(x - (40 if row and column > 1 else 0), y, text)
    found = figures(read(page.done(), tmp_path))
    assert Counter(amount for _, _, amount in found.elements()) == printed


def captions(page: Drawn) -> None:
    page.text(220, 37, TITLE, 16)
    page.text(LEFT, 74, OWNER)
    page.right(545, 74, UNIT)


def test_codes_that_follow_each_other_by_ones_are_codes(tmp_path: Path) -> None:
    rows = [[str(201 + n), f"某某支出{n}", f"{100 * n}.25", f"{60 * n}.25", f"{40 * n}.00"] for n in range(1, 9)]
    found = figures(read(drawn(table=[list(HEADER), *rows]), tmp_path))
    assert {code for code, _, _ in found} == {str(201 + n) for n in range(1, 9)}
