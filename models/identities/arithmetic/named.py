"""Identities between figures that bear a name: 三公, balance of the two sides, funds of a form, totals of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from mingzhang.models.identities.arithmetic.across_row import LAST_YEAR
from mingzhang.models.identities.arithmetic.figures import FORMS, ColumnBlock, FigureTable, Ledger
from mingzhang.models.identities.arithmetic.nesting import Node
from mingzhang.models.identities.arithmetic.trials import Trial, Tries
from mingzhang.models.identities.declarations import declared, rule
from mingzhang.models.identities.formal.names import header_name, is_sum_word
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.enums import CheckStatus, Measure, Side, TableKind

SUMMARIES = (
    TableKind.REVENUE_EXPENDITURE_SUMMARY,
    TableKind.FISCAL_APPROPRIATION_SUMMARY,
    TableKind.GOVERNMENT_FUND_OPERATIONS,
    TableKind.STATE_CAPITAL_OPERATIONS,
)
BlockTrees = Sequence[tuple[ColumnBlock, list[Node]]]
_YEAR = re.compile(YEAR)


@cache
def three_public_role(name: str) -> str | None:
    """What a bare name means in a 三公 table; `vehicles` before `purchase` and `running`, of which it has words."""
    words: dict[str, list[list[str]]] = declared()["three_public"]
    for role in ("vehicles", "purchase", "running", "reception", "abroad", "meeting", "training", "agency", "total"):
        if any(all(word in name for word in some) for some in words[role]):
            return role
    return None


DETAILS = (TableKind.OTHER, TableKind.MEETING_EXPENSES, TableKind.TRAINING_EXPENSES)


@rule("three_public_total", "three_public_vehicles", "three_public_whole")
def three_public_trials(tries: Tries, sheet: FigureTable, trees: BlockTrees) -> None:
    """三公 = abroad + reception + vehicles, vehicles = purchase + running; printed as rows or as columns."""
    roles_of_rows = [_roles_of_rows(tries.ledger, sheet, block) for block, _ in trees]
    for roles in [*(group for some in roles_of_rows for group in some), *_roles_of_columns(tries.ledger, sheet)]:
        found: list[Trial | None] = []
        parts = [roles[role] for role in ("abroad", "reception", "vehicles") if role in roles]
        if "vehicles" not in roles:
            parts += [roles[role] for role in ("purchase", "running") if role in roles]
        if "total" in roles and len(parts) > 1:
            found.append(tries.make("three_public_total", [roles["total"]], parts, "“三公”经费", sheet.quantum))
        parts = [roles[role] for role in ("purchase", "running") if role in roles]
        if "vehicles" in roles and parts:
            found.append(
                tries.make("three_public_vehicles", [roles["vehicles"]], parts, "公务用车购置及运行费", sheet.quantum)
            )
        if "whole" in roles and "total" in roles and roles.keys() & {"meeting", "training"}:
            parts = [roles[role] for role in ("total", "meeting", "training") if role in roles]
            found.append(tries.make("three_public_whole", [roles["whole"]], parts, "合计", sheet.quantum))
        for trial in found:
            if trial is not None:
                trial.family = "three_public"
        tries.add(found, certain=True)


def _roles_of_rows(ledger: Ledger, sheet: FigureTable, block: ColumnBlock) -> list[dict[str, int]]:
    named = [(row.index, three_public_role(row.bare)) for row in block.rows]
    known = {role for _, role in named if role}
    if len(known & {"abroad", "reception", "vehicles", "purchase", "running"}) < 2:
        return []
    found = []
    for column in block.columns:
        roles: dict[str, int] = {}
        for row, role in named:
            if role is not None:
                roles.setdefault(role, ledger.place(sheet, row, column.index))
        found.append(roles)
    return found


def three_public_place(parts: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """(role, block) of a column by its header: the deepest word that names a role, and all that names none.

    The block is a year, a fund, the change: `2025年`, `一般公共预算`. A bare 合计 is the `whole` of its block.
    """
    names = [header_name(part) for part in parts]
    roles = [None if is_sum_word(name) else three_public_role(name) for name in names]
    block = [name for name, role in zip(names, roles, strict=True) if role is None and not is_sum_word(name)]
    block += _YEAR.findall("".join(part for part, role in zip(parts, roles, strict=True) if role))
    named = [role for role in roles if role]
    if named:
        return named[-1], tuple(block)
    return ("whole" if any(is_sum_word(name) for name in names) else None), tuple(block)


def _roles_of_columns(ledger: Ledger, sheet: FigureTable) -> list[dict[str, int]]:
    """The roles of each block of columns, in every row."""
    groups: dict[tuple[str, ...], dict[str, int]] = {}
    for column in sheet.columns.values():
        role, its_block = three_public_place(column.parts)
        if role is not None:
            groups.setdefault(its_block, {}).setdefault(role, column.index)
    found = []
    for roles in groups.values():
        if "total" not in roles and "whole" in roles and "meeting" not in roles and "training" not in roles:
            roles["total"] = roles["whole"]
        if len(roles.keys() & {"abroad", "reception", "vehicles", "purchase", "running"}) < 1 or "total" not in roles:
            continue
        found += [{role: ledger.place(sheet, row, c) for role, c in roles.items()} for row in sheet.rows]
    return found


@rule("balance", "other_classification")
def balance_trials(tries: Tries, sheet: FigureTable, trees: BlockTrees) -> None:
    """收入总计 = 支出总计; and a second classification of the expenditure that prints no total of its own."""
    revenue = _last_totals(tries.ledger, sheet, trees, Side.REVENUE)
    expenditure = _last_totals(tries.ledger, sheet, trees, Side.EXPENDITURE)
    tries.add(
        [
            tries.make("balance", [revenue[0]], [number], "收入总计", sheet.quantum)
            for number in expenditure[:1]
            if revenue
        ],
        certain=True,
    )
    for block, nodes in trees:
        if block.columns[0].side is not Side.EXPENDITURE or any(node.style == "total" for node in nodes):
            continue
        sums = [
            tries.ledger.place(sheet, node.row.index, other.columns[0].index)
            for other, its in trees
            if other is not block and other.columns[0].side is Side.EXPENDITURE
            for node in its
            if node.style == "total"
        ]
        roots = [node for node in nodes if node.parent is None]
        if sums and len(roots) > 1:
            column = block.columns[0].index
            parts = [tries.ledger.place(sheet, node.row.index, column) for node in roots]
            tries.add(
                [tries.make("other_classification", sums[:1], parts, "本年支出合计", sheet.quantum)], certain=True
            )


def _last_totals(ledger: Ledger, sheet: FigureTable, trees: BlockTrees, side: Side) -> list[int]:
    """The last total of each block of a side, in its column of totals, else in the first that prints one."""
    found = []
    for block, nodes in trees:
        if block.columns[0].side is not side:
            continue
        these = [c for c in block.columns if not c.is_other_year] or block.columns
        for column in sorted(these, key=lambda c: c.measure is not Measure.TOTAL):
            totals = [ledger.place(sheet, node.row.index, column.index) for node in nodes if node.style == "total"]
            if printed := [number for number in totals if ledger.printed(number)]:
                found.append(printed[-1])
                break
    return found


@rule("form_funds")
def form_trials(tries: Tries, sheet: FigureTable) -> None:
    """Funds of a form: a total over the sources printed under its label."""
    found: list[Trial | None] = []
    lines = [line for line in sheet.table.lines if line.amount_yuan is not None]
    for place, line in enumerate(lines):
        if line.measure is not Measure.TOTAL:
            continue
        parts: dict[tuple[str, ...], list[int]] = {}
        for other in lines[place + 1 :]:
            if other.item_name != line.item_name or other.column_path == line.column_path:
                break
            depth = len(line.column_path)
            if other.column_path[:depth] == line.column_path:
                number = sheet.ids[other.row_index, other.column_index]
                parts.setdefault(other.column_path[depth:], []).append(number)
        numbers = [number for some in parts.values() for number in some]
        if numbers:
            whole = sheet.ids[line.row_index, line.column_index]
            found.append(tries.make("form_funds", [whole], numbers, "/".join(line.column_path), sheet.quantum))
    tries.add(found, certain=True)


@rule("detail_list")
def detail_trials(tries: Tries, sheets: Sequence[FigureTable]) -> None:
    """Lists of meetings and trainings against the figure of the year in the 三公 table."""
    for sheet in sheets:
        if sheet.kind not in DETAILS or len(sheet.columns) != 1 or not sheet.rows:
            continue
        texts = {"".join(cell.text.split()) for cell in sheet.table.cells}
        named = [role for role, word in (("meeting", "会议名称"), ("training", "培训名称")) if word in texts]
        if len(named) != 1:
            continue
        role = named[0]
        for other in tries.ledger.of_kinds(TableKind.THREE_PUBLIC_EXPENSES):
            column = next(
                (c for c in other.columns.values() if _is_this_year(c.parts) and _role_at_end(c.parts) == role), None
            )
            if column is None or (other.rows[0], column.index) not in other.ids:
                continue
            parts = [sheet.ids[row, c] for row, c in sorted(sheet.ids)]
            whole = tries.ledger.place(other, other.rows[0], column.index)
            quantum = max(sheet.quantum, other.quantum)
            tries.add([tries.make("detail_list", [whole], parts, column.parts[-1], quantum)], certain=True)
            break


def _is_this_year(parts: Sequence[str]) -> bool:
    return bool(parts) and header_name(parts[0]) not in LAST_YEAR and "增减" not in parts[0]


def _role_at_end(parts: Sequence[str]) -> str | None:
    return three_public_role(header_name(parts[-1]))


def total_trials(tries: Tries, trees: dict[int, BlockTrees]) -> None:
    """The declared accounts: totals that several tables print."""
    totals: dict[str, list[int]] = {}
    for sheet in tries.ledger.sheets:
        for name, number in _totals_of(tries.ledger, sheet, trees.get(sheet.position, ())):
            totals.setdefault(name, []).append(number)
    for name, numbers in totals.items():
        _units_of_department(tries, name, numbers)
    for account in declared()["account"]:
        names: list[str] = account["of"]
        known = [(name, totals[name]) for name in names if name in totals]
        if len(known) < 2 or known[0][0] != names[0] or any(len(numbers) > 1 for _, numbers in known[:1]):
            continue
        anchor = known[0][1][0]
        for _, numbers in known[1:]:
            for number in numbers:
                _equal_totals(tries, anchor, number, account["name"], account["hard"] and len(numbers) == 1)


@rule("department_units")
def _units_of_department(tries: Tries, name: str, numbers: Sequence[int]) -> None:
    """A department's total over those of its units, where a file prints the same table for each of them."""
    ledger = tries.ledger
    owners = [ledger.sheet_of(number).table.unit_name for number in numbers]
    if len(numbers) < 3 or None in owners or len(set(owners)) < len(owners):
        return
    sheet = ledger.sheet_of(numbers[0])
    trial = tries.make("department_units", numbers[:1], numbers[1:], name, sheet.quantum)
    if trial is None:
        return
    is_whole = owners[0] == ledger.document.facts.department_name and any("本级" in (owner or "") for owner in owners)
    if trial.status is CheckStatus.PASS or is_whole:
        tries.keep([trial])


