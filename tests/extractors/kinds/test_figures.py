"""What may stand around a figure and in it: signs, currencies, marks of notes, a second figure, marks without width."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from mingzhang.models.records.documents import Document
from mingzhang.models.text.amounts import amount_with_unit, plain, printed_amount
from mingzhang.models.vocabulary.enums import Verification
from tests.support.expenditure import (
    ROWS,
    TABLE,
    Drawn,
    drawn,
    figures,
    plainly,
    read,
    wanted,
    with_cell,
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("￥1,234.56", "1234.56"), ("¥ 1,234.56", "1234.56"), ("RMB1,234.56", "1234.56"), ("-￥1,234.56", "-1234.56"),
        ("1,234.56\u200b", "1234.56"), ("\u200e1,234.56", "1234.56"), ("1,2\ufeff34.56", "1234.56"),
        ("(1,234)", "-1234"), ("（1,234.56）", "-1234.56"), ("△1,234.56", "-1234.56"), ("▲10", "-10"),
        ("负1,234.56", "-1234.56"), ("1,234.56-", "-1234.56"), ("1,234.56－", "-1234.56"), ("−1,234.56", "-1234.56"),
        ("1,234.56①", "1234.56"), ("1,234.56¹", "1234.56"), ("1,234.56*", "1234.56"), ("１，２３４．５６", "1234.56"),
        ("1 234.56", "1234.56"), ("1'234.56", "1234.56"), ("1’234’567", "1234567"), ("1,234.56万", "1234.56"),
    ],
)  # fmt: skip
def test_a_figure_is_known_under_what_stands_around_it(text: str, amount: str) -> None:
    assert printed_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["(5)", "①", "100\n\n200", "负责", "△", "-", "1,234.56/1,000.00", "100 / 200", "5'10"])
def test_what_is_no_single_figure_gives_none(text: str) -> None:
    assert printed_amount(text) is None


def test_a_figure_may_print_its_own_unit() -> None:
    assert amount_with_unit("1,234.56万元") == (Decimal("1234.56"), "万元")
    assert amount_with_unit("￥5元") == (Decimal(5), "元")
    assert amount_with_unit("1,234.56") is None


def test_radicals_are_the_characters_that_they_show() -> None:
    assert plain("⼀般公共服务⽀出") == "一般公共服务支出"
    assert plain("⻋辆购置及⻛险") == "车辆购置及风险"


@pytest.mark.parametrize("prefix", ["￥", "¥", "RMB "])
def test_currencies_before_figures(tmp_path: Path, prefix: str) -> None:
    table = [[prefix + text if r and c > 1 and text else text for c, text in enumerate(texts)]
             for r, texts in enumerate(TABLE)]  # fmt: skip
    assert figures(read(drawn(table=table), tmp_path)) == wanted()


@pytest.mark.parametrize("text", ["(1,234.56)", "△1,234.56", "1,234.56-"])
def test_signs_are_kept(tmp_path: Path, text: str) -> None:
    found = figures(read(drawn(table=with_cell(1, 2, text)), tmp_path))
    assert found - wanted() == {("201", "一般公共服务支出", Decimal("-12345600.00")): 1}


@pytest.mark.parametrize("size", [4.5, 5.5, 6.5])
def test_a_raised_mark_is_no_digit(tmp_path: Path, size: float) -> None:
    def write(page: Drawn, row: int, column: int, x: float, y: float, text: str) -> None:
        if (row, column) in ((1, 2), (4, 4), (8, 3)):
            page.text(x - size * 0.6, y - 4, "1", size)
            x -= size * 0.6 + 0.5
        plainly(page, row, column, x, y, text)

    assert figures(read(drawn(write), tmp_path)) == wanted()


@pytest.mark.parametrize("mark", ["注1", "[2]", "〔3〕"])
def test_a_raised_note_is_none_of_the_figure(tmp_path: Path, mark: str) -> None:
    def write(page: Drawn, row: int, column: int, x: float, y: float, text: str) -> None:
        if (row, column) in ((1, 2), (8, 3)):
            page.text(x - 12, y - 4, mark, 4.5)
            x -= 12.5
        plainly(page, row, column, x, y, text)

    assert figures(read(drawn(write), tmp_path)) == wanted()


@pytest.mark.parametrize("mark", ["①", "③", "⑫"])
def test_a_circled_mark_is_no_digit(tmp_path: Path, mark: str) -> None:
    assert figures(read(drawn(table=with_cell(1, 2, f"1,234.56{mark}")), tmp_path)) == wanted()


@pytest.mark.parametrize(("first", "second"), [("100", "200"), ("1,000", "234"), ("12.00", "8.50")])
def test_two_figures_in_a_cell_are_not_one(tmp_path: Path, first: str, second: str) -> None:
    def write(page: Drawn, row: int, column: int, x: float, y: float, text: str) -> None:
        if (row, column) == (1, 2):
            page.right(x, y - 5, first, 7)
            page.right(x, y + 4, second, 7)
        else:
            plainly(page, row, column, x, y, text)

    document = read(drawn(write), tmp_path)
    lines = [line for table in document.tables for line in table.lines if line.amount_text == f"{first} {second}"]
    assert lines and all(line.amount_yuan is None and line.verification is Verification.SUSPECT for line in lines)
    assert (wanted() - figures(document)).total() == 1


def sheet(tmp_path: Path, change: Callable[[object], str | None], scale: float = 1.0) -> Document:
    """The table as a workbook; `change(value)` gives the number format of each figure."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["2025年部门支出总表"])
    book.active.append(["部门：某某市财政局", None, None, None, "单位：万元"])
    book.active.append(list(TABLE[0]))
    for texts in ROWS:
        values = [float(text.replace(",", "")) * scale if text else None for text in texts[2:]]
        book.active.append([*texts[:2], *values])
        for cell in book.active[book.active.max_row][2:]:
            if cell.value is not None:
                cell.number_format = change(cell.value) or "General"
    path = tmp_path / "a.xlsx"
    book.save(path)
    return read(path.read_bytes(), tmp_path, "a.xlsx")


