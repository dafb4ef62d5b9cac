"""From the layers of a level page to the edges between its cells, as lines with their trust."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.page_network import PageLayers

SURE = 128
THIN = 77
GAP = 4.0
SHORTEST = 7.0
MOST_TALL = 0.12
TALL = 4.0  # points that any line may rise or be thick
PIECE = 40.0
STEP = 1.0
MEETING = 3.5
CORNER = 20.0
LONG = 100.0
ROUNDS = 2


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """An edge in pixels of the picture that was looked at. `trust`: mean probability, 0 to 1; `drawn`: how much of it
    is really ruled, 0 to 1. The two ends of one across may differ in y by what is left of skew and bend."""

    x0: float
    y0: float
    x1: float
    y1: float
    trust: float
    drawn: float

    @property
    def line(self) -> tuple[float, float, float, float]:
        return self.x0, self.y0, self.x1, self.y1


def edge_lines(layers: PageLayers, pixels_per_point: float) -> tuple[list[EdgeLine], list[EdgeLine]]:
    """Edges across and upright; `pixels_per_point` is that of the picture in whose pixels they are wanted.

    An edge ends at another one. Where one ends in the air it was lost there: it is led on to the next edge that crosses
    its way, unless print stands between. What stands out a little beyond the last one is cut off.
    """
    scale = layers.pixels_per_point
    printed = layers.print >= SURE
    across = list(_along(layers.across, layers.drawn, scale))
    standing = list(_along(np.ascontiguousarray(layers.upright.T), np.ascontiguousarray(layers.drawn.T), scale))
    for _ in range(ROUNDS):
        across, standing = _led_on(across, standing, printed, scale), _led_on(standing, across, printed.T, scale)
    factor = pixels_per_point / scale
    return [_scaled(one, factor) for one in across], [_turned(_scaled(one, factor)) for one in standing]


def _turned(edge: EdgeLine) -> EdgeLine:
    return EdgeLine(edge.y0, edge.x0, edge.y1, edge.x1, edge.trust, edge.drawn)


def _led_on(
    edges: list[EdgeLine], crossing: list[EdgeLine], printed: NDArray[np.bool_], scale: float
) -> list[EdgeLine]:
    """Level edges whose ends in the air are led on; `crossing` are those of the other direction, turned."""
    if not edges or not crossing:
        return edges
    walls = np.array([one.line for one in crossing])
    long = [_slope(one) for one in edges if one.x1 - one.x0 >= LONG * scale]
    page = Around(walls, printed, scale, float(np.median(long)) if long else 0.0)
    return _joined([_ended(_ended(edge, page, 1), page, -1) for edge in edges], scale)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around level edges: walls (turned: start, place, end, place), print, pixels a point, their tilt."""

    walls: NDArray[np.float64]
    printed: NDArray[np.bool_]
    scale: float
    tilt: float


def _slope(edge: EdgeLine) -> float:
    return (edge.y1 - edge.y0) / max(1.0, edge.x1 - edge.x0)


def _ended(edge: EdgeLine, page: Around, way: int) -> EdgeLine:
    """The edge with its right (`way` 1) or left (-1) end led on to the nearest wall beyond, if it ends in the air."""
    walls, printed, scale = page.walls, page.printed, page.scale
    # A short piece doesn't tell its slope.
    slope = _slope(edge) if edge.x1 - edge.x0 >= LONG * scale else page.tilt
    end = edge.x1 if way > 0 else edge.x0
    level = edge.y1 if way > 0 else edge.y0
    reach, corner = MEETING * scale, CORNER * scale
    lean = (walls[:, 3] - walls[:, 1]) / np.maximum(1.0, walls[:, 2] - walls[:, 0])
    places = walls[:, 1] + lean * (level - walls[:, 0])
    met = (walls[:, 0] - reach <= level) & (level <= walls[:, 2] + reach)
    if np.abs(places[met] - end).min(initial=np.inf) <= reach:
        return _ending_at(edge, float(places[met][np.argmin(np.abs(places[met] - end))]), way)
    near = (walls[:, 0] - corner <= level) & (level <= walls[:, 2] + corner)
    beyond = places[near & ((places - end) * way > -reach)]
    if not len(beyond):
        return _cut_back(edge, places[met], end, corner, way)
    aim = float(beyond[np.argmin(np.abs(beyond - end))])
    xs = np.arange(round(min(end, aim)), round(max(end, aim)) + 1)
    ys = np.round(level + slope * (xs - end)).astype(int)
    inside = (xs >= 0) & (xs < printed.shape[1]) & (ys >= 0) & (ys < printed.shape[0])
    if printed[ys[inside], xs[inside]].any():
        return edge
    share = (edge.x1 - edge.x0) / max(1.0, edge.x1 - edge.x0 + abs(aim - end))
    return EdgeLine(
        edge.x0 if way > 0 else aim,
        edge.y0 if way > 0 else level + slope * (aim - end),
        aim if way > 0 else edge.x1,
        level + slope * (aim - end) if way > 0 else edge.y1,
        edge.trust * share,
        edge.drawn * share,
    )


