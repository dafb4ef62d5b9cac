"""Whole disclosures of made templates, read and held against the budget that they print:

    python -m benchmarks.made_templates [--list]

For each template: facts right of those printed, checks that fail and items that no row is about (none should), and
whether the functions of the whole, the office's own and its units' add up to what they print.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from benchmarks.made_templates.budget import TOTAL, UNITS, YEAR, expected, summed
from benchmarks.made_templates.templates import EXPENDITURE, GENERAL, TEMPLATES
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.facts.deriving import derive_facts
from mingzhang.models.facts.records import FactScope, FactStage
from mingzhang.models.records.documents import Document
from mingzhang.models.vocabulary.enums import CheckStatus


class TemplateResult(NamedTuple):
    """`wrong`: facts that are missing or other than printed; `accused`: sentences of failing checks; `lost`: items
    that no row is about; `functions`: sums of the leaves over functions, in yuan, by whose they are."""

    wrong: list[str]
    accused: list[str]
    lost: list[str]
    functions: dict[FactScope, Decimal]


def result_of(name: str) -> TemplateResult:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "disclosure.html")
        path.write_text(TEMPLATES[name], encoding="utf-8")
        document = read_document(path)
    found: dict[tuple[str, str], Decimal | None] = {}
    functions: dict[FactScope, Decimal] = {}
    for fact in derive_facts(document):
        about = fact.meaning
        if about.stage is not FactStage.BUDGET or about.year != YEAR:
            continue
        if about.concept == "function" and fact.is_leaf and fact.amount_yuan is not None:
            functions[about.scope] = functions.get(about.scope, Decimal(0)) + fact.amount_yuan
        if about.scope is FactScope.WHOLE and not (about.function_code or about.economic_code or about.project):
            found[about.concept, about.fund.value] = fact.quantity if fact.amount_yuan is None else fact.amount_yuan
    wrong = [
        f"{key}: {found.get(key)}, printed {value}" for key, value in expected().items() if found.get(key) != value
    ]
    accused = [check.explanation for check in document.checks if check.status is CheckStatus.FAIL]
    return TemplateResult(wrong, accused, list(_lost_items(document)), functions)


def _lost_items(document: Document) -> Iterator[str]:
    """What the two tables of expenditure print of the budget's items that no row of theirs is about."""
    printed = {(item.code, item.name) for unit in UNITS for item in unit.items}
    for table in document.tables:
        if table.title in (EXPENDITURE, GENERAL):
            found = {(line.item_code, line.item_name) for line in table.lines}
            yield from (f"{table.title}: {code} {name}" for code, name in sorted(printed - found))


def adds_up(functions: dict[FactScope, Decimal]) -> bool:
    """Whether the functions of the whole make its total, and those of its parts theirs, where they are told."""
    own, below = (summed(unit.items, "", "").total for unit in UNITS)
    printed = {FactScope.WHOLE: TOTAL.total, FactScope.OWN: own, FactScope.SUBORDINATE: below}
    told = functions.items()
    return FactScope.WHOLE in functions and all(amount == printed[scope] * 10_000 for scope, amount in told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="show what went wrong")
    given = parser.parse_args()
    for name in TEMPLATES:
        result = result_of(name)
        right = len(expected()) - len(result.wrong)
        sums = "functions add up" if adds_up(result.functions) else "FUNCTIONS DO NOT ADD UP"
        counts = f"facts {right} of {len(expected())}, accused {len(result.accused)}, items lost {len(result.lost)}"
        print(f"{name:45} {counts}, {sums}")
        for line in (*result.wrong, *result.accused, *result.lost) if given.list else ():
            print(f"    {line}")


if __name__ == "__main__":
    main()
