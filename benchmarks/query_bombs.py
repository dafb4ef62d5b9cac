"""Queries that eat time or memory, each as a command of its own: `python -m benchmarks.query_bombs`.

Thirty of them, with `--timeout 5 --memory-limit 600`: what each took, and whether that is within twice its limits
(its start, some seconds on a busy machine, is measured with a blank question and taken off).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from mingzhang.warehouse.loading.loader import Loader

SECONDS, MEBIBYTES = 5, 600
LONGEST = 60.0
BOMBS = (
    "SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000) c",
    "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t",
    "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n FROM t) SELECT * FROM t",
    "WITH RECURSIVE t AS (SELECT 'x' AS s UNION ALL SELECT s || s FROM t) SELECT max(length(s)) FROM t",
    "SELECT levenshtein(repeat('a', 400000), repeat('b', 400000))",
    "SELECT jaro_winkler_similarity(repeat('ab', 300000), repeat('ba', 300000))",
    "SELECT damerau_levenshtein(repeat('a', 20000), repeat('b', 20000))",
    "SELECT jaccard(repeat('ab', 5000000), repeat('ba', 5000000)) FROM range(1000)",
    "SELECT length(repeat('x', 3000000000))",
    "SELECT length(lpad('x', 2000000000, 'y'))",
    "SELECT length(format('{:>1900000000}', 1))",
    "SELECT length(printf('%01900000000d', 1))",
    "SELECT len(range(2000000000))",
    "SELECT len(list_resize([1], 1000000000, 7))",
    "SELECT list_sum(list_transform(range(300000000), x -> x * 2))",
    "SELECT len(list_sort(range(200000000), 'DESC'))",
    "SELECT * FROM range(30000000)",
    "SELECT repeat('x', 1000000) FROM range(20000)",
    "SELECT string_agg(repeat('x', 1000000)) FROM range(100000)",
    "SELECT list(repeat('x', 1000)) FROM range(100000000)",
    "SELECT histogram(range) FROM range(100000000)",
    "SELECT " + "(" * 5000 + "1" + ")" * 5000,
    "SELECT " + "+".join(["1"] * 20000),
    "SELECT " + "[" * 900 + "1" + "]" * 900,
    "SELECT * FROM documents WHERE file_name IN (" + ",".join(["'a'"] * 30000) + ")",
    "SELECT count(*) FROM (SELECT DISTINCT a.range * 1000000 + b.range FROM range(1000000) a, range(1000) b)",
    "SELECT r FROM (SELECT range r, repeat('x', 1000) x FROM range(100000000)) ORDER BY hash(r, x) OFFSET 5000000",
    "SELECT sum(x) OVER (ORDER BY x DESC ROWS BETWEEN 9999999 PRECEDING AND CURRENT ROW) FROM range(100000000) t(x)",
    "SELECT regexp_matches(repeat('a', 50000000), '(a*)*b')",
    "PIVOT (SELECT range AS k, range AS v FROM range(1000000)) ON k USING sum(v)",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Took:
    """What a query took: seconds, MiB of its processes at most, its exit code, what it said."""

    seconds: float
    mebibytes: int
    code: int
    said: str


def ask(warehouse: Path, sql: str) -> Took:
    """Run a query by the command line."""
    command = [sys.executable, "-m", "mingzhang", "query", "--warehouse", str(warehouse), "--format", "csv"]
    limits = ["--timeout", str(SECONDS), "--memory-limit", str(MEBIBYTES)]
    started, most = time.monotonic(), 0
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([*command, *limits, sql], stdout=subprocess.DEVNULL, stderr=said)
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            most = max(most, _memory(watched))
            if time.monotonic() - started > LONGEST:
                process.kill()
            time.sleep(0.05)
        said.seek(0)
        words = said.read().decode("utf-8", "replace").strip()
    return Took(time.monotonic() - started, most >> 20, process.returncode, words)


def _memory(process: psutil.Process) -> int:
    try:
        return sum(one.memory_info().rss for one in [process, *process.children(recursive=True)])
    except psutil.Error:
        return 0


def main() -> int:
    """Print a row a bomb; 1 where one took more than twice its limits, or ended in an inner error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="first", type=int, default=1, help="number of the first bomb")
    parser.add_argument("--to", type=int, default=len(BOMBS))
    options = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Path(folder, "w.duckdb")
        Loader(warehouse).close()
        start = ask(warehouse, "SELECT 1")
        print(f"start: {start.seconds:.1f} s, {start.mebibytes} MiB, exit {start.code} {start.said[:100]}")
        for number, sql in enumerate(BOMBS[options.first - 1 : options.to], start=options.first):
            took = ask(warehouse, sql)
            seconds, memory = took.seconds - start.seconds, took.mebibytes - start.mebibytes
            good = seconds <= 2 * SECONDS and memory <= 2 * MEBIBYTES and "internal" not in took.said
            bad += not good
            figures = f"{'  ' if good else '##'} {number:2} {seconds:5.1f} s {memory:5} MiB  exit {took.code}"
            print(f"{figures}  {sql[:60]!r}  {took.said[:90]}", flush=True)
        left = sorted(one.name for one in Path(folder).iterdir() if one.name != warehouse.name)
        print(f"{bad} beyond twice their limits; left beside the warehouse: {left or 'nothing'}")
    return 1 if bad or left else 0


if __name__ == "__main__":
    sys.exit(main())
