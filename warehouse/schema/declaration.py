"""The warehouse's schema, in one place: it gives the DDL, the comments and `docs/warehouse.md`."""

from __future__ import annotations

from dataclasses import dataclass

MONEY = "DECIMAL(20,2)"
# Below this confidence (0 to 1) a figure or statement counts as doubtful reading, not as wrong in print.
SURE = 0.8
# What of a figure a person may correct.
CORRECTED_COLUMNS = ("amount_yuan", "item_code", "item_name", "measure")
# The last decision on each column of each figure; what was withdrawn gives no row.
DECIDED = """
SELECT line_id, {values} FROM (
    SELECT line_id, column_name, new_value, coalesce(action, 'correct') AS action FROM corrections
    WHERE line_id IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY line_id, column_name ORDER BY decided_at DESC, correction_id) = 1
) WHERE action <> 'withdraw' GROUP BY line_id
""".strip().format(
    values=", ".join(f"any_value(new_value) FILTER (column_name = '{name}') AS {name}" for name in CORRECTED_COLUMNS)
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `derived` columns are filled by the loader or by DuckDB and are no part of a staged document.

    `source` is the field of the record that fills it (`facts.region`), the one of the column's own name where it is "".
    """

    name: str
    type: str
    comment: str
    derived: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, or a view where `sql` is given. Tables are loaded with the document that they belong to."""

    name: str
    comment: str
    columns: tuple[Column, ...]
    sql: str | None = None
    per_document: bool = True

    @property
    def staged(self) -> tuple[Column, ...]:
        """The columns that a staged document brings along."""
        return tuple(column for column in self.columns if not column.derived)


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def create(relation: Relation, *, view_columns: bool = True) -> list[str]:
    """The statements that make a relation with its comments; making it again changes nothing.

    Without `view_columns` the columns of views get no comments: a DuckLake has none.
    """
    if relation.sql is None:
        columns = ", ".join(f"{column.name} {column.type}" for column in relation.columns)
        made = [f"CREATE TABLE IF NOT EXISTS {relation.name} ({columns})"]
        made += [f"ALTER TABLE {relation.name} ADD COLUMN IF NOT EXISTS {c.name} {c.type}" for c in relation.columns]
    else:
        names = ", ".join(column.name for column in relation.columns)
        typed = ", ".join(f"{column.name}::{column.type} AS {column.name}" for column in relation.columns)
        made = [f"CREATE OR REPLACE VIEW {relation.name} AS SELECT {typed} FROM ({relation.sql}) AS served({names})"]
    kind = "TABLE" if relation.sql is None else "VIEW"
    made.append(f"COMMENT ON {kind} {relation.name} IS {literal(relation.comment)}")
    if relation.sql is None or view_columns:
        made += [f"COMMENT ON COLUMN {relation.name}.{c.name} IS {literal(c.comment)}" for c in relation.columns]
    return made
