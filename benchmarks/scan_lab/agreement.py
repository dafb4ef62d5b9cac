"""How a scan's reading agrees with the digital page's own: figures in their cell, budget lines, forms, strays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from mingzhang.models.identities.confidence import marks_of
from mingzhang.models.records.documents import BudgetLine, Document
from mingzhang.models.records.pages import Grid
from mingzhang.models.text.amounts import plain, printed_amount
from mingzhang.models.vocabulary.enums import Verification

FORM_FIELDS = (
    "project_name", "department_code", "department_name", "unit_name", "attribute", "duration", "overview", "basis",
    "necessity", "safeguards", "plan", "implementation_goal", "annual_goal",
)  # fmt: skip

AMOUNTS = re.compile(r"-?\d[\d,]*(?:\.\d+)?")

LineKey = tuple[str, Decimal | None, str | None, str, str | None]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts of one scan. Figures are cells that print an amount (codes too).

    `wrong_*` count read budget lines that the digital page doesn't have: in any part (figure, item, code, measure,
    unit of money), or (`amount`) with an amount that it doesn't have. `strays`, of scans with watermark or seal:
    their characters in cells, beyond those that the page itself prints, and cells that hold something though nothing is
    printed in them.
    """

    figures: int = 0
    figures_in_cell: int = 0
    figures_found: int = 0
    lines: int = 0
    lines_right: int = 0
    lines_read: int = 0
    verified: int = 0
    wrong_verified: int = 0
    wrong_amount_verified: int = 0
    wrong_not_suspect: int = 0
    wrong_amount_not_suspect: int = 0
    form_fields: int = 0
    form_fields_right: int = 0
    indicators: int = 0
    indicators_right: int = 0
    strays: int = 0
    seconds: float = 0.0
    peer_found: int = 0
    peer_seconds: float = 0.0

    def plus(self, other: Agreement) -> Agreement:
        return Agreement(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def agreement(printed: Sequence[Document], read: Document, foreign: str, seconds: float) -> Agreement:
    """`printed`: the readings of the digital pages that the scan shows; `foreign`: words of its watermark and seals."""
    truth = [grid for document in printed for page in document.pages for grid in page.grids]
    seen = [grid for page in read.pages for grid in page.grids]
    amounts, found = amounts_in(truth), amounts_in(seen)
    lines = Counter(_key(line) for document in printed for line in _lines(document))
    read_lines = list(_lines(read))
    wrong = list(_beyond(lines, read_lines))
    values = Counter(line.amount_yuan for document in printed for line in _lines(document))
    false = list(_beyond_amounts(values, read_lines))
    form, form_read = (_form_fields(documents) for documents in (printed, [read]))
    indicators, indicators_read = (_indicators(documents) for documents in (printed, [read]))
    return Agreement(
        figures=sum(amounts.values()),
        figures_in_cell=sum(_in_cell(grid, seen) for grid in truth),
        figures_found=sum((amounts & found).values()),
        lines=sum(lines.values()),
        lines_right=sum((lines & Counter(_key(line) for line in read_lines)).values()),
        lines_read=len(read_lines),
        verified=sum(line.verification is Verification.VERIFIED for line in read_lines),
        wrong_verified=sum(line.verification is Verification.VERIFIED for line in wrong),
        wrong_amount_verified=sum(line.verification is Verification.VERIFIED for line in false),
        wrong_not_suspect=sum(line.verification is not Verification.SUSPECT for line in wrong),
        wrong_amount_not_suspect=sum(line.verification is not Verification.SUSPECT for line in false),
        form_fields=sum(form.values()),
        form_fields_right=sum((form & form_read).values()),
        indicators=sum(indicators.values()),
        indicators_right=sum((indicators & indicators_read).values()),
        strays=_strays(truth, seen, foreign),
        seconds=seconds,
    )


def figures_in(texts: Iterable[str], printed: Sequence[Document]) -> int:
    """How many of the digital pages' figures stand somewhere in lines of text, as a reader without cells gives them."""
    wanted = amounts_in(grid for document in printed for page in document.pages for grid in page.grids)
    tokens = (printed_amount(token) for text in texts for token in AMOUNTS.findall(plain(text)))
    return sum((wanted & Counter(amount for amount in tokens if amount is not None)).values())


def missed_lines(printed: Sequence[Document], read: Document) -> tuple[list[LineKey], list[LineKey]]:
    """Budget lines of the digital pages that the scan lacks, and lines of the scan that they lack."""
    one = Counter(_key(line) for document in printed for line in _lines(document))
    other = Counter(_key(line) for line in _lines(read))
    return list((one - other).elements()), list((other - one).elements())


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A recognised budget line: its marks of doubt, the confidence it was given, whether it is right in all parts."""

    marks: dict[str, float]
    confidence: float
    verification: str
    right: bool


def lines_read(printed: Sequence[Document], read: Document) -> Iterator[ReadLine]:
    """The recognised lines of a scan, against those of the digital pages that it shows."""
    wrong = {id(line) for line in _beyond(Counter(_key(one) for its in printed for one in _lines(its)), _lines(read))}
    pages = {page.number: page.mean_confidence for page in read.pages}
    for table in read.tables:
        marks = marks_of(table, pages)
        for line in table.lines:
            its = marks.get((line.row_index, line.column_index))
            if its is not None:
                yield ReadLine(its, line.confidence, line.verification.value, id(line) not in wrong)


def _lines(document: Document) -> Iterator[BudgetLine]:
    for table in document.tables:
        yield from table.lines


def _key(line: BudgetLine) -> LineKey:
    measure = line.measure.value if line.measure else None
    return bare(line.amount_text), line.amount_yuan, line.item_code, bare(line.item_name or ""), measure


def bare(text: str) -> str:
    """A text without spaces and line ends, in plain signs."""
    return "".join(plain(text).split())


def _beyond(lines: Counter[LineKey], read: Iterable[BudgetLine]) -> Iterator[BudgetLine]:
    left = lines.copy()
    for line in read:
        key = _key(line)
        if left[key] > 0:
            left[key] -= 1
        else:
            yield line


def _beyond_amounts(values: Counter[Decimal | None], read: Iterable[BudgetLine]) -> Iterator[BudgetLine]:
    return (line for line in read if not values[line.amount_yuan])


def amounts_in(grids: Iterable[Grid]) -> Counter[Decimal]:
    """How often each amount is printed in the cells of grids."""
    amounts = (printed_amount(plain(cell.text)) for grid in grids for cell in grid.cells if cell.text)
    return Counter(amount for amount in amounts if amount is not None)


def _form_fields(documents: Sequence[Document]) -> Counter[tuple[str, str]]:
    return Counter(
        (name, bare(str(value)))
        for document in documents
        for project in document.projects
        for name in FORM_FIELDS
        if (value := getattr(project, name)) is not None
    )


def _indicators(documents: Sequence[Document]) -> Counter[tuple[str, ...]]:
    return Counter(
        tuple(bare(str(part or "")) for part in (one.period.value, one.level1, one.level2, one.level3, one.target_text))
        for document in documents
        for project in document.projects
        for one in project.indicators
    )


def _strays(truth: Sequence[Grid], read: Sequence[Grid], foreign: str) -> int:
    letters = set(foreign) - {" "}
    printed, seen = (
        Counter(c for grid in grids for cell in grid.cells for c in cell.text if c in letters)
        for grids in (truth, read)
    )
    return sum((seen - printed).values()) + _filled(truth, read) if letters else 0


def _filled(truth: Sequence[Grid], read: Sequence[Grid]) -> int:
    """How many cells in which nothing is printed were read as holding something: a rest of foreign ink, whatever sign
    it was taken for."""
    count = 0
    for one in truth:
        wanted = Counter(_texts(one).values())
        grid = max(read, key=lambda grid: sum((wanted & Counter(_texts(grid).values())).values()), default=None)
        if grid is None:
            continue
        texts = _texts(grid)
        rows, columns = _matched(one, grid)
        count += sum(
            (rows[cell.row], columns[cell.column]) in texts
            for cell in one.cells
            if not bare(cell.text) and cell.row in rows and cell.column in columns
        )
    return count


def _in_cell(truth: Grid, read: Sequence[Grid]) -> int:
    """How many figures of a grid stand in the matching row and column of some grid of the scan.

    Rows, then columns, are matched in order so that most texts agree: one row too many doesn't spoil the rest.
    """
    figures = {
        (cell.row, cell.column): amount
        for cell in truth.cells
        if (amount := printed_amount(plain(cell.text))) is not None
    }
    right: set[tuple[int, int]] = set()
    for grid in read:
        rows, columns = _matched(truth, grid)
        seen = {(cell.row, cell.column): printed_amount(plain(cell.text)) for cell in grid.cells}
        right |= {
            (row, column)
            for (row, column), amount in figures.items()
            if row in rows and column in columns and seen.get((rows[row], columns[column])) == amount
        }
    return len(right)


def _matched(one: Grid, other: Grid) -> tuple[dict[int, int], dict[int, int]]:
    texts, others = _texts(one), _texts(other)
    alike = np.zeros((one.row_count, other.row_count))
    by_row = [Counter(text for (row, _), text in texts.items() if row == r) for r in range(one.row_count)]
    other_by_row = [Counter(text for (row, _), text in others.items() if row == r) for r in range(other.row_count)]
    for r, held in enumerate(by_row):
        for s, found in enumerate(other_by_row):
            alike[r, s] = sum((held & found).values())
    rows = in_order(alike)
    same = np.zeros((one.column_count, other.column_count))
    for (row, column), text in texts.items():
        for c in range(other.column_count):
            if row in rows and others.get((rows[row], c)) == text:
                same[column, c] += 1
    return rows, in_order(same)


def _texts(grid: Grid) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): bare(cell.text) for cell in grid.cells if cell.text}


def in_order(alike: NDArray[np.float64]) -> dict[int, int]:
    """Pairs of rows and columns of a matrix, both rising, whose sum is greatest; pairs of 0 are left out."""
    height, width = alike.shape
    best = np.zeros((height + 1, width + 1))
    for i in range(1, height + 1):
        for j in range(1, width + 1):
            best[i, j] = max(best[i - 1, j], best[i, j - 1], best[i - 1, j - 1] + alike[i - 1, j - 1])
    pairs = {}
    i, j = height, width
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs[i] = j
    return pairs
