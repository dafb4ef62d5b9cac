"""Ruled lines in a picture, faint, broken and noisy ones too.

A ruling is darker than what lies on both its sides for a long way. So the picture is smoothed along the direction
looked for (noise and small gaps vanish), whatever is thicker than a line is taken off (a top hat across), and runs
that are long enough are kept if they are dark nearly everywhere along their way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.layers import Layers
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.percentiles import percentile, percentile_of_rows
from mingzhang.extractors.scan.strokes import PixelLine, transposed, without_strokes


@dataclass(frozen=True, slots=True)
class Traced:
    """Rulings in pixels, and the picture of them (1 where a ruling lies)."""

    horizontal: tuple[PixelLine, ...]
    vertical: tuple[PixelLine, ...]
    mask: Picture


SHORTEST = 9.5
THICKEST = 3.4
TALLEST = 0.3
# Of a piece that a line is followed in: a last one is longer by the rest, and a rest so short is left out.
LAST_PIECE, NO_PIECE = 1.5, 0.5
OFF_LINE, AT_WALL = 0.7, 4.0  # points that ink may lie off its line, and a wall may end from the line that it stands on
# Of a line's usual ink (its 60th percentile): where it is broken, where it counts as drawn. Half of it ends a line.
INKED, DARK, HALF, USUAL = 0.4, 0.3, 0.5, 60
BY_MEDIAN = 40  # columns from where medians of both halves give the slope
TONE_NOISE = 4  # levels of grey
SMOOTH = 5.0
BRIDGE = 4.0
LONG_BRIDGE = 9.0
COVERED = 0.8
FAINT = 14.0
COVERED_JOINED = 0.65
COVERED_TAIL = 0.85
SURE_ACROSS = 100.0
SURE_DOWN = 45.0
MEETING = 3.5
REACHING = 2.4
WALL = 1.2
COVERED_SPAN = 0.9
COVERED_ALONE = 0.9
REACH = 4.0
PIECE = 40.0
BAND = 0.1
BESIDE_WALL = (1.8, 2.9)
RUN_INTO = 0.6
RUN_STRENGTH = 0.55
SHADOW = 150
# Levels of grey off the paper: every line has the first, none needs the second.
FAINT_LINE, DARK_LINE = 14, 60


def in_points(lines: Sequence[PixelLine], scale: float) -> list[PixelLine]:
    """Rulings of pixels in points, each level or upright."""
    points = []
    for x0, y0, x1, y1 in lines:
        if abs(x1 - x0) >= abs(y1 - y0):
            y0 = y1 = (y0 + y1) / 2
        else:
            x0 = x1 = (x0 + x1) / 2
        points.append((x0 / scale, y0 / scale, x1 / scale, y1 / scale))
    return points


def find_rulings(grey: Picture, pixels_per_point: float = 200 / 72) -> tuple[list[PixelLine], list[PixelLine]]:
    """Horizontal and vertical rulings of a grey picture of even light, in pixels.

    Each line is (x0, y0, x1, y1); the two ends of a horizontal one may differ in y by what is left of the skew.
    """
    traced = trace_rulings(grey, pixels_per_point)
    return list(traced.horizontal), list(traced.vertical)


def trace_rulings(grey: Picture, pixels_per_point: float, layers: Layers | None = None) -> Traced:
    """As `find_rulings`, with the pixels that the rulings cover. `layers`: the page without its print."""
    dark = cv2.bitwise_not(grey) if layers is None else layers.across
    across = _along_rows(dark, pixels_per_point)
    standing = np.ascontiguousarray((dark if layers is None else layers.upright).T)
    turned = _along_rows(standing, pixels_per_point)
    horizontal, vertical = _anchored(dark, standing, across, [transposed(line) for line in turned], pixels_per_point)
    if layers is not None:
        horizontal, vertical = without_strokes(horizontal, vertical, layers.texts, pixels_per_point)
    walls = [transposed(line) for line in horizontal]
    horizontal = [_trimmed(dark, line, vertical, pixels_per_point) for line in horizontal]
    vertical = [transposed(_trimmed(standing, transposed(line), walls, pixels_per_point)) for line in vertical]
    vertical = [line for line in vertical if _runs_into(standing, transposed(line), walls, pixels_per_point)]
    mask = np.zeros(grey.shape, np.uint8)
    for line in horizontal:
        _paint(mask, dark, line, pixels_per_point)
    for line in vertical:
        _paint(mask.T, standing, transposed(line), pixels_per_point)
    shadow = cv2.dilate(mask, np.ones((3, 3), np.uint8)) & (grey > SHADOW).astype(np.uint8)
    return Traced(tuple(horizontal), tuple(vertical), mask | shadow)


def _paint(mask: Picture, dark: Picture, line: PixelLine, scale: float) -> None:
    """Mark the pixels of a horizontal line, following its bends piece by piece, no thicker than it is itself.

    Glyphs that touch the line darken its sides only here and there; so the thickness is that of the lighter places.
    """
    xs, ys = _way(dark, _longer(line, MEETING * scale))
    reach = max(4, round(REACH * scale))
    offsets = np.arange(-reach, reach + 1)
    rows = np.clip(ys[None, :] + offsets[:, None], 0, dark.shape[0] - 1)
    tones = dark[rows, xs[None, :]]
    piece = max(20, round(PIECE * scale))
    for start in range(0, len(xs), piece):
        stop = len(xs) if len(xs) - start < LAST_PIECE * piece else start + piece
        if stop <= start or (start > 0 and len(xs) - start < NO_PIECE * piece):
            break
        profile = percentile_of_rows(tones[:, start:stop], 30)
        inner = np.abs(offsets) <= max(2, round(OFF_LINE * scale))
        peak = int(np.argmax(np.where(inner, profile, -1)))
        level = max(0.08 * profile[peak], float(profile.min()) + 8)
        low = high = peak
        while low > 0 and profile[low - 1] > level and peak - low < THICKEST * scale:
            low -= 1
        while high < len(profile) - 1 and profile[high + 1] > level and high - peak < THICKEST * scale:
            high += 1
        mask[rows[low : high + 1, start:stop], xs[None, start:stop]] = 1


def _along_rows(dark: Picture, scale: float) -> list[PixelLine]:
    smooth = max(3, int(SMOOTH * scale) | 1)
    thick = max(5, int(2 * THICKEST * scale) | 1)
    shortest = max(8, int(SHORTEST * scale))
    smoothed = cv2.blur(dark, (smooth, 1))
    hat = cv2.morphologyEx(smoothed, cv2.MORPH_TOPHAT, np.ones((thick, 1), np.uint8))
    level = _level(hat)
    mask = (hat > level).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, max(3, int(BRIDGE * scale) | 1)), np.uint8))
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    mask = cv2.dilate(mask, np.ones((3, 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found = []
    for label in range(1, count):
        x, y, width, height, _ = (int(v) for v in stats[label])
        if width < shortest or height > max(thick, TALLEST * width):
            continue
        part = labels[y : y + height, x : x + width] == label
        weight = np.where(part, hat[y : y + height, x : x + width], 0).astype(np.float64) ** 4
        found += _lines_in(dark, weight, x, y, shortest, scale)
    return [line for line in _joined(found, scale) if _cover(dark, line, scale) >= COVERED_JOINED]


def _bands(weight: NDArray[np.float64], scale: float) -> list[tuple[NDArray[np.float64], int]]:
    """A component cut into bands of one line each, with their first rows, the darkest first: codes printed one below
    the other may hang several rulings together. None where it is no taller than a line."""
    half = round(0.5 * THICKEST * scale)
    if weight.shape[0] <= 3 * half:
        return []
    profile = weight.sum(axis=1)
    least = BAND * float(profile.max())
    bands = []
    while float(profile.max()) > least:
        peak = int(np.argmax(profile))
        top, end = max(0, peak - half), peak + half + 1
        bands.append((weight[top:end], top))
        profile[max(0, peak - 2 * half) : peak + 2 * half + 1] = 0
    return bands


def _lines_in(
    dark: Picture, weight: NDArray[np.float64], x: int, y: int, shortest: int, scale: float
) -> list[PixelLine]:
    """The one line that a component is; else those of its bands; where glyphs hang on to it, its unbroken parts."""
    line = _fitted(weight, x, y)
    if line is None:
        return []
    line = _shrunk(dark, line)
    if line[2] - line[0] >= shortest and _cover(dark, line, scale) >= COVERED:
        return [line]
    if bands := _bands(weight, scale):
        return [one for band, top in bands for one in _lines_in(dark, band, x, y + top, shortest, scale)]
    core = _core(dark, *_way(dark, line))
    inked = np.concatenate([[False], core > max(FAINT, INKED * _strength(dark, line)), [False]])
    edges = np.flatnonzero(inked[1:] != inked[:-1])
    found = []
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        first = int(line[0]) - x + int(start)
        if stop - start < shortest or stop - start >= weight.shape[1]:
            continue
        part = _fitted(weight[:, max(0, first) : first + int(stop - start)], x + max(0, first), y)
        if part is not None and _cover(dark, _shrunk(dark, part), scale) >= COVERED:
            found.append(_shrunk(dark, part))
    return found


def _level(hat: Picture) -> int:
    """How dark a smoothed line must be: above the noise of the paper."""
    sample = hat[::3, ::3]
    typical = float(np.percentile(sample, USUAL))
    return int(min(DARK_LINE, max(FAINT_LINE, 3 * typical + 8)))


def _fitted(weight: NDArray[np.float64], x: int, y: int) -> PixelLine | None:
    """A straight line through the weighted middle of each column of a component."""
    columns = weight.sum(axis=0)
    places = np.flatnonzero(columns > 0)
    if len(places) < 2:
        return None
    rows = np.arange(weight.shape[0])[:, None]
    middle = (weight * rows).sum(axis=0)[places] / columns[places]
    half = len(places) // 2
    if len(places) >= BY_MEDIAN:
        slope = (np.median(middle[half:]) - np.median(middle[:half])) / max(
            1.0, float(np.median(places[half:]) - np.median(places[:half]))
        )
    else:
        slope = 0.0
    offset = float(np.median(middle - slope * places))
    first, last = int(places[0]), int(places[-1])
    return (float(x + first), y + offset + slope * first, float(x + last), y + offset + slope * last)


def _longer(line: PixelLine, by: float) -> PixelLine:
    x0, y0, x1, y1 = line
    slope = (y1 - y0) / max(1.0, x1 - x0)
    return x0 - by, y0 - slope * by, x1 + by, y1 + slope * by


def _trimmed(dark: Picture, line: PixelLine, walls: list[PixelLine], scale: float) -> PixelLine:
    """A horizontal line without ends that only strokes of glyphs prolong: beyond its last wall it must be unbroken."""
    x0, y0, x1, y1 = line
    slope = (y1 - y0) / max(1.0, x1 - x0)
    crossed = sorted(
        wall[0]
        for wall in walls
        if x0 <= wall[0] <= x1 and wall[1] - AT_WALL * scale <= y0 + slope * (wall[0] - x0) <= wall[3] + AT_WALL * scale
    )
    if len(crossed) < 2:
        return line
    for first, last, at_start in ((x0, crossed[0], True), (crossed[-1], x1, False)):
        if last - first <= MEETING * scale:
            continue
        tail = (first, y0 + slope * (first - x0), last, y0 + slope * (last - x0))
        if _cover(dark, tail, scale, _strength(dark, line)) < COVERED_TAIL:
            if at_start:
                x0, y0 = last, tail[3]
            else:
                x1, y1 = first, tail[1]
    return x0, y0, x1, y1


def _runs_into(dark: Picture, line: PixelLine, walls: list[PixelLine], scale: float) -> bool:
    """Whether a line runs into most of the walls that it meets. Strokes of glyphs one below the other, as where rows
    repeat a name, leave paper between themselves and every wall."""
    x0, y0, x1, y1 = line
    slope = (y1 - y0) / max(1.0, x1 - x0)
    near, far = BESIDE_WALL[0] * scale, BESIDE_WALL[1] * scale
    strength = max(FAINT, RUN_STRENGTH * _strength(dark, line))
    met = inked = 0
    for wall in walls:
        if not wall[1] - near <= y0 + slope * (wall[0] - x0) <= wall[3] + near:
            continue
        for first, last in ((wall[0] - far, wall[0] - near), (wall[0] + near, wall[0] + far)):
            if x0 <= first and last <= x1:
                core = _core(dark, *_way(dark, (first, y0 + slope * (first - x0), last, y0 + slope * (last - x0))))
                met += 1
                inked += float(np.mean(core > strength)) >= HALF
    return inked >= RUN_INTO * met


def _strength(dark: Picture, line: PixelLine) -> float:
    return percentile(_core(dark, *_way(dark, line)), 70)


def _shrunk(dark: Picture, line: PixelLine) -> PixelLine:
    """A horizontal line without the ends that the smoothing added."""
    x0, y0, x1, y1 = line
    xs, ys = _way(dark, line)
    core = _core(dark, xs, ys)
    places = np.flatnonzero(core > HALF * percentile(core, USUAL))
    if not len(places):
        return line
    slope = (y1 - y0) / max(1.0, x1 - x0)
    first, last = int(places[0]), int(places[-1])
    return x0 + first, y0 + slope * first, x0 + last, y0 + slope * last


def _way(dark: Picture, line: PixelLine) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pixels along a line: columns and rows."""
    x0, y0, x1, y1 = line
    xs = np.arange(max(0, int(x0)), min(int(x1) + 1, dark.shape[1]))
    ys = np.round(y0 + (y1 - y0) * (xs - x0) / max(1.0, x1 - x0)).astype(np.int64)
    return xs, ys


