"""Codes, names and measures of scanned tables that were misread, where the page and the list of codes tell them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mingzhang.extractors.understand.disclosure import understand
from mingzhang.models.identities.trust import untrusted
from mingzhang.models.records.documents import Table
from mingzhang.models.records.pages import TextSource
from mingzhang.models.vocabulary.enums import Measure
from tests.extractors.understand import sheets

CAPTION = (("2026年支出总表", 90.0), ("单位：万元", 105.0))
HEAD = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"
PARTS = "科目编码 | < | < | 科目名称 | 合计\n类 | 款 | 项 | ^ | ^"


def scanned(drawing: str, unsure: str = "", source: TextSource = TextSource.OCR) -> Table:
    """The table of a drawn page; `unsure`: the text of cells that were read unsurely; `#`: the end of a line."""
    drawn = sheets.grid(drawing)
    cells = tuple(
        replace(cell, text=cell.text.replace("#", "\n"), confidence=0.7 if cell.text == unsure else 0.99)
        for cell in drawn.cells
    )
    page = sheets.page(1, replace(drawn, cells=cells, text_source=source), lines=CAPTION)
    (table,) = understand([replace(page, text_source=source)]).tables
    return table


def rows(table: Table) -> list[tuple[str | None, str | None]]:
    return [(line.item_code, line.item_name) for line in table.lines if line.measure is Measure.TOTAL]


@pytest.mark.parametrize(
    ("code", "name", "unsure", "told"),
    [
        ("2080505", "机关事业单位基本养老保险缴费支", "", "机关事业单位基本养老保险缴费支出"),
        ("2080505", "关事业单位基本养老保险缴费支出", "", "机关事业单位基本养老保险缴费支出"),
        ("30302", "通休费", "通休费", "退休费"),
        ("30109", "职业年金缴费1", "", "职业年金缴费"),
        ("30109", "VV职业年金缴费>!", "", "职业年金缴费"),
    ],
)
def test_a_misread_name_is_its_codes_own_and_doubted(code: str, name: str, unsure: str, told: str) -> None:
    table = scanned(
        f"{HEAD}\n201 | 一般公共服务支出 | 9.00 | 4.00 | 5.00\n{code} | {name} | 3.00 | 1.00 | 2.00", unsure
    )
    assert rows(table)[1] == (code, told)


@pytest.mark.parametrize(("code", "name"), [("303", "对个人和家庭补助"), ("30213", "维护费"), ("30208", "物业管理费")])
def test_what_was_read_surely_stands_as_the_office_prints_it(code: str, name: str) -> None:
    table = scanned(f"{HEAD}\n301 | 工资福利支出 | 9.00 | 4.00 | 5.00\n{code} | {name} | 3.00 | 1.00 | 2.00")
    assert rows(table)[1] == (code, name)


def test_a_text_layer_is_never_put_right() -> None:
    drawing = f"{HEAD}\n201 | 一般公共服务支出 | 9.00 | 4.00 | 5.00\n30302 | 通休费 | 3.00 | 1.00 | 2.00"
    assert rows(scanned(drawing, "通休费", TextSource.TEXT_LAYER))[1] == ("30302", "通休费")


@pytest.mark.parametrize(
    ("code", "name", "told"),
    [
        ("20805051", "机关事业单位基本养老保险缴费支出", "2080505"),  # one digit too many
        ("203", "对个人和家庭的补助", "303"),  # one digit for another
        ("3010", "职业年金缴费", "30109"),  # one digit lost
    ],
)
def test_a_misread_code_is_its_names_one_near_code_and_doubted(code: str, name: str, told: str) -> None:
    table = scanned(f"{HEAD}\n201 | 一般公共服务支出 | 9.00 | 4.00 | 5.00\n{code} | {name} | 3.00 | 1.00 | 2.00", code)
    assert rows(table)[1] == (told, name)
    assert {row for row, _ in untrusted(table)} == {2}


@pytest.mark.parametrize("name", ["01基本工资", "08机关事业单位基本养老保险缴费", "99其他工资福利支出"])
def test_the_part_of_a_code_that_ran_into_the_name_is_the_codes(name: str) -> None:
    table = scanned(f"{HEAD}\n201 | 一般公共服务支出 | 9.00 | 4.00 | 5.00\n301 | {name} | 3.00 | 1.00 | 2.00")
    assert rows(table)[1] == (f"301{name[:2]}", name[2:])


@pytest.mark.parametrize(
    "body",
    [
        "201 | | | 一般公共服务支出 | 9.00\n201 | 03 | | 政府办公厅（室）及相关机构事务 | 9.00\n"
        "201 | 03 | 01 | 行政运行 | 9.00",
        "201 | | | 一般公共服务支出 | 9.00\n | 03 | | 政府办公厅（室）及相关机构事务 | 9.00\n | | 01 | 行政运行 | 9.00",
        "201 | < | < | 一般公共服务支出 | 9.00\n20103 | < | < | 政府办公厅（室）及相关机构事务 | 9.00\n"
        "2010301 | < | < | 行政运行 | 9.00",
    ],
)
@pytest.mark.parametrize("head", [PARTS, PARTS.replace("类 | 款 | 项", "类款 | | ")])
def test_parts_of_a_code_are_joined_by_what_they_print(body: str, head: str) -> None:
    assert [code for code, _ in rows(scanned(f"{head}\n{body}"))] == ["201", "20103", "2010301"]


def test_two_columns_under_one_header_of_parts_are_one_part() -> None:
    head = "科目编码 | < | < | < | 科目名称 | 合计\n类 | 款 | < | 项 | ^ | ^"
    body = "210 | | | | 卫生健康支出 | 9.00\n | 11 | < | | 行政事业单位医疗 | 9.00\n | | | 01 | 行政单位医疗 | 9.00"
    assert [code for code, _ in rows(scanned(f"{head}\n{body}"))] == ["210", "21011", "2101101"]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("一、一般公共服务支出", "、外交支出", "三、国防支出"), "二、外交支出"),
        (("九、社会保险基金支出", "、卫生健康支出", "十一、节能环保支出"), "十、卫生健康支出"),
        (
            ("十九、援助其他地区支出", "、自然资源海洋气象等支出", "二十一、住房保障支出"),
            "二十、自然资源海洋气象等支出",
        ),
    ],
)
def test_an_ordinal_that_lost_its_sign_is_what_its_neighbours_leave_open(names: tuple[str, ...], told: str) -> None:
    body = "\n".join(f"{name} | {row}.00" for row, name in enumerate(names, start=1))
    assert [name for _, name in rows(scanned(f"项目 | 合计\n{body}"))][1] == told


@pytest.mark.parametrize(
    ("head", "measures"),
    [
        ("n | 基本支出 | 项目支出", (Measure.TOTAL, Measure.BASIC, Measure.PROJECT)),
        ("合计 | 16核出 | 项目支出", (Measure.TOTAL, Measure.BASIC, Measure.PROJECT)),
        ("基本支出 | 人员经费 | 7/欢日出", (Measure.BASIC, Measure.PERSONNEL, Measure.OPERATING)),
        ("合计 | 一般公共预 | 政府性基", (Measure.TOTAL, Measure.GENERAL_PUBLIC, Measure.GOVERNMENT_FUND)),
    ],
)
def test_a_header_that_was_misread_is_told_by_sums_or_its_signs_and_doubted(
    head: str, measures: tuple[Measure, ...]
) -> None:
    body = "201 | 一般公共服务支出 | 9.00 | 4.00 | 5.00\n203 | 国防支出 | 3.00 | 1.00 | 2.00\n"
    body += "204 | 公共安全支出 | 2.00 | 2.00 | 0.00"
    table = scanned(f"科目编码 | 科目名称 | {head}\n{body}")
    assert tuple(line.measure for line in table.lines[:3]) == measures
    known = {"合计", "基本支出", "项目支出", "人员经费"}
    doubted = {place + 2 for place, word in enumerate(head.split(" | ")) if word not in known}
    assert {column for _, column in untrusted(table)} == doubted


def test_figures_that_are_no_sum_tell_no_measure() -> None:
    body = "201 | 一般公共服务支出 | 9.00 | 4.00 | 5.00\n203 | 国防支出 | 4.00 | 1.00 | 2.00\n"
    body += "204 | 公共安全支出 | 2.00 | 2.00 | 0.00"
    table = scanned(f"科目编码 | 科目名称 | n | 基本支出 | 项目支出\n{body}")
    assert table.lines[0].measure is None


@pytest.mark.parametrize(
    ("head", "measures"),
    [
        ("合计 | 其中：#基本支出项目支出 | <", (Measure.TOTAL, Measure.BASIC, Measure.PROJECT)),
        ("基本支出 | 人员类 1 公用经费 | <", (Measure.BASIC, Measure.PERSONNEL, Measure.OPERATING)),
        ("总计基本支出项目支出 | < | <", (Measure.TOTAL, Measure.BASIC, Measure.PROJECT)),
    ],
)
def test_headers_read_as_one_are_parted_among_their_columns(head: str, measures: tuple[Measure, ...]) -> None:
    body = "201 | 一般公共服务支出 | 9.00 | 4.00 | 5.00\n203 | 国防支出 | 3.00 | 1.00 | 2.00"
    table = scanned(f"科目编码 | 科目名称 | {head}\n{body}")
    assert tuple(line.measure for line in table.lines[:3]) == measures


def test_a_whole_header_read_as_one_cell_is_parted_by_what_its_columns_print() -> None:
    head = "科目编码#功能科目 总计 基本支出 项目支出#类 款 项 | < | < | < | < | < | <"
    body = "201 | | | 一般公共服务支出 | 9.00 | 4.00 | 5.00\n | 40 | | 信访事务 | 9.00 | 4.00 | 5.00\n"
    body += " | | 01 | 行政运行 | 4.00 | 4.00 | \n | | 04 | 信访业务 | 5.00 | | 5.00"
    table = scanned(f"{head}\n{body}")
    assert [code for code, _ in rows(table)] == ["201", "20140", "2014001", "2014004"]
    assert {line.column_index: line.measure for line in table.lines} == {
        4: Measure.TOTAL,
        5: Measure.BASIC,
        6: Measure.PROJECT,
    }


@pytest.mark.parametrize("head", ["基本支出 | <", "基本支出和项目支出 | <", "基本支出项目支出人员经费 | <"])
def test_a_header_over_several_columns_that_holds_no_word_for_each_stays_whole(head: str) -> None:
    table = scanned(f"科目编码 | 科目名称 | 合计 | {head}\n201 | 一般公共服务支出 | 9.00 | 4.00 | 5.00")
    whole = head.split(" |", maxsplit=1)[0]
    assert all(line.column_path == (whole,) for line in table.lines[1:])


LISTED = (
    ("301", "工资福利支出"), ("30101", "基本工资"), ("30102", "津贴补贴"), ("30103", "奖金"), ("30113", "住房公积金"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("items", "source", "count"),
    [
        (LISTED, TextSource.OCR, 15),
        (LISTED[:3], TextSource.OCR, 0),
        (tuple((code, "某某工程") for code, _ in LISTED), TextSource.OCR, 0),
        (LISTED, TextSource.TEXT_LAYER, 0),
    ],
    ids=["listed", "too few", "other names", "text layer"],
)
def test_a_scanned_table_of_a_misread_title_is_told_by_its_codes(
    items: tuple[tuple[str, str], ...], source: TextSource, count: int
) -> None:
    head = "科目编码 | 科目名称 | 合计 | 一般公共预算 | 政府性基金 | 国有资本经营预算 | 财政专户 | 单位资金 | 上年结转"
    body = "\n".join(f"{code} | {name} | 3.00 | 1.00 | 2.00 | | | | " for code, name in items)
    drawn = sheets.grid(f"{head}\n{body}")
    page = sheets.page(1, replace(drawn, text_source=source), lines=(("顶洗", 90.0), ("单位：万元", 105.0)))
    (table,) = understand([replace(page, text_source=source)]).tables
    assert len(table.lines) == count
