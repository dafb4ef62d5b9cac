"""The indicators of a form: the header over them, the levels that run on, one or two periods side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractors.understand.forms.sheet import Sheet, Span, flat
from extractors.understand.forms.targets import Target, read_target
from models.amounts import plain
from models.documents import PerformanceIndicator, TableCell
from models.form_words import column_of, form_words, level_word, period_of
from models.vocabulary import Period

LEVELS = ("level1", "level2")


@dataclass(frozen=True, slots=True)
class Block:
    """The columns of one period: role -> place across the width. Levels may be shared with the block to the left."""

    period: Period
    columns: dict[str, Span]


@dataclass(frozen=True, slots=True)
class Header:
    """A row of headers over indicators. `last_row` is the row that they end in."""

    row: int
    last_row: int
    blocks: tuple[Block, ...]


@dataclass(slots=True)
class RawIndicator:
    """One printed row of one block; `levels` are indexes into the runs of the level columns."""

    period: Period
    page_number: int
    name: TableCell | None
    name_text: str | None
    target: Target
    confidence: float
    runs: dict[str, int]
    row: int
    name_width: float


@dataclass(slots=True)
class _Run:
    """A level's cell (or blank cell) and what it reads."""

    text: str | None
    row: int
    page: int
    last_page: int
    merged: bool
    parents: set[int] = field(default_factory=set)


def find_header(sheet: Sheet, row: int, default: Period = Period.ANNUAL) -> Header | None:
    """The header of indicators in a row: a value column and a second or third level at least."""
    found: list[tuple[str, TableCell]] = []
    for cell in sheet.covering(row):
        if cell.row_index + cell.row_span - 1 != row and cell.row_index != row:
            continue
        role = column_of(cell.text)
        if role and not (cell.row_span > 1 and cell.row_index == row and cell.column_index == 0 and role == "level3"):
            found.append((role, cell))
    roles = {role for role, _ in found}
    if "value" not in roles or not roles & {"level2", "level3"}:
        return None
    if not any(cell.row_index == row for _, cell in found):
        return None
    return Header(row, row, _blocks(sheet, row, found, default))


def _blocks(sheet: Sheet, row: int, found: Sequence[tuple[str, TableCell]], default: Period) -> tuple[Block, ...]:
    columns: list[dict[str, Span]] = [{}]
    texts: list[str] = [""]
    for role, cell in found:
        if role == "skipped":
            continue
        if role in columns[-1] and role in ("level1", "level2", "level3", "value", "sign"):
            if role == "level3" and "value" not in columns[-1]:
                continue
            columns.append({})
            texts.append("")
        columns[-1].setdefault(role, sheet.span(cell))
        if role == "value":
            texts[-1] = cell.text
    columns = [one for one in columns if "value" in one] or columns
    shared: dict[str, Span] = {}
    blocks = []
    for index, one in enumerate(columns):
        shared = {role: span for role, span in shared.items() if role != "value"} | one
        period = period_of(texts[index]) if index < len(texts) else None
        period = period or _period_above(sheet, row, one["value"] if "value" in one else next(iter(one.values())))
        if period is None and len(columns) == 2:
            period = (Period.IMPLEMENTATION, Period.ANNUAL)[index]
        blocks.append(Block(period or default, dict(shared)))
    return tuple(blocks)


def _period_above(sheet: Sheet, row: int, span: Span) -> Period | None:
    """The period in a header directly over a block (`实施期目标` and `年度目标` side by side, up to two rows above)."""
    for above in (row - 1, row - 2):
        cell = sheet.at(above, span) if above >= 0 else None
        if cell is not None and len(plain(cell.text)) <= 20 and (period := period_of(cell.text)):
            others = {period_of(one.text) for one in sheet.covering(above) if len(plain(one.text)) <= 20}
            if len(others - {None}) > 1:
                return period
    side = [cell for cell in sheet.covering(row) if sheet.span(cell).x1 <= span.x0 and cell.row_span > 1]
    return next((period for cell in side if len(plain(cell.text)) <= 20 and (period := period_of(cell.text))), None)


def read_rows(sheet: Sheet, header: Header, rows: Sequence[int]) -> list[PerformanceIndicator]:
    """The indicators of some rows under a header; rows without name and target give none."""
    found: list[tuple[RawIndicator, dict[str, str | None]]] = []
    for block in header.blocks:
        runs = {level: _level_runs(sheet, rows, block.columns.get(level)) for level in LEVELS}
        _settle(runs["level1"], runs["level2"])
        for raw in _raw_rows(sheet, block, rows, {level: {row: n for n, run in enumerate(one) for row in run.rows} for level, one in runs.items()}):
            levels = {level: runs[level][raw.runs[level]].text if level in raw.runs else None for level in LEVELS}
            found.append((raw, levels))
    order = {id(raw): (raw.row, n) for n, (raw, _) in enumerate(found)}
    found.sort(key=lambda pair: order[id(pair[0])])
    return [
        PerformanceIndicator(
            raw.period, levels["level1"], levels["level2"], raw.name_text, raw.target.text, raw.target.comparator,
            raw.target.value, raw.target.unit, False, raw.page_number, raw.confidence,
        )
        for raw, levels in found
    ]  # fmt: skip
