"""A code printed before its name in one cell, by whatever sign the two are set apart."""

from __future__ import annotations

import pytest

from mingzhang.extractors.understand.disclosure import understand
from tests.extractors.understand.sheets import grid, page


def items(*names: str) -> list[tuple[str | None, str | None]]:
    rows = "\n".join(f"{name} | {amount}.00 | {amount}.00 | 0.00" for amount, name in enumerate(names, start=1))
    body = grid(f"项目 | 合计 | 基本支出 | 项目支出\n{rows}")
    (table,) = understand([page(1, body, lines=[("支出总表", 60.0), ("单位：万元", 90.0)])]).tables
    return list(dict.fromkeys((line.item_code, line.item_name) for line in table.lines))


@pytest.mark.parametrize("sign", ["——", "-", "：", "·", "/", "、", "．"])
def test_a_code_is_set_apart_from_its_name(sign: str) -> None:
    found = items(f"201{sign}一般公共服务支出", f"20103{sign}政府办公厅（室）及相关机构事务", f"2010301{sign}行政运行")
    assert found == [("201", "一般公共服务支出"), ("20103", "政府办公厅（室）及相关机构事务"), ("2010301", "行政运行")]


def test_a_number_is_no_code_of_a_name() -> None:
    names = ["12345热线经费", "101、设备购置", "2024·专项"]
    assert items(*names) == [(None, name) for name in names]
