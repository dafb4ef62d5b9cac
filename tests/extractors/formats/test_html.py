"""Web pages as government sites send them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang.extractors.formats.charset import decoded
from mingzhang.extractors.formats.html import read_html
from mingzhang.extractors.formats.reading import Options
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.errors import ErrorCode
from mingzhang.models.records.documents import Document
from mingzhang.models.records.pages import Grid, Page
from mingzhang.models.vocabulary.enums import DocumentStatus

TEXT = "2025年部门预算公开，收入合计715.75万元，支出按功能科目分类列示。"
DATA = "<table><tr><td>名称</td><td>金额</td></tr><tr><td>教育支出</td><td>5.00</td></tr></table>"


def page_of(body: str, charset: str = "utf-8") -> Page:
    (page,) = read_html(f"<html><body>{body}</body></html>".encode(charset), Options()).pages
    return page


def cells(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in grid.cells]


def read(tmp_path: Path, data: bytes, name: str = "a.html") -> Document:
    (tmp_path / name).write_bytes(data)
    return read_document(tmp_path / name)


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "gb18030", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("label", ["utf-8", "gb2312", "iso-8859-1", "nonsense", None])
def test_the_charset_is_found_out(charset: str, label: str | None) -> None:
    meta = f'<meta charset="{label}">' if label else ""
    text, _ = decoded(f"<html>{meta}{TEXT}</html>".encode(charset), label)
    assert TEXT in text


@pytest.mark.parametrize("label", ["hex", "rot13", "idna", "punycode", "undefined", "a\0b", "zlib"])
def test_what_python_knows_by_a_name_is_no_charset_for_that(label: str) -> None:
    data = f'<html><meta charset="{label}">{TEXT}</html>'.encode("gbk")
    assert TEXT in decoded(data)[0] and decoded(data, label)[1] == "gb18030"


def test_utf8_cut_in_a_character_or_with_a_broken_byte_stays_utf8() -> None:
    data = (TEXT * 20).encode()
    assert decoded(data[:-1])[1] == decoded(data[:400] + b"\xff" + data[400:])[1] == "utf-8"


def test_traditional_pages_in_big5_as_they_say() -> None:
    text = "<meta charset=big5>" + "預算公開資料，歲入歲出機關別預算表，單位：新臺幣千元。" * 3
    assert decoded(text.encode("big5"))[0] == text


def test_gbk_with_a_few_broken_bytes() -> None:
    data = (TEXT * 20).encode("gbk")
    text, charset = decoded(data[:300] + b"\xff" + data[300:], "utf-8")
    assert charset == "gb18030" and text.count("预算公开") >= 18


def test_spans_take_the_places_that_html_gives_them() -> None:
    page = page_of(
        "<table><tr><td rowspan=2>科目<td colspan='2'>预算数</tr><tr><td>合计<td>基本</tr>"
        "<tr><td>教育<td>5.00<td>5.00</tr></table>"
    )
    assert cells(page.grids[0])[:4] == [
        (0, 0, 2, 1, "科目"), (0, 1, 1, 2, "预算数"), (1, 1, 1, 1, "合计"), (1, 2, 1, 1, "基本"),
    ]  # fmt: skip


@pytest.mark.parametrize("span", ["0", "1000000", "99999999999", "-3", "x", ""])
def test_spans_without_sense_end_at_the_table(span: str) -> None:
    page = page_of(f"<table><tr><td rowspan='{span}'>a</td><td>b</td></tr><tr><td>c</td><td>1.00</td></tr></table>")
    assert page.grids[0].row_count == 2


def test_layout_tables_are_read_in_order_down_to_the_data() -> None:
    page = page_of(
        "<table><tr><td>导航</td><td><table><tr><td><p align=center>2025年支出表</p>"
        f"<table><tr><td>编制单位：某局</td><td>单位：万元</td></tr></table>{DATA}</td></tr></table></td></tr></table><p>注：略</p>"
    )
    assert [line.text for line in page.lines] == ["导航", "2025年支出表", "编制单位：某局", "单位：万元", "注：略"]
    assert [c[4] for c in cells(page.grids[0])] == ["名称", "金额", "教育支出", "5.00"]


def test_menus_scripts_and_what_is_hidden_say_nothing() -> None:
    page = page_of(
        "<ul><li><a>首页</a></li><li><a>公开</a></li><li><a>互动</a></li></ul><script>var a='9.00';</script>"
        "<div style='display:none'>9.00</div><p hidden>9.00</p><!-- 9.00 --><style>p{}</style>"
        f"<table><tr style='display: none'><td>x</td><td>9.00</td></tr>{DATA[7:]}"
    )
    assert not page.lines
    assert "9.00" not in {cell.text for cell in page.grids[0].cells}


def test_breaks_entities_and_spaces() -> None:
    page = page_of(
        "<p>编制单位：某局&nbsp;&nbsp;&nbsp;单位：万元<br>第二行</p>"
        "<table><tr><td>一般公共<br/>预算&#25910;&#x5165;</td><td>金 额</td></tr>"
        "<tr><td>&lt;教育&gt;</td><td>1,234.50\n</td></tr></table>"
    )
    assert [line.text for line in page.lines] == ["编制单位：某局 单位：万元", "第二行"]
    assert [c[4] for c in cells(page.grids[0])] == ["一般公共\n预算收入", "金 额", "<教育>", "1,234.50"]


def test_the_foot_comes_last_wherever_it_stands() -> None:
    page = page_of(
        "<table><tfoot><tr><td>合计</td><td>5.00</td></tr></tfoot><thead><tr><td>名称</td><td>金额</td></tr></thead>"
        "<tbody><tr><td>教育</td><td>5.00</td></tr></tbody></table>"
    )
    assert [c[4] for c in cells(page.grids[0])][-2:] == ["合计", "5.00"]


def test_an_article_with_links_has_no_tables(tmp_path: Path) -> None:
    body = f"<h1>某局2025年部门预算公开</h1><p>{TEXT}</p><p>附件：<a href='P020250208.pdf'>预算表.pdf</a></p>"
    document = read(tmp_path, f"<html>{body}</html>".encode("gbk"))
    assert (document.status, document.error_code) == (DocumentStatus.COMPLETE, ErrorCode.NO_TABLES)


@pytest.mark.parametrize("name", ["预算.xls", "预算.doc", "预算.ofd", "预算.jpg"])
def test_an_error_page_under_the_name_of_an_attachment_is_no_success(name: str, tmp_path: Path) -> None:
    document = read(tmp_path, b"<html><body><h1>404 Not Found</h1></body></html>", name)
    assert (document.status, document.error_code) == (DocumentStatus.FAILED, ErrorCode.NOT_AS_NAMED)


def test_an_error_page_named_pdf_is_no_pdf(tmp_path: Path) -> None:
    document = read(tmp_path, b"<html><body><h1>404</h1></body></html>", "a.pdf")
    assert (document.status, document.error_code) == (DocumentStatus.FAILED, ErrorCode.NOT_A_PDF)


def test_a_sheet_saved_as_html_under_the_name_xls_is_read(tmp_path: Path) -> None:
    head = "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><meta charset=gb2312>"
    table = (
        "<table><tr><td colspan=3>2025年部门支出总表</td></tr>"
        "<tr><td colspan=2>编制单位：某市教育局</td><td>单位：万元</td></tr>"
        "<tr><td>科目编码</td><td>科目名称</td><td>合计</td></tr><tr><td>205</td><td>教育支出</td><td>5.00</td></tr>"
        "<tr><td>20502</td><td>普通教育</td><td>5.00</td></tr></table>"
    )
    document = read(tmp_path, (head + table).encode("gbk"), "a.xls")
    (found,) = document.tables
    assert found.title == "2025年部门支出总表" and found.currency_unit == "万元" and found.unit_name == "某市教育局"
    assert [str(line.amount_yuan) for line in found.lines] == ["50000.00", "50000.00"]


def test_a_page_nested_deep_ends() -> None:
    page_of("<div>" * 5000 + "x" + "<table><tr><td>" * 3000)


@pytest.mark.parametrize("data", [b"<html>", b"<html></html>", b"<table>", b"<!-- "])
def test_pages_of_nothing_are_blank_or_damaged(data: bytes, tmp_path: Path) -> None:
    document = read(tmp_path, data)
    assert document.error_code in (ErrorCode.BLANK, ErrorCode.DAMAGED)


def test_a_page_without_its_end_is_cut_short(tmp_path: Path) -> None:
    document = read(tmp_path, f"<html><body>{DATA}<table><tr><td>名".encode())
    assert (document.status, document.error_code) == (DocumentStatus.PARTIAL, ErrorCode.CUT_SHORT)


@pytest.mark.parametrize(
    ("style", "cell", "shown"),
    [
        (".below::before{content:'-'}", "<td class=below>5.00</td>", "-5.00"),
        (
            "td .below:before{content:'（'} td .below:after{content:'）'}",
            "<td><span class=below>5.00</span></td>",
            "（5.00）",
        ),
        ("td[data-v]::after{content:attr(data-v)}", "<td data-v='5.00'></td>", "5.00"),
        (".other::before{content:'-'}", "<td class=below>5.00</td>", "5.00"),
        (".icon::before{content:'\\f101'}", "<td class=icon>5.00</td>", "5.00"),
        ("", "<td><bdo dir=rtl>00.5</bdo></td>", "5.00"),
        ("", "<td><span style='unicode-bidi:bidi-override;direction:rtl'>0<b>0</b>.5</span></td>", "5.00"),
        ("", "<td>5.00<font color=#FFFFFF>7</font></td>", "5.00"),
        ("", "<td bgcolor=navy><font color=white>5.00</font></td>", "5.00"),
    ],
)
def test_a_cell_is_read_as_styles_show_it(style: str, cell: str, shown: str) -> None:
    page = page_of(
        f"<style>{style}</style><table><tr><td>名称</td><td>金额</td></tr><tr><td>教育支出</td>{cell}</tr></table>"
    )
    assert [one.text for one in page.grids[0].cells][-1] == shown


@pytest.mark.parametrize(
    ("inside", "table", "code"),
    [
        ("<script>var rows={}</script>", "", ErrorCode.INSIDE_UNREAD),
        ("<svg><text>{}</text></svg>", "", ErrorCode.INSIDE_UNREAD),
        ("<script>var rows={}</script>", DATA, None),
        ("<script>var widths=[1.5,2.25,0.125]; var version='3.14.15'</script>", "", ErrorCode.NO_TABLES),
    ],
    ids=["script", "drawing", "script beside a table", "other numbers"],
)
def test_figures_that_only_a_browser_shows(inside: str, table: str, code: ErrorCode | None, tmp_path: Path) -> None:
    rows = [["201", "一般公共服务支出", f"{n}.25", f"{n},060.50"] for n in range(10, 20)]
    found = read(tmp_path, f"<html><p>2025年部门预算</p>{inside.replace('{}', str(rows))}{table}</html>".encode())
    assert found.error_code == code
    assert (found.status is DocumentStatus.PARTIAL) == (code is ErrorCode.INSIDE_UNREAD)
