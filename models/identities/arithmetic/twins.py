"""Between tables: columns that print the same account twice.

Two columns are twins where their totals agree, or nearly all rows that they share. Then every shared row must agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mingzhang.models.identities.arithmetic.figures import FORMS, ColumnBlock, FigureTable, Ledger
from mingzhang.models.identities.arithmetic.nesting import HEADS, Node, cross_key
from mingzhang.models.identities.arithmetic.trials import Tries
from mingzhang.models.identities.declarations import rule
from mingzhang.models.identities.formal.names import bare_name
from mingzhang.models.structure.misprints import is_misprint
from mingzhang.models.vocabulary.enums import CheckStatus, Measure, Side, TableKind
from mingzhang.models.vocabulary.table_words import measure_of

MOST_TWINS = 3
# Columns without an equal total are twins where so many rows agree, and so many for each that does not.
LEAST_EQUAL, EQUAL_TO_UNEQUAL = 3, 4
LONG_NAME = 5
# So many projects must agree before one that differs is an exception, and so many where the amounts are short.
FEWEST_ALIKE = 3
MANY_ALIKE = 8
ANNUAL = "年度"
TOTAL = "合计"
PLAIN = "same_in_two_tables"
SOURCES = {
    Measure.GENERAL_PUBLIC: "一般公共预算",
    Measure.GOVERNMENT_FUND: "政府性基金",
    Measure.STATE_CAPITAL: "国有资本经营",
    Measure.SPECIAL_ACCOUNT: "财政专户",
    Measure.FISCAL_APPROPRIATION: "财政拨款",
    Measure.CARRYOVER: "上年结转",
    Measure.UNIT_FUNDS: "单位资金",
}


@dataclass(slots=True)
class Account:
    """A column of figures by the keys of its rows. `parents` gives the key of the row above each."""

    sheet: FigureTable
    column: int
    label: str
    figures: dict[str, int] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    twins: list[int] = field(default_factory=list)
    namespace: frozenset[str] = frozenset()
    rule: str = PLAIN
    measure: Measure | None = Measure.TOTAL


@rule(PLAIN)
def accounts_of(
    sheet: FigureTable, trees: Iterable[tuple[ColumnBlock, list[Node]]], ledger: Ledger, units: frozenset[str]
) -> list[Account]:
    """The columns of a table as accounts. A code in several rows is left out; of equal names each has its number."""
    found = []
    for block, nodes in trees:
        keys: list[str | None] = [cross_key(node, units) for node in nodes]
        counts: dict[str, int] = {}
        for place, key in enumerate(keys):
            if key:
                counts[key] = counts.get(key, 0) + 1
                if counts[key] > 1 and key.startswith("名"):
                    keys[place] = f"{key}#{counts[key]}"
        totals = [node for node in nodes if node.style == "total"]
        for column in block.columns:
            account = Account(sheet, column.index, column.path, measure=column.measure)
            for node, key in zip(nodes, keys, strict=True):
                if not key or (counts.get(key, 1) > 1 and not key.startswith("名")) or _is_deep(nodes, node):
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


def _is_deep(nodes: Sequence[Node], node: Node) -> bool:
    """Whether a numbered row stands two levels down: the same name may be a part of several rows above it."""
    if node.style == "code" or node.parent is None:
        return False
    return nodes[node.parent].parent is not None and nodes[node.parent].style not in HEADS


@rule("form_project")
def form_account(ledger: Ledger) -> list[Account]:
    """The totals of all performance forms by project, as one account for each table it could be compared with."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    first: FigureTable | None = None
    for sheet in ledger.of_kinds(*FORMS):
        if sheet.blocks:
            continue
        lines = [line for line in sheet.table.lines if line.amount_yuan is not None and line.measure is Measure.TOTAL]
        yearly = {line.item_name for line in lines if ANNUAL in "".join(line.column_path)}
        for line in lines:
            if not line.item_name or (line.item_name in yearly and ANNUAL not in "".join(line.column_path)):
                continue
            key = f"名{bare_name(line.item_name)}"
            if key in found:
                twice.add(key)
            found[key] = sheet.ids[line.row_index, line.column_index]
            first = first or sheet
    kept = {key: number for key, number in found.items() if key not in twice}
    return [Account(first, -1, "资金总额", kept, {}, [], frozenset("名"), "form_project")] if first and kept else []


@rule("revenue_by_source")
def source_accounts(
    sheet: FigureTable, trees: Sequence[tuple[ColumnBlock, list[Node]]], ledger: Ledger
) -> list[Account]:
    """Revenue by source: the rows of the revenue side of a summary, the columns of the 合计 row of a revenue table."""
    if sheet.kind is TableKind.REVENUE_SUMMARY and trees:
        column, named = -1, list(_sources_across(sheet, *trees[0], ledger))
    else:
        sides = [(block, nodes) for block, nodes in trees if block.columns[0].side is Side.REVENUE]
        column = sides[-1][0].columns[0].index if sides else -1
        named = [one for block, nodes in sides for one in _sources_down(sheet, block, nodes, ledger)]
    counts = Counter(key for key, _ in named)
    kept = {key: number for key, number in named if key == TOTAL or counts[key] == 1}
    return [Account(sheet, column, "收入来源", kept, {}, [], frozenset("源"), "revenue_by_source")] if kept else []


