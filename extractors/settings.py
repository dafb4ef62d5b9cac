"""What may be chosen about reading a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

OnPage = Callable[[int, int], None]  # the number of the page at hand, and how many there are


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of the reader.

    `ocr_model`: `embedded` (the PP-OCRv6 small weights that the lock installs), the name of an official model family
    that PaddleOCR fetches itself (`PP-OCRv6_medium`), or a folder with `det/` and `rec/` model folders.
    `scan_dpi`: resolution at which a scanned page is read. `max_pages`: pages beyond this refuse the document.
    `attached_apart`: the files that a PDF carries are read as documents of their own, so it is whole without them.
    """

    ocr_model: str = "embedded"
    ocr_threads: int = 1
    scan_dpi: int = 200
    max_pages: int = 3000
    attached_apart: bool = False
