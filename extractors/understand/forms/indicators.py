"""The indicators of a form: the header over them, and the rows of one or two periods side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mingzhang.extractors.heads.headers import is_number_row
from mingzhang.extractors.understand.forms.levels import read_levels
from mingzhang.extractors.understand.forms.sheet import FormCells, WidthSpan, flat
from mingzhang.extractors.understand.forms.targets import SYMBOLS, IndicatorTarget, read_target
from mingzhang.models.records.documents import TableCell
from mingzhang.models.records.pages import TextSource
from mingzhang.models.text.amounts import plain
from mingzhang.models.vocabulary.enums import IndicatorPeriod
from mingzhang.models.vocabulary.form_words import (
    column_of,
    field_of,
    form_words,
    heads_indicators,
    level_word,
    period_of,
)

_PLACEHOLDER = re.compile(r"指标\d*[:：]?")  # what a form prints where an office writes an indicator
LONGEST_PERIOD_LABEL = 20
# Rows between the headers of the periods and that of the indicators: the goals, which a page break may cut in two.
PERIOD_REACH = 5
GOALS = ("implementation_goal", "annual_goal")
DOTS = ".…·"
UNTOLD = 0.5  # what is left of an indicator's confidence where its levels are in doubt


@dataclass(frozen=True, slots=True)
class PeriodColumns:
    """The columns of one period: role -> place across the width. Columns may be shared with the block to the left."""

    period: IndicatorPeriod
    columns: dict[str, WidthSpan]


@dataclass(frozen=True, slots=True)
class IndicatorHeader:
    """A row of headers over indicators, the last of its rows, and the columns."""

    row: int
    last_row: int
    blocks: tuple[PeriodColumns, ...]


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One printed indicator. `name_width` is the share of the table's width that its cell has."""

    period: IndicatorPeriod
    row: int
    page_number: int
    level1: str | None
    level2: str | None
    name: str | None
    target: IndicatorTarget
    confidence: float
    name_width: float


def find_header(
    sheet: FormCells, row: int, default: IndicatorPeriod = IndicatorPeriod.ANNUAL
) -> IndicatorHeader | None:
    """The header of indicators in a row: a column of values, and names or second levels at least."""
    found = []
    for cell in sheet.covering(row):
        is_side_label = cell.row_index == row and cell.row_span > 2
        role = None if is_side_label else column_of(cell.text)
        if role:
            found.append((role, cell))
    found = _with_names(sheet, row, _by_what_is_under(sheet, row, found))
    here = any(cell.row_index == row for role, cell in found if role != "skipped")
    if not here or not heads_indicators(role for role, _ in found):
        return None
    found = [pair for role, cell in found for pair in _split_value(sheet, role, cell)]
    last_row = max(cell.row_index + cell.row_span - 1 for _, cell in found)
    return IndicatorHeader(row, last_row, _blocks(sheet, row, found, default))


def _by_what_is_under(sheet: FormCells, row: int, found: list[tuple[str, TableCell]]) -> list[tuple[str, TableCell]]:
    """Also headers that are not known (misread, or cut by a ruling) over a known level, a sign or a unit.

    Only one block of indicators is looked at: of two side by side nothing says whose such a column is.
    """
    values = [sheet.span(cell) for role, cell in found if role == "value"]
    if len(values) != 1:
        return found
    left = min(sheet.span(cell).x0 for role, cell in found if role in ("level3", "sign", "value"))
    more: list[tuple[str, TableCell]] = []
    for cell in sheet.starting(row):
        if any(cell is one for _, one in found) or cell.row_span > 2 or not plain(cell.text):
            continue
        role = _role_under(sheet, cell)
        if role is None or any(role == other for other, _ in [*found, *more]):
            continue
        middle = _middle(sheet.span(cell))
        if {"sign": middle > left, "unit": middle > values[0].x1}.get(role, middle < left):
            more.append((role, cell))
    return sorted([*found, *more], key=lambda pair: pair[1].column_index) if more else found


