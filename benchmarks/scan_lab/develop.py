"""A plate and a recipe -> a scan with its truth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.scan_lab import overlays
from benchmarks.scan_lab.bends import Bend, bend_of
from benchmarks.scan_lab.camera import Picture, lit, taken
from benchmarks.scan_lab.paper import Mask, Sheet, Tones, blank_sheet, fill_bands, put_print, put_rulings
from benchmarks.scan_lab.plates import Plate, side_by_side
from benchmarks.scan_lab.recipes import Recipe


@dataclass(frozen=True, slots=True)
class Scan:
    """A picture (grey or RGB), and masks of the same size: print, across, upright, drawn, foreign (255 where it is).

    `across` and `upright` are as the picture lies, also where the page is turned.

    `plate` is what was printed; `bend` leads its points (times `dpi` / 72) into the picture.
    """

    picture: Picture
    masks: dict[str, Mask]
    plate: Plate
    recipe: Recipe
    bend: Bend

    def places(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points of the page (n x 2, points) in the picture (pixels)."""
        return self.bend.points(points * self.recipe.dpi / 72)


def develop(plate: Plate, recipe: Recipe, other: Plate | None = None) -> Scan:
    """The scan of a plate by a recipe. `other`: the page on the back, or beside it on a two-up sheet."""
    chance = np.random.default_rng(recipe.seed)
    if recipe.two_up:
        plate = side_by_side(plate, other or plate)
    plate = plate.at(recipe.dpi)
    sheet = blank_sheet(plate)
    dark = recipe.bands.header is not None and recipe.bands.header < 125 and recipe.colours == "colour"
    tint = tuple(chance.uniform(0.35, 1.0, 3)) if dark else (1.0, 1.0, 1.0)
    reverse = fill_bands(sheet, plate, recipe.bands, (float(tint[0]), float(tint[1]), float(tint[2])))
    if recipe.watermark and not recipe.watermark.over:
        overlays.put_watermark(sheet, recipe.watermark, chance)
    put_rulings(sheet, plate, recipe.rulings, chance)
    put_print(sheet, plate, reverse)
    if recipe.bleed is not None:
        overlays.put_back_print(sheet, (other or plate).at(recipe.dpi), recipe.bleed, chance)
    if recipe.watermark and recipe.watermark.over:
        overlays.put_watermark(sheet, recipe.watermark, chance)
    for seal in recipe.seals:
        overlays.put_seal(sheet, plate, seal, chance)
    _put_traces(sheet, plate, recipe, chance)
    height, width = plate.print.shape
    bend = bend_of(recipe, height, width, sheet.scale, chance)
    seen: Tones = np.asarray(bend.laid(sheet.tones, (255.0, 255.0, 255.0)), np.float32)
    masks = {name: _bent(bend, mask) for name, mask in sheet.masks.items()}
    if recipe.turn % 180:
        masks |= {"across": masks["upright"], "upright": masks["across"]}
    picture = taken(lit(seen, recipe, bend, chance), recipe, chance)
    return Scan(picture, masks, plate, replace(recipe), bend)


def _put_traces(sheet: Sheet, plate: Plate, recipe: Recipe, chance: np.random.Generator) -> None:
    """What hands and machines left on the sheet."""
    if recipe.ticks or recipe.underlines:
        overlays.put_pen(sheet, plate, recipe.ticks, recipe.underlines, recipe.pen, chance)
    if recipe.writing:
        overlays.put_writing(sheet, plate, recipe.writing, recipe.pen, chance)
    if recipe.holes:
        overlays.put_holes(sheet, recipe.holes, chance)
    if recipe.staples:
        overlays.put_staples(sheet, recipe.staples, chance)
    if recipe.dust:
        overlays.put_dust(sheet, recipe.dust, chance)
    if recipe.black_edge:
        overlays.put_black_edge(sheet, recipe.black_edge, chance)


def _bent(bend: Bend, mask: Mask) -> Mask:
    laid = np.asarray(bend.laid(mask, 0), np.uint8)
    return np.where(laid > 110, np.uint8(255), np.uint8(0))
