"""Where the columns of a form part: at rulings, at the ends of rulings, where white runs through all rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mingzhang.extractors.grids.borderless.runs import TextRun, run_of

OVERRUN = 0.3  # em
TOUCHING = 0.2  # em: how far a character may reach over a ruling
WIDE, SEVERAL_LINES = 0.8, 0.3  # em: white between columns of few lines and of many
MANY_LINES = 3
LEAST_WHITE = 0.2  # em: less is white between characters


def cut_between(
    left: float,
    right: float,
    runs: Sequence[TextRun],
    hints: Sequence[float],
    em: float,
    beside: float | None = None,
) -> float:
    """The place between `left` and `right` that fewest characters cross: a hint if one is there, else the middle of
    the widest such stretch. Of several hints the nearest to `beside`, where a label ends or begins: its cell is tight,
    that of its value is not."""
    inside = [(g.x0, g.x1) for run in runs for g in run.glyphs if g.x1 > left and g.x0 < right]
    ends = sorted({left, right, *(x for pair in inside for x in pair if left < x < right)})
    inner = list(pairwise(ends))
    inner = [(a, b) for a, b in inner if b - a >= LEAST_WHITE * em] or inner
    if not inner:
        return (left + right) / 2
    crossing = [sum(x0 < (a + b) / 2 < x1 for x0, x1 in inside) for a, b in inner]
    least = min(crossing)
    free = [(b - a, (a + b) / 2) for (a, b), count in zip(inner, crossing, strict=True) if count == least]
    reach = TOUCHING * em
    told = [hint for hint in hints if any(abs(hint - middle) <= wide / 2 + reach for wide, middle in free)]
    widest = max(free)[1]
    near = widest if beside is None else beside
    return min(told, key=lambda hint: abs(hint - near)) if told else widest


def cut_runs(runs: Sequence[TextRun], edges: Sequence[float], em: float) -> list[TextRun]:
    """Runs, those that go on over an edge between columns as two."""
    found: list[TextRun] = []
    for run in runs:
        rest = list(run.glyphs)
        for edge in edges:
            count = sum((g.x0 + g.x1) / 2 < edge for g in rest)
            if 0 < count < len(rest) and min(edge - rest[0].x0, rest[-1].x1 - edge) > OVERRUN * em:
                found.append(run_of(rest[:count]))
                rest = rest[count:]
        found.append(run if len(rest) == len(run.glyphs) else run_of(rest))
    return found


def parted(runs: Sequence[TextRun], em: float) -> list[tuple[float, float]]:
    """The stretches of the width that runs take. White parts them where it is wide, or where several lines at both
    sides of it end and begin there."""
    found: list[list[TextRun]] = []
    ends: list[float] = []
    for run in sorted(runs, key=lambda run: run.x0):
        if found and run.x0 - ends[-1] < SEVERAL_LINES * em:
            found[-1].append(run)
            ends[-1] = max(ends[-1], run.x1)
        else:
            found.append([run])
            ends.append(run.x1)
    joined: list[list[TextRun]] = []
    for some in found:
        before = joined[-1] if joined else []
        white = some[0].x0 - max((run.x1 for run in before), default=0.0)
        if before and white < WIDE * em and min(len(before), len(some)) < MANY_LINES:
            before.extend(some)
        else:
            joined.append(some)
    return [(min(run.x0 for run in some), max(run.x1 for run in some)) for some in joined]