def _role_under(sheet: FormCells, header: TableCell) -> str | None:
    """What the cell right under a header shows its column to be; None where it shows nothing, or may be two things."""
    cell = sheet.at(header.row_index + header.row_span, sheet.span(header))
    text = plain(flat(cell.text)) if cell is not None else ""
    if not text:
        return None
    if set(text) <= SYMBOLS:
        return "sign"
    if text in form_words().units:
        return "unit"
    word = level_word(text)
    is_first, is_second = word in form_words().first_levels, word in form_words().second_levels
    return None if is_first == is_second else "level1" if is_first else "level2"


def _with_names(sheet: FormCells, row: int, found: list[tuple[str, TableCell]]) -> list[tuple[str, TableCell]]:
    """Where no header says 三级指标: the one header not known that stands between the levels and the values."""
    levels = [cell for role, cell in found if role in ("level1", "level2")]
    after = [cell for role, cell in found if role in ("sign", "value")]
    if not levels or not after or any(role == "level3" for role, _ in found):
        return found
    left, right = sheet.span(levels[-1]).x1, sheet.span(after[0]).x0
    known = [cell for _, cell in found]
    names = [
        cell
        for cell in sheet.starting(row)
        if plain(cell.text) and cell not in known and _between(sheet.span(cell), left, right)
    ]
    if len(names) != 1:
        return found
    return sorted([*found, ("level3", names[0])], key=lambda pair: pair[1].column_index)


def _between(span: WidthSpan, left: float, right: float) -> bool:
    return left < _middle(span) < right


def _middle(span: WidthSpan) -> float:
    return (span.x0 + span.x1) / 2


def _split_value(sheet: FormCells, role: str, cell: TableCell) -> list[tuple[str, TableCell]]:
    """A header of values over the headers of its periods (`指标值` over `实施期` and `年度`), as those headers."""
    below = [one for one in sheet.starting(cell.row_index + cell.row_span) if sheet.span(cell).shares(sheet.span(one))]
    if role == "value" and len(below) > 1 and all(_label_period(one) for one in below):
        return [(role, one) for one in below]
    return [(role, cell)]


def _blocks(
    sheet: FormCells, row: int, found: Sequence[tuple[str, TableCell]], default: IndicatorPeriod
) -> tuple[PeriodColumns, ...]:
    groups: list[dict[str, TableCell]] = [{}]
    for role, cell in found:
        if role == "skipped" or (role == "level3" and role in groups[-1] and "value" not in groups[-1]):
            continue
        if role in groups[-1] and role != "unit":
            groups.append({})
        groups[-1].setdefault(role, cell)
    groups = [group for group in groups if "value" in group]
    blocks: list[PeriodColumns] = []
    above = _periods_above(sheet, row, len(groups))
    for index, group in enumerate(groups):
        own = {role: sheet.span(cell) for role, cell in group.items()}
        shared = {role: span for role, span in blocks[-1].columns.items() if role != "value"} if blocks else {}
        period = period_of(group["value"].text) or (above[index] if above else _period_around(sheet, row, own["value"]))
        if period is None and len(groups) == 2:
            period = (IndicatorPeriod.IMPLEMENTATION, IndicatorPeriod.ANNUAL)[index]
        blocks.append(PeriodColumns(period or default, shared | own))
    return tuple(blocks)


def _periods_above(sheet: FormCells, row: int, blocks: int) -> list[IndicatorPeriod]:
    """The periods of blocks side by side, from left to right, by the nearest row above that names as many; else none.

    Their headers need not stand over their own columns: they may divide the width that the label at the side shares.
    """
    if blocks < 2:
        return []
    for above in range(row - 1, max(row - 1 - PERIOD_REACH, -1), -1):
        labels = (cell for cell in sheet.starting(above) if above >= row - 2 or field_of(cell.text) in GOALS)
        periods = [period for cell in labels if (period := _label_period(cell))]
        if len(periods) == blocks == len(set(periods)):
            return periods
    return []


def _period_around(sheet: FormCells, row: int, span: WidthSpan) -> IndicatorPeriod | None:
    """The period of a block: of two side by side in a row above, or of the label at the side of the indicators."""
    for above in (row - 1, row - 2):
        periods = {period for cell in sheet.covering(above) if (period := _label_period(cell))}
        over = sheet.at(above, span) if len(periods) > 1 else None
        if over is not None and (period := _label_period(over)):
            return period
    beside = [cell for cell in sheet.covering(row) if sheet.span(cell).x1 <= span.x0 and cell.row_span > 1]
    return next((period for cell in beside if (period := _label_period(cell))), None)


