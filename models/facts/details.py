"""Details: economic classification, “三公”, 机关运行, procurement, projects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mingzhang.models.facts.buying import items_bought
from mingzhang.models.facts.concepts import concepts, word
from mingzhang.models.facts.context import Owned, TableView
from mingzhang.models.facts.headers import MoneyPart, fund_named
from mingzhang.models.facts.records import FactClaim, FactScope, FactStage, Fund, Meaning
from mingzhang.models.facts.rows import ItemRow, economic_codes, function_codes, is_office
from mingzhang.models.facts.subjects import item_of_row, procurement_of_row
from mingzhang.models.facts.summaries import PARTS, unit_rows, whole_rows
from mingzhang.models.identities.formal.names import bare_name, codes, codes_by_name
from mingzhang.models.text.amounts import plain
from mingzhang.models.text.patterns import YEAR
from mingzhang.models.vocabulary.enums import TableKind

PARTS_OF_THREE = ("overseas", "vehicle_total", "reception")
BESIDE_THREE = ("meeting", "training")
_CATALOGUE_LETTER = re.compile(r"^[ABC](?=货物|工程|服务)|(?<=[物程务类])[ABC]$")  # 货物A, 工程B, 服务C
# 2025年, 上年预算数, 预算数, 决算数: what a row of figures is of, where it says nothing else.
_STAGE_OF_ROW = re.compile(
    rf"(?P<when>{YEAR}年度?|上年度?|去年|本年度?|当年|今年)?(?P<what>(?:年初)?(?:预算|决算)数?)?"
)
_PROJECT_HEADS = {"项目名称", "预算项目名称", "支出项目名称", "项目"}
_UNIT_HEADS = {"单位名称", "预算单位", "部门名称", "单位"}
# Ways of paying, years and classes of projects that lists print over them.
_NO_PROJECTS = {"全额", "差额", "自收自支", "本年", "上年结转", "人员类", "运转类", "其他运转类", "特定目标类"}
_OTHER_MONEY = {"其他资金", "其他收入", "自筹资金", "事业收入", "上年结转"}
_OF_PROJECTS = (MoneyPart.TOTAL, MoneyPart.PROJECT)
_SUMS = {"共计", "支出合计", "总计", "合计"}
_BASIC_FUNDS = {
    TableKind.GENERAL_PUBLIC_BASIC_BY_ECONOMIC: Fund.GENERAL_PUBLIC,
    TableKind.FISCAL_APPROPRIATION_BASIC: Fund.FISCAL,
    TableKind.BASIC_EXPENDITURE: Fund.ALL,
}


def is_by_economic(view: TableView) -> bool:
    """Whether a table's rows are of the economic classification and not of the functional one."""
    economic, functional = economic_codes(view.rows), function_codes(view.rows)
    return len(economic) > len(functional)


def basic_by_economic(view: TableView) -> Iterator[FactClaim]:
    """基本支出表: the total, 人员 and 公用, economic items."""
    title = plain(view.table.title)
    named = Fund.GENERAL_PUBLIC if "一般公共预算" in title else Fund.FISCAL if "财政拨款" in title else None
    fund = named or _BASIC_FUNDS[view.table.table_kind]
    for row in whole_rows(view)[:1]:
        yield from _of_any_role(view, row, "basic", fund, (MoneyPart.TOTAL, MoneyPart.BASIC), rank=2)
        for role, concept in PARTS[2:]:
            yield from view.claims(row, concept, fund, role, rank=2)
    if any(unit_rows(view)) or not is_by_economic(view):
        return
    for position, code in economic_codes(view.rows).items():
        yield from _of_any_part(view, view.rows[position], "economic", fund, rank=1, economic_code=code)
    for _, concept in PARTS[2:]:
        rows = [row for row in view.rows if _less_sum(word(row.name or "")) in concepts()[concept].rows]
        for row in rows if len(rows) == 1 else []:
            yield from _of_any_part(view, row, concept, fund, rank=2)


def _less_sum(name: str) -> str:
    """A name less its last word of sum: 人员经费合计."""
    return re.sub(r"(?:合计|小计|总计)$", "", name)


def _of_any_part(
    view: TableView, row: ItemRow, concept: str, fund: Fund, *, rank: int, economic_code: str | None = None
) -> Iterator[FactClaim]:
    """What a row says in its column of sums; else under the heads of its panels (人员经费, 公用经费)."""
    for roles in ((MoneyPart.TOTAL,), (MoneyPart.BASIC,), (MoneyPart.PERSONNEL, MoneyPart.OPERATING)):
        found: dict[Meaning, FactClaim] = {}
        for role in roles:
            for claim in view.claims(row, concept, fund, role, rank=rank, economic_code=economic_code):
                found[claim.meaning] = found[claim.meaning].with_part(claim) if claim.meaning in found else claim
        if found:
            yield from found.values()
            return


