"""Which columns a column is the sum of. Headers propose, figures decide.

A column that no total needs (其中, 政府采购项目, 预留给中小企业) stands beside its siblings in the header and is no
part of their sum: the rows in which it is not blank tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST_ROUNDS = 6
SumRow = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """`wholes` are together the sum of `parts` (column numbers).

    `held`: rows in which this holds and could have failed (two parts or more are not zero); `agreed`: rows in which it
    holds in any way; `failed`: rows in which it does not hold. `left_out`: proposed columns that no row needs.
    """

    wholes: tuple[int, ...]
    parts: tuple[int, ...]
    held: int
    agreed: int
    failed: int
    left_out: tuple[int, ...] = ()


def settle(
    rows: Sequence[SumRow], wholes: tuple[int, ...], proposed: Sequence[tuple[int, ...]], slack: int
) -> ColumnSum:
    """The proposal that the rows bear out best, less the columns that break it.

    `rows`: cents by column, blank places left out. `slack`: what a sum may be off by for each of its addends, in cents.
    """
    tried = [_weighed(rows, wholes, parts, slack) for parts in proposed]
    best = max(tried, key=_rank)
    for _ in range(MOST_ROUNDS):
        if not best.failed:
            break
        better = max((_weighed(rows, wholes, parts, slack) for parts in _less(best.parts)), key=_rank, default=best)
        if better.failed >= best.failed or better.held < best.held or better.agreed <= best.agreed:
            break
        best = better
    everything = dict.fromkeys(column for parts in proposed for column in parts)
    left = tuple(column for column in everything if column not in best.parts)
    return ColumnSum(best.wholes, best.parts, best.held, best.agreed, best.failed, left)


def _rank(one: ColumnSum) -> tuple[int, int]:
    return one.agreed - 2 * one.failed, one.agreed


def _less(parts: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The parts without one of them, or without a run of neighbours."""
    for size in range(1, max(2, len(parts) - 1)):
        for start in range(len(parts) - size + 1):
            kept = parts[:start] + parts[start + size :]
            if kept:
                yield kept


def _weighed(rows: Sequence[SumRow], wholes: tuple[int, ...], parts: tuple[int, ...], slack: int) -> ColumnSum:
    held = agreed = failed = 0
    for row in rows:
        sums = [row[column] for column in wholes if column in row]
        addends = [row[column] for column in parts if column in row]
        count = sum(1 for value in addends if value)
        if not count and not any(sums):
            continue
        allowed = 0 if slack <= 0 else slack * max(2, count + len(sums))
        if abs(sum(sums) - sum(addends)) > allowed:
            failed += 1
        else:
            agreed += 1
            held += count > 1
    return ColumnSum(wholes, parts, held, agreed, failed)
