"""What the second reading of doubted figures puts right.

    python -m benchmarks.second_reading [--planted N] [--at-once K] [--seed S] [--keep FILE] [--wrong]

Reads the scanned samples once, then plants misreadings between reading and understanding: in N rounds, K figures of
scanned cells get a wrong digit, point or sign each (seeded; the kinds in turn). What the scan was first read as is
taken for the truth (`benchmarks.accuracy` measures that). Prints how many are put right, suspect, left unverified,
verified although wrong, or wrongly repaired (the planted one with another amount, or any other figure changed).
"""

from __future__ import annotations

import argparse
import pickle
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable

from benchmarks.planting import misread
from mingzhang.extractors.pipeline import read_document
from mingzhang.extractors.reread import CellReading, Look, look_at, second_reading
from mingzhang.extractors.scan.kept import Kept
from mingzhang.extractors.settings import Settings
from mingzhang.extractors.understand.disclosure import understand
from mingzhang.models.identities import proved
from mingzhang.models.records.documents import BudgetLine, Document
from mingzhang.models.records.geometry import Box
from mingzhang.models.records.pages import Page
from mingzhang.models.text.amounts import printed_amount
from mingzhang.models.vocabulary.enums import Verification

SAMPLES = Path(__file__).parents[1] / "samples"
SCANS = ("budget_2025_scan", "performance_2024_scan", "performance_photo")
KINDS = ("digit", "point", "sign")
OUTCOMES = ("put right", "suspect", "unverified", "gone", "verified although wrong", "wrong repair")

Place = tuple[int, Box]


@dataclass(slots=True)
class Scan:
    """A scanned document as it was first read, and what a second look at its cells gave so far."""

    path: Path
    document: Document
    kept: Kept
    looks: dict[Place, tuple[CellReading, ...]] = field(default_factory=dict)

    def look(self) -> Look:
        """Looks only at cells not seen before."""

        def looked(number: int, boxes: Sequence[Box]) -> list[tuple[CellReading, ...]]:
            new = [box for box in boxes if (number, box) not in self.looks]
            if new:
                found = look_at(self.kept, Settings())(number, new)
                self.looks.update({(number, box): each for box, each in zip(new, found, strict=True)})
            return [self.looks[number, box] for box in boxes]

        return looked


def places_of(document: Document) -> dict[Place, BudgetLine]:
    """The lines of a document by the cell that prints them."""
    found = {}
    for table in document.tables:
        cells = {(cell.row_index, cell.column_index): cell for cell in table.cells}
        for line in table.lines:
            cell = cells.get((line.row_index, line.column_index))
            if cell is not None:
                found[cell.page_number, cell.box] = line
    return found


def with_texts(document: Document, texts: dict[Place, str]) -> Document:
    """The document understood and proved anew with other texts in some cells."""
    pages: list[Page] = []
    for page in document.pages:
        grids = [
            replace(
                grid,
                cells=tuple(replace(c, text=texts.get((page.number, c.box), c.text)) for c in grid.cells),
            )
            for grid in page.grids
        ]
        pages.append(replace(page, grids=tuple(grids)))
    seen = understand(pages)
    return proved(
        replace(
            document,
            pages=tuple(pages),
            facts=seen.facts,
            tables=seen.tables,
            projects=seen.projects,
            statements=seen.statements,
            checks=(),
        )
    )


def round_of(scan: Scan, count: int, number: int, chance: random.Random) -> list[tuple[str, str, str]]:
    """One round: misreadings planted, read a second time. (kind, outcome, what happened) of each, and of harm."""
    truth = places_of(scan.document)
    usable = [place for place, line in truth.items() if printed_amount(line.amount_text) is not None]
    planted: dict[Place, tuple[str, str]] = {}
    while len(planted) < min(count, len(usable)):
        place = chance.choice([one for one in usable if one not in planted])
        kind = KINDS[(number + len(planted)) % len(KINDS)]
        before = truth[place].amount_text
        after = misread(before, kind, chance)
        if printed_amount(after) in (None, printed_amount(before)):
            usable.remove(place)
            continue
        planted[place] = (kind, after)
    document = with_texts(scan.document, {place: after for place, (_, after) in planted.items()})
    result = places_of(second_reading(document, scan.look()))
    told = []
    for place, (kind, after) in planted.items():
        line, right = result.get(place), truth[place]
        story = f"{scan.path.name} p. {place[0]} {kind} {right.amount_text} -> {after}"
        told.append((kind, _outcome(line, right.amount_yuan, right.amount_text, after), story))
    for place, line in result.items():
        if place not in planted and line.first_reading is not None:
            told.append(("harm", "wrong repair", f"{scan.path.name} p. {place[0]} {line}"))
    return told


def _outcome(line: BudgetLine | None, yuan: Decimal | None, text: str, after: str) -> str:
    if line is None:
        return "gone"
    if line.amount_yuan == yuan and printed_amount(line.amount_text) == printed_amount(text):
        return "put right"
    if line.first_reading is not None or line.amount_text != after:
        return "wrong repair"
    if line.verification is Verification.VERIFIED:
        return "verified although wrong"
    return "suspect" if line.verification is Verification.SUSPECT else "unverified"


def read_scans(keep: Path | None) -> list[Scan]:
    if keep and keep.is_file():
        scans: list[Scan] = pickle.loads(keep.read_bytes())
        return scans
    found = []
    for name in SCANS:
        kept = Kept()
        found.append(Scan(SAMPLES / f"{name}.pdf", read_document(SAMPLES / f"{name}.pdf", kept=kept), kept))
    return found


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--planted", type=int, default=150, metavar="N", help="rounds (default 150)")
    parser.add_argument("--at-once", type=int, default=1, metavar="K", help="misreadings in each round (default 1)")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep what was read there, and take it from there")
    parser.add_argument("--wrong", action="store_true", help="print each misreading that was not put right")
    chosen = parser.parse_args(arguments)
    console = Console(width=120)
    scans = read_scans(chosen.keep)
    chance = random.Random(chosen.seed)
    weights = [len(places_of(scan.document)) for scan in scans]
    told: list[tuple[str, str, str]] = []
    started = time.perf_counter()
    for number in range(chosen.planted):
        scan = chance.choices(scans, weights)[0]
        told += round_of(scan, chosen.at_once, number, chance)
    seconds = time.perf_counter() - started
    if chosen.keep:
        chosen.keep.write_bytes(pickle.dumps(scans))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, outcome, story in told:
        found[kind][outcome] += 1
        if outcome != "put right" and (chosen.wrong or outcome in OUTCOMES[-2:]):
            console.print(f"{outcome}: {story}", markup=False, soft_wrap=True)
    table = RichTable(title=f"{chosen.planted} rounds, {chosen.at_once} at once, seed {chosen.seed}")
    for name in ("kind", "planted", *OUTCOMES):
        table.add_column(name, justify="left" if name == "kind" else "right")
    for kind in (*KINDS, "harm"):
        some = found[kind]
        table.add_row(kind, str(sum(some.values())), *(str(some[outcome]) for outcome in OUTCOMES))
    count = sum(sum(found[kind].values()) for kind in KINDS)
    total = Counter({outcome: sum(found[kind][outcome] for kind in (*KINDS, "harm")) for outcome in OUTCOMES})
    table.add_row(
        "all", str(count), *(f"{total[outcome]} ({100 * total[outcome] / max(count, 1):.1f} %)" for outcome in OUTCOMES)
    )
    console.print(table)
    console.print(f"{seconds:.1f} s")


if __name__ == "__main__":
    main()
