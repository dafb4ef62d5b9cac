"""The picture of a page in colour, laid out as it was read: boxes of what was read fit on it."""

from __future__ import annotations

from mingzhang.extractors.scan.bend import bend_of, unbent
from mingzhang.extractors.scan.light import Picture
from mingzhang.extractors.scan.perspective import warped
from mingzhang.extractors.scan.preparing import sheet_and_light
from mingzhang.extractors.scan.upright import straightened, turned


def as_read(image: Picture, pixels_per_point: float, *, skew: float, rotation: int) -> Picture:
    """The steps of `scan.preparing.prepare` that move anything, in its order: sheet, keystone, skew, rotation, bend.

    `image` is BGR, drawn at the resolution at which it was read; `skew` and `rotation` are those of its `Page`.
    """
    flat, grey, keystone = sheet_and_light(image, pixels_per_point)
    if keystone is not None:
        flat, grey = warped(flat, keystone), warped(grey, keystone)
    flat = turned(straightened(flat, skew), rotation)
    bend = bend_of(turned(straightened(grey, skew), rotation), pixels_per_point)
    return flat if bend is None else unbent(flat, bend)
