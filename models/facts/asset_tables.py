"""Quantities that tables tell: what a unit has of vehicles by kind, costly equipment and rooms (国有资产占用情况表)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from mingzhang.models.facts.assets import kind_of_vehicles
from mingzhang.models.facts.concepts import concepts
from mingzhang.models.facts.context import Context
from mingzhang.models.facts.records import FactClaim, FactScope, Meaning
from mingzhang.models.identities.formal.names import bare_name
from mingzhang.models.records.documents import BudgetLine, LineReference, Table, TableCell
from mingzhang.models.text.amounts import plain

RANK = 4
_SET = re.compile(r"资产|机构运行|车辆|基本情况")
_UNIT_OF_COUNT = re.compile(r"[(（][^()（）]{0,40}(?:辆|台|套|平方米|㎡|不含车辆|含)[^()（）]{0,40}[)）]")
_VEHICLES = re.compile(r"^(?:公务)?(?:用车|车辆)(?:总)?(?:数量|数|量)?(?:合计|总计|小计|情况)?$")
_EQUIPMENT = re.compile(r"(?:单价|单位价值|价值)[^\d]{0,6}(20|50|100|200)万元?.{0,12}以上.{0,14}设备")
_ROOMS = re.compile(r"^(?:房屋|房屋建筑物|房屋及构筑物|房屋构筑物)(?:建筑)?(?:面积)?(?:合计|总计)?$")
_NO_COUNT = re.compile(r"价值|金额|原值|净值|预算|行次|序号|栏次|比例|占比|上年|计划|购置")
_HEADER = re.compile(r"(?:行次|栏次|序号|数量|统计数|价值.*|金额.*)$")
_MEASURE = re.compile(r"[(（]?(?:平方米|㎡|平米|辆|台|套|个|台[(（、/]?[套件][)）]?)[)）]?$")  # a column of its own
_WORDS = re.compile(r"[一-鿿]{2}")
_FIXED = re.compile(r"固定资产(?:合计|总额|总值|原值|金额|小计)?$")
_NOT_HELD = re.compile(r"净值|折旧|上年|期初|年初|增加|减少|处置|购置|新增|数量")
_SUMS = {"小计", "合计", "金额", "价值", "原值"}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?$")


def claims_of_asset_table(table: Table, context: Context) -> Iterator[FactClaim]:
    """A claim for each row that names what a unit has; nothing of a table that names but one such thing by chance."""
    found: dict[str, TableCell] = {}
    for concept, cell in _counted(table):
        found.setdefault(concept, cell)
    if len(found) < 2 and not (found and _SET.search(plain(table.title))):
        return
    unit = context.whole
    lines = {(line.row_index, line.column_index) for line in table.lines}
    for concept, cell in found.items():
        about = concepts()[concept]
        place = (cell.row_index, cell.column_index)
        yield FactClaim(
            meaning=Meaning(unit.unit_id, unit.name, context.year, concept, about.fund, context.stage, FactScope.WHOLE),
            amount=None,
            page_number=cell.page_number,
            rank=RANK,
            lines=(LineReference(table.ordinal, *place),) if place in lines else (),
            quantity=Decimal(plain(cell.text).replace(",", "")),
            quantity_unit=about.unit,
        )


def worth_of_assets(table: Table, context: Context) -> Iterator[FactClaim]:
    """What 固定资产 are worth: the row or the column of that name, where the table has one such figure of the whole."""
    lines = [line for line in table.lines if line.amount_yuan is not None and _is_worth_of_all(line, table)]
    if len(lines) != 1:
        return
    (line,) = lines
    unit, about = context.whole, concepts()["fixed_assets"]
    yield FactClaim(
        meaning=Meaning(unit.unit_id, unit.name, context.year, about.id, about.fund, context.stage, FactScope.WHOLE),
        amount=line.amount_yuan,
        page_number=line.page_number,
        rank=RANK,
        lines=(LineReference(table.ordinal, line.row_index, line.column_index),),
        verification=line.verification,
    )


def _is_worth_of_all(line: BudgetLine, table: Table) -> bool:
    path = [bare_name(part) for part in line.column_path]
    if any(_NOT_HELD.search(part) for part in (*path, line.item_name or "")):
        return False
    if _FIXED.match(bare_name(line.item_name or "")) and not (line.item_name or "").startswith("其中"):
        return True
    is_only = len({other.row_index for other in table.lines}) == 1
    is_column = bool(path) and bool(_FIXED.match(path[-1] if path[-1] not in _SUMS else "".join(path[-2:-1])))
    return is_column and (line.is_total or is_only)


def _counted(table: Table) -> Iterator[tuple[str, TableCell]]:
    """Cells that count what the text to their left names, in order; the first such cell of a name is its count."""
    headers: dict[int, list[str]] = {}
    rows: dict[int, list[TableCell]] = {}
    for cell in table.cells:
        if cell.is_header or _HEADER.match(plain(cell.text)):
            headers.setdefault(cell.column_index, []).append(plain(cell.text))
        else:
            rows.setdefault(cell.row_index, []).append(cell)
    for row in rows.values():
        concept: str | None = None
        for cell in sorted(row, key=lambda one: one.column_index):
            text = plain(cell.text)
            if _MEASURE.match(text):
                continue
            if not _NUMBER.match(text):
                concept = concept_of_asset(text) if _WORDS.search(text) else concept
            elif concept and not any(_NO_COUNT.search(part) for part in headers.get(cell.column_index, ())):
                yield concept, cell


def concept_of_asset(name: str) -> str | None:
    """The concept of a row's name; None where it names no such thing, or a part of one (其中：办公用房)."""
    text = plain(name)
    if text.startswith("其中"):
        return None
    if found := _EQUIPMENT.search(text):
        return f"equipment_{found.group(1)}"
    bare = bare_name(_UNIT_OF_COUNT.sub("", text))
    if _VEHICLES.match(bare):
        return "vehicles"
    if _ROOMS.match(bare):
        return "floor_area"
    return kind_of_vehicles(bare.removesuffix("车")) if bare.endswith("用车") else None
