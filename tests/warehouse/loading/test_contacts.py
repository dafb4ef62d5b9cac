"""No text of a document gets past the veil: no relation holds a contact as printed but the restricted one."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang.extractors.pipeline import read_document
from mingzhang.flows.output.document import WRITERS, rows_by_relation
from mingzhang.warehouse.loading.rows import RESTRICTED, rows_of

HEAD = "<html><meta charset=utf-8><body><h1>2025年某局部门预算</h1>"
LINES = (
    "<h2>一般公共预算支出表</h2><p>单位：万元</p><table border=1>"
    "<tr><td>科目编码<td>科目名称<td>合计<td>基本支出<td>项目支出"
    "<tr><td>208<td>社会保障<td>10.00<td>4.00<td>6.00<tr><td><td>合计<td>10.00<td>4.00<td>6.00"
)
PAGES = {
    "under a table": LINES + "<tr><td colspan=2>填表人：王建国<td colspan=3>联系电话：13800138000</table>",
    "narrative": LINES + "</table><h2>第三部分 情况说明</h2><p>2025年一般公共预算支出10万元，比上年增加1万元，增长11%，"
    "经办人王建国，联系电话13800138000。</p>",
    "a list": "<table border=1><tr><td>单位<td>联系人<td>联系电话<td>备注"
    "<tr><td>甲局<td>王建国<td>13800138000<td>无</table>",
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_no_relation_and_no_export_holds_a_contact(page: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(f"{HEAD}{page}</body></html>", "utf-8")
    document = read_document(file)
    rows = rows_of(document)
    served = repr([row for name, some in rows.items() if name != RESTRICTED for row in some])
    assert "王建国" not in served
    assert "13800138000" not in served
    exported = rows_by_relation(document)
    for write in WRITERS.values():
        assert b"13800138000" not in write(exported)


def test_a_phone_is_no_money(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(f"{HEAD}{PAGES['under a table']}</body></html>", "utf-8")
    amounts = [line.amount_text for table in read_document(file).tables for line in table.lines]
    assert len(amounts) == 6
    assert not any("138" in amount for amount in amounts)
