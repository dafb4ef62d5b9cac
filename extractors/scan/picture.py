"""Pages drawn as pictures, and what OpenCV and PaddleOCR see in them. The heavy libraries load only when needed."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mingzhang.extractors.pages.placement import Placement
from mingzhang.extractors.scan.kept import Kept
from mingzhang.extractors.scan.part import picture_part
from mingzhang.extractors.settings import Settings
from mingzhang.models.records.geometry import Segment
from mingzhang.models.records.pages import Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mingzhang.extractors.scan.recogniser import Recogniser

POINTS_PER_INCH = 72
LARGEST_SIDE = 32_000  # pixels: OpenCV's maps address no more than 32,767
MOST_PIXELS = 24_000_000  # of one page: A1 at 175 dpi. Reading takes 60 to 90 bytes a pixel
LARGEST_PAGE = 14_400.0
RULING_DPI = 150


def too_large(placement: Placement) -> bool:
    """Whether a page is beyond what PDF viewers draw (200 inches a side)."""
    return max(placement.width, placement.height) > LARGEST_PAGE


def draw(page: Any, pixels_per_point: float, quarter_turns: int = 0) -> NDArray[np.uint8]:
    """The picture of a pypdfium2 page: height x width x 3, BGR. Annotations are drawn as a reader sees them."""
    bitmap = page.render(scale=pixels_per_point, rotation=90 * (quarter_turns % 4))
    picture: NDArray[np.uint8] = bitmap.to_numpy()[..., :3]
    return picture


def grey_of(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A BGR picture in grey, by the weights of ITU-R BT.601, as OpenCV rounds them."""
    import numpy as np

    blue, green, red = (picture[..., channel].astype(np.uint32) for channel in range(3))
    return ((blue * 3735 + green * 19235 + red * 9798 + (1 << 14)) >> 15).astype(np.uint8)


def scale_for(placement: Placement, dpi: int) -> float:
    """Pixels a point at a resolution, less where the picture would have more pixels than are read at once."""
    return scale_within(placement.width, placement.height, dpi)


def scale_within(width: float, height: float, dpi: int) -> float:
    """As `scale_for`, of a page of a width and a height (points). A long strip is drawn as finely as a page of its
    area: by its longer side alone it would be shrunk until nobody can read it."""
    width, height = max(width, 1.0), max(height, 1.0)
    return min(dpi / POINTS_PER_INCH, LARGEST_SIDE / max(width, height), math.sqrt(MOST_PIXELS / (width * height)))


def read_page_picture(
    page: Any,
    number: int,
    placement: Placement,
    settings: Settings,
    before: Page | None = None,
    kept: Kept | None = None,
) -> Page:
    """Read a scanned page by its picture. `before` and `kept`: see `read_picture`. Raises `no_ocr`."""
    with picture_part():
        from mingzhang.extractors.scan.page import read_picture

    scale = scale_for(placement, settings.scan_dpi)
    return read_picture(
        draw(page, scale),
        page_number=number,
        pixels_per_point=scale,
        recogniser=recogniser_for(settings),
        before=before,
        kept=kept,
    )


@lru_cache(maxsize=1)
def recogniser_for(settings: Settings) -> Recogniser:
    """The recogniser of this process; it loads its weights at the first picture."""
    from mingzhang.extractors.scan.recogniser import Recogniser

    return Recogniser(settings)


def find_more_rulings(page: Any, placement: Placement) -> tuple[list[Segment], list[Segment]] | None:
    """Rulings of a page whose lines are part of a picture, in points; None where there are too few for a table.

    Raises `no_ocr` where the part that reads pictures is not installed.
    """
    with picture_part():
        from mingzhang.extractors.scan.rulings import find_rulings, in_points

    scale = scale_for(placement, RULING_DPI)
    turns = placement.turn - (page.get_rotation() // 90)
    horizontal, vertical = find_rulings(grey_of(draw(page, scale, turns)))
    if len(horizontal) < 2 or len(vertical) < 2:
        return None
    return in_points(horizontal, scale), in_points(vertical, scale)
