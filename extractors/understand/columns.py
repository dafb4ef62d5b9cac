"""What stands in each column of a table: codes, names, years, figures, counts, text; and which belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from mingzhang.extractors.heads.captions import is_caption, owner_in
from mingzhang.extractors.heads.headers import is_number_row
from mingzhang.extractors.understand.column_roles import ColumnRole, dated_roles, undated_roles
from mingzhang.extractors.understand.contents import usual_decimals
from mingzhang.extractors.understand.joining import LogicalTable
from mingzhang.extractors.understand.parted_headers import parted_paths
from mingzhang.extractors.understand.percentages import with_rates
from mingzhang.extractors.understand.periods import (
    FiscalPeriod,
    has_year,
    measure_at,
    period_of_header,
)
from mingzhang.models.records.documents import TableCell
from mingzhang.models.text.amounts import currency_in, currency_of_header, plain, printed_amount
from mingzhang.models.vocabulary.enums import Measure, Side
from mingzhang.models.vocabulary.table_words import (
    header_word,
    measure_of,
    measure_words,
)

SHORTEST_HEADER = 3
NOTHING = ("", "-", "--", "---", "/", "无")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column. `block`: columns of one block share the item at their left. `period`: of its figures."""

    index: int
    path: tuple[str, ...]
    leaf: str
    role: ColumnRole
    measure: Measure | None
    side: Side | None
    block: int
    currency_unit: str | None
    period: FiscalPeriod


class CellMatrix:
    """The cells of a logical table by place."""

    def __init__(self, table: LogicalTable) -> None:
        self.table = table
        self.owner: dict[tuple[int, int], TableCell] = {}
        self._anchors: dict[int, tuple[TableCell, ...]] = {}
        for cell in table.cells:
            for row in range(cell.row_index, cell.row_index + cell.row_span):
                for column in range(cell.column_index, cell.column_index + cell.column_span):
                    self.owner[row, column] = cell

    def at(self, row: int, column: int) -> TableCell | None:
        return self.owner.get((row, column))

    def breaks_after(self, row: int) -> bool:
        """Whether a page break lies between a row and the next."""
        here, below = self.anchors(row), self.anchors(row + 1)
        return bool(here and below) and here[0].page_number != below[0].page_number

    def anchors(self, row: int) -> tuple[TableCell, ...]:
        """The cells that begin in a row, from left to right."""
        if row not in self._anchors:
            here = [cell for c in range(self.table.column_count) if (cell := self.owner.get((row, c)))]
            self._anchors[row] = tuple(
                cell for cell in {id(cell): cell for cell in here}.values() if cell.row_index == row
            )
        return self._anchors[row]

    @cached_property
    def undated(self) -> tuple[list[tuple[str, ...]], list[list[str]], list[ColumnRole]]:
        """Header path, texts and role of each column, as far as no year tells."""
        places = range(self.table.column_count)
        paths, texts = [_without_captions(header_path(self, c)) for c in places], [_texts(self, c) for c in places]
        paths = parted_paths(self.table.cells, paths, texts)
        roles = undated_roles(paths, texts, usual_decimals(texts))
        numeric = (ColumnRole.FIGURE, ColumnRole.PERCENT)
        figures = {c: found for c in places if roles[c] in numeric and (found := self._amounts(c))}
        return paths, texts, with_rates(roles, paths, figures)

    def _amounts(self, column: int) -> dict[int, Decimal]:
        """The amounts that begin in a column's body, by row."""
        cells = (self.at(row, column) for row in range(self.table.header_rows, self.table.row_count))
        own = (cell for cell in cells if cell is not None and cell.column_index == column)
        return {cell.row_index: amount for cell in own if (amount := printed_amount(cell.text)) is not None}


def header_path(matrix: CellMatrix, column: int) -> tuple[str, ...]:
    """The header texts over a column from top to bottom, white space removed; a spanning cell once."""
    parts: list[str] = []
    seen: set[int] = set()
    for row in range(matrix.table.header_rows):
        texts = [plain(cell.text) for cell in matrix.anchors(row) if cell.text]
        if row and is_number_row(texts):
            continue
        cell = matrix.at(row, column)
        if cell is None or id(cell) in seen:
            continue
        seen.add(id(cell))
        if text := "".join(cell.text.split()):
            parts.append(text)
    return tuple(parts)


def read_columns(matrix: CellMatrix, base: FiscalPeriod) -> list[TableColumn]:
    """Every column of a table with its role, measure, side and block. `base`: the table's own year and stage."""
    paths, texts, roles = matrix.undated
    roles = dated_roles(roles, paths, texts, base)
    paths = _mended(paths, roles)
    base = _dated(base, [path for path, role in zip(paths, roles, strict=True) if role is ColumnRole.FIGURE])
    blocks = _blocks(roles, texts)
    sides = _with_sides_of_names(_sides(paths), roles, blocks)
    shared = {
        block: shared_parts(
            [p for p, r, b in zip(paths, roles, blocks, strict=True) if r is ColumnRole.FIGURE and b == block]
        )
        for block in set(blocks)
    }
    columns = []
    for index, (path, role, block) in enumerate(zip(paths, roles, blocks, strict=True)):
        leaf = path[-1] if path else ""
        period = period_of_header(path, base)
        measure = measure_of(*path[shared[block] :]) if role is ColumnRole.FIGURE else None
        if role is ColumnRole.FIGURE and measure is Measure.CHANGE_PERCENT:
            measure = Measure.CHANGE  # by its figures, whatever its header says
        measure = Measure.CHANGE_PERCENT if role is ColumnRole.PERCENT else measure_at(measure, period, base)
        currency = next(
            (unit for part in reversed((*header_path(matrix, index), *path)) if (unit := currency_of_header(part))),
            None,
        )
        columns.append(TableColumn(index, path, leaf, role, measure, sides[index], block, currency, period))
    return [_of_whole(column, columns) for column in columns]


