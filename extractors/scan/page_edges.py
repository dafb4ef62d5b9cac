"""From the layers of a level page to the edges between its cells, as lines with their trust."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.page_network import PageLayers

Picture = NDArray[np.uint8]

SURE = 128
THIN = 77
GAP = 4.0
SHORTEST = 7.0
MOST_TALL = 0.12
PIECE = 40.0
STEP = 1.0


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
    """Edges across and upright; `pixels_per_point` is that of the picture in whose pixels they are wanted."""
    factor = pixels_per_point / layers.pixels_per_point
    across = [_scaled(one, factor) for one in _along(layers.across, layers.drawn, layers.pixels_per_point)]
    standing = _along(
        np.ascontiguousarray(layers.upright.T), np.ascontiguousarray(layers.drawn.T), layers.pixels_per_point
    )
    upright = [
        EdgeLine(one.y0, one.x0, one.y1, one.x1, one.trust, one.drawn)
        for one in (_scaled(one, factor) for one in standing)
    ]
    return across, upright


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
        if width < shortest or height > max(4 * scale, MOST_TALL * width):
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
