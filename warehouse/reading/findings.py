"""What does not add up, read from the warehouse: documents, findings worst first, and the figures of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.models.records.geometry import Box
from mingzhang.warehouse.reading.query import Reader


@dataclass(frozen=True, slots=True)
class FindingScope:
    """Which findings: of a document (start of its id, or file name), of a unit (part of its name), of a year."""

    document: str | None = None
    unit: str | None = None
    year: int | None = None

    def __str__(self) -> str:
        named = {"--document": self.document, "--unit": self.unit, "--year": self.year}
        return " ".join(f"{name} {value}" for name, value in named.items() if value is not None) or "anything"


@dataclass(frozen=True, slots=True)
class Examined:
    """A document and how many checks of it pass, fail, and could not be judged."""

    document_id: str
    file_name: str
    source_uri: str | None
    unit_name: str | None
    fiscal_year: int | None
    status: str
    error_code: str | None
    error_message: str | None
    passed: int
    failed: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class FindingFigure:
    """A figure of a finding, with corrections applied. `header`: the lowest text over its column; `box`: its cell."""

    line_id: str
    table_id: str
    table_title: str | None
    page_number: int
    item_name: str | None
    header: str | None
    amount_text: str | None
    amount_yuan: Decimal | None
    extracted_yuan: Decimal | None
    currency_unit: str | None
    verification: str
    confidence: float
    box: Box | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that fails. `severity`: error, warning, notice; `origin`: source (printed so), reading (in doubt);
    `witness`: whether another program reads the same figures (confirms, differs, none)."""

    check_id: str
    rule_id: str
    severity: str
    origin: str
    document_id: str
    file_name: str
    unit_name: str | None
    fiscal_year: int | None
    table_id: str | None
    table_title: str | None
    page_number: int | None
    expected_yuan: Decimal | None
    actual_yuan: Decimal | None
    difference_yuan: Decimal | None
    tolerance_yuan: Decimal | None
    explanation: str
    line_ids: tuple[str, ...]
    figures: tuple[FindingFigure, ...] = ()
    witness: str = "none"


IN_SCOPE = """
(? IS NULL OR {table}.document_id LIKE ? || '%' OR {table}.file_name = ?) AND (? IS NULL OR {table}.fiscal_year = ?)
""".strip()


def scope_parameters(scope: FindingScope) -> list[object]:
    """The values of `IN_SCOPE`."""
    return [scope.document, scope.document, scope.document, scope.year, scope.year]


def examined(reader: Reader, scope: FindingScope) -> list[Examined]:
    """The documents in scope, by name; those of a unit are its own and those with a table of it."""
    answer = reader.ask(
        f"""
SELECT d.document_id, d.file_name, d.source_uri, d.unit_name, d.fiscal_year, d.status, d.error_code, d.error_message,
    count(*) FILTER (k.status = 'pass'), count(*) FILTER (k.status = 'fail'),
    count(*) FILTER (k.status = 'not_applicable')
FROM documents d LEFT JOIN checks_corrected k ON k.document_id = d.document_id
WHERE {IN_SCOPE.format(table="d")} AND (? IS NULL OR contains(d.unit_name, ?) OR contains(d.department_name, ?)
    OR d.document_id IN (SELECT document_id FROM tables WHERE contains(unit_name, ?)))
GROUP BY ALL ORDER BY d.file_name, d.document_id
""",
        [*scope_parameters(scope), *[scope.unit] * 4],
    )
    return [Examined(*row) for row in answer.rows]


def findings(reader: Reader, scope: FindingScope, *, limit: int | None = None) -> list[Finding]:
    """The findings in scope, worst first. Those of a unit are the ones of its tables and of its documents."""
    answer = reader.ask(
        f"""
SELECT check_id, rule_id, severity, origin, document_id, file_name, unit_name, fiscal_year, table_id, table_title,
    page_number, expected_yuan, actual_yuan, difference_yuan, tolerance_yuan, explanation, witness, line_ids
FROM findings f
WHERE {IN_SCOPE.format(table="f")} AND (? IS NULL OR contains(f.unit_name, ?))
ORDER BY position LIMIT ?
""",
        [*scope_parameters(scope), scope.unit, scope.unit, limit if limit else 2**31],
    )
    figures = figures_of(reader, [line_id for row in answer.rows for line_id in row[-1]])
    return [
        Finding(*(*row[:-2], tuple(row[-1]), tuple(figures[i] for i in row[-1] if i in figures), row[-2]))
        for row in answer.rows
    ]


def worst_first(found: Iterable[Finding]) -> list[Finding]:
    """Findings by severity, then by the difference relative to the amount; as the view `findings` has them."""

    def rank(finding: Finding) -> tuple[float, float, float]:
        difference = abs(finding.difference_yuan or Decimal(0))
        size = max(abs(finding.actual_yuan or Decimal(0)), abs(finding.expected_yuan or Decimal(0)), Decimal("0.01"))
        gravity = {"error": 3, "notice": 1}.get(finding.severity, 2)
        return -gravity, -float(difference / size), -float(difference)

    return sorted(found, key=rank)


def figures_of(reader: Reader, line_ids: Sequence[str]) -> dict[str, FindingFigure]:
    """Figures by key; keys that are not there are left out."""
    if not line_ids:
        return {}
    answer = reader.ask(
        """
SELECT l.line_id, l.table_id, t.title, l.page_number, l.item_name, l.column_parts[-1], l.amount_text, l.amount_yuan,
    l.extracted_yuan, t.currency_unit, l.verification, l.confidence, c.x0, c.y0, c.x1, c.y1
FROM budget_lines l JOIN tables t ON t.table_id = l.table_id
LEFT JOIN cells c ON c.table_id = l.table_id
    AND c.row_index = l.row_index AND c.column_index = l.column_index
WHERE l.line_id IN (SELECT unnest(?))
""",
        [sorted(set(line_ids))],
    )
    return {row[0]: FindingFigure(*(*row[:-4], None if row[-1] is None else Box(*row[-4:]))) for row in answer.rows}
