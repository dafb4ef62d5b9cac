"""A small document for tests: one table with two figures, one form with a contact."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from mingzhang.models.records.documents import (
    BudgetLine,
    Check,
    Document,
    Facts,
    Funds,
    LineReference,
    PerformanceContact,
    PerformanceIndicator,
    PerformanceProject,
    Statement,
    Table,
    TableCell,
)
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Page, TextSource
from mingzhang.models.vocabulary.enums import (
    CheckStatus,
    Comparator,
    DocumentKind,
    DocumentStatus,
    IndicatorPeriod,
    Measure,
    TableKind,
    Verification,
)

PERSON = "欧阳示例"
PHONE = "13900001234"


def cell(row: int, column: int, text: str, *, is_header: bool = False) -> TableCell:
    box = Box(10.0 + 50 * column, 20.0 + 10 * row, 60.0 + 50 * column, 30.0 + 10 * row)
    return TableCell(row, column, 1, 1, text, is_header, 1, box, 1.0, TextSource.TEXT_LAYER)


def line(row: int, name: str, amount: str | None, text: str, **changes: object) -> BudgetLine:
    plain = BudgetLine(
        row_index=row,
        column_index=1,
        unit_name=None,
        fiscal_year=2025,
        side=None,
        item_code=None,
        item_name=name,
        parent_code=None,
        is_total=False,
        measure=Measure.TOTAL,
        column_path=("支出", "合计"),
        amount_yuan=None if amount is None else Decimal(amount),
        amount_text=text,
        page_number=1,
        confidence=0.9,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def small_document(content: bytes = b"small", **changes: object) -> Document:
    lines = (
        line(1, "卫生健康支出", "7157500.00", "715.75", item_code="210"),
        line(2, "合计", "7157500.10", "715.75001", is_total=True, verification=Verification.SUSPECT),
    )
    spending = Table(
        ordinal=1,
        table_number="表3",
        table_kind=TableKind.EXPENDITURE_SUMMARY,
        title="支出总表",
        unit_name=None,
        currency_unit="万元",
        first_page=1,
        last_page=1,
        row_count=3,
        column_count=2,
        is_empty=False,
        confidence=1.0,
        cells=(
            cell(0, 0, "项目", is_header=True),
            cell(0, 1, "合计", is_header=True),
            cell(1, 0, "卫生健康支出"),
            cell(1, 1, "715.75"),
            cell(2, 0, ""),
            cell(2, 1, "715.75001"),
        ),
        lines=lines,
    )
    form = replace(
        spending,
        ordinal=2,
        table_kind=TableKind.PERFORMANCE_TARGET_FORM,
        lines=(),
        cells=(cell(0, 0, f"项目负责人：{PERSON}"), cell(0, 1, PHONE)),
    )
    indicator = PerformanceIndicator(
        IndicatorPeriod.ANNUAL,
        "产出指标",
        "数量指标",
        "职工数",
        "≥46人",
        Comparator.AT_LEAST,
        Decimal("46"),
        "人",
        False,
        1,
        1.0,
    )
    project = PerformanceProject(
        fiscal_year=2025,
        project_name="示例项目",
        department_code="063",
        department_name="某市卫生健康委员会",
        unit_name="某市示例研究所",
        attribute=None,
        duration="2025年",
        duration_years=1,
        implementation=Funds(total=Decimal("100.50")),
        annual=Funds(total=Decimal("100.50"), municipal=Decimal("0.00")),
        overview=None,
        basis=None,
        necessity=None,
        safeguards=None,
        plan=None,
        implementation_goal=None,
        annual_goal="完成",
        filled_at=datetime(2025, 1, 2, 3, 4),
        first_page=1,
        last_page=1,
        confidence=1.0,
        indicators=(indicator,),
        contact=PerformanceContact(PERSON, PERSON, PHONE),
        table_ordinals=(2,),
    )
    check = Check(
        rule_id="total_codes",
        status=CheckStatus.FAIL,
        table_ordinal=1,
        expected_yuan=Decimal("7157500.00"),
        actual_yuan=Decimal("7157500.10"),
        difference_yuan=Decimal("0.10"),
        tolerance_yuan=Decimal("0.05"),
        explanation="合计与各项之和不符。",
        lines=(LineReference(1, 2, 1), LineReference(1, 1, 1)),
        wholes=(LineReference(1, 2, 1),),
        parts=(LineReference(1, 1, 1),),
        page_number=1,
    )
    statement = Statement("收支情况", "收入", "total", Decimal("814.38"), None, None, None, 2024, "收入预算。", 1)
    document = Document(
        document_id=hashlib.sha256(content).hexdigest(),
        file_name="small.pdf",
        media_type="application/pdf",
        byte_size=len(content),
        page_count=2,
        status=DocumentStatus.COMPLETE,
        facts=Facts(DocumentKind.UNIT_BUDGET, "某市示例研究所", None, "某市", 2025),
        pages=(
            Page(1, 595.0, 842.0, TextSource.TEXT_LAYER),
            Page(2, 595.0, 842.0, TextSource.OCR, error_code="page_timeout"),
        ),
        tables=(spending, form),
        projects=(project,),
        statements=(statement,),
        checks=(check,),
    )
    return replace(document, **changes)  # type: ignore[arg-type]
