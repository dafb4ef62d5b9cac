"""Tables printed without rules, or without some of them; and the pages that must not become tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang.extractors.grids.borderless import INFERRED
from mingzhang.extractors.grids.building import build_grids
from mingzhang.extractors.pages.glyphs import Glyph
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import Document
from mingzhang.models.records.pages import Grid, Page
from mingzhang.models.text.amounts import plain
from tests.support.drawing import Sheet, pdf

CODED = [
    ("201", "一般公共服务支出", "1,234.50", "1,000.00", "234.50"),
    ("20101", "人大事务", "1,234.50", "1,000.00", "234.50"),
    ("2010101", "行政运行", "1,000.00", "1,000.00", "0.00"),
    ("2010102", "一般行政管理事务", "234.50", "0.00", "234.50"),
    ("221", "住房保障支出", "88.10", "88.10", "0.00"),
]


def read(tmp_path: Path, *sheets: Sheet) -> Document:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(*sheets))
    return read_document(path)


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.row_count)]


def only_grid(page: Page) -> Grid:
    (grid,) = page.grids
    return grid


def right(sheet: Sheet, x: float, y: float, text: str, size: float = 10.0) -> None:
    """Text that ends at x; digits of the drawing's font are half as wide as high."""
    sheet.text(x - 0.5 * size * len(text), y, text, size)


def captioned(title: str = "支出总表") -> Sheet:
    return Sheet().text(250, 60, title, 14).text(50, 84, "编制单位：某市某局").text(480, 84, "单位：万元")


def coded_body(sheet: Sheet, y: float = 140, step: float = 20) -> Sheet:
    for number, (code, name, *figures) in enumerate(CODED):
        place = y + step * number
        sheet.text(55, place, code).text(110, place, name)
        for x, figure in zip((340, 430, 520), figures, strict=True):
            right(sheet, x, place, figure)
    return sheet


def coded_header(sheet: Sheet, y: float = 115) -> Sheet:
    sheet.text(55, y, "科目编码").text(140, y, "科目名称")
    return sheet.text(300, y, "合计").text(380, y, "基本支出").text(470, y, "项目支出")


def test_a_table_without_any_rule_is_read_by_where_its_text_stands(tmp_path: Path) -> None:
    document = read(tmp_path, coded_body(coded_header(captioned())))
    grid = only_grid(document.pages[0])
    assert texts(grid)[0] == ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    assert texts(grid)[1:] == [list(row) for row in CODED]
    assert {cell.confidence for cell in grid.cells} == {INFERRED}, "later stages know that no rule says so"
    (table,) = document.tables
    assert table.title == "支出总表" and table.currency_unit == "万元"
    assert {(line.item_code, line.column_path, line.amount_text) for line in table.lines} == {
        (code, (path,), figure)
        for code, _, *figures in CODED
        for path, figure in zip(("合计", "基本支出", "项目支出"), figures, strict=True)
    }


def test_the_caption_stays_out_of_an_inferred_grid(tmp_path: Path) -> None:
    page = read(tmp_path, coded_body(coded_header(captioned()))).pages[0]
    assert [line.text for line in page.lines] == ["支出总表", "编制单位：某市某局 单位：万元"]


def test_a_header_text_stands_over_the_columns_that_it_is_centred_on(tmp_path: Path) -> None:
    sheet = captioned()
    sheet.text(55, 122, "科目编码").text(140, 122, "科目名称").text(330, 114, "本年支出")
    sheet.text(240, 130, "合计").text(320, 130, "基本支出").text(410, 130, "项目支出")
    for number, (code, name, *figures) in enumerate(CODED):
        sheet.text(55, 155 + 20 * number, code).text(110, 155 + 20 * number, name)
        for x, figure in zip((282, 370, 460), figures, strict=True):
            right(sheet, x, 155 + 20 * number, figure)
    grid = only_grid(read(tmp_path, sheet).pages[0])
    head = {(c.text, c.row, c.column, c.row_span, c.column_span) for c in grid.cells if c.row < 2 and c.text}
    assert head == {
        ("科目编码", 0, 0, 2, 1),
        ("科目名称", 0, 1, 2, 1),
        ("本年支出", 0, 2, 1, 3),
        ("合计", 1, 2, 1, 1),
        ("基本支出", 1, 3, 1, 1),
        ("项目支出", 1, 4, 1, 1),
    }


