"""Tables that no caption, frame or known header tells of: many rows below each other that begin with a name and go on
with figures in columns. A picture of a table is often cut so close that nothing else is on it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from mingzhang.extractors.grids.borderless.runs import RunLine, TextRun

LEAST_ROWS = 6
LEAST_COLUMNS = 2
AT_ONE_PLACE = 0.4  # em: how far apart the ends, or the middles, of figures of one column lie
MOSTLY = 0.5  # of the rows: how many have a figure in a column; of the lines from the first row to the last: are rows
STEP = 2.2  # of the usual distance of rows: how far from a row the line of a header, or of the last rows, may stand


def figured_part(lines: Sequence[RunLine], em: float) -> tuple[RunLine, ...]:
    """The lines of the table among some lines of a page, those of its header with them; none where none is there."""
    rows = [index for index, line in enumerate(lines) if _is_row(line)]
    if len(rows) < LEAST_ROWS or len(rows) < MOSTLY * (rows[-1] + 1 - rows[0]):
        return ()
    beside = [lines[index].runs[1:] for index in rows]
    values = [[run for run in runs if run.is_amount or run.is_share] for runs in beside]
    if not _aligned(values, em) or _aligned(beside, em) < LEAST_COLUMNS:
        return ()
    usual = STEP * median(b.base - a.base for a, b in pairwise(lines[rows[0] : rows[-1] + 1]))
    first, last = rows[0], rows[-1]
    while first and _goes_on(lines[first - 1], lines[first], usual):
        first -= 1
    while last + 1 < len(lines) and _goes_on(lines[last], lines[last + 1], usual, below=True):
        last += 1
    return tuple(lines[first : last + 1])


def _is_row(line: RunLine) -> bool:
    name, *beside = line.runs
    named = not name.is_amount and not name.is_share
    return named and len(beside) >= LEAST_COLUMNS and any(run.is_amount or run.is_share for run in beside)


def _goes_on(upper: RunLine, lower: RunLine, step: float, *, below: bool = False) -> bool:
    """Whether the line above (or below) a table's lines belongs to them: several texts, near."""
    return len((lower if below else upper).runs) > 1 and lower.base - upper.base <= step


def _aligned(rows: Sequence[Sequence[TextRun]], em: float) -> int:
    """How many columns the texts of most rows stand in, by where they end, by their middles or by where they begin."""
    runs = [(run, row) for row, some in enumerate(rows) for run in some]
    ways = (
        [(run.x1, row) for run, row in runs],
        [(run.middle, row) for run, row in runs],
        [(run.x0, row) for run, row in runs],
    )
    return max(_columns(places, len(rows), em) for places in ways)


def _columns(places: Sequence[tuple[float, int]], row_count: int, em: float) -> int:
    columns: list[set[int]] = []
    before = float("-inf")
    for place, row in sorted(places):
        if place - before > AT_ONE_PLACE * em:
            columns.append(set())
        columns[-1].add(row)
        before = place
    return sum(len(column) >= MOSTLY * row_count for column in columns)
