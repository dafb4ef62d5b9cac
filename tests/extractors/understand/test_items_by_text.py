"""A row with blank columns of names is named by the text that tells its rows apart, never by 合计 of its header."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang.extractors.pipeline import read_document

BOUGHT = [
    ("合计", "", "", "", "", "9"),
    ("一、货物A", "", "", "", "", "5"),
    ("", "机要业务费", "办公设备购置", "", "", "5"),
    ("", "", "", "打印机", "分散采购", "2"),
    ("", "", "", "复印纸", "分散采购", "3"),
    ("三、服务C", "", "", "", "", "4"),
    ("", "", "", "会议服务", "集中采购", "4"),
]
HEADERS = {
    "jiangsu": ("采购品目大类", "专项名称", "经济科目", "采购物品名称", "采购组织形式", "总计"),
    "way first": ("采购品目大类", "专项名称", "采购方式", "经济科目", "采购品目", "合计"),
    "short": ("品目大类", "项目名称", "经济分类", "品目", "组织形式", "金额"),
}


@pytest.mark.parametrize("template", HEADERS)
def test_what_is_bought_is_named(tmp_path: Path, template: str) -> None:
    swap = [0, 1, 4, 2, 3, 5] if template == "way first" else range(6)
    rows = [HEADERS[template], *([row[place] for place in swap] for row in BOUGHT)]
    body = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    file = tmp_path / "page.html"
    file.write_text(
        f'<html><head><meta charset="utf-8"></head><body><h1>甲州市水务局2026年度部门预算</h1>'
        f'<p>政府采购支出预算表</p><p>单位：万元</p><table border="1">{body}</table></body></html>',
        encoding="utf-8",
    )
    (table,) = read_document(file).tables
    named = [(line.item_name, line.is_total) for line in table.lines]
    assert [name for name, _ in named] == [
        "合计",
        "一、货物A",
        "机要业务费",
        "打印机",
        "复印纸",
        "三、服务C",
        "会议服务",
    ]
    assert [is_total for _, is_total in named] == [True, *[False] * 6]
