"""What an office's scanner, seal and telephone do to a page: skew, noise, JPEG, a red seal, a page upside down."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Scan:
    """How a page was scanned. Angles are degrees against the clock; `noise` is a standard deviation of grey levels."""

    dpi: int = 200
    skew: float = 0.0
    noise: float = 1.5
    blur: float = 0.65
    quality: int = 60
    grey: bool = True
    upside_down: bool = False
    seal: tuple[float, float] | None = None


def draw_pages(data: bytes, pages: list[int], dpi: int) -> list[Picture]:
    """Pages (from 1) of a PDF as RGB pictures."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [np.asarray(document[n - 1].render(scale=dpi / 72).to_pil().convert("RGB")) for n in pages]
    finally:
        document.close()


def turn(picture: Picture, degrees: float) -> Picture:
    """The picture turned about its middle, on white."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return _bytes(cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)))


def scanned(picture: Picture, scan: Scan, seed: int) -> Picture:
    """The page as the scanner gives it."""
    if scan.seal:
        picture = sealed(picture, scan.seal, scan.dpi)
    picture = turn(picture, scan.skew)
    if scan.upside_down:
        picture = _bytes(cv2.rotate(picture, cv2.ROTATE_180))
    if scan.grey:
        picture = _bytes(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    soft = cv2.GaussianBlur(picture, (0, 0), scan.blur).astype(np.float32)
    noise = np.random.default_rng(seed).normal(0.0, scan.noise, picture.shape[:2]).astype(np.float32)
    # Scanners give paper a little less than white.
    level = soft * np.float32(0.96) + (noise if soft.ndim == 2 else noise[..., None]) + np.float32(4.0)
    return _bytes(np.clip(level, 0, 255))


def sealed(picture: Picture, place: tuple[float, float], dpi: int) -> Picture:
    """A round red seal of 42 mm with an invented name and a star, its middle at `place` (parts of width and height)."""
    radius = int(21 / 25.4 * dpi)
    layer = Image.new("L", (2 * radius + 8, 2 * radius + 8), 0)
    pen = ImageDraw.Draw(layer)
    middle = radius + 4
    pen.ellipse((4, 4, 2 * radius + 4, 2 * radius + 4), outline=255, width=max(3, radius // 22))
    star = [
        (middle + radius * size * np.sin(k * np.pi / 5), middle - radius * size * np.cos(k * np.pi / 5))
        for k, size in enumerate([0.34, 0.13] * 5)
    ]
    pen.polygon([(float(x), float(y)) for x, y in star], fill=255)
    font = ImageFont.truetype("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", int(radius * 0.25))
    text = "样张专用章仅供测试"
    for n, letter in enumerate(text):
        angle = -120 + 240 * n / (len(text) - 1)
        glyph = Image.new("L", layer.size, 0)
        ImageDraw.Draw(glyph).text((middle, middle - radius * 0.78), letter, 255, font, anchor="mm")
        layer.paste(255, mask=glyph.rotate(-angle, Image.Resampling.BICUBIC, center=(middle, middle)))
    mask = np.asarray(layer, dtype=np.float32)[..., None] / 255 * 0.8
    height, width = picture.shape[:2]
    x, y = int(place[0] * width) - middle, int(place[1] * height) - middle
    out = picture.astype(np.float32)
    part = out[y : y + mask.shape[0], x : x + mask.shape[1]]
    red = np.array([205, 30, 40], dtype=np.float32)
    # Ink is see-through: it darkens what is under it.
    part[:] = part * (1 - mask) + np.minimum(part, red) * mask
    return _bytes(out)


def photographed(picture: Picture, seed: int) -> Picture:
    """A page on a desk, taken by hand: in perspective, unevenly lit, a little out of focus."""
    height, width = picture.shape[:2]
    border = int(width * 0.09)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    shift = np.array([[0.030, 0.030], [-0.012, 0.006], [0.020, -0.018], [-0.020, 0.008]], dtype=np.float32)
    target = corners + shift * np.array([width, height], dtype=np.float32) + border
    matrix = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
    size = (width + 2 * border, height + 2 * border)
    desk = (128, 112, 96)
    taken = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_AREA, borderValue=desk)
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    light = 1.0 - 0.30 * columns / size[0] - 0.12 * rows / size[1]
    light += 0.10 * np.exp(-(((columns - size[0] * 0.3) / size[0]) ** 2 + ((rows - size[1] * 0.25) / size[1]) ** 2) * 9)
    warm = np.array([1.0, 0.985, 0.94], dtype=np.float32)
    lit = cv2.GaussianBlur(taken, (0, 0), 0.8).astype(np.float32) * light[..., None] * warm
    noise = np.random.default_rng(seed).normal(0.0, 3.0, lit.shape[:2]).astype(np.float32)
    return _bytes(np.clip(lit + noise[..., None], 0, 255))


def jpeg(picture: Picture, quality: int) -> bytes:
    """A JPEG of a grey or RGB picture."""
    buffer = BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
    return buffer.getvalue()


def as_pdf(pictures: list[bytes], sizes: list[tuple[float, float]]) -> bytes:
    """A PDF of whole-page JPEGs without a text layer; sizes are points."""
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    for picture, (width, height) in zip(pictures, sizes, strict=True):
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(BytesIO(picture)), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scan_pdf(data: bytes, pages: list[int], scans: list[Scan], seed: int) -> bytes:
    """Pages of a PDF scanned one by one, bound into a PDF of pictures."""
    pictures, sizes = [], []
    for n, (page, scan) in enumerate(zip(pages, scans, strict=True)):
        picture = draw_pages(data, [page], scan.dpi)[0]
        sizes.append((picture.shape[1] * 72 / scan.dpi, picture.shape[0] * 72 / scan.dpi))
        pictures.append(jpeg(scanned(picture, scan, seed + n), scan.quality))
    return as_pdf(pictures, sizes)


def photo_pdf(data: bytes, page: int, seed: int, dpi: int = 200, quality: int = 70) -> bytes:
    """One page photographed, as a PDF of one picture."""
    picture = photographed(draw_pages(data, [page], dpi)[0], seed)
    height, width = picture.shape[:2]
    return as_pdf([jpeg(picture, quality)], [(595.0, 595.0 * height / width)])


def cut_short(path: Path, share: float) -> bytes:
    """The first part of a file, as a broken download leaves it."""
    data = path.read_bytes()
    return data[: int(len(data) * share)]


def _bytes(picture: Any) -> Picture:
    return np.asarray(picture, dtype=np.uint8)
