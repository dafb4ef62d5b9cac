"""What stands in each column of a table: codes, names, figures, counts, text; and which belong together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mingzhang.extractors.understand.headers import is_number_row
from mingzhang.extractors.understand.joining import LogicalTable
from mingzhang.models.records.documents import TableCell
from mingzhang.models.text.amounts import currency_in, plain, printed_amount
from mingzhang.models.vocabulary.enums import Measure, Side
from mingzhang.models.vocabulary.table_words import count_words, header_role, header_word, measure_of, measure_words

_CODE = re.compile(r"\d{2,9}")


class Role(StrEnum):
    CODE = "code"
    NAME = "name"
    FIGURE = "figure"
    COUNT = "count"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `block`: columns of one block share the item at their left."""

    index: int
    path: tuple[str, ...]
    leaf: str
    role: Role
    measure: Measure | None
    side: Side | None
    block: int
    currency_unit: str | None


class Matrix:
    """The cells of a logical table by place."""

    def __init__(self, table: LogicalTable) -> None:
        self.table = table
        self.owner: dict[tuple[int, int], TableCell] = {}
        for cell in table.cells:
            for row in range(cell.row_index, cell.row_index + cell.row_span):
                for column in range(cell.column_index, cell.column_index + cell.column_span):
                    self.owner[row, column] = cell

    def at(self, row: int, column: int) -> TableCell | None:
        return self.owner.get((row, column))

    def breaks_after(self, row: int) -> bool:
        """Whether a page break lies between a row and the next."""
        here = next((cell.page_number for cell in self.anchors(row)), None)
        below = next((cell.page_number for cell in self.anchors(row + 1)), None)
        return here is not None and below is not None and here != below

    def anchors(self, row: int) -> list[TableCell]:
        """The cells that begin in a row, from left to right."""
        found = [self.owner[row, c] for c in range(self.table.column_count) if (row, c) in self.owner]
        return [cell for cell in dict.fromkeys(found) if cell.row_index == row]


def header_path(matrix: Matrix, column: int) -> tuple[str, ...]:
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


def read_columns(matrix: Matrix) -> list[Column]:
    """Every column of a table with its role, measure, side and block."""
    table = matrix.table
    paths = [header_path(matrix, c) for c in range(table.column_count)]
    roles = [_role(matrix, c, paths[c]) for c in range(table.column_count)]
    sides = _sides(paths)
    blocks = _blocks(roles)
    shared = {
        block: shared_parts(
            [p for p, r, b in zip(paths, roles, blocks, strict=True) if r is Role.FIGURE and b == block]
        )
        for block in set(blocks)
    }
    columns = []
    for index, (path, role, block) in enumerate(zip(paths, roles, blocks, strict=True)):
        leaf = path[-1] if path else ""
        measure = measure_of(*path[shared[block] :]) if role is Role.FIGURE else None
        currency = next((unit for part in reversed(path) if (unit := currency_in(part))), None)
        columns.append(Column(index, path, leaf, role, measure, sides[index], block, currency))
    return [_of_whole(column, columns) for column in columns]


def _of_whole(column: Column, columns: Sequence[Column]) -> Column:
    """本年收入/合计 is the total of a table that prints no other, and the current year's part where it does."""
    if column.measure is not Measure.CURRENT_YEAR or header_word(column.leaf) not in measure_words().generic:
        return column
    whole = any(c.measure is Measure.TOTAL and c.block == column.block for c in columns)
    return column if whole else replace(column, measure=Measure.TOTAL)


def _blocks(roles: Sequence[Role]) -> list[int]:
    """The block of each column: a new one begins with the codes or names that follow figures."""
    blocks = []
    block, after_figures = 0, False
    for role in roles:
        if role in (Role.CODE, Role.NAME) and after_figures:
            block, after_figures = block + 1, False
        elif role is Role.FIGURE:
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


def _role(matrix: Matrix, column: int, path: tuple[str, ...]) -> Role:
    amounts = codes = bare = texts = 0
    for row in range(matrix.table.header_rows, matrix.table.row_count):
        cell = matrix.at(row, column)
        if cell is None or cell.column_index != column or cell.row_index != row or not cell.text:
            continue
        text = plain(cell.text)
        if printed_amount(text) is not None:
            amounts += 1
            codes += bool(_CODE.fullmatch(text))
            bare += text.isdigit()
        elif text not in ("-", "--", "——"):
            texts += 1
    parts = [header_word(part) for part in path]
    named = _named_role(parts)
    if named is Role.COUNT:
        return Role.COUNT
    if named is Role.CODE and amounts <= bare + texts + 2:
        return Role.CODE
    if named is Role.NAME and (texts >= amounts or codes == amounts):
        return Role.NAME
    if named is Role.TEXT and amounts <= texts:
        return Role.TEXT
    if amounts and amounts >= texts:
        return Role.FIGURE
    if named is Role.FIGURE:
        return Role.FIGURE if amounts or not texts else Role.TEXT
    if texts:
        return Role.NAME if column <= 1 or (named is None and texts > 2 * amounts and column < 3) else Role.TEXT
    return Role.FIGURE if measure_of(*path) is not None and named is None else (named or Role.TEXT)


def _named_role(parts: Sequence[str]) -> Role | None:
    """The role that the lowest known part of a header names."""
    for part in reversed(parts):
        if part in count_words():
            return Role.COUNT
        if role := header_role(part):
            return Role(role)
    return None


def _sides(paths: Sequence[tuple[str, ...]]) -> list[Side | None]:
    """Revenue or expenditure of each column, where the header prints both; None everywhere else."""
    found = [_side(path[0]) if path else None for path in paths]
    if Side.REVENUE in found and Side.EXPENDITURE in found:
        return found
    return [None] * len(paths)


def _side(part: str) -> Side | None:
    revenue, expenditure = "收入" in part, "支出" in part
    if revenue == expenditure:
        return None
    return Side.REVENUE if revenue else Side.EXPENDITURE
