"""Templates nobody has seen, made of those that we have: is anyone accused, is any figure given a wrong meaning?

    python -m benchmarks.mutated FILE.pdf… [--set NAME] [--only NAME] [--list]

The tables of each file are drawn anew, first as they are and then with one thing changed (`changes.py`); what is read
from the first is the truth for the second. Counted, for each change: checks that fail and did not; figures that are
lost; figures with another amount, measure, year or unit. A measure that is merely not told any more (`other`, None) is
counted apart. A third of the changes (`--set report`) was kept for a report and has been opened; so it is with every
other one of a second hand (`printed.py`, sets `printed` and `printed-report`), and with all of a third (`provinces.py`,
set `provinces`).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.mutated.catalogue import CHANGES, REPORT, SEEN
from benchmarks.mutated.judging import Outcome, tried
from benchmarks.mutated.printed import KEPT, TUNED
from benchmarks.mutated.provinces import PROVINCES

SETS = {
    "seen": SEEN,
    "report": REPORT,
    "all": tuple(CHANGES),
    "printed": TUNED,
    "printed-report": KEPT,
    "provinces": tuple(PROVINCES),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--set", choices=SETS, default="seen")
    parser.add_argument("--only", action="append", default=[], help="this change only (may be given again)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="show the first of what went wrong")
    options = parser.parse_args()
    names = options.only or [name for name in SETS[options.set] if name != "none"]
    with get_context("spawn").Pool(options.workers) as pool:
        outcomes = [o for its in pool.imap(partial(tried, names=names), options.files, chunksize=1) for o in its]
    show(outcomes, options.list)


def show(outcomes: Sequence[Outcome], is_list: bool) -> None:
    faults = ("accused", "lost", "no money", "amount", "measure", "measure untold", "year", "unit", "code")
    print(f"{'change':38} {'files':>5} {'figures':>8} " + " ".join(f"{fault:>14}" for fault in faults))
    whole: Counter[str] = Counter()
    files = figures = 0
    for name in dict.fromkeys(outcome.change for outcome in outcomes):
        its = [outcome for outcome in outcomes if outcome.change == name and outcome.figures]
        counts = sum((outcome.counts for outcome in its), Counter())
        number = sum(outcome.figures for outcome in its)
        print(f"{name:38} {len(its):5} {number:8} " + " ".join(f"{counts[fault]:14}" for fault in faults))
        whole, files, figures = whole + counts, files + len(its), figures + number
        for outcome in its if is_list else ():
            for told in outcome.told[:4]:
                print(f"    {outcome.file_name[:24]} {told}")
    print(f"{'all':38} {files:5} {figures:8} " + " ".join(f"{whole[fault]:14}" for fault in faults))
    print(f"files (each with one change) in which someone is accused falsely: "
          f"{sum(bool(outcome.counts['accused']) for outcome in outcomes)} of {files}")  # fmt: skip


if __name__ == "__main__":
    main()
