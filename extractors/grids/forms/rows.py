"""Rows without rulings: texts whose names and values stand about the same middle."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mingzhang.extractors.grids.borderless.runs import TextRun
from mingzhang.extractors.grids.forms.blocks import PITCH

MOST_BLOBS = 8
LONELY = 1.0  # em: what it costs that a row has a name or a value alone
SEVERAL = 1.0  # em: what it costs that a row has two texts below each other in one column
INNER = 0.5  # of the white within a row, em
TIGHT = 0.45  # em: white between lines of one text
INSET = 0.1  # of its height: how far two lines may reach into each other


def blobs_of(runs: Sequence[TextRun], white: float = 0.0) -> list[tuple[float, float, list[TextRun]]]:
    """Runs as stretches of height that no white rows part, more of them than `white` (points)."""
    found: list[tuple[float, float, list[TextRun]]] = []
    for run in sorted(runs, key=lambda run: run.y0):
        inset = INSET * (run.y1 - run.y0)
        if found and run.y0 + inset < found[-1][1] + white:
            found[-1] = found[-1][0], max(found[-1][1], run.y1 - inset), [*found[-1][2], run]
        else:
            found.append((run.y0 + inset, run.y1 - inset, [run]))
    return found


def rows_between(
    part: Sequence[tuple[TextRun, int]],
    names: set[int],
    values: set[int],
    em: float,
    is_ruled: bool = False,
) -> list[tuple[float, float]]:
    """The rows that some lines make: each has a name and a value about the same middle, whatever of them wraps.

    `is_ruled`: rulings stand above and below, so that rows stand apart; lines set as close as those of one text are."""
    column = {id(run): i for run, i in part}
    blobs = blobs_of([run for run, _ in part], TIGHT * em if is_ruled else 0.0)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(blobs) + 1):
        options = []
        for start in range(max(0, end - MOST_BLOBS), end):
            inside = [run for blob in blobs[start:end] for run in blob[2]]
            white = sum(max(0.0, b[0] - a[1]) for a, b in pairwise(blobs[start:end]))
            its = [[run for run in inside if column[id(run)] in some] for some in (names, values)]
            cost = LONELY if not all(its) else abs(_centre(its[0]) - _centre(its[1])) / em
            cost += SEVERAL * sum(_breaks(some, em) for some in its)
            options.append((best[start][0] + cost + INNER * white / em, start))
        best.append(min(options))
    rows = []
    end = len(blobs)
    while end:
        start = best[end][1]
        rows.append((blobs[start][0], blobs[end - 1][1]))
        end = start
    return rows[::-1]


def _breaks(runs: Sequence[TextRun], em: float) -> int:
    """How often a text of one column ends and another begins below it: more is between them than between lines."""
    ordered = sorted(runs, key=lambda run: run.base)
    return sum(b.base - a.base > PITCH * em for a, b in pairwise(ordered))


def _centre(runs: Sequence[TextRun]) -> float:
    return (min(run.y0 for run in runs) + max(run.y1 for run in runs)) / 2
