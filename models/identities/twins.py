"""Between tables: columns that print the same account twice.

Two columns are twins where their totals agree, or nearly all rows that they share. Then every shared row must agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.identities.figures import FORMS, Block, Ledger, Sheet
from models.identities.nesting import Node, cross_key
from models.identities.trials import Tries
from models.vocabulary import CheckStatus

MOST_TWINS = 3
TOTAL = "合计"


@dataclass(slots=True)
class Account:
    """A column of figures by the keys of its rows. `parents` gives the key of the row above each."""

    sheet: Sheet
    column: int
    label: str
    figures: dict[str, int] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    twins: list[int] = field(default_factory=list)
    namespace: frozenset[str] = frozenset()


def accounts_of(sheet: Sheet, trees: Iterable[tuple[Block, list[Node]]], ledger: Ledger) -> list[Account]:
    """The columns of a table as accounts. A key that stands in several rows is left out."""
    found = []
    for block, nodes in trees:
        keys: list[str | None] = [cross_key(node) for node in nodes]
        counts: dict[str, int] = {}
        for key in keys:
            if key:
                counts[key] = counts.get(key, 0) + 1
        totals = [node for node in nodes if node.style == "total"]
        for column in block.columns:
            account = Account(sheet, column.index, column.path)
            for node, key in zip(nodes, keys, strict=True):
                if not key or counts[key] > 1:
                    continue
                account.figures[key] = ledger.place(sheet, node.row.index, column.index)
                if node.parent is not None and (above := keys[node.parent]):
                    account.parents[key] = above
            if totals and account.figures:
                account.figures[TOTAL] = ledger.place(sheet, totals[-1].row.index, column.index)
            if account.figures:
                account.namespace = frozenset(key[0] for key in account.figures if key != TOTAL)
                found.append(account)
    return found


def form_account(ledger: Ledger) -> list[Account]:
    """The totals of all performance forms by project, as one account for each table it could be compared with."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    first: Sheet | None = None
    for sheet in ledger.of_kinds(*FORMS):
        if sheet.blocks:
            continue
        for line in sheet.table.lines:
            if line.amount_yuan is None or line.measure is None or line.measure.value != "total" or not line.item_name:
                continue
            key = f"名{line.item_name}"
            if key in found:
                twice.add(key)
            found[key] = sheet.ids[line.row_index, line.column_index]
            first = first or sheet
    kept = {key: number for key, number in found.items() if key not in twice}
    return [Account(first, -1, "资金总额", kept, {}, [], frozenset("名"))] if first and kept else []


def twin_trials(tries: Tries, accounts: Sequence[Account]) -> None:
    """Equality of every row that two twin columns share."""
    for place, one in enumerate(accounts):
        for number in range(place):
            other = accounts[number]
            if one.sheet is other.sheet or not one.namespace & other.namespace:
                continue
            if len(other.twins) >= MOST_TWINS and len(one.twins) >= 1:
                continue
            if len(one.twins) >= MOST_TWINS:
                break
            if _compare(tries, one, other):
                one.twins.append(number)
                other.twins.append(place)


def _compare(tries: Tries, one: Account, other: Account) -> bool:
    values = tries.ledger.values
    quantum = max(one.sheet.quantum, other.sheet.quantum)
    coarse = one.sheet.quantum != other.sheet.quantum
    slack = quantum // 2 if coarse else 0
    shared = [key for key in one.figures if key in other.figures]
    equal: set[str] = set()
    unequal: set[str] = set()
    for key in shared:
        a, b = values[one.figures[key]], values[other.figures[key]]
        if a or b:
            (equal if abs(a - b) <= slack else unequal).add(key)
    total = TOTAL in equal
    rows = equal - {TOTAL}
    agree = len(rows) >= 1 and total and len(rows) >= 2 * len(unequal)
    if not agree and not (len(rows) >= 3 and len(rows) >= 4 * len(unequal)):
        return False
    trials = []
    lone_total = TOTAL in unequal and len(unequal) == 1
    for key in shared:
        expected = total or _under_equal(key, one, other, equal)
        if key in unequal and not (expected or (lone_total and key == TOTAL and _same_rows(one, other))):
            continue
        a, b = one.figures[key], other.figures[key]
        if values[a] == 0 and values[b] == 0 and not total:
            continue
        trial = tries.make("same_in_two_tables", (a,), (b,), key, quantum, slack=slack)
        if trial is None:
            continue
        trial.proves = not coarse or one.sheet.quantum > 1
        if trial.status is CheckStatus.FAIL and abs(trial.residual) <= quantum:
            trial.status, trial.tolerance = CheckStatus.PASS, quantum
        trials.append(trial)
    tries.trials += trials
    return True


def _same_rows(one: Account, other: Account) -> bool:
    return one.figures.keys() == other.figures.keys()


def _under_equal(key: str, one: Account, other: Account, equal: set[str]) -> bool:
    """Whether the row above a row agrees in both columns (and so must the row)."""
    above = one.parents.get(key)
    return above is not None and above == other.parents.get(key) and above in equal
