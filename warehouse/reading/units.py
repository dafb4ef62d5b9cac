"""A unit over the years, and beside its peers: what `unit_years` says of it, budgets and final accounts apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.warehouse.reading.query import Reader

YUAN = "_yuan"
MOST_PEERS = 12
BUDGET, FINAL = "budget", "final"


@dataclass(frozen=True, slots=True)
class UnitYear:
    """A unit in a year and stage: amounts in yuan by column of `unit_years`; None where the documents do not say."""

    unit_name: str
    fiscal_year: int
    stage: str
    region: str | None
    document_id: str | None
    amounts: dict[str, Decimal | None]


def measures_of(columns: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The columns of `unit_years` that are amounts, in their order. `columns`: (name, type)."""
    return tuple(name for name, kind in columns if name.endswith(YUAN) and kind.startswith("DECIMAL"))


def units_named(reader: Reader, name: str) -> list[dict[str, object]]:
    """The units of a name, or of an id: two offices of one name in two places are two. Exact names come first."""
    answer = reader.ask(
        "SELECT unit_id, unit_name, region, aliases FROM units WHERE unit_id = ? OR unit_name = ? "
        "OR list_contains(aliases, ?) ORDER BY unit_id = ? DESC, unit_name = ? DESC, len(document_ids) DESC, unit_id",
        [name] * 5,
    )
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def years_of_unit(reader: Reader, measures: Sequence[str], unit_id: str) -> list[UnitYear]:
    """The years of one unit."""
    return _asked(reader, measures, "unit_id = ?", [unit_id])


def years_of(reader: Reader, measures: Sequence[str], units: Sequence[str], stage: str | None = None) -> list[UnitYear]:
    """The years of some units, a unit after the other; of several documents of a year and stage the fullest speaks."""
    return _asked(
        reader, measures, "unit_name IN (SELECT unnest(?)) AND (? IS NULL OR stage = ?)", [list(units), stage, stage]
    )


def peers_of(reader: Reader, measures: Sequence[str], beside: UnitYear, by: str) -> list[UnitYear]:
    """The units of a unit's region in its year and stage, itself too, the largest by a measure first."""
    found = _asked(
        reader,
        measures,
        "fiscal_year = ? AND region = ? AND stage = ?",
        [beside.fiscal_year, beside.region, beside.stage],
    )
    return sorted(found, key=lambda u: u.amounts.get(by) or Decimal(0), reverse=True)[:MOST_PEERS]


def regions_of(reader: Reader, measure: str, stage: str) -> list[tuple[str, int, Decimal, int]]:
    """(region, year, sum of a measure, units) over the units that disclose for themselves.

    Nothing is counted twice: a unit whose department's own figures of that year are there is part of them, and so is
    left out.
    """
    years = _asked(
        reader,
        [measure],
        """
region IS NOT NULL AND stage = ? AND scope = 'whole' AND NOT EXISTS (
    SELECT 1 FROM units u JOIN unit_years whole ON whole.unit_id = u.department_unit_id
    WHERE u.unit_id = unit_years.unit_id AND u.department_unit_id <> u.unit_id
        AND whole.fiscal_year = unit_years.fiscal_year AND whole.stage = unit_years.stage AND whole.scope = 'whole')
""",
        [stage],
    )
    sums: dict[tuple[str, int], tuple[Decimal, int]] = {}
    for unit in years:
        amount = unit.amounts[measure]
        if amount is not None and unit.region:
            total, count = sums.get((unit.region, unit.fiscal_year), (Decimal(0), 0))
            sums[unit.region, unit.fiscal_year] = (total + amount, count + 1)
    return sorted((region, year, total, count) for (region, year), (total, count) in sums.items())


def _asked(reader: Reader, measures: Sequence[str], where: str, parameters: list[object]) -> list[UnitYear]:
    """Of several documents of a unit, year and stage the one that tells most, then the first by its id."""
    columns = "".join(f', "{name}"' for name in measures)
    rows = reader.ask(
        f"SELECT unit_id, unit_name, fiscal_year, coalesce(stage, '{BUDGET}'), region, document_id{columns} "
        f"FROM unit_years WHERE fiscal_year IS NOT NULL AND unit_name IS NOT NULL AND {where} "
        "ORDER BY unit_name, fiscal_year, stage, document_id",
        parameters,
    ).rows
    fullest: dict[tuple[object, ...], tuple[int, UnitYear]] = {}
    for unit_id, unit, year, stage, region, document_id, *amounts in rows:
        told = sum(amount is not None for amount in amounts)
        key = (unit_id, unit, year, stage)
        if key not in fullest or told > fullest[key][0]:
            fullest[key] = (
                told,
                UnitYear(unit, year, stage, region, document_id, dict(zip(measures, amounts, strict=True))),
            )
    return [unit_year for _, unit_year in fullest.values()]
