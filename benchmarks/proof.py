"""What the identities prove, doubt and miss.

    python -m benchmarks.proof [--archive PATH] [--planted N] [--seed S] [--fails] [--docs HOLDS.json]

Reads every PDF of the folder (samples/ by default), says which share of the budget lines is verified, which checks
fail, how many of N planted misreadings (one at a time, seeded; see `benchmarks.planting`) are suspect and how many,
wrongly, verified, and what share of the reading time all this adds.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable

from benchmarks.figures import Section, as_markdown, at_most, share, write_part
from benchmarks.figures import count as how_many
from benchmarks.machine import head
from benchmarks.planting import KINDS, as_recognised, plant
from mingzhang.models.identities import proved
from mingzhang.models.records.documents import Document
from mingzhang.models.vocabulary.enums import CheckStatus, Verification

SAMPLES = Path(__file__).parents[1] / "samples"
WORST = (Verification.VERIFIED, Verification.UNVERIFIED, Verification.SUSPECT)


def read(path: Path) -> tuple[Document, float]:
    """A document and the seconds of processor time that reading took, proof included."""
    from mingzhang.extractors.pipeline import read_document

    started = time.process_time()
    document = read_document(path)
    return document, time.process_time() - started


def read_all(folder: Path, workers: int) -> list[tuple[Document, float]]:
    paths = sorted(folder.rglob("*.pdf"))
    with get_context("spawn").Pool(workers) as pool:
        return pool.map(read, paths, chunksize=1)


def prove_all(documents: list[Document]) -> tuple[list[Document], float]:
    started = time.process_time()
    return [proved(document) for document in documents], time.process_time() - started


def planted(documents: list[Document], count: int, seed: int) -> tuple[dict[str, Counter[str]], list[str]]:
    """Outcomes by kind of misreading, and what was verified although it is wrong."""
    chance = random.Random(seed)
    documents = [as_recognised(document) for document in documents]
    places = [
        (n, t, k)
        for n, document in enumerate(documents)
        for t, table in enumerate(document.tables)
        for k, line in enumerate(table.lines)
        if line.amount_yuan is not None
    ]
    found: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: list[str] = []
    done = 0
    while places and done < count:
        n, t, k = chance.choice(places)
        kind = KINDS[done % len(KINDS)]
        misread = plant(documents[n], (t, k), kind, chance)
        if misread is None:
            continue
        done += 1
        states = _states(proved(misread.document), misread.wrong)
        worst = next(state for state in WORST if state in states)
        found[kind][worst.value] += 1
        if worst is Verification.VERIFIED:
            line = documents[n].tables[t].lines[k]
            wrong.append(f"{documents[n].file_name} p. {line.page_number} {kind} {misread.before} -> {misread.after}")
    return found, wrong


def _states(document: Document, places: tuple[tuple[int, int, int], ...]) -> set[Verification]:
    return {
        line.verification
        for position, row, column in places
        for line in document.tables[position].lines
        if (line.row_index, line.column_index) == (row, column)
    }


def show(console: Console, documents: list[Document], read_seconds: float, seconds: float) -> Counter[tuple[str, str]]:
    states: Counter[str] = Counter()
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    checks: Counter[tuple[str, str]] = Counter()
    for document in documents:
        checks.update((check.rule_id, check.status.value) for check in document.checks)
        for table in document.tables:
            for line in table.lines:
                states[line.verification.value] += 1
                by_kind[table.table_kind.value][line.verification.value] += 1
    shares = RichTable(title="budget lines")
    for name in ("table kind", "lines", *(state.value for state in WORST)):
        shares.add_column(name, justify="left" if name == "table kind" else "right")
    for name, some in [("all", states), *sorted(by_kind.items())]:
        count = sum(some.values())
        if count:
            shares.add_row(name, str(count), *(f"{100 * some[state.value] / count:.2f} %" for state in WORST))
    console.print(shares)
    rules = RichTable(title="checks")
    for name in ("rule", *(status.value for status in CheckStatus)):
        rules.add_column(name, justify="left" if name == "rule" else "right")
    for rule in sorted({rule for rule, _ in checks}):
        rules.add_row(rule, *(str(checks[rule, status.value]) for status in CheckStatus))
    console.print(rules)
    before = max(read_seconds - seconds, 1e-9)
    console.print(
        f"proof {seconds:.2f} s of processor time, {100 * seconds / before:.1f} % of the {before:.1f} s of reading"
    )
    return checks


def proof_section(
    documents: list[Document], read_seconds: float, seconds: float, outcomes: dict[str, Counter[str]]
) -> Section:
    """The main figures: how many lines are proved, what planted misreadings come to, what it costs."""
    states = Counter(line.verification for document in documents for table in document.tables for line in table.lines)
    planted_states = sum(outcomes.values(), Counter())
    count = sum(planted_states.values())
    failing = sum(check.status is CheckStatus.FAIL for document in documents for check in document.checks)
    cost = 100 * seconds / max(read_seconds - seconds, 1e-9)
    figures = [
        share(
            "proof.verified", "budget lines that an identity proves", states[Verification.VERIFIED], states.total(), 80
        ),
        share("proof.suspect", "budget lines that are suspect", states[Verification.SUSPECT], states.total()),
        at_most("proof.time", "time added to reading", cost, f"{cost:.1f} %", 15, "≤ 15 %", "processor time"),
        how_many("proof.failing", f"checks that fail, in {len(documents)} documents", failing),
    ]
    if count:
        wrong, doubted = (planted_states[state.value] for state in (Verification.VERIFIED, Verification.SUSPECT))
        told = f"{wrong} of {count}"
        figures += [
            at_most("proof.planted.verified", "planted misreadings that are verified", wrong, told, 0, "none", ""),
            share("proof.planted.suspect", "planted misreadings that are suspect", doubted, count, 95),
        ]
    return Section(
        "Proof", tuple(figures), "Planted: a digit, a point, a sign or a swapped cell, before understanding."
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--archive", type=Path, default=SAMPLES, help="folder of PDFs (default: the samples)")
    parser.add_argument("--planted", type=int, default=2000, metavar="N", help="misreadings to plant (default 2000)")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--fails", action="store_true", help="print the explanation of every failing check")
    parser.add_argument("--docs", type=Path, metavar="FILE", help="write how often each holds (docs/checks.md)")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep what was read there, and take it from there")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="put the main figures into this document")
    chosen = parser.parse_args(arguments)
    console, begun = Console(width=120), head()
    if chosen.keep and chosen.keep.is_file():
        found = pickle.loads(chosen.keep.read_bytes())
    else:
        found = read_all(chosen.archive, chosen.workers)
        if chosen.keep:
            chosen.keep.write_bytes(pickle.dumps(found))
    documents, seconds = prove_all([document for document, _ in found])
    checks = show(console, documents, sum(each for _, each in found), seconds)
    if chosen.fails:
        _print_fails(console, documents)
    if chosen.docs:
        holds: dict[str, dict[str, int]] = defaultdict(dict)
        for (rule, status), count in sorted(checks.items()):
            holds[rule][status] = count
        chosen.docs.write_text(json.dumps(holds, indent=1) + "\n", encoding="utf-8")
    outcomes: dict[str, Counter[str]] = {}
    if chosen.planted:
        outcomes, wrong = planted(documents, chosen.planted, chosen.seed)
        _print_planted(console, outcomes, wrong, f"{chosen.planted} planted misreadings, seed {chosen.seed}")
    if chosen.markdown:
        section = proof_section(documents, sum(each for _, each in found), seconds, outcomes)
        write_part(chosen.markdown, "proof", as_markdown([section], begun))


def _print_fails(console: Console, documents: Sequence[Document]) -> None:
    for document in documents:
        for check in document.checks:
            if check.status is CheckStatus.FAIL:
                console.print(
                    f"{document.file_name} [{check.rule_id}] {check.explanation}", markup=False, soft_wrap=True
                )


def _print_planted(console: Console, outcomes: dict[str, Counter[str]], wrong: Sequence[str], title: str) -> None:
    table = RichTable(title=title)
    for name in ("kind", *(state.value for state in WORST)):
        table.add_column(name, justify="left" if name == "kind" else "right")
    for kind in KINDS:
        table.add_row(kind, *(str(outcomes[kind][state.value]) for state in WORST))
    total = sum(outcomes.values(), Counter())
    count = max(sum(total.values()), 1)
    table.add_row("all", *(f"{total[state.value]} ({100 * total[state.value] / count:.2f} %)" for state in WORST))
    console.print(table)
    for line in wrong:
        console.print(f"verified although wrong: {line}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
