"""What proves a figure: the identities that it takes part in, with all their figures, and what people decided on it."""

from __future__ import annotations

from typing import Any

from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.reading.findings import Finding, FindingFigure, figures_of
from mingzhang.warehouse.reading.query import Reader

MOST = 12


def figure_and_checks(reader: Reader, document_id: str, line_id: str) -> tuple[FindingFigure, list[Finding]]:
    """A figure, and the identities that it takes part in, those that fail first; `severity` is their status.

    Raises `MingzhangError` (`no_such_line`).
    """
    rows = reader.ask(
        f"""
SELECT k.check_id, k.rule_id, k.status, coalesce(k.origin, 'source'), k.document_id, d.file_name, d.unit_name,
    d.fiscal_year, k.table_id, t.title, k.page_number, k.expected_yuan, k.actual_yuan, k.difference_yuan,
    k.tolerance_yuan, k.explanation, k.line_ids
FROM (SELECT * FROM checks_corrected WHERE document_id = ? AND list_contains(line_ids, ?)) k
JOIN documents d ON d.document_id = k.document_id LEFT JOIN tables t ON t.table_id = k.table_id
ORDER BY k.status = 'fail' DESC, k.status = 'pass' DESC, len(k.line_ids), k.check_id LIMIT {MOST}
""",
        [document_id, line_id],
    ).rows
    figures = figures_of(reader, [line_id, *(key for row in rows for key in row[-1])])
    if line_id not in figures:
        raise MingzhangError(ErrorCode.NO_SUCH_LINE, line_id)
    return figures[line_id], [
        Finding(*(*row[:-1], tuple(row[-1]), tuple(figures[i] for i in row[-1] if i in figures))) for row in rows
    ]


def decisions_of_line(reader: Reader, line_id: str) -> list[dict[str, Any]]:
    """What people decided on a figure, the last decision first."""
    answer = reader.ask(
        "SELECT action, column_name, old_value, new_value, printed_text, reason, decided_by, decided_at "
        "FROM corrections WHERE line_id = ? ORDER BY decided_at DESC, correction_id",
        [line_id],
    )
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
