"""A word in a column of figures that is blank otherwise begins no block of names: rows keep theirs."""

from __future__ import annotations

import pytest

from mingzhang.extractors.understand.disclosure import understand
from tests.extractors.understand.sheets import grid, page

HEAD = (
    "单位名称 | “三公”经费合计 | 因公出国(境)费用 | 公务用车购置及运行费 | < | 公务接待费\n"
    "^ | ^ | ^ | 公务用车购置费 | 公务用车运行维护费 | ^\n"
)


@pytest.mark.parametrize("word", ["代", "详见附件", "无此项", "见说明一"])
@pytest.mark.parametrize("row", [0, 2])
def test_rows_keep_their_names_beside_a_remark(word: str, row: int) -> None:
    remarks = [word if order == row else "" for order in range(4)]
    names = ["合计", "某市某局", "某市某中心", "某市某所"]
    amounts = [
        "9.00 | {} | 0.00 | 6.00 | 3.00",
        "5.00 | {} | 0.00 | 3.00 | 2.00",
        *["2.00 | {} | 0.00 | 1.50 | 0.50"] * 2,
    ]
    body = "\n".join(
        f"{name} | {text.format(remark)}" for name, text, remark in zip(names, amounts, remarks, strict=True)
    )
    first = page(1, lines=[("某市某局2026年部门预算", 60.0)])
    second = page(2, grid(HEAD + body, page=2), lines=[("“三公”经费预算表", 80.0), ("单位：万元", 100.0)])
    (table,) = understand([first, second]).tables
    assert [line.item_name for line in table.lines] == [name for name in names for _ in range(4)]
