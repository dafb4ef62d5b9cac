"""Pictures drawn for the tests: rulings, strokes and noise, and pages of the samples at 200 dpi."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

SCALE = 200 / 72
SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def paper(width: int, height: int, tone: int = 255) -> Picture:
    return np.full((height, width), tone, np.uint8)


def noisy(picture: Picture, deviation: float, seed: int = 0) -> Picture:
    noise = np.random.default_rng(seed).normal(0, deviation, picture.shape[:2])
    spread = noise if picture.ndim == 2 else noise[..., None]
    return np.clip(picture + spread, 0, 255).astype(np.uint8)


def table(width: int = 1200, height: int = 900, rows: int = 6, columns: int = 4, tone: int = 20) -> Picture:
    """A ruled table, 100 pixels from every side."""
    picture = paper(width, height)
    for x in np.linspace(100, width - 100, columns + 1):
        cv2.line(picture, (round(x), 100), (round(x), height - 100), tone, 3)
    for y in np.linspace(100, height - 100, rows + 1):
        cv2.line(picture, (100, round(y)), (width - 100, round(y)), tone, 3)
    return picture


def written(picture: Picture, text: str, x: int, y: int, size: float = 0.9) -> Picture:
    cv2.putText(picture, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, 10, 2, cv2.LINE_AA)
    return picture


def slanted_marks(picture: Picture, tone: int, angle: float = 35, size: float = 4) -> tuple[Picture, NDArray[np.bool_]]:
    """The picture with a pale word across it, multiplied in as PDF writers do, and where the word lies."""
    height, width = picture.shape
    layer = np.zeros((height, width), np.uint8)
    for y in (height // 3, 2 * height // 3):
        cv2.putText(layer, "WATERMARK", (width // 8, y), cv2.FONT_HERSHEY_SIMPLEX, size, 255, 14, cv2.LINE_AA)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    layer = cv2.warpAffine(layer, matrix, (width, height), flags=cv2.INTER_LINEAR)
    share = layer[...].astype(np.float64) / 255 * (255 - tone) / 255
    return (picture * (1 - share)).astype(np.uint8), layer > 200


@lru_cache(maxsize=4)
def sample_page(name: str, index: int) -> Picture:
    """A page of a sample as its picture, BGR, 200 dpi."""
    with pdfium.PdfDocument(SAMPLES / name) as document:
        return np.ascontiguousarray(document[index].render(scale=SCALE).to_numpy()[..., :3])