def all_by_economic(view: TableView) -> Iterator[FactClaim]:
    """一般公共预算支出表 by economic items: a second place of the total and its parts."""
    for row in whole_rows(view)[:1]:
        yield from view.claims(row, "general_public_expenditure", Fund.GENERAL_PUBLIC, MoneyPart.TOTAL, rank=2)
        for role, concept in PARTS:
            yield from view.claims(row, concept, Fund.GENERAL_PUBLIC, role, rank=2)
    for position, code in economic_codes(view.rows).items():
        yield from view.claims(
            view.rows[position], "economic_total", Fund.GENERAL_PUBLIC, MoneyPart.TOTAL, rank=1, economic_code=code
        )


def three_public(view: TableView) -> Iterator[FactClaim]:
    """“三公” tables: items by column or by row, years by column or by row; with what else is printed beside them."""
    by_row = [concept for row in view.rows if (concept := item_of_row(row.name or ""))]
    items = {column.item for column in view.columns.values() if column.item}
    if items and (len(items) > 1 or len(by_row) < 2):
        yield from _items_by_column(view, items)
    elif by_row:
        yield from _items_by_row(view)
    for row in view.rows:
        if concept := procurement_of_row(row.name or ""):
            yield from view.claims(row, concept, Fund.ALL, MoneyPart.TOTAL, rank=2)


def _items_by_column(view: TableView, items: set[str]) -> Iterator[FactClaim]:
    wholes = whole_rows(view)[:1]
    years = [row for row in view.rows if _stage_of_row(row, view) is not None]
    if years:
        rows = [(row, _stage_of_row(row, view)) for row in years]
    else:
        # Each figure of a row without a label was given its column's name: they are one row.
        first = min((row.index for row in view.rows), default=0)
        listed = any(row.name and is_office(row.name) for row in view.rows)
        rows = [(row, None) for row in wholes] or ([] if listed else [(_joined(view, first), None)])
    if not years and wholes and wholes[0].is_total:
        rows = [(_joined(view, wholes[0].index), None)]
    owners = {row.index: view.context.owner(_owner_printed(view, row)) for row in years}
    is_only_own = not any(scope is FactScope.WHOLE for _, scope in owners.values())
    for row, stage in rows:
        owner = owners.get(row.index)
        if owner and owner[1] is FactScope.OWN and is_only_own:
            owner = (owner[0], FactScope.WHOLE)
        yield from _row_of_items(view, row, items, stage, owner)
    for row, owner in unit_rows(view) if not years else ():
        for item in sorted(items):
            yield from view.claims(row, item, Fund.FISCAL, MoneyPart.TOTAL, rank=2, item=item, owner=owner)
        if "three_public_total" not in items:
            yield from _unnamed_total(view, row, items, None, owner)


def _owner_printed(view: TableView, row: ItemRow) -> str | None:
    """The unit whose years a row is one of: its name stands in this row, or once above several (深圳)."""
    names = [
        cell
        for cell in view.table.cells
        if cell.row_index <= row.index and not cell.is_header and is_office(plain(cell.text))
    ]
    return plain(max(names, key=lambda cell: cell.row_index).text) if names else None


def _row_of_items(
    view: TableView, row: ItemRow, items: set[str], stage: FactStage | None, owner: Owned | None
) -> Iterator[FactClaim]:
    for item in sorted(items):
        fund = concepts()[item].fund
        yield from view.claims(row, item, fund, MoneyPart.TOTAL, rank=1, item=item, stage=stage, owner=owner)
    if "three_public_total" not in items:
        yield from _unnamed_total(view, row, items, stage, owner)


def _unnamed_total(
    view: TableView, row: ItemRow, items: set[str], stage: FactStage | None, owner: Owned | None
) -> Iterator[FactClaim]:
    """合计 beside the items: that of “三公” where it is their sum and not that of 会议费 and 培训费 too."""
    named = [
        claim
        for item in items & {*PARTS_OF_THREE, "vehicle_purchase", "vehicle_operation", *BESIDE_THREE}
        for claim in view.claims(row, item, Fund.FISCAL, MoneyPart.TOTAL, rank=1, item=item, stage=stage, owner=owner)
    ]
    whole = view.claims(
        row, "three_public_total", Fund.FISCAL, MoneyPart.TOTAL, rank=1, funds=True, stage=stage, owner=owner
    )
    yield from (total for total in whole if not _holds_more(total, named))


