"""What comes upon a sheet: watermarks, seals, pen, the back's print, holes, staples, dust."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from benchmarks.scan_lab.paper import Sheet
from benchmarks.scan_lab.plates import Plate
from benchmarks.scan_lab.recipes import Seal, Watermark
from mingzhang.models.text.amounts import plain, printed_amount

Share = NDArray[np.float32]

PLACES = 24


@lru_cache(maxsize=1)
def chinese_font() -> str:
    """The Chinese font that comes with the lock: the same on every machine, with Latin letters and figures too."""
    return str(files("pylopdf_fonts_zh_cn").joinpath("NotoSansSC-Regular.otf"))


def _font(pixels: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(chinese_font(), max(6, round(pixels)))


def put_watermark(sheet: Sheet, mark: Watermark, chance: np.random.Generator) -> None:
    """Words over or under the print, once or tiled. Over: paint that also lightens what it covers a little."""
    height, width = sheet.printed.shape
    pixels = mark.size * sheet.scale
    font = _font(pixels)
    left, top, right, bottom = font.getbbox(mark.words)
    tile = Image.new("L", (int(right - left + pixels), int(bottom - top + pixels)), 0)
    pen = ImageDraw.Draw(tile)
    place = (pixels / 2 - left, pixels / 2 - top)
    if mark.outline:
        pen.text(place, mark.words, 0, font, stroke_width=max(1, round(pixels / 30)), stroke_fill=255)
    else:
        pen.text(place, mark.words, 255, font)
    word = np.asarray(tile.rotate(mark.angle, Image.Resampling.BICUBIC, expand=True), np.float32) / 255
    layer = np.zeros((height, width), np.float32)
    if mark.tiled:
        step_x, step_y = int(word.shape[1] + pixels * 0.8), int(word.shape[0] + pixels * 0.8)
        for row, y in enumerate(range(int(-chance.integers(step_y)), height, step_y)):
            for x in range(int(-chance.integers(step_x)) - row % 2 * step_x // 2, width, step_x):
                _stamp(layer, word, x, y)
    else:
        x = int((width - word.shape[1]) * chance.uniform(0.1, 0.9))
        y = int((height - word.shape[0]) * chance.uniform(0.1, 0.9))
        _stamp(layer, word, x, y)
    if mark.over:
        cover = layer[..., None] * np.float32(chance.uniform(0.25, 0.6))
        sheet.tones += (mark.tone - sheet.tones) * cover
    sheet.darken(layer, (mark.tone,) * 3)


def _stamp(layer: Share, word: Share, x: int, y: int) -> None:
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(layer.shape[1], x + word.shape[1]), min(layer.shape[0], y + word.shape[0])
    if x0 < x1 and y0 < y1:
        part = layer[y0:y1, x0:x1]
        np.maximum(part, word[y0 - y : y1 - y, x0 - x : x1 - x], out=part)


def put_seal(sheet: Sheet, plate: Plate, seal: Seal, chance: np.random.Generator) -> None:
    """A round seal with a ring, a star and a name, its middle on a figure of the page where there is one."""
    figures = [cell.box for cell in plate.cells if printed_amount(plain(cell.text)) is not None]
    radius = seal.radius * sheet.scale
    height, width = sheet.printed.shape
    if seal.at == "edge":
        x, y = float(chance.choice([0, width])), float(chance.uniform(0.2, 0.8)) * height
    elif figures:
        x0, y0, x1, y1 = figures[int(chance.integers(len(figures)))]
        x, y = (x0 + x1) / 2 * sheet.scale, (y0 + y1) / 2 * sheet.scale
    else:
        x, y = (float(chance.uniform(0.2, 0.8)) * side for side in (width, height))
    mask = _seal_mask(seal, radius, chance)
    sheet.darken(mask * np.float32(seal.strength), seal.colour, int(x - mask.shape[1] / 2), int(y - mask.shape[0] / 2))


def _seal_mask(seal: Seal, radius: float, chance: np.random.Generator) -> Share:
    side = int(2 * radius + 8)
    middle = side / 2
    layer = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(layer)
    pen.ellipse(
        (middle - radius, middle - radius, middle + radius, middle + radius),
        outline=255,
        width=max(2, round(radius / 22)),
    )
    star = [
        (middle + radius * size * np.sin(k * np.pi / 5), middle - radius * size * np.cos(k * np.pi / 5))
        for k, size in enumerate([0.34, 0.13] * 5)
    ]
    pen.polygon([(float(x), float(y)) for x, y in star], fill=255)
    font = _font(radius * 0.26)
    for n, letter in enumerate(seal.name):
        angle = -120 + 240 * n / max(1, len(seal.name) - 1)
        glyph = Image.new("L", layer.size, 0)
        ImageDraw.Draw(glyph).text((middle, middle - radius * 0.78), letter, 255, font, anchor="mm")
        layer.paste(255, mask=glyph.rotate(-angle, Image.Resampling.BICUBIC, center=(middle, middle)))
    turned = layer.rotate(float(chance.uniform(-25, 25)), Image.Resampling.BICUBIC)
    worn = cv2.GaussianBlur(chance.random((side, side)).astype(np.float32), (0, 0), max(1.0, radius / 60))
    worn = np.clip((worn - worn.mean()) / (worn.std() + 1e-6) + 2.2, 0, 2) / 2
    return np.asarray(np.asarray(turned, np.float32) / 255 * worn, np.float32)


def put_pen(
    sheet: Sheet, plate: Plate, ticks: int, underlines: int, colour: tuple[int, int, int], chance: np.random.Generator
) -> None:
    """Ticks beside figures and wavy lines below them, as a reader's pen leaves them."""
    cells = [cell.box for cell in plate.cells if printed_amount(plain(cell.text)) is not None]
    if not cells:
        return
    layer = np.zeros(sheet.printed.shape, np.uint8)
    s = sheet.scale
    for _ in range(ticks):
        x0, y0, x1, y1 = cells[int(chance.integers(len(cells)))]
        size = float(chance.uniform(6, 13))
        x, y = float(chance.uniform(x0, x1)), (y0 + y1) / 2 + float(chance.uniform(-3, 3))
        shape = np.array(
            [[x - 0.5 * size, y - 0.1 * size], [x - 0.15 * size, y + 0.35 * size], [x + 0.6 * size, y - size]]
        )
        shape += chance.normal(0, 0.06 * size, shape.shape)
        _line(layer, shape * s, s * float(chance.uniform(0.7, 1.5)))
    for _ in range(underlines):
        x0, y0, x1, y1 = cells[int(chance.integers(len(cells)))]
        xs = np.linspace(x0 + 1, x1 - 1, 12)
        base = y1 - (y1 - y0) * float(chance.uniform(0.08, 0.3))
        ys = base + chance.normal(0, 0.35, 12) + np.linspace(0, float(chance.uniform(-2, 2)), 12)
        _line(layer, np.stack([xs, ys], axis=1) * s, s * float(chance.uniform(0.7, 1.4)))
    sheet.darken(layer.astype(np.float32) / 255 * np.float32(chance.uniform(0.7, 1.0)), colour)


