"""docx as Word keeps it: merges, changes, boxes, breaks and numbers that stand in no text."""

from __future__ import annotations

import io
import zipfile

import pytest

from mingzhang.extractors.formats.docx import read_docx
from mingzhang.extractors.formats.docx_numbering import chinese, counted
from mingzhang.extractors.formats.reading import Options
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.pages import Grid, Page

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def docx(body: str, **parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>")
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return stream.getvalue()


def pages_of(body: str, **parts: str) -> tuple[Page, ...]:
    return read_docx(docx(body, **parts), Options()).pages


def lines(body: str, **parts: str) -> list[str]:
    return [line.text for page in pages_of(body, **parts) for line in page.lines]


def grid(body: str) -> Grid:
    (page,) = pages_of(body)
    (found,) = page.grids
    return found


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def cells(found: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in found.cells]


SPAN, BEGIN, GOES_ON = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_merges_over_columns_and_rows() -> None:
    found = grid(table(tc("科目", BEGIN) + tc("预算数", SPAN), tc("", GOES_ON) + tc("合计") + tc("基本"),
                       tc("教育") + tc("5.00") + tc("5.00")))  # fmt: skip
    assert cells(found) == [
        (0, 0, 2, 1, "科目"), (0, 1, 1, 2, "预算数"), (1, 1, 1, 1, "合计"), (1, 2, 1, 1, "基本"),
        (2, 0, 1, 1, "教育"), (2, 1, 1, 1, "5.00"), (2, 2, 1, 1, "5.00"),
    ]  # fmt: skip


def test_a_row_that_begins_later_and_a_merge_that_begins_anew() -> None:
    found = grid(table(tc("a", BEGIN) + tc("b"), tc("c", BEGIN) + tc("d"),
                       "<w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>" + tc("e")))  # fmt: skip
    assert cells(found)[2:] == [(1, 0, 1, 1, "c"), (1, 1, 1, 1, "d"), (2, 0, 1, 1, ""), (2, 1, 1, 1, "e")]


def test_a_span_that_no_row_divides_is_one_column() -> None:
    found = grid(table(tc("项目", SPAN) + tc("金额"), tc("教育", SPAN) + tc("5.00")))
    assert (found.column_count, [c.column_span for c in found.cells]) == (2, [1, 1, 1, 1])


def test_tracked_changes_are_read_as_accepted() -> None:
    changed = (
        "<w:p><w:r><w:t>预算</w:t></w:r><w:del><w:r><w:delText>12.00</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>34.00</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo></w:p>"
    )
    assert lines(changed) == ["预算34.00新"]
    gone = "<w:trPr><w:del/></w:trPr>" + tc("x") + tc("9.00")
    added = "<w:trPr><w:ins/></w:trPr>" + tc("y") + tc("8.00")
    assert [c[4] for c in cells(grid(table(tc("名称") + tc("金额"), gone, added)))] == ["名称", "金额", "y", "8.00"]


def test_hidden_text_and_field_codes_are_not_printed() -> None:
    body = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>见</w:t></w:r></w:p>'
    )
    assert lines(body) == ["见"]


def test_a_table_in_a_text_box_is_read_once() -> None:
    inner = table(tc("名称") + tc("金额"), tc("教育") + tc("5.00"))
    box = f"<w:txbxContent>{p('2025年支出表')}{inner}</w:txbxContent>"
    body = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    (page,) = pages_of(body)
    assert [line.text for line in page.lines] == ["2025年支出表"]
    assert len(page.grids) == 1


def test_a_table_around_tables_only_lays_out() -> None:
    inner = table(tc("名称") + tc("金额"), tc("教育") + tc("5.00"))
    body = table(f"<w:tc>{p('2025年支出表')}{inner}{p('注：略')}</w:tc>" + tc(""))
    (page,) = pages_of(body)
    assert [line.text for line in page.lines] == ["2025年支出表", "注：略"]
    assert [c[4] for c in cells(page.grids[0])] == ["名称", "金额", "教育", "5.00"]


def test_a_small_table_in_a_cell_is_part_of_its_text() -> None:
    small = table(tc("其中") + tc("略"))
    body = table(
        tc("项目名称") + tc("公立医院人员经费补助"), tc("说明很长的一段文字") + f"<w:tc>{small}{p('见附件')}</w:tc>"
    )
    assert cells(grid(body))[-1][4] == "其中\n略\n见附件"


def test_caption_rows_inside_the_table_stand_over_it() -> None:
    wide = '<w:gridSpan w:val="3"/>'
    body = table(tc("2025年部门支出总表", wide), tc("编制单位：某局", SPAN) + tc("单位：万元"),
                 tc("编码") + tc("名称") + tc("合计"), tc("205") + tc("教育") + tc("5.00"))  # fmt: skip
    (page,) = pages_of(body)
    assert [line.text for line in page.lines] == ["2025年部门支出总表", "编制单位：某局", "单位：万元"]
    assert page.grids[0].row_count == 2


def test_a_form_whose_first_label_has_a_colon_keeps_it() -> None:
    body = table(tc("项目名称：") + tc("某项目"), tc("实施单位：") + tc("某局"))
    assert [c[4] for c in cells(grid(body))] == ["项目名称：", "某项目", "实施单位：", "某局"]


BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
DRAWN = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>二</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    "body",
    [
        p("一") + BREAK + p("二"),
        p("一") + DRAWN,
        p("一") + BREAK + DRAWN,
        p("一") + p("二", "<w:pageBreakBefore/>"),
        p("一", "<w:sectPr/>") + p("二"),
    ],
)
def test_pages_begin_where_the_file_says_so(body: str) -> None:
    assert [(page.number, [line.text for line in page.lines]) for page in pages_of(body)] == [(1, ["一"]), (2, ["二"])]