def _core(dark: Picture, xs: NDArray[np.int64], ys: NDArray[np.int64]) -> NDArray[np.int16]:
    """The darkest of three pixels across the line at each of its places."""
    return np.asarray(_beside(dark, xs, ys, (-1, 0, 1)).max(axis=0), dtype=np.int16)


def _beside(dark: Picture, xs: NDArray[np.int64], ys: NDArray[np.int64], steps: Sequence[int]) -> Picture:
    """The pixels so many rows off a line, a row for each step; at the edge of the picture those of the edge."""
    rows = np.minimum(np.maximum(ys[None, :] + np.array(steps)[:, None], 0), dark.shape[0] - 1)
    beside: Picture = dark[rows, xs[None, :]]
    return beside


def _cover(dark: Picture, line: PixelLine, scale: float, strength: float | None = None) -> float:
    """Share of a line's way on which the picture is about as dark as the line mostly is, and darker than one side."""
    xs, ys = _way(dark, line)
    core = _core(dark, xs, ys)
    reach = max(3, int(THICKEST * scale * 0.75))
    away = range(max(3, reach - 3), reach + 1)
    above = _beside(dark, xs, ys, [-step for step in away]).min(axis=0).astype(np.int16)
    below = _beside(dark, xs, ys, away).min(axis=0).astype(np.int16)
    if strength is None:
        strength = percentile(core, 70)
    return float(np.mean((core > max(FAINT, DARK * strength)) & (np.minimum(above, below) < HALF * core + TONE_NOISE)))


