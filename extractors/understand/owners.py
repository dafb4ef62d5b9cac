"""Whose the figures of a row are: the whole department's, a sub-unit's in a list, or the 本级's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.extractors.heads.headers import is_total_name
from mingzhang.extractors.understand.column_roles import ColumnRole
from mingzhang.extractors.understand.columns import CellMatrix, TableColumn
from mingzhang.extractors.understand.items import RowItem, are_units_of_things
from mingzhang.models.identities.formal.names import bare_name, codes, is_classification, ordinal_of
from mingzhang.models.text.amounts import plain, printed_amount
from mingzhang.models.text.codes import CLASS
from mingzhang.models.vocabulary.form_words import form_words, list_column_of
from mingzhang.models.vocabulary.offices import OfficeCoverage, key_of, unmarked

OWN = "（本级）"
_CODE_AHEAD = re.compile(r"^[\[【]\d{3,12}[\]】](?=[一-鿿])")
SHORTEST_NAME = 4
SHORTEST_CODE = 5
SHORTEST_CUT = 6


@dataclass(frozen=True, slots=True)
class RowOwner:
    """Whose a row is: `unit_name` None is the table's own unit."""

    unit_name: str | None
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """The unit that a document discloses, and the keys of all units that its lists and captions name."""

    unit_name: str | None
    units: frozenset[str]


def unit_key(name: str | None) -> str:
    """The same for every way of printing one unit: without code, mark of level, place and short forms."""
    return key_of(unmarked(name)[0]) if name else ""


def owner_columns(matrix: CellMatrix, columns: Sequence[TableColumn]) -> list[TableColumn]:
    """The columns that name units: headed 预算单位, 单位名称, 部门名称; or, beside other columns of names, those in
    which every name ends as an office's does."""
    names = [column for column in columns if column.role is ColumnRole.NAME]
    _, texts, _ = matrix.undated
    headed = [c for c in names if list_column_of(c.leaf) == "unit" and not are_units_of_things(texts[c.index])]
    if headed or len(names) < 2:
        return headed
    open_to_units = [column for column in names if list_column_of(column.leaf) is None]
    found = [column for column in open_to_units if _names_units(matrix, column)]
    return found if len(found) < len(names) else []


def _names_units(matrix: CellMatrix, column: TableColumn) -> bool:
    cells = (matrix.at(row, column.index) for row in range(matrix.table.header_rows, matrix.table.row_count))
    texts = ("".join(cell.text.split()) for cell in cells if cell is not None)
    names = [text for text in texts if text and not is_total_name(text)]
    return bool(names) and all(len(name) >= SHORTEST_NAME and _is_named_so(name) for name in names)


def listed_units(matrix: CellMatrix, columns: Sequence[TableColumn]) -> set[str]:
    """The keys of the units that a table's columns of units name; a first row over all others may bear any word."""
    found = set()
    figures = [column for column in columns if column.role is ColumnRole.FIGURE]
    body = range(matrix.table.header_rows, matrix.table.row_count)
    amounts = [its for row in body if any(its := _amounts(matrix, figures, row))]
    is_total_first = len(amounts) > 1 and (amounts[0] == amounts[1] or _is_sum(amounts))
    for column in owner_columns(matrix, columns):
        for row in body[is_total_first:]:
            cell = matrix.at(row, column.index)
            name = "".join(cell.text.split()) if cell else ""
            if len(name) >= SHORTEST_NAME and _is_named_so(name) and not is_total_name(name):
                found.add(unit_key(name))
    return found - {""}


def _is_named_so(name: str) -> bool:
    """Whether a name ends as those of offices and institutions do; a second name may follow in brackets."""
    printed = plain(unmarked(name)[0])
    first = printed.rpartition("(")[0] if printed.endswith(")") else ""
    return printed.endswith(form_words().unit_endings) or first.endswith(form_words().unit_endings)


