"""Scans of the laboratory, drawn once and kept, so that more than one revision can be held against the same pictures.

A kept scan is a folder: `scan.pdf`, the digital pages that it shows alone (`printed_1.pdf`, of two-up `printed_2.pdf`),
and `scan.json` with the fields of `KeptScan`. Reading needs nothing else.
"""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.contenders import pdf_of_pages
from benchmarks.scan_lab.develop import develop
from benchmarks.scan_lab.output import picture_pdf
from benchmarks.scan_lab.plates import Plate, plates_of
from benchmarks.scan_lab.recipes import draw_recipe
from benchmarks.scan_lab.sets import SetName, files_of
from mingzhang.models.errors import MingzhangError
from mingzhang.models.text.amounts import plain, printed_amount

LEAST_FIGURES = 8
PAGES_A_FILE = 2


@dataclass(frozen=True, slots=True)
class Case:
    """A page of a file, and the page that lies on its back or beside it."""

    path: Path
    plate: Plate
    other: Plate


def cases_of(
    name: SetName, archives: Sequence[Path], wanted: int, seed: int, without: Collection[str] = ()
) -> list[Case]:
    """Pages with figures of a set, chosen with a seed: files by turns, two pages a file at most; none of the folders
    `without`, whose pages were seen before."""
    chance = random.Random(f"{name} {seed}")
    files = [path for path in files_of(name, archives) if not set(path.parts) & set(without)]
    chance.shuffle(files)
    cases: list[Case] = []
    for path in files:
        if len(cases) >= wanted:
            break
        try:
            plates = [plate for plate in plates_of(path) if _figures(plate) >= LEAST_FIGURES]
        except MingzhangError:
            continue
        for plate in chance.sample(plates, min(PAGES_A_FILE, len(plates))):
            cases.append(Case(path, plate, plates[(plates.index(plate) + 1) % len(plates)]))
    chance.shuffle(cases)
    return cases[:wanted]


def _figures(plate: Plate) -> int:
    return sum(printed_amount(plain(cell.text)) is not None for cell in plate.cells if cell.text)


@dataclass(frozen=True, slots=True)
class KeptScan:
    """A drawn scan: its kind, the file and page it shows, the seed of its recipe, the words of its watermark and seals,
    and how many pages it shows."""

    kind: str
    source: str
    page: int
    seed: int
    foreign: str
    shown: int


def drawn_scans(
    cases: Sequence[Case], kinds: Sequence[str], name: SetName, pages: int, seed: int, shard: str, folder: Path
) -> Iterator[tuple[KeptScan, Path]]:
    """The scans of some kinds with their folders below `folder`, each drawn unless it lies there already."""
    part, parts = (int(n) for n in shard.split("/"))
    number = 0
    for order, kind in enumerate(kinds):
        for index in range(pages):
            number += 1
            if number % parts != part % parts:
                continue
            home = folder / f"{kind}_{name}_{seed + index}"
            if not (home / "scan.json").exists():
                home.mkdir(parents=True, exist_ok=True)
                _draw(cases[(order * pages + index) % len(cases)], kind, name, seed + index, home)
            yield KeptScan(**json.loads((home / "scan.json").read_text(encoding="utf-8"))), home


def _draw(case: Case, kind: str, name: SetName, seed: int, home: Path) -> None:
    recipe = draw_recipe(kind, name, seed)
    picture_pdf(develop(case.plate, recipe, case.other), home / "scan.pdf")
    shown = [case.plate, case.other] if recipe.two_up else [case.plate]
    for order, plate in enumerate(shown, start=1):
        (home / f"printed_{order}.pdf").write_bytes(pdf_of_pages(case.path, [plate.page_number]))
    foreign = (recipe.watermark.words if recipe.watermark else "") + "".join(seal.name for seal in recipe.seals)
    scan = KeptScan(kind, case.plate.source, case.plate.page_number, seed, foreign, len(shown))
    (home / "scan.json").write_text(json.dumps(asdict(scan), ensure_ascii=False), encoding="utf-8")
