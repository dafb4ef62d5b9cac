"""Small disclosures for the tests of identities: a table is a list of rows of printed texts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from models.amounts import printed_amount, to_yuan
from models.documents import BudgetLine, Document, Facts, Statement, Table, TableCell
from models.geometry import Box
from models.pages import TextSource
from models.vocabulary import DocumentKind, DocumentStatus, Measure, Side, TableKind
from models.words import measure_of

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
    side: Side | None = None,
    first_column: int = 2,
) -> Table:
    """A table with a code column, a name column and one column of figures for each path; None is a blank cell."""
    lines: list[BudgetLine] = []
    cells: list[TableCell] = []
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
                    measure=measure_of(path) or Measure.TOTAL,
                    column_path=path,
                    amount_yuan=to_yuan(amount, currency) if amount is not None else None,
                    amount_text=text,
                    page_number=ordinal,
                    confidence=1.0,
                )
            )
    return Table(
        ordinal=ordinal,
        table_number=None,
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


def _cell(row: int, column: int, text: str) -> TableCell:
    return TableCell(row, column, 1, 1, text, False, 1, BOX, 1.0, TextSource.TEXT_LAYER)


def beside(one: Table, other: Table) -> Table:
    """Two halves as one table with two sides."""
    from dataclasses import replace

    lines = sorted((*one.lines, *other.lines), key=lambda line: (line.row_index, line.column_index))
    return replace(one, lines=tuple(lines), cells=(*one.cells, *other.cells))


def document(*tables: Table, statements: Sequence[Statement] = ()) -> Document:
    return Document(
        document_id="0" * 64,
        file_name="示例.pdf",
        media_type="application/pdf",
        byte_size=1,
        page_count=9,
        status=DocumentStatus.COMPLETE,
        facts=Facts(DocumentKind.UNIT_BUDGET, UNIT, None, "某省", 2026),
        tables=tuple(tables),
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
