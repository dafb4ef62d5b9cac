"""Strokes -> lines -> lines that cross: what a ruled table is made of. Points, origin top left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mingzhang.models.records.geometry import Box

# Points that drawing is off by: strokes of one line beside each other or one after the other, ends short of a corner.
LINE_TOLERANCE = 2.0
FRAME_CROSSINGS = 4


class RuledLine(NamedTuple):
    """A line along an axis: the place across it that it stands at, and from where to where it runs."""

    place: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class CrossedLines:
    """Lines that hang together by their crossings: each meets one of the other way at least."""

    across: tuple[RuledLine, ...]
    down: tuple[RuledLine, ...]

    @property
    def box(self) -> Box:
        """What they reach over."""
        return Box(
            min(min(line.start for line in self.across), min(line.place for line in self.down)),
            min(min(line.start for line in self.down), min(line.place for line in self.across)),
            max(max(line.end for line in self.across), max(line.place for line in self.down)),
            max(max(line.end for line in self.down), max(line.place for line in self.across)),
        )


def joined_spans(spans: Iterable[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    """Spans along an axis in order, those put together that overlap or leave no more than `gap` between them."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + gap:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def joined_lines(strokes: Iterable[RuledLine]) -> list[RuledLine]:
    """Strokes of one direction as the lines that a reader sees: one that is drawn in pieces, or by two strokes side by
    side, is one line, in their middle. Lines of different places are more than `LINE_TOLERANCE` apart."""
    lines: list[RuledLine] = []
    beside: list[RuledLine] = []
    for stroke in sorted(strokes):
        if beside and stroke.place - beside[-1].place > LINE_TOLERANCE:
            lines += _along(beside)
            beside = []
        beside.append(stroke)
    return [*lines, *_along(beside)]


def _along(beside: Sequence[RuledLine]) -> list[RuledLine]:
    """The lines that strokes of one place make."""
    if len(beside) < 2:
        return list(beside)
    place = sum(stroke.place for stroke in beside) / len(beside)
    spans = joined_spans(((stroke.start, stroke.end) for stroke in beside), LINE_TOLERANCE)
    return [RuledLine(place, start, end) for start, end in spans]


def crossed_lines(across: Sequence[RuledLine], down: Sequence[RuledLine]) -> list[CrossedLines]:
    """Lines by the groups that their crossings make of them: a group is a table's. Lines that cross none are in no
    group, and what crosses in no more places than a frame does is none."""
    if not across or not down:
        return []
    y, left, right = (part[:, None] for part in np.array(across).T)
    x, top, bottom = np.array(down).T
    meet = (left - LINE_TOLERANCE <= x) & (x <= right + LINE_TOLERANCE)
    meet &= (top - LINE_TOLERANCE <= y) & (y <= bottom + LINE_TOLERANCE)
    free = meet.any(axis=1)
    groups = []
    while free.any():
        rows, columns = np.zeros(len(across), bool), np.zeros(len(down), bool)
        fresh = np.zeros(len(across), bool)
        fresh[free.argmax()] = True
        while fresh.any():
            rows |= fresh
            reached = meet[fresh].any(axis=0) & ~columns
            columns |= reached
            fresh = meet[:, reached].any(axis=1) & ~rows
        free &= ~rows
        if np.count_nonzero(meet[rows]) > FRAME_CROSSINGS:
            groups.append(
                CrossedLines(
                    tuple(across[i] for i in np.flatnonzero(rows)), tuple(down[i] for i in np.flatnonzero(columns))
                )
            )
    return groups
