"""How fast the pages are: 300 requests of every kind, 20 at a time, on a warehouse as large as wanted.

    python -m benchmarks.browse_load WAREHOUSE [--requests 300] [--together 20] [--seed 1]

The server is `mingzhang browse` in a process of its own. Requests are drawn by seed over units, documents, pages,
figures, checks, searches, lists, comparisons and SQL; each address comes about once, so that pages remembered help
little. Prints how many there were, by status, and the 50th, 95th and 99th percentile of their milliseconds.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter, defaultdict
from queue import Empty, Queue
from urllib.parse import quote

import duckdb

PORT = 8799
WORDS = ("卫生", "教育", "工资", "住房公积金", "培训", "公务用车", "办公", "715.75万元", "信息化", "养老保险")


def addresses(warehouse: str, count: int, seed: int) -> list[tuple[str, str]]:
    """(kind, path) of the requests, drawn by seed."""
    draw = random.Random(seed)
    connection = duckdb.connect(warehouse, read_only=True)

    def some(sql: str) -> list[tuple[str, ...]]:
        found = sorted(map(tuple, connection.execute(sql).fetchall()), key=str)
        return draw.choices(found, k=count)

    units = some("SELECT DISTINCT unit_name FROM documents WHERE unit_name IS NOT NULL")
    documents = some("SELECT document_id FROM documents")
    pages = some("SELECT DISTINCT document_id, first_page FROM tables")
    lines = some("SELECT line_id FROM budget_lines_extracted USING SAMPLE 3000 ROWS (reservoir, 1)")
    connection.close()
    kinds = {
        "home": lambda i: "/",
        "search": lambda i: f"/search?q={quote(draw.choice((*WORDS, units[i][0][:4])))}",
        "unit": lambda i: f"/unit?name={quote(units[i][0])}",
        "document": lambda i: f"/document/{documents[i][0]}",
        "page": lambda i: f"/document/{pages[i][0]}/page/{pages[i][1]}",
        "figure": lambda i: f"/line/{lines[i][0]}",
        "checks": lambda i: f"/checks?page={draw.randint(1, 30)}",
        "review": lambda i: "/review.json",
        "compare": lambda i: f"/compare?unit={quote(units[i][0])}&unit={quote(units[i - 1][0])}",
        "list": lambda i: f"/data/budget_lines?unit_name={quote(units[i][0])}&page={draw.randint(1, 3)}",
        "csv": lambda i: f"/data/budget_lines.csv?document_id={documents[i][0]}",
        "sql": lambda i: f"/sql?q={quote(f'SELECT * FROM unit_years WHERE fiscal_year = {draw.randint(2015, 2026)}')}",
    }
    chosen = [draw.choice(list(kinds)) for _ in range(count)]
    return [(kind, kinds[kind](i)) for i, kind in enumerate(chosen)]


def ask(wanted: list[tuple[str, str]], together: int) -> list[tuple[str, int, float]]:
    """(kind, status, seconds) of every request."""
    queue: Queue[tuple[str, str]] = Queue()
    for request in wanted:
        queue.put(request)
    taken: list[tuple[str, int, float]] = []

    def work() -> None:
        while True:
            try:
                kind, path = queue.get_nowait()
            except Empty:
                return
            started = time.perf_counter()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=60) as answer:
                    answer.read()
                    status = answer.status
            except OSError as error:
                status = getattr(error, "code", 0)
            taken.append((kind, status, time.perf_counter() - started))

    threads = [threading.Thread(target=work) for _ in range(together)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouse")
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--together", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wanted = addresses(options.warehouse, options.requests, options.seed)
    command = [sys.executable, "-m", "mingzhang", "browse", "-w", options.warehouse, "--no-open", "--port", str(PORT)]
    started = time.perf_counter()
    server = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        assert server.stderr
        server.stderr.readline()
        ask([("home", "/")], 1)
        print(f"ready after {time.perf_counter() - started:.1f} s")
        taken = ask(wanted, options.together)
    finally:
        server.terminate()
        server.wait(10)
    times = sorted(seconds for _, _, seconds in taken)
    statuses = Counter(status for _, status, _ in taken)
    print(f"{len(taken)} requests, {options.together} at a time, by status {dict(statuses)}")
    for share in (50, 95, 99):
        print(f"p{share}: {1000 * times[min(len(times) - 1, len(times) * share // 100)]:.0f} ms")
    by_kind = defaultdict(list)
    for kind, _, seconds in taken:
        by_kind[kind].append(1000 * seconds)
    for kind, found in sorted(by_kind.items()):
        print(f"  {kind:9} {len(found):4}  median {sorted(found)[len(found) // 2]:6.0f} ms  most {max(found):6.0f} ms")


if __name__ == "__main__":
    main()
