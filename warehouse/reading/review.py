"""The next figure that a person should look at."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from mingzhang.models.records.geometry import Box
from mingzhang.warehouse.reading.findings import FindingScope
from mingzhang.warehouse.reading.query import Reader
from mingzhang.warehouse.storage.address import Where


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A suspect figure of `review_items`; `remaining` counts those in scope, this one too."""

    line_id: str
    origin: str
    document_id: str
    file_name: str
    table_id: str
    table_title: str | None
    currency_unit: str | None
    page_number: int
    item_name: str | None
    column_path: str | None
    amount_text: str | None
    reason: str
    remaining: int
    box: Box | None


def next_item(warehouse: Where, scope: FindingScope, skipped: Set[str], *, doubtful: bool = False) -> ReviewItem | None:
    """The worst figure in scope that is not skipped, of doubtful reading or in a sum that does not hold; else None.

    `doubtful`: only figures whose reading is in doubt, not those that are printed so. Raises as `Reader` does.
    """
    reader = Reader(warehouse)
    try:
        rows = reader.ask(
            """
SELECT i.line_id, i.origin, i.document_id, i.file_name, i.table_id, t.title, t.currency_unit, i.page_number,
    i.item_name, l.column_path, i.amount_text, i.reason, count(*) OVER (), i.x0, i.y0, i.x1, i.y1
FROM review_items i JOIN budget_lines l ON l.line_id = i.line_id JOIN tables t ON t.table_id = i.table_id
JOIN documents d ON d.document_id = i.document_id
WHERE i.item_kind = 'line' AND (? IS NULL OR i.document_id LIKE ? || '%' OR i.file_name = ?)
    AND (? IS NULL OR contains(i.unit_name, ?)) AND (? IS NULL OR d.fiscal_year = ?)
    AND (NOT ? OR i.origin = 'reading') AND i.line_id NOT IN (SELECT unnest(?::VARCHAR[]))
ORDER BY i.severity DESC, i.origin, i.failing_checks DESC NULLS LAST, i.confidence NULLS FIRST, i.document_id,
    i.page_number, i.line_id
LIMIT 1
""",
            [
                *[scope.document] * 3,
                *[scope.unit] * 2,
                *[scope.year] * 2,
                doubtful,
                sorted(skipped),
            ],
        ).rows
    finally:
        reader.close()
    if not rows:
        return None
    *columns, x0, y0, x1, y1 = rows[0]
    return ReviewItem(*(*columns, None if x0 is None else Box(x0, y0, x1, y1)))