def test_without_breaks_everything_is_on_page_one() -> None:
    assert [page.number for page in pages_of("".join(p(f"第{n}段") for n in range(200)))] == [1]


def test_a_page_that_begins_inside_a_table_is_counted_after_it() -> None:
    row = tc("b") + "<w:tc><w:p><w:r><w:lastRenderedPageBreak/><w:t>5.00</w:t></w:r></w:p></w:tc>"
    found = pages_of(table(tc("a") + tc("1.00"), row) + p("后"))
    assert [(page.number, len(page.grids), [line.text for line in page.lines]) for page in found] == [
        (1, 1, []),
        (2, 0, ["后"]),
    ]


NUMBERING = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2 "/></w:lvl></w:abstractNum>
<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""
STYLES = f"""<w:styles {W}><w:style w:type="paragraph" w:styleId="2"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr>
</w:pPr></w:style><w:style w:type="paragraph" w:styleId="22"><w:basedOn w:val="2"/></w:style></w:styles>"""


def test_numbers_of_headings_are_counted() -> None:
    first = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'
    second = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr>'
    body = (
        p("收入", first)
        + p("一般", second)
        + p("基金", second)
        + p("支出", '<w:pStyle w:val="22"/>')
        + p("基本", second)
    )
    assert lines(body, numbering=NUMBERING, styles=STYLES) == [
        "一、收入",
        "一.1 一般",
        "一.2 基金",
        "二、支出",
        "二.1 基本",
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (101, "一百零一"), (110, "一百一十")],
)
def test_chinese_numbers(number: int, text: str) -> None:
    assert chinese(number) == text


def test_other_ways_of_counting() -> None:
    kinds = ("upperRoman", "lowerLetter", "decimalEnclosedCircle", "decimalZero", "ideographTraditional", "new")
    assert [counted(4, kind) for kind in kinds] == ["IV", "d", "④", "04", "丁", "4"]


def test_entities_are_not_resolved() -> None:
    evil = f'<!DOCTYPE x [<!ENTITY a "{"9" * 50}"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        body = f"<w:document {W}><w:body><w:p><w:r><w:t>甲&a;&b;乙</w:t></w:r></w:p></w:body></w:document>"
        archive.writestr("word/document.xml", evil + body)
    text = "".join(line.text for page in read_docx(stream.getvalue(), Options()).pages for line in page.lines)
    assert "9" not in text and "甲" in text


def test_a_bomb_is_refused_by_its_listing() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (80 << 20))
    with pytest.raises(MingzhangError) as caught:
        read_docx(stream.getvalue(), Options())
    assert caught.value.code is ErrorCode.UNPACKS_TOO_LARGE


def test_nesting_without_end_is_damaged() -> None:
    deep = "<w:sdt>" * 200 + p("x") + "</w:sdt>" * 200
    with pytest.raises(MingzhangError) as caught:
        pages_of(deep)
    assert caught.value.code is ErrorCode.DAMAGED


def test_blank_paragraphs_keep_the_rows_of_a_cell_in_step() -> None:
    columns = [
        ["201", "20126", ""],
        ["一般公共服务支出", "档案事务", "合计"],
        ["5.00", "5.00", "5.00"],
        ["", "1.00", "1.00"],
    ]
    cells = (
        "<w:tc>" + "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in column) + "</w:tc>"
        for column in columns
    )
    found = grid(f"<w:tbl><w:tr>{''.join(cells)}</w:tr></w:tbl>")
    assert [[cell.text for cell in found.cells if cell.row == row] for row in range(3)] == [
        ["201", "一般公共服务支出", "5.00", ""],
        ["20126", "档案事务", "5.00", "1.00"],
        ["", "合计", "5.00", "1.00"],
    ]


def tabbed(*rows: str) -> str:
    return "".join(
        p("TABS").replace("<w:t>TABS</w:t>", "<w:tab/>".join(f"<w:t>{t}</w:t>" for t in row.split("|"))) for row in rows
    )


def test_a_table_written_with_tabs() -> None:
    (page,) = pages_of(tabbed("单位：某局||万元", "编码|名称|合计|项目", "201|一般公共服务支出|5.00|", "|合计|5.00|"))
    (found,) = page.grids
    texts = [[one.text for one in found.cells if one.row == row] for row in range(found.row_count)]
    assert [line.text for line in page.lines] == ["单位：某局 万元"]
    assert [row[:3] for row in texts] == [
        ["编码", "名称", "合计"],
        ["201", "一般公共服务支出", "5.00"],
        ["", "合计", "5.00"],
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ("一、概况|3", "二、收入|5", "三、支出|7"),
        ("甲|乙|丙", "丁|戊|己", "庚|辛|壬"),
        ("编码|名称|合计", "201|支出|5.00"),
    ],
    ids=["contents", "words", "too few"],
)
def test_lines_with_tabs_that_are_no_table(rows: tuple[str, ...]) -> None:
    (page,) = pages_of(tabbed(*rows))
    assert not page.grids and [line.text for line in page.lines] == [row.replace("|", " ") for row in rows]


SYMBOLS = {"Symbol|F02D": "-5.00", "宋体|F02D": "-5.00", "Wingdings|F0FC": "5.00", "Wingdings|F02D": "5.00",
           "宋体|25B3": "△5.00"}  # fmt: skip


@pytest.mark.parametrize(("symbol", "shown"), SYMBOLS.items())
def test_signs_of_fonts_of_symbols(symbol: str, shown: str) -> None:
    font, code = symbol.split("|")
    body = p("5.00").replace("<w:t>5.00", f'<w:sym w:font="{font}" w:char="{code}"/><w:t>5.00')
    assert lines(body) == [shown]
