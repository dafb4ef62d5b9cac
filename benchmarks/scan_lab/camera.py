"""What the scanner or the telephone makes of the light: shadow, softness, noise, few tones, JPEG."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.scan_lab.bends import Bend
from benchmarks.scan_lab.paper import Tones, smooth_noise
from benchmarks.scan_lab.recipes import Recipe

Picture = NDArray[np.uint8]


def lit(tones: Tones, recipe: Recipe, bend: Bend, chance: np.random.Generator) -> Tones:
    """The sheet under its light: a slope, a soft shadow, the gutter's dark, the desk around it."""
    height, width = tones.shape[:2]
    light = np.ones((height, width), np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width, y / height
    if recipe.light:
        angle = float(chance.uniform(0, 2 * np.pi))
        light -= recipe.light * np.clip(0.5 + (x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle), 0, 1)
    if recipe.shadow:
        angle, middle = float(chance.uniform(0, 2 * np.pi)), float(chance.uniform(-0.3, 0.3))
        side = (x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle) - middle
        light *= 1 - recipe.shadow / (1 + np.exp(-side / float(chance.uniform(0.01, 0.12))))
    if recipe.gutter:
        turned = bend.laid(_gutter(recipe, bend), 1.0)
        light *= np.asarray(turned, np.float32)
    warm = np.array([1.0, 0.985, 0.94] if recipe.photo else [1.0, 1.0, 1.0], np.float32)
    tones = tones * light[..., None] * warm
    if bend.off is not None:
        off = np.rot90(bend.off, -bend.turn // 90) if bend.turn else bend.off
        colour = np.array(chance.uniform(20, 170, 3), np.float32)
        grain = smooth_noise((height, width), 40, chance) * float(chance.uniform(2, 14))
        tones = np.where(off[..., None] > 0, (colour + grain[..., None]) * light[..., None], tones)
    return np.asarray(tones, np.float32)


def _gutter(recipe: Recipe, bend: Bend) -> Tones:
    height, width = bend.from_x.shape
    x = np.arange(width, dtype=np.float32) / width
    away = x if recipe.gutter > 0 else 1 - x
    return np.asarray(np.tile(1 - abs(recipe.gutter) * np.exp(-away / 0.05), (height, 1)), np.float32)


def taken(tones: Tones, recipe: Recipe, chance: np.random.Generator) -> Picture:
    """The picture as the machine gives it: grey or 1-bit (height x width), or RGB."""
    if recipe.colours != "colour":
        tones = np.asarray(cv2.cvtColor(tones, cv2.COLOR_RGB2GRAY), np.float32)
    if recipe.blur:
        tones = cv2.GaussianBlur(tones, (0, 0), recipe.blur)
    if recipe.motion >= 1:
        size = int(recipe.motion) + 1
        kernel = np.eye(size, dtype=np.float32) if chance.random() < 0.5 else np.ones((1, size), np.float32)
        tones = cv2.filter2D(tones, -1, kernel / kernel.sum())
    noise = chance.standard_normal(tones.shape[:2], np.float32) * np.float32(recipe.noise)
    level = tones * np.float32(0.96) + np.float32(4.0) + (noise if tones.ndim == 2 else noise[..., None])
    picture = np.clip(level, 0, 255).astype(np.uint8)
    if recipe.colours == "otsu":
        picture = cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1]
    elif recipe.colours == "fixed":
        picture = cv2.threshold(picture, float(chance.uniform(110, 195)), 255, cv2.THRESH_BINARY)[1]
    elif recipe.colours == "dithered":
        picture = np.asarray(Image.fromarray(picture).convert("1").convert("L"), np.uint8)
    if recipe.jpeg is not None:
        shown = picture if picture.ndim == 2 else picture[..., ::-1]
        data = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, recipe.jpeg])[1]
        decoded = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
        picture = decoded if decoded.ndim == 2 else decoded[..., ::-1]
    return np.ascontiguousarray(picture)
