"""Read laboratory scans with the product and hold them against the digital pages:

`python -m benchmarks.scan_lab.judge --archive DIR --set tune --kinds dotted,fax,any2 --pages 5`

Each kind draws `--pages` scans, from pages of different files as far as they reach. The digital page is read alone, as
the scan is, so that both know the same. Prints a table by kind; `--json` keeps every count, `--details` every line that
is missed or read wrong. `--peer` lets PaddleOCR read each scan as a full page with the same weights. `--shard 1/2`
judges every second scan, for two processes side by side. `--keep DIR` keeps what is drawn, so that another revision can
read the same scans.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.contenders import PADDLEOCR, Reading
from benchmarks.scan_lab.agreement import Agreement, ReadLine, agreement, figures_in, lines_read, missed_lines
from benchmarks.scan_lab.drawn import KeptScan, cases_of, drawn_scans
from benchmarks.scan_lab.recipes import KINDS
from mingzhang.extractors.pipeline import read_document
from mingzhang.extractors.scan.page import read_picture
from mingzhang.extractors.scan.picture import recogniser_for
from mingzhang.extractors.settings import Settings

MOST_PAGES = 160


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


def judged(scan: KeptScan, home: Path, peer: Reading | None) -> Judged:
    """A kept scan, read and held against the digital pages that it shows."""
    printed = [read_document(home / f"printed_{order}.pdf") for order in range(1, scan.shown + 1)]
    _load_models()
    started = time.process_time()
    read = read_document(home / "scan.pdf")
    counts = agreement(printed, read, scan.foreign, time.process_time() - started)
    if peer:
        peer_seconds, peer_pages = peer.read(home / "scan.pdf")
        if peer_seconds:
            texts = [text for page in peer_pages for text in page.texts]
            counts = replace(counts, peer_found=figures_in(texts, printed), peer_seconds=peer_seconds.processor)
    missed, wrong = missed_lines(printed, read)
    lines = tuple(lines_read(printed, read))
    return Judged(scan.kind, scan.source, scan.page, scan.seed, counts, tuple(missed), tuple(wrong), lines)


@cache
def _load_models() -> None:
    """Once before anything is timed: PaddleOCR's time is taken with its models loaded, too."""
    blank = np.full((480, 480, 3), 255, np.uint8)
    read_picture(blank, page_number=1, pixels_per_point=1.0, recogniser=recogniser_for(Settings()))
    recogniser_for(Settings()).read([blank[:48, :96]])


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
    parser.add_argument("--keep", type=Path, help="where scans are kept, and taken from where they lie there already")
    parser.add_argument("--draw-only", action="store_true", help="draw and keep the scans, read none")
    given = parser.parse_args()
    kinds = given.kinds.split(",")
    wanted = min(given.pages * len(kinds), MOST_PAGES)
    cases = cases_of(given.name, given.archive, wanted, given.seed, given.without.split(","))
    found = []
    peer = Reading(PADDLEOCR) if given.peer else None
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        for scan, home in drawn_scans(cases, kinds, given.name, given.pages, given.seed, given.shard, folder):
            if given.draw_only:
                print(f"{scan.kind}\t{scan.source}\tp. {scan.page}\tseed {scan.seed}", flush=True)
                continue
            one = judged(scan, home, peer)
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
    if given.draw_only:
        return
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
