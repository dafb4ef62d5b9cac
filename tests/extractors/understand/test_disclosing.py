"""What discloses nothing is told apart and gives no lines: a form to fill in, a rule, a page of links."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import Document
from mingzhang.models.vocabulary.enums import DocumentKind
from tests.support.drawing import Sheet, pdf


def read(tmp_path: Path, *sheets: Sheet) -> Document:
    path = tmp_path / "2026年甲州市水务局部门预算.pdf"
    path.write_bytes(pdf(*sheets))
    return read_document(path)


@pytest.mark.parametrize(
    "sheet",
    [
        Sheet()
        .text(150, 60, "甲州市审计局政府信息公开申请表")
        .table(60, 100, [120] * 3, [["姓名", "电话", "金额"], ["", "", "1,250.00"]]),
        Sheet().text(150, 60, "关于印发甲州市水价管理办法的通知").text(60, 100, "居民用水每吨 2.35 元。"),
        Sheet().text(150, 60, "2026年部门预算").text(60, 100, "附件：2026年甲州市水务局部门预算.pdf"),
    ],
)
def test_a_paper_that_discloses_nothing(tmp_path: Path, sheet: Sheet) -> None:
    document = read(tmp_path, sheet)
    assert document.facts.is_disclosure is False
    assert document.facts.document_kind is DocumentKind.OTHER
    assert not [line for table in document.tables for line in table.lines]


def test_a_budget_is_a_disclosure(tmp_path: Path) -> None:
    rows = [["科目编码", "科目名称", "合计", "基本支出"], ["201", "甲", "5.00", "5.00"]]
    sheet = Sheet().text(200, 60, "支出总表").text(60, 80, "单位：万元").table(60, 100, [100] * 4, rows)
    document = read(tmp_path, Sheet().text(120, 200, "甲州市水务局2026年部门预算", 20), sheet)
    assert document.facts.is_disclosure
    assert document.tables[0].lines[0].amount_yuan == Decimal("50000.00")
