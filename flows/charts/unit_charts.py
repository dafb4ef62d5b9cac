"""Charts of units: one over the years, several or regions beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from mingzhang.flows.charts.layout import Chart, ChartDrawing, Series, columns_chart
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.models.vocabulary.column_words import column_name
from mingzhang.warehouse.reading.query import Reader
from mingzhang.warehouse.reading.units import UnitYear, measures_of, years_of

SHOWN_AT_FIRST = ("revenue_yuan", "expenditure_yuan", "basic_yuan", "project_yuan")
MAIN = "expenditure_yuan"
STAGES = {"zh": {"budget": "预算", "final": "决算"}, "en": {"budget": " budget", "final": " final account"}}


def measure_title(measure: str, language: str) -> str:
    """What a measure is called over a chart, which names the unit of money itself."""
    if language == "zh":
        return column_name(measure).removesuffix("（元）").replace("，元）", "）")
    return measure.removesuffix("_yuan").replace("_", " ")


def year_label(year: UnitYear, language: str) -> str:
    """`2025预算`."""
    return f"{year.fiscal_year}{STAGES[language].get(year.stage, year.stage)}"


def unit_chart(unit: str, years: Sequence[UnitYear], measures: Sequence[str], language: str) -> ChartDrawing:
    """A unit's amounts by year."""
    series = tuple(Series(measure_title(m, language), tuple(year.amounts[m] for year in years)) for m in measures)
    return columns_chart(Chart(unit, tuple(year_label(year, language) for year in years), series))


def compared_chart(
    title: str, names: Sequence[str], years: Sequence[int], amounts: Mapping[tuple[str, int], Decimal | None]
) -> ChartDrawing:
    """One measure of several units or regions, by year."""
    if len(years) == 1:
        only = Series(str(years[0]), tuple(amounts.get((name, years[0])) for name in names))
        return columns_chart(Chart(title, tuple(names), (only,)))
    series = tuple(Series(name, tuple(amounts.get((name, year)) for year in years)) for name in names)
    return columns_chart(Chart(title, tuple(map(str, years)), series))


def drawing_of_units(reader: Reader, units: Sequence[str], measures: Sequence[str], language: str) -> ChartDrawing:
    """What `mingzhang chart` draws. Raises `MingzhangError` (`no_match`, `not_found`)."""
    known = measures_of([(str(row[0]), str(row[1])) for row in reader.ask("DESCRIBE unit_years").rows])
    wanted = list(measures) or [name for name in SHOWN_AT_FIRST if name in known]
    for name in wanted:
        if name not in known:
            raise MingzhangError(ErrorCode.NOT_FOUND, f"measure: {name}, none of {', '.join(known)}")
    years = years_of(reader, known, units)
    if not years:
        raise MingzhangError(ErrorCode.NO_MATCH, ", ".join(units))
    if len(units) == 1:
        return unit_chart(units[0], years, wanted, language)
    measure = measures[0] if measures else (MAIN if MAIN in known else wanted[0])
    stage = "budget" if any(year.stage == "budget" for year in years) else "final"
    amounts = {(y.unit_name, y.fiscal_year): y.amounts[measure] for y in years if y.stage == stage}
    return compared_chart(measure_title(measure, language), list(units), sorted({y for _, y in amounts}), amounts)
