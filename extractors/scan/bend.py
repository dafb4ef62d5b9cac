"""How the lines of a level page bend, and the page drawn with them straight.

A book's gutter, a curled sheet or a feeder's slip bends rulings by more than cells can bear. The long rulings tell by
how much everywhere: the bend is smooth along a line, and changes evenly from one line to the next.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.light import Picture

Values = NDArray[np.float64]

INK = 150
STROKE = 13.0
LONG = 90.0
GAP = 4.0
MOST_TALL = 0.12
KNOTS = 13
SAMPLES = 48
LEAST_LINES = 3
SMOOTH = 6.0
FAINT_PULL = 0.02
STRAIGHT = 0.45
STRAY = 1.5
MOST = 40.0
TALL, THICKEST = 5.0, 7.0  # points: a line's rise that any may have, and its mean thickness
CROSSED = 1.6  # of the usual thickness: where it is more, something crosses the line
LEAST_SHARE = 0.5  # of a line's way that nothing crosses
BOW_PLACES = 4  # fewer places always lie near a straight line


@dataclass(frozen=True, slots=True)
class Bend:
    """How far (pixels) what lies at a place of the straight page stands down and to the right on the bent one."""

    down: NDArray[np.float32]
    right: NDArray[np.float32]


def bend_of(grey: Picture, pixels_per_point: float) -> Bend | None:
    """The bend of a level grey picture of even light; None where its lines are straight, or too few to tell."""
    ink = np.asarray(cv2.threshold(grey, INK, 1, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
    down = _field(ink, pixels_per_point)
    right = _field(np.ascontiguousarray(ink.T), pixels_per_point)
    if down is None and right is None:
        return None
    none = np.zeros(grey.shape, np.float32)
    return Bend(none if down is None else down, none if right is None else np.ascontiguousarray(right.T))


def unbent(image: Picture, bend: Bend) -> Picture:
    """The picture with its lines straight; same size, white where there was nothing."""
    height, width = image.shape[:2]
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    white = (255,) * (image.shape[2] if image.ndim == 3 else 1)
    flat = cv2.remap(
        image, xs + bend.right, ys + bend.down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=white
    )
    return np.asarray(flat, dtype=np.uint8)


def _field(ink: Picture, scale: float) -> NDArray[np.float32] | None:
    """How far down each place's line has moved, from the lines across; None where they are straight."""
    height, width = ink.shape
    lines = _lines(ink, scale)
    if len(lines) < LEAST_LINES:
        return None
    if max(_bow(xs, ys) for xs, ys in lines) < STRAIGHT * scale:
        return None
    for _ in range(3):
        weights, off = _fitted(lines, width, height)
        good = [line for line, apart in zip(lines, off, strict=True) if apart < STRAY * scale]
        if len(good) == len(lines):
            break
        lines = good
        if len(lines) < LEAST_LINES:
            return None
    else:
        return None
    knots = np.linspace(0, width, KNOTS)
    first, second = (np.interp(np.arange(width), knots, part) for part in (weights[:KNOTS], weights[KNOTS:]))
    places = np.arange(height)[:, None] / height - 0.5
    field = first[None, :] + places * second[None, :]
    if float(np.abs(field).max()) > MOST * scale:
        return None
    return np.asarray(field, dtype=np.float32)


def _lines(ink: Picture, scale: float) -> list[tuple[Values, Values]]:
    """Places (x, y) along the middle of each long line across."""
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, max(9, round(STROKE * scale))), np.uint8))
    runs = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((1, max(3, round(GAP * scale))), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    found = []
    for label in range(1, count):
        x, y, width, height, area = (int(v) for v in stats[label])
        if width < LONG * scale or height > max(TALL * scale, MOST_TALL * width) or area > THICKEST * scale * width:
            continue
        own = labels[y : y + height, x : x + width] == label
        mass = own.sum(axis=0)
        thin = (mass > 0) & (mass <= CROSSED * np.median(mass[mass > 0]))
        columns = np.flatnonzero(thin)
        if len(columns) < LEAST_SHARE * width:
            continue
        middle = (own * np.arange(height)[:, None]).sum(axis=0)[columns] / mass[columns]
        bins = np.linspace(0, width, max(6, round(SAMPLES * width / ink.shape[1])) + 1)
        home = np.digitize(columns, bins) - 1
        places = [(columns[home == k].mean() + x, np.median(middle[home == k]) + y) for k in np.unique(home)]
        found.append((np.array([p[0] for p in places]), np.array([p[1] for p in places])))
    return found


def _bow(xs: Values, ys: Values) -> float:
    """How far a line leaves the straight one through it."""
    if len(xs) < BOW_PLACES:
        return 0.0
    rise, base = np.polyfit(xs, ys, 1)
    return float(np.percentile(np.abs(ys - base - rise * xs), 90))


def _fitted(lines: list[tuple[Values, Values]], width: int, height: int) -> tuple[Values, list[float]]:
    """Knots of the bend (at the middle of the page, and its change from top to bottom), and how far each line is off.

    Least squares for the knots and each line's own place, with knots held smooth.
    """
    count = 2 * KNOTS
    rows, right = [], []
    knots = np.linspace(0, width, KNOTS)
    hats = np.eye(KNOTS)
    for number, (xs, ys) in enumerate(lines):
        share = np.stack([np.interp(xs, knots, hat) for hat in hats], axis=1)
        place = float(np.mean(ys)) / height - 0.5
        own = np.zeros((len(xs), len(lines)))
        own[:, number] = 1
        rows.append(np.hstack([share, share * place, own]))
        right.append(ys)
    pull = np.hstack([FAINT_PULL * np.eye(count), np.zeros((count, len(lines)))])
    second = np.diff(np.eye(KNOTS), n=2, axis=0) * (SMOOTH / KNOTS)
    flat = np.zeros((len(second), len(lines)))
    none = np.zeros_like(second)
    smooth = [np.hstack([second, none, flat]), np.hstack([none, second, flat])]
    system = np.vstack([*rows, pull, *smooth])
    answer = np.concatenate([*right, np.zeros(count + 2 * len(second))])
    solved = np.linalg.lstsq(system, answer, rcond=None)[0]
    off = []
    for part, ys in zip(rows, right, strict=True):
        off.append(float(np.percentile(np.abs(part @ solved - ys), 90)))
    return solved[:count], off