def _items_by_row(view: TableView) -> Iterator[FactClaim]:
    named = [(row, concept) for row in view.rows if (concept := item_of_row(row.name or ""))]
    # A column may be named by the table's subject (“三公”经费预算数): its figures are those of the rows.
    items = {column.item for column in view.columns.values()}
    item = next(iter(items)) if len(items) == 1 else None
    claims = [
        claim
        for row, concept in named
        for claim in view.claims(row, concept, concepts()[concept].fund, MoneyPart.TOTAL, rank=1, funds=True, item=item)
    ]
    yield from claims
    if all(concept != "three_public_total" for _, concept in named):
        totals = [*whole_rows(view)[:1], *(row for row in view.rows if word(row.name or "") in _SUMS)]
        for row in totals[:1]:
            whole = view.claims(row, "three_public_total", Fund.FISCAL, MoneyPart.TOTAL, rank=1, funds=True, item=item)
            yield from (claim for claim in whole if not _holds_more(claim, claims))


def _holds_more(total: FactClaim, claims: Sequence[FactClaim]) -> bool:
    """Whether a sum holds 会议费 and 培训费 too: it is nearer to the sum with them than to that without."""
    beside = {
        claim.meaning.concept: claim.value
        for claim in claims
        if claim.meaning.stage is total.meaning.stage and claim.meaning.fund is total.meaning.fund
    }
    vehicles = ["vehicle_total"] if "vehicle_total" in beside else ["vehicle_purchase", "vehicle_operation"]
    three = sum(beside[item] for item in ["overseas", *vehicles, "reception"] if item in beside)
    more = sum(beside[item] for item in BESIDE_THREE if item in beside)
    return bool(more) and abs(total.value - three - more) <= abs(total.value - three)


def _joined(view: TableView, index: int) -> ItemRow:
    rows = [row for row in view.rows if row.index == index]
    return replace(rows[0], lines=tuple(line for row in rows for line in row.lines)) if rows else view.rows[0]


def _stage_of_row(row: ItemRow, view: TableView) -> FactStage | None:
    """The stage that a row's own cells say: 2025年, 2026年, 增减变化金额; the row's name may be its unit's."""
    headers = {plain(part) for line in row.lines for part in line.column_path}
    texts = [name] if (name := plain(row.name)) not in headers else []  # a row without a name has its column's
    texts += [
        plain(cell.text)
        for cell in view.table.cells
        if cell.row_index == row.index and not cell.is_header and cell.text
    ]
    told = next((stage for text in texts if (stage := _stage_of_text(text, view)) is not None), None)
    return told or _stage_of_year(row, view)


def _stage_of_year(row: ItemRow, view: TableView) -> FactStage | None:
    """The stage of a row whose year stands beside it alone (2025), where the rows of its table, and no columns, are of
    several years."""
    if any(column.stage is FactStage.PRIOR_YEAR for column in view.columns.values()):
        return None
    years = {line.figure_year for line in row.lines}
    if len(years) > 1 or len({line.figure_year for line in view.table.lines}) < 2 or view.context.year is None:
        return None
    ago = view.context.year - (years.pop() or 0)
    return {0: view.context.stage, 1: FactStage.PRIOR_YEAR}.get(ago)


def _stage_of_text(text: str, view: TableView) -> FactStage | None:
    year = view.context.year
    if text.startswith(("增减", "比上年", "变化", "同比")):
        return FactStage.CHANGE
    told = _STAGE_OF_ROW.fullmatch(text)
    if told is None:
        return None
    when, what = told["when"], told["what"] or ""
    number = int(when[:4]) if when and when[:4].isdecimal() else None
    if number is not None and year and number != year:
        return FactStage.PRIOR_YEAR if number == year - 1 else None
    if when and when[0] in "上去":
        return FactStage.PRIOR_YEAR
    if what:
        return FactStage.FINAL if "决算" in what else FactStage.BUDGET
    return view.context.stage if when else None


def agency_operating(view: TableView) -> Iterator[FactClaim]:
    """机关运行经费表: its total."""
    for row in whole_rows(view)[:1]:
        for item in ("agency_operating", None):
            found = list(view.claims(row, "agency_operating", Fund.FISCAL, MoneyPart.TOTAL, rank=1, item=item))
            yield from found
            if found:
                return


