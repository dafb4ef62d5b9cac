"""What a row is about: the whole, a unit, an item of a classification, a concept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from mingzhang.models.identities.formal.names import bare_name, codes, codes_by_name
from mingzhang.models.records.documents import BudgetLine, Table
from mingzhang.models.text.codes import CLASS, ECONOMIC_LEVELS, FUNCTION_LEVELS, SECTION
from mingzhang.models.vocabulary.regions import starts_with_place

_OFFICE = re.compile(
    r"(?:局|委员会|厅|办公室|办公厅|中心|研究所|研究院|院|所|站|队|馆|校|学院|大学|中学|小学|幼儿园|处|政府|法院|检察院|协会|联合会|医院|党校|公司|基地|部"
    r"|机关|本级|委|署|监狱|场|台|社)(?:[(（][^)）]{1,12}[)）])?$"
)
_NO_OFFICE = re.compile(r"平台$|支出|收入|经费|费用?$|资金|拨款|补助|结转|结余|项目|合计|总计|小计|事务")
FUNCTION, ECONOMIC = "2", "35"  # first digits
LONGEST_PLACE = 5  # signs of a place's own name (石家庄市); an office that begins with it has more


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A row's figures with its item."""

    index: int
    code: str | None
    name: str | None
    is_total: bool
    lines: tuple[BudgetLine, ...]


def rows_of(table: Table) -> list[ItemRow]:
    """The rows of a table in printed order; two halves side by side give a row each."""
    grouped: dict[tuple[int, str | None, str | None, object], list[BudgetLine]] = {}
    for line in table.lines:
        key = (line.row_index, line.item_code, line.item_name, line.side)
        grouped.setdefault(key, []).append(line)
    return [
        ItemRow(index, code, name, any(line.is_total for line in lines), tuple(lines))
        for (index, code, name, _), lines in grouped.items()
    ]


@cache
def is_office(name: str) -> bool:
    """Whether a row's name is an office's, and no item of a classification."""
    if _NO_OFFICE.search(name) or bare_name(name) in codes_by_name():
        return False
    return bool(_OFFICE.search(name)) or (starts_with_place(name) and len(name) > LONGEST_PLACE)


def is_function(code: str | None) -> bool:
    """Whether a code is of the functional classification (类 three digits, 款 five, 项 seven) and no unit's."""
    return _is_listed(code, FUNCTION, FUNCTION_LEVELS)


def is_economic(code: str | None) -> bool:
    """Whether a code is of an economic classification (3…, 5…: three or five digits)."""
    return _is_listed(code, ECONOMIC, ECONOMIC_LEVELS)


def _is_listed(code: str | None, begins: str, levels: tuple[int, ...]) -> bool:
    return bool(code and code.isdecimal() and code[0] in begins and len(code) in levels and code[:CLASS] in codes())


def function_codes(rows: Sequence[ItemRow]) -> dict[int, str]:
    """Row -> functional code: as printed, else by the name, within the item above (Hangzhou prints names only).

    A name that several codes bear is taken where exactly one of them lies under the 款 or 类 that stands above it.
    """
    found: dict[int, str] = {}
    above: list[str] = []
    for position, row in enumerate(rows):
        code = row.code if is_function(row.code) and not _is_units(row) else None
        if code is None and row.code is None and row.name and not row.is_total:
            code = _by_name(bare_name(row.name), above)
        if code is not None:
            found[position] = code
            above = [parent for parent in above if len(parent) < len(code) and code.startswith(parent)] + [code]
    return found


def _is_units(row: ItemRow) -> bool:
    """Whether a code that looks like a function's is a unit's (西安: 201 is the 宣传部): an office stands beside it."""
    if not row.name or not is_office(row.name):
        return False
    return starts_with_place(row.name) or bare_name(row.name) != codes().get(row.code or "")


def _by_name(name: str, above: list[str]) -> str | None:
    known = [code for code in codes_by_name().get(name, ()) if code[0] == "2"]
    for parent in reversed(above):
        under = [code for code in known if code.startswith(parent) and len(code) == len(parent) + 2]
        if len(under) == 1:
            return under[0]
    classes = [code for code in known if len(code) == CLASS]
    if len(classes) == 1:
        return classes[0]
    if above:
        beside = [code for code in known if len(code) == SECTION and code.startswith(above[0][:CLASS])]
        if len(beside) == 1:
            return beside[0]
    return None


def economic_codes(rows: Sequence[ItemRow]) -> dict[int, str]:
    """Row -> economic code: as printed, else by the name, within the 类 above."""
    found: dict[int, str] = {}
    above: str | None = None
    for position, row in enumerate(rows):
        code = row.code if is_economic(row.code) else None
        if code is None and row.code is None and row.name and not row.is_total:
            known = [code for code in codes_by_name().get(bare_name(row.name), ()) if code[0] == "3"]
            under = [code for code in known if above and code.startswith(above[:3])]
            classes = [code for code in known if len(code) == CLASS]
            code = under[0] if len(under) == 1 else classes[0] if len(classes) == 1 else None
        if code is not None:
            found[position] = code
            above = code
    return found