def _cut_back(edge: EdgeLine, places: NDArray[np.float64], end: float, most: float, way: int) -> EdgeLine:
    """The edge without what stands out beyond its last wall, where that is little and no other wall follows."""
    behind = places[(end - places) * way > 0]
    if not len(behind):
        return edge
    last = float(behind[np.argmin(np.abs(behind - end))])
    length = edge.x1 - edge.x0
    if abs(end - last) > most or abs(end - last) > length / 2:
        return edge
    return _ending_at(edge, last, way)


def _ending_at(edge: EdgeLine, place: float, way: int) -> EdgeLine:
    level = edge.y0 + _slope(edge) * (place - edge.x0)
    if way > 0:
        return EdgeLine(edge.x0, edge.y0, place, level, edge.trust, edge.drawn)
    return EdgeLine(place, level, edge.x1, edge.y1, edge.trust, edge.drawn)


def _joined(edges: list[EdgeLine], scale: float) -> list[EdgeLine]:
    """Edges on one level that touch or overlap, as one."""
    kept: list[EdgeLine] = []
    for edge in sorted(edges, key=lambda one: one.x0):
        for index, before in enumerate(kept):
            slope = _slope(before)
            if edge.x0 > before.x1 + 1 or abs(before.y0 + slope * (edge.x0 - before.x0) - edge.y0) > STEP * scale:
                continue
            if edge.x1 > before.x1:
                first, second = before.x1 - before.x0, edge.x1 - before.x1
                trust, drawn = (
                    (one * first + other * second) / max(1.0, first + second)
                    for one, other in ((before.trust, edge.trust), (before.drawn, edge.drawn))
                )
                kept[index] = EdgeLine(before.x0, before.y0, edge.x1, edge.y1, trust, drawn)
            break
        else:
            kept.append(edge)
    return kept


def _scaled(edge: EdgeLine, factor: float) -> EdgeLine:
    # Pixels are squares: their middles scale, not their numbers.
    x0, y0, x1, y1 = ((value + 0.5) * factor - 0.5 for value in edge.line)
    return EdgeLine(x0, y0, x1, y1, edge.trust, edge.drawn)


def _along(chance: Picture, drawn: Picture, scale: float) -> Iterator[EdgeLine]:
    """Level lines of a layer: what is sure, gaps bridged, then thinned to the middle column by column."""
    sure = np.asarray(chance >= SURE, np.uint8)
    likely = np.asarray(chance >= THIN, np.uint8)
    gap, shortest = max(3, round(GAP * scale)) | 1, max(5, round(SHORTEST * scale))
    whole = cv2.morphologyEx(sure, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    whole = cv2.max(whole, cv2.min(likely, cv2.dilate(whole, np.ones((1, gap), np.uint8))))
    whole = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    for label in range(1, count):
        x, y, width, height, _ = (int(v) for v in stats[label])
        if width < shortest or height > max(TALL * scale, MOST_TALL * width):
            continue
        part = labels[y : y + height, x : x + width] == label
        yield from _lines(
            part, chance[y : y + height, x : x + width], drawn[y : y + height, x : x + width], x, y, scale
        )


def _lines(
    part: NDArray[np.bool_], chance: Picture, drawn: Picture, x: int, y: int, scale: float
) -> Iterator[EdgeLine]:
    """The line of one component; where rows of it step (two edges that touch), one for each part."""
    weight = np.where(part, chance, 0).astype(np.float64)
    columns = weight.sum(axis=0)
    middle = (weight * np.arange(part.shape[0])[:, None]).sum(axis=0) / np.maximum(columns, 1)
    steps = np.flatnonzero(np.abs(np.diff(middle)) > STEP * scale)
    bounds = [0, *(steps + 1).tolist(), part.shape[1]]
    for start, stop in pairwise(bounds):
        if stop - start < SHORTEST * scale:
            continue
        rows = middle[start:stop]
        half = max(1, len(rows) // 3)
        first, last = float(np.median(rows[:half])), float(np.median(rows[-half:]))
        slope = (last - first) / max(1.0, len(rows) - half)
        centre = float(np.median(rows - slope * (np.arange(len(rows)) - (len(rows) - 1) / 2)))
        reach = slope * (len(rows) - 1) / 2
        inside = np.where(part[:, start:stop], chance[:, start:stop], 0).max(axis=0)
        ruled = drawn[:, start:stop].max(axis=0)
        yield EdgeLine(
            float(x + start),
            y + centre - reach,
            float(x + stop - 1),
            y + centre + reach,
            float(inside.mean()) / 255,
            float(np.mean(ruled >= SURE)),
        )
