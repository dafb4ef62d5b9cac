"""What the samples are made of: tables as they are ruled, before anything is drawn.

A table is written as rows of strings; `"<"` means "part of the cell to the left", `"^"` "part of the cell above".
Both the drawing (`render_pdf`) and the golden answer (`golden`) come from these records, and neither from the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

LEFT = "<"
ABOVE = "^"

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """An anchor cell: place, spans, its text in one piece, and whether it stands in a header row."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    is_header: bool


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: `code`, `name` or `amount`. `measure` and `side` as in the vocabulary of the warehouse.

    `item` is what the figures of the column are for, where the table's items stand in its header (one wide row).
    """

    role: str
    measure: str | None = None
    side: str | None = None
    item: str | None = None


def code() -> Column:
    return Column("code")


def name(side: str | None = None) -> Column:
    return Column("name", side=side)


def amount(measure: str | None, side: str | None = None, item: str | None = None) -> Column:
    return Column("amount", measure, side, item)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of one period, with the text as the form prints it (perhaps cut)."""

    period: str
    level1: str
    level2: str
    level3: str
    target: str
    is_truncated: bool


@dataclass(frozen=True, slots=True)
class Form:
    """The content of a performance form. Funds are yuan as strings, None where the form leaves the field blank."""

    project_name: str
    fiscal_year: int
    department: str
    unit_name: str
    attribute: str | None
    duration: str | None
    implementation: dict[str, str | None]
    annual: dict[str, str | None]
    overview: str | None
    basis: str | None
    necessity: str | None
    safeguards: str | None
    plan: str | None
    implementation_goal: str | None
    annual_goal: str | None
    filled_at: str | None
    contact: tuple[str | None, str | None, str | None]
    indicators: tuple[Indicator, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table as printed. `number`, `unit_line`, `currency` and `note` stand outside the grid.

    `header` and `body` are rows of the small language above; `number_row` says that the header's last row is 1 2 3 ….
    `fund_cells` (forms only) maps (row, column) to the figure's column path and measure.
    """

    kind: str
    number: str | None
    title: str
    unit_name: str
    currency: str
    header: Rows
    body: Rows
    columns: tuple[Column, ...]
    widths: tuple[float, ...]
    fiscal_year: int
    unit_line: str = ""
    note: str | None = None
    number_row: bool = False
    repeat_header: bool = False
    subtitle: str | None = None
    form: Form | None = None
    fund_cells: dict[tuple[int, int], tuple[str, str | None]] = field(default_factory=dict)
    printed_currency: str | None = None

    @property
    def rows(self) -> Rows:
        return self.header + self.body


def anchors(table: SourceTable) -> list[Cell]:
    """The anchor cells in reading order; raises ValueError when a merged area is no rectangle."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    area: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for r, row in enumerate(table.rows):
        if len(row) != len(table.widths):
            raise ValueError(f"{table.title}: row {r} has {len(row)} places, not {len(table.widths)}")
        for c, text in enumerate(row):
            at = owner[r, c - 1] if text == LEFT else owner[r - 1, c] if text == ABOVE else (r, c)
            owner[r, c] = at
            area.setdefault(at, []).append((r, c))
    cells = []
    for (r, c), places in sorted(area.items()):
        rows = max(p[0] for p in places) - r + 1
        columns = max(p[1] for p in places) - c + 1
        if rows * columns != len(places):
            raise ValueError(f"{table.title}: the cell at {r}, {c} is no rectangle")
        cells.append(Cell(r, c, rows, columns, table.rows[r][c], r < len(table.header)))
    return cells


def squeeze(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


def column_paths(table: SourceTable) -> list[str]:
    """For each column the header texts from top to bottom, joined by `/`; the row of numbers is left out."""
    depth = len(table.header) - (1 if table.number_row else 0)
    paths: list[list[str]] = [[] for _ in table.widths]
    for cell in anchors(table):
        if cell.row < depth and cell.text:
            for c in range(cell.column, cell.column + cell.column_span):
                paths[c].append(squeeze(cell.text))
    return ["/".join(path) for path in paths]


def parse_amount(text: str) -> Decimal | None:
    """The number that a printed amount means, None for a blank or a dash."""
    plain = squeeze(text).replace(",", "")
    return None if plain in ("", "-") else Decimal(plain)
