"""Second reading: doubted figures looked at again, and put right where exactly one reading makes the books balance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mingzhang.extractors.reread.doubts import doubted_figures, likeliest_first
from mingzhang.extractors.reread.records import Alternative, CellReading, DoubtfulFigure, Look
from mingzhang.extractors.reread.trying import Books, fits_of, most_tries, only_ones, together
from mingzhang.extractors.settings import OnPage
from mingzhang.extractors.understand.disclosure import understand
from mingzhang.models.identities import proved
from mingzhang.models.records.documents import Document, Table
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Page
from mingzhang.models.text.amounts import printed_amount

MOST_ROUNDS = 6
LEAST_CONFIDENCE = 0.3

PageBox = tuple[int, Box]


def second_reading(document: Document, look: Look, on_page: OnPage | None = None) -> Document:
    """A proved document, its doubted figures read again.

    A figure of a scanned page that is in a broken identity, or was read with low confidence and is not proved, is
    looked at again. Another reading is taken only if it alone makes all identities of that figure hold and breaks
    none, and no other reading of any figure would do as well; the line then keeps its `first_reading`. All others
    stay as they were, as sure as both readings agree: the likeliest culprit is the one of least confidence. Figures
    of a text layer are never changed. `on_page(page_number, page_count)` is called before each page that is looked at
    again.
    """
    figures = doubted_figures(document)
    if not figures:
        return document
    count = len(document.pages)
    looked = list(_looked_at(figures, look, count, on_page))
    alternatives = [one for figure, readings in looked for one in alternatives_of(figure, readings)]
    agreements = {figure.reference: agreement(figure, readings) for figure, readings in looked}
    taken = _taken(document, alternatives, on_page)
    mended = _with_readings(document, taken) if taken else None
    return likeliest_first(mended or document, agreements)


def _looked_at(
    figures: Sequence[DoubtfulFigure], look: Look, count: int, on_page: OnPage | None
) -> Iterable[tuple[DoubtfulFigure, Sequence[CellReading]]]:
    pages: dict[int, list[DoubtfulFigure]] = {}
    for figure in figures:
        pages.setdefault(figure.page_number, []).append(figure)
    for number, its in sorted(pages.items()):
        if on_page:
            on_page(number, count)
        readings = look(number, its)
        yield from zip(its, readings, strict=True)


def alternatives_of(figure: DoubtfulFigure, readings: Sequence[CellReading]) -> list[Alternative]:
    """The distinct amounts that some readings give and the first reading did not, those read most often first."""
    amounts = [r for r in readings if printed_amount(r.text) is not None]
    usable = [r for r in amounts if r.is_guess or r.confidence >= LEAST_CONFIDENCE]
    read = sum(not r.is_guess for r in usable)
    found = []
    for amount in dict.fromkeys(printed_amount(reading.text) for reading in usable):
        if amount is None or amount == figure.amount:
            continue
        votes = [reading for reading in usable if printed_amount(reading.text) == amount]
        best = max(votes, key=lambda reading: reading.confidence)
        count = sum(not reading.is_guess for reading in votes)
        found.append(Alternative(figure, "".join(best.text.split()), amount, count, read, best.confidence))
    return sorted(found, key=lambda one: (-one.votes, -one.confidence))


def agreement(figure: DoubtfulFigure, readings: Sequence[CellReading]) -> float:
    """The share of some readings that gave what was read first; 1 where there are none."""
    read = [reading for reading in readings if not reading.is_guess]
    same = [reading for reading in read if printed_amount(reading.text) == figure.amount]
    return len(same) / len(read) if read else 1.0


def _taken(document: Document, alternatives: Sequence[Alternative], on_page: OnPage | None) -> list[Alternative]:
    """The readings to take, one by one while each alone does, then those that only do together."""
    taken: list[Alternative] = []
    left = sorted(alternatives, key=lambda one: (-one.figure.failing, -one.votes))
    count = len(document.pages)
    for _ in range(MOST_ROUNDS):
        if on_page and left:
            on_page(count, count)
        current = _applied(document, taken)
        if current is None or not left:
            return taken
        most = most_tries(document)
        untried = {one.figure.reference for one in left[most:]}
        found = only_ones(fits_of(current, left[:most]), untried)
        if not found:
            sure = [one for one in left if one.is_unanimous]
            found = together(current, sure)
        elif len(found) > 1 and _applied(current, found) is None:
            found = found[:1]
        if not found:
            return taken
        done = {one.figure.reference for one in found}
        taken += found
        left = [one for one in left if one.figure.reference not in done]
    return taken


def _applied(document: Document, taken: Sequence[Alternative]) -> Document | None:
    return _with_readings(document, taken) if taken else document


def _with_readings(document: Document, taken: Sequence[Alternative]) -> Document | None:
    """The document understood anew with some readings in their cells, proved; None where that breaks an identity."""
    changes = {(one.figure.page_number, one.figure.box): one for one in taken}
    pages = tuple(_page_with(page, changes) for page in document.pages)
    understood = understand(pages)
    again = proved(
        replace(
            document,
            facts=understood.facts,
            pages=pages,
            tables=understood.tables,
            projects=understood.projects,
            statements=understood.statements,
            checks=(),
        )
    )
    if Books.of(again).failing - Books.of(document).failing:
        return None
    return replace(again, tables=tuple(_marked(table, changes) for table in again.tables))


def _page_with(page: Page, changes: Mapping[PageBox, Alternative]) -> Page:
    if not any(number == page.number for number, _ in changes):
        return page
    grids = []
    for grid in page.grids:
        cells = []
        for cell in grid.cells:
            one = changes.get((page.number, cell.box))
            same = one is not None and cell.text == one.figure.text
            cells.append(replace(cell, text=one.text, confidence=one.confidence) if one is not None and same else cell)
        grids.append(replace(grid, cells=tuple(cells)))
    return replace(page, grids=tuple(grids))


def _marked(table: Table, changes: Mapping[PageBox, Alternative]) -> Table:
    """The table with `first_reading` on the lines that were read again."""
    places: dict[tuple[int, int], str] = {}
    for cell in table.cells:
        one = changes.get((cell.page_number, cell.box))
        if one is not None:
            places[cell.row_index, cell.column_index] = one.figure.text.replace("\n", "")
    if not places:
        return table
    return replace(
        table,
        lines=tuple(
            replace(line, first_reading=places.get((line.row_index, line.column_index))) for line in table.lines
        ),
    )