def procurement(view: TableView) -> Iterator[FactClaim]:
    """政府采购表: the total, and 货物, 工程, 服务 where they have rows of their own."""
    for row in whole_rows(view)[:1]:
        yield from view.claims(row, "procurement_total", Fund.ALL, MoneyPart.TOTAL, rank=1, funds=True)
    for kind in ("procurement_goods", "procurement_works", "procurement_services"):
        rows = [row for row in view.rows if _without_letter(word(row.name or "")) in concepts()[kind].rows]
        for row in rows[:1] if len(rows) == 1 else []:
            yield from view.claims(row, kind, Fund.ALL, MoneyPart.TOTAL, rank=1, funds=True)
        for row in whole_rows(view)[:1] if not rows else []:
            yield from view.claims_of_columns(row, kind, concepts()[kind].rows, rank=1)
    yield from items_bought(view)


def _without_letter(name: str) -> str:
    """A name less its letter in the national catalogue of procurement (货物A, B工程)."""
    return _CATALOGUE_LETTER.sub("", name)


def purchased_services(view: TableView) -> Iterator[FactClaim]:
    for row in whole_rows(view)[:1]:
        yield from view.claims(row, "purchased_services", Fund.ALL, MoneyPart.TOTAL, rank=1)


def projects(view: TableView) -> Iterator[FactClaim]:
    """项目支出表: the total and each project; by economic items where those are its rows."""
    title = plain(view.table.title)
    fund = Fund.GENERAL_PUBLIC if "一般公共预算" in title else Fund.FISCAL if "财政拨款" in title else Fund.ALL
    if view.table.table_kind is TableKind.PROJECT_EXPENDITURE_CARRYOVER:
        return
    for row in whole_rows(view)[:1]:
        yield from _of_any_role(view, row, "project", fund, _OF_PROJECTS, rank=2)
    if is_by_economic(view):
        for position, code in economic_codes(view.rows).items():
            yield from view.claims(
                view.rows[position], "economic_project", fund, MoneyPart.TOTAL, rank=1, economic_code=code
            )
        return
    if _lists_functions(view):
        return
    whole, named = whole_rows(view), _named_as_projects(view)
    for row, name in _project_rows(view):
        if row in whole or row.is_total or word(name) in _NO_PROJECTS:
            continue
        if name in named or not is_office(name):
            yield from _of_any_role(view, row, "project", fund, _OF_PROJECTS, rank=1, project=name)


def _project_rows(view: TableView) -> Iterator[tuple[ItemRow, str]]:
    """The rows that print a project's money, with its name: where each project has rows of the funds that pay for it
    and a 小计, that is it."""
    is_split = any(word(row.name or "") == "小计" for row in view.rows)
    last: ItemRow | None = None
    for row in view.rows:
        name = word(row.name or "")
        if is_split and last is not None and name == "小计":
            yield row, last.name or ""
            last = None
        elif row.name and not (is_split and _names_a_fund(name)):
            if last is not None:
                yield last, last.name or ""
            last = row
    if last is not None:
        yield last, last.name or ""


def _names_a_fund(name: str) -> bool:
    return fund_named(name) is not None or name in _OTHER_MONEY


def _of_any_role(
    view: TableView,
    row: ItemRow,
    concept: str,
    fund: Fund,
    roles: Sequence[MoneyPart],
    *,
    rank: int,
    project: str | None = None,
) -> Iterator[FactClaim]:
    """What a row says in the first of some columns that it prints: that of sums, else that of the concept."""
    for role in roles:
        found = list(view.claims(row, concept, fund, role, rank=rank, project=project))
        yield from found
        if found:
            return


def _lists_functions(view: TableView) -> bool:
    """Whether most rows are functions by code and name; a project may stand beside the code of its function."""
    found = function_codes(view.rows)
    named = [
        position
        for position, code in found.items()
        if (name := bare_name(view.rows[position].name or "")) in ("", codes().get(code)) or name in codes_by_name()
    ]
    return len(named) * 2 > len(view.rows)


def _named_as_projects(view: TableView) -> set[str]:
    """What stands in a column of projects beside one of units: 某工作站 is a project there."""
    heads = {cell.column_index: plain(cell.text) for cell in view.table.cells if cell.is_header}
    projects = {column for column, head in heads.items() if head in _PROJECT_HEADS}
    if not projects or not any(head in _UNIT_HEADS for head in heads.values()):
        return set()
    return {plain(cell.text) for cell in view.table.cells if cell.column_index in projects and not cell.is_header}
