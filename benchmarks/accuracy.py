"""Accuracy: `python -m benchmarks.accuracy --samples --peers --archive PATH --scans 200 --silver FILE --judge SCRIPT`.

`--samples` counts what agrees with the golden answers, `--peers` stands others beside it, `--archive` gives figures
that need no labels, `--scans` reads its pages again as pictures, `--silver` looks for rows that another tool read,
`--judge` has a script of others judge an ingest.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

from benchmarks.agreement import Agreement, compare, load_golden
from benchmarks.archive import archive_details, archive_section, read_archive
from benchmarks.figures import Section, add_json, as_markdown, write_part
from benchmarks.figures import show as show_sections
from benchmarks.judge import judged
from benchmarks.machine import head
from benchmarks.peers import peer_sections
from benchmarks.sample_floors import sample_section
from benchmarks.scans import scanned_pages, scans_details, scans_section
from benchmarks.silver import load_silver, match, silver_details, silver_section

SAMPLES = Path(__file__).parents[1] / "samples"


def measure(name: str) -> tuple[Agreement, float]:
    """Read one sample and compare it; also the seconds that reading took."""
    from mingzhang.extractors.pipeline import read_document

    golden = load_golden(SAMPLES / f"{name}.golden.json")
    started = time.perf_counter()
    document = read_document(SAMPLES / f"{name}.pdf")
    return compare(golden, document), time.perf_counter() - started


def sample_names() -> list[str]:
    return [path.name.removesuffix(".golden.json") for path in sorted(SAMPLES.glob("*.golden.json"))]


def as_json(agreement: Agreement, seconds: float, misses: int) -> dict[str, Any]:
    scores = {
        key: {"count": s.count, "right": s.right, "extra": s.extra, "percent": round(s.percent, 3),
              "misses": s.misses[:misses]}
        for key, s in agreement.scores().items()
    }  # fmt: skip
    return {"file": agreement.name, "seconds": round(seconds, 2), **scores}


def show(console: Console, results: list[tuple[Agreement, float]], misses: int) -> None:
    """A table for people: right of all (percent), one sample a row."""
    table = RichTable(title="agreement with the golden answers")
    table.add_column("sample")
    keys = list(results[0][0].scores()) if results else []
    for key in keys:
        table.add_column(key, justify="right")
    table.add_column("seconds", justify="right")
    for agreement, seconds in results:
        texts = []
        for score in agreement.scores().values():
            extra = f" +{score.extra}" if score.extra else ""
            texts.append(f"{score.right}/{score.count}{extra}\n{score.percent:.2f} %" if score.count else "")
        table.add_row(agreement.name.removesuffix(".pdf"), *texts, f"{seconds:.1f}")
    console.print(table)
    for agreement, _ in results:
        for key, score in agreement.scores().items():
            for miss in score.misses[:misses]:
                console.print(f"{agreement.name} [{key}] {miss}", markup=False, highlight=False, soft_wrap=True)


def sections_of(chosen: argparse.Namespace, results: list[tuple[Agreement, float]]) -> Iterator[tuple[str, Section]]:
    """What was asked for, part by part, as it is measured."""
    if results:
        yield "samples", sample_section(agreement for agreement, _ in results)
    if chosen.peers:
        for section in peer_sections():
            yield "peers", section
    details: list[str] = []
    if chosen.archive:
        readings = read_archive(chosen.archive, chosen.workers)
        details += archive_details(readings)
        yield "archive", archive_section(readings)
        for dpi in chosen.scans or ():
            files = sorted(chosen.archive.rglob("*.pdf"))
            pages = list(scanned_pages(files, seed=dpi, dpi=dpi))
            details += scans_details(pages)
            yield "scans", scans_section(pages, dpi)
        if chosen.silver:
            found = list(match(load_silver(chosen.silver), readings))
            details += silver_details(found)
            yield "silver", silver_section(found)
        if chosen.judge:
            with tempfile.TemporaryDirectory() as folder:
                yield "judge", judged(chosen.judge, chosen.archive, Path(folder), chosen.workers)
                details += Path(folder, "judge.tsv").read_text(encoding="utf-8").splitlines()
    if chosen.details:
        chosen.details.write_text("\n".join(details) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", nargs="*", metavar="NAME", help="all samples, or those named")
    parser.add_argument("--json", action="store_true", help="with --samples: print JSON instead of a table")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="show up to N misses of each kind")
    parser.add_argument("--peers", action="store_true", help="other extractors on the samples")
    parser.add_argument("--archive", type=Path, metavar="FOLDER", help="figures over a folder of disclosures")
    parser.add_argument(
        "--scans", type=int, nargs="+", metavar="DPI", help="with --archive: a page of each document read as a scan"
    )
    parser.add_argument("--silver", type=Path, metavar="FILE", help="with --archive: rows that are to be found")
    parser.add_argument("--judge", type=Path, metavar="SCRIPT", help="with --archive: a script that judges a warehouse")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="processes that read")
    parser.add_argument("--details", type=Path, metavar="FILE", help="write here what is worth a look in the archive")
    parser.add_argument("--figures", type=Path, metavar="FILE", help="write every figure here, as JSON")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="put the tables into this document")
    chosen = parser.parse_args(arguments)
    if chosen.samples is None and not chosen.peers and not chosen.archive:
        parser.error("say --samples, --peers or --archive")
    if (chosen.silver or chosen.judge or chosen.scans) and not chosen.archive:
        parser.error("--silver, --judge and --scans need --archive")
    begun = head()
    results = [] if chosen.samples is None else [measure(name) for name in chosen.samples or sample_names()]
    if chosen.json:
        print(json.dumps([as_json(a, s, chosen.misses) for a, s in results], ensure_ascii=False, indent=1))
        return
    console = Console(width=None if sys.stdout.isatty() else 170)
    if results:
        show(console, results, chosen.misses)
    parts: dict[str, list[Section]] = {}
    for name, section in sections_of(chosen, results):
        show_sections(console, [section])
        parts.setdefault(name, []).append(section)
    for name, sections in parts.items():
        if chosen.markdown:
            write_part(chosen.markdown, f"accuracy {name}", as_markdown(sections, begun))
        if chosen.figures:
            add_json(chosen.figures, f"accuracy {name}", sections, begun)


if __name__ == "__main__":
    main()