@pytest.mark.parametrize("code", ["¥#,##0.00", '_ "¥"* #,##0.00_ ', "[$¥-804]#,##0.00", '#,##0.00"万元"', '0.00"万元"'])
def test_a_numeric_cell_keeps_its_number_whatever_its_format_shows(tmp_path: Path, code: str) -> None:
    assert figures(sheet(tmp_path, lambda _: code)) == wanted()


@pytest.mark.parametrize("code", ["#,##0.00;[Red]#,##0.00", "0.00_ ;[Red]0.00\\ ", "#,##0.00_);[Red](#,##0.00)"])
def test_a_sign_that_only_a_colour_tells_is_kept(tmp_path: Path, code: str) -> None:
    found = figures(sheet(tmp_path, lambda _: code, scale=-1.0))
    assert found == {(code, name, -(amount or 0)): count for (code, name, amount), count in wanted().items()}


@pytest.mark.parametrize("text", ["1,234.56[1]", "1,234.56（注1）", "1,234.56(2)", "1,234.56注"])
def test_notes_behind_a_figure_are_no_part_of_it(text: str) -> None:
    assert printed_amount(text) == Decimal("1234.56")


@pytest.mark.parametrize("gap", [10, 16, 24])
def test_figures_beside_each_other_in_a_cell_are_two(tmp_path: Path, gap: float) -> None:
    def write(page: Drawn, row: int, column: int, x: float, y: float, text: str) -> None:
        if (row, column) == (1, 2):
            page.right(x, y, "200.50")
            page.right(x - 28 - gap, y, "100.50")
        else:
            plainly(page, row, column, x, y, text)

    document = read(drawn(write), tmp_path)
    assert (wanted() - figures(document)).total() == 1
    assert not any(amount and amount > 10**9 for _, _, amount in figures(document))


HEAD, FOOT = "<html><p>2025年部门支出总表</p><p>单位：万元</p><table>", "</table></html>"


@pytest.mark.parametrize("mark", ["<sup>1</sup>", "<sup><a>[2]</a></sup>", "<b style='font-size:0'>9</b>", "①"])
def test_marks_and_hidden_digits_of_web_pages(tmp_path: Path, mark: str) -> None:
    marked = [
        [text + (mark if text and row and column > 1 else "") for column, text in enumerate(texts)]
        for row, texts in enumerate(TABLE)
    ]
    body = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in marked)
    assert figures(read((HEAD + body + FOOT).encode(), tmp_path, "a.html")) == wanted()