def put_writing(
    sheet: Sheet, plate: Plate, count: int, colour: tuple[int, int, int], chance: np.random.Generator
) -> None:
    """Words by hand: a few joined strokes a character, beside figures and in the margin."""
    layer = np.zeros(sheet.printed.shape, np.uint8)
    s = sheet.scale
    for _ in range(count):
        x, y = float(chance.uniform(20, plate.width - 80)), float(chance.uniform(20, plate.height - 40))
        if plate.cells and chance.random() < 0.6:
            box = plate.cells[int(chance.integers(len(plate.cells)))].box
            x, y = float(chance.uniform(box[0], box[2])), (box[1] + box[3]) / 2
        size, width = float(chance.uniform(9, 18)), s * float(chance.uniform(0.5, 1.2))
        for letter in range(int(chance.integers(2, 6))):
            corner = np.array([x + letter * size * 1.05, y - size / 2])
            for _ in range(int(chance.integers(2, 5))):
                knots = corner + chance.random((4, 2)) * size
                steps = np.linspace(0, 1, 9)[:, None]
                a, b, c, d = knots
                curve = (1 - steps) ** 3 * a + 3 * steps * (1 - steps) ** 2 * b + 3 * steps**2 * (1 - steps) * c
                _line(layer, (curve + steps**3 * d) * s, width)
    sheet.darken(layer.astype(np.float32) / 255 * np.float32(chance.uniform(0.7, 1.0)), colour)


