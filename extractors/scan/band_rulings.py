"""Rulings on a dark band, which are darker than it by a few levels of grey only: far less than print and paper differ.

The band's own ground is the measure. What is paler (print) counts as ground; what is darker is smoothed along the way
of a ruling, so that the grain of the picture vanishes, and must run on from wall to wall: the dark rims that JPEG and
sharpening leave about pale letters end in the ground.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.percentiles import spread_of

# Points: how far a ruling is smoothed along its way, how long it is at least, how thick at most, how far from a wall it
# may end, and from which length on its slope is told by its own ink.
ALONG, SHORTEST, THICKEST, REACH, SLOPED = 8.0, 12.0, 3.4, 2.5, 40.0
RIM = 2.0  # points: so near to its outline a band is darker or paler than its ground
MOST_LEVELS = 4  # of a header: walls stand on rulings that stand on walls
# Levels of grey that a smoothed ruling is darker than its ground at least, and times the ground's grain.
DARKER, GRAIN = 1.5, 5.0
STEEPEST = 0.25  # height of a level line by its width
LEAST_LEAN = 0.2  # degrees: what a band leans less is level

Ends = tuple[float, float, float, float]
"""Both ends of a line in pixels: x0, y0, x1, y1."""
OfBand = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Line:
    """A level line: columns (pixels) and the row of its middle in each."""

    columns: NDArray[np.int64]
    rows: NDArray[np.float64]

    @property
    def middle(self) -> int:
        return round(float(np.median(self.rows)))

    def between(self, left: int, right: int, sloped: float) -> Ends | None:
        """The straight line from one column to another; None where it has no ink between them."""
        inside = (self.columns >= left) & (self.columns <= right)
        if not inside.any():
            return None
        columns, rows = self.columns[inside], self.rows[inside]
        slope = float(np.polyfit(columns, rows, 1)[0]) if right - left >= sloped and len(rows) > 1 else 0.0
        offset = float(np.median(rows - slope * columns))
        return left, offset + slope * left, right, offset + slope * right


def rulings_on(band: Picture, own: OfBand, tone: float, scale: float) -> list[Ends]:
    """The rulings of a dark band, in pixels of a grey picture of it: `own` are the band's, whose ground has this tone.
    `scale`: pixels per point."""
    lean = _lean_of(own)
    if abs(lean) < LEAST_LEAN:
        return _level_rulings(band, own, tone, scale)
    height, width = own.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), lean, 1.0)
    level = np.asarray(cv2.warpAffine(band, turn, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)
    mask = np.asarray(cv2.warpAffine(own.astype(np.uint8), turn, (width, height)) > 0, np.bool_)
    found = _level_rulings(level, mask, tone, scale)
    back = cv2.invertAffineTransform(turn)
    ends = cv2.transform(np.array(found, np.float64).reshape(-1, 1, 2), back).reshape(-1, 4) if found else []
    return [(float(x0), float(y0), float(x1), float(y1)) for x0, y0, x1, y1 in ends]


def _lean_of(own: OfBand) -> float:
    """By how many degrees a band falls to the right."""
    places = cv2.findNonZero(own.astype(np.uint8))
    if places is None:
        return 0.0
    (_, _), (width, height), angle = cv2.minAreaRect(places)
    return float(angle if width >= height else angle - 90)


def _level_rulings(band: Picture, own: OfBand, tone: float, scale: float) -> list[Ends]:
    rim = 2 * round(RIM * scale) + 1
    inner = cv2.erode(np.pad(own.astype(np.uint8), 1), np.ones((rim, rim), np.uint8))[1:-1, 1:-1] > 0
    depth = np.where(inner, np.maximum(0.0, tone - band.astype(np.float32)), 0.0).astype(np.float32)
    level = list(_dark_lines(depth, inner, scale))
    upright = list(_dark_lines(np.ascontiguousarray(depth.T), inner.T, scale))
    kept: list[Ends] = []
    standing: list[Ends] = []
    for _ in range(MOST_LEVELS):
        kept = _from_wall_to_wall(level, own, standing, scale)
        standing = _from_wall_to_wall(upright, own.T, kept, scale)
    return [*kept, *((x0, y0, x1, y1) for y0, x0, y1, x1 in standing)]


def _dark_lines(depth: NDArray[np.float32], inner: OfBand, scale: float) -> Iterator[_Line]:
    """Level lines of a picture of how much darker than its ground each place of a band is."""
    if not inner.any():
        return
    smooth = cv2.blur(depth, (max(3, round(ALONG * scale) | 1), 1))
    thick = max(5, round(2 * THICKEST * scale) | 1)
    hat = cv2.morphologyEx(smooth, cv2.MORPH_TOPHAT, np.ones((thick, 1), np.uint8))
    inside = hat[inner]
    least = max(DARKER, GRAIN * spread_of(inside, float(np.median(inside))))
    mask = cv2.dilate(((hat > least) & inner).astype(np.uint8), np.ones((3, 1), np.uint8))
    long = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, max(8, round(SHORTEST * scale))), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(long, connectivity=8)
    for label in range(1, count):
        x, y, width, height, _ = (int(v) for v in stats[label])
        weight = np.where(labels[y : y + height, x : x + width] == label, hat[y : y + height, x : x + width], 0)
        places = np.flatnonzero(weight.any(axis=0))
        if height <= max(thick, STEEPEST * width) and len(places):
            rows = (weight * np.arange(height)[:, None]).sum(axis=0)[places] / weight.sum(axis=0)[places]
            yield _Line(x + places, y + rows)


def _from_wall_to_wall(lines: Sequence[_Line], own: OfBand, walls: Sequence[Ends], scale: float) -> list[Ends]:
    """The level lines of a band from the first to the last of the walls (upright lines, transposed) and sides of the
    band that they meet; what is too short between them, or runs along a side, is none."""
    reach, least = (REACH + RIM) * scale, SHORTEST * scale
    kept: list[Ends] = []
    for line in lines:
        middle, first, last = line.middle, int(line.columns[0]), int(line.columns[-1])
        beside = [min(max(middle + off, 0), len(own) - 1) for off in (-round(reach), round(reach))]
        if not all(own[row, (first + last) // 2] for row in beside):
            continue
        held = np.flatnonzero(own[middle])
        places = [float(held[0]), float(held[-1])]
        places += [place for top, place, bottom, _ in walls if top - reach <= middle <= bottom + reach]
        met = [place for place in places if first - reach <= place <= last + reach]
        if met and max(met) - min(met) >= max(least, (last - first) / 2):
            ends = line.between(round(min(met)), round(max(met)), SLOPED * scale)
            kept += [ends] if ends else []
    return _apart(kept, least / 2)


def _apart(lines: Sequence[Ends], near: float) -> list[Ends]:
    """Level lines less those that lie within `near` pixels of a longer one: no print would find room between them."""
    kept: list[Ends] = []
    for line in sorted(lines, key=lambda line: line[0] - line[2]):
        if not any(
            abs(line[1] - other[1]) < near and min(line[2], other[2]) > max(line[0], other[0]) for other in kept
        ):
            kept.append(line)
    return kept
