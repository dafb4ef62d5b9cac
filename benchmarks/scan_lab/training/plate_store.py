"""Plates kept on disk, so that training needs not read PDFs again.

`python -m benchmarks.scan_lab.training.plate_store --archive DIR --output DIR`
"""

from __future__ import annotations

import argparse
import pickle
import random
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from benchmarks.scan_lab.plates import Plate, plates_of
from benchmarks.scan_lab.sets import SetName, files_of
from mingzhang.models.errors import MingzhangError

DPI = 200


def store(archives: list[Path], name: SetName, folder: Path, pages_each: int, seed: int) -> int:
    """Write plates of some pages of each file of a set, chosen with a seed; how many were written."""
    folder.mkdir(parents=True, exist_ok=True)
    choice = random.Random(seed)
    written = 0
    for index, path in enumerate(files_of(name, archives)):
        try:
            plates = list(plates_of(path, DPI))
        except MingzhangError:
            continue
        for plate in choice.sample(plates, min(pages_each, len(plates))):
            packed = replace(plate, print=cv2.imencode(".png", plate.print)[1])
            target = folder / f"{index:03d}_{plate.page_number:04d}.plate"
            target.write_bytes(pickle.dumps(packed))
            written += 1
    return written


def load(folder: Path) -> list[Plate]:
    """The plates of a folder, their print still packed."""
    return [pickle.loads(path.read_bytes()) for path in sorted(folder.glob("*.plate"))]


def unpacked(plate: Plate) -> Plate:
    picture = cv2.imdecode(plate.print, cv2.IMREAD_GRAYSCALE)
    return replace(plate, print=np.asarray(picture, np.uint8))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, action="append", required=True)
    parser.add_argument("--set", dest="name", default="learn", choices=("learn", "tune", "report"))
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--pages-each", type=int, default=6)
    parser.add_argument("--seed", type=int, default=20261128)
    given = parser.parse_args()
    print(store(given.archive, given.name, given.output, given.pages_each, given.seed), "plates")


if __name__ == "__main__":
    main()
