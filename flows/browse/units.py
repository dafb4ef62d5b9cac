"""A unit over the years, beside its peers; units and regions compared."""

from __future__ import annotations

from decimal import Decimal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from mingzhang.flows.browse.rendering import language_of
from mingzhang.flows.browse.shelf import Content, Shelf, number_in
from mingzhang.flows.charts.layout import ChartDrawing
from mingzhang.flows.charts.png import to_png
from mingzhang.flows.charts.svg import to_svg
from mingzhang.flows.charts.unit_charts import MAIN, SHOWN_AT_FIRST, compared_chart, measure_title, unit_chart
from mingzhang.models.errors import ErrorCode, MingzhangError
from mingzhang.warehouse.reading.library import SharedReader
from mingzhang.warehouse.reading.pages import asked
from mingzhang.warehouse.reading.units import (
    BUDGET,
    FINAL,
    UnitYear,
    measures_of,
    peers_of,
    regions_of,
    units_named,
    years_of,
    years_of_unit,
)

MOST_COMPARED = 8


def unit_routes(shelf: Shelf) -> APIRouter:
    """`/unit`, `/compare`, and their charts as files."""
    router = APIRouter()

    @router.get("/unit")
    def unit_page(request: Request) -> Response:
        with shelf.library.reader() as reader:
            return shelf.pages.give(request, "unit.html", reader.version, lambda: _unit_content(shelf, reader, request))

    @router.get("/compare")
    def compare_page(request: Request) -> Response:
        with shelf.library.reader() as reader:

            def content() -> Content:
                found = _comparison(shelf, reader, request)
                drawing = found.pop("drawing")
                known = asked(reader, "SELECT unit_name FROM names_of_units ORDER BY 1 LIMIT 500", [])
                return {**found, "chart": to_svg(drawing) if drawing else "", "known": [u["unit_name"] for u in known]}

            return shelf.pages.give(request, "compare.html", reader.version, content)

    @router.get("/unit-chart.{form}")
    def unit_chart_file(request: Request, form: str) -> Response:
        with shelf.library.reader() as reader:
            unit, years, _ = _of_unit(shelf, reader, request)
        drawing = unit_chart(unit, years, _chosen(shelf, request), language_of(request)) if years else None
        return _drawn(drawing, form, unit)

    @router.get("/compare-chart.{form}")
    def compare_chart_file(request: Request, form: str) -> Response:
        with shelf.library.reader() as reader:
            drawing = _comparison(shelf, reader, request)["drawing"]
        return _drawn(drawing, form, request.query_params.get("unit", "units"))

    return router


def _measures(shelf: Shelf) -> tuple[str, ...]:
    return measures_of(shelf.library.columns("unit_years"))


def _chosen(shelf: Shelf, request: Request) -> list[str]:
    """The measures that an address asks for, else those shown at first."""
    measures = _measures(shelf)
    asked_for = [name for name in request.query_params.getlist("measure") if name in measures]
    return asked_for or [name for name in SHOWN_AT_FIRST if name in measures] or list(measures)[:4]


def _one_of(measures: tuple[str, ...], name: str) -> str:
    return name if name in measures else next(iter(measures), MAIN)


def _of_unit(
    shelf: Shelf, reader: SharedReader, request: Request
) -> tuple[str, list[UnitYear], list[dict[str, object]]]:
    """(name, years, units that the address may mean, the chosen one first)."""
    named = units_named(reader, request.query_params.get("id") or request.query_params.get("name", ""))
    if not named:
        return request.query_params.get("name", ""), [], []
    return str(named[0]["unit_name"]), years_of_unit(reader, _measures(shelf), str(named[0]["unit_id"])), named