def row_owners(
    matrix: CellMatrix, columns: Sequence[TableColumn], items: Mapping[int, RowItem], unit: str | None, whole: Whole
) -> dict[int, RowOwner]:
    """The owner of each row of figures, by the row's place. `items`: rows with their items; `unit`: the table's own."""
    named = _owners(matrix, columns, items, whole)
    is_own_table = unit_key(unit) == unit_key(whole.unit_name) or unit is None or whole.unit_name is None
    rest = RowOwner(None, is_own_table)
    groups = _groups(named, items)
    own = {unit_key(name) for name, _ in groups if _is_one_of(name, (unit, whole.unit_name))}
    keys = {unit_key(name) for name, _ in groups}
    figures = [column for column in columns if column.role is ColumnRole.FIGURE]
    totals = [row for row, name in named.items() if name is None and items[row].is_total]
    sums = [_amounts(matrix, figures, row) for row in totals]
    firsts = [_amounts(matrix, figures, rows[0]) for _, rows in groups]
    if len(groups) > 1 and not totals and _is_total_by_another_name(groups[0][0], firsts, whole):
        sums, groups, firsts = [firsts[0]], groups[1:], firsts[1:]
        own, keys = own & {unit_key(name) for name, _ in groups}, {unit_key(name) for name, _ in groups}
    if not groups or (len(keys) == 1 and (keys <= own or firsts[0] in sums)):
        return dict.fromkeys(items, rest)
    found = dict.fromkeys(items, rest)
    for place, (name, rows) in enumerate(groups):
        owner = RowOwner(name, False)
        if unit_key(name) in own or (place == 0 and not sums and _is_sum(firsts)):
            marked = unmarked(name)[1] is OfficeCoverage.OWN and plain(name) != plain(unit or "")
            if not marked and ((place == 0 and not sums) or (firsts[place] in sums and any(firsts[place]))):
                owner = rest
            elif not marked:
                owner = RowOwner((unit or name) + OWN, False)
        found |= dict.fromkeys(rows, owner)
    return found


def _is_one_of(name: str, units: Sequence[str | None]) -> bool:
    """Whether a printed name is one of some units', or the beginning of one that its narrow cell cut."""
    key = unit_key(name)
    return any(
        unit and key and (key == unit_key(unit) or (len(name) >= SHORTEST_CUT and plain(unit).startswith(plain(name))))
        for unit in units
    )


def _groups(named: Mapping[int, str | None], items: Mapping[int, RowItem]) -> list[tuple[str, list[int]]]:
    """The rows of each owner in printed order; a unit that is an item of its own begins a new group."""
    groups: list[tuple[str, list[int]]] = []
    for row, name in named.items():
        if name is None:
            continue
        item = items[row]
        begins = item.name == name and not is_classification(item.code)
        if groups and groups[-1][0] == name and not begins:
            groups[-1][1].append(row)
        else:
            groups.append((name, [row]))
    return groups


def _owners(
    matrix: CellMatrix, columns: Sequence[TableColumn], items: Mapping[int, RowItem], whole: Whole
) -> dict[int, str | None]:
    """The name of each row's owner as printed, None on rows above all owners and on totals."""
    places = owner_columns(matrix, columns)
    others = [c for c in columns if c.role in (ColumnRole.CODE, ColumnRole.NAME, ColumnRole.YEAR) and c not in places]
    found: dict[int, str | None] = {}
    current: str | None = None
    figures = [c for c in columns if c.role is ColumnRole.FIGURE]
    apart = set() if places else _apart(matrix, others, figures, items, whole)
    for row, item in items.items():
        printed = ""
        for column in places:
            cell = matrix.at(row, column.index)
            printed = _CODE_AHEAD.sub("", "".join(cell.text.split())) if cell and cell.text else printed
        if _is_item(printed, item):
            printed = ""  # 单位名称（科目）: a column of units and of their items
        elif printed and (item.name or "").startswith(printed) and _is_named_so(item.name or ""):
            printed = item.name or ""  # the page ends within the cell
        if places and printed in form_words().funding_levels:
            current = None
        elif places and printed and not is_total_name(printed) and not _is_heading(printed):
            current = printed
        elif item.is_total or (places and printed) or (places and not others):
            current = None
        elif row in apart or (not places and _is_unit(item, whole)):
            current = item.name if len(item.name or "") >= SHORTEST_NAME else None
        found[row] = current
    return found


