"""Levels of indicators over merged cells, blank cells and page breaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mingzhang.extractors.understand.forms import read_forms
from mingzhang.models.records.pages import TextSource
from tests.extractors.understand.forms.sheets import table

HEAD = "项目名称 | 甲项目 | < | < | < \n 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 \n"


def levels(drawing: str, *page_breaks: int) -> list[tuple[str | None, str | None, str | None]]:
    (project,) = read_forms(table(HEAD + drawing, page_breaks=page_breaks))
    return [(one.level1, one.level2, one.level3) for one in project.indicators]


def test_blank_cells_take_the_level_above_but_not_across_a_first_level() -> None:
    assert levels(
        """^ | 产出指标 | 数量指标 | 甲 | 1个
        ^ | | | 乙 | 2个
        ^ | 效益指标 | | 丙 | 3个"""
    ) == [("产出指标", "数量指标", "甲"), ("产出指标", "数量指标", "乙"), ("效益指标", None, "丙")]


def test_a_word_cut_in_two_by_a_page_break_is_whole() -> None:
    assert levels(
        """^ | 效益指 | 经济效益指标 | 甲 | 1个
        | 标 | 社会效益指标 | 乙 | 2个
        | 满意度指标 | 服务对象满意度指标 | 丙 | 90%""",
        3,
    ) == [
        ("效益指标", "经济效益指标", "甲"),
        ("效益指标", "社会效益指标", "乙"),
        ("满意度指标", "服务对象满意度指标", "丙"),
    ]


def test_a_merged_cell_over_a_page_break_bears_its_text_on_either_page() -> None:
    rows = """^ | {0} | {1} | 甲 | 1元
        ^ | ^ | ^ | 乙 | 2元
        ^ | {2} | {3} | 丙 | 3篇
        | {4} | {5} | 丁 | 4篇
        | ^ | ^ | 戊 | 5篇"""
    wanted = [("成本指标", "经济成本指标")] * 2 + [("产出指标", "数量指标")] * 3
    for texts in (("", "", "产出指标", "数量指标"), ("产出指标", "数量指标", "", "")):
        found = levels(rows.format("成本指标", "经济成本指标", *texts), 5)
        assert [(one, two) for one, two, _ in found] == wanted


def test_the_rest_of_a_name_on_the_next_page_belongs_to_the_indicator_before() -> None:
    assert levels(
        """^ | 产出指标 | 数量指标 | 使用人员满意 | ≥90%
        | | | 度 |""",
        3,
    ) == [("产出指标", "数量指标", "使用人员满意度")]


def test_a_header_printed_again_is_no_indicator() -> None:
    assert [
        name
        for _, _, name in levels(
            """^ | 产出指标 | 数量指标 | 甲 | 1个
            绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
            ^ | 产出指标 | 质量指标 | 乙 | 2个
            备注 | 无 | < | < | <""",
            3,
        )
    ] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("first", "second", "is_doubted"),
    [
        ("产出指标", "数量指标", False),
        ("产出指", "数量指标", True),
        ("产出指标", "效量旨标", True),
        ("效益指标", "数量指标", True),
        ("", "", True),
    ],
)
def test_a_scanned_indicator_under_levels_that_are_no_known_ones_is_doubted(
    first: str, second: str, is_doubted: bool
) -> None:
    drawn = table(HEAD + f"^ | {first} | {second} | 甲 | 1个")
    seen = replace(drawn, cells=tuple(replace(cell, text_source=TextSource.OCR) for cell in drawn.cells))
    (project,) = read_forms(seen)
    assert (project.indicators[0].confidence < drawn.cells[0].confidence) == is_doubted
    (printed,) = read_forms(drawn)
    assert printed.indicators[0].confidence == drawn.cells[0].confidence