@rule("totals_between_tables")
def _equal_totals(tries: Tries, one: int, other: int, name: str, hard: bool) -> None:
    ledger = tries.ledger
    first, second = ledger.sheet_of(one), ledger.sheet_of(other)
    quantum = max(first.quantum, second.quantum)
    slack = quantum // 2 if first.quantum != second.quantum else 0
    trial = tries.make("totals_between_tables", (one,), (other,), name, quantum, slack=slack)
    if trial is None:
        return
    trial.proves = first.quantum == second.quantum
    if trial.status is CheckStatus.FAIL:
        if abs(trial.residual) <= quantum:
            trial.status, trial.tolerance = CheckStatus.PASS, quantum
        elif not hard or _carried(ledger, trial) or ("不含" in first.title) != ("不含" in second.title):
            if not hard:
                return
            trial.status, trial.note = CheckStatus.NOT_APPLICABLE, "两表对上年结转的口径不同"
    tries.keep([trial])


def _carried(ledger: Ledger, trial: Trial) -> bool:
    """Whether a carried-over amount makes the difference."""
    gap = abs(trial.residual)
    for number in (*trial.wholes, *trial.parts):
        sheet = ledger.sheet_of(number)
        for place in sheet.ids.values():
            line = ledger.lines[place]
            if line is not None and abs(abs(ledger.values[place]) - gap) <= sheet.quantum:
                told = (line.item_name or "") + "".join(line.column_path)
                if "结转" in told or "结余" in told or "余额" in told:
                    return True
    return False


