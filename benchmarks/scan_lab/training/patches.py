"""Small pieces of scans with their layers, drawn on the fly."""

from __future__ import annotations

import random
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.scan_lab.develop import develop
from benchmarks.scan_lab.plates import Plate
from benchmarks.scan_lab.recipes import KINDS, Recipe, draw_recipe
from benchmarks.scan_lab.sets import SetName
from benchmarks.scan_lab.training.plate_store import unpacked
from mingzhang.extractors.scan.page_network import LAYERS, NETWORK_DPI

Picture = NDArray[np.uint8]

SIDE = 256
MARGIN = 30.0
SET_APART = 0.35
# Rulings are what the layers are for: half of the patches have some way of drawing them less than fully.
RULED_KINDS = (
    "hairline", "dotted", "dashed", "broken", "faded", "double", "no_upright", "no_across", "three_line", "frame",
    "none", "zebra", "zebra_white", "header_dark",
)  # fmt: skip
OTHER_KINDS = tuple(sorted(set(KINDS) - set(RULED_KINDS) - {"two_up"}))
# Kinds that the first weights found hardest: they are drawn this many times as often as the others.
HARD_KINDS = ("broken", "faded", "hairline", "zebra_white", "no_across", "fax", "gutter", "seal_grey", "bleed", "folds")
HARD_TIMES = 3


def patch(plates: Sequence[Plate], set_name: SetName, seed: int) -> tuple[Picture, Picture]:
    """A grey picture (256 x 256, about 120 dpi) and its layers (number of layers x 256 x 256, 0 or 1)."""
    chance = random.Random(seed)
    recipe = _recipe(chance, set_name)
    jitter = chance.uniform(0.8, 1.25)
    dpi = NETWORK_DPI * jitter
    need = (SIDE / dpi * 72 + 2 * MARGIN) * 1.02
    first, second = (unpacked(chance.choice(plates)) for _ in range(2))
    scan = develop(_part(first, need, chance), recipe, _part(second, need, chance) if recipe.bleed else None)
    grey = scan.picture if scan.picture.ndim == 2 else cv2.cvtColor(scan.picture, cv2.COLOR_RGB2GRAY)
    factor = dpi / recipe.dpi
    grey = _scaled(grey, factor)
    layers = np.stack([_scaled(scan.masks[name], factor) for name in LAYERS])
    grey, layers = _cut(grey, layers, chance)
    return grey, np.asarray(layers > 255 * SET_APART, np.uint8)


def _recipe(chance: random.Random, set_name: SetName) -> Recipe:
    kinds = []
    if chance.random() < 0.6:
        kinds += _some(RULED_KINDS, 1, chance)
    kinds += _some(OTHER_KINDS, chance.choice((0, 1, 1, 2)), chance)
    return draw_recipe("+".join(kinds) or "clean", set_name, chance.randrange(2**31))


def _some(kinds: Sequence[str], number: int, chance: random.Random) -> list[str]:
    """Different kinds, those that are hard more often."""
    times = [HARD_TIMES if kind in HARD_KINDS else 1 for kind in kinds]
    return list(dict.fromkeys(chance.choices(kinds, times, k=number)))


def _part(plate: Plate, need: float, chance: random.Random) -> Plate:
    """A square of the plate, mostly somewhere on a table."""
    x, y = chance.uniform(0, plate.width), chance.uniform(0, plate.height)
    if plate.cells and chance.random() < 0.85:
        box = chance.choice(plate.cells).box
        x, y = chance.uniform(box[0], box[2]), chance.uniform(box[1], box[3])
    left = min(max(0.0, x - need * chance.random()), max(0.0, plate.width - need))
    top = min(max(0.0, y - need * chance.random()), max(0.0, plate.height - need))
    return plate.part(left, top, min(plate.width, left + need), min(plate.height, top + need))


def _scaled(picture: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=way), np.uint8)


def _cut(grey: Picture, layers: Picture, chance: random.Random) -> tuple[Picture, Picture]:
    short = [max(0, SIDE - side) for side in grey.shape]
    if any(short):
        grey = np.pad(grey, ((0, short[0]), (0, short[1])), constant_values=255)
        layers = np.pad(layers, ((0, 0), (0, short[0]), (0, short[1])))
    top, left = (chance.randint(0, side - SIDE) for side in grey.shape)
    part = (slice(top, top + SIDE), slice(left, left + SIDE))
    return grey[part], layers[:, part[0], part[1]]
