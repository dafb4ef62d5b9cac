"""What people decided about figures: recorded beside them, and found again when a newer reader cuts the page anew.

A decision keeps where its figure stands on the page (page, box, row, column, printed text). Whenever its document is
loaded again it is placed on the figure that stands there now; where none does, it is kept, and `review_items` tells it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import duckdb

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.records.geometry import Box
from mingzhang.warehouse.schema.declaration import CORRECTED_COLUMNS


class Action(StrEnum):
    """What a person did. `accept`: the reading is right. `withdraw`: earlier decisions on the figure hold no more."""

    CORRECT = "correct"
    ACCEPT = "accept"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on one figure. `values` are new values by column (`CORRECTED_COLUMNS`); none for accept, withdraw."""

    line_id: str
    action: Action
    decided_by: str
    note: str | None = None
    values: Mapping[str, str] | None = None
    printed_text: str | None = None


@dataclass(frozen=True, slots=True)
class FigurePlace:
    """Where a figure stands: what a decision keeps of it, or what the warehouse holds now."""

    line_id: str | None
    page_number: int | None
    box: Box | None
    row_index: int | None
    column_index: int | None
    item_name: str | None
    column_path: str | None
    amount_text: str | None


_PLACE = "line_id, page_number, x0, y0, x1, y1, row_index, column_index, item_name, column_path, amount_text"
_LINES = """
SELECT l.line_id, l.page_number, c.x0, c.y0, c.x1, c.y1, l.row_index, l.column_index, l.item_name, l.column_path,
    l.amount_text, l.document_id, l.amount_yuan, l.item_code, l.measure, d.pipeline_version
FROM budget_lines_extracted l JOIN documents d ON d.document_id = l.document_id
LEFT JOIN cells c ON c.document_id = l.document_id AND c.table_id = l.table_id
    AND c.row_index = l.row_index AND c.column_index = l.column_index
"""


def record(connection: duckdb.DuckDBPyConnection, decision: Decision) -> list[str]:
    """Write a decision, one row a column, and give the rows' ids. Raises `MingzhangError` (`no_such_line`)."""
    row = connection.execute(f"{_LINES} WHERE l.line_id = ?", [decision.line_id]).fetchone()
    if row is None:
        raise MingzhangError(ErrorCode.NO_SUCH_LINE, decision.line_id)
    document_id, amount, code, measure, version = row[11:]
    read = {"amount_yuan": amount, "item_code": code, "item_name": row[8], "measure": measure}
    values: Mapping[str, str | None] = decision.values or {}
    if decision.action is Action.ACCEPT:
        values = {"amount_yuan": None if amount is None else str(amount)}
    elif decision.action is Action.WITHDRAW:
        values = dict.fromkeys(CORRECTED_COLUMNS)
    now = datetime.now(UTC).replace(tzinfo=None)
    ids = []
    for column, value in values.items():
        digest = hashlib.sha256(f"{decision.line_id} {column} {value} {now}".encode()).hexdigest()[:12]
        ids.append(f"{document_id[:16]}.d{digest}")
        old = read[column]
        connection.execute(
            f"INSERT INTO corrections (correction_id, document_id, column_name, old_value, new_value, reason, "
            f"decided_by, decided_at, action, decided_line_id, printed_text, pipeline_version, {_PLACE}) "
            f"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, {', '.join('?' * 11)})",
            [
                *(ids[-1], document_id, column, None if old is None else str(old), value, decision.note),
                *(decision.decided_by, now, decision.action, decision.line_id, decision.printed_text, version),
                *row[:11],
            ],
        )
    return ids


def place_again(connection: duckdb.DuckDBPyConnection, document_id: str) -> None:
    """Put the decisions on a document onto the figures that it has now; `line_id` is NULL where there is none."""
    kept = connection.execute(
        f"SELECT correction_id, decided_line_id, {_PLACE} FROM corrections WHERE document_id = ?", [document_id]
    ).fetchall()
    if not kept:
        return
    rows = connection.execute(f"{_LINES} WHERE l.document_id = ?", [document_id]).fetchall()
    there = [_place(row) for row in rows]
    for correction_id, decided_line_id, *anchor in kept:
        found = placed(_place((decided_line_id or anchor[0], *anchor[1:])), there)
        if found != anchor[0]:
            connection.execute("UPDATE corrections SET line_id = ? WHERE correction_id = ?", [found, correction_id])


def _place(row: Sequence[object]) -> FigurePlace:
    line_id, page, x0, y0, x1, y1, *rest = row[:11]
    box = None if x0 is None else Box(x0, y0, x1, y1)  # type: ignore[arg-type]
    return FigurePlace(line_id, page, box, *rest)  # type: ignore[arg-type]


def placed(anchor: FigurePlace, there: Sequence[FigurePlace]) -> str | None:
    """The key of the figure that stands where a decision was made; None where no one figure does.

    A figure of the same cell is the same figure, however it is read now. Without boxes, or where tables are cut
    otherwise, it must print the same text in the same row and column, by name or by number, and be the only one.
    """
    if anchor.page_number is None:
        return next((place.line_id for place in there if place.line_id == anchor.line_id), None)
    page = [place for place in there if place.page_number == anchor.page_number]
    same_text = [place for place in page if place.amount_text == anchor.amount_text]
    by_box = [place for place in page if _same_box(anchor.box, place.box)]
    named = [p for p in same_text if (p.item_name, p.column_path) == (anchor.item_name, anchor.column_path)]
    numbered = [p for p in same_text if (p.row_index, p.column_index) == (anchor.row_index, anchor.column_index)]
    for found in (
        by_box,
        [p for p in by_box if p.amount_text == anchor.amount_text],
        [p for p in by_box if p in named],
        [] if by_box else named,
        [] if by_box else numbered,
    ):
        if len(found) == 1:
            return found[0].line_id
    return None


def _same_box(one: Box | None, other: Box | None) -> bool:
    if one is None or other is None:
        return False
    return one.holds(*other.middle) or other.holds(*one.middle)
