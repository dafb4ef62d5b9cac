"""A unit over the years, and beside its peers. What is summed up of a year is every amount that `unit_years` has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.warehouse.reading.query import Reader

YUAN = "_yuan"
MOST_PEERS = 12


@dataclass(frozen=True, slots=True)
class UnitYear:
    """A unit in a year: amounts in yuan by column of `unit_years`; None where the documents do not say."""

    unit_name: str
    fiscal_year: int
    region: str | None
    document_id: str | None
    amounts: dict[str, Decimal | None]


def measures_of(columns: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The columns of `unit_years` that are amounts, in their order. `columns`: (name, type)."""
    return tuple(name for name, kind in columns if name.endswith(YUAN) and kind.startswith("DECIMAL"))


def years_of(reader: Reader, measures: Sequence[str], units: Sequence[str]) -> list[UnitYear]:
    """The years of some units, a unit after the other; of several documents of a year the fullest speaks."""
    return _asked(reader, measures, "unit_name IN (SELECT unnest(?))", [list(units)])


def peers_of(reader: Reader, measures: Sequence[str], unit: str, year: int, by: str) -> list[UnitYear]:
    """Other units of the unit's region in a year, the largest by a measure first."""
    found = _asked(
        reader,
        measures,
        "fiscal_year = ? AND region = (SELECT any_value(region) FROM unit_years WHERE unit_name = ?)",
        [year, unit],
    )
    return sorted(found, key=lambda u: u.amounts.get(by) or Decimal(0), reverse=True)[:MOST_PEERS]


def regions_of(reader: Reader, measure: str) -> list[tuple[str, int, Decimal, int]]:
    """(region, year, sum of a measure, units) over the units that say it, each unit of a year once."""
    years = _asked(reader, [measure], "region IS NOT NULL", [])
    sums: dict[tuple[str, int], tuple[Decimal, int]] = {}
    for unit in years:
        amount = unit.amounts[measure]
        if amount is not None and unit.region:
            total, count = sums.get((unit.region, unit.fiscal_year), (Decimal(0), 0))
            sums[unit.region, unit.fiscal_year] = (total + amount, count + 1)
    return sorted((region, year, total, count) for (region, year), (total, count) in sums.items())


def _asked(reader: Reader, measures: Sequence[str], where: str, parameters: list[object]) -> list[UnitYear]:
    columns = "".join(f', "{name}"' for name in measures)
    filled = " + ".join(f'("{name}" IS NOT NULL)::INTEGER' for name in measures) or "0"
    rows = reader.ask(
        f"SELECT unit_name, fiscal_year, region, document_id{columns} FROM unit_years "
        f"WHERE fiscal_year IS NOT NULL AND unit_name IS NOT NULL AND {where} "
        f"QUALIFY row_number() OVER (PARTITION BY unit_name, fiscal_year ORDER BY {filled} DESC, document_id) = 1 "
        "ORDER BY unit_name, fiscal_year",
        parameters,
    ).rows
    return [
        UnitYear(unit, year, region, document_id, dict(zip(measures, amounts, strict=True)))
        for unit, year, region, document_id, *amounts in rows
    ]
