"""Whether the part of an installation is there that reads pictures (`mingzhang[ocr]`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from mingzhang.models.errors import ErrorCode, MingzhangError


def reads_pictures() -> bool:
    """Whether OpenCV is there, which every look at a scanned page begins with."""
    return find_spec("cv2") is not None


@contextmanager
def picture_part() -> Iterator[None]:
    """Around what imports a library of that part. Raises `no_ocr` where it is not installed."""
    try:
        yield
    except ImportError as error:
        raise MingzhangError(ErrorCode.NO_OCR, str(error)) from error