def _anchored(
    dark: Picture, standing: Picture, horizontal: list[PixelLine], vertical: list[PixelLine], scale: float
) -> tuple[list[PixelLine], list[PixelLine]]:
    """Long lines, and the short ones that run from one line of the other direction to another.

    `standing` is the transposed picture, in which vertical lines lie. A long horizontal line with gaps counts only
    where it meets long vertical ones: the strokes of a bold heading are as long and as dark.
    """
    long = [line for line in vertical if line[3] - line[1] >= SURE_DOWN * scale]
    across = [
        line
        for line in horizontal
        if line[2] - line[0] >= SURE_ACROSS * scale
        and (_cover(dark, line, scale) >= COVERED_ALONE or len(_met(line, long, scale)) > 1)
    ]
    down = [line for line in vertical if line[3] - line[1] >= SURE_DOWN * scale]
    across_left = [line for line in horizontal if line[2] - line[0] < SURE_ACROSS * scale]
    down_left = [line for line in vertical if line[3] - line[1] < SURE_DOWN * scale]
    for _ in range(2):
        walls = [transposed(line) for line in across]
        down += [line for line in down_left if _spans(standing, transposed(line), walls, scale)]
        across += [line for line in across_left if _spans(dark, line, down, scale)]
        down_left = [line for line in down_left if line not in down]
        across_left = [line for line in across_left if line not in across]
    return across, down


