"""Blocks of a sheet's cells without rules: what stands together, and what beside it is a table of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mingzhang.extractors.formats.captions import says_unit
from mingzhang.extractors.formats.sheet import Area
from mingzhang.models.text.amounts import plain, printed_amount

_NUMBER_OF_TABLE = re.compile(r"(?:公开|附|预算|部门公开)*表?[\d一二三四五六七八九十.-]+表?")
LEAST_ROWS = 2


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell in the rows and columns that show."""

    area: Area
    text: str
    centred: bool


CellBlock = list[PlacedCell]


def blocks_of(cells: Sequence[PlacedCell]) -> list[CellBlock]:
    """Cells in rows that follow each other without a blank one between, and within these in columns that belong
    together."""
    blocks: list[CellBlock] = []
    last = -2
    for cell in sorted(cells, key=lambda cell: (cell.area.top, cell.area.left)):
        if cell.area.top > last + 1:
            blocks.append([])
        blocks[-1].append(cell)
        last = max(last, cell.area.bottom)
    return [part for block in blocks for part in _parts(block)]


def _parts(block: CellBlock) -> list[CellBlock]:
    """A block cut at blank columns behind which something else begins; a blank column alone parts nothing."""
    for gap in _blank_columns(block):
        left = [cell for cell in block if cell.area.left < gap]
        right = [cell for cell in block if cell.area.left > gap]
        if _are_apart(left, right):
            return [*_parts(left), *_parts(right)]
    return [block]


def _blank_columns(block: CellBlock) -> list[int]:
    covered = {column for cell in block for column in range(cell.area.left, cell.area.right + 1)}
    return [column for column in range(min(covered), max(covered)) if column not in covered]


def _are_apart(left: CellBlock, right: CellBlock) -> bool:
    """Whether two halves, each with rows of its own, are two things: the right one has a title, or one of them is
    words only and ends in another row."""
    rows = _wide_rows(left), _wide_rows(right)
    if min(map(len, rows)) < LEAST_ROWS:
        return False
    if any(_is_title(cell) for cell in right if cell.area.top < rows[1][0]) or _begins_alone(right, left):
        return True
    words = not all(any(printed_amount(cell.text) is not None for cell in half) for half in (left, right))
    return words and rows[0][-1] != rows[1][-1]


def _wide_rows(half: CellBlock) -> list[int]:
    """The rows in which a half has two cells or more."""
    tops = Counter(cell.area.top for cell in half)
    return sorted(top for top, count in tops.items() if count > 1)


def _is_title(cell: PlacedCell) -> bool:
    text = plain(cell.text)
    return not says_unit(text) and not _NUMBER_OF_TABLE.fullmatch(text) and printed_amount(text) is None


def _begins_alone(half: CellBlock, other: CellBlock) -> bool:
    """Whether the first row of a half names owner and unit, as that of the other does: both are tables in full."""
    firsts = [[c for c in one if c.area.top == min(d.area.top for d in one)] for one in (half, other)]
    return all(len(first) > 1 and all(says_unit(cell.text) for cell in first) for first in firsts)