def _totals_of(ledger: Ledger, sheet: FigureTable, trees: BlockTrees) -> Iterator[tuple[str, int]]:
    kind = sheet.kind.value
    if sheet.kind in SUMMARIES:
        for number in _last_totals(ledger, sheet, trees, Side.EXPENDITURE)[:1]:
            yield f"{kind}.expenditure", number
            row = ledger.places[number][1]
            for column in sheet.columns.values():
                if column.side is not Side.EXPENDITURE or column.is_other_year:
                    continue
                if column.measure in (None, Measure.TOTAL, Measure.OTHER) or (row, column.index) not in sheet.ids:
                    continue
                yield f"{kind}.{column.measure}", sheet.ids[row, column.index]
        return
    if sheet.kind in FORMS:
        if sheet.kind is TableKind.OVERALL_PERFORMANCE_TARGET_FORM:
            totals = [line for line in sheet.table.lines if line.measure is Measure.TOTAL]
            for line in [line for line in totals if line.amount_yuan is not None][:1]:
                yield f"{kind}.total", sheet.ids[line.row_index, line.column_index]
        return
    if sum(1 for _, nodes in trees if any(node.style == "total" for node in nodes)) <= 1:
        yield from _totals_of_rows(ledger, sheet, trees)


def _totals_of_rows(ledger: Ledger, sheet: FigureTable, trees: BlockTrees) -> Iterator[tuple[str, int]]:
    """The figures of the one row of totals that a list has, each measure once."""
    for block, nodes in trees:
        totals = [node for node in nodes if node.style == "total"]
        if len({node.row.index for node in totals}) != 1:
            continue
        seen: set[Measure] = set()
        for column in block.columns:
            if column.measure is None or column.measure in seen or column.is_other_year:
                continue
            seen.add(column.measure)
            yield f"{sheet.kind.value}.{column.measure.value}", ledger.place(sheet, totals[0].row.index, column.index)
        return