def test_a_name_that_wraps_around_its_figures_is_one_row(tmp_path: Path) -> None:
    sheet = coded_body(coded_header(captioned()), y=150)
    sheet.text(55, 262, "2080505").text(110, 255, "机关事业单位基本养老保险缴").text(110, 269, "费支出")
    for x in (340, 430, 520):
        right(sheet, x, 262, "7.77")
    rows = texts(only_grid(read(tmp_path, sheet).pages[0]))
    assert rows[-1] == ["2080505", "机关事业单位基本养老保险缴\n费支出", "7.77", "7.77", "7.77"]
    assert len(rows) == 1 + len(CODED) + 1


def test_names_without_figures_are_rows_of_their_own(tmp_path: Path) -> None:
    sheet = (
        captioned("收支总表")
        .text(80, 115, "收入项目")
        .text(210, 115, "金额")
        .text(330, 115, "支出项目")
        .text(480, 115, "金额")
    )
    left = [
        ("一、财政拨款", "500.00"),
        ("二、事业收入", ""),
        ("三、其他收入", "20.00"),
        ("", ""),
        ("收入总计", "520.00"),
    ]
    over = [("一、教育支出", "300.00"), ("二、国防支出", ""), ("三、外交支出", ""), ("四、卫生支出", "220.00")]
    for number, (name, figure) in enumerate(left):
        sheet.text(55, 140 + 18 * number, name)
        right(sheet, 240, 140 + 18 * number, figure)
    for number, (name, figure) in enumerate([*over, ("支出总计", "520.00")]):
        sheet.text(300, 140 + 18 * number, name)
        right(sheet, 520, 140 + 18 * number, figure)
    rows = [[plain(text) for text in row] for row in texts(only_grid(read(tmp_path, sheet).pages[0]))]
    assert rows[1:] == [
        ["一、财政拨款", "500.00", "一、教育支出", "300.00"],
        ["二、事业收入", "", "二、国防支出", ""],
        ["三、其他收入", "20.00", "三、外交支出", ""],
        ["", "", "四、卫生支出", "220.00"],
        ["收入总计", "520.00", "支出总计", "520.00"],
    ]


def test_an_inferred_table_goes_on_over_the_page(tmp_path: Path) -> None:
    document = read(tmp_path, coded_body(coded_header(captioned()), step=120), coded_body(Sheet(), y=60))
    (table,) = document.tables
    assert (table.first_page, table.last_page, table.column_count) == (1, 2, 5)
    assert [line.item_code for line in table.lines if line.page_number == 2][::3] == [row[0] for row in CODED]


@pytest.mark.parametrize("with_rows", [False, True], ids=["three-line", "a-rule-under-each-row"])
def test_horizontal_rules_alone_make_a_table(tmp_path: Path, with_rows: bool) -> None:
    sheet = coded_body(coded_header(captioned()))
    places = [100, 122, 228, *([146, 166, 186, 206] if with_rows else [])]
    for place in places:
        sheet.rule(50, place, 530, place)
    assert texts(only_grid(read(tmp_path, sheet).pages[0]))[1:] == [list(row) for row in CODED]


def test_a_frame_without_columns_is_no_table_of_one_column(tmp_path: Path) -> None:
    sheet = coded_body(coded_header(captioned()))
    sheet.rule(50, 100, 530, 100).rule(50, 122, 530, 122).rule(50, 228, 530, 228)
    sheet.rule(50, 100, 50, 228).rule(530, 100, 530, 228)
    assert texts(only_grid(read(tmp_path, sheet).pages[0]))[1:] == [list(row) for row in CODED]


def columned(sheet: Sheet, bottom: float) -> Sheet:
    """A header row with rules, and columns without rules between their rows."""
    for x in (50, 105, 250, 345, 435, 530):
        sheet.rule(x, 100, x, bottom)
    return sheet.rule(50, 100, 530, 100).rule(50, 122, 530, 122).rule(50, bottom, 530, bottom)


def test_columns_without_rules_between_rows_are_split_by_their_lines(tmp_path: Path) -> None:
    grid = only_grid(read(tmp_path, columned(coded_body(coded_header(captioned())), 228)).pages[0])
    assert texts(grid)[1:] == [list(row) for row in CODED]
    assert {cell.confidence for cell in grid.cells if cell.row == 0} == {1.0}
    assert {cell.confidence for cell in grid.cells if cell.row > 0} == {INFERRED}


