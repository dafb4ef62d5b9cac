"""Read laboratory scans with the product and hold them against the digital pages:

`python -m benchmarks.scan_lab.judge --archive DIR --set tune --kinds dotted,fax,any2 --pages 5`

Each kind draws `--pages` scans, from pages of different files as far as they reach. The digital page is read alone, as
the scan is, so that both know the same. Prints a table by kind; `--json` keeps every count, `--details` every line that
is missed or read wrong. `--peer` lets PaddleOCR read each scan as a full page with the same weights. `--shard 1/2`
judges every second scan, for two processes side by side.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.contenders import PADDLEOCR, Reading, pdf_of_pages
from benchmarks.scan_lab.agreement import Agreement, ReadLine, agreement, figures_in, lines_read, missed_lines
from benchmarks.scan_lab.develop import develop
from benchmarks.scan_lab.output import picture_pdf
from benchmarks.scan_lab.plates import Plate, plates_of
from benchmarks.scan_lab.recipes import KINDS, draw_recipe
from benchmarks.scan_lab.sets import SetName, files_of
from mingzhang.extractors.pipeline import read_document
from mingzhang.extractors.scan.page import read_picture
from mingzhang.extractors.scan.picture import recogniser_for
from mingzhang.extractors.settings import Settings
from mingzhang.models.errors import MingzhangError
from mingzhang.models.records.documents import Document
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
class Judged:
    kind: str
    source: str
    page: int
    seed: int
    counts: Agreement
    missed: tuple[object, ...]
    wrong: tuple[object, ...]
    read_lines: tuple[ReadLine, ...] = ()


def judged(
    cases: Sequence[Case],
    kinds: Sequence[str],
    name: SetName,
    pages: int,
    seed: int,
    shard: str,
    peer: Reading | None = None,
) -> Iterator[Judged]:
    """The scans of some kinds, judged one by one."""
    part, parts = (int(n) for n in shard.split("/"))
    number = 0
    for order, kind in enumerate(kinds):
        for index in range(pages):
            number += 1
            if number % parts != part % parts:
                continue
            case = cases[(order * pages + index) % len(cases)]
            yield _judge(case, kind, name, seed + index, peer)


def _judge(case: Case, kind: str, name: SetName, seed: int, peer: Reading | None) -> Judged:
    recipe = draw_recipe(kind, name, seed)
    scan = develop(case.plate, recipe, case.other)
    shown = [case.plate, case.other] if recipe.two_up else [case.plate]
    printed = [_digital(case.path, plate.page_number) for plate in shown]
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder, "scan.pdf")
        picture_pdf(scan, picture)
        _load_models()
        started = time.process_time()
        read = read_document(picture)
        seconds = time.process_time() - started
        peer_seconds, peer_pages = peer.read(picture) if peer else (None, [])
    foreign = (recipe.watermark.words if recipe.watermark else "") + "".join(seal.name for seal in recipe.seals)
    missed, wrong = missed_lines(printed, read)
    counts = agreement(printed, read, foreign, seconds)
    if peer_seconds:
        texts = [text for page in peer_pages for text in page.texts]
        counts = replace(counts, peer_found=figures_in(texts, printed), peer_seconds=peer_seconds.processor)
    return Judged(
        kind,
        case.plate.source,
        case.plate.page_number,
        seed,
        counts,
        tuple(missed),
        tuple(wrong),
        tuple(lines_read(printed, read)),
    )


@cache
def _load_models() -> None:
    """Once before anything is timed: PaddleOCR's time is taken with its models loaded, too."""
    blank = np.full((480, 480, 3), 255, np.uint8)
    read_picture(blank, page_number=1, pixels_per_point=1.0, recogniser=recogniser_for(Settings()))
    recogniser_for(Settings()).read([blank[:48, :96]])


def _digital(path: Path, number: int) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.pdf")
        page.write_bytes(pdf_of_pages(path, [number]))
        return read_document(page)


