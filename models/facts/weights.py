"""What an indicator of a performance form weighs (权重, 分值): a quantity of its project."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from mingzhang.models.facts.concepts import concepts
from mingzhang.models.facts.context import Context
from mingzhang.models.facts.records import FactClaim, FactScope, Meaning
from mingzhang.models.records.documents import Document, Table, TableCell
from mingzhang.models.text.amounts import plain
from mingzhang.models.vocabulary.enums import TableKind

RANK = 1
CONCEPT = "indicator_weight"
OVERALL = "整体支出"
_FORMS = (TableKind.PERFORMANCE_TARGET_FORM, TableKind.OVERALL_PERFORMANCE_TARGET_FORM)
_WEIGHT = re.compile(r"(?:指标)?(?:权重|分值|权值)(?:\(.{1,4}\))?$")
_NAME = re.compile(r"三级指标(?:名称)?$|指标名称$|指标内容$")
_PROJECT = re.compile(r"项目名称$")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d+)?)(?:%|分)?$")
_MOST = 100


def claims_of_weights(document: Document, context: Context) -> Iterator[FactClaim]:
    """A claim for each indicator with a weight of its own, `project` its project's name and its own (`甲项目｜乙指标`).

    What two indicators of a project are both called is left out: which of them is meant cannot be told.
    """
    found = [
        claim
        for table in document.tables
        if table.table_kind in _FORMS
        for claim in _of_table(table, _owners(document, table), context)
    ]
    times = Counter(claim.meaning for claim in found)
    yield from (claim for claim in found if times[claim.meaning] == 1)


def _owners(document: Document, table: Table) -> list[str]:
    return [
        plain(project.project_name) if project.project_name else OVERALL
        for project in document.projects
        if table.ordinal in project.table_ordinals and (project.project_name or project.is_overall)
    ]


def _of_table(table: Table, owners: list[str], context: Context) -> Iterator[FactClaim]:
    rows: dict[int, list[TableCell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row_index, []).append(cell)
    weight = name = project_column = None
    project = owners[0] if len(owners) == 1 else None
    for index in sorted(rows):
        texts = {cell.column_index: plain(cell.text) for cell in rows[index]}
        weights = [column for column, text in texts.items() if _WEIGHT.match(text)]
        if weights:
            weight, name = weights[0], _column(texts, _NAME)
            project_column = _column(texts, _PROJECT)
            continue
        if weight is None or name is None:
            continue
        if project_column is not None:
            project = texts.get(project_column) or project
        told, indicator = _NUMBER.match(texts.get(weight, "")), texts.get(name)
        if told and indicator and project and Decimal(told.group(1)) <= _MOST:
            unit = context.whole
            yield FactClaim(
                meaning=Meaning(
                    unit.unit_id,
                    unit.name,
                    context.year,
                    CONCEPT,
                    concepts()[CONCEPT].fund,
                    context.stage,
                    FactScope.WHOLE,
                    project=f"{project}｜{indicator}",
                ),
                amount=None,
                page_number=rows[index][0].page_number,
                rank=RANK,
                quantity=Decimal(told.group(1)),
                quantity_unit=concepts()[CONCEPT].unit,
            )


def _column(texts: dict[int, str], pattern: re.Pattern[str]) -> int | None:
    return next((column for column, text in texts.items() if pattern.search(text)), None)
