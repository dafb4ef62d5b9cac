"""Ruled lines joined and grouped into tables, and columns out of extents: camelot's vector engine, its part used here.

After camelot-py 2.0 (MIT License; see NOTICE), `camelot.image_processing` and `camelot.utils`: the rules are its own,
kept here without pandas and OpenCV, which no page with a text layer needs. Coordinates are PDF's: y grows upwards.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

Segment = tuple[float, float, float, float]
Joint = tuple[float, float]

TOLERANCE = 2.0
# Of a cluster of lines: two lines that meet, or an L, make no table.
MIN_JOINTS = 4


class Extent(Protocol):
    """Something that reaches from `x0` to `x1`."""

    @property
    def x0(self) -> float: ...
    @property
    def x1(self) -> float: ...


def coalesce_collinear_lines(lines: Iterable[Segment], direction: str) -> list[Segment]:
    """Segments (x0, y0, x1, y1) that lie on one line and touch, made one. `direction`: `horizontal` or `vertical`."""
    is_across = direction == "horizontal"
    spans = sorted(
        ((y0 + y1) / 2.0, min(x0, x1), max(x0, x1)) if is_across else ((x0 + x1) / 2.0, min(y0, y1), max(y0, y1))
        for x0, y0, x1, y1 in lines
    )
    clusters: list[list[tuple[float, float, float]]] = []
    for span in spans:
        if clusters and span[0] - clusters[-1][-1][0] <= TOLERANCE:
            clusters[-1].append(span)
        else:
            clusters.append([span])
    joined: list[Segment] = []
    for cluster in clusters:
        place = sum(span[0] for span in cluster) / len(cluster)
        for low, high in _merged(sorted((low, high) for _, low, high in cluster)):
            joined.append((low, place, high, place) if is_across else (place, low, place, high))
    return joined


def _merged(intervals: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    merged = [intervals[0]]
    for low, high in intervals[1:]:
        if low <= merged[-1][1] + TOLERANCE:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


def find_joints_from_lines(across: Sequence[Segment], down: Sequence[Segment]) -> dict[Segment, list[Joint]]:
    """The places where lines cross, by the box (left, bottom, right, top) of the table that those lines make."""
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    crossings: list[tuple[int, Joint]] = []
    for i, horizontal in enumerate(across):
        for j, vertical in enumerate(down):
            joint = _crossing(horizontal, vertical)
            if joint is not None:
                parent[root(i)] = root(len(across) + j)
                crossings.append((i, joint))
    joints: dict[int, list[Joint]] = defaultdict(list)
    for i, joint in crossings:
        joints[root(i)].append(joint)
    lines: dict[int, list[Segment]] = defaultdict(list)
    for index, line in enumerate((*across, *down)):
        lines[root(index)].append(line)
    return {_box(lines[index]): found for index, found in joints.items() if len(found) > MIN_JOINTS}


def _crossing(horizontal: Segment, vertical: Segment) -> Joint | None:
    left, right = sorted((horizontal[0], horizontal[2]))
    low, high = sorted((vertical[1], vertical[3]))
    x, y = vertical[0], horizontal[1]
    meets = left - TOLERANCE <= x <= right + TOLERANCE and low - TOLERANCE <= y <= high + TOLERANCE
    return (x, y) if meets else None


def _box(lines: Sequence[Segment]) -> Segment:
    xs = [x for line in lines for x in (line[0], line[2])]
    ys = [y for line in lines for y in (line[1], line[3])]
    return min(xs), min(ys), max(xs), max(ys)


def merge_close_lines(places: Iterable[float], line_tol: float = TOLERANCE) -> list[float]:
    """Sorted places, those within a tolerance of the moving mean before them made one with it."""
    merged: list[float] = []
    for place in places:
        if merged and math.isclose(merged[-1], place, abs_tol=line_tol):
            merged[-1] = (merged[-1] + place) / 2.0
        else:
            merged.append(place)
    return merged


def find_columns_boundaries(extents: Sequence[Extent], min_gap: float = 1.0) -> list[tuple[float, float]]:
    """The stretches that extents cover, from left to right; those closer than `min_gap` are one."""
    stretches: list[tuple[float, float]] = []
    for extent in sorted(extents, key=lambda extent: extent.x0):
        if not stretches or stretches[-1][1] + min_gap < extent.x0:
            stretches.append((extent.x0, extent.x1))
        else:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], extent.x1))
    return stretches