def test_a_wrapped_name_beside_one_line_of_figures_splits_no_row(tmp_path: Path) -> None:
    sheet = (
        coded_header(captioned()).text(55, 145, "2080505").text(110, 138, "机关事业单位基本").text(110, 152, "养老保险")
    )
    for x in (340, 430, 520):
        right(sheet, x, 145, "7.77")
    grid = only_grid(read(tmp_path, columned(sheet, 165)).pages[0])
    assert texts(grid)[1:] == [["2080505", "机关事业单位基本\n养老保险", "7.77", "7.77", "7.77"]]
    assert {cell.confidence for cell in grid.cells} == {1.0}


def test_figures_that_wrap_within_their_cells_split_no_row(tmp_path: Path) -> None:
    sheet = captioned().table(60, 100, [60, 60], [["合计", "基本支出"], ["", ""]], row=36)
    for x in (62, 122):
        sheet.text(x, 150, "28,384,23").text(x, 162, "4.71")
    assert texts(only_grid(read(tmp_path, sheet).pages[0])) == [["合计", "基本支出"], ["28,384,23\n4.71"] * 2]


def test_digits_that_run_over_a_rule_go_back_to_their_figure(tmp_path: Path) -> None:
    sheet = captioned().table(60, 100, [80, 45, 60], [["项目", "合计", "其他"], ["甲", "", ""]])
    sheet.text(141, 131, "1,234,567.89")
    assert texts(only_grid(read(tmp_path, sheet).pages[0]))[1] == ["甲", "1,234,567.89", ""]


@pytest.mark.parametrize("figure", ["1,234,567.89", "12345678.90", "33,334,567.89"])
@pytest.mark.parametrize("shift", [-8.0, 0.0, 8.0, 16.0])
def test_a_figure_crosses_a_rule_at_any_digit(tmp_path: Path, figure: str, shift: float) -> None:
    sheet = captioned().table(60, 100, [80, 60, 60], [["项目", "合计", "其他"], ["甲", "", ""]])
    sheet.text(160 - shift, 131, figure)
    row = texts(only_grid(read(tmp_path, sheet).pages[0]))[1]
    assert sorted(row) == sorted(["甲", figure, ""])


@pytest.mark.parametrize("figure", ["5,236.17", "11,111.10", "5,200.00"])
@pytest.mark.parametrize("last", [False, True])
def test_a_last_digit_behind_its_cell_or_behind_the_table(tmp_path: Path, figure: str, last: bool) -> None:
    sheet = captioned().table(60, 100, [80, 60, 60], [["项目", "合计", "其他"], ["甲", "", ""], ["乙", "1.00", "2.00"]])
    right(sheet, 264 if last else 204, 131, figure)
    assert texts(only_grid(read(tmp_path, sheet).pages[0]))[1] == ["甲", "", figure] if last else ["甲", figure, ""]


def test_two_whole_figures_that_touch_over_a_rule_stay_apart(tmp_path: Path) -> None:
    sheet = captioned().table(60, 100, [60, 60], [["合计", "基本"], ["", ""]])
    right(sheet, 119.9, 131, "174,900")
    sheet.text(120.1, 131, "64,101,833")
    assert texts(only_grid(read(tmp_path, sheet).pages[0]))[1] == ["174,900", "64,101,833"]


def test_figures_of_neighbouring_columns_without_a_rule_that_touch_stay_apart(tmp_path: Path) -> None:
    sheet = coded_header(captioned(), y=115)
    for number in range(5):
        sheet.text(55, 140 + 20 * number, f"2010{number + 1}").text(110, 140 + 20 * number, "行政运行")
        figures = ("9.00", "174,900.00", "5.00") if number != 2 else ("9.00", "174,900.00", "64,101,833.00")
        for x, figure in zip((340, 430, 495.2), figures, strict=True):
            right(sheet, x, 140 + 20 * number, figure)
    rows = texts(only_grid(read(tmp_path, sheet).pages[0]))
    assert rows[3] == ["20103", "行政运行", "9.00", "174,900.00", "64,101,833.00"]


NARRATIVE = [
    "一、收入支出预算总体情况",
    "本单位2026年收入预算总计1,234.50万元，其中：本年收入合计1,000.00万元，",
    "上年结转234.50万元。支出预算总计1,234.50万元，比上年增加88.10万元，",
    "增长7.70%，其中：基本支出1,000.00万元，项目支出234.50万元。",
]


def test_narrative_under_the_name_of_a_table_stays_narrative(tmp_path: Path) -> None:
    sheet = Sheet().text(250, 60, "支出总表", 14).text(480, 84, "单位：万元")
    for number, line in enumerate(NARRATIVE * 3):
        sheet.text(50, 110 + 18 * number, line)
    assert read(tmp_path, sheet).pages[0].grids == ()


