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


RUNNING = """<html><head><meta charset="utf-8"></head><body><h1>甲州市水务局2023年度部门决算</h1>
<p>机构运行信息表</p><p>金额单位：万元</p><table border="1">
<tr><td>项目</td><td>行次</td><td>统计数</td></tr>
<tr><td>一、“三公”经费支出</td><td>1</td><td>—</td></tr>
<tr><td>（一）支出合计</td><td>2</td><td>45.00</td></tr>
<tr><td>1．因公出国（境）费</td><td>3</td><td>2.50</td></tr>
<tr><td>2．公务用车购置及运行维护费</td><td>4</td><td>40.00</td></tr>
<tr><td>3．公务接待费支出</td><td>5</td><td>2.50</td></tr>
{rows}
</table></body></html>"""
COUNTED, MONEY = None, Decimal(70_000)


@pytest.mark.parametrize(
    ("rows", "amounts"),
    [
        # What is listed under a count is counted, by a deeper ordinal or as 用车; the next sum is money again.
        (
            ["（一）车辆数合计（辆）", "1．机要通信用车", "2．其他用车", "（二）政府采购支出合计", "1．货物"],
            [COUNTED, COUNTED, COUNTED, MONEY, MONEY],
        ),
        (["车辆数量", "执法执勤用车", "其他用车", "公务接待费"], [COUNTED, COUNTED, COUNTED, MONEY]),
        (["三、房屋（平方米）", "（1）办公用房", "四、培训费"], [COUNTED, COUNTED, MONEY]),
        # A price that only tells which things are meant.
        (["单位价值100万元以上大型设备（台、套）", "公务接待费"], [COUNTED, MONEY]),
        (["（二）单价100万元（含）以上设备（不含车辆）", "单价100万元以上设备购置费"], [COUNTED, MONEY]),
        # Kinds of vehicles under no count are what is spent on them.
        (["公务用车购置费", "1．执法执勤用车", "2．其他用车"], [MONEY, MONEY, MONEY]),
        (["国内公务接待批次", "公务用车保有量", "会议费"], [COUNTED, COUNTED, MONEY]),
    ],
)
def test_what_stands_under_a_count_is_counted(tmp_path: Path, rows: list[str], amounts: list[Decimal | None]) -> None:
    file = tmp_path / "page.html"
    printed = "\n".join(f"<tr><td>{name}</td><td>{n}</td><td>7</td></tr>" for n, name in enumerate(rows, start=6))
    file.write_text(RUNNING.format(rows=printed), encoding="utf-8")
    (table,) = read_document(file).tables
    assert [line.amount_yuan for line in table.lines if line.item_name in rows] == amounts


ASSETS = """<html><head><meta charset="utf-8"></head><body><h1>甲州市水务局2024年部门预算</h1>
<p>“三公”经费支出表</p><p>单位：万元</p><table border="1"><tr><td>项目</td><td>预算数</td></tr>
<tr><td>合计</td><td>8.50</td></tr><tr><td>因公出国（境）费</td><td>3.00</td></tr>
<tr><td>公务接待费</td><td>5.50</td></tr></table>
<p>国有资产占有使用情况表</p><p>单位：万元</p><table border="1">
<tr><td>资产项目</td><td>{header}</td><td>数量</td><td>价值</td></tr>
<tr><td>资产总额</td><td></td><td></td><td>5,000.00</td></tr>
<tr><td>一、房屋建筑物</td><td>{units[0]}</td><td>3,456.78</td><td>2,000.00</td></tr>
<tr><td>二、车辆</td><td>{units[1]}</td><td>5</td><td>100.00</td></tr>
<tr><td>三、单价50万元以上的设备</td><td>{units[2]}</td><td>1</td><td>60.00</td></tr>
<tr><td>四、其他固定资产</td><td></td><td></td><td>500.00</td></tr>
</table></body></html>"""


@pytest.mark.parametrize(
    ("header", "units", "first"),
    [
        ("单位", ["平方米", "辆", "台（套）"], "一、房屋建筑物"),
        ("计量单位", ["㎡", "台", "台/套"], "一、房屋建筑物"),
        ("单位", ["甲州市水务局", "甲州市水文站", "甲州市水务局"], "甲州市水务局"),
    ],
)
def test_a_column_of_units_names_no_row(tmp_path: Path, header: str, units: list[str], first: str) -> None:
    file = tmp_path / "page.html"
    file.write_text(ASSETS.format(header=header, units=units), encoding="utf-8")
    _, table = read_document(file).tables
    worth = [line for line in table.lines if line.column_path == ("价值",)]
    assert [line.amount_yuan for line in worth[1:4]] == [20_000_000, 1_000_000, 600_000]
    assert worth[1].item_name == first