COLUMNS = (
    ("in cell", "figures_in_cell", "figures"),
    ("found", "figures_found", "figures"),
    ("lines", "lines_right", "lines"),
    ("fields", "form_fields_right", "form_fields"),
    ("indicators", "indicators_right", "indicators"),
)


def table(rows: Sequence[tuple[str, int, Agreement]]) -> str:
    """Shares in percent by kind; wrong lines as counts (any part / the amount)."""
    head = [
        "kind",
        "scans",
        "figures",
        *(title for title, _, _ in COLUMNS),
        "of lines",
        "wrong verified",
        "wrong unsuspected",
    ]
    head += ["strays", "s/scan", "PaddleOCR found", "its s/scan"]
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    for kind, scans, sums in rows:
        counts = asdict(sums)
        shares = [f"{100 * counts[part] / counts[whole]:.1f}" if counts[whole] else "-" for _, part, whole in COLUMNS]
        wrong = [f"{sums.wrong_verified} / {sums.wrong_amount_verified}"]
        wrong += [f"{sums.wrong_not_suspect} / {sums.wrong_amount_not_suspect}"]
        cells = [kind, str(scans), str(sums.figures), *shares, str(sums.lines), *wrong, str(sums.strays)]
        peer = ["-", "-"]
        if sums.peer_seconds:
            peer = [f"{100 * sums.peer_found / max(1, sums.figures):.1f}", f"{sums.peer_seconds / scans:.1f}"]
        lines.append("| " + " | ".join([*cells, f"{sums.seconds / max(1, scans):.1f}", *peer]) + " |")
    return "\n".join(lines)


def summed(found: Sequence[Judged]) -> list[tuple[str, int, Agreement]]:
    """Sums by kind in order of appearance, and of all."""
    rows: dict[str, tuple[int, Agreement]] = {}
    for one in found:
        scans, sums = rows.get(one.kind, (0, Agreement()))
        rows[one.kind] = scans + 1, sums.plus(one.counts)
    whole = Agreement()
    for _, sums in rows.values():
        whole = whole.plus(sums)
    return [(kind, scans, sums) for kind, (scans, sums) in rows.items()] + [("all", len(found), whole)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, action="append", required=True)
    parser.add_argument("--set", dest="name", default="tune", choices=("learn", "tune", "report"))
    parser.add_argument("--kinds", default=",".join(KINDS), help="kinds joined by commas; any2 and a+b too")
    parser.add_argument("--pages", type=int, default=4, help="scans of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", default="", help="city folders whose pages are left out, joined by commas")
    parser.add_argument("--shard", default="0/1")
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--details", type=Path)
    given = parser.parse_args()
    kinds = given.kinds.split(",")
    cases = cases_of(
        given.name, given.archive, min(given.pages * len(kinds), 160), given.seed, given.without.split(",")
    )
    found = []
    peer = Reading(PADDLEOCR) if given.peer else None
    for one in judged(cases, kinds, given.name, given.pages, given.seed, given.shard, peer):
        found.append(one)
        counts = one.counts
        print(
            f"{one.kind}\t{one.source}\tp. {one.page}\tseed {one.seed}\tin cell "
            f"{counts.figures_in_cell}/{counts.figures}"
            f"\tlines {counts.lines_right}/{counts.lines}\t{counts.seconds:.1f} s",
            flush=True,
        )
    if peer:
        peer.close()
    print(table(summed(found)))
    if given.json:
        given.json.write_text(
            json.dumps([asdict(one) for one in found], ensure_ascii=False, default=str), encoding="utf-8"
        )
    if given.details:
        rows = [
            f"{one.kind}\t{one.source}\t{one.page}\t{one.seed}\t{what}\t{line}"
            for one in found
            for what, lines in (("missed", one.missed), ("wrong", one.wrong))
            for line in lines
        ]
        given.details.write_text("\n".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
