"""A picture file as pages: its frames, upright, in colour on white, and how many of its pixels make a point."""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mingzhang.extractors.formats.reading import damage_recorded
from mingzhang.extractors.formats.strips import piece_count, pieces
from mingzhang.extractors.scan.part import picture_part
from mingzhang.extractors.scan.picture import POINTS_PER_INCH, scale_within
from mingzhang.models.errors import ErrorCode, MingzhangError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
# An A3 sheet at 600 dpi has 70 million.
MOST_PIXELS = 120_000_000
A4 = (595.0, 842.0)
BELIEVABLE_DPI = (60.0, 1300.0)
# Points of a page's longer side that an office's paper may have: half of A5 to A2.
BELIEVABLE_SIDE = (280.0, 1750.0)
FAX_RATIO = 2.6
ORIENTATION = 0x0112
TURNED = (5, 6, 7, 8)  # orientations that swap width and height (EXIF 2.32, 4.6.4)
PHOTOMETRIC, WHITE_IS_ZERO = 262, 0
_PIXELS = re.compile(r"\d{5,}")


@contextmanager
def open_picture(data: bytes) -> Iterator[Image.Image]:
    """An open picture. Raises `damaged` or `page_too_large` (its header says more pixels than are read)."""
    from PIL import Image

    with damage_recorded(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            opened = Image.open(io.BytesIO(data), formats=FORMATS)
        except Image.DecompressionBombError as error:  # it says how many pixels, and is no damage
            found = _PIXELS.search(str(error))
            pixels = f"{int(found.group()):,} pixels" if found else "too many pixels"
            raise MingzhangError(ErrorCode.PAGE_TOO_LARGE, pixels) from error
        require_small(opened)
    try:
        yield opened
    finally:
        opened.close()


def require_small(opened: Image.Image) -> None:
    """Raises `page_too_large` for what is a bomb, or no page."""
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise MingzhangError(ErrorCode.PAGE_TOO_LARGE, f"{width} x {height} pixels")
    if min(width, height) < 1:
        raise MingzhangError(ErrorCode.DAMAGED)


def frame_count(opened: Image.Image) -> int:
    """Pages of a picture: frames of a TIFF, pieces of a strip; others have one (what more they hold is a preview)."""
    if opened.format != "TIFF":
        return 1 if _is_turned(opened) else piece_count(*opened.size)
    with damage_recorded():
        return int(getattr(opened, "n_frames", 1))


def page_picture(opened: Image.Image, number: int, dpi: int, *, whole: bool = False) -> tuple[NDArray[np.uint8], float]:
    """Page `number` (from 1) as BGR, and its pixels a point: those of `dpi`, less where it would be too large.

    `whole`: a strip as one page.

    Raises `damaged` and `page_too_large` for this page, `no_ocr` where the part that reads pictures is not installed.
    """
    with picture_part():
        import cv2
    import numpy as np
    from PIL import ImageOps

    with damage_recorded(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        count = 1 if whole or opened.format == "TIFF" else frame_count(opened)
        if opened.format == "TIFF" or count < number:
            opened.seek(number - 1)
        require_small(opened)
        across, down = resolution(opened)
        turned = _is_turned(opened)
        upright = ImageOps.exif_transpose(_loaded(opened))
        if count > 1:
            top, bottom = pieces(upright)[number - 1]
            upright = upright.crop((0, top, upright.size[0], bottom))
        if turned:
            across, down = down, across
        grey_or_colour = np.asarray(on_white(upright))
    height, width = grey_or_colour.shape[:2]
    wide, high = width * POINTS_PER_INCH / across, height * POINTS_PER_INCH / down
    scale = scale_within(wide, high, dpi)
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    code = cv2.COLOR_GRAY2BGR if grey_or_colour.ndim == 2 else cv2.COLOR_RGB2BGR
    picture: Any = cv2.cvtColor(grey_or_colour, code)
    if size != (width, height):
        shrinks = size[0] * size[1] < width * height
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    return np.asarray(picture, dtype=np.uint8), scale


def _is_turned(opened: Image.Image) -> bool:
    return opened.getexif().get(ORIENTATION, 1) in TURNED


def _loaded(opened: Image.Image) -> Image.Image:
    opened.load()
    return opened


def resolution(opened: Image.Image) -> tuple[float, float]:
    """(across, down) dots an inch: as the file says where that makes paper, else so that the page is about A4.

    Faxes have other resolutions across and down. Cameras write 72 whatever the size: a page of 40 inches is none.
    """
    width, height = opened.size
    said = opened.info.get("dpi")
    if said is not None:
        across, down = (float(value) for value in said)
        low, high = BELIEVABLE_DPI
        if low <= across <= high and low <= down <= high and max(across, down) / min(across, down) < FAX_RATIO:
            side = POINTS_PER_INCH * max(width / across, height / down)
            if BELIEVABLE_SIDE[0] <= side <= BELIEVABLE_SIDE[1]:
                return across, down
    guess = guessed_dpi(width, height)
    return guess, guess


def guessed_dpi(width: int, height: int) -> float:
    """The resolution at which a picture just covers an A4 sheet, upright or across; a long strip is as wide as one."""
    short, long = min(width, height), max(width, height)
    if height > 2 * width:
        return width * POINTS_PER_INCH / A4[0]
    return POINTS_PER_INCH * math.sqrt((short / A4[0]) * (long / A4[1]))


def on_white(picture: Image.Image) -> Image.Image:
    """The picture in 8-bit grey or RGB; what is see-through shows white paper, 16-bit grey keeps its tones."""
    import numpy as np
    from PIL import Image

    if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
        tones = np.asarray(picture).astype(np.float32)
        most = 65535.0 if picture.mode != "F" else max(1.0, float(tones.max()))
        grey = np.clip(tones * (255.0 / most), 0, 255).astype(np.uint8)
        if getattr(picture, "tag_v2", {}).get(PHOTOMETRIC) == WHITE_IS_ZERO:
            grey = 255 - grey
        return Image.fromarray(grey)
    if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(paper, seen).convert("RGB")
    return picture.convert("L" if picture.mode in ("1", "L") else "RGB")
