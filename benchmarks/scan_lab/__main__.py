"""A digital page becomes a scan:

`python -m benchmarks.scan_lab PAGE.pdf --page 7 --recipe dotted+skew --seed 1 --output DIR`

Writes the scan as PDF and PNG, the truth (cells, glyphs, edges in pixels of the scan), masks of print, edges, rulings
and foreign ink, and the digital page alone. Recipes: one kind, several joined by `+`, or any, any2, any3.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.contenders import pdf_of_pages
from benchmarks.scan_lab.develop import develop
from benchmarks.scan_lab.output import write
from benchmarks.scan_lab.plates import Plate, plates_of
from benchmarks.scan_lab.recipes import KINDS, draw_recipe


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scan_lab",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="kinds: " + " ".join(KINDS),
    )
    parser.add_argument("pdf", type=Path)
    parser.add_argument("--page", type=int, default=1)
    parser.add_argument("--other", type=int, help="the page on the back, or beside it (default: the next one)")
    parser.add_argument("--recipe", default="any2")
    parser.add_argument("--set", dest="name", default="learn", choices=("learn", "tune", "report"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    plate = _plate(given.pdf, given.page)
    if plate is None:
        parser.error(f"page {given.page} has no ruled table that could be drawn anew, or bears a watermark")
    recipe = draw_recipe(given.recipe, given.name, given.seed)
    other = _plate(given.pdf, given.other or given.page + 1)
    scan = develop(plate, recipe, other)
    write(scan, given.output)
    (given.output / "digital.pdf").write_bytes(pdf_of_pages(given.pdf, [given.page]))
    print(recipe)


def _plate(path: Path, number: int) -> Plate | None:
    return next(plates_of(path, pages={number}), None)


if __name__ == "__main__":
    main()
