"""Small disclosures for the tests of identities: a table is a list of rows of printed texts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from mingzhang.models.records.documents import (
    BudgetLine,
    Document,
    Facts,
    Funds,
    PerformanceIndicator,
    PerformanceProject,
    Statement,
    Table,
    TableCell,
)
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Page, TextLine, TextSource
from mingzhang.models.text.amounts import printed_amount, to_yuan
from mingzhang.models.vocabulary.enums import DocumentKind, DocumentStatus, IndicatorPeriod, Measure, Side, TableKind
from mingzhang.models.vocabulary.table_words import measure_of

UNIT = "某市示例局"
BOX = Box(0, 0, 1, 1)


def table(
    kind: TableKind,
    paths: Sequence[str],
    rows: Sequence[tuple[str | None, str, Sequence[str | None]]],
    *,
    ordinal: int = 1,
    currency: str = "万元",
    title: str | None = None,
    number: str | None = None,
    header: Sequence[str] = (),
    side: Side | None = None,
    first_column: int = 2,
) -> Table:
    """A table with a code column, a name column and one column of figures for each path; None is a blank cell."""
    lines: list[BudgetLine] = []
    cells = [_cell(0, place, text, is_header=True) for place, text in enumerate(header)]
    for index, (code, name, texts) in enumerate(rows, start=1):
        cells.append(_cell(index, 1, name))
        for offset, (path, text) in enumerate(zip(paths, texts, strict=True)):
            cells.append(_cell(index, first_column + offset, text or ""))
            if text is None:
                continue
            amount = printed_amount(text)
            lines.append(
                BudgetLine(
                    row_index=index,
                    column_index=first_column + offset,
                    unit_name=UNIT,
                    fiscal_year=2026,
                    side=side,
                    item_code=code,
                    item_name=name,
                    parent_code=None,
                    is_total=name in ("合计", "总计", "收入总计", "支出总计", "本年收入合计", "本年支出合计"),
                    measure=measure_of(*path.split("/")) or Measure.TOTAL,
                    column_path=tuple(path.split("/")),
                    amount_yuan=to_yuan(amount, currency) if amount is not None else None,
                    amount_text=text,
                    page_number=ordinal,
                    confidence=1.0,
                )
            )
    return Table(
        ordinal=ordinal,
        table_number=number,
        table_kind=kind,
        title=title or kind.value,
        unit_name=UNIT,
        currency_unit=currency,
        first_page=ordinal,
        last_page=ordinal,
        row_count=len(rows) + 1,
        column_count=first_column + len(paths),
        is_empty=not lines,
        confidence=1.0,
        cells=tuple(cells),
        lines=tuple(lines),
    )


def _cell(row: int, column: int, text: str, is_header: bool = False) -> TableCell:
    return TableCell(row, column, 1, 1, text, is_header, 1, BOX, 1.0, TextSource.TEXT_LAYER)


def beside(one: Table, other: Table) -> Table:
    """Two halves as one table with two sides."""
    from dataclasses import replace

    lines = sorted((*one.lines, *other.lines), key=lambda line: (line.row_index, line.column_index))
    return replace(one, lines=tuple(lines), cells=(*one.cells, *other.cells))


def document(
    *tables: Table,
    statements: Sequence[Statement] = (),
    lines: Sequence[Sequence[str]] = (),
    projects: Sequence[PerformanceProject] = (),
    facts: Facts | None = None,
) -> Document:
    """A budget of 2026; `lines` are the running texts of its pages."""
    return Document(
        document_id="0" * 64,
        file_name="示例.pdf",
        media_type="application/pdf",
        byte_size=1,
        page_count=9,
        status=DocumentStatus.COMPLETE,
        facts=facts or Facts(DocumentKind.UNIT_BUDGET, UNIT, None, "某省", 2026),
        pages=tuple(
            Page(number, 600, 840, TextSource.TEXT_LAYER, tuple(TextLine(text, BOX) for text in texts))
            for number, texts in enumerate(lines, start=1)
        ),
        tables=tuple(tables),
        projects=tuple(projects),
        statements=tuple(statements),
    )


def statement(subject: str, amount: str, sentence: str, **more: Decimal | int | None) -> Statement:
    found = {"change_yuan": None, "change_percent": None, "share_percent": None, "compared_year": None} | more
    return Statement(
        section="一、情况说明",
        subject=subject,
        measure=None,
        amount_yuan=Decimal(amount),
        sentence=sentence,
        page_number=9,
        **found,  # type: ignore[arg-type]
    )


def form(
    name: str,
    annual: str,
    implementation: str | None = None,
    *,
    years: int | None = None,
    page: int = 20,
    indicators: Sequence[tuple[str, str, str]] = (),
    cut: bool = False,
    overview: str | None = None,
    table_ordinals: tuple[int, ...] = (),
) -> PerformanceProject:
    """A performance form with funds in yuan; `indicators` are level 2, level 3 of the term, level 3 of the year."""
    listed = []
    for level2, whole, year in indicators:
        for period, level3 in ((IndicatorPeriod.IMPLEMENTATION, whole), (IndicatorPeriod.ANNUAL, year)):
            listed.append(
                PerformanceIndicator(period, "产出指标", level2, level3, "100%", None, None, None, cut, page, 1.0)
            )
    return PerformanceProject(
        fiscal_year=2026,
        project_name=name,
        department_code=None,
        department_name=None,
        unit_name=UNIT,
        attribute=None,
        duration=f"{years}年" if years else None,
        duration_years=years,
        implementation=Funds(total=Decimal(implementation) if implementation else None),
        annual=Funds(total=Decimal(annual)),
        overview=overview,
        basis=None,
        necessity=None,
        safeguards=None,
        plan=None,
        implementation_goal=None,
        annual_goal=None,
        filled_at=None,
        first_page=page,
        last_page=page,
        confidence=1.0,
        indicators=tuple(listed),
        contact=None,
        table_ordinals=table_ordinals,
    )
