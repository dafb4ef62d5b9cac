"""A scan and its truth on disk: `scan.pdf`, `scan.png`, `truth.json`, `masks/*.png`, `digital.pdf`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.scan_lab.develop import Scan


def picture_pdf(scan: Scan, target: Path) -> None:
    """The picture as a PDF of one page without a text layer: 1-bit as fax G4, grey and colour as JPEG."""
    picture = Image.fromarray(scan.picture)
    if scan.recipe.colours in ("otsu", "fixed", "dithered") and scan.recipe.jpeg is None:
        picture.convert("1", dither=Image.Dither.NONE).save(target, "PDF", resolution=scan.recipe.dpi)
    else:
        picture.save(target, "PDF", resolution=scan.recipe.dpi, quality=scan.recipe.jpeg or 95)


def write(scan: Scan, folder: Path) -> None:
    """Everything that is known of a scan. Places in `truth.json` are pixels of `scan.png`."""
    (folder / "masks").mkdir(parents=True, exist_ok=True)
    picture_pdf(scan, folder / "scan.pdf")
    Image.fromarray(scan.picture).save(folder / "scan.png")
    for name, mask in scan.masks.items():
        cv2.imwrite(str(folder / "masks" / f"{name}.png"), mask)
    (folder / "truth.json").write_text(json.dumps(truth_of(scan), ensure_ascii=False, indent=1), encoding="utf-8")


def truth_of(scan: Scan) -> dict[str, object]:
    """Cells, glyphs and edges of the page as the picture shows them; corners go clockwise from the page's top left."""
    plate = scan.plate
    cells = _corners(scan, [cell.box for cell in plate.cells])
    glyphs = _corners(scan, plate.glyphs)
    edges = [
        (edge.start, edge.place, edge.end, edge.place)
        if edge.across
        else (edge.place, edge.start, edge.place, edge.end)
        for edge in plate.edges
    ]
    ends = scan.places(np.array(edges, np.float64).reshape(-1, 2)).reshape(-1, 4) if edges else np.zeros((0, 4))
    return {
        "source": plate.source,
        "page": plate.page_number,
        "recipe": asdict(scan.recipe),
        "width": int(scan.picture.shape[1]),
        "height": int(scan.picture.shape[0]),
        "cells": [
            {**{k: v for k, v in cell._asdict().items() if k != "box"}, "corners": corners}
            for cell, corners in zip(plate.cells, cells, strict=True)
        ],
        "glyphs": [{"text": text, "corners": corners} for text, corners in zip(plate.glyph_texts, glyphs, strict=True)],
        "edges": [
            {"across": edge.across, "role": edge.role, "line": [round(float(v), 1) for v in line]}
            for edge, line in zip(plate.edges, ends, strict=True)
        ],
    }


def _corners(scan: Scan, boxes: Sequence[Sequence[float]] | NDArray[np.float64]) -> list[list[list[float]]]:
    if not len(boxes):
        return []
    held = np.asarray(boxes, np.float64)
    points = held[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 2)
    placed = np.round(scan.places(points), 1).reshape(-1, 4, 2)
    found: list[list[list[float]]] = placed.tolist()
    return found
