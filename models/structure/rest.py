"""What a sum lacks, sought among the rows around it: another reading of which rows belong to which."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST_RUN = 40
ColumnValues = Sequence[tuple[int, ...]]


def makes_up(values: ColumnValues, whole: int, parts: Sequence[int], column: int, slack: int) -> bool:
    """Whether another choice of rows makes up a total in `column`, which is off, and in most other columns.

    `values`: cents of each row in printed order, a number a column. Tried: a run of parts left out (they are parts of
    a part), and a run of rows right before or after the parts taken in (they were not seen to belong).
    """
    width = len(values[whole])
    rest = [values[whole][c] - sum(values[p][c] for p in parts) for c in range(width)]
    if not rest[column]:
        return False
    chosen = set(parts) | {whole}
    before = [values[p] for p in _beside(min(parts) - 1, -1, len(values), chosen)]
    after = [values[p] for p in _beside(max(parts) + 1, 1, len(values), chosen)]
    return _has_run([values[p] for p in parts], [-lack for lack in rest], column, slack) or any(
        _starts(run, rest, column, slack) for run in (before, after)
    )


def _beside(start: int, step: int, count: int, chosen: set[int]) -> list[int]:
    found: list[int] = []
    place = start
    while 0 <= place < count and place not in chosen and len(found) < LONGEST_RUN:
        found.append(place)
        place += step
    return found


def _has_run(rows: Sequence[Sequence[int]], wanted: Sequence[int], column: int, slack: int) -> bool:
    """Whether a run of rows, not all of them, adds up to what is wanted."""
    return any(
        _starts(rows[start : start + LONGEST_RUN], wanted, column, slack, most=len(rows) - 1)
        for start in range(len(rows))
    )


def _starts(
    rows: Sequence[Sequence[int]], wanted: Sequence[int], column: int, slack: int, most: int | None = None
) -> bool:
    """Whether some of the first rows add up to what is wanted in `column` and in at least half of all columns.

    A column in which nothing is printed and nothing wanted says nothing.
    """
    total = [0] * len(wanted)
    for count, row in enumerate(rows, start=1):
        if most is not None and count > most:
            return False
        total = [have + more for have, more in zip(total, row, strict=True)]
        telling = [abs(have - want) <= slack for have, want in zip(total, wanted, strict=True) if have or want]
        if abs(total[column] - wanted[column]) <= slack and 2 * sum(telling) >= len(telling):
            return True
    return False
