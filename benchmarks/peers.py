"""The peers on the samples: how many of the golden cells and figures stand in what each of them reads.

Where a cell lies is not asked, only that its text is on the right pages, as a cell: kinder to a peer than to us, who
are asked for rows, columns and meaning in `--samples`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.agreement import Json, load_golden
from benchmarks.contenders import (
    CAMELOT,
    IMG2TABLE,
    MINGZHANG,
    PADDLEOCR,
    PDFPLUMBER,
    Contender,
    PageTexts,
    Reading,
    is_installed,
    part_of,
)
from benchmarks.figures import Figure, Section, percent
from mingzhang.models.text.amounts import plain, printed_amount

SAMPLES = Path(__file__).parents[1] / "samples"
DIGITAL = ("budget_2025", "budget_2025_slanted_watermark", "budget_2025_pale_watermark", "three_units_2026")
# Pages of scanned samples: tables, lists and forms; a seal, a page upside down, a photograph.
SCANNED: dict[str, tuple[int, ...]] = {
    "budget_2025_scan": (2, 3, 4, 11, 14),
    "performance_2024_scan": (1, 3),
    "performance_photo": (1,),
}
_TOKEN = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


@dataclass(slots=True)
class Recall:
    """Golden cells and figures, and how many of them were found: as cells of their own, and in any cell."""

    cells: int = 0
    cells_found: int = 0
    figures: int = 0
    figures_alone: int = 0
    figures_found: int = 0
    error: str = ""

    def __add__(self, other: Recall) -> Recall:
        return Recall(
            self.cells + other.cells,
            self.cells_found + other.cells_found,
            self.figures + other.figures,
            self.figures_alone + other.figures_alone,
            self.figures_found + other.figures_found,
            self.error or other.error,
        )


def groups_of(golden: Json) -> list[tuple[range, list[Json]]]:
    """The tables of a golden answer by the pages that they share."""
    groups: list[tuple[range, list[Json]]] = []
    for table in sorted(golden["tables"], key=lambda table: table["first_page"]):
        if groups and table["first_page"] in groups[-1][0]:
            pages, tables = groups.pop()
            groups.append((range(pages.start, max(pages.stop, table["last_page"] + 1)), [*tables, table]))
        else:
            groups.append((range(table["first_page"], table["last_page"] + 1), [table]))
    return groups


def recall_of(golden: Json, pages: Mapping[int, Sequence[str]], wanted: Iterable[int] | None = None) -> Recall:
    """Compare the texts read on each page with a golden answer; `wanted` restricts it to tables on these pages."""
    out = Recall()
    chosen = None if wanted is None else set(wanted)
    for numbers, tables in groups_of(golden):
        if chosen is not None and not chosen.issuperset(numbers):
            continue
        texts = [text for number in numbers for text in pages.get(number, ())]
        squeezed = Counter(map(plain, texts))
        cells = Counter(plain(cell[4]) for table in tables for cell in table["cells"] if plain(cell[4]))
        figures = Counter(_number(line["amount_text"]) for table in tables for line in table["lines"])
        alone = Counter(_number(text) for text in texts if printed_amount(text) is not None)
        inside = sum((_tokens(text) for text in texts), Counter())
        out.cells += cells.total()
        out.cells_found += (cells & squeezed).total()
        out.figures += figures.total()
        out.figures_alone += (figures & alone).total()
        out.figures_found += (figures & inside).total()
    return out


def _number(text: str) -> str:
    return plain(text).replace(",", "")


def _tokens(text: str) -> Counter[str]:
    """The numbers in a text, read line by line and as one run of wrapped text, whichever gives more of each."""
    by_line = Counter(_number(token) for line in text.splitlines() for token in _TOKEN.findall(plain(line)))
    return by_line | Counter(_number(token) for token in _TOKEN.findall(plain(text)))


def measure(contender: Contender, names: Iterable[str], pages: Mapping[str, tuple[int, ...]]) -> dict[str, Recall]:
    """What a contender finds in each sample, restricted to `pages` where a sample is named there."""
    found = {}
    with Reading(contender) as reading:
        for name in names:
            golden = load_golden(SAMPLES / f"{name}.golden.json")
            try:
                found[name] = _measure(reading, golden, SAMPLES / f"{name}.pdf", pages.get(name))
            except RuntimeError as error:
                found[name] = Recall(error=str(error))
    return found


def _measure(reading: Reading, golden: Json, path: Path, chosen: tuple[int, ...] | None) -> Recall:
    if chosen is None:
        return recall_of(golden, _texts(reading.read(path)[1]))
    with part_of(path, chosen) as part:
        texts = _texts(reading.read(part)[1])
    numbers = dict(enumerate(chosen, start=1))
    return recall_of(golden, {numbers[number]: found for number, found in texts.items()}, chosen)


def _texts(pages: Iterable[PageTexts]) -> dict[int, tuple[str, ...]]:
    return {page.number: page.texts for page in pages}


def peer_sections() -> Iterator[Section]:
    """Digital samples beside camelot and pdfplumber, scanned ones beside img2table and PaddleOCR."""
    yield _section("Digital samples, ours and the peers'", (CAMELOT, PDFPLUMBER), DIGITAL, {})
    note = "pages " + ", ".join(f"{name} {' '.join(map(str, pages))}" for name, pages in SCANNED.items())
    yield _section("Scanned samples, ours and the peers'", (IMG2TABLE, PADDLEOCR), tuple(SCANNED), SCANNED, note)


def _section(
    title: str, peers: Sequence[Contender], names: Sequence[str], pages: Mapping[str, tuple[int, ...]], note: str = ""
) -> Section:
    there = [peer for peer in peers if is_installed(peer)]
    found = {contender.name: measure(contender, names, pages) for contender in (MINGZHANG, *there)}
    figures: list[Figure] = []
    for name in (*names, "all"):
        results = {who: sum(of.values(), Recall()) if name == "all" else of[name] for who, of in found.items()}
        figures += _figures(name, results)
    absent = ", ".join(peer.name for peer in peers if peer not in there)
    remarks = [note, f"not installed: {absent}" if absent else ""]
    return Section(title, tuple(figures), "; ".join(filter(None, remarks)))


def _figures(name: str, results: Mapping[str, Recall]) -> Iterator[Figure]:
    parts = (
        ("cells", "cells whose text is one cell's", "cells_found", "cells"),
        ("alone", "figures that are a cell of their own", "figures_alone", "figures"),
        ("figures", "figures in any cell or box", "figures_found", "figures"),
    )
    for key, what, part, whole in parts:
        shown = {
            who: result.error or percent(getattr(result, part), getattr(result, whole))
            for who, result in results.items()
        }
        ours = results[MINGZHANG.name]
        total = getattr(ours, whole)
        if not total:
            continue
        yield Figure(
            key=f"peers.{name}.{key}",
            what=f"{name}: {what}",
            value=100 * getattr(ours, part) / total,
            shown=shown.pop(MINGZHANG.name),
            peers=shown,
        )
