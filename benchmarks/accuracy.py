"""Accuracy against golden answers: `python -m benchmarks.accuracy --samples [NAME ...] [--json] [--misses N]`."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

from benchmarks.agreement import Agreement, compare, load_golden

SAMPLES = Path(__file__).parents[1] / "samples"


def measure(name: str) -> tuple[Agreement, float]:
    """Read one sample and compare it; also the seconds that reading took."""
    from extractors.document import read_document

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


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", nargs="*", metavar="NAME", help="all samples, or those named")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="show up to N misses of each kind")
    chosen = parser.parse_args(arguments)
    if chosen.samples is None:
        parser.error("say --samples")
    results = [measure(name) for name in chosen.samples or sample_names()]
    if chosen.json:
        print(json.dumps([as_json(a, s, chosen.misses) for a, s in results], ensure_ascii=False, indent=1))
    else:
        show(Console(width=170), results, chosen.misses)


if __name__ == "__main__":
    main()
