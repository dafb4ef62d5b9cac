"""All identities on one document: trials, checks, and the verification of each figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mingzhang.models.identities.arithmetic.across_row import row_trials
from mingzhang.models.identities.arithmetic.along_column import column_trials
from mingzhang.models.identities.arithmetic.explaining import check_of
from mingzhang.models.identities.arithmetic.figures import FORMS, ColumnBlock, Ledger, is_no_money, numbering_columns
from mingzhang.models.identities.arithmetic.named import (
    SUMMARIES,
    balance_trials,
    detail_trials,
    form_trials,
    three_public_trials,
    total_trials,
)
from mingzhang.models.identities.arithmetic.nesting import Node
from mingzhang.models.identities.arithmetic.trials import Tries
from mingzhang.models.identities.arithmetic.twins import (
    Account,
    accounts_of,
    form_account,
    source_accounts,
    twin_trials,
)
from mingzhang.models.identities.evidence import ALONG_COLUMN, WITHHELD, could_fail, weigh
from mingzhang.models.identities.formal.document import formal_checks
from mingzhang.models.identities.formal.names import bare_name, codes_by_name
from mingzhang.models.identities.narrative.against_tables import Narrative
from mingzhang.models.identities.proof import judge
from mingzhang.models.identities.trust import untrusted
from mingzhang.models.records.documents import Check, Document, LineReference, Table
from mingzhang.models.text.codes import UNIT
from mingzhang.models.vocabulary.enums import CheckStatus, TableKind, Verification

TOTALS = ("total_codes", "total_ordinals", "list_total")
CellOfTable = tuple[int, int, int]  # position of the table, row, column


@dataclass(slots=True)
class Trying:
    """What was tried on a document: its figures, the trials between them, the trees of its tables."""

    ledger: Ledger
    tries: Tries
    trees: dict[int, list[tuple[ColumnBlock, list[Node]]]]


def tried(document: Document) -> Trying:
    """Every arithmetic identity that the figures of a document allow, tried."""
    ledger = Ledger(document)
    tries = Tries(ledger)
    units = _units(document)
    accounts: list[Account] = []
    sources: list[Account] = []
    trees: dict[int, list[tuple[ColumnBlock, list[Node]]]] = {}
    for sheet in ledger.sheets:
        if not sheet.rows:
            continue
        row_trials(tries, sheet)
        tree = trees[sheet.position] = column_trials(tries, sheet, units)
        accounts += accounts_of(sheet, tree, ledger, units)
        if sheet.kind in FORMS:
            form_trials(tries, sheet)
        elif sheet.kind in SUMMARIES:
            balance_trials(tries, sheet, tree)
        elif sheet.kind is TableKind.THREE_PUBLIC_EXPENSES:
            three_public_trials(tries, sheet, tree)
        if sheet.kind in (*SUMMARIES, TableKind.REVENUE_SUMMARY):
            sources += source_accounts(sheet, tree, ledger)
    detail_trials(tries, ledger.sheets)
    total_trials(tries, dict(trees))
    twin_trials(tries, [*accounts, *form_account(ledger)])
    twin_trials(tries, sources)
    weigh(ledger, tries.trials, trees)
    return Trying(ledger, tries, trees)


def check_document(document: Document) -> tuple[Check, ...]:
    """Every identity that the document allows, tried: between its figures, with the narrative, then of form."""
    return _told(document, tried(document))[0]


def proved(document: Document) -> Document:
    """The document with its checks, and each line with its verification, in one pass."""
    trying = tried(document)
    checks, narrative = _told(document, trying)
    return _with_verification(document, trying, narrative, checks)


def verified(document: Document, checks: Sequence[Check]) -> Document:
    """The document with `checks`, and each line `verified`, `suspect` or `unverified`, with whether it adds up.

    A recognised figure in a failing check is suspect; one that identities prove exactly, against changed places too, is
    verified.
    """
    trying = tried(document)
    return _with_verification(document, trying, _told(document, trying)[1], tuple(checks))


def _told(document: Document, trying: Trying) -> tuple[tuple[Check, ...], Narrative]:
    nodes = {position: [node for _, its in trees for node in its] for position, trees in trying.trees.items()}
    narrative = Narrative(trying.ledger, nodes)
    checks = [check_of(trying.ledger, trial) for trial in trying.tries.trials]
    checks += narrative.checks(document)
    return (*checks, *formal_checks(document)), narrative


def _with_verification(document: Document, trying: Trying, narrative: Narrative, checks: tuple[Check, ...]) -> Document:
    ledger = trying.ledger
    found = judge(ledger, trying.tries.trials, narrative.confirmed, narrative.doubted)
    by_place = {ledger.places[number]: state for number, state in found.items()}
    structure = _structure(trying)
    failing: set[LineReference] = set()
    for check in checks:
        if check.status is CheckStatus.FAIL:
            failing.update(check.lines)
    tables = tuple(
        _judged(ledger, position, table, by_place, structure, failing) for position, table in enumerate(document.tables)
    )
    return replace(document, tables=tables, checks=checks)


@dataclass(slots=True)
class _Structure:
    """What the sums that hold say of each figure: does it add up, which row is it a part of, is it made of others."""

    adds_up: dict[CellOfTable, bool] = field(default_factory=dict)
    above: dict[CellOfTable, int] = field(default_factory=dict)
    wholes: set[CellOfTable] = field(default_factory=set)
    tables: set[int] = field(default_factory=set)
    totals: set[tuple[int, int]] = field(default_factory=set)


def _structure(trying: Trying) -> _Structure:
    ledger = trying.ledger
    found = _Structure()
    for trial in trying.tries.trials:
        holds = trial.status is CheckStatus.PASS
        wrong = trial.proven_by is not None and (trial.status is CheckStatus.FAIL or trial.note == WITHHELD)
        if wrong or (holds and could_fail(ledger, trial)):
            for number in (*trial.wholes, *trial.parts):
                place = ledger.places[number]
                found.adds_up[place] = found.adds_up.get(place, True) and not wrong
        if trial.rule in ALONG_COLUMN and (wrong or holds):
            position, row, _ = whole = ledger.places[trial.wholes[0]]
            found.tables.add(position)
            found.wholes.add(whole)
            is_total = trial.rule in TOTALS
            if is_total and row == ledger.sheets[position].rows[0]:
                found.totals.add((position, row))
            for number in trial.parts:
                if not is_total or ledger.places[number] not in found.above:
                    found.above[ledger.places[number]] = row
    return found


def _judged(
    ledger: Ledger,
    position: int,
    table: Table,
    found: dict[CellOfTable, Verification],
    structure: _Structure,
    failing: set[LineReference],
) -> Table:
    numbering = numbering_columns(table.lines)
    in_doubt = untrusted(table)
    lines = []
    for line in table.lines:
        place = (position, line.row_index, line.column_index)
        state = found.get(place, line.verification)
        if place[1:] in in_doubt:
            state = Verification.SUSPECT
        if is_no_money(line) or line.column_index in numbering:
            state = Verification.SUSPECT
        if LineReference(table.ordinal, line.row_index, line.column_index) in failing:
            state = Verification.UNVERIFIED if ledger.is_sure_place(place) else Verification.SUSPECT
        told = (
            state,
            structure.adds_up.get(place),
            structure.above.get(place),
            place not in structure.wholes if position in structure.tables else None,
            line.is_total or (line.item_code is None and (position, line.row_index) in structure.totals),
        )
        if told != (line.verification, line.adds_up, line.parent_row, line.is_leaf, line.is_total):
            state, adds_up, parent_row, is_leaf, is_total = told
            line = replace(
                line,
                verification=state,
                adds_up=adds_up,
                parent_row=parent_row,
                is_leaf=is_leaf,
                is_total=is_total,
            )
        lines.append(line)
    return replace(table, lines=tuple(lines))


def _units(document: Document) -> frozenset[str]:
    """Bare names of the units that the tables by unit list; of the department too. Names of codes are none."""
    found = {bare_name(document.facts.unit_name or ""), bare_name(document.facts.department_name or "")}
    for table in document.tables:
        if table.unit_name:
            found.add(bare_name(table.unit_name))
        by_unit = table.table_kind is TableKind.REVENUE_SUMMARY
        if not by_unit and table.table_kind is not TableKind.EXPENDITURE_SUMMARY:
            continue
        for line in table.lines:
            size = len(line.item_code or "")
            if line.item_name and not line.is_total and (size == UNIT or (by_unit and size == 0)):
                found.add(bare_name(line.item_name))
    names = {name for name in found if name and name not in codes_by_name()}
    return frozenset(names | {f"{name}本级" for name in names})
