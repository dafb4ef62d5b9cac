"""What tables of a unit's basic state tell by column: posts, staff, vehicles (机构、人员、车辆情况表)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from mingzhang.models.facts.concepts import concepts
from mingzhang.models.facts.context import Context
from mingzhang.models.facts.records import FactClaim, FactScope, Meaning
from mingzhang.models.identities.formal.names import bare_name
from mingzhang.models.records.documents import Table, TableCell
from mingzhang.models.text.amounts import plain

RANK = 4
_WHOLE = re.compile(r"合计|小计|总计|(?:编制|实有|在职)?人?数量?|编制|在职(?:人员|职工)?|实有人员")
_COUNT = re.compile(r"\d[\d,]*")
_SUMS = {"合计", "总计"}
LEAST = 2  # kinds of columns that make such a table: one alone may stand in any


def claims_of_staff_table(table: Table, context: Context) -> Iterator[FactClaim]:
    """A claim for each of posts (编制), staff (在职) and vehicles, of the row of the whole."""
    columns = _columns(table)
    row = _row_of_the_whole(table)
    if len(columns) < LEAST or row is None:
        return
    unit = context.whole
    for concept, column in columns.items():
        cell = row.get(column)
        if cell is None or not _COUNT.fullmatch(plain(cell.text)):
            continue
        about = concepts()[concept]
        yield FactClaim(
            meaning=Meaning(unit.unit_id, unit.name, context.year, concept, about.fund, context.stage, FactScope.WHOLE),
            amount=None,
            page_number=cell.page_number,
            rank=RANK,
            quantity=Decimal(plain(cell.text).replace(",", "")),
            quantity_unit=about.unit,
        )


def _columns(table: Table) -> dict[str, int]:
    """Concept -> the column that counts the whole of it; none where several say they do."""
    found: dict[str, list[int]] = {}
    for column, path in _paths(table).items():
        if concept := _concept(path):
            found.setdefault(concept, []).append(column)
    return {concept: columns[0] for concept, columns in found.items() if len(columns) == 1}


def _paths(table: Table) -> dict[int, list[str]]:
    paths: dict[int, list[str]] = {}
    for cell in sorted((cell for cell in table.cells if cell.is_header), key=lambda cell: cell.row_index):
        for column in range(cell.column_index, cell.column_index + cell.column_span):
            paths.setdefault(column, []).append(plain(cell.text))
    return paths


def _concept(path: list[str]) -> str | None:
    whole, last = "".join(path), bare_name(path[-1])
    if "车" in whole:
        return "vehicles" if re.search(r"实有|保有|现有", whole) and "编制" not in whole else None
    if not _WHOLE.fullmatch(last) or re.search(r"退休|离休|行政|事业|工勤|单位", whole):
        return None
    if "编制" in whole:
        return "headcount_authorised"
    return "headcount" if "在职" in whole else None


def _row_of_the_whole(table: Table) -> dict[int, TableCell] | None:
    """The cells of 合计 by column, else those of the only row."""
    rows: dict[int, dict[int, TableCell]] = {}
    for cell in table.cells:
        if not cell.is_header and plain(cell.text):
            rows.setdefault(cell.row_index, {})[cell.column_index] = cell
    counted = [row for row in rows.values() if any(_COUNT.fullmatch(plain(cell.text)) for cell in row.values())]
    totals = [row for row in counted if any(bare_name(cell.text) in _SUMS for cell in row.values())]
    return totals[0] if totals else counted[0] if len(counted) == 1 else None
