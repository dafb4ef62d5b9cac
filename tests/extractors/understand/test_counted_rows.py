"""A row that counts vehicles, rooms or people prints no money, whatever the table's unit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from mingzhang.extractors.pipeline import read_document

PAGE = """<html><head><meta charset="utf-8"></head><body><h1>甲州市水务局2023年度部门决算</h1>
<p>“三公”经费和国有资产占用情况表</p><p>单位：万元</p><table border="1">
<tr><td>项目</td><td>预算数</td><td>决算数</td></tr>
<tr><td>1.因公出国（境）费</td><td>3</td><td>2</td></tr>
<tr><td>3.公务接待费</td><td>5</td><td>3</td></tr>
<tr><td>（一）车辆数合计（辆）</td><td>20</td><td>18</td></tr>
<tr><td>1、房屋（平方米）</td><td>3000</td><td>3456.7</td></tr>
<tr><td>公务用车运行维护费</td><td>15</td><td>12</td></tr>
</table></body></html>"""


@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        ("（一）车辆数合计（辆）", [None, None]),
        ("1、房屋（平方米）", [None, None]),
        ("公务用车运行维护费", [Decimal(150_000), Decimal(120_000)]),
    ],
)
def test_rows_that_count(tmp_path: Path, name: str, amounts: list[Decimal | None]) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE, encoding="utf-8")
    (table,) = read_document(file).tables
    assert [line.amount_yuan for line in table.lines if line.item_name == name] == amounts
