"""Small disclosures for facts: tables written as rows of a header path, an item and amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from mingzhang.models.facts.records import Fact, FactScope, FactStage, Fund
from mingzhang.models.records.documents import Document, Facts, Statement, Table
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Page, TextLine, TextSource
from mingzhang.models.vocabulary.enums import DocumentKind, Side, TableKind
from tests.support.documents import line, small_document

Item = tuple[str | None, str | None]  # code, name


def table(
    kind: TableKind,
    columns: Sequence[str],
    rows: Sequence[tuple[str | None, str | None, Sequence[str]]],
    *,
    ordinal: int = 1,
    side: Side | None = None,
    title: str | None = None,
    unit: str | None = None,
) -> Table:
    """A table in 万元: header paths by column (`支出/合计`), and rows of code, name and amounts ("" for a blank)."""
    lines = [
        line(
            index,
            name,
            str(Decimal(text.replace(",", "")) * 10000),
            text,
            column_index=column + 1,
            item_code=code,
            is_total=name in ("合计", "总计", "收入总计", "支出总计", "本年收入合计", "本年支出合计"),
            column_path=tuple(columns[column].split("/")),
            side=side
            or (Side.REVENUE if columns[column].startswith(("收入/", "财政拨款收入/")) else None)
            or (Side.EXPENDITURE if columns[column].startswith(("支出/", "财政拨款支出/")) else None),
            unit_name=None,
            fiscal_year=2026,
        )
        for index, (code, name, amounts) in enumerate(rows, start=2)
        for column, text in enumerate(amounts)
        if text
    ]
    base = small_document().tables[0]
    return replace(
        base,
        ordinal=ordinal,
        table_kind=kind,
        title=title,
        unit_name=unit,
        lines=tuple(lines),
        cells=(),
        first_page=ordinal,
    )


def disclosure(
    *tables: Table,
    statements: Sequence[Statement] = (),
    prose: Sequence[str] = (),
    unit: str = "甲州市水务局",
    kind: DocumentKind = DocumentKind.DEPARTMENT_BUDGET,
    level: str | None = None,
) -> Document:
    facts = Facts(kind, unit, unit, "甲州市", 2026, level, True)
    box = Box(0, 0, 1, 1)
    pages = (Page(1, 595.0, 842.0, TextSource.TEXT_LAYER, tuple(TextLine(text, box) for text in prose)),)
    return small_document(facts=facts, tables=tables, statements=tuple(statements), pages=pages, projects=(), checks=())


def said(subject: str, amount: str, *, section: str = "二、支出预算情况说明", sentence: str | None = None) -> Statement:
    """A sentence of the narrative, in 万元."""
    return Statement(
        section,
        subject,
        None,
        Decimal(amount) * 10000,
        None,
        None,
        None,
        None,
        sentence or f"{subject}{amount}万元。",
        9,
    )


def value(
    facts: Sequence[Fact],
    concept: str,
    fund: Fund = Fund.ALL,
    stage: FactStage = FactStage.BUDGET,
    scope: FactScope = FactScope.WHOLE,
    **codes: str,
) -> Decimal | None:
    """The amount (万元) or quantity of the one fact asked for; None where there is none."""
    found = [
        fact
        for fact in facts
        if (fact.meaning.concept, fact.meaning.fund, fact.meaning.stage, fact.meaning.scope)
        == (concept, fund, stage, scope)
        and all(getattr(fact.meaning, name) == code for name, code in codes.items())
        and (codes or not (fact.meaning.function_code or fact.meaning.economic_code or fact.meaning.project))
    ]
    assert len(found) <= 1
    if not found:
        return None
    return found[0].quantity if found[0].amount_yuan is None else found[0].amount_yuan / 10000
