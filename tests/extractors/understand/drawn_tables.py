"""Tables drawn on the pages of a PDF, and read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import Document, Table
from mingzhang.models.vocabulary.enums import Measure
from tests.support.drawing import Sheet, pdf

HEADER = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
WIDTHS = [70, 150, 80, 80, 80]


def read(tmp_path: Path, *sheets: Sheet) -> Document:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(*sheets))
    return read_document(path)


def titled(title: str, unit: str = "万元", y: float = 60) -> Sheet:
    return Sheet().text(200, y, title, 14).text(60, y + 22, f"单位名称：某市档案馆    单位：{unit}")


def figures(table: Table) -> list[tuple[str | None, str | None, Measure | None, Decimal | None]]:
    return [(line.item_code, line.item_name, line.measure, line.amount_yuan) for line in table.lines]
