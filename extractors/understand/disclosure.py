"""Pages -> facts, tables and performance forms of one disclosure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mingzhang.extractors.understand.disclosing import told_apart
from mingzhang.extractors.understand.facts import read_facts
from mingzhang.extractors.understand.forms import evaluation_lines, form_lines, read_forms, read_goals
from mingzhang.extractors.understand.joining import LogicalTable, join_tables
from mingzhang.extractors.understand.kinds import FORMS, kind_of
from mingzhang.extractors.understand.lines import Owner, TableReading
from mingzhang.extractors.understand.money import KnownAmount, known_amounts, unit_by_figures
from mingzhang.extractors.understand.narrative import read_statements
from mingzhang.extractors.understand.owners import Whole, unit_key
from mingzhang.extractors.understand.periods import FiscalPeriod
from mingzhang.extractors.understand.sideways import beside
from mingzhang.models.records.documents import BudgetLine, Facts, PerformanceProject, Statement, Table
from mingzhang.models.records.pages import Page
from mingzhang.models.text.amounts import currency_in
from mingzhang.models.vocabulary.enums import DocumentKind, Measure, Stage, TableKind
from mingzhang.models.vocabulary.regions import region_in

FORM_HEAD = 8


@dataclass(frozen=True, slots=True)
class Understood:
    """What the pages of a document say."""

    facts: Facts
    tables: tuple[Table, ...]
    projects: tuple[PerformanceProject, ...]
    statements: tuple[Statement, ...]


def understand(pages: Sequence[Page]) -> Understood:
    """Join the grids of all pages into tables and say what each of them is."""
    readings = [TableReading(table) for table in beside(join_tables(pages))]
    read = [reading.lines(Owner()) for reading in readings]
    kinds = [(reading.table, kind_of(reading.table, lines)) for reading, lines in zip(readings, read, strict=True)]
    facts = read_facts(pages, kinds)
    usual = _usual_units(kinds, read)
    tables: list[Table] = []
    projects: list[PerformanceProject] = []
    by_number = {page.number: page for page in pages}
    unit = facts.unit_name
    captioned = {unit_key(table.caption.unit_name) for table, _ in kinds}
    listed = {
        unit
        for reading, (_, kind) in zip(readings, kinds, strict=True)
        if kind not in FORMS
        for unit in reading.units()
    }
    whole = Whole(facts.unit_name, frozenset(captioned | listed) - {""})
    for ordinal, (reading, (table, kind), lines) in enumerate(zip(readings, kinds, read, strict=True), start=1):
        unit = _unwrapped(table.caption.unit_name, facts.unit_name, by_number.get(table.first_page)) or unit
        assumed = None if table.caption.currency_unit else _assumed_currency(lines, kind in FORMS, usual)
        built, forms = _built(reading, kind, ordinal, unit, facts, assumed, whole)
        tables.append(built)
        projects += forms
    departments = {project.department_name for project in projects if project.department_name}
    if facts.department_name is None and len(departments) == 1:
        facts = replace(facts, department_name=departments.pop())
    units = Counter(project.unit_name for project in projects if project.unit_name)
    if facts.unit_name is None and units:
        facts = replace(facts, unit_name=units.most_common(1)[0][0])
    if facts.region is None and facts.unit_name:
        facts = replace(facts, region=region_in(facts.unit_name))
    statements = read_statements(pages, fiscal_year=facts.fiscal_year)
    facts, told = told_apart(facts, tables, projects, statements)
    return Understood(facts, told, tuple(projects), statements)


def _unwrapped(name: str | None, whole: str | None, page: Page | None) -> str | None:
    """A caption's name, whole where it is the beginning of the document's unit and the rest is a line of the page."""
    if not name or not whole or not page or name == whole or not whole.startswith(name):
        return name
    rest = whole.removeprefix(name)
    return whole if any("".join(line.text.split()) == rest for line in page.lines) else name


@dataclass(frozen=True, slots=True)
class Usual:
    """The units of money that the tables of a document name, with how many do; those of its forms; what they print."""

    units: Counter[str]
    of_forms: Counter[str]
    amounts: tuple[KnownAmount, ...]


def _usual_units(kinds: Sequence[tuple[LogicalTable, TableKind]], read: Sequence[Sequence[BudgetLine]]) -> Usual:
    told = [(table, kind, table.caption.currency_unit) for table, kind in kinds]
    units = Counter(unit for _, _, unit in told if unit)
    of_forms = Counter(unit for _, kind, unit in told if unit and kind in FORMS)
    amounts: list[KnownAmount] = []
    if len(units) > 1:
        for (_, kind, unit), lines in zip(told, read, strict=True):
            if unit and kind not in FORMS:
                amounts += known_amounts(lines, unit)
    return Usual(units, of_forms, tuple(amounts))


def _assumed_currency(lines: Sequence[BudgetLine], is_form: bool, usual: Usual) -> str | None:
    """The unit of a table that names none: the others'. Where theirs are several, that of all other forms for a form,
    for a table that in which its figures are those of the others; else it is not known."""
    if len(usual.units) <= 1:
        return next(iter(usual.units), None)
    if is_form and len(usual.of_forms) == 1:
        return next(iter(usual.of_forms))
    return unit_by_figures(lines, usual.units, usual.amounts)


def _built(
    reading: TableReading,
    kind: TableKind,
    ordinal: int,
    unit: str | None,
    facts: Facts,
    assumed: str | None,
    whole: Whole,
) -> tuple[Table, tuple[PerformanceProject, ...]]:
    table = reading.table
    currency = table.caption.currency_unit or _currency_in_header(table, kind in FORMS) or assumed
    year = table.caption.fiscal_year or facts.fiscal_year
    is_spent = facts.document_kind is DocumentKind.FINAL_ACCOUNTS or "决算" in (table.caption.title or "")
    stage = Stage.FINAL if is_spent else Stage.BUDGET
    department = facts.department_name or facts.unit_name
    built = Table(
        ordinal=ordinal,
        table_number=table.caption.table_number,
        table_kind=kind,
        title=table.caption.title,
        unit_name=unit,
        currency_unit=currency,
        first_page=table.first_page,
        last_page=table.last_page,
        row_count=table.row_count,
        column_count=table.column_count,
        is_empty=False,
        confidence=round(min((cell.confidence for cell in table.cells if cell.text), default=1.0), 4),
        cells=table.cells,
    )
    found = read_forms(built) if kind in FORMS else ()
    if kind not in FORMS and kind is not TableKind.PERFORMANCE_SELF_EVALUATION:
        found = read_goals(built)
    forms = tuple(
        replace(form, fiscal_year=form.fiscal_year or year, unit_name=form.unit_name or unit, table_ordinals=(ordinal,))
        for form in found
    )
    lines: tuple[BudgetLine, ...]
    if kind in FORMS:
        owners = {form.unit_name for form in forms}
        unit = owners.pop() if len(owners) == 1 else unit
        built = replace(built, unit_name=unit)
        lines = tuple(
            replace(
                line,
                fiscal_year=facts.fiscal_year or line.fiscal_year or year,
                figure_year=line.fiscal_year or year,
                stage=line.stage or stage,
                unit_name=line.unit_name or unit,
                department_name=department,
                is_whole=unit_key(line.unit_name or unit) == unit_key(whole.unit_name),
            )
            for line in form_lines(built, forms)
        )
    elif kind is TableKind.PERFORMANCE_SELF_EVALUATION:
        lines = tuple(
            replace(
                line,
                fiscal_year=facts.fiscal_year or year,
                figure_year=line.figure_year or year,
                unit_name=line.unit_name or unit,
                department_name=department,
                is_whole=False,
            )
            for line in evaluation_lines(built)
        )
    else:
        own = Owner(unit, facts.fiscal_year or year, currency, FiscalPeriod(year, stage), department, whole)
        lines = reading.lines(own)
        if kind is TableKind.OTHER and not _tells_money(table, lines):
            lines = ()
    return replace(built, lines=lines, is_empty=not lines), forms


def _tells_money(table: LogicalTable, lines: Sequence[BudgetLine]) -> bool:
    """Whether a table of no known kind says that it prints money: by a unit of money, or a known header.

    The grid lines of a chart and lists of staff say neither.
    """
    told = table.caption.currency_unit or _currency_in_header(table, False)
    return bool(told) or any(line.measure not in (None, Measure.OTHER) for line in lines)


def _currency_in_header(table: LogicalTable, is_form: bool) -> str | None:
    """The unit that the header names; in a form, the label of its money block."""
    rows = FORM_HEAD if is_form else max(table.header_rows, 1)
    texts = [cell.text for cell in table.cells if cell.row_index < rows]
    return next((unit for unit in map(currency_in, texts) if unit), None)
