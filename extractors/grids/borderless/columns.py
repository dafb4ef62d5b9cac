"""Columns of a table without vertical rules: stretches of the page's width that its rows leave free of each other."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from mingzhang.extractors.grids.borderless.runs import RunLine, TextRun, line_of, run_of
from mingzhang.extractors.grids.lines import joined_spans

FEW_RUNS = 8  # fewer runs in a column are not cut in two
EMPTY, LEAST_SHARE, LONGEST_ORDINAL = 0.75, 0.25, 6  # shares of a run and of the rows; characters
LEAST_GAP = 0.05
MIXED = 0.4
STEP = 2.5
FEW_STRAYS = 4
VALLEY = 0.3
RARE = 0.05


@dataclass(frozen=True, slots=True)
class ColumnExtent:
    """Where a column's texts stand, from left to right."""

    x0: float
    x1: float
    figures: bool = False

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    def distance(self, run: TextRun) -> float:
        """How far a run stands off; negative where they overlap."""
        return max(run.x0 - self.x1, self.x0 - run.x1)

    def joined(self, x0: float, x1: float) -> ColumnExtent:
        return ColumnExtent(min(self.x0, x0), max(self.x1, x1), self.figures)


def find_columns(rows: Sequence[RunLine], em: float, head: Sequence[RunLine] = ()) -> list[ColumnExtent]:
    """The columns that the rows of a table's body stand in. `head`: the lines above them, whose texts tell lists in
    steps (codes of 类, 款 and 项 under a header each) from one list that is set in.

    Totals (合计), which are printed across the columns of codes and names, and figures that touch do not count, nor do
    the few texts that run over into a neighbouring column. Figures and words make columns of their own, so that a
    figure may touch the name at its right; they are one column where they mix.
    """
    runs = [run for row in rows for run in row.runs if not run.is_glued]
    telling = [run for run in runs if not run.is_total] or runs
    if not telling:
        return []
    found: list[ColumnExtent] = []
    for some in ([r for r in telling if r.is_figure], [r for r in telling if not r.is_figure]):
        found += [part for column in _stretches(some, em) for part in _at_valleys(column, some, em, len(rows))]
    columns = _of_one_kind(sorted(found, key=lambda column: column.x0), telling, em, head)
    columns = _without_ordinals(_mixed(columns, em), telling, em)
    columns = _without_strays(columns, rows)
    return [_with_role(column, telling) for column in columns]


def _rows_of(column: ColumnExtent, runs: Sequence[TextRun]) -> set[float]:
    return {round(run.base) for run in runs if column.distance(run) < 0}


def _of_one_kind(
    columns: Sequence[ColumnExtent], runs: Sequence[TextRun], em: float, head: Sequence[RunLine]
) -> list[ColumnExtent]:
    """Columns, those joined that hold one list of codes or names in steps: side by side and never in the same row."""
    kept: list[ColumnExtent] = []
    for column in columns:
        near = kept and column.x0 - kept[-1].x1 < STEP * em and not _has_own_headers(kept[-1], column, head)
        if near and not _rows_of(kept[-1], runs) & _rows_of(column, runs):
            ours = {_kind(run) for run in runs if kept[-1].distance(run) < 0}
            theirs = {_kind(run) for run in runs if column.distance(run) < 0}
            if ours == theirs and len(ours) == 1 and "figure" not in ours:
                kept[-1] = kept[-1].joined(column.x0, column.x1)
                continue
        kept.append(column)
    return kept


def _has_own_headers(left: ColumnExtent, right: ColumnExtent, head: Sequence[RunLine]) -> bool:
    """Whether one line of a header has a text over the left column alone and one over the right column alone."""
    return any(
        any(left.distance(run) < 0 <= right.distance(run) for run in line.runs)
        and any(right.distance(run) < 0 <= left.distance(run) for run in line.runs)
        for line in head
    )


def _kind(run: TextRun) -> str:
    return "figure" if run.is_figure else "code" if run.is_code else "words"


def _without_strays(columns: list[ColumnExtent], rows: Sequence[RunLine]) -> list[ColumnExtent]:
    """Columns less those of a few texts that stand between two columns in rows where both are blank (收入合计)."""
    kept = []
    for i, column in enumerate(columns):
        mine = [row for row in rows if any(column.distance(run) < 0 for run in row.runs)]
        beside = columns[max(0, i - 1) : i] + columns[i + 1 : i + 2]
        alone = all(sum(c.distance(run) < 0 for c in beside for run in row.runs) == 0 for row in mine)
        totals = any(run.is_total for row in mine for run in row.runs if column.distance(run) < 0)
        words = not any(run.is_amount for row in mine for run in row.runs if column.distance(run) < 0)
        if not (len(beside) == 2 and alone and totals and words and len(mine) <= FEW_STRAYS):
            kept.append(column)
    return kept


