"""Labels of tables: headers that name the year in one way, totals and rows of the right level."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.models.identities.arithmetic.figures import FORMS
from mingzhang.models.identities.declarations import declared, rule
from mingzhang.models.identities.formal.explanations import formal_check, some, titled
from mingzhang.models.identities.formal.names import bare_name
from mingzhang.models.records.documents import Check, Document, Table, TableCell
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.enums import DocumentKind

LEAST = 3
_BARE_YEAR = re.compile(rf"{YEAR}(?=预算|决算|收入|支出|财政)")
_YEAR = re.compile(rf"{YEAR}年")


def label_checks(document: Document) -> Iterator[Check]:
    yield from _years_of_headers(document)
    yield from _wrong_level(document)
    yield from _rows_of_department(document)


@rule("header_year")
def _years_of_headers(document: Document) -> Iterator[Check]:
    """`2025预算数` where the other tables print `2025年预算数`."""
    usual: list[tuple[Table, TableCell]] = []
    odd: list[tuple[Table, TableCell]] = []
    for table in document.tables:
        if table.table_kind in FORMS:
            continue
        for cell in table.cells:
            text = plain(cell.text) if cell.is_header else ""
            if _YEAR.match(text):
                usual.append((table, cell))
            elif _BARE_YEAR.match(text):
                odd.append((table, cell))
    if len(usual) < LEAST or len(odd) > len(usual) // 2:
        return
    for table, cell in odd:
        told = f"{titled(table)}的表头写作“{plain(cell.text)}”，"
        told += f"而{titled(usual[0][0])}等{len(usual)}处的年份都带“年”字（“{plain(usual[0][1].text)}”）。"
        yield formal_check("header_year", False, told, table=table, page=cell.page_number)
    if not odd:
        yield formal_check("header_year", True, f"{len(usual)}处表头的年度写法一致。", table=usual[0][0])


@rule("label_level")
def _wrong_level(document: Document) -> Iterator[Check]:
    """部门合计 in the disclosure of a single unit."""
    labels: dict[str, list[str]] = declared()["labels"]["of_other_level"]
    wrong = labels.get(document.facts.document_kind.value)
    if wrong is None:
        return
    for table in document.tables:
        cell = next((cell for cell in table.cells if plain(cell.text) in wrong), None)
        if cell is not None:
            told = f"{titled(table)}的合计行写作“{plain(cell.text)}”，而本文件是单个单位的预算公开。"
            yield formal_check("label_level", False, told, table=table, page=cell.page_number)


@rule("owner_rows")
def _rows_of_department(document: Document) -> Iterator[Check]:
    """A unit's table with a row of the department above it, where its other lists begin with the unit."""
    facts = document.facts
    unit, above = bare_name(facts.unit_name or ""), bare_name(facts.department_name or "")
    if facts.document_kind is not DocumentKind.UNIT_BUDGET or not unit or not above or unit == above:
        return
    own: list[Table] = []
    for table in document.tables:
        if table.table_kind in FORMS:
            continue
        rows = {bare_name(line.item_name or ""): line for line in table.lines}
        if unit in rows and above not in rows:
            own.append(table)
        elif above in rows and unit in rows:
            line = rows[above]
            told = f"{titled(table)}在本单位之上列有“{line.item_name}”一行（{line.amount_text}）"
            told += f"，{titled(own[0])}没有这一行。" if own else "，而本表是单位的预算表。"
            yield formal_check("owner_rows", False, told, table=table, page=line.page_number, lines=())
    if own:
        told = f"{some(titled(table) for table in own)}只列本单位。"
        yield formal_check("owner_rows", True, told, table=own[0])
