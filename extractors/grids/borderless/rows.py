"""Rows of a table without horizontal rules: lines of figures and codes, and the wrapped names that belong to them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mingzhang.extractors.grids.borderless.columns import place_of
from mingzhang.extractors.grids.borderless.runs import RunLine, TextRun, line_of

LEVEL, SAME_LINE = 0.1, 0.4  # em: a line on its anchor; texts of one line
LEADING = 2.0
TIGHTER = 0.975
CODED = 0.8
FARTHEST = 1.0
OWN_ROW = 0.5
ONE_ROW = 1.0
RULED = 3
NO_TEXT = 0.05
TOUCHING = 1.0
OVERLAID = 4.0
STOLEN = 0.5  # what it costs that a line which stands beside one row's figures goes to another row
UNFILLED = 1.7
MOST_LINES = 8

Alignment = Callable[[float, float, float], float]

_ALIGNMENTS: tuple[Alignment, ...] = (
    lambda first, last, anchor: abs((first + last) / 2 - anchor),
    lambda first, last, anchor: abs(first - anchor),
    lambda first, last, anchor: abs(last - anchor),
)


@dataclass(frozen=True, slots=True)
class TextRow:
    """One row: its place (a baseline) and its runs by column."""

    base: float
    runs: tuple[tuple[int, TextRun], ...]

    @property
    def y0(self) -> float:
        return min(run.y0 for _, run in self.runs)

    @property
    def y1(self) -> float:
        return max(run.y1 for _, run in self.runs)


def find_rows(
    lines: Sequence[RunLine], edges: Sequence[float], em: float, rules: Sequence[float] = ()
) -> list[TextRow]:
    """The rows that some lines make. `rules`: places of horizontal lines that no row crosses.

    Lines between two rules, one of which at most shows by its figures that it is a row, are one row: a table with a
    rule under each row.
    """
    if len(rules) >= RULED:
        bounds = [float("-inf"), *rules, float("inf")]
        parts = [[line for line in lines if a < line.base <= b] for a, b in itertools.pairwise(bounds)]
        filled = [part for part in parts if part]
        if len(filled) * 2 >= len([line for line in lines if any(run.is_figure for run in line.runs)]):
            return [row for part in filled for row in _between_rules(part, edges, em)]
    placed = [[(place_of(run, edges), run) for run in line.runs] for line in lines]
    textual = _textual(placed, len(edges) - 1)
    anchors = _apart(
        [
            (line.base, sum(run.is_figure for run in line.runs))
            for line, runs in zip(lines, placed, strict=True)
            if any(_anchors(run, column in textual) for column, run in runs)
        ],
        em,
    )
    pitch = None if _are_coded(lines, anchors) else _pitch(anchors)
    rows: dict[float, list[tuple[int, TextRun]]] = {base: [] for base in anchors}
    loose: list[tuple[int, TextRun]] = []
    for column in range(len(edges) - 1):
        mine = [
            line_of([run for c, run in runs if c == column]) for runs in placed if any(c == column for c, _ in runs)
        ]
        if column not in textual:
            for line in mine:
                base = _nearest(line.base, anchors, ONE_ROW * em)
                target = loose if base is None else rows[base]
                target += [(column, run) for run in line.runs]
            continue
        owned, own = _assigned(mine, anchors, em, pitch, rules)
        for base, lines_of_row in owned:
            rows[base] += [(column, run) for line in lines_of_row for run in line.runs]
        loose += [(column, run) for line in own for run in line.runs]
    found = [TextRow(base, tuple(runs)) for base, runs in rows.items() if runs]
    return sorted(found + _own_rows(loose, em), key=lambda row: row.base)


def _between_rules(lines: Sequence[RunLine], edges: Sequence[float], em: float) -> list[TextRow]:
    figured = [line for line in lines if any(run.is_figure or run.is_glued or run.is_share for run in line.runs)]
    if len(figured) > 1 and figured[-1].base - figured[0].base > ONE_ROW * em:
        return find_rows(lines, edges, em)
    base = figured[0].base if figured else lines[0].base
    return [TextRow(base, tuple((place_of(run, edges), run) for line in lines for run in line.runs))]


def _textual(placed: Sequence[Sequence[tuple[int, TextRun]]], count: int) -> set[int]:
    """Columns whose texts may wrap: fewer numbers than words."""
    found = set()
    for column in range(count):
        runs = [run for line in placed for c, run in line if c == column]
        numbers = sum(run.is_amount or run.is_glued or run.is_share for run in runs)
        if numbers * 2 < len(runs):
            found.add(column)
    return found


def _anchors(run: TextRun, is_text: bool) -> bool:
    """Whether a run shows that its line is a row."""
    if run.is_amount or run.is_glued or run.is_share:
        return not is_text or run.is_figure or run.is_share
    return run.begins_item or run.is_total


def _are_coded(lines: Sequence[RunLine], anchors: Sequence[float]) -> bool:
    """Whether nearly every row has a code: then a line of words alone is never a row."""
    coded = sum(any(run.is_code and len(run.text) > 2 for run in line.runs[:3]) for line in lines)
    return coded >= CODED * len(anchors)


def _apart(found: Sequence[tuple[float, int]], em: float) -> list[float]:
    """Places of rows: lines too near each other for two rows are one, at the place of most of its figures."""
    kept: list[tuple[float, int]] = []
    for base, figures in found:
        if not kept or base - kept[-1][0] > ONE_ROW * em:
            kept.append((base, figures))
        elif figures > kept[-1][1]:
            kept[-1] = (base, figures)
    return [base for base, _ in kept]


def _pitch(anchors: Sequence[float]) -> float | None:
    """The least usual distance of rows, None for too few."""
    steps = sorted(b - a for a, b in itertools.pairwise(anchors))
    return steps[len(steps) // 10] if len(steps) >= 3 else None


def _nearest(place: float, anchors: Sequence[float], reach: float) -> float | None:
    best = min(anchors, key=lambda anchor: abs(anchor - place), default=None)
    return best if best is not None and abs(best - place) <= reach else None


def _may_join(
    upper: RunLine, lower: RunLine, em: float, pitch: float | None, fill: RunLine, rules: Sequence[float]
) -> bool:
    """Whether the second of two lines of a column may be the first one's text going on."""
    gap = lower.base - upper.base
    if gap > LEADING * em or (pitch is not None and gap > TIGHTER * pitch and pitch < LEADING * em):
        return False
    if lower.runs[0].begins_item or upper.runs[-1].is_total or lower.runs[0].is_total:
        return False
    if any(upper.base < rule < lower.base for rule in rules):
        return False
    ends, width = upper.runs[-1].x1, upper.runs[-1].x1 - upper.runs[0].x0
    reach = UNFILLED * em
    return ends >= fill.runs[-1].x1 - reach or width >= fill.runs[-1].x1 - fill.runs[0].x0 - reach