def test_the_labels_of_a_chart_are_no_table(tmp_path: Path) -> None:
    sheet = Sheet().text(200, 60, "支出构成图", 14).text(450, 84, "单位：万元")
    for x, y, figure in ((100, 140, "1,234.50"), (180, 220, "88.10"), (260, 180, "234.50"), (340, 250, "66.00")):
        sheet.text(x, y, figure)
    for x, name in ((100, "教育"), (180, "卫生"), (260, "农林"), (340, "住房")):
        sheet.text(x, 300, name)
    assert read(tmp_path, sheet).pages[0].grids == ()


def test_a_list_of_contents_is_no_table(tmp_path: Path) -> None:
    sheet = Sheet().text(270, 60, "目录", 14)
    for number, name in enumerate(
        ("收支总表", "收入总表", "支出总表", "财政拨款收支总表", "三公经费支出表", "项目支出表")
    ):
        sheet.text(60, 100 + 20 * number, f"{number + 1}. {name}").text(500, 100 + 20 * number, str(number + 3))
    assert read(tmp_path, sheet).pages[0].grids == ()


def test_figures_in_columns_without_a_caption_are_no_table(tmp_path: Path) -> None:
    assert read(tmp_path, coded_body(Sheet())).pages[0].grids == ()


def test_a_page_without_caption_is_a_table_where_the_words_of_a_header_stand_over_figures(tmp_path: Path) -> None:
    grid = only_grid(read(tmp_path, coded_body(coded_header(Sheet()))).pages[0])
    assert (grid.row_count, grid.column_count) == (6, 5)
    assert texts(grid)[1] == ["201", "一般公共服务支出", "1,234.50", "1,000.00", "234.50"]


def test_figures_under_words_that_no_budget_table_has_are_none_without_caption(tmp_path: Path) -> None:
    sheet = Sheet().text(55, 115, "节目").text(140, 115, "观众").text(300, 115, "上座").text(380, 115, "票房")
    assert read(tmp_path, coded_body(sheet)).pages[0].grids == ()


TARGET = (
    "通过开展执法保障工作主要达到如下目标",
    "按期采购并更换综合行政执法制式服装",
    "提升执法人员的形象和办事的效率",
    "保障各项权益",
)


def projects(y: float = 140) -> Sheet:
    """Two projects with a long text at the right of each, whose figures stand beside its middle."""
    sheet = (
        Sheet()
        .text(60, 115, "项目名称")
        .text(200, 115, "合计")
        .text(270, 115, "一般公共预算")
        .text(400, 115, "绩效目标")
    )
    for number, name in enumerate(("服装购置", "车辆购置")):
        top = y + 60 * number
        for line, text in enumerate(TARGET):
            sheet.text(365, top + 14 * line, text)
        sheet.text(60, top + 28, name)
        right(sheet, 225, top + 28, "200.70")
        right(sheet, 320, top + 28, "200.70")
    return sheet


def test_a_long_text_that_begins_above_the_first_figure_is_no_header(tmp_path: Path) -> None:
    sheet = projects()
    for y in (100, 124, 196, 256):
        sheet.rule(50, y, 560, y)
    grid = only_grid(read(tmp_path, sheet).pages[0])
    assert texts(grid) == [
        ["项目名称", "合计", "一般公共预算", "绩效目标"],
        ["服装购置", "200.70", "200.70", "\n".join(TARGET)],
        ["车辆购置", "200.70", "200.70", "\n".join(TARGET)],
    ]


def test_without_rulings_the_header_still_ends_above_the_long_text(tmp_path: Path) -> None:
    grid = only_grid(read(tmp_path, projects()).pages[0])
    assert texts(grid)[0] == ["项目名称", "合计", "一般公共预算", "绩效目标"]
    assert [row[:3] for row in texts(grid)[1:] if row[0]] == [[n, "200.70", "200.70"] for n in ("服装购置", "车辆购置")]


def test_names_of_two_rows_are_not_one_name_where_each_stands_beside_its_figures(tmp_path: Path) -> None:
    sheet = captioned().text(55, 115, "科目编码").text(140, 115, "科目名称").text(300, 115, "合计")
    for number, (code, name) in enumerate(
        (("210", "事业单位医疗"), ("221", "住房保障支出"), ("22102", "住房改革支出"))
    ):
        y = 140 + 19 * number
        sheet.text(55, y, code).text(110, y + 0.8, name)
        right(sheet, 340, y + 0.4, f"{number + 1},234.50")
    grid = only_grid(read(tmp_path, sheet).pages[0])
    assert [row[1] for row in texts(grid)[1:]] == ["事业单位医疗", "住房保障支出", "住房改革支出"]


