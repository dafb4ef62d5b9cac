"""Names and phones in texts and tables: however they are spelled they are found, and no money is taken for them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mingzhang.models.contacts.cells import contact_cells
from mingzhang.models.contacts.lines import contact_spans
from mingzhang.models.contacts.texts import contacts_in, label_role, mask, masked
from mingzhang.models.records.documents import TableCell
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import TextSource


def shown(text: str) -> str:
    return masked(text, contacts_in(text))


@pytest.mark.parametrize("text", ["项目负责人：", "负 责 人", "联系人及联系电话", "填表人(签字)", "财务负责人/电话："])
def test_labels(text: str) -> None:
    assert label_role(text)


@pytest.mark.parametrize("text", ["电话费", "移动电话机", "受益人数", "负责人履职尽责情况", "公务接待费", "人员经费"])
def test_what_only_sounds_like_a_label(text: str) -> None:
    assert label_role(text) is None


@pytest.mark.parametrize(
    "phone",
    [
        *(
            "13800138000",
            "138 0013 8000",
            "138-0013-8000",
            "138.0013.8000",
            "１３８００１３８０００",
            "+86 13800138000",
        ),
        *("008613800138000", "138\u200b00138000", "13800\n138000", "0351-4066666", "(0351)4066666", "（0351）4066666"),
        *("0351—4066666", "0351-4066666转801", "0351-\n4066666", "400-810-8888"),
    ],
)
def test_phones_by_their_form(phone: str) -> None:
    assert len(contacts_in(f"详询{phone}。")) == 1
    digits = "".join(sign for sign in phone if sign.isdigit())
    assert digits[-7:] not in "".join(sign for sign in shown(f"详询{phone}。") if sign.isdigit() or sign == "*")


@pytest.mark.parametrize(
    "text",
    [
        "一般公共预算支出13812345.67元",
        "合计13812345678元，比上年增加",
        "各部分151681645.79 + 578716321.41",
        "13,812,345,678.00",
        "项目编码13812345678901234",
        "2025年支出138123万元，比2024-2025年增长5%",
        "主要负责人履职尽责，强化管理",
        "经办人员培训费5万元",
    ],
)
def test_money_codes_and_common_words_stay(text: str) -> None:
    assert contacts_in(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系人：王建国 13800138000。", "联系人：王** 138******00。"),
        ("经办人李秀英，电话0351-4066666，", "经办人李**，电话035*******66，"),
        ("负责人：张 伟  联系电话：8206611", "负责人：张*  联系电话：*****11"),
        ("负责人：欧阳建国、王伟", "负责人：欧***、王*"),
        ("制表：王建国 复核：李秀英", "制表：王** 复核：李**"),
        ("复核：金华市财政局", "复核：金华市财政局"),
        ("审核：财务科", "审核：财务科"),
        ("（联系人：王建国 03514066666）", "（联系人：王** 035******66）"),
        ("联系人\n王建国", "联系人\n王**"),
        ("联系人 王建国", "联系人 王**"),
        ("填表人：古丽娜尔·买买提", "填表人：古*******"),
        ("王建国 0351-4066666", "王** 035*******66"),
        ("财务科：李秀英（13800138000）", "财务科：李**（138******00）"),
        ("找王科长，0351 4066666", "找王科长，035*******66"),
        ("办公室 0351-4066666", "办公室 035*******66"),
        ("邮箱：wang.jg@example.org", "邮箱：w******************"),
    ],
)
def test_sentences(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_a_mask_keeps_no_whole_name_beside_a_number() -> None:
    assert mask("王建国13800138000") == "王**138******00"
    assert mask("王 伟\n李强") == "王***" or "建" not in (mask("王 伟\n李强") or "")


def cells_of(rows: Sequence[Sequence[str]], *, headers: int = 0) -> list[TableCell]:
    return [
        TableCell(r, c, 1, 1, text, r < headers, 1, Box(0, 0, 1, 1), 1.0, TextSource.TEXT_LAYER)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["负责人：", "王建国", "联系电话：", "8206611", "填报日期：", "20250123"]],
        [["项目负责人", "王建国", "联系电话", "13800138000", "13900139000"]],
        [["项目负责人", "联系人", "联系电话"], ["王建国", "李秀英", "0351-4066666"]],
        [["负责人及电话", "王建国 0351-4066666"]],
        [["负责人：王建国", "13800138000", "4930000"]],
        [["科目", "合计"], ["填表人：王建国", "联系电话：13800138000"]],
        [["联系人王建国", "电话 13800138000"], ["金额", "12.50"]],
        [["联系人\n王建国", "电话\n0351-4066666"]],
        [["序号", "姓名", "职务", "联系电话"], ["1", "王建国", "主任", "0351 4066666"]],
        [["项目", "备注"], ["数字化", "王建国 0351-4066666"]],
        [["某某", "13800138000"], ["甲乙", "13900139000"], ["丙丁", "138 0013 8001"]],
        [["某某", "+86 13800138000"], ["甲乙", "0351 4066666"], ["金额", "12.50"]],
    ],
)
def test_cells_beside_and_under_labels(rows: list[list[str]]) -> None:
    found = contact_cells(cells_of(rows))
    told = "".join(cell.text for cell in found.values())
    assert "建国" not in told
    secret = {
        place for place, text in enumerate_cells(rows) if any(s in text for s in ("建国", "秀英", "8206611", "138"))
    }
    secret |= {place for place, text in enumerate_cells(rows) if "4066666" in text or "139" in text}
    assert found.keys() == secret


def enumerate_cells(rows: list[list[str]]) -> list[tuple[tuple[int, int], str]]:
    return [((r, c), text) for r, row in enumerate(rows) for c, text in enumerate(row)]


@pytest.mark.parametrize(
    "rows",
    [
        [["单位", "负责人", "联系电话", "预算数"], ["甲局", "无", "暂无", "13812345678"]],
        [["项目", "金额"], ["移动电话", "5000"], ["办公电话", "1,200,000"]],
        [["科目编码", "科目名称", "合计"], ["208", "社会保障", "13812345678"]],
        [["科目名称", "合计"], ["社会保障", "13812345678"], ["教育", "250000"], ["合计", "13812595678"]],
    ],
)
def test_figures_beside_such_words_stay_figures(rows: list[list[str]]) -> None:
    assert contact_cells(cells_of(rows, headers=1)) == {}


def test_a_label_of_a_narrow_table_names_what_stands_beside_it() -> None:
    rows = [["联系人", "王建国"], ["联系电话", "13800138000"]]
    assert set(contact_cells(cells_of(rows, headers=1))) == {(0, 1), (1, 1)}


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (["联系人：王建国，电话：", "0351-4066666。"], {0, 1}),
        (["如有疑问请拨打电话13800", "138000，工作日受理"], {0, 1}),
        (["（此件公开）联系人：", "王建国"], {1}),
        (["联系电话", "8206611"], {1}),
        (["部门预算总体情况", "2025年收入总计13812345678元", "比上年增加"], set()),
    ],
)
def test_lines_that_name_somebody(lines: list[str], named: set[int]) -> None:
    assert {number for number, _ in contact_spans(lines)} == named
