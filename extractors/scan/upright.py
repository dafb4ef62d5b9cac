"""Which way up a picture of a page stands, and by how much it leans."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.light import Picture

MOST_SKEW = 8.0
ALL_ROUND = 360  # degrees
LEVEL = 0.02  # degrees: half a pixel over a page's width
LEAST_INK, ENOUGH_INK = 200, 60_000  # pixels that tell a slant at all, and as well as more would


def turned(image: Picture, degrees: int) -> Picture:
    """The picture turned clockwise by a multiple of 90 degrees."""
    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    if degrees % ALL_ROUND == 0:
        return image
    return np.asarray(cv2.rotate(image, turns[degrees % ALL_ROUND]), dtype=np.uint8)


def skew_of(ink: Picture) -> float:
    """Degrees by which rows lean clockwise (positive: they fall to the right), within 8 either way.

    The right angle is the one at which the ink falls into the fewest rows and columns (sums of squares of both
    projections), searched coarse, then fine.
    """
    ys, xs = np.nonzero(ink)
    if len(xs) < LEAST_INK:
        return 0.0
    if len(xs) > ENOUGH_INK:
        chosen = np.random.default_rng(0).choice(len(xs), ENOUGH_INK, replace=False)
        xs, ys = xs[chosen], ys[chosen]
    x, y = xs.astype(np.float32), ys.astype(np.float32)
    best = 0.0
    for reach, step, grain in ((MOST_SKEW, 0.25, 4.0), (0.3, 0.05, 2.0), (0.06, 0.01, 1.0)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(angles[int(np.argmax([_sharpness(x, y, float(angle), grain) for angle in angles]))])
    return best


def _sharpness(x: NDArray[np.float32], y: NDArray[np.float32], degrees: float, grain: float) -> float:
    slope = float(np.tan(np.radians(degrees)))
    total = 0.0
    for along, across, sign in ((x, y, -1.0), (y, x, 1.0)):
        places = (across + sign * slope * along) / grain
        places -= places.min()
        profile = np.bincount(places.astype(np.int32)).astype(np.float64)
        total += float(np.sum(profile * profile))
    return total


def straightened(image: Picture, degrees: float) -> Picture:
    """The picture turned so that rows that fell by `degrees` lie level; same size, paper white at the corners."""
    if abs(degrees) < LEVEL:
        return image
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    white = (255,) * (image.shape[2] if image.ndim == 3 else 1)
    level = cv2.warpAffine(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=white
    )
    return np.asarray(level, dtype=np.uint8)
