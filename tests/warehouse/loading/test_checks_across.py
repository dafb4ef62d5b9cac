"""Across years: what a document says of last year against last year's own document."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from mingzhang.models.identities.years import subject_of
from mingzhang.models.records.documents import Document, Facts, Funds, Statement
from mingzhang.models.records.pages import Page, TextSource
from mingzhang.models.vocabulary.enums import DocumentKind, TableKind
from mingzhang.warehouse.loading.checks_across import Across, across_years
from mingzhang.warehouse.reading.findings import FindingScope
from mingzhang.warehouse.reading.query import Reader
from tests.support.documents import line, small_document
from tests.warehouse.conftest import Load

UNIT = "某市示例研究所"


def facts(year: int, unit: str = UNIT) -> Facts:
    return Facts(DocumentKind.UNIT_BUDGET, unit, None, "某市", year)


def last_year(unit: str = UNIT, source: TextSource = TextSource.TEXT_LAYER) -> Document:
    """The document of 2024: 支出总表 with a total of 852.20 万元, a project's form over 222.70 万元."""
    document = small_document(b"2024")
    total = line(2, "合计", "8522000.00", "852.20", is_total=True, fiscal_year=2024)
    project = replace(document.projects[0], project_name="疾病防控经费", annual=Funds(total=Decimal("2227000.00")))
    return replace(
        document,
        facts=facts(2024, unit),
        tables=(replace(document.tables[0], lines=(total,)), document.tables[1]),
        projects=(project,),
        statements=(),
        checks=(),
        pages=(Page(1, 595.0, 842.0, source),),
    )


def this_year(*statements: Statement) -> Document:
    return small_document(b"2025", facts=facts(2025), statements=statements, checks=(), projects=())


def said(subject: str, amount: str, change: str | None, sentence: str, compared: int | None = 2024) -> Statement:
    return Statement("说明", subject, None, Decimal(amount), None if change is None else Decimal(change), None, None,
                     compared, sentence, 1)  # fmt: skip


EVERYTHING = FindingScope()
WHOLE = "收入预算总计814.38万元，比上年减少37.82万元。"
ITEM = "疾病防控经费176.75万元，比上年减少45.95万元。"


def across(path: Path, scope: FindingScope = EVERYTHING) -> Across:
    reader = Reader(path)
    try:
        return across_years(reader, scope)
    finally:
        reader.close()


@pytest.mark.parametrize(
    ("statement", "rule", "difference"),
    [
        (said("收入预算总计", "8143800.00", "-378200.00", WHOLE), None, None),
        (said("收入预算总计", "8143800.00", "-387200.00", WHOLE), "last_year_total", "9000.00"),
        (said("2024年收入预算总计", "8522100.00", None, "上年为852.21万元。", None), "last_year_total", "100.00"),
        (said("疾病防控经费", "1767500.00", "-459500.00", ITEM), None, None),
        (said("疾病防控经费（2025年）", "1767500.00", "-495500.00", ITEM), "last_year_item", "36000.00"),
    ],
)
def test_what_is_said_of_last_year(
    tmp_path: Path, load: Load, statement: Statement, rule: str | None, difference: str | None
) -> None:
    load(last_year(), source="/a/2024.pdf")
    load(this_year(statement), source="/a/2025.pdf")
    found = across(tmp_path / "w.duckdb")
    if rule is None:
        assert (found.findings, found.passed) == ((), 1)
        return
    assert found.passed == 0
    (finding,) = found.findings
    assert (finding.rule_id, str(finding.difference_yuan), finding.severity) == (rule, difference, "warning")
    assert (finding.origin, finding.fiscal_year) == ("source", 2025)
    assert "2024年文件" in finding.explanation


def test_a_column_of_last_year_is_held_against_last_years_table(tmp_path: Path, load: Load) -> None:
    earlier, now = last_year(), this_year()
    load(replace(earlier, tables=(replace(earlier.tables[0], table_kind=TableKind.THREE_PUBLIC_EXPENSES),)))
    figures = (
        line(2, "合计", "8522000.00", "852.20", fiscal_year=2024),
        line(3, "合计", "8532000.00", "853.20", fiscal_year=2024),
    )
    load(replace(now, tables=(replace(now.tables[0], table_kind=TableKind.THREE_PUBLIC_EXPENSES, lines=figures),)))
    found = across(tmp_path / "w.duckdb")
    (finding,) = found.findings
    assert (finding.rule_id, found.passed, str(finding.difference_yuan)) == ("last_year_column", 1, "10000.00")
    assert [figure.amount_text for figure in finding.figures] == ["853.20"]


def test_what_was_read_from_a_picture_is_in_doubt(tmp_path: Path, load: Load) -> None:
    load(last_year(source=TextSource.OCR))
    load(this_year(said("收入预算总计", "8143800.00", "-387200.00", WHOLE)))
    assert [finding.origin for finding in across(tmp_path / "w.duckdb").findings] == ["reading"]


@pytest.mark.parametrize(
    ("earlier", "statement"),
    [
        (last_year(unit="另一单位"), said("收入预算总计", "1.00", "1.00", WHOLE)),
        (last_year(), said("别的项目", "1.00", "1.00", ITEM)),
        (last_year(), said("收入预算总计", "1.00", "1.00", WHOLE, 2023)),
        (last_year(), said("收入预算总计", "1.00", None, WHOLE)),
    ],
)
def test_what_last_year_cannot_answer_is_no_finding(
    tmp_path: Path, load: Load, earlier: Document, statement: Statement
) -> None:
    load(earlier)
    load(this_year(statement))
    assert across(tmp_path / "w.duckdb") == Across((), 0)


def test_scope(tmp_path: Path, load: Load) -> None:
    load(last_year())
    load(this_year(said("收入预算总计", "8143800.00", "-387200.00", WHOLE)))
    path = tmp_path / "w.duckdb"
    assert len(across(path, FindingScope(unit="示例", year=2025)).findings) == 1
    assert across(path, FindingScope(unit="示例", year=2024)) == Across((), 0)
    assert across(path, FindingScope(unit="别的")) == Across((), 0)


def test_subjects_without_their_year() -> None:
    assert [subject_of(text) for text in ("2024年收入预算总计", "早诊早治项目（2025年）", "一、“三公”经费", None)] == [
        "收入预算总计",
        "早诊早治项目",
        "三公经费",
        "",
    ]
