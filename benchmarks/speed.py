"""Speed and memory, as ratios in one run: `python -m benchmarks.speed [--only digital,text] [--archive PATH]`.

Nothing here is a test: a machine that others use as well gives other seconds, and somewhat other ratios.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from benchmarks.digital import digital_section
from benchmarks.figures import Section, add_json, as_markdown, show, write_part
from benchmarks.machine import head
from benchmarks.memory import memory_section
from benchmarks.speed_pages import peer_missing, scan_section, text_section
from benchmarks.speed_run import run_section

PARTS: dict[str, Callable[[Path | None, int], Section]] = {
    "digital": digital_section,
    "text": text_section,
    "scan": scan_section,
    "run": run_section,
    "memory": lambda archive, _: memory_section(archive),
}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts, by commas: {', '.join(PARTS)}")
    parser.add_argument("--archive", type=Path, metavar="FOLDER", help="real disclosures, beside the samples")
    parser.add_argument("--rounds", type=int, default=2, metavar="N", help="rounds over the samples (default 2)")
    parser.add_argument("--figures", type=Path, metavar="FILE", help="write every figure here, as JSON")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="put the tables into this document")
    chosen = parser.parse_args(arguments)
    names = chosen.only.split(",")
    if unknown := [name for name in names if name not in PARTS]:
        parser.error(f"no part {', '.join(unknown)}")
    console = Console(width=None if sys.stdout.isatty() else 170)
    begun = head()
    for name, value in begun.items():
        console.print(f"{name}: {value}", highlight=False)
    for name in names:
        if missing := peer_missing(name):
            console.print(f"{name}: left out, {missing}")
            continue
        section = PARTS[name](chosen.archive, chosen.rounds)
        show(console, [section])
        if chosen.markdown:
            write_part(chosen.markdown, f"speed {name}", as_markdown([section], begun))
        if chosen.figures:
            add_json(chosen.figures, f"speed {name}", [section], begun)


if __name__ == "__main__":
    main()