def _line(layer: NDArray[np.uint8], points: NDArray[np.float64], width: float) -> None:
    cv2.polylines(layer, [np.round(points * 8).astype(np.int32)], False, 255, max(1, round(width)), cv2.LINE_AA, 3)


def put_back_print(sheet: Sheet, back: Plate, tone: float, chance: np.random.Generator) -> None:
    """The print and rulings of the back, mirrored and soft, no darker than `tone`."""
    height, width = sheet.printed.shape
    print_ = cv2.resize(back.print, (width, height), interpolation=cv2.INTER_AREA)
    ink = (1.0 - print_.astype(np.float32) / 255)[:, ::-1]
    for edge in back.edges:
        place, start, end = (max(0, round(v * sheet.scale)) for v in (edge.place, edge.start, edge.end))
        if edge.across:
            ink[place : place + 2, max(0, width - end) : max(0, width - start)] = 1
        else:
            ink[start:end, max(0, width - place) : max(0, width - place + 2)] = 1
    soft = cv2.GaussianBlur(ink, (0, 0), float(chance.uniform(0.25, 0.5)) * sheet.scale)
    moved = np.roll(soft, (int(chance.integers(-12, 13)), int(chance.integers(-12, 13))), (0, 1))
    sheet.darken(np.asarray(np.clip(moved * 1.3, 0, 1), np.float32), (tone, tone, tone))


def put_holes(sheet: Sheet, count: int, chance: np.random.Generator) -> None:
    """Punched holes down the left side: dark where the scanner's lid is dark, else pale rings."""
    height = sheet.printed.shape[0]
    radius = round(8.5 * sheet.scale)
    x = round(float(chance.uniform(18, 40)) * sheet.scale)
    tone = float(chance.choice([12.0, 40.0, 215.0]))
    for k in range(count):
        y = round(height * (0.5 + (k - (count - 1) / 2) * (0.27 if count == 2 else 0.23)))
        layer = sheet.tones[..., 0].copy()
        cv2.circle(layer, (x, y), radius, -1.0, -1)
        sheet.tones[layer < 0] = tone


def put_black_edge(sheet: Sheet, width: float, chance: np.random.Generator) -> None:
    """Black along one or two sides, where the lid did not cover the sheet."""
    wide = max(1, round(width * sheet.scale))
    side = int(chance.integers(4))
    part = (np.s_[:wide], np.s_[-wide:], np.s_[:, :wide], np.s_[:, -wide:])[side]
    sheet.tones[part] = float(chance.uniform(0, 40))


def put_staples(sheet: Sheet, count: int, chance: np.random.Generator) -> None:
    layer = np.zeros(sheet.printed.shape, np.uint8)
    s = sheet.scale
    for _ in range(count):
        x, y = float(chance.uniform(10, 60)), float(chance.uniform(10, 60))
        angle = float(chance.uniform(0, np.pi))
        way = np.array([[x, y], [x + 32 * np.cos(angle), y + 32 * np.sin(angle)]])
        _line(layer, way * s, 1.4 * s)
    sheet.darken(layer.astype(np.float32) / 255, (70, 70, 75))


def put_dust(sheet: Sheet, count: int, chance: np.random.Generator) -> None:
    height, width = sheet.printed.shape
    for _ in range(count):
        x, y = int(chance.integers(width)), int(chance.integers(height))
        size = max(1, round(float(chance.uniform(0.1, 0.7)) * sheet.scale))
        sheet.tones[y : y + size, x : x + size] = float(chance.uniform(20, 190))
