"""Cover facts come out of the document; file names lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import Facts
from mingzhang.models.vocabulary.enums import DocumentKind
from tests.support.drawing import Sheet, pdf

TABLES = (
    (
        "收支总表",
        [["收入", None, "支出", None], ["项目", "金额", "项目", "金额"], ["收入总计", "5.00", "支出总计", "5.00"]],
    ),
    (
        "收入总表",
        [["项目", None, "合计", "一般公共预算"], ["科目编码", "科目名称", "", ""], ["201", "甲", "5.00", "5.00"]],
    ),
    ("支出总表", [["科目编码", "科目名称", "合计", "基本支出"], ["201", "甲", "5.00", "5.00"]]),
)


def facts(tmp_path: Path, cover: list[str], caption: str = "单位：万元", name: str = "2019年乙市水务局.pdf") -> Facts:
    first = Sheet()
    for number, line in enumerate(cover):
        first.text(120, 200 + 40 * number, line, 20)
    sheets = [first]
    for title, rows in TABLES:
        sheets.append(Sheet().text(200, 60, title).text(60, 80, caption).table(60, 100, [100] * 4, rows))
    path = tmp_path / name
    path.write_bytes(pdf(*sheets))
    return read_document(path).facts


@pytest.mark.parametrize(
    ("cover", "kind", "unit", "year", "region"),
    [
        (["甲州市信访局", "2026年部门预算公开"], DocumentKind.DEPARTMENT_BUDGET, "甲州市信访局", 2026, "甲州市"),
        (
            ["上海市2026年市级单位预算", "预算单位：上海市中医文献馆"],
            DocumentKind.UNIT_BUDGET,
            "上海市中医文献馆",
            2026,
            "上海市",
        ),
        (["2026年", "甲州市气象局部门预算"], DocumentKind.DEPARTMENT_BUDGET, "甲州市气象局", 2026, "甲州市"),
        (
            ["2026 年度", "甲州市公安局治安管理", "支队", "单位预算"],
            DocumentKind.UNIT_BUDGET,
            "甲州市公安局治安管理支队",
            2026,
            "甲州市",
        ),
        (
            ["西安市信访局（汇总）", "2026年部门预算公开说明"],
            DocumentKind.DEPARTMENT_BUDGET,
            "西安市信访局",
            2026,
            "西安市",
        ),
        (
            ["上海市普陀区财政局", "2024年度部门决算"],
            DocumentKind.FINAL_ACCOUNTS,
            "上海市普陀区财政局",
            2024,
            "上海市普陀区",
        ),
        (
            ["江苏省2018年度", "省级部门预算公开报表", "部 门：中共江苏省委办公厅"],
            DocumentKind.DEPARTMENT_BUDGET,
            "中共江苏省委办公厅",
            2018,
            "江苏省",
        ),
    ],
)
def test_covers_of_many_provinces(
    tmp_path: Path, cover: list[str], kind: DocumentKind, unit: str, year: int, region: str
) -> None:
    found = facts(tmp_path, cover)
    assert (found.document_kind, found.unit_name, found.fiscal_year, found.region) == (kind, unit, year, region)


def test_without_a_cover_the_captions_tell_the_unit(tmp_path: Path) -> None:
    found = facts(tmp_path, [], caption="编制单位：甲州市审计局    单位：万元")
    assert (found.unit_name, found.region) == ("甲州市审计局", "甲州市")


def test_a_template_that_nobody_filled_in_has_no_unit(tmp_path: Path) -> None:
    assert facts(tmp_path, ["上海市 XX 局", "2024 年度部门决算"]).unit_name is None