def _met(line: PixelLine, walls: list[PixelLine], scale: float) -> list[float]:
    """Where a horizontal line meets walls."""
    reach = REACHING * scale
    x0, y0, x1, _ = line
    return [w[0] for w in walls if x0 - reach <= w[0] <= x1 + reach and w[1] - reach <= y0 <= w[3] + reach]


def _spans(dark: Picture, line: PixelLine, walls: list[PixelLine], scale: float) -> bool:
    """Whether a horizontal line runs unbroken from one (vertical) wall to another; a stroke meets one at most."""
    y0, y1 = line[1], line[3]
    met = _met(line, walls, scale)
    if not met or max(met) - min(met) <= 2 * REACHING * scale:
        return False
    inset, strength = WALL * scale, _strength(dark, line)
    between = [(a + inset, b - inset) for a, b in pairwise(sorted(met)) if b - a > 2 * inset + 2]
    covered = sum(_cover(dark, (a, y0, b, y1), scale, strength) * (b - a) for a, b in between)
    return bool(between) and covered >= COVERED_SPAN * sum(b - a for a, b in between)


def _joined(lines: list[PixelLine], scale: float) -> list[PixelLine]:
    """Pieces of one broken line joined where they run on within a small gap."""
    reach = 1.2 * scale
    gap = LONG_BRIDGE * scale
    rest = sorted(lines)
    joined: list[PixelLine] = []
    for line in rest:
        for index in range(len(joined) - 1, -1, -1):
            before = joined[index]
            if line[0] - before[2] <= gap and abs(line[1] - before[3]) <= reach:
                if line[2] > before[2]:
                    joined[index] = (before[0], before[1], line[2], line[3])
                break
        else:
            joined.append(line)
    return joined
