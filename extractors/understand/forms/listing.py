"""Lists: one row a project (or an indicator of one), the project's cells merged over its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mingzhang.extractors.heads.headers import is_number_row
from mingzhang.extractors.understand.forms.free_text import read_free_text
from mingzhang.extractors.understand.forms.funds import header_path, label_text
from mingzhang.extractors.understand.forms.indicators import IndicatorHeader, find_header, read_rows
from mingzhang.extractors.understand.forms.reading import FormDraft, FormFigure, amount_of, currency_of
from mingzhang.extractors.understand.forms.sheet import SAME_EDGE, FormCells, WidthSpan, flat
from mingzhang.models.records.documents import Table, TableCell
from mingzhang.models.text.amounts import plain, printed_amount
from mingzhang.models.vocabulary.enums import IndicatorPeriod, TableKind
from mingzhang.models.vocabulary.form_words import column_of, field_of, form_words, fund_of, is_sum, list_column_of

DEEPEST_HEADER = 5
GOALS = ("implementation_goal", "annual_goal", "goal")


@dataclass(frozen=True, slots=True)
class Amount:
    """A column of sums: where it stands, its headers, the field of `Funds`, the unit of its header."""

    span: WidthSpan
    path: tuple[str, ...]
    key: str | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class ListHeader:
    """The header of a list. `places`: `name`, `unit`, `code`, and the goals -> where they stand."""

    last_row: int
    places: dict[str, WidthSpan]
    amounts: tuple[Amount, ...]
    indicators: IndicatorHeader | None
    texts: frozenset[str]

    @property
    def key(self) -> WidthSpan:
        return self.places["name"] if "name" in self.places else self.places["unit"]

    def goal(self) -> WidthSpan | None:
        return next((self.places[name] for name in GOALS if name in self.places), None)


def find_list_header(sheet: FormCells, table: Table) -> ListHeader | None:
    """The header of a list of projects or units; None where the table is no list."""
    rows = range(min(DEEPEST_HEADER, sheet.row_count))
    headers = [(row, find_header(sheet, row)) for row in rows]
    with_indicators = [(row, header) for row, header in headers if header is not None]
    for row, header in with_indicators[:1] or headers:
        if (found := _list_header(sheet, row, header, table)) is not None:
            return found
    return None


def _list_header(sheet: FormCells, row: int, indicators: IndicatorHeader | None, table: Table) -> ListHeader | None:
    cells = sheet.covering(row)
    last_row = max((cell.row_index + cell.row_span - 1 for cell in cells), default=row)
    if last_row - row >= DEEPEST_HEADER:
        return None
    places: dict[str, WidthSpan] = {}
    for cell in sheet.covering(last_row):
        role = list_column_of(cell.text) or field_of(cell.text)
        if role in ("name", "unit", "code", *GOALS):
            places.setdefault(role, sheet.span(cell))
    has_goal = any(name in places for name in GOALS)
    if indicators and not places.keys() & {"name", "unit"} and (span := _merged_column(sheet, last_row, indicators)):
        places["name"] = span
    if not places.keys() & {"name", "unit"} or not (indicators or has_goal):
        return None
    amounts = _amounts(sheet, last_row, indicators, table.currency_unit)
    if indicators is None and not amounts:
        return None
    texts = frozenset(plain(cell.text) for cell in sheet.cells if cell.row_index <= last_row)
    return ListHeader(last_row, places, amounts, indicators, texts)


def _merged_column(sheet: FormCells, last_row: int, indicators: IndicatorHeader) -> WidthSpan | None:
    """The first column before the indicators whose cells stand over several rows each, whatever its header says: what
    the indicators of a row belong to."""
    left = min(span.x0 for block in indicators.blocks for span in block.columns.values())
    for cell in sheet.covering(last_row):
        span = sheet.span(cell)
        if cell.row_index + cell.row_span - 1 > indicators.last_row:  # the label at a form's side
            continue
        if span.x1 > left + SAME_EDGE or column_of(cell.text) or field_of(cell.text) in GOALS or not plain(cell.text):
            continue
        below = {id(one): one for row in range(last_row + 1, sheet.row_count) if (one := sheet.at(row, span))}
        named = [one for one in below.values() if plain(one.text) and printed_amount(one.text) is None]
        if len(named) > 1 and any(one.row_span > 1 for one in named):
            return span
    return None


def _amounts(
    sheet: FormCells, last_row: int, indicators: IndicatorHeader | None, currency: str | None
) -> tuple[Amount, ...]:
    found = []
    for cell in sheet.covering(last_row):
        role = list_column_of(cell.text) or field_of(cell.text)
        if role in ("name", "unit", "code", "ignored", "side", *GOALS) or not plain(cell.text):
            continue
        span = sheet.span(cell)
        if column_of(cell.text) is not None and indicators is not None:
            continue
        path = tuple(header_path(sheet, 0, last_row, cell)) or (label_text(cell.text),)
        below = [sheet.at(row, span) for row in range(last_row + 1, sheet.row_count)]
        if any(one is not None and amount_of(one.text)[0] is not None for one in below):
            found.append(Amount(span, path, fund_of(path[-1]), currency_of(reversed(path), currency)))
    if found and not any(amount.key == "total" for amount in found):
        found[0] = Amount(found[0].span, found[0].path, "total", found[0].currency)
    return tuple(found)


def read_list(sheet: FormCells, header: ListHeader, table: Table) -> list[FormDraft]:
    """Every project (or unit) of a list, and the rows of sums, in printed order."""
    readings = []
    overall = "name" not in header.places or table.table_kind is TableKind.OVERALL_PERFORMANCE_TARGET_FORM
    unit: str | None = None
    for rows in _groups(sheet, header):
        reading = _read_group(sheet, header, rows, overall)
        name = reading.texts.get("project_name")
        if reading.is_sum and name and not is_sum(name) and name.endswith(form_words().unit_endings):
            unit = name
        elif unit is not None:
            reading.texts.setdefault("unit", unit)
        readings.append(reading)
    return readings


def _groups(sheet: FormCells, header: ListHeader) -> list[list[int]]:
    """The rows of each project: a cell merged over its rows, printed again or left blank after a page break."""
    groups: list[list[int]] = []
    current: TableCell | None = None
    for row in range(header.last_row + 1, sheet.row_count):
        texts = {plain(cell.text) for cell in sheet.starting(row)} - {""}
        if not texts or texts <= header.texts or is_number_row([plain(c.text) for c in sheet.starting(row) if c.text]):
            continue
        cell = sheet.at(row, header.key)
        same = cell is current or cell is None or not flat(cell.text)
        if not same and groups and current is not None and cell is not None:
            new_page = sheet.page_of(row) != sheet.page_of(groups[-1][-1])
            same = new_page and (_is_again(sheet, header, groups[-1], row) or _is_rest(sheet, header, row))
        if groups and same:
            groups[-1].append(row)
        else:
            groups.append([row])
        if cell is not None and flat(cell.text):
            current = cell
    return groups


def _is_again(sheet: FormCells, header: ListHeader, group: Sequence[int], row: int) -> bool:
    """Whether a row after a page break prints the same project again: the same name, unit and sums."""
    places = [header.places[name] for name in ("unit", "code") if name in header.places]
    spans = [header.key, *places, *(amount.span for amount in header.amounts)]
    return header.indicators is not None and all(
        _said(sheet, group[0], span) == _said(sheet, row, span) for span in spans
    )


def _is_rest(sheet: FormCells, header: ListHeader, row: int) -> bool:
    """Whether a row after a page break holds only the rest of wrapped texts: a list with sums, and none in this row."""
    return bool(header.amounts) and all(not _said(sheet, row, amount.span) for amount in header.amounts)


def _said(sheet: FormCells, row: int, span: WidthSpan) -> str:
    cell = sheet.at(row, span)
    return plain(cell.text) if cell is not None else ""


def _read_group(sheet: FormCells, header: ListHeader, rows: Sequence[int], overall: bool) -> FormDraft:
    reading = FormDraft(is_overall=overall)
    reading.cells = [cell for row in rows for cell in sheet.starting(row)]
    head = sheet.at(rows[0], header.key)  # a row in one cell names a unit, and is no goal of its own
    alone = len(rows) == 1 and head is not None and len([c for c in sheet.starting(rows[0]) if plain(c.text)]) == 1
    places = {"name": header.key} if alone else header.places
    texts = {name: _text_of(sheet, rows, span) for name, span in places.items()}
    name, unit = texts.pop("name", None), texts.pop("unit", None)
    if unit:
        reading.texts["unit"] = unit
    if name and not overall:
        reading.texts["project_name"] = name
    elif name:
        reading.texts.setdefault("unit", name)
    goal = texts.get("goal") or texts.get("annual_goal")
    if goal:
        reading.texts["annual_goal"] = goal
    if implementation := texts.get("implementation_goal"):
        reading.texts["implementation_goal"] = implementation
    if header.indicators is not None:
        reading.indicators = read_rows(sheet, header.indicators, rows)
    elif goal and (place := header.goal()) is not None:
        reading.indicators = read_free_text(goal, sheet.at(rows[0], place))
    reading.is_sum = is_sum(name) or is_sum(unit) or is_sum(texts.get("code")) or not (goal or reading.indicators)
    item = name or unit or texts.get("code")
    for amount in header.amounts:
        cell = sheet.at(rows[0], amount.span)
        if cell is not None and amount_of(cell.text)[0] is not None:
            reading.figures.append(_figure(cell, amount, item, is_sum(item)))
    return reading


def _figure(cell: TableCell, amount: Amount, item: str | None, total: bool) -> FormFigure:
    return FormFigure(cell, amount.path, amount.key, IndicatorPeriod.ANNUAL, amount.currency, item, is_total=total)


def _text_of(sheet: FormCells, rows: Sequence[int], span: WidthSpan) -> str | None:
    """The text of a column in a project's rows; a cell printed again after a page break counts once."""
    cells: list[TableCell] = []
    for row in rows:
        cell = sheet.at(row, span)
        if cell is None or cell in cells or not plain(cell.text):
            continue
        if not any(plain(one.text) == plain(cell.text) for one in cells):
            cells.append(cell)
    return "".join(text for cell in cells if (text := flat(cell.text))) or None