def _unit_content(shelf: Shelf, reader: SharedReader, request: Request) -> Content:
    """What the page of a unit shows."""
    measures = _measures(shelf)
    unit, years, named = _of_unit(shelf, reader, request)
    documents = asked(
        reader,
        "SELECT DISTINCT d.document_id, d.file_name, d.fiscal_year, d.document_kind, d.status, d.is_current "
        "FROM documents d LEFT JOIN tables t ON t.document_id = d.document_id AND t.unit_name = ? "
        "WHERE d.unit_name = ? OR d.department_name = ? OR t.table_id IS NOT NULL "
        "ORDER BY d.fiscal_year DESC NULLS LAST, d.file_name LIMIT 50",
        [unit] * 3,
    )
    if not years and not documents:
        raise MingzhangError(ErrorCode.NO_MATCH, unit)
    by = _one_of(measures, request.query_params.get("by", MAIN))
    year = number_in(request, "year", years[-1].fiscal_year if years else 0)
    beside = next((y for y in years if y.fiscal_year == year), None)
    findings = asked(reader, "SELECT count(*) AS n FROM findings WHERE unit_name = ?", [unit])[0]["n"]
    spending = asked(
        reader,
        "SELECT * FROM spending_structure WHERE unit_name = ? AND fiscal_year = ? AND document_id = "
        "(SELECT max(document_id) FROM spending_structure WHERE unit_name = ? AND fiscal_year = ?) "
        "ORDER BY amount_yuan DESC LIMIT 12",
        [unit, year, unit, year],
    )
    return {
        "unit": unit,
        "unit_id": named[0]["unit_id"] if named else None,
        "others": named[1:],
        "years": years,
        "region": next((y.region for y in years if y.region), None),
        "measures": measures,
        "chosen": _chosen(shelf, request),
        "chart": to_svg(unit_chart(unit, years, _chosen(shelf, request), language_of(request))) if years else "",
        "peers": peers_of(reader, measures, beside, by) if beside else [],
        "by": by,
        "year": year,
        "documents": documents,
        "findings": findings,
        "spending": spending,
        "has_facts": shelf.has("facts"),
    }


def _comparison(shelf: Shelf, reader: SharedReader, request: Request) -> Content:
    """What the page that compares units or regions shows, and the `drawing` of it."""
    measures = _measures(shelf)
    measure = _one_of(measures, request.query_params.get("measure", MAIN))
    by_region = request.query_params.get("by") == "region"
    stage = FINAL if request.query_params.get("stage") == FINAL else BUDGET
    asked_for = [line.strip() for text in request.query_params.getlist("unit") for line in text.splitlines()]
    names = list(dict.fromkeys(name for name in asked_for if name))[:MOST_COMPARED]
    amounts: dict[tuple[str, int], Decimal | None] = {}
    counts: dict[tuple[str, int], int] = {}
    if by_region:
        for region, year, total, count in regions_of(reader, measure, stage):
            amounts[region, year], counts[region, year] = total, count
        names = sorted({region for region, _ in amounts})
    elif names:
        for unit in years_of(reader, measures, names, stage):
            amounts[unit.unit_name, unit.fiscal_year] = unit.amounts[measure]
    years = sorted({year for _, year in amounts})
    only = number_in(request, "year", 0, 0)
    if only in years:
        years = [only]
    charted = names[:MOST_COMPARED] if len(years) > 1 else names[:24]
    title = measure_title(measure, language_of(request))
    return {
        "measure": measure,
        "measures": measures,
        "by_region": by_region,
        "stage": stage,
        "names": names,
        "years": years,
        "amounts": amounts,
        "counts": counts,
        "drawing": compared_chart(title, charted, years, amounts) if amounts and charted else None,
    }


def _drawn(drawing: ChartDrawing | None, form: str, name: str) -> Response:
    if drawing is None:
        raise MingzhangError(ErrorCode.NO_MATCH, name)
    if form == "png":
        return Response(to_png(drawing), media_type="image/png")
    if form == "svg":
        return Response(to_svg(drawing, outlined=True), media_type="image/svg+xml")
    raise MingzhangError(ErrorCode.NOT_FOUND, f"file: chart.{form}")