def _assigned(
    lines: Sequence[RunLine], anchors: Sequence[float], em: float, pitch: float | None, rules: Sequence[float]
) -> tuple[list[tuple[float, Sequence[RunLine]]], list[RunLine]]:
    """Lines of one column of words given to rows: (row, its lines) and lines that are rows of their own."""
    if not lines:
        return [], []
    fill = max(lines, key=lambda line: line.runs[-1].x1 - line.runs[0].x0)
    joins = [_may_join(a, b, em, pitch, fill, rules) for a, b in itertools.pairwise(lines)]
    best = min(
        (_best(lines, anchors, em, joins, alignment, rules) for alignment in _ALIGNMENTS), key=lambda found: found[0]
    )
    return best[1], best[2]


def _best(
    lines: Sequence[RunLine],
    anchors: Sequence[float],
    em: float,
    joins: Sequence[bool],
    alignment: Alignment,
    rules: Sequence[float],
) -> tuple[float, list[tuple[float, Sequence[RunLine]]], list[RunLine]]:
    """The cheapest way to give lines to anchors in order: a group of lines stands around (or under) its anchor."""
    n, m = len(lines), len(anchors)
    cost = [[float("inf")] * (m + 1) for _ in range(n + 1)]
    step: list[list[tuple[int, int]]] = [[(0, 0)] * (m + 1) for _ in range(n + 1)]
    near = [_nearest(line.base, anchors, TOUCHING * em) for line in lines]
    level = [_nearest(line.base, anchors, SAME_LINE * em) for line in lines]
    alone = [OWN_ROW if base is None else OVERLAID for base in near]
    cost[0] = [NO_TEXT * j for j in range(m + 1)]
    step[0] = [(0, -1)] * (m + 1)
    for i in range(1, n + 1):
        for j in range(m + 1):
            after = j == 0 or lines[i - 1].base > anchors[j - 1] - LEVEL * em
            before = j == m or lines[i - 1].base < anchors[j] + LEVEL * em
            options = []
            if after and before:
                options.append((cost[i - 1][j] + alone[i - 1], (-1, 0)))
            if j:
                options.append((cost[i][j - 1] + NO_TEXT, (0, -1)))
                for size, far in _groups_around(lines[:i], anchors[j - 1], em, joins, near, level, alignment, rules):
                    options.append((cost[i - size][j - 1] + far, (-size, -1)))
            if options:
                cost[i][j], step[i][j] = min(options)
    owned, own = _by_steps(lines, anchors, step)
    return cost[n][m], owned, own


