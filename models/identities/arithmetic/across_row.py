"""Inside a row: the total of some columns is the sum of the others, as the header's tree says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mingzhang.models.identities.arithmetic.figures import FORMS, FigureColumn, FigureTable
from mingzhang.models.identities.arithmetic.trials import Trial, Tries
from mingzhang.models.identities.declarations import rule, words
from mingzhang.models.identities.formal.names import header_name, is_among, is_sum_word
from mingzhang.models.structure.column_sums import settle
from mingzhang.models.vocabulary.enums import CheckStatus, Measure

CHANGES, LAST_YEAR, THIS_YEAR = (frozenset(words()[name]) for name in ("changes", "last_year", "this_year"))
CERTAIN = ("row_basic_project", "row_personnel_operating", "row_year_carryover")

# Columns that may stand beside the parts of a total without being one.
BESIDE = (
    Measure.OTHER,
    Measure.OF_WHICH,
    Measure.PROCUREMENT,
    Measure.PRIOR_YEAR,
    Measure.BUDGET,
    Measure.FINAL_ACCOUNTS,
    Measure.CHANGE,
    None,
)


@dataclass(slots=True)
class _Node:
    """A header part; a leaf has a column."""

    text: str
    column: FigureColumn | None = None
    children: list[_Node] = field(default_factory=list)

    @property
    def word(self) -> str:
        return header_name(self.text)


@dataclass(slots=True)
class _Relation:
    rule: str
    wholes: tuple[int, ...]
    variants: list[tuple[int, ...]]
    label: str


def row_trials(tries: Tries, sheet: FigureTable) -> None:
    """Every relation between the columns of a table that its header tells, tried in all rows."""
    if sheet.kind in FORMS and len(sheet.columns) < 3:
        return
    for side in {column.side for column in sheet.columns.values()}:
        columns = [
            sheet.columns[i]
            for i in sheet.order
            if sheet.columns[i].side is side and not sheet.columns[i].is_other_year
        ]
        if len(columns) < 2:
            continue
        for relation in _relations(columns):
            _try(tries, sheet, relation)


def _try(tries: Tries, sheet: FigureTable, relation: _Relation) -> None:
    """A relation in all rows, without the columns that its figures show to be no part of it."""
    ledger = tries.ledger
    rows = [
        {
            column: ledger.values[number]
            for column in sheet.order
            if (number := sheet.ids.get((row, column))) is not None
        }
        for row in sheet.rows
    ]
    half = 0 if sheet.quantum <= 1 else sheet.quantum // 2
    settled = settle(rows, relation.wholes, relation.variants, half)
    named = [sheet.columns[column].label for column in (*settled.wholes, *settled.parts)]
    found: list[Trial] = []
    for row in sheet.rows:
        if not any((row, column) in sheet.ids for column in (*settled.wholes, *settled.parts)):
            continue
        trial = tries.make(
            relation.rule,
            [ledger.place(sheet, row, column) for column in settled.wholes],
            [ledger.place(sheet, row, column) for column in settled.parts],
            relation.label,
            sheet.quantum,
        )
        if trial is not None and (relation.rule != "row_among" or trial.status is CheckStatus.PASS):
            trial.family = f"{relation.rule}:{'+'.join(named)}"
            found.append(trial)
    tries.add(found, certain=relation.rule in CERTAIN)


def _relations(columns: Sequence[FigureColumn]) -> list[_Relation]:
    root = _Node("")
    for column in columns:
        _insert(root, column)
    found: list[_Relation] = []
    _walk(root, found)
    found += _changes(columns)
    return found


def _insert(root: _Node, column: FigureColumn) -> None:
    node = root
    for part in column.parts[:-1]:
        last = node.children[-1] if node.children else None
        if last is None or last.column is not None or last.text != part:
            last = _Node(part)
            node.children.append(last)
        node = last
    node.children.append(_Node(column.parts[-1] if column.parts else "", column))


@rule("row_among")
def _walk(node: _Node, found: list[_Relation]) -> None:
    for child in node.children:
        if child.children:
            _walk(child, found)
    whole = _sum_leaf(node)
    if whole is not None and whole.column is not None:
        _of_parts(node, whole, whole.column, found)
    for place, child in enumerate(node.children):
        if child is whole or (child.column is None and _sum_leaf(child) is None):
            continue
        among = []
        for other in node.children[place + 1 :]:
            if not is_among(other.text):
                break
            among += _represent(other)
        if among and not is_among(child.text):
            wholes = tuple(c.index for c in _represent(child))
            found.append(_Relation("row_among", wholes, [tuple(c.index for c in among)], child.word))


@rule("row_among", "row_parts")
def _of_parts(node: _Node, whole: _Node, column: FigureColumn, found: list[_Relation]) -> None:
    others = [c for c in node.children if c is not whole and not (c.column and is_sum_word(c.word) and c.text)]
    plain = [c for c in others if not is_among(c.text)]
    variants: list[tuple[int, ...]] = []
    split = [c for c in plain if c.column is None and c.text.startswith("按")]
    if len(split) > 1:
        for child in split:
            found.append(
                _Relation("row_parts", (column.index,), [tuple(c.index for c in _represent(child))], column.path)
            )
        return
    for some in (plain, others):
        parts = [c for child in some for c in _represent(child)]
        for leave in ((), (Measure.CARRYOVER,), BESIDE):
            kept = tuple(c.index for c in parts if not leave or c.measure not in leave)
            if kept and kept not in variants:
                variants.append(kept)
    if variants and not plain and all(child.column is not None for child in others):
        found.append(_Relation("row_among", (column.index,), variants, column.path))
    elif variants:
        found.append(_Relation(_rule(node, whole), (column.index,), variants, column.path))


@rule("row_basic_project", "row_funds", "row_parts", "row_personnel_operating", "row_year_carryover")
def _rule(node: _Node, whole: _Node) -> str:
    measures = {c.measure for child in node.children if child is not whole for c in _represent(child)}
    if Measure.BASIC in measures and Measure.PROJECT in measures:
        return "row_basic_project"
    if Measure.PERSONNEL in measures and Measure.OPERATING in measures:
        return "row_personnel_operating"
    if Measure.CURRENT_YEAR in measures and Measure.CARRYOVER in measures:
        return "row_year_carryover"
    if Measure.GENERAL_PUBLIC in measures or Measure.FISCAL_APPROPRIATION in measures:
        return "row_funds"
    return "row_parts"


def _sum_leaf(node: _Node) -> _Node | None:
    leaves = [c for c in node.children if c.column is not None]
    named = next((c for c in leaves if is_sum_word(c.word)), None)
    if named is not None:
        return named
    totals = [c for c in leaves if c.column is not None and c.column.measure is Measure.TOTAL]
    counted = next((c for c in totals if c.word.endswith("计")), None)
    return counted or (leaves[0] if totals and leaves[0] is totals[0] else None)


def _represent(node: _Node) -> list[FigureColumn]:
    """The columns that stand for a node: its subtotal where it has one, else all that is under it."""
    if node.column is not None:
        return [node.column]
    whole = _sum_leaf(node)
    if whole is not None and whole.column is not None and is_sum_word(whole.word):
        return [whole.column]
    return [c for child in node.children for c in _represent(child)]


@rule("row_change")
def _changes(columns: Sequence[FigureColumn]) -> list[_Relation]:
    """Change = this year less last year, for columns of the same lower header."""
    by_rest: dict[tuple[str, ...], dict[str, int]] = {}
    for column in columns:
        if not column.parts:
            continue
        word = header_name(column.parts[0])
        sort = "c" if word in CHANGES else "l" if word in LAST_YEAR else "t" if word in THIS_YEAR else None
        if sort:
            by_rest.setdefault(column.parts[1:], {})[sort] = column.index
    return [
        _Relation("row_change", (some["c"], some["l"]), [(some["t"],)], "增减变化")
        for some in by_rest.values()
        if {"c", "l", "t"} <= some.keys()
    ]
