"""Single errors of an office, planted: is the right row or column accused, and nothing else?

    python -m benchmarks.planted ARCHIVE_DIR... [--count N] [--seed S] [--list]

Reads every PDF under the folders, takes text-layer figures one at a time (first a template, that is a folder and a kind
of table, then one of its figures, all equally likely), changes one digit of the print and proves the document anew. An
error is caught where a check that failed not before names the figure; what else fails anew is a false accusation.
Figures that stand in no sum (`adds_up` is NULL in the print as it is) can be caught by nothing; they are counted apart.
So are changes that every check which holds with the figure takes for rounding (a last digit beside a dozen others).
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from benchmarks.planting import with_amount_text
from mingzhang.models.identities import proved
from mingzhang.models.records.documents import BudgetLine, Check, Document, LineReference
from mingzhang.models.records.pages import TextSource
from mingzhang.models.text.amounts import printed_amount
from mingzhang.models.vocabulary.enums import CheckStatus

DIGITS = "0123456789"
Key = tuple[str, int | None, tuple[LineReference, ...], tuple[LineReference, ...], str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One planted error: whether it is in a sum, whether rounding explains it, whether it was caught, what else was
    accused."""

    told: str
    is_in_sum: bool
    is_rounding: bool
    is_caught: bool
    others: tuple[str, ...]


def read(path: Path) -> tuple[str, Document]:
    from mingzhang.extractors.pipeline import read_document

    return path.parent.name, read_document(path)


def failing(document: Document) -> dict[Key, Check]:
    return {_key(check): check for check in document.checks if check.status is CheckStatus.FAIL}


def _key(check: Check) -> Key:
    about = "" if check.wholes else f"{check.page_number} {check.explanation}"
    return check.rule_id, check.table_ordinal, check.wholes, check.parts, about


def changed(text: str, chance: random.Random) -> str:
    """A printed figure with one digit another one; the first digit does not become 0."""
    places = [place for place, sign in enumerate(text) if sign in DIGITS]
    place = chance.choice(places)
    others = [digit for digit in DIGITS if digit != text[place] and not (digit == "0" and place == places[0])]
    return f"{text[:place]}{chance.choice(others)}{text[place + 1 :]}"


def plant(document: Document, position: int, number: int, chance: random.Random) -> Outcome | None:
    """Change one figure and prove the document; None where the change is none in money."""
    table = document.tables[position]
    line = table.lines[number]
    text = changed(line.amount_text, chance)
    wrong = with_amount_text(line, text)
    if wrong is None or wrong.amount_yuan == line.amount_yuan:
        return None
    lines = (*table.lines[:number], wrong, *table.lines[number + 1 :])
    tables = (*document.tables[:position], replace(table, lines=lines), *document.tables[position + 1 :])
    before = failing(document)
    proof = proved(replace(document, tables=tables))
    after = failing(proof)
    place = LineReference(table.ordinal, line.row_index, line.column_index)
    new = [check for key, check in after.items() if key not in before]
    right = [check for check in new if _names(check, place, wrong)]
    others = tuple(check.explanation for check in new if check not in right)
    told = f"{document.file_name} p. {line.page_number} {line.item_name} {line.amount_text} -> {text}"
    return Outcome(told, line.adds_up is not None, _is_rounding(document, proof, place), bool(right), others)


def _is_rounding(before: Document, after: Document, place: LineReference) -> bool:
    """Whether every check that holds with a figure still holds: to them, the change is a rounding."""
    held, still = (
        Counter((check.rule_id, check.wholes, check.parts) for check in document.checks if place in check.lines and
                check.status is CheckStatus.PASS)
        for document in (before, after)
    )  # fmt: skip
    return not held - still


def _names(check: Check, place: LineReference, wrong: BudgetLine) -> bool:
    """Whether a check is about a figure: it takes part, or the text is held against its amount."""
    return place in check.lines or (not check.lines and wrong.amount_yuan in (check.expected_yuan, check.actual_yuan))


def places_of(documents: Sequence[tuple[str, Document]]) -> list[list[tuple[int, int, int]]]:
    """Text-layer figures (document, table, line) of each template."""
    found: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for n, (folder, document) in enumerate(documents):
        for t, table in enumerate(document.tables):
            sure = {(c.row_index, c.column_index) for c in table.cells if c.text_source is TextSource.TEXT_LAYER}
            for k, line in enumerate(table.lines):
                if (line.row_index, line.column_index) in sure and printed_amount(line.amount_text):
                    found[folder, table.table_kind.value].append((n, t, k))
    return [found[template] for template in sorted(found)]


def run(documents: Sequence[tuple[str, Document]], count: int, seed: int) -> list[Outcome]:
    chance = random.Random(seed)
    templates = places_of(documents)
    outcomes: list[Outcome] = []
    while templates and len(outcomes) < count:
        n, t, k = chance.choice(chance.choice(templates))
        outcome = plant(documents[n][1], t, k, chance)
        if outcome is not None:
            outcomes.append(outcome)
    return outcomes


def show(outcomes: Iterable[Outcome]) -> None:
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        counts["all"] += 1
        counts["in a sum"] += outcome.is_in_sum
        counts["caught"] += outcome.is_caught
        counts["caught in a sum"] += outcome.is_caught and outcome.is_in_sum
        counts["nothing else"] += not outcome.others
        counts["to be seen"] += outcome.is_in_sum and not outcome.is_rounding
        counts["caught and seen"] += outcome.is_caught and outcome.is_in_sum and not outcome.is_rounding
    every, summed = max(counts["all"], 1), max(counts["in a sum"], 1)
    print(f"planted                         {counts['all']}, in a sum {counts['in a sum']}")
    print(f"caught, of those in a sum       {100 * counts['caught in a sum'] / summed:.1f} %")
    seen = max(counts["to be seen"], 1)
    print(f"caught, of those beyond rounding {100 * counts['caught and seen'] / seen:.1f} % of {counts['to be seen']}")
    print(f"caught, of all                  {100 * counts['caught'] / every:.1f} %")
    print(f"nothing else accused            {100 * counts['nothing else'] / every:.1f} %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path, nargs="+")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="show what was missed and what else was accused")
    options = parser.parse_args()
    with get_context("spawn").Pool(options.workers) as pool:
        paths = sorted(path for folder in options.archive for path in folder.rglob("*.pdf"))
        documents = pool.map(read, paths, chunksize=1)
    outcomes = run(documents, options.count, options.seed)
    show(outcomes)
    for outcome in outcomes if options.list else ():
        if not outcome.is_caught and outcome.is_in_sum:
            print(f"missed  {outcome.told}")
        for other in outcome.others:
            print(f"other   {outcome.told}: {other}")


if __name__ == "__main__":
    main()