def test_a_name_that_wraps_above_the_first_figure_belongs_to_the_body(tmp_path: Path) -> None:
    sheet = (
        Sheet()
        .text(60, 115, "项目名称")
        .text(230, 115, "合计")
        .text(290, 115, "一般公共预算")
        .text(400, 115, "绩效目标")
    )
    for line, (name, goal) in enumerate(
        (("公交行业监管分析服务平台", TARGET[0]), ("及其信息管理系统建设项目", TARGET[1]), ("经费", TARGET[2]))
    ):
        sheet.text(60, 140 + 14 * line, name).text(365, 140 + 14 * line, goal)
    right(sheet, 250, 154, "200.70")
    right(sheet, 340, 154, "200.70")
    sheet.text(60, 190, "车辆购置")
    right(sheet, 250, 190, "90.00")
    right(sheet, 340, 190, "90.00")
    grid = only_grid(read(tmp_path, sheet).pages[0])
    assert texts(grid)[0] == ["项目名称", "合计", "一般公共预算", "绩效目标"]
    assert texts(grid)[1][:2] == ["公交行业监管分析服务平台\n及其信息管理系统建设项目\n经费", "200.70"]


def test_upright_rulings_alone_make_a_table_without_caption() -> None:
    glyphs = []
    for number, (code, name, *figures) in enumerate(CODED):
        y = 140.0 + 20 * number
        for x, text in ((55.0, code), (110.0, name), (310.0, figures[0]), (400.0, figures[1])):
            for at, character in enumerate(text):
                wide = 10.0 if ord(character) > 0x2000 else 5.0
                x0 = x + at * wide
                glyphs.append(Glyph(character, x0, y - 8, x0 + wide - 0.5, y + 1, x0, y, 10, 0, 0.0, 0))
    walls = [(x, 128.0, x, 228.0) for x in (50.0, 105.0, 290.0, 380.0, 470.0)]
    grids = build_grids(glyphs, [], [], 1, walls=walls).grids
    assert [(grid.row_count, grid.column_count) for grid in grids] == [(5, 4)]
    assert texts(grids[0])[2] == ["2010101", "行政运行", "1,000.00", "1,000.00"]
    few = build_grids(glyphs, [], [], 1, walls=walls[:2]).grids
    assert few == ()


def test_lines_of_figures_in_a_frame_are_a_table_without_caption(tmp_path: Path) -> None:
    sheet = coded_body(Sheet())
    for x0, y0, x1, y1 in ((50, 120, 560, 120), (50, 235, 560, 235), (50, 120, 50, 235), (560, 120, 560, 235)):
        sheet.rule(x0, y0, x1, y1)
    grid = only_grid(read(tmp_path, sheet).pages[0])
    assert (grid.row_count, grid.column_count) == (5, 5)


def test_a_long_list_of_codes_is_a_table_without_caption_and_a_list_of_years_is_none(tmp_path: Path) -> None:
    listed, years = Sheet(), Sheet()
    for number in range(12):
        y = 100 + 20 * number
        listed.text(55, y, f"302{number + 1:02}").text(110, y, "办公经费")
        years.text(55, y, f"{2010 + number}").text(110, y, "年度预算")
        if number % 3 == 0:
            right(listed, 520, y, f"{number + 3}.25")
            right(years, 520, y, f"{number + 3}.25")
    grid = only_grid(read(tmp_path, listed).pages[0])
    assert grid.row_count == 12 and texts(grid)[3] == ["30204", "办公经费", "6.25"]
    assert read(tmp_path, years).pages[0].grids == ()


def test_codes_in_steps_under_a_header_each_are_columns(tmp_path: Path) -> None:
    sheet = captioned()
    sheet.text(56, 115, "类").text(82, 115, "款").text(108, 115, "项").text(160, 115, "科目名称").text(320, 115, "合计")
    steps = (("210", 0), ("11", 1), ("01", 2), ("02", 2), ("221", 0), ("02", 1), ("01", 2))
    for number, (code, place) in enumerate(steps):
        y = 140 + 20 * number
        sheet.text(52 + 26 * place, y, code).text(150, y, "行政单位医疗")
        right(sheet, 350, y, "335.69")
    rows = texts(only_grid(read(tmp_path, sheet).pages[0]))
    assert rows[0][:3] == ["类", "款", "项"]
    assert [row[:3] for row in rows[1:4]] == [["210", "", ""], ["", "11", ""], ["", "", "01"]]
