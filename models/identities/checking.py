"""All identities on one document: trials, checks, and the verification of each figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.documents import Check, Document, LineReference, Table
from models.identities.across_row import row_trials
from models.identities.along_column import column_trials
from models.identities.explaining import check_of
from models.identities.figures import FORMS, Block, Ledger, is_no_money
from models.identities.named import (
    SUMMARIES,
    balance_trials,
    detail_trials,
    form_trials,
    three_public_trials,
    total_trials,
)
from models.identities.names import bare_name, codes_by_name
from models.identities.nesting import Node
from models.identities.proof import judge
from models.identities.trials import Tries
from models.identities.twins import Account, accounts_of, form_account, source_accounts, twin_trials
from models.vocabulary import CheckStatus, TableKind, Verification


def tried(document: Document) -> tuple[Ledger, Tries]:
    """Every arithmetic identity that the figures of a document allow, tried."""
    ledger = Ledger(document)
    tries = Tries(ledger)
    units = _units(document)
    accounts: list[Account] = []
    sources: list[Account] = []
    trees: dict[int, list[tuple[Block, list[Node]]]] = {}
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
    return ledger, tries


def check_document(document: Document) -> tuple[Check, ...]:
    """Every identity that the document allows, tried: arithmetic between its figures first."""
    ledger, tries = tried(document)
    return tuple(check_of(ledger, trial) for trial in tries.trials)


def proved(document: Document) -> Document:
    """The document with its checks, and each line with its verification, in one pass."""
    ledger, tries = tried(document)
    checks = tuple(check_of(ledger, trial) for trial in tries.trials)
    return _with_verification(document, ledger, tries, checks)


def verified(document: Document, checks: Sequence[Check]) -> Document:
    """The document with `checks`, and each line `verified`, `suspect` or `unverified`.

    A figure in a failing check is suspect; one that identities prove exactly, against changed places too, is verified.
    """
    ledger, tries = tried(document)
    return _with_verification(document, ledger, tries, tuple(checks))


def _with_verification(document: Document, ledger: Ledger, tries: Tries, checks: tuple[Check, ...]) -> Document:
    found = judge(ledger, tries.trials)
    by_place = {ledger.places[number]: state for number, state in found.items()}
    failing: set[LineReference] = set()
    for check in checks:
        if check.status is CheckStatus.FAIL:
            failing.update(check.lines)
    tables = tuple(_judged(position, table, by_place, failing) for position, table in enumerate(document.tables))
    return replace(document, tables=tables, checks=checks)


def _judged(
    position: int, table: Table, found: dict[tuple[int, int, int], Verification], failing: set[LineReference]
) -> Table:
    lines = []
    for line in table.lines:
        state = found.get((position, line.row_index, line.column_index), line.verification)
        if is_no_money(line):
            state = Verification.SUSPECT
        if (table.ordinal, line.row_index, line.column_index) in failing:
            state = Verification.SUSPECT
        lines.append(line if state is line.verification else replace(line, verification=state))
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
            if line.item_name and not line.is_total and (size == 6 or (by_unit and size == 0)):
                found.add(bare_name(line.item_name))
    names = {name for name in found if name and name not in codes_by_name()}
    return frozenset(names | {f"{name}本级" for name in names})
