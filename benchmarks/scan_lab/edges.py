"""Cell edges found and right, by the page-layer network and by the OpenCV chain, on laboratory scans by kind:

`python -m benchmarks.scan_lab.edges --archive DIR --set tune --pages 4`

A side of a cell is found where three fifths of it lie within 1.8 points of a line of the same direction; a line's
pixel is right where it lies as near to some side. The chain gets its own even light, seals and watermark taken off, and
the page made level first; the network gets the grey picture as it is, and lines are taken from it where it is level.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.scan_lab.develop import Scan, develop
from benchmarks.scan_lab.drawn import cases_of
from benchmarks.scan_lab.recipes import KINDS, draw_recipe
from mingzhang.extractors.scan.ink import ink_of
from mingzhang.extractors.scan.light import even_light
from mingzhang.extractors.scan.page_edges import edge_lines
from mingzhang.extractors.scan.page_network import LAYERS, WEIGHTS, page_layers
from mingzhang.extractors.scan.rulings import trace_rulings
from mingzhang.extractors.scan.seal import grey_without_seals
from mingzhang.extractors.scan.upright import skew_of
from mingzhang.extractors.scan.watermark import lift_watermark

NEAR = 1.8
ENOUGH = 0.6
EVERY = 2.0

Mask = NDArray[np.uint8]
Lines = Sequence[tuple[float, float, float, float]]


class Found(NamedTuple):
    sides: int = 0
    found: int = 0
    marked: int = 0
    right: int = 0
    seconds: float = 0.0

    def plus(self, other: Found) -> Found:
        return Found(*(a + b for a, b in zip(self, other, strict=True)))


def sides_of(scan: Scan) -> dict[bool, list[NDArray[np.float64]]]:
    """Points along every side of every cell, in the picture; by whether the side runs across in the picture."""
    sides: dict[bool, set[tuple[float, float, float, float]]] = {True: set(), False: set()}
    for cell in scan.plate.cells:
        x0, y0, x1, y1 = (round(v, 1) for v in cell.box)
        sides[True] |= {(x0, y0, x1, y0), (x0, y1, x1, y1)}
        sides[False] |= {(x0, y0, x0, y1), (x1, y0, x1, y1)}
    placed: dict[bool, list[NDArray[np.float64]]] = {True: [], False: []}
    for across, lines in sides.items():
        ways = []
        for x0, y0, x1, y1 in sorted(lines):
            steps = np.linspace(0, 1, max(4, int(max(x1 - x0, y1 - y0) / EVERY)))[:, None]
            ways.append(np.array([x0, y0]) + steps * np.array([x1 - x0, y1 - y0]))
        bounds = np.cumsum([len(way) for way in ways])[:-1]
        points = scan.places(np.vstack(ways))
        placed[across if scan.recipe.turn % 180 == 0 else not across] = np.split(points, bounds)
    return placed


def compared(scan: Scan, across: Mask, upright: Mask, seconds: float) -> Found:
    """Thin lines in the picture's pixels against the sides of the cells."""
    near = max(2, round(NEAR * scan.recipe.dpi / 72))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * near + 1, 2 * near + 1))
    total = Found(seconds=seconds)
    for lies, marked in ((True, across), (False, upright)):
        wide = cv2.dilate(marked, kernel)
        truth = np.zeros(marked.shape, np.uint8)
        ways = sides_of(scan)[lies]
        found = 0
        for way in ways:
            cv2.polylines(truth, [np.round(way).astype(np.int32)], False, 1)
            x = np.clip(np.round(way[:, 0]).astype(int), 0, marked.shape[1] - 1)
            y = np.clip(np.round(way[:, 1]).astype(int), 0, marked.shape[0] - 1)
            found += float(np.mean(wide[y, x] > 0)) >= ENOUGH
        right = int(np.count_nonzero(marked & cv2.dilate(truth, kernel)))
        total = total.plus(Found(len(ways), found, int(np.count_nonzero(marked)), right))
    return total