def _groups_around(
    lines: Sequence[RunLine],
    anchor: float,
    em: float,
    joins: Sequence[bool],
    near: Sequence[float | None],
    level: Sequence[float | None],
    alignment: Alignment,
    rules: Sequence[float],
) -> Iterator[tuple[int, float]]:
    """(size, distance in em) of each group of the last lines that may stand around an anchor, no rule between."""
    count = len(lines)
    for size in range(1, min(count, MOST_LINES) + 1):
        around = near[count - size] == near[count - size + 1] == anchor if size > 1 else False
        if size > 1 and not joins[count - size] and not around:
            break
        first, last = lines[-size].base, lines[-1].base
        far = alignment(first, last, anchor) / em
        far += STOLEN * sum(level[i] not in (None, anchor) for i in range(count - size, count) if size > 1)
        reach = (min(first, anchor), max(last, anchor))
        if far <= FARTHEST and not any(reach[0] < rule < reach[1] for rule in rules):
            yield size, far


def _by_steps(
    lines: Sequence[RunLine], anchors: Sequence[float], step: Sequence[Sequence[tuple[int, int]]]
) -> tuple[list[tuple[float, Sequence[RunLine]]], list[RunLine]]:
    """(anchors with their lines, lines with none), the steps of the cheapest way gone backwards."""
    owned: list[tuple[float, Sequence[RunLine]]] = []
    own: list[RunLine] = []
    i, j = len(lines), len(anchors)
    while i > 0 or j > 0:
        lines_back, anchors_back = step[i][j]
        if lines_back == anchors_back == 0:
            break
        if lines_back and anchors_back:
            owned.append((anchors[j - 1], lines[i + lines_back : i]))
        elif lines_back:
            own.append(lines[i - 1])
        i, j = i + lines_back, j + anchors_back
    return owned, own


def _own_rows(loose: Sequence[tuple[int, TextRun]], em: float) -> list[TextRow]:
    """Rows of the texts that belong to no line of figures: one a line."""
    rows: list[list[tuple[int, TextRun]]] = []
    for column, run in sorted(loose, key=lambda one: one[1].base):
        if rows and run.base - rows[-1][-1][1].base <= SAME_LINE * em:
            rows[-1].append((column, run))
        else:
            rows.append([(column, run)])
    return [TextRow(row[0][1].base, tuple(row)) for row in rows]
