"""The picture of an OFD page: its pictures and paths; no fonts, so no text. For pages that are scans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mingzhang.extractors.formats.ofd_objects import PageDrawing, Path, PlacedPicture
from mingzhang.extractors.formats.ofd_package import Package, Resources
from mingzhang.extractors.formats.ofd_syntax import moved
from mingzhang.extractors.formats.picture_file import on_white, open_picture
from mingzhang.extractors.formats.reading import damage_recorded
from mingzhang.extractors.pages.placement import Placement
from mingzhang.extractors.scan.part import picture_part
from mingzhang.extractors.scan.picture import LARGEST_SIDE, scale_within
from mingzhang.models.errors import ErrorCode, MingzhangError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHRINKS = 1.3


def drawn(
    drawing: PageDrawing, package: Package, resources: Resources, placement: Placement, dpi: int
) -> tuple[NDArray[np.uint8], float]:
    """The page as BGR, unturned, and its pixels a point. Raises `damaged` for a picture that cannot be opened, `no_ocr`
    where the part that reads pictures is not installed."""
    with picture_part():
        import cv2
    import numpy as np

    scale = scale_within(placement.width, placement.height, dpi)
    width, height = max(1, round(placement.width * scale)), max(1, round(placement.height * scale))
    paper = np.full((height, width, 3), 255, np.uint8)
    for item in drawing.items:
        if isinstance(item, PlacedPicture):
            seen = _picture(package, resources, item)
            paper = np.minimum(paper, _placed(seen, item, scale, height, (width, height)))
        elif isinstance(item, Path):
            for points, _ in item.parts:
                line = np.array([(x * scale, height - y * scale) for x, y in points])
                line = np.clip(np.rint(line), -LARGEST_SIDE, 2 * LARGEST_SIDE).astype(np.int32)
                if item.fills:
                    cv2.fillPoly(paper, [line], (item.shade,) * 3)
                if item.strokes:
                    cv2.polylines(paper, [line], False, (item.shade,) * 3, max(1, round(item.width * scale)))
    return paper, scale


def _picture(package: Package, resources: Resources, item: PlacedPicture) -> Any:
    import cv2
    import numpy as np

    data = package.bytes_at(resources.pictures.get(item.resource, ""))
    if data is None:
        raise MingzhangError(ErrorCode.DAMAGED)
    with open_picture(data) as opened, damage_recorded():
        opened.load()
        seen = np.asarray(on_white(opened))
    return cv2.cvtColor(seen, cv2.COLOR_GRAY2BGR if seen.ndim == 2 else cv2.COLOR_RGB2BGR)


def _placed(seen: Any, item: PlacedPicture, scale: float, page_height: int, size: tuple[int, int]) -> Any:
    """A picture where it lies on the page, on white."""
    import cv2
    import numpy as np

    corners = [moved(item.at, x, y) for x, y in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))]
    target = np.array([(x * scale, page_height - y * scale) for x, y in corners], np.float32)
    wide, high = (max(1, round(float(np.hypot(*(target[n] - target[0]))))) for n in (1, 2))
    if seen.shape[1] > SHRINKS * wide and seen.shape[0] > SHRINKS * high:
        seen = cv2.resize(seen, (min(wide, seen.shape[1]), min(high, seen.shape[0])), interpolation=cv2.INTER_AREA)
    height, width = seen.shape[:2]
    source = np.array([(0, 0), (width, 0), (0, height)], np.float32) - 0.5
    at = cv2.getAffineTransform(source, target - 0.5)
    return cv2.warpAffine(seen, at, size, flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