def _is_item(printed: str, item: RowItem) -> bool:
    """Whether what stands in a column of units is the item of a code of the classification, or of one printed with it.
    Units have codes of three digits too: there the name must be the listed one."""
    if not item.code or not item.name or _is_named_so(printed) or not printed.endswith(item.name):
        return False
    is_own = len(item.code) > CLASS or codes().get(item.code) == bare_name(item.name)
    return printed != item.name or (is_classification(item.code) and is_own)


def _is_heading(printed: str) -> bool:
    """Whether what stands in a column of units is none of them: a 小计, or a heading with an ordinal (一、本年支出)."""
    return printed.endswith("小计") or (ordinal_of(printed) is not None and not _is_named_so(printed))


def _apart(
    matrix: CellMatrix,
    labels: Sequence[TableColumn],
    figures: Sequence[TableColumn],
    items: Mapping[int, RowItem],
    whole: Whole,
) -> set[int]:
    """Rows that stand as those of known units do: a name alone in a column that names nothing else.

    So a unit is known in a list though neither its ending nor another table tells that it is one, and so is the short
    name of a level above the units (货物, 服务), whose figures are nobody's in particular.
    """
    filled: dict[int, frozenset[int]] = {}
    for row in items:
        cells = ((column.index, matrix.at(row, column.index)) for column in labels)
        filled[row] = frozenset(index for index, cell in cells if cell is not None and cell.text)
    shapes = {filled[row] for row, item in items.items() if _is_unit(item, whole) and not item.is_total}
    if len(shapes) != 1 or len(shape := next(iter(shapes))) != 1:
        return set()
    others = [its for its in filled.values() if its != shape]
    if not others or any(shape & its for its in others):
        return set()
    return {
        row
        for row, item in items.items()
        if filled[row] == shape and item.name and not item.is_total and any(_amounts(matrix, figures, row))
    }


def _is_total_by_another_name(name: str, firsts: Sequence[Sequence[Decimal]], whole: Whole) -> bool:
    """Whether the first row of a list bears no known unit's name and prints what the next does, or all together."""
    if unit_key(name) in whole.units or unit_key(name) == unit_key(whole.unit_name):
        return False
    return any(firsts[0]) and (list(firsts[0]) == list(firsts[1]) or _is_sum(firsts))


def _is_unit(item: RowItem, whole: Whole) -> bool:
    """Whether a row's item is a unit: one that the document names as such, or one with a code of units."""
    if item.name is None or len(item.name) < SHORTEST_NAME or is_classification(item.code):
        return False
    key = unit_key(item.name)
    if key and (key in whole.units or key == unit_key(whole.unit_name)):
        return True
    coded = item.code is not None and len(item.code) >= SHORTEST_CODE and not is_classification(item.code)
    return (coded or unmarked(item.name)[1] is OfficeCoverage.OWN) and _is_named_so(item.name)


def _is_sum(firsts: Sequence[Sequence[Decimal]]) -> bool:
    """Whether the first unit's figures are the sums of those of all units below it."""
    first, *others = firsts
    return (
        len(others) > 1
        and any(first)
        and all(amount == sum(other[place] for other in others) for place, amount in enumerate(first))
    )


def _amounts(matrix: CellMatrix, figures: Sequence[TableColumn], row: int) -> list[Decimal]:
    cells = (matrix.at(row, column.index) for column in figures)
    return [(printed_amount(cell.text) if cell else None) or Decimal(0) for cell in cells]
