"""The figures of a document as whole cents, by place: what the identities are tried on.

Every place that an identity names has a number here, blank places too: blank counts as zero beside figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from mingzhang.models.identities.formal.names import bare_name, header_name, is_sum_word
from mingzhang.models.records.documents import BudgetLine, Document, Table
from mingzhang.models.records.pages import TextSource
from mingzhang.models.structure.misprints import FEWEST_DIGITS, intended
from mingzhang.models.text.amounts import YUAN
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.enums import Measure, Side, TableKind

_YEAR = re.compile(YEAR)
_NO_MONEY = re.compile(r"编码|代码|编号|序号|电话|年度$|日期")
# Below this confidence (0 to 1) a reading is in doubt.
SURE = 0.8
# Spreadsheets show a number with ten digits; what is longer lost its last ones.
FLOAT_DIGITS = 10
# A column counts its rows where it has so many whole numbers, so many of them (a share) one more than the last.
FEWEST_NUMBERS = 4
SHARE_OF_STEPS = 0.7
# So many figures end in a zero before that is said to be no digit of theirs; of two zeros or more fewer tell.
FEWEST_ENDS = 20
FEWEST_LONG_ENDS = 6
# Money of two decimals is printed so by itself; where there are more, all tables of a file are printed alike.
MONEY_DECIMALS = 2
# Tables that tell accounts apart, and lists, whose totals are none of another account.
WHOLES = frozenset(
    (TableKind.REVENUE_EXPENDITURE_SUMMARY, TableKind.FISCAL_APPROPRIATION_SUMMARY, TableKind.REVENUE_SUMMARY)
)
LISTS = frozenset(
    (
        TableKind.GOVERNMENT_PROCUREMENT,
        TableKind.PURCHASED_SERVICES,
        TableKind.PERFORMANCE_TARGET_FORM,
        TableKind.OVERALL_PERFORMANCE_TARGET_FORM,
        TableKind.THREE_PUBLIC_EXPENSES,
        TableKind.OTHER,
    )
)
REMAINDERS = ("结转", "结余", "上年")
FORMS = (TableKind.PERFORMANCE_TARGET_FORM, TableKind.OVERALL_PERFORMANCE_TARGET_FORM)


@dataclass(slots=True)
class FigureColumn:
    """A column of figures. `parts` is its header from top to bottom, `label` the lowest part as a bare word."""

    index: int
    path: str
    parts: tuple[str, ...]
    label: str
    measure: Measure | None
    side: Side | None
    printed: int = 0
    is_other_year: bool = False


@dataclass(slots=True)
class FigureRow:
    """What a row is about, in one block of a table."""

    index: int
    code: str | None
    name: str
    bare: str
    is_total: bool
    page: int


@dataclass(slots=True)
class ColumnBlock:
    """Columns whose figures share the item at their left, and the rows that have such an item."""

    columns: list[FigureColumn]
    rows: list[FigureRow] = field(default_factory=list)


@dataclass(slots=True)
class FigureTable:
    """One table. `quantum` is the last printed decimal in cents (10000 in a table of 万元 with two decimals)."""

    position: int
    table: Table
    kind: TableKind
    quantum: int
    columns: dict[int, FigureColumn]
    ids: dict[tuple[int, int], int]
    rows: list[int]
    blocks: list[ColumnBlock]
    order: list[int]

    @property
    def title(self) -> str:
        return self.table.title or "无标题表"


class Ledger:
    """All figures of a document by number. `values` in cents; `lines` is None where the place is blank."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.values: list[int] = []
        self.lines: list[BudgetLine | None] = []
        self.places: list[tuple[int, int, int]] = []
        self.sheets: list[FigureTable] = []
        self._doubtful: set[tuple[int, int, int]] = set()
        for position, table in enumerate(document.tables):
            self.sheets.append(self._sheet(position, table))
            self._doubtful |= {
                (position, cell.row_index, cell.column_index)
                for cell in table.cells
                if cell.text_source is TextSource.OCR or cell.confidence < SURE
            }

    def is_sure(self, number: int) -> bool:
        """Whether a place was read from a text layer, without doubt."""
        line = self.lines[number]
        return self.is_sure_place(self.places[number]) and (line is None or line.confidence >= SURE)

    def is_sure_place(self, place: tuple[int, int, int]) -> bool:
        return place not in self._doubtful

    def is_misprint(self, number: int, amount: int) -> bool:
        """Whether a figure is an amount (cents) misprinted, and not that amount and another one that is printed too."""
        return amount in self.intended(number, amount - self.values[number])

    def intended(self, number: int, owed: int, slack: int = 0, fewest: int = FEWEST_DIGITS) -> list[int]:
        """What a figure that a sum owes `owed` may have been meant to be, within `slack`; all in cents.

        Not where the difference is printed beside it, or as the total or the remainder of another account: then the
        figure is of that account.
        """
        value = self.values[number]
        known = self._amounts_of[self.places[number][0]] | self._accounts
        return [amount for amount in intended(value, owed, slack, fewest) if abs(value - amount) not in known]

    @cached_property
    def _amounts_of(self) -> tuple[frozenset[int], ...]:
        """The amounts that each table prints."""
        return tuple(frozenset(self.values[number] for number in sheet.ids.values()) for sheet in self.sheets)

    @cached_property
    def _accounts(self) -> frozenset[int]:
        """Amounts by which two accounts of a thing may differ: totals, what summaries print, what was carried over."""
        found = set()
        for number, line in enumerate(self.lines):
            if line is None:
                continue
            told = (line.item_name or "", *line.column_path)
            kind = self.sheet_of(number).kind
            is_total = kind in WHOLES or (line.is_total and kind not in LISTS)
            if is_total or any(word in text for text in told for word in REMAINDERS):
                found.add(self.values[number])
        return frozenset(found)

    def _alike(self, table: Table, decimals: int) -> Iterator[str]:
        """The figures that are printed as those of a table are."""
        tables = self.document.tables if decimals > MONEY_DECIMALS else (table,)
        return (line.amount_text for one in tables if one.currency_unit == table.currency_unit for line in one.lines)

    def step(self, number: int) -> int:
        """The last printed decimal of a figure in cents; coarser than its table's where a long sum was cut off."""
        sheet, line = self.sheet_of(number), self.lines[number]
        if line is None or sum(map(str.isdecimal, line.amount_text)) < FLOAT_DIGITS:
            return sheet.quantum
        factor = int(YUAN.get(sheet.table.currency_unit or "元", YUAN["元"])) * 100
        decimals = sum(map(str.isdecimal, line.amount_text.partition(".")[2]))
        return max(1, sheet.quantum, factor // int(10 ** min(decimals, 12)))

    def place(self, sheet: FigureTable, row: int, column: int) -> int:
        """The number of a place; a blank one is given a number when it is first asked for."""
        found = sheet.ids.get((row, column))
        if found is None:
            found = sheet.ids[row, column] = len(self.values)
            self.values.append(0)
            self.lines.append(None)
            self.places.append((sheet.position, row, column))
        return found

    def printed(self, number: int) -> bool:
        return self.lines[number] is not None

    def sheet_of(self, number: int) -> FigureTable:
        return self.sheets[self.places[number][0]]

    def of_kinds(self, *kinds: TableKind) -> Iterator[FigureTable]:
        return (sheet for sheet in self.sheets if sheet.kind in kinds and sheet.rows)

    def _sheet(self, position: int, table: Table) -> FigureTable:
        ids: dict[tuple[int, int], int] = {}
        columns: dict[int, FigureColumn] = {}
        by_row: dict[int, list[BudgetLine]] = {}
        decimals = 0
        numbering = numbering_columns(table.lines)
        for line in table.lines:
            if line.amount_yuan is None or is_no_money(line) or line.column_index in numbering:
                continue
            text = line.amount_text
            point = text.rfind(".")
            if point >= 0:
                decimals = max(decimals, sum(map(str.isdecimal, text[point:])))
            ids[line.row_index, line.column_index] = len(self.values)
            self.values.append(int(line.amount_yuan.scaleb(2)))
            self.lines.append(line)
            self.places.append((position, line.row_index, line.column_index))
            by_row.setdefault(line.row_index, []).append(line)
            column = columns.get(line.column_index)
            if column is None:
                columns[line.column_index] = column = _column(line)
                years = _YEAR.findall("".join(line.column_path))
                column.is_other_year = (
                    bool(years) and line.fiscal_year is not None and str(line.fiscal_year) not in years
                )
            column.printed += 1
        factor = int(YUAN.get(table.currency_unit or "元", YUAN["元"])) * 100
        decimals -= zeros_for_show(self._alike(table, decimals), decimals)
        quantum = max(1, factor // 10 ** min(decimals, 12))
        sheet = FigureTable(
            position, table, table.table_kind, quantum, columns, ids, sorted(by_row), [], sorted(columns)
        )
        if table.table_kind not in FORMS or _is_listing(table):
            sheet.blocks = _blocks(columns, by_row)
        return sheet


def zeros_for_show(texts: Iterable[str], decimals: int) -> int:
    """How many zeros end all figures of so many decimals and are no digits of theirs; 0 where too few figures tell.

    1,192.8500 beside 593.0100 and 73.8000 is rounded to two decimals; what has no digit behind the point says nothing.
    """
    ends = [end for text in texts if len(end := text.partition(".")[2]) == decimals and end.strip("0")]
    shared = min((len(end) - len(end.rstrip("0")) for end in ends), default=0)
    return shared if len(ends) >= (FEWEST_ENDS if shared == 1 else FEWEST_LONG_ENDS) else 0


def _is_listing(table: Table) -> bool:
    """Whether a form lists projects, a row each: then one label stands over all figures of a column."""
    paths: dict[int, tuple[str, ...]] = {}
    return all(paths.setdefault(line.column_index, line.column_path) == line.column_path for line in table.lines)


def is_no_money(line: BudgetLine) -> bool:
    """Whether a figure stands under a header of codes, numbers or dates: it was taken for money by mistake."""
    return line.measure is None and any(map(_NO_MONEY.search, line.column_path))


def numbering_columns(lines: Sequence[BudgetLine]) -> frozenset[int]:
    """Columns that count their rows (行次, 序号): whole numbers without separators, each one more than the last."""
    texts: dict[int, list[str]] = {}
    for line in lines:
        texts.setdefault(line.column_index, []).append(line.amount_text)
    return frozenset(column for column, its in texts.items() if _counts_up(its))


def _counts_up(texts: Sequence[str]) -> bool:
    if len(texts) < FEWEST_NUMBERS or not all(text.isdecimal() for text in texts):
        return False
    numbers = [int(text) for text in texts]
    steps = [after - before for before, after in pairwise(numbers)]
    return sum(step == 1 for step in steps) >= SHARE_OF_STEPS * len(steps)


def _column(line: BudgetLine) -> FigureColumn:
    parts = line.column_path
    label = header_name(parts[-1]) if parts else ""
    if is_sum_word(label) and len(parts) > 1:
        label = header_name(parts[-2])
    return FigureColumn(line.column_index, "/".join(parts), parts, label, line.measure, line.side)


def _blocks(columns: dict[int, FigureColumn], by_row: dict[int, list[BudgetLine]]) -> list[ColumnBlock]:
    """Columns are of one block where they are of one side and no row gives them different items."""
    order = sorted(columns)
    items = {index: {} for index in order}  # type: dict[int, dict[int, BudgetLine]]
    for row, lines in by_row.items():
        for line in lines:
            items[line.column_index][row] = line
    blocks: list[ColumnBlock] = []
    known: dict[int, dict[int, BudgetLine]] = {}
    for index in order:
        column = columns[index]
        home = None
        for number in range(len(blocks) - 1, -1, -1):
            if blocks[number].columns[0].side == column.side and not _differ(known[number], items[index]):
                home = number
                break
        if home is None:
            blocks.append(ColumnBlock([column]))
            known[len(blocks) - 1] = dict(items[index])
        else:
            blocks[home].columns.append(column)
            for row, line in items[index].items():
                known[home].setdefault(row, line)
    for number, block in enumerate(blocks):
        for row in sorted(known[number]):
            line = known[number][row]
            name = line.item_name or ""
            block.rows.append(FigureRow(row, line.item_code, name, bare_name(name), line.is_total, line.page_number))
    return blocks


def _differ(one: dict[int, BudgetLine], other: dict[int, BudgetLine]) -> bool:
    return any(
        row in one and (one[row].item_name != line.item_name or one[row].item_code != line.item_code)
        for row, line in other.items()
    )
