"""Misreadings put into a document on purpose: one figure at a time, seeded, between reading and understanding.

Four kinds, equally often: a digit read as another; the point lost, gained or moved by one; a sign gained or lost; the
figure and its neighbour (left, right, above or below, printed or blank) in each other's place.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from mingzhang.models.records.documents import BudgetLine, Document, Table
from mingzhang.models.records.pages import TextSource
from mingzhang.models.text.amounts import printed_amount

KINDS = ("digit", "point", "sign", "swap")


@dataclass(frozen=True, slots=True)
class Planted:
    """A document with one misreading. `wrong` are the places (table, row, column) whose figure is now wrong."""

    kind: str
    document: Document
    wrong: tuple[tuple[int, int, int], ...]
    before: str
    after: str


def as_recognised(document: Document) -> Document:
    """A document as if its tables had been recognised from pictures: only then are figures misread."""
    tables = (
        replace(table, cells=tuple(replace(cell, text_source=TextSource.OCR) for cell in table.cells))
        for table in document.tables
    )
    return replace(document, tables=tuple(tables))


def plant(document: Document, place: tuple[int, int], kind: str, chance: random.Random) -> Planted | None:
    """Misread the line `place` (table, number of the line in it). None where that kind of error can't happen to it."""
    table = document.tables[place[0]]
    line = table.lines[place[1]]
    if kind == "swap":
        return _swapped(document, place, chance)
    text = misread(line.amount_text, kind, chance)
    wrong = with_amount_text(line, text)
    if wrong is None or wrong.amount_yuan == line.amount_yuan:
        return None
    lines = list(table.lines)
    lines[place[1]] = wrong
    spot = (place[0], line.row_index, line.column_index)
    return Planted(kind, _with_lines(document, place[0], lines), (spot,), line.amount_text, text)


def misread(text: str, kind: str, chance: random.Random) -> str:
    """A printed figure with a wrong `digit`, `point` or `sign`; it may still say the same amount."""
    return {"digit": _digit, "point": _point, "sign": _sign}[kind](text, chance)


def _with_lines(document: Document, position: int, lines: Sequence[BudgetLine]) -> Document:
    tables: list[Table] = list(document.tables)
    ordered = sorted(lines, key=lambda line: (line.row_index, line.column_index))
    tables[position] = replace(tables[position], lines=tuple(ordered))
    return replace(document, tables=tuple(tables))


def with_amount_text(line: BudgetLine, text: str) -> BudgetLine | None:
    old, new = printed_amount(line.amount_text), printed_amount(text)
    if old is None or new is None or line.amount_yuan is None:
        return None
    unit = line.amount_yuan / old if old else Decimal(10_000)
    return replace(line, amount_text=text, amount_yuan=(new * unit).quantize(Decimal("0.01")))


def _digit(text: str, chance: random.Random) -> str:
    spots = [n for n, sign in enumerate(text) if sign.isdigit()]
    spot = chance.choice(spots)
    other = chance.choice([d for d in "0123456789" if d != text[spot]])
    return text[:spot] + other + text[spot + 1 :]


def _point(text: str, chance: random.Random) -> str:
    digits = text.replace(",", "")
    place = digits.find(".")
    if place < 0:
        return f"{digits[:-2]}.{digits[-2:]}" if len(digits) > 2 else f"{digits}.0{digits}"
    bare = digits.replace(".", "")
    moved = chance.choice([place - 1, place + 1, len(bare)])
    moved = moved if moved > 0 else place + 1
    return bare if moved >= len(bare) else f"{bare[:moved]}.{bare[moved:]}"


def _sign(text: str, chance: random.Random) -> str:
    return text[1:] if text.startswith("-") else f"-{text}"


def _swapped(document: Document, place: tuple[int, int], chance: random.Random) -> Planted | None:
    table = document.tables[place[0]]
    lines = list(table.lines)
    line = lines[place[1]]
    columns = sorted({other.column_index for other in lines if other.amount_yuan is not None})
    rows = sorted({other.row_index for other in lines if other.amount_yuan is not None})
    column, row = columns.index(line.column_index), rows.index(line.row_index)
    spots = [(line.row_index, columns[n]) for n in (column - 1, column + 1) if 0 <= n < len(columns)]
    spots += [(rows[n], line.column_index) for n in (row - 1, row + 1) if 0 <= n < len(rows)]
    chance.shuffle(spots)
    blank = {(cell.row_index, cell.column_index) for cell in table.cells if not cell.text}
    by_place = {(other.row_index, other.column_index): n for n, other in enumerate(lines)}
    for spot in spots:
        here = (place[0], line.row_index, line.column_index)
        there = (place[0], *spot)
        if spot in by_place:
            other = lines[by_place[spot]]
            if other.amount_yuan in (None, line.amount_yuan):
                continue
            lines[place[1]] = replace(line, amount_text=other.amount_text, amount_yuan=other.amount_yuan)
            lines[by_place[spot]] = replace(other, amount_text=line.amount_text, amount_yuan=line.amount_yuan)
            document = _with_lines(document, place[0], lines)
            return Planted("swap", document, (here, there), line.amount_text, other.amount_text)
        if not line.amount_yuan or spot not in blank:
            continue
        moved = _moved(lines, line, spot)
        if moved is not None:
            lines[place[1]] = moved
            return Planted("swap", _with_lines(document, place[0], lines), (there,), line.amount_text, "")
    return None


def _moved(lines: Sequence[BudgetLine], line: BudgetLine, spot: tuple[int, int]) -> BudgetLine | None:
    """A line in a blank place: what it means there is told by others of that column and of that row."""
    same_row = spot[0] == line.row_index
    if same_row:
        beside = next((n for n in lines if n.column_index == spot[1] and n.row_index != spot[0]), None)
        if beside is None or beside.side is not line.side:
            return None
        return replace(line, column_index=spot[1], column_path=beside.column_path, measure=beside.measure)
    beside = next((n for n in lines if n.row_index == spot[0] and n.side is line.side), None)
    if beside is None:
        return None
    return replace(
        line, row_index=spot[0], item_code=beside.item_code, item_name=beside.item_name, is_total=beside.is_total
    )