def _label_period(cell: TableCell) -> IndicatorPeriod | None:
    return period_of(cell.text) if len(plain(cell.text)) <= LONGEST_PERIOD_LABEL else None


def read_rows(sheet: FormCells, header: IndicatorHeader, rows: Sequence[int]) -> list[IndicatorRow]:
    """The indicators of some rows under a header, row by row; rows without name and target give none."""
    levels = [read_levels(sheet, rows, block.columns) for block in header.blocks]
    found: list[IndicatorRow] = []
    seen: set[tuple[int, int, int]] = set()
    for row in rows:
        if is_number_row([plain(cell.text) for cell in sheet.starting(row) if plain(cell.text)]):
            continue
        for number, block in enumerate(header.blocks):
            cells = {role: sheet.at(row, span) for role, span in block.columns.items()}
            name, value = cells.get("level3"), cells.get("value")
            if value is name or value is cells.get("level2"):
                value = None
            if name is not None and name is cells.get("level2"):
                name = None
            key = (number, id(name), id(value))
            is_empty = not _text(value) and (not (told := _text(name)) or bool(_PLACEHOLDER.fullmatch(told)))
            if key in seen or is_empty:
                continue
            seen.add(key)
            one = _indicator(sheet, block, row, levels[number][row], name, value, cells)
            if not _joined_to_last(sheet, found, one, cells):
                found.append(one)
    return found


def _text(cell: TableCell | None) -> str | None:
    """The text of a cell; the dots that stand for `and so on` in an empty form are none."""
    text = flat(cell.text) if cell is not None else None
    return text if text and text.strip(DOTS) else None


def _indicator(
    sheet: FormCells,
    block: PeriodColumns,
    row: int,
    levels: tuple[str | None, str | None],
    name: TableCell | None,
    value: TableCell | None,
    cells: dict[str, TableCell | None],
) -> IndicatorRow:
    used = [cell for cell in (name, value) if cell is not None and cell.text]
    target = read_target(_text(value), _text(cells.get("sign")), _text(cells.get("unit")), _text(name))
    return IndicatorRow(
        period=block.period,
        row=row,
        page_number=used[0].page_number,
        level1=levels[0],
        level2=levels[1],
        name=_text(name),
        target=target,
        confidence=_confidence(used, cells, levels),
        name_width=sheet.span(name).width if name is not None else 0.0,
    )


def _confidence(
    used: Sequence[TableCell], cells: dict[str, TableCell | None], levels: tuple[str | None, str | None]
) -> float:
    """How surely an indicator was read (0 to 1): on a scan also its levels, which say what it measures. Half where one
    of them is no known word, or the second is none of the first."""
    sure = min(cell.confidence for cell in used)
    if all(cell.text_source is not TextSource.OCR for cell in used):
        return sure
    own = [cell for key in ("level1", "level2") if (cell := cells.get(key)) is not None]
    sure = min([sure, *(cell.confidence for cell in own if cell.text)])
    first, second = (level_word(level) if level else None for level in levels)
    words = form_words()
    is_odd = ("level1" in cells and first not in words.first_levels) or (
        "level2" in cells and second not in words.second_levels
    )
    is_strange = first is not None and second is not None and words.second_levels.get(second, first) != first
    return sure * UNTOLD if is_odd or is_strange else sure


def _joined_to_last(
    sheet: FormCells, found: list[IndicatorRow], one: IndicatorRow, cells: dict[str, TableCell | None]
) -> bool:
    """Whether the row is the rest of one that a page break cut in two; then it is put to the last of its period."""
    if not sheet.begins_page(one.row) or any(_text(cells.get(level)) for level in ("level1", "level2")):
        return False
    last = next((n for n in range(len(found) - 1, -1, -1) if found[n].period == one.period), None)
    if last is None or found[last].row != one.row - 1 or bool(one.name) == bool(one.target.text):
        return False
    before = found[last]
    if not (before.name and before.target.text):
        return False
    name = before.name + one.name if one.name else before.name
    target = read_target(before.target.text + one.target.text) if one.target.text else before.target
    found[last] = replace(before, name=name, target=target)
    return True
