"""How right the estimate of the time left is: a real ingest, the estimate at every look, and what was true afterwards.

    python -m benchmarks.time_left PATH… [--workers 2]

Prints at how many of the moments that told an estimate it was within a factor of two (moments of the last second are
left out), and the first estimate beside the truth. Fails where the counter of pages ever ran backwards.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from mingzhang.flows.ingest.session import Request, Session, Tally

LAST_SECOND = 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    looks: list[tuple[float, float | None, int]] = []

    def observe(tally: Tally) -> None:
        looks.append((time.monotonic(), tally.seconds_left, tally.pages))

    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Path(folder, "budgets.duckdb")
        with Session(Request(tuple(options.paths), warehouse, workers=options.workers), observe) as session:
            while session.open:
                session.land(session.open)
        ended = time.monotonic()
    assert all(before[2] <= after[2] for before, after in pairwise(looks)), "the counter of pages ran backwards"
    told = [(at, said, ended - at) for at, said, _ in looks if said is not None and ended - at > LAST_SECOND]
    if not told:
        print(f"no estimate in {ended - started:.1f} s")
        return
    right = sum(0.5 <= said / true <= 2 for _, said, true in told)
    at, said, true = told[0]
    print(
        f"{ended - started:.1f} s; within a factor of two at {right} of {len(told)} moments ({right / len(told):.0%})"
    )
    print(f"first estimate after {at - started:.1f} s: {said:.1f} s, true {true:.1f} s")


if __name__ == "__main__":
    main()
