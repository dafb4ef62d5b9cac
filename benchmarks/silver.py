"""Silver rows: another tool's reading of some tables, kept because every sum in it holds. How many do we find?

A file of JSON lines, one a table: `pdf` (path in the archive), `title`, `unit` (the unit of money of its values),
`page_first`, and `rows` of `code`, `name`, `page` and `values` as printed, blanks left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from benchmarks.archive import CodedAmount, Reading
from benchmarks.figures import Section, share
from mingzhang.models.text.amounts import to_yuan

FLOOR = 99.8


@dataclass(frozen=True, slots=True)
class SilverRow:
    """A row of a table: its code and first value, in yuan."""

    path: str
    title: str
    page: int
    code: str
    name: str
    amount: Decimal


def load_silver(path: Path) -> list[SilverRow]:
    """All rows of a file of silver tables."""
    rows = []
    for text in path.read_text(encoding="utf-8").splitlines():
        table = json.loads(text, parse_float=Decimal)
        for row in table["rows"]:
            amount = to_yuan(Decimal(row["values"][0]), table["unit"])
            rows.append(SilverRow(table["pdf"], table["title"], row["page"], row["code"], row["name"], amount))
    return rows


@dataclass(frozen=True, slots=True)
class Found:
    """A silver row and how far it was found."""

    row: SilverRow
    in_document: bool
    on_page: bool
    in_place: bool
    beside: tuple[CodedAmount, ...]


def match(rows: Iterable[SilverRow], readings: Iterable[Reading]) -> Iterator[Found]:
    """Each row of a document that was read; rows of other documents are left out.

    `beside` holds what was read under that code.
    """
    by_path = {reading.path: reading for reading in readings}
    for row in rows:
        reading = by_path.get(row.path)
        if reading is None:
            continue
        same = [line for line in reading.coded if line.code == row.code]
        hits = [line for line in same if line.amount == row.amount]
        there = [line for line in hits if line.page == row.page]
        yield Found(row, bool(hits), bool(there), any(line.is_first for line in there), tuple(same))


def silver_section(found: Iterable[Found]) -> Section:
    all_found = list(found)
    whole = len(all_found)
    note = "a naive script finds 95.5 %"
    return Section(
        "Silver rows",
        (
            share(
                "silver.document",
                "found as a budget line of the document: code and amount",
                sum(row.in_document for row in all_found),
                whole,
                FLOOR,
                note=note,
            ),
            share("silver.page", "the same, on the same page", sum(row.on_page for row in all_found), whole),
            share("silver.place", "the same, first in its row", sum(row.in_place for row in all_found), whole),
        ),
    )


def silver_details(found: Iterable[Found]) -> Iterator[str]:
    """Every row that was not found in its place, and what was read under its code."""
    for one in found:
        if not one.in_place:
            row = one.row
            what = "not first" if one.on_page else "on another page" if one.in_document else "not found"
            read = ", ".join(f"{line.amount} (p. {line.page})" for line in one.beside[:6]) or "nothing"
            yield f"{row.path} p. {row.page} {row.title}: {row.code} {row.name} {row.amount}: {what}; read: {read}"
