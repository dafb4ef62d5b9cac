"""The picture of a page in colour, laid out as it was read: boxes of what was read fit on it."""

from __future__ import annotations

import cv2
import numpy as np

from mingzhang.extractors.scan.bands import without_dark_bands
from mingzhang.extractors.scan.bend import bend_of, unbent
from mingzhang.extractors.scan.light import Picture, even_light, is_uneven
from mingzhang.extractors.scan.perspective import keystone_of, sheet_of
from mingzhang.extractors.scan.preparing import evened
from mingzhang.extractors.scan.seal import grey_without_seals
from mingzhang.extractors.scan.upright import straightened, turned

WHITE = (255, 255, 255)


def as_read(image: Picture, pixels_per_point: float, *, skew: float, rotation: int) -> Picture:
    """The steps of `scan.preparing.prepare` that move anything, in its order: sheet, keystone, skew, rotation, bend.

    `image` is BGR, drawn at the resolution at which it was read; `skew` and `rotation` are those of its `Page`.
    """
    sheet = sheet_of(image)
    flat = image if sheet is None else sheet
    plain = without_dark_bands(grey_without_seals(flat, pixels_per_point), pixels_per_point)
    of_photograph = sheet is not None or is_uneven(image)
    keystone = keystone_of(even_light(plain, pixels_per_point), pixels_per_point, of_photograph=of_photograph)
    if keystone is not None:
        height, width = flat.shape[:2]
        seen = cv2.warpPerspective(flat, keystone, (width, height), flags=cv2.INTER_CUBIC, borderValue=WHITE)
        flat = np.asarray(seen, dtype=np.uint8)
    flat = turned(straightened(flat, skew), rotation)
    bend = bend_of(turned(straightened(evened(image, pixels_per_point), skew), rotation), pixels_per_point)
    return flat if bend is None else unbent(flat, bend)
