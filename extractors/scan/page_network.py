"""The layers of a page's picture, by a small network: print, cell edges, rulings, what doesn't belong to the page.

The network looks at the grey picture at 120 dpi, as it was taken: uneven light, tilt and watermark are what it learnt
from. Cell edges are marked also where no ruling was drawn or it is lost; `drawn` are rulings that are really there.
Across and upright are as the picture lies. What it was trained on and how well it does: `page_network.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mingzhang.extractors.scan.light import Picture

LAYERS = ("print", "across", "upright", "drawn", "foreign")
NETWORK_DPI = 120
WEIGHTS = Path(__file__).with_name("page_network.onnx")
FOLD = 16
LARGEST_TILE = 2048
OVERLAP = 128
SAME_SCALE = 0.01  # a picture whose resolution differs by less is looked at as it is


@dataclass(frozen=True, slots=True)
class PageLayers:
    """Probabilities (0 to 255) for each pixel at `pixels_per_point`: all pictures are of one size.

    `print`: glyphs. `across`, `upright`: edges between cells. `drawn`: rulings. `foreign`: watermark, seal, pen, what
    shines through from the back.
    """

    print: Picture
    across: Picture
    upright: Picture
    drawn: Picture
    foreign: Picture
    pixels_per_point: float

    def sized(self, name: str, height: int, width: int) -> Picture:
        """One layer in the size of another picture of the same page."""
        layer: Picture = getattr(self, name)
        return np.asarray(cv2.resize(layer, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def page_layers(grey: Picture, pixels_per_point: float, weights: Path = WEIGHTS) -> PageLayers:
    """The layers of a grey picture (height x width, 0 black to 255 white) of `pixels_per_point`."""
    print_, across, upright, drawn, foreign = _looked_at(_scaled(grey, pixels_per_point), weights)
    return PageLayers(print_, across, upright, drawn, foreign, NETWORK_DPI / 72)


def seen_by_network(grey: Picture, pixels_per_point: float) -> NDArray[np.uint8]:
    """What the network is given of a grey picture that needs no tiles: 1 x 1 x height x width at 120 dpi."""
    return _padded(_scaled(grey, pixels_per_point))


def _scaled(grey: Picture, pixels_per_point: float) -> Picture:
    factor = NETWORK_DPI / 72 / pixels_per_point
    if abs(factor - 1) <= SAME_SCALE:
        return grey
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=way), np.uint8)


def _padded(grey: Picture) -> NDArray[np.uint8]:
    height, width = grey.shape
    return np.pad(grey, ((0, -height % FOLD), (0, -width % FOLD)), mode="edge")[None, None]


def _looked_at(grey: Picture, weights: Path) -> NDArray[np.uint8]:
    """Layers x height x width; large pictures by tiles that overlap, of which the inner parts are kept."""
    height, width = grey.shape
    out = np.zeros((len(LAYERS), height, width), np.uint8)
    for top, bottom in _tiles(height):
        for left, right in _tiles(width):
            y0, x0 = max(0, top - OVERLAP), max(0, left - OVERLAP)
            tile = grey[y0 : bottom + OVERLAP, x0 : right + OVERLAP]
            seen = _run(tile, weights)
            out[:, top:bottom, left:right] = seen[:, top - y0 : bottom - y0, left - x0 : right - x0]
    return out


def _tiles(length: int) -> list[tuple[int, int]]:
    count = max(1, -(-length // LARGEST_TILE))
    bounds = [round(length * k / count) for k in range(count + 1)]
    return list(pairwise(bounds))


def _run(tile: Picture, weights: Path) -> NDArray[np.uint8]:
    height, width = tile.shape
    (layers,) = _session(weights).run(None, {"grey": _padded(tile)})
    return np.asarray(layers[0, :, :height, :width], np.uint8)


@lru_cache(maxsize=2)
def _session(weights: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