def _sources_across(
    sheet: FigureTable, block: ColumnBlock, nodes: Sequence[Node], ledger: Ledger
) -> Iterator[tuple[str, int]]:
    """(key, figure) of each column of the one 合计 row of a revenue table; the first total alone."""
    totals = [node for node in nodes if node.style == "total"]
    if len(totals) != 1:
        return
    has_total = False
    for column in block.columns:
        number = ledger.place(sheet, totals[0].row.index, column.index)
        if column.is_other_year:
            continue
        if column.measure is Measure.TOTAL:
            if not has_total:
                yield TOTAL, number
            has_total = True
        elif column.measure is not Measure.CURRENT_YEAR:
            yield _source_key(column.label, column.measure), number


def _sources_down(
    sheet: FigureTable, block: ColumnBlock, nodes: Sequence[Node], ledger: Ledger
) -> Iterator[tuple[str, int]]:
    """(key, figure) of each row of the revenue side of a summary."""
    for node in nodes:
        number = ledger.place(sheet, node.row.index, block.columns[0].index)
        if node.style == "total":
            yield TOTAL, number
        elif node.style != "among":
            yield _source_key(node.row.bare, measure_of(node.row.bare)), number


def _source_key(name: str, measure: Measure | None) -> str:
    source = SOURCES.get(measure) if measure else None
    return f"源{source or name.removesuffix('资金').removesuffix('收入')}"


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
    rule = one.rule if other.rule == PLAIN else other.rule
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
    agree = len(rows) >= 1 and total and len(rows) >= len(unequal)
    named = one.measure is other.measure and any(len(key) >= LONG_NAME for key in rows if key[0] == "名")
    agree = agree or (named and not unequal)
    misprinted = _misprinted(tries, one, other, unequal)
    agree = agree or misprinted
    if not agree and not (len(rows) >= LEAST_EQUAL and len(rows) >= EQUAL_TO_UNEQUAL * len(unequal)):
        return False
    excepted = _excepted(tries, one, other, rows, unequal)
    trials = []
    lone_total = TOTAL in unequal and len(unequal) == 1
    for key in shared:
        expected = total or misprinted or key == excepted or _under_equal(key, one, other, equal)
        if key in unequal and not (expected or (lone_total and key == TOTAL and _same_rows(one, other))):
            continue
        a, b = one.figures[key], other.figures[key]
        if values[a] == 0 and values[b] == 0 and not total:
            continue
        trial = tries.make(rule, (a,), (b,), key, quantum, slack=slack)
        if trial is None:
            continue
        trial.proves = not coarse or one.sheet.quantum > 1
        if trial.status is CheckStatus.FAIL and abs(trial.residual) <= quantum:
            trial.status, trial.tolerance = CheckStatus.PASS, quantum
        trials.append(trial)
    tries.keep(trials)
    return True


def _misprinted(tries: Tries, one: Account, other: Account, unequal: set[str]) -> bool:
    """Whether all that differs is one figure of a row with a long name, and by a misprint."""
    if len(unequal) != 1 or one.measure is not other.measure:
        return False
    (key,) = unequal
    values, is_long = tries.ledger.values, key[0] == "名" and len(key) > LONG_NAME
    return is_long and tries.ledger.is_misprint(one.figures[key], values[other.figures[key]])


def _excepted(tries: Tries, one: Account, other: Account, rows: set[str], unequal: set[str]) -> str | None:
    """The one project of which a form and a table print not the same, though of all others, where it is a misprint.

    Names that come twice don't tell which is which. Where the amounts are short, more projects must agree: the form may
    print what a project takes over its years.
    """
    found = [key for key in unequal if not _comes_twice(key, one) and not _comes_twice(key, other)]
    if len(found) != 1 or one.measure is not other.measure or not {one.sheet.kind, other.sheet.kind} & set(FORMS):
        return None
    (key,) = found
    values = tries.ledger.values
    a, b = values[one.figures[key]], values[other.figures[key]]
    if key[0] != "名" or len(key) < LONG_NAME or len(rows) < FEWEST_ALIKE:
        return None
    return key if is_misprint(a, b) or (len(rows) >= MANY_ALIKE and is_misprint(a, b, fewest=1)) else None


def _comes_twice(key: str, account: Account) -> bool:
    return "#" in key or f"{key}#2" in account.figures


def _same_rows(one: Account, other: Account) -> bool:
    return one.figures.keys() == other.figures.keys()


def _under_equal(key: str, one: Account, other: Account, equal: set[str]) -> bool:
    """Whether the row above a row agrees in both columns (and so must the row)."""
    above = one.parents.get(key)
    return above is not None and above == other.parents.get(key) and above in equal
