"""A document's facts, out of its tables, its narrative and its units. Pure: nothing is asked of a warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from mingzhang.models.facts import details, summaries
from mingzhang.models.facts.asset_tables import claims_of_asset_table, worth_of_assets
from mingzhang.models.facts.assets import claims_of_assets
from mingzhang.models.facts.combining import combine
from mingzhang.models.facts.context import Context, TableView, context_of
from mingzhang.models.facts.headers import read_headers
from mingzhang.models.facts.narrative import claims_of_narrative
from mingzhang.models.facts.operations import operations
from mingzhang.models.facts.records import Fact, FactClaim, FactStage
from mingzhang.models.facts.rows import rows_of
from mingzhang.models.facts.staff_tables import claims_of_staff_table
from mingzhang.models.facts.weights import claims_of_weights
from mingzhang.models.records.documents import Document, Table
from mingzhang.models.vocabulary.enums import TableKind, Verification

# A unit's assets may be worth many years of its budget; an amount in the wrong unit is 10,000 times off.
OUT_OF_SIZE = 1000
ClaimReader = Callable[[TableView], Iterator[FactClaim]]


def derive_facts(document: Document) -> tuple[Fact, ...]:
    """Every fact that a document says, once, with all places that say it; () where it names no unit."""
    context = context_of(document)
    if context is None or document.facts.is_disclosure is False:
        return ()
    claims = [claim for table in document.tables for claim in _claims_of(table, context, document.tables)]
    claims += [claim for table in document.tables for claim in _claims_of_assets(table, context)]
    claims += list(claims_of_narrative(document, context, claims))
    claims += claims_of_assets(document, context)
    claims += claims_of_weights(document, context)
    return combine(_with_doubt(claims))


def _with_doubt(claims: Sequence[FactClaim]) -> list[FactClaim]:
    """The claims; what only the narrative says and no table comes near is in doubt: its unit of money is mistaken
    (固定资产302,475,975.31万元 beside a budget of 27,900万元)."""
    largest = max((abs(claim.amount) for claim in claims if claim.lines and claim.amount), default=None)
    if largest is None:
        return list(claims)
    return [
        replace(claim, verification=Verification.SUSPECT)
        if not claim.lines and claim.amount is not None and abs(claim.amount) > OUT_OF_SIZE * largest
        else claim
        for claim in claims
    ]


def _claims_of(table: Table, context: Context, tables: Sequence[Table]) -> Iterator[FactClaim]:
    reader = _READERS.get(table.table_kind)
    if reader is None or not table.lines:
        return
    if _is_of_the_year_before(table, context, tables):
        context = replace(context, stage=FactStage.PRIOR_YEAR)
    view = TableView(context, table, read_headers(table, context.year), rows_of(table))
    if table.table_kind is TableKind.GENERAL_PUBLIC_EXPENDITURE and details.is_by_economic(view):
        reader = details.all_by_economic
    yield from reader(view)


def _is_of_the_year_before(table: Table, context: Context, tables: Sequence[Table]) -> bool:
    """Whether every figure of a table is of the year before, and another table of its kind prints this year's: a
    government's budget prints last year's execution first. A year alone may be misprinted."""
    if context.year is None or _years_of(table) != {context.year - 1}:
        return False
    return any(other.table_kind is table.table_kind and context.year in _years_of(other) for other in tables)


def _years_of(table: Table) -> set[int | None]:
    return {line.figure_year for line in table.lines}


def _claims_of_assets(table: Table, context: Context) -> Iterator[FactClaim]:
    """Quantities stand in tables of their own, or beside “三公” (机构运行信息表)."""
    if table.table_kind in (TableKind.OTHER, TableKind.THREE_PUBLIC_EXPENSES, TableKind.AGENCY_OPERATING_EXPENSES):
        yield from claims_of_asset_table(table, context)
    if table.table_kind is TableKind.OTHER:
        yield from claims_of_staff_table(table, context)
        yield from worth_of_assets(table, context)


_READERS: dict[TableKind, ClaimReader] = {
    TableKind.REVENUE_EXPENDITURE_SUMMARY: summaries.revenue_expenditure,
    TableKind.REVENUE_SUMMARY: summaries.revenue,
    TableKind.EXPENDITURE_SUMMARY: summaries.expenditure,
    TableKind.FISCAL_APPROPRIATION_SUMMARY: summaries.appropriation,
    TableKind.FISCAL_APPROPRIATION_EXPENDITURE: summaries.expenditure,
    TableKind.GENERAL_PUBLIC_EXPENDITURE: summaries.expenditure,
    TableKind.GOVERNMENT_FUND_EXPENDITURE: summaries.expenditure,
    TableKind.STATE_CAPITAL_EXPENDITURE: summaries.expenditure,
    TableKind.GOVERNMENT_FUND_OPERATIONS: operations,
    TableKind.STATE_CAPITAL_OPERATIONS: operations,
    TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC: details.basic_by_economic,
    TableKind.FISCAL_APPROPRIATION_BASIC: details.basic_by_economic,
    TableKind.BASIC_EXPENDITURE: details.basic_by_economic,
    TableKind.PROJECT_EXPENDITURE: details.projects,
    TableKind.PROJECT_EXPENDITURE_CURRENT: details.projects,
    TableKind.PROJECT_EXPENDITURE_CARRYOVER: details.projects,
    TableKind.THREE_PUBLIC_EXPENSES: details.three_public,
    TableKind.AGENCY_OPERATING_EXPENSES: details.agency_operating,
    TableKind.GOVERNMENT_PROCUREMENT: details.procurement,
    TableKind.PURCHASED_SERVICES: details.purchased_services,
}
