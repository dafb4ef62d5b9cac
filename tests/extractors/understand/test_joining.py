"""Tables over pages: what goes on, what is another table, and where titles and units of money stand."""

from __future__ import annotations

import pytest

from mingzhang.extractors.understand.joining import join_tables
from tests.extractors.understand.sheets import grid, page

HEAD = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n"
FIRST = HEAD + "201 | 一般公共服务支出 | 3.00 | 1.00 | 2.00"
REST = "205 | 教育支出 | 5.00 | 3.00 | 2.00"
TITLED = (("支出预算表", 80.0), ("单位：万元", 100.0))


@pytest.mark.parametrize("foot", ["第2页，共45页", "第 2 页 共 45 页", "2/45", "- 2 -", "页(2)"])
def test_a_foot_that_counts_the_pages_ends_no_table(foot: str) -> None:
    (table,) = join_tables(
        [
            page(1, grid(FIRST), lines=[*TITLED, (foot.replace("2", "1"), 400.0)]),
            page(2, grid(REST, page=2, top=40.0), lines=[(foot, 400.0)]),
        ]
    )
    assert (table.row_count, table.first_page, table.last_page) == (3, 1, 2)


@pytest.mark.parametrize("aside", [-9.0, 4.5, 9.0])
def test_a_page_printed_to_the_side_goes_on(aside: float) -> None:
    pages = [page(1, grid(FIRST), lines=TITLED), page(2, grid(REST, page=2, left=50.0 + aside, top=40.0))]
    (table,) = join_tables(pages)
    assert table.column_count == 5
    assert [cell.column_index for cell in table.cells if cell.row_index == 2] == [0, 1, 2, 3, 4]


def test_other_columns_or_a_header_of_their_own_begin_a_table() -> None:
    other = grid("甲 | 乙 | 丙 | 丁 | 戊\n1 | 2 | 3 | 4 | 5", page=2, left=60.0, top=40.0, widths=[30, 130, 80, 80, 80])
    assert len(join_tables([page(1, grid(FIRST), lines=TITLED), page(2, other)])) == 2
    meetings = "序号 | 会议名称 | 时间 | 人数 | 金额\n1 | 年会 | 3月 | 9 | 2.00"
    trainings = "序号 | 培训名称 | 时间 | 人数 | 金额\n1 | 轮训 | 4月 | 8 | 3.00"
    pages = [page(1, grid(meetings), lines=[("会议费明细表", 80.0)]), page(2, grid(trainings, page=2, top=40.0))]
    assert [table.row_count for table in join_tables(pages)] == [2, 2]


def test_a_repeated_header_whose_text_crosses_a_border_appears_once() -> None:
    again = HEAD.replace("科目编码 | 科目名称", "科目编 | 码科目名称") + REST
    (table,) = join_tables([page(1, grid(FIRST), lines=TITLED), page(2, grid(again, page=2, top=40.0))])
    assert (table.row_count, table.header_rows) == (3, 1)


def test_a_header_at_the_foot_of_a_page_stands_over_the_body_on_the_next() -> None:
    foot = grid("收入 | < | 支出 | <", top=540.0)
    body = grid("项目 | 金额 | 项目 | 金额\n一、财政拨款 | 3.00 | 一、教育支出 | 3.00", page=2, top=40.0)
    (table,) = join_tables([page(1, foot, lines=[("收支预算总表", 500.0), ("单位：万元", 520.0)]), page(2, body)])
    assert (table.caption.title, table.header_rows, table.row_count) == ("收支预算总表", 2, 3)


def test_pages_of_a_form_without_its_side_columns_are_the_form() -> None:
    form = """
    项目名称 | < | 修路 | <
    年度目标 | < | 修好。 | <
    绩效指标 | 二级指标 | 三级指标 | 指标值
    ^ | 数量指标 | 里程 | 10公里"""
    lacking = "质量指标 | 合格率 | 100%\n时效指标 | 工期 | 1年"
    pages = [
        page(1, grid(form), lines=[("项目绩效目标表", 80.0)]),
        page(2, grid(lacking, page=2, left=130.0, top=40.0), lines=[("产", 60.0), ("出", 70.0)]),
    ]
    (table,) = join_tables(pages)
    assert [cell.column_index for cell in table.cells if cell.row_index == 4] == [1, 2, 3]


def test_where_titles_and_units_of_money_stand() -> None:
    wrapped = [("公开09表：一般公共预算“三公”经费、会议费、培训费", 70.0), ("支出预算表", 81.0)]
    (table,) = join_tables([page(1, grid(FIRST), lines=wrapped)])
    assert table.caption.title == "一般公共预算“三公”经费、会议费、培训费支出预算表"
    assert table.caption.table_number == "公开09表"
    (table,) = join_tables([page(1, grid(FIRST), lines=[("支出预算总表", 170.0)])])
    assert table.caption.title == "支出预算总表", "under the table"
    before = page(1, lines=[("情况说明如下。", 300.0), ("培训费明细表", 540.0), ("单位：万元", 555.0)])
    (table,) = join_tables([before, page(2, grid(FIRST, page=2, top=40.0))])
    assert (table.caption.title, table.caption.currency_unit) == ("培训费明细表", "万元")
