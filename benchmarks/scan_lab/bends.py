"""How a sheet lies under the camera: turned, keystoned, curled, waved, folded, towards a gutter, on a desk."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.scan_lab.recipes import Recipe

Plane = NDArray[np.float32]
Points = NDArray[np.float64]

STEPS = 40


@dataclass(frozen=True, slots=True)
class Bend:
    """For every pixel of the picture, where on the sheet it comes from (pixels); `off` is 255 on the desk."""

    from_x: Plane
    from_y: Plane
    off: NDArray[np.uint8] | None
    turn: int

    def laid(self, layer: NDArray[np.generic], outside: tuple[float, ...] | float = 0) -> NDArray[np.generic]:
        """A layer of the sheet as the camera sees it."""
        seen = cv2.remap(layer, self.from_x, self.from_y, cv2.INTER_LINEAR, borderValue=outside)
        return np.ascontiguousarray(np.rot90(seen, -self.turn // 90)) if self.turn else seen

    def points(self, places: Points) -> Points:
        """Points of the sheet (n x 2, pixels) in the picture, by stepping until the map leads back to them."""
        aims = np.asarray(places, np.float64)
        height, width = self.from_x.shape
        at = aims.copy()
        for _ in range(STEPS):
            xs = np.clip(at[:, 0], 0, width - 1).astype(np.float32)[:, None]
            ys = np.clip(at[:, 1], 0, height - 1).astype(np.float32)[:, None]
            back = np.hstack([cv2.remap(plane, xs, ys, cv2.INTER_LINEAR) for plane in (self.from_x, self.from_y)])
            step = aims - back
            at = at + step
            if np.abs(step).max(initial=0) < 0.05:
                break
        x, y = at[:, 0], at[:, 1]
        if self.turn == 90:
            x, y = height - 1 - y, x
        elif self.turn == 180:
            x, y = width - 1 - x, height - 1 - y
        elif self.turn == 270:
            x, y = y, width - 1 - x
        return np.stack([x, y], axis=1)


def bend_of(recipe: Recipe, height: int, width: int, scale: float, chance: np.random.Generator) -> Bend:
    """The bend of a recipe for a sheet of some pixels; `scale` is pixels a point."""
    border = round(min(height, width) * (0.03 + recipe.photo)) if recipe.photo else 0
    rows, columns = height + 2 * border, width + 2 * border
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    off = None
    if recipe.photo or recipe.keystone:
        matrix = _perspective(recipe, height, width, border, chance)
        depth = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2]
        x, y = (
            (matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2]) / depth,
            (matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2]) / depth,
        )
        if recipe.photo:
            off = np.where((x < 0) | (y < 0) | (x >= width) | (y >= height), np.uint8(255), np.uint8(0))
    across, down = x / width - 0.5, y / height - 0.5
    dx, dy = np.zeros_like(x), np.zeros_like(y)
    if recipe.curl:
        dy += recipe.curl * scale * (np.cos(np.pi * across) - 0.5 + 0.6 * across * float(chance.uniform(-1, 1)))
        dx += 0.3 * recipe.curl * scale * np.sin(np.pi * across)
    if recipe.waves:
        for plane, along in ((dy, across), (dx, down)):
            long = float(chance.uniform(1.0, 3.0))
            plane += recipe.waves * scale * np.sin(2 * np.pi * long * along + float(chance.uniform(0, 6.28)))
    for _ in range(recipe.folds):
        middle, steep = float(chance.uniform(-0.35, 0.35)), float(chance.uniform(-2.5, 2.5)) * scale
        dy += steep * np.abs(across - middle) if chance.random() < 0.5 else steep * np.abs(down - middle)
    if recipe.gutter:
        away = across + 0.5 if recipe.gutter > 0 else 0.5 - across
        near = np.exp(-np.clip(away, 0, None) / 0.09)
        dx += (1 if recipe.gutter > 0 else -1) * -0.022 * width * abs(recipe.gutter) * near
        dy += 0.012 * height * recipe.gutter * near * (down + float(chance.uniform(-0.4, 0.4)))
    x, y = x + dx, y + dy
    angle = np.deg2rad(recipe.skew)
    cos, sin = float(np.cos(angle)) / recipe.shrink, float(np.sin(angle)) / recipe.shrink
    middle_x, middle_y = width / 2, height / 2
    x, y = x - middle_x, y - middle_y
    x, y = cos * x - sin * y + middle_x, sin * x + cos * y + middle_y
    return Bend(x.astype(np.float32), y.astype(np.float32), off, recipe.turn)


def _perspective(
    recipe: Recipe, height: int, width: int, border: int, chance: np.random.Generator
) -> NDArray[np.float64]:
    """The matrix from picture to sheet."""
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    if recipe.photo:
        shift = chance.uniform(-recipe.photo, recipe.photo, (4, 2)) / 2
    else:
        k = recipe.keystone
        shift = (
            np.array([[abs(k), 0], [-abs(k), 0], [0, 0], [0, 0]])
            if k > 0
            else np.array([[0, 0], [0, 0], [k, 0], [-k, 0]])
        )
    target = corners + (shift * np.array([width, height])).astype(np.float32) + border
    return np.asarray(cv2.getPerspectiveTransform(target.astype(np.float32), corners), np.float64)