def by_chain(scan: Scan) -> Found:
    """What `rulings.py` traces, in the picture's pixels."""
    scale = scan.recipe.dpi / 72
    picture = scan.picture
    started = time.process_time()
    if picture.ndim == 3:
        grey = even_light(grey_without_seals(np.ascontiguousarray(picture[..., ::-1]), scale), scale)
    else:
        grey = even_light(picture, scale)
    grey, _ = lift_watermark(grey, scale)
    skew = skew_of(ink_of(grey))
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    level = np.asarray(cv2.warpAffine(grey, matrix, (width, height), borderValue=(255,)), np.uint8)
    traced = trace_rulings(level, scale)
    seconds = time.process_time() - started
    masks = [_drawn(lines, level.shape) for lines in (traced.horizontal, traced.vertical)]
    back = [cv2.warpAffine(mask * 255, cv2.invertAffineTransform(matrix), (width, height)) for mask in masks]
    return compared(scan, *(np.asarray(mask > 100, np.uint8) for mask in back), seconds)


def _drawn(lines: Lines, shape: tuple[int, ...]) -> Mask:
    mask = np.zeros(shape[:2], np.uint8)
    for x0, y0, x1, y1 in lines:
        cv2.line(mask, (round(x0), round(y0)), (round(x1), round(y1)), 1, 2)
    return mask


def by_network(scan: Scan, weights: Path) -> tuple[Found, Found, dict[str, tuple[int, int, int]]]:
    """The network's pixels, and its lines; and for each layer (right, marked, true) pixels."""
    scale = scan.recipe.dpi / 72
    picture = scan.picture
    grey = picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    started = time.process_time()
    layers = page_layers(grey, scale, weights)
    seconds = time.process_time() - started
    lines = edge_lines(layers, scale)
    height, width = grey.shape
    masks = [np.asarray(layers.sized(name, height, width) >= 128, np.uint8) for name in ("across", "upright")]
    pixels = compared(scan, masks[0], masks[1], seconds)
    straight = compared(scan, *(_drawn([one.line for one in some], grey.shape) for some in lines), seconds)
    counts = {}
    for name in LAYERS:
        seen = getattr(layers, name) >= 128
        truth = cv2.resize(scan.masks[name], seen.shape[::-1], interpolation=cv2.INTER_AREA) > 90
        counts[name] = (int((seen & truth).sum()), int(seen.sum()), int(truth.sum()))
    return pixels, straight, counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, action="append", required=True)
    parser.add_argument("--set", dest="name", default="tune", choices=("learn", "tune", "report"))
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--pages", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--without-chain", action="store_true")
    given = parser.parse_args()
    kinds = given.kinds.split(",")
    cases = cases_of(given.name, given.archive, min(given.pages * len(kinds), 120), given.seed)
    print("| kind | sides | network: found | right | as lines: found | right | s | OpenCV chain: found | right | s |")
    print("| --- |" + " ---: |" * 9)
    whole = [Found(), Found(), Found()]
    layers = dict.fromkeys(LAYERS, (0, 0, 0))
    for order, kind in enumerate(kinds):
        sums = [Found(), Found(), Found()]
        for index in range(given.pages):
            case = cases[(order * given.pages + index) % len(cases)]
            scan = develop(case.plate, draw_recipe(kind, given.name, given.seed + index), case.other)
            pixels, lines, counts = by_network(scan, given.weights)
            chain = Found() if given.without_chain else by_chain(scan)
            sums = [one.plus(more) for one, more in zip(sums, (pixels, lines, chain), strict=True)]
            layers = {n: tuple(a + b for a, b in zip(layers[n], counts[n], strict=True)) for n in LAYERS}
        whole = [one.plus(more) for one, more in zip(whole, sums, strict=True)]
        print(_row(kind, sums, given.pages), flush=True)
    print(_row("all", whole, given.pages * len(kinds)))
    for name, (right, marked, true) in layers.items():
        print(f"layer {name}: {100 * right / max(1, true):.1f} % marked, {100 * right / max(1, marked):.1f} % right")


def _row(kind: str, sums: Sequence[Found], scans: int) -> str:
    cells = [kind, str(sums[0].sides)]
    for index, one in enumerate(sums):
        cells.append(f"{100 * one.found / max(1, one.sides):.1f}")
        cells.append(f"{100 * one.right / max(1, one.marked):.1f}")
        if index != 1:
            cells.append(f"{one.seconds / max(1, scans):.2f}")
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
