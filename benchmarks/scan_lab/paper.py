"""A plate printed anew on a sheet: bands, print, rulings in any style; and the masks of what was put where."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.scan_lab.plates import Edge, Plate
from benchmarks.scan_lab.recipes import Bands, Rulings

Tones = NDArray[np.float32]
Mask = NDArray[np.uint8]

LIGHT_PRINT_BELOW = 125.0
EDGE_WIDTH = 1.8


@dataclass(slots=True)
class Sheet:
    """A printed sheet: `tones` height x width x 3 (0 to 255, RGB), and masks (255 where something is).

    `across` and `upright` are cell edges, ruled or not, 1.8 points wide; `drawn` the rulings that are really there;
    `foreign` is what doesn't belong to the page: watermark, seal, pen, the back's print.
    """

    tones: Tones
    scale: float
    printed: Mask
    across: Mask
    upright: Mask
    drawn: Mask
    foreign: Mask

    @property
    def masks(self) -> dict[str, Mask]:
        return {
            "print": self.printed,
            "across": self.across,
            "upright": self.upright,
            "drawn": self.drawn,
            "foreign": self.foreign,
        }

    def darken(self, mask: Tones, colour: tuple[float, float, float], x: int = 0, y: int = 0) -> None:
        """See-through ink: where `mask` (0 to 1) lies, with its corner at (x, y), no lighter than `colour`."""
        height, width = self.tones.shape[:2]
        x0, y0, x1, y1 = max(0, x), max(0, y), min(width, x + mask.shape[1]), min(height, y + mask.shape[0])
        if x0 >= x1 or y0 >= y1:
            return
        part = self.tones[y0:y1, x0:x1]
        share = mask[y0 - y : y1 - y, x0 - x : x1 - x, None]
        part += (np.minimum(part, np.array(colour, np.float32)) - part) * share
        self.foreign[y0:y1, x0:x1] |= np.where(share[..., 0] > 0.25, np.uint8(255), np.uint8(0))


def blank_sheet(plate: Plate) -> Sheet:
    shape = plate.print.shape[:2]
    masks = [np.zeros(shape, np.uint8) for _ in range(5)]
    return Sheet(np.full((*shape, 3), 255, np.float32), plate.dpi / 72, *masks)


def fill_bands(sheet: Sheet, plate: Plate, bands: Bands, tint: tuple[float, float, float]) -> Mask:
    """Fill header rows and every other row; what comes back is 255 where print must be white."""
    reverse = np.zeros(sheet.printed.shape, np.uint8)
    for cell in plate.cells:
        tone = bands.header if cell.is_header else bands.zebra if cell.row % 2 and cell.row_span == 1 else None
        if tone is None:
            continue
        x0, y0, x1, y1 = (round(v * sheet.scale) for v in cell.box)
        part = (slice(max(0, y0), max(0, y1)), slice(max(0, x0), max(0, x1)))
        sheet.tones[part] = tone * np.array(tint, np.float32)
        if tone < LIGHT_PRINT_BELOW:
            reverse[part] = 255
    return reverse


def put_print(sheet: Sheet, plate: Plate, reverse: Mask) -> None:
    """The print of the plate: black, white where the band beneath is dark."""
    ink = 1.0 - plate.print.astype(np.float32) / 255
    colour = reverse.astype(np.float32)
    sheet.tones += (colour - sheet.tones[..., 0])[..., None] * ink[..., None] if reverse.any() else 0.0
    if not reverse.any():
        sheet.tones *= (1.0 - ink)[..., None]
    sheet.printed |= np.where(ink > 0.4, np.uint8(255), np.uint8(0))


def put_rulings(sheet: Sheet, plate: Plate, rulings: Rulings, chance: np.random.Generator) -> None:
    """The edges of the cells as masks, and the rulings of them that the style keeps."""
    for edge in plate.edges:
        whole = sheet.across if edge.across else sheet.upright
        _bar(whole, edge, sheet.scale, EDGE_WIDTH)
        if not _keeps(edge, rulings.kept):
            continue
        width = rulings.width
        ways = (-0.9, 0.9) if rulings.style == "double" else (0.0,)
        way = _pattern(edge, rulings, sheet.scale, chance)
        for offset in ways:
            _stroke(sheet, edge._replace(place=edge.place + offset), width, rulings, way)


def _keeps(edge: Edge, kept: str) -> bool:
    if kept == "across":
        return edge.across
    if kept == "upright":
        return not edge.across
    if kept == "three":
        return edge.across and edge.role != "inner"
    if kept == "frame":
        return edge.role == "outer"
    return kept == "all"


def _bar(mask: Mask, edge: Edge, scale: float, width: float) -> None:
    thick = max(1, round(width * scale))
    first = round(edge.place * scale - thick / 2)
    start, end = round(edge.start * scale - thick / 2), round(edge.end * scale + thick / 2)
    rows = slice(max(0, first), max(0, first + thick))
    columns = slice(max(0, start), max(0, end))
    if edge.across:
        mask[rows, columns] = 255
    else:
        mask[columns, rows] = 255


def _pattern(edge: Edge, rulings: Rulings, scale: float, chance: np.random.Generator) -> Tones:
    """How much of a ruling shows at each pixel along it, 0 to 1."""
    length = max(1, round((edge.end - edge.start) * scale))
    places = np.arange(length, dtype=np.float32)
    if rulings.style in ("dotted", "dashed"):
        low, high = (0.6, 1.4) if rulings.style == "dotted" else (2.5, 7.0)
        on = float(chance.uniform(low, high)) * scale
        period = on + float(chance.uniform(0.8, 2.2) if rulings.style == "dotted" else chance.uniform(1.2, 5.0)) * scale
        phase = np.mod(places + float(chance.uniform(0, period)), period)
        return np.asarray(np.clip(on - phase + 0.5, 0, 1), np.float32)
    way = np.ones(length, np.float32)
    if rulings.lost > 0:
        start = 0.0
        while start < length:
            piece = float(np.exp(chance.uniform(np.log(2.0), np.log(70.0)))) * scale
            if chance.random() < rulings.lost:
                way[int(start) : int(start + piece)] = 0
            start += piece
    return way


def _stroke(sheet: Sheet, edge: Edge, width: float, rulings: Rulings, way: Tones) -> None:
    tones, drawn = (sheet.tones, sheet.drawn) if edge.across else (sheet.tones.transpose(1, 0, 2), sheet.drawn.T)
    middle, half = edge.place * sheet.scale, max(0.12, width * sheet.scale / 2)
    first, last = int(np.floor(middle - half)), int(np.ceil(middle + half))
    start = round(edge.start * sheet.scale)
    begin, end = max(0, start), min(tones.shape[1], start + len(way))
    if begin >= end:
        return
    shown = way[begin - start : end - start]
    tone = np.float32(255.0 if rulings.style == "white" else rulings.tone)
    for row in range(max(0, first), min(tones.shape[0], last)):
        cover = max(0.0, min(row + 1, middle + half) - max(row, middle - half))
        part = tones[row, begin:end]
        aim = np.full_like(part, tone) if rulings.style == "white" else np.minimum(part, tone)
        part += (aim - part) * (np.float32(cover) * shown)[:, None]
    thick = slice(max(0, min(first, round(middle - 0.5))), max(0, last, round(middle + 0.5)))
    drawn[thick, begin:end] |= np.where(shown > 0.4, np.uint8(255), np.uint8(0))


def smooth_noise(shape: tuple[int, int], cells: int, chance: np.random.Generator) -> Tones:
    """Noise of long waves, about -1 to 1."""
    coarse = chance.standard_normal((cells, cells)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)