def _without_captions(path: tuple[str, ...]) -> tuple[str, ...]:
    """A header path less captions ruled in above it (whose table it is, its unit of money): they head no column."""
    return tuple(part for part in path if not _says_whose_or_money(plain(part))) or path


def _says_whose_or_money(text: str) -> bool:
    return is_caption(text) and bool(owner_in(text) or currency_in(text))


def _texts(matrix: CellMatrix, column: int) -> list[str]:
    """The texts that begin in a column's body, dashes for nothing left out."""
    found = []
    for row in range(matrix.table.header_rows, matrix.table.row_count):
        cell = matrix.at(row, column)
        begins = cell is not None and (cell.row_index, cell.column_index) == (row, column)
        if cell is not None and begins and plain(cell.text) not in NOTHING:
            found.append(cell.text)
    return found


def _dated(base: FiscalPeriod, paths: Sequence[tuple[str, ...]]) -> FiscalPeriod:
    """A table's period: its one year where every column of figures names it."""
    years = {period_of_header(path, base).year for path in paths}
    return replace(base, year=years.pop()) if len(years) == 1 and paths and all(map(has_year, paths)) else base


def _mended(paths: Sequence[tuple[str, ...]], roles: Sequence[ColumnRole]) -> list[tuple[str, ...]]:
    """Header paths, with a lowest text that a neighbour's ran into as the other columns of figures print it.

    `部门预预算算数支` beside columns headed 预算数: all its characters in their order.
    """
    figures = [path for path, role in zip(paths, roles, strict=True) if role is ColumnRole.FIGURE and path]
    known = Counter(path[-1] for path in figures if measure_of(*path) is not None)
    usual, count = known.most_common(1)[0] if known else ("", 0)
    if len(usual) < SHORTEST_HEADER or (len(known) > 1 and 2 * count < len(figures)):
        return list(paths)
    return [
        (*path[:-1], usual)
        if role is ColumnRole.FIGURE and path and measure_of(*path) is None and _runs_through(path[-1], usual)
        else path
        for path, role in zip(paths, roles, strict=True)
    ]


def _runs_through(text: str, word: str) -> bool:
    """Whether all characters of a word come in a text in their order."""
    rest = iter(text)
    return all(character in rest for character in word)


def _of_whole(column: TableColumn, columns: Sequence[TableColumn]) -> TableColumn:
    """本年收入/合计 is the total of a table that prints no other, and the current year's part where it does.

    So is 政府采购 the total of a table of procurement.
    """
    generic = header_word(column.leaf) in measure_words().generic
    if column.measure is not Measure.PROCUREMENT and not (column.measure is Measure.CURRENT_YEAR and generic):
        return column
    whole = any(c.measure is Measure.TOTAL and c.block == column.block for c in columns)
    return column if whole else replace(column, measure=Measure.TOTAL)


def _blocks(roles: Sequence[ColumnRole], texts: Sequence[Sequence[str]]) -> list[int]:
    """The block of each column: a new one begins with the codes or names that follow printed figures."""
    blocks = []
    block, after_figures = 0, False
    for role, body in zip(roles, texts, strict=True):
        if role in (ColumnRole.CODE, ColumnRole.NAME) and after_figures:
            block, after_figures = block + 1, False
        elif role is ColumnRole.FIGURE and body:
            after_figures = True
        blocks.append(block)
    return blocks


def shared_parts(paths: Sequence[tuple[str, ...]]) -> int:
    """How many first header parts some paths share: they name the table, not the measure."""
    if not paths:
        return 0
    shortest = min(len(parts) for parts in paths)
    count = 0
    while count < shortest - 1 and len({parts[count] for parts in paths}) == 1:
        count += 1
    return count


def _sides(paths: Sequence[tuple[str, ...]]) -> list[Side | None]:
    """Revenue or expenditure of each column, where the header prints both; None everywhere else."""
    found = [_side(path[0]) if path else None for path in paths]
    if Side.REVENUE in found and Side.EXPENDITURE in found:
        return found
    return [None] * len(paths)


def _with_sides_of_names(
    sides: Sequence[Side | None], roles: Sequence[ColumnRole], blocks: Sequence[int]
) -> list[Side | None]:
    """The sides, with that of a panel's names for its figures where their header tells none (支出功能科目 | 金额)."""
    named = {
        block: side for side, role, block in zip(sides, roles, blocks, strict=True) if role is ColumnRole.NAME and side
    }
    return [
        side or (named.get(block) if role is ColumnRole.FIGURE else None)
        for side, role, block in zip(sides, roles, blocks, strict=True)
    ]


def _side(part: str) -> Side | None:
    revenue, expenditure = "收入" in part, "支出" in part
    if revenue == expenditure:
        return None
    return Side.REVENUE if revenue else Side.EXPENDITURE
