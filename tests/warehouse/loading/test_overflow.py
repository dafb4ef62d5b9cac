"""A number that has no room in its column is kept as it is printed, with a doubt; the rest of its document lands."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang.extractors.pipeline import read_document
from mingzhang.warehouse.loading.loader import Loader, SourcePlace
from mingzhang.warehouse.loading.staging import stage
from mingzhang.warehouse.reading.query import Reader

PAGE = (
    "<html><meta charset=utf-8><body><h1>2025年某局部门预算</h1><p>一般公共预算支出表</p>"
    "<p>单位：{unit}</p><table border=1>"
    "<tr><td>科目编码<td>科目名称<td>合计<td>基本支出<td>项目支出<tr><td>201<td>一般公共服务<td>10.00<td>4.00<td>6.00"
    "<tr><td>208<td>社会保障<td>{figure}<td>4.00<td>6.00<tr><td><td>合计<td>20.00<td>8.00<td>12.00</table>"
)
FIGURES = [
    ("元", "6222021001112223334"),
    ("万元", "999999999999999999"),
    ("亿元", "-123456789012345"),
    ("元", "9" * 40),
]


@pytest.mark.parametrize(("unit", "figure"), FIGURES)
def test_it_stays_as_text(unit: str, figure: str, tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(PAGE.format(unit=unit, figure=figure), "utf-8")
    document = read_document(file)
    stage(document, tmp_path / "staged")
    with Loader(tmp_path / "w.duckdb") as loader:
        loader.load(document.document_id, tmp_path / "staged", "v", [SourcePlace("a", "a.html", 1, 1)])
    reader = Reader(tmp_path / "w.duckdb")
    told = reader.ask("SELECT amount_yuan, verification FROM budget_lines WHERE amount_text = ?", [figure]).rows
    assert told == [(None, "suspect")]
    assert reader.ask("SELECT count(*) FROM budget_lines WHERE amount_yuan IS NOT NULL").rows == [(8,)]


def test_half_of_a_pair_is_no_reason_to_lose_a_document(tmp_path: Path) -> None:
    from dataclasses import replace

    from tests.support.documents import small_document

    document = replace(small_document(), error_message="half \ud83d of a pair, \ufffe")
    stage(document, tmp_path / "staged")
    with Loader(tmp_path / "w.duckdb") as loader:
        loader.load(document.document_id, tmp_path / "staged", "v", [SourcePlace("a", "a.pdf", 1, 1)])
    said = Reader(tmp_path / "w.duckdb").ask("SELECT error_message FROM documents").rows[0][0]
    assert said.startswith("half \ufffd of a pair")
