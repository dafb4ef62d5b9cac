"""What is read of a changed template against what was read of it as it was."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from benchmarks.mutated.catalogue import CHANGES
from benchmarks.mutated.drawing import Plan, draw, plans_of
from benchmarks.mutated.printed import PRINTED
from benchmarks.mutated.provinces import PROVINCES
from mingzhang.extractors.pipeline import read_document
from mingzhang.models.records.documents import BudgetLine, Document
from mingzhang.models.text.amounts import printed_amount
from mingzhang.models.vocabulary.enums import CheckStatus, Measure

UNTOLD = (None, Measure.OTHER)


@dataclass
class Outcome:
    """What a change brought about in one file."""

    change: str
    file_name: str
    figures: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)


def tried(path: Path, names: Sequence[str]) -> list[Outcome]:
    """The changes on one file."""
    document = read_document(path)
    plans = plans_of(document)
    cover = f"{document.facts.fiscal_year or ''}年{document.facts.unit_name or ''}部门预算"
    if not plans:
        return []
    plain, ranges = _read(cover, plans)
    truth = [_figures(plain, plan, pages) for plan, pages in zip(plans, ranges, strict=True)]
    failing = _failing(plain)
    return [_outcome(name, path.name, cover, plans, truth, failing) for name in names]


def _read(cover: str, plans: Sequence[Plan]) -> tuple[Document, list[tuple[int, int]]]:
    data, ranges = draw(cover, plans)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{cover}.pdf"
        path.write_bytes(data)
        return read_document(path), ranges


def _figures(document: Document, plan: Plan, pages: tuple[int, int]) -> dict[tuple[int, int], BudgetLine]:
    """The lines read of a drawn table, by the figure (row, column of the file as it was) that each prints."""
    drawn = sorted((spot for spot in plan.spots if spot.figure), key=lambda spot: (spot.row, spot.column))
    lines = [
        line
        for table in document.tables
        if pages[0] <= table.first_page <= pages[1]
        for line in sorted(table.lines, key=lambda line: (line.row_index, line.column_index))
    ]
    one = [_number(spot.text) for spot in drawn]
    other = [_number(line.amount_text) for line in lines]
    found: dict[tuple[int, int], BudgetLine] = {}
    for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            place = drawn[block.a + offset].figure
            if place is not None:
                found[place] = lines[block.b + offset]
    return found


def _number(text: str) -> str:
    return str(printed_amount(text) if printed_amount(text) is not None else "".join(text.split()))


def _failing(document: Document) -> Counter[str]:
    return Counter(check.rule_id for check in document.checks if check.status is CheckStatus.FAIL)


def _outcome(
    name: str,
    file_name: str,
    cover: str,
    plans: Sequence[Plan],
    truth: Sequence[dict[tuple[int, int], BudgetLine]],
    failing: Counter[str],
) -> Outcome:
    change = {**CHANGES, **PRINTED, **PROVINCES}[name]
    changed = [change(plan) for plan in plans]
    outcome = Outcome(name, file_name)
    if all(one == other for one, other in zip(changed, plans, strict=True)):
        return outcome
    document, ranges = _read(cover, changed)
    new = _failing(document) - failing
    outcome.counts["accused"] += sum(new.values())
    outcome.told += [
        f"{check.rule_id}: {check.explanation}"
        for check in document.checks
        if check.status is CheckStatus.FAIL and check.rule_id in new
    ]
    for plan, pages, its, before in zip(changed, ranges, truth, plans, strict=True):
        if plan == before:
            continue
        read = _figures(document, plan, pages)
        wanted = {spot.figure for spot in plan.spots if spot.figure}
        for place in sorted(wanted & its.keys()):
            outcome.figures += 1
            if place not in read:
                outcome.counts["lost"] += 1
                continue
            for fault in _faults(its[place], read[place]):
                outcome.counts[fault] += 1
                outcome.told.append(f"{fault}: {plan.title} {_told(its[place])} -> {_told(read[place])}")
    return outcome


def _faults(one: BudgetLine, other: BudgetLine) -> list[str]:
    found = []
    if one.amount_yuan is not None and other.amount_yuan is None:
        found.append("no money")
    elif one.amount_yuan != other.amount_yuan:
        found.append("amount")
    if one.measure is not other.measure and one.measure not in UNTOLD:
        found.append("measure untold" if other.measure in UNTOLD else "measure")
    if one.figure_year != other.figure_year:
        found.append("year")
    if one.unit_name != other.unit_name:
        found.append("unit")
    if one.item_code != other.item_code:
        found.append("code")
    return found


def _told(line: BudgetLine) -> str:
    return (
        f"{line.item_code} {line.item_name} {line.amount_text} {line.amount_yuan} "
        f"{line.measure and line.measure.value} {line.figure_year} {line.unit_name}"
    )