def _mixed(columns: Sequence[ColumnExtent], em: float) -> list[ColumnExtent]:
    """Columns, those that stand in one another joined."""
    kept: list[ColumnExtent] = []
    for column in columns:
        shared = kept[-1].x1 - column.x0 if kept else 0.0
        if kept and shared > MIXED * em and shared > MIXED * min(column.x1 - column.x0, kept[-1].x1 - kept[-1].x0):
            kept[-1] = kept[-1].joined(column.x0, column.x1)
        else:
            kept.append(column)
    return kept


def _with_role(column: ColumnExtent, runs: Sequence[TextRun]) -> ColumnExtent:
    inside = [run for run in runs if column.distance(run) < 0]
    return ColumnExtent(column.x0, column.x1, sum(run.is_figure for run in inside) * 2 > len(inside))


def cut_at(line: RunLine, columns: Sequence[ColumnExtent]) -> RunLine:
    """A line whose figures that touch a neighbour (`174,90064,101,833`, `36.50一、`) are cut between the columns."""
    return line_of([part for run in line.runs for part in _cut(run, columns)])


def _cut(run: TextRun, columns: Sequence[ColumnExtent]) -> list[TextRun]:
    if run.is_amount or not any(c.isdecimal() for c in run.text):
        return [run]
    for left, right in itertools.pairwise(columns):
        place = (left.x1 + right.x0) / 2
        count = sum((g.x0 + g.x1) / 2 < place for g in run.glyphs)
        if not 0 < count < len(run.glyphs) or min(run.x1 - place, place - run.x0) <= 0:
            continue
        parts = run_of(run.glyphs[:count]), run_of(run.glyphs[count:])
        is_coded = parts[0].is_code and left.x1 - run.x0 > 0 and not right.figures and not parts[1].text[:1].isdecimal()
        if is_coded or any(part.is_figure for part in parts):
            return [parts[0], *_cut(parts[1], columns)]
    return [run]


def _stretches(runs: Sequence[TextRun], em: float) -> list[ColumnExtent]:
    return [ColumnExtent(x0, x1) for x0, x1 in joined_spans(((run.x0, run.x1) for run in runs), LEAST_GAP * em)]


def _at_valleys(column: ColumnExtent, runs: Sequence[TextRun], em: float, row_count: int) -> list[ColumnExtent]:
    """A stretch cut where almost no row has text, and many have at both sides: only texts that ran over cross there."""
    inside = [run for run in runs if column.distance(run) < 0]
    few = max(1, int(RARE * row_count))
    if len(inside) < FEW_RUNS:
        return [column]
    least = max(3, LEAST_SHARE * row_count)
    for crossing in (sorted(inside, key=lambda run: -run.width)[:few], _over_valley(inside, few, least)):
        rest = [run for run in inside if run not in crossing]
        parts = _stretches(rest, em)
        wide = [part for part in parts if sum(part.distance(run) < 0 for run in rest) >= least]
        apart = all(b.x0 - a.x1 >= VALLEY * em for a, b in itertools.pairwise(parts))
        if len(wide) > 1 and len(wide) == len(parts) and apart:
            return parts
    return [column]


def _over_valley(runs: Sequence[TextRun], few: int, least: float) -> list[TextRun]:
    """The fewest runs (no more than `few`) over a place at each side of which at least so many runs stand whole."""
    found: list[list[TextRun]] = []
    for place in {run.x1 for run in runs}:
        sides = sum(run.x1 <= place for run in runs), sum(run.x0 >= place for run in runs)
        over = [run for run in runs if run.x0 < place < run.x1]
        if min(sides) >= least and 0 < len(over) <= few:
            found.append(over)
    return min(found, key=len, default=[])


def _without_ordinals(columns: list[ColumnExtent], runs: Sequence[TextRun], em: float) -> list[ColumnExtent]:
    """Columns less those that hold nothing but the ordinals (`一、`) of the names at their right."""
    kept: list[ColumnExtent] = []
    for column in reversed(columns):
        texts = [run.text for run in runs if column.distance(run) < 0]
        ordinals = texts and all(
            text.endswith(("、", ".", ")", "．", ":", "：")) and len(text) < LONGEST_ORDINAL for text in texts
        )
        if kept and ordinals and kept[-1].x0 - column.x1 < 2 * em:
            kept[-1] = kept[-1].joined(column.x0, column.x1)
        else:
            kept.append(column)
    return kept[::-1]


def place_of(run: TextRun, edges: Sequence[float]) -> int:
    """The column that holds most of a run."""
    shares = [min(run.x1, b) - max(run.x0, a) for a, b in itertools.pairwise(edges)]
    return max(range(len(shares)), key=lambda i: shares[i])


def crossing_share(runs: Sequence[TextRun], edges: Sequence[float]) -> float:
    """The share of runs that stand in no one column."""
    if not runs:
        return 0.0
    crossing = 0
    for run in runs:
        i = place_of(run, edges)
        crossing += min(run.x1, edges[i + 1]) - max(run.x0, edges[i]) < EMPTY * run.width
    return crossing / len(runs)
